//! The main job in a terminal: the same commands as the window, with progress bars.
//!
//! Not here: anything the window could not do. Invariant: every write goes plan → approve → run, as for a person.

mod outcome;
pub mod progress;

use std::sync::Arc;

use anyhow::{Context, bail};
use tieout_ipc::App;
use tieout_ipc::dto::*;
use tieout_ipc::error::IpcError;
use tieout_ipc::handlers;

pub use outcome::{DemoOutcome, Links};
use progress::Screen;

/// How long one wait for the ledger may take before the demo gives up.
const WAITS_MAX: u32 = 60;

/// Does the whole job on the practice company of `ledger` (`None`: the usual one) and returns what the report says.
pub async fn run(app: &Arc<App>, ledger: Option<String>, quiet: bool) -> anyhow::Result<DemoOutcome> {
    let screen = Screen::new(quiet);
    open(app, ledger, &screen).await?;
    sign_in(app, &screen).await?;
    finish_interrupted(app, &screen).await?;
    pull(app, &screen).await?;
    match_lists(app, &screen).await?;
    choose_accounts(app, &screen).await?;
    let mut last = None;
    // What failed in an earlier attempt comes first: customers may be among it, and their invoices wait for them.
    for step in [SyncStep::Retry, SyncStep::Lists, SyncStep::Documents] {
        last = sync(app, &screen, step).await?.or(last);
    }
    let run_id = match last {
        Some(run_id) => run_id,
        None => last_report(app)
            .await?
            .context("nothing was ever sent, so there is no report")?,
    };
    outcome::gather(app, run_id).await
}

async fn open(app: &Arc<App>, ledger: Option<String>, screen: &Screen) -> anyhow::Result<()> {
    screen.title("Opening the practice company and importing its operational records");
    say(handlers::practice_open(app, PracticeOpenReq { system: ledger }).await)?;
    if let Some(import) = say(handlers::import_last(app, Nothing {}).await)? {
        screen.line(&format!(
            "{} invoices over {} {} from {}; {} rows with problems",
            import.invoices, import.amount, import.currency, import.source_name, import.problems
        ));
        import.remarks.iter().for_each(|remark| screen.line(remark));
    }
    Ok(())
}

/// Signs in to the practice ledger, where that is not done yet.
pub async fn sign_in(app: &Arc<App>, screen: &Screen) -> anyhow::Result<()> {
    let connection = say(handlers::connection_get(app, Nothing {}).await)?;
    if connection.state == ConnectionBadge::Connected {
        return Ok(());
    }
    screen.title("Signing in to the practice ledger");
    say(handlers::sign_in_start(app, Nothing {}).await)?;
    for _ in 0..WAITS_MAX {
        let state = say(handlers::sign_in_wait(app, SignInWaitReq { seconds: 10 }).await)?;
        match state.state {
            SignInWord::Done => {
                let company = state.connection.company_name.unwrap_or_default();
                screen.line(&format!("Connected: {company}"));
                return Ok(());
            }
            SignInWord::Waiting => {}
            // Whoever runs the demo asked for the practice company.
            SignInWord::Arrived => say(handlers::sign_in_confirm(app, Nothing {}).await).map(drop)?,
            SignInWord::None | SignInWord::Failed | SignInWord::Cancelled => {
                bail!("the sign-in did not succeed: {:?}", state.trouble)
            }
        }
    }
    bail!("the sign-in was not answered")
}

/// A demo that was killed goes on: what was in doubt is looked up first.
async fn finish_interrupted(app: &Arc<App>, screen: &Screen) -> anyhow::Result<()> {
    if let Some(run) = say(handlers::run_recover(app, Nothing {}).await)? {
        screen.title("Looking after the run that was interrupted");
        screen.follow(app, run).await?;
    }
    Ok(())
}

async fn pull(app: &Arc<App>, screen: &Screen) -> anyhow::Result<()> {
    screen.title("Pulling the ledger's lists (this reads only)");
    let run = say(handlers::pull_start(
        app,
        PullStartReq {
            kinds: vec![],
            changes_only: false,
            accept_gone: false,
        },
    )
    .await)?;
    let run = screen.follow(app, run).await?;
    if run.state != RunState::Completed {
        bail!("the pull ended as {:?}: {:?}", run.state, run.failure);
    }
    Ok(())
}

