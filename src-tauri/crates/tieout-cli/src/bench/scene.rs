//! A client file, a practice ledger without limits, and the commands between them.
//!
//! Not here: what is timed. Invariant: everything goes through the commands, as it would in the window.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use tieout_domain::ObjectKind;
use tieout_engine::matching::{Candidate, suggest as suggest_pairs};
use tieout_ipc::App;
use tieout_ipc::dto::*;
use tieout_ipc::handlers;

use super::data::{Files, name};
use crate::demo::{choose_accounts, progress::Screen, say, sign_in};
use crate::sandbox::{Running, unlimited};
use crate::terminal::{Browser, Terminal};
use crate::wiring::{self, Start};

pub struct Scene {
    app: Arc<App>,
    ledger: Running,
    screen: Screen,
    folder: tempfile::TempDir,
}

impl Scene {
    /// A practice client, with `name(0..count)` already in its ledger.
    pub async fn open(count: usize) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let ledger = unlimited().await?;
        // As the source has them, or each would be sent as an update before the first invoice.
        let customers = (0..count).map(|number| {
            let address = serde_json::json!({"Address": format!("c{number}@example.com")});
            serde_json::json!({"DisplayName": format!("{} {number}", name(number)), "PrimaryEmailAddr": address})
        });
        let seed = serde_json::json!({"create": {"Customer": customers.collect::<Vec<_>>()}});
        post(&format!("{}/_practice/settings", ledger.access().base_url), &seed).await?;
        let start = Start {
            data_dir: folder.path().to_owned(),
            demo: false,
            ledger: None,
            practice_at: Some(serde_json::to_string(&ledger.access())?),
            consents: true,
        };
        let desktop = Arc::new(Terminal::new(Browser::Headless, folder.path()));
        let app = Arc::new(App::new(wiring::host(
            &start,
            wiring::secrets::key_file(folder.path())?,
            desktop,
        )?));
        say(handlers::practice_open(&app, PracticeOpenReq { system: None }).await)?;
        Ok(Self {
            app,
            ledger,
            screen: Screen::new(true),
            folder,
        })
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub async fn import(&self, files: &Files) -> anyhow::Result<ImportSummary> {
        let mut mapped = Vec::new();
        for (path, kind, roles) in [
            (&files.customers, ObjectKind::Customer, &["id", "name", "email"][..]),
            (&files.items, ObjectKind::Item, &["id", "name", "unit_price"]),
            (
                &files.invoices,
                ObjectKind::Invoice,
                &["id", "customer", "date", "item", "quantity", "unit_price", "amount"],
            ),
        ] {
            mapped.push(self.mapping(path, kind, roles).await?);
        }
        let request = ImportRunReq {
            name: "Bench".into(),
            files: mapped,
            currency: "USD".into(),
            accept_gone: false,
        };
        say(handlers::import_run(&self.app, request).await)
    }

    async fn mapping(&self, path: &PathBuf, kind: ObjectKind, roles: &[&str]) -> anyhow::Result<FileMapping> {
        let request = FilePickReq {
            purpose: "import".into(),
            multiple: false,
            path: Some(path.display().to_string()),
        };
        let picked = say(handlers::file_pick(&self.app, request).await)?;
        let handle = picked.files.into_iter().next().context("a file was picked")?.handle;
        let headings = std::fs::read_to_string(path)?
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned();
        let columns = headings.split(',').zip(roles).map(|(heading, role)| ColumnView {
            name: heading.to_owned(),
            occurrence: 1,
            role: Some((*role).to_owned()),
            format: match *role {
                "date" => Some("YYYY-MM-DD".to_owned()),
                "quantity" | "unit_price" | "amount" => Some("1,234.56".to_owned()),
                _ => None,
            },
            ambiguous: Vec::new(),
            values: Vec::new(),
            words: std::collections::BTreeMap::new(),
        });
        Ok(FileMapping {
            handle,
            kind,
            lines: false,
            encoding: None,
            delimiter: Some(",".to_owned()),
            header_row: Some(1),
            sheet: None,
            columns: columns.collect(),
            snapshot: false,
            defaults: std::collections::BTreeMap::new(),
            final_when: None,
        })
    }

    pub async fn connect(&self) -> anyhow::Result<()> {
        sign_in(&self.app, &self.screen).await
    }

    /// Pulls every list and returns the number of records.
    pub async fn pull(&self) -> anyhow::Result<u32> {
        let run = say(handlers::pull_start(
            &self.app,
            PullStartReq {
                kinds: vec![],
                changes_only: false,
                accept_gone: false,
            },
        )
        .await)?;
        let run = self.screen.follow(&self.app, run).await?;
        if run.state != RunState::Completed {
            bail!("the pull ended as {:?}: {:?}", run.state, run.failure);
        }
        Ok(run.done)
    }

