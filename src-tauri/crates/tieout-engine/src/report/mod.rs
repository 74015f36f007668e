//! The report of a push run: counts, exceptions, totals of both sides, made from one view and saved unchanged.
//!
//! Not here: files (`csv`, `pdf`, `xlsx`). Invariant: planned = sent + handed over + held + failed + ignored + being verified; the
//! bridge sums exactly to the difference.

pub mod csv;
pub mod mail;
pub mod pdf;
mod rows;
#[cfg(test)]
pub(crate) mod sample;
mod show;
pub mod tie_out;
mod words;
pub mod xlsx;

use std::collections::BTreeMap;

use std::path::PathBuf;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use tieout_connect::ledger::Company;
use tieout_domain::outbox::OutboxState;
use tieout_domain::run::RunState;
use tieout_domain::write_back::WriteBackState;
use tieout_domain::{BookId, ErrorCode, Failure, Instant, ObjectKind, Recovery, RunId};
use tieout_store::query::tiles;
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::plan::{self, PlanAction, PlanStep};
use tieout_store::table::write_back::{self, WriteBackRow};
use tieout_store::table::{audit, client, import, run};
use tieout_store::{Reader, StoreError};

use crate::write_back::Handed;

pub use tie_out::{BridgeLine, SideTotals, TieOut};

/// Exceptions listed; the counts are of all.
const EXCEPTIONS_MAX: usize = 10_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub run_id: i64,
    pub client: String,
    pub practice: bool,
    pub source_name: String,
    pub ledger_name: String,
    pub company_name: String,
    pub step: PlanStep,
    pub state: RunState,
    pub plan_fingerprint: String,
    pub approved_by: String,
    /// First and last date of the documents that the tie-out covers.
    pub period_from: Option<String>,
    pub period_to: Option<String>,
    pub started_at: String,
    pub ended_at: String,
    pub counts: Counts,
    pub kinds: Vec<KindLine>,
    pub tiles: TileLine,
    pub tie_out: TieOut,
    pub exceptions: Vec<Exception>,
    /// Files to be imported into the source.
    #[serde(default)]
    pub files: Vec<FileLine>,
    pub warnings: Vec<String>,
    pub audit_head: String,
    pub version: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Counts {
    pub planned: u32,
    pub sent: u32,
    pub held: u32,
    pub failed: u32,
    pub ignored: u32,
    pub being_verified: u32,
    /// In files to be imported into the source.
    #[serde(default)]
    pub handed_over: u32,
}

/// A file to be imported into the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileLine {
    pub kind: ObjectKind,
    pub records: u32,
    pub file_name: String,
    pub folder: String,
    /// Changed fields that the source's files have no column for.
    pub left_out: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindLine {
    pub kind: ObjectKind,
    pub created: u32,
    pub updated: u32,
    pub held: u32,
    pub failed: u32,
    pub amount: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TileLine {
    pub total: u32,
    pub completed: u32,
    pub pre_sync: u32,
    pub failed: u32,
    pub ignored: u32,
    pub in_doubt: u32,
    pub held: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exception {
    pub kind: ObjectKind,
    pub name: String,
    pub date: Option<String>,
    pub amount: Option<String>,
    pub failure: Shown,
}

/// A failure as it is shown: without the log's context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub code: ErrorCode,
    pub params: BTreeMap<String, String>,
    pub recovery: Recovery,
    pub raw: Option<String>,
}

impl From<Failure> for Shown {
    fn from(failure: Failure) -> Self {
        Self {
            code: failure.code,
            params: failure.params,
            recovery: failure.recovery,
            raw: failure.raw,
        }
    }
}

/// What the report says about where it was made.
#[derive(Debug, Clone)]
pub struct About {
    pub book: BookId,
    pub company: Company,
    pub ledger_name: String,
    pub version: String,
    pub warnings: Vec<String>,
    pub handed: HandedOver,
}

/// What a run did for the source.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct HandedOver {
    pub folder: PathBuf,
    pub files: Vec<Handed>,
    /// Why no file could be written.
    pub failure: Option<Failure>,
}