/// What a careful bookkeeper would do in a minute: take the exact pairs, then the strong ones after looking.
async fn match_lists(app: &Arc<App>, screen: &Screen) -> anyhow::Result<()> {
    screen.title("Matching the two sides");
    let lists = say(handlers::lists_overview(app, Nothing {}).await)?;
    for list in lists.kinds {
        for tier in [Tier::Exact, Tier::Strong] {
            accept(app, list.kind, tier).await?;
        }
        let after = say(handlers::lists_overview(app, Nothing {}).await)?;
        if let Some(now) = after.kinds.iter().find(|now| now.kind == list.kind) {
            screen.line(&format!(
                "{}: {} matched, {} only in the ledger, {} only in the source",
                list.kind, now.linked, now.left, now.source_left
            ));
        }
    }
    // The rest was looked at: what resembles a ledger record without being it is new.
    say(handlers::setting_set(
        app,
        SettingSetReq {
            name: "policy.create_unmatched".to_owned(),
            value: "true".to_owned(),
        },
    )
    .await)?;
    Ok(())
}

async fn accept(app: &Arc<App>, kind: ObjectKind, tier: Tier) -> anyhow::Result<()> {
    let request = MatchBulkReq {
        kind,
        tiers: vec![tier],
        ids: vec![],
    };
    let preview = say(handlers::match_bulk_preview(app, request).await)?;
    if preview.count > 0 {
        let accepted = MatchBulkAcceptReq {
            kind,
            tiers: vec![tier],
            ids: vec![],
            hash: preview.hash,
        };
        say(handlers::match_bulk_accept(app, accepted).await)?;
    }
    Ok(())
}

/// Takes the first account of the right type, in the order of the chart, for each default that is still open.
pub async fn choose_accounts(app: &Arc<App>, screen: &Screen) -> anyhow::Result<()> {
    let settings = say(handlers::settings_get(app, Nothing {}).await)?;
    for slot in settings.accounts.into_iter().filter(|slot| slot.account.is_none()) {
        let asked = AccountChoicesReq {
            slot: slot.slot.clone(),
            search: String::new(),
        };
        let choices = say(handlers::account_choices(app, asked).await)?;
        let possible = choices.into_iter().filter(|choice| choice.disabled.is_none());
        let Some(choice) = possible.min_by_key(|choice| (choice.number.is_none(), choice.number.clone())) else {
            bail!("the ledger has no account of type {}", slot.required_words);
        };
        screen.line(&format!("Default account for {}: {}", slot.required_words, choice.name));
        let request = SettingSetReq {
            name: format!("account.{}", slot.slot),
            value: serde_json::Value::from(choice.id).to_string(),
        };
        say(handlers::setting_set(app, request).await)?;
    }
    Ok(())
}

/// Check, plan, approve, run. `None` when there is nothing to do.
async fn sync(app: &Arc<App>, screen: &Screen, step: SyncStep) -> anyhow::Result<Option<u32>> {
    screen.title(match step {
        SyncStep::Lists => "Step 1: customers and items",
        SyncStep::Documents => "Step 2: invoices",
        SyncStep::Retry => "Trying again what failed",
    });
    let check = say(handlers::sync_check(app, SyncCheckReq { step }).await)?;
    if check.blocked {
        let blockers = check
            .items
            .iter()
            .filter(|item| item.level == CheckLevel::Blocker)
            .collect::<Vec<_>>();
        bail!("the check found blockers: {blockers:?}");
    }
    let plan = say(handlers::plan_make(app, PlanMakeReq { step }).await)?;
    screen.line(&format!(
        "{} to send over {} {}, {} held; needs about {} requests of {} a minute",
        plan.to_send, plan.amount, plan.currency, plan.held, plan.requests, plan.requests_per_minute
    ));
    if plan.to_send == 0 {
        say(handlers::plan_discard(app, PlanIdReq { plan_id: plan.plan_id }).await)?;
        return Ok(None);
    }
    let approval = PlanApproveReq {
        plan_id: plan.plan_id,
        hash: plan.hash,
        typed: plan.typed_word,
    };
    let run = say(handlers::plan_approve(app, approval).await)?;
    let run = screen.follow(app, run).await?;
    match run.state {
        RunState::Completed | RunState::CompletedWithFailures => Ok(Some(run.run_id)),
        state => bail!("the run ended as {state:?}: {:?}", run.failure),
    }
}

async fn last_report(app: &Arc<App>) -> anyhow::Result<Option<u32>> {
    let runs = say(handlers::runs_list(app, PageReq { offset: 0, limit: 50 }).await)?;
    Ok(runs.rows.into_iter().find(|run| run.has_report).map(|run| run.run_id))
}

/// A command's failure as one line for the terminal.
pub fn say<T>(result: Result<T, tieout_domain::Failure>) -> anyhow::Result<T> {
    result.map_err(|failure| {
        let shown = failure.to_string();
        let error = IpcError::from(failure);
        anyhow::anyhow!("{shown} (next step: {:?})", error.recovery)
    })
}