    /// Accepts the exact and the strong pairs and sends what is left of the lists.
    pub async fn match_and_send_lists(&self) -> anyhow::Result<u32> {
        for (kind, tier) in [
            (ObjectKind::Item, Tier::Exact),
            (ObjectKind::Customer, Tier::Exact),
            (ObjectKind::Customer, Tier::Strong),
        ] {
            let request = MatchBulkReq {
                kind,
                tiers: vec![tier],
                ids: vec![],
            };
            let preview = say(handlers::match_bulk_preview(&self.app, request).await)?;
            if preview.count == 0 {
                continue;
            }
            let accepted = MatchBulkAcceptReq {
                kind,
                tiers: vec![tier],
                ids: vec![],
                hash: preview.hash,
            };
            say(handlers::match_bulk_accept(&self.app, accepted).await)?;
        }
        let request = SettingSetReq {
            name: "policy.create_unmatched".into(),
            value: "true".into(),
        };
        say(handlers::setting_set(&self.app, request).await)?;
        choose_accounts(&self.app, &self.screen).await?;
        let plan = say(handlers::plan_make(&self.app, PlanMakeReq { step: SyncStep::Lists }).await)?;
        let sent = plan.to_send;
        self.approve(plan).await?;
        Ok(sent)
    }

    pub async fn plan_documents(&self) -> anyhow::Result<PlanView> {
        say(handlers::plan_make(
            &self.app,
            PlanMakeReq {
                step: SyncStep::Documents,
            },
        )
        .await)
    }

    /// Takes the ticks off all but the first `count` writes.
    pub async fn keep_only(&self, mut plan: PlanView, count: usize) -> anyhow::Result<PlanView> {
        let mut ticked = Vec::new();
        let mut offset = 0;
        loop {
            let request = PlanRowsReq {
                plan_id: plan.plan_id,
                kind: None,
                action: Some(PlanAction::Create),
                target: None,
                offset,
                limit: 500,
            };
            let page = say(handlers::plan_rows(&self.app, request).await)?;
            ticked.extend(page.rows.iter().filter(|row| row.ticked).map(|row| row.entry_id));
            offset += 500;
            if offset >= page.total {
                break;
            }
        }
        for chunk in ticked.get(count..).unwrap_or_default().chunks(5_000) {
            let request = PlanTickReq {
                plan_id: plan.plan_id,
                entry_ids: chunk.to_vec(),
                ticked: false,
            };
            plan = say(handlers::plan_tick(&self.app, request).await)?;
        }
        Ok(plan)
    }

    pub async fn approve(&self, plan: PlanView) -> anyhow::Result<()> {
        let approval = PlanApproveReq {
            plan_id: plan.plan_id,
            hash: plan.hash,
            typed: plan.typed_word,
        };
        let run = say(handlers::plan_approve(&self.app, approval).await)?;
        let run = self.screen.follow(&self.app, run).await?;
        if run.state != RunState::Completed {
            bail!("the run ended as {:?}: {:?}", run.state, run.failure);
        }
        Ok(())
    }

    /// HTTP requests the ledger has seen so far whose path holds `path`.
    pub async fn requests(&self, path: &str) -> anyhow::Result<u64> {
        let address = format!("{}/_practice/requests?path={path}", self.ledger.access().base_url);
        let answer = tokio::task::spawn_blocking(move || -> anyhow::Result<String> {
            Ok(ureq::get(address).call()?.body_mut().read_to_string()?)
        })
        .await??;
        let answer: serde_json::Value = serde_json::from_str(&answer)?;
        answer["count"]
            .as_u64()
            .context("the practice ledger counts its requests")
    }
}

async fn post(address: &str, body: &serde_json::Value) -> anyhow::Result<()> {
    let (address, text) = (address.to_owned(), body.to_string());
    tokio::task::spawn_blocking(move || -> anyhow::Result<()> {
        ureq::post(address).content_type("application/json").send(text)?;
        Ok(())
    })
    .await?
}

/// How many of `lefts` get a suggestion among `rights`.
pub fn suggest(lefts: &[String], rights: &[String]) -> usize {
    let candidates = |names: &[String]| {
        let all = names.iter().enumerate();
        all.map(|(at, name)| Candidate {
            id: at.to_string(),
            name: name.clone(),
            ..Candidate::default()
        })
        .collect::<Vec<_>>()
    };
    let found = suggest_pairs(ObjectKind::Customer, &candidates(lefts), &candidates(rights), &[]);
    found
        .iter()
        .filter(|suggestion| !suggestion.candidates.is_empty())
        .count()
}