impl HandedOver {
    fn lines(&self) -> Vec<FileLine> {
        let line = |handed: &Handed| FileLine {
            kind: handed.kind,
            records: handed.file.rows,
            file_name: handed.file.name.clone(),
            folder: self.folder.to_string_lossy().into_owned(),
            left_out: handed.file.left_out.clone(),
        };
        self.files.iter().map(line).collect()
    }
}

/// The five tiles as an ended run left them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TilesThen {
    pub run: RunId,
    pub ended_at: Instant,
    pub tiles: TileLine,
}

/// What the newest reports say of the tiles, oldest first.
pub fn tiles_then(view: &Reader<'_>, runs: u32) -> Result<Vec<TilesThen>, StoreError> {
    let mut then = Vec::new();
    for saved in run::report_parts(view, "tiles", runs)? {
        then.push(TilesThen {
            run: saved.id,
            ended_at: saved.ended_at,
            tiles: serde_json::from_str(&saved.part)?,
        });
    }
    then.reverse();
    Ok(then)
}

/// Makes the report of an ended run from one view.
pub fn make(view: &Reader<'_>, id: RunId, about: &About) -> Result<Report, StoreError> {
    let row = run::get(view, id)?;
    let client = client::get(view)?.ok_or_else(|| StoreError::NotFound("client".into()))?;
    let planned = row.plan_id.map(|plan| plan::get(view, plan)).transpose()?;
    let mut gathered = Gathered::default();
    for entry in outbox::of_run(view, id)? {
        gathered.entry(&entry);
    }
    for row in write_back::of_run(view, id)? {
        gathered.handed(&row, about.handed.failure.as_ref());
    }
    if let Some(plan) = &planned {
        for held in plan::entries(view, plan.id)? {
            gathered.held(held.entry);
        }
    }
    gathered.exceptions.truncate(EXCEPTIONS_MAX);
    let counted = tiles::tiles(view, &about.book)?;
    let ended = row.ended_at.unwrap_or(row.started_at);
    let (period_from, period_to) = tie_out::period(view)?;
    Ok(Report {
        run_id: id.0,
        client: client.name,
        practice: client.practice || about.company.practice,
        source_name: import::last(view)?.map(|row| row.source_name).unwrap_or_default(),
        ledger_name: about.ledger_name.clone(),
        company_name: about.company.name.clone(),
        step: planned.as_ref().map_or(PlanStep::Retry, |plan| plan.step),
        state: row.state,
        plan_fingerprint: planned.as_ref().map(|plan| plan.hash.clone()).unwrap_or_default(),
        approved_by: planned
            .and_then(|plan| plan.approved_by)
            .unwrap_or_else(|| row.started_by.clone()),
        period_from: period_from.map(|date| date.to_string()),
        period_to: period_to.map(|date| date.to_string()),
        started_at: row.started_at.to_string(),
        ended_at: ended.to_string(),
        counts: gathered.counts,
        kinds: gathered.kinds.into_values().collect(),
        tiles: TileLine {
            total: counted.tiles.total(),
            completed: counted.tiles.completed,
            pre_sync: counted.tiles.pre_sync,
            failed: counted.tiles.failed,
            ignored: counted.tiles.ignored,
            in_doubt: counted.in_doubt,
            held: counted.held,
        },
        tie_out: tie_out::make(view, &about.book, &about.company.base_currency, ended)?,
        exceptions: gathered.exceptions,
        files: about.handed.lines(),
        warnings: about.warnings.clone(),
        audit_head: audit::head(view)?.1,
        version: about.version.clone(),
    })
}

#[derive(Default)]
struct Gathered {
    counts: Counts,
    kinds: BTreeMap<ObjectKind, KindLine>,
    exceptions: Vec<Exception>,
}

impl Gathered {
    fn line(&mut self, kind: ObjectKind) -> &mut KindLine {
        self.kinds.entry(kind).or_insert(KindLine {
            kind,
            created: 0,
            updated: 0,
            held: 0,
            failed: 0,
            amount: None,
        })
    }

    fn entry(&mut self, row: &OutboxRow) {
        self.counts.planned += 1;
        match row.state {
            OutboxState::Posted | OutboxState::Superseded => {
                self.counts.sent += 1;
                let line = self.line(row.kind);
                if row.operation == "create" {
                    line.created += 1;
                } else {
                    line.updated += 1;
                }
                if let Some(amount) = row.amount {
                    let before: Decimal = line
                        .amount
                        .as_deref()
                        .and_then(|sum| sum.parse().ok())
                        .unwrap_or_default();
                    line.amount = Some((before + amount).to_string());
                }
            }
            OutboxState::Failed => {
                self.counts.failed += 1;
                self.line(row.kind).failed += 1;
            }
            OutboxState::InDoubt | OutboxState::Sending => self.counts.being_verified += 1,
            OutboxState::Ignored => self.counts.ignored += 1,
            // Taken back, or still waiting because the run broke off.
            OutboxState::Staged | OutboxState::Approved => {
                self.counts.held += 1;
                self.line(row.kind).held += 1;
            }
        }
        if let Some(failure) = row.failure.clone().filter(|_| row.state != OutboxState::Posted) {
            self.exceptions.push(Exception {
                kind: row.kind,
                name: row.name.clone(),
                date: row.doc_date.map(|date| date.to_string()),
                amount: row.amount.map(|amount| amount.to_string()),
                failure: failure.into(),
            });
        } else if !row.drift.is_empty() {
            let differs = Failure::new(ErrorCode::AnswerDiffers, Recovery::Compare)
                .param("record", &row.name)
                .param(
                    "fields",
                    row.drift
                        .iter()
                        .map(|change| change.field.as_str())
                        .collect::<Vec<_>>()
                        .join(", "),
                );
            self.exceptions.push(Exception {
                kind: row.kind,
                name: row.name.clone(),
                date: row.doc_date.map(|date| date.to_string()),
                amount: row.amount.map(|amount| amount.to_string()),
                failure: differs.into(),
            });
        }
    }

    /// A record that goes to the source; `why` no file could be written.
    fn handed(&mut self, row: &WriteBackRow, why: Option<&Failure>) {
        self.counts.planned += 1;
        match row.state {
            WriteBackState::HandedOver | WriteBackState::Arrived => self.counts.handed_over += 1,
            WriteBackState::Approved | WriteBackState::Withdrawn => {
                self.counts.failed += 1;
                self.line(row.kind).failed += 1;
                let internal = || Failure::internal("it is in no file");
                self.exceptions.push(Exception {
                    kind: row.kind,
                    name: row.name.clone(),
                    date: None,
                    amount: None,
                    failure: why.cloned().unwrap_or_else(internal).into(),
                });
            }
        }
    }

    /// Entries of the plan that were never approved: held with a reason, or ticked off by a person.
    fn held(&mut self, entry: plan::PlanEntry) {
        let linked = entry.action == PlanAction::Link && entry.ticked;
        let sent = entry.action.writes() && entry.ticked;
        if sent || linked || entry.action == PlanAction::Skip {
            return;
        }
        self.counts.planned += 1;
        self.counts.held += 1;
        self.line(entry.kind).held += 1;
        let by_hand = || Failure::new(ErrorCode::HeldByUser, Recovery::PlanAgain);
        let failure = entry.failures.into_iter().next().unwrap_or_else(by_hand);
        self.exceptions.push(Exception {
            kind: entry.kind,
            name: entry.name,
            date: entry.doc_date.map(|date| date.to_string()),
            amount: entry.amount.map(|amount| amount.to_string()),
            failure: failure.into(),
        });
    }
}
