//! Check, plan and approval: thin handlers.
//!
//! Not here: decisions (engine). Invariant: a handler checks, calls and shapes; nothing else.

use std::sync::Arc;

use tieout_connect::ledger::Company;
use tieout_connect::{Ledger, WriteBackTarget};
use tieout_domain::{BookId, ErrorCode, Failure, Object, PlanId};
use tieout_engine::approve::{self, Approval, Target};
use tieout_engine::check::{self, Level, Line};
use tieout_engine::numbers;
use tieout_engine::plan::World;
use tieout_store::table::connection::ConnectionState;
use tieout_store::table::plan::{self, PlanState, PlanStep};
use tieout_store::table::run::{self, RunAction};

use super::plan_shapes::{groups, plan_row, plan_view, stored_action, stored_step};
use super::{files, lookup, run as run_handler, shared, sign_in};
use crate::app::{App, OpenClient};
use crate::connected;
use crate::dto::*;
use crate::event::Topic;

/// The connected book with what the ledger says of it now.
#[derive(Clone)]
pub(super) struct Book {
    pub ledger: Arc<dyn Ledger>,
    pub company: Company,
    pub book: BookId,
    /// Where list records go back to.
    pub back: Option<Arc<dyn WriteBackTarget>>,
}

impl Book {
    pub fn target(&self) -> Target<'_> {
        Target {
            book: &self.book,
            company: &self.company,
            ledger: self.ledger.as_ref(),
            back: self.back.as_deref(),
        }
    }
}

/// Asks the ledger for its company, so that lock date and switches are those of this moment.
pub(super) async fn book(app: &App, client: &OpenClient) -> Result<Book, Failure> {
    let ledger = app.ledger(client).await?;
    let company = match ledger.company().await {
        Ok(company) => company,
        Err(failure) => return Err(note_lost(app, client, failure).await),
    };
    let book = client.with_store(|store| store.read(connected::book)).await?;
    let back = connected::write_back(app, client).await?;
    Ok(Book {
        ledger,
        company,
        book,
        back,
    })
}

/// The same before documents are planned: numbers that were taken over there since the last pull are known then.
async fn book_for(app: &App, client: &OpenClient, step: PlanStep) -> Result<Book, Failure> {
    let book = book(app, client).await?;
    if step != PlanStep::Lists {
        let now = app.host.clock.instant();
        numbers::look_up(&client.store, book.ledger.as_ref(), &book.company, &book.book, now).await?;
    }
    Ok(book)
}

/// A permission that ended is said everywhere, not only where it was noticed (S-006).
async fn note_lost(app: &App, client: &OpenClient, failure: Failure) -> Failure {
    if failure.code == ErrorCode::SignInNeeded
        && let Err(error) = sign_in::set_state(app, client, ConnectionState::SignInNeeded).await
    {
        tracing::error!(%error, "the connection's state could not be stored");
    }
    failure
}

pub async fn sync_check(app: &Arc<App>, request: SyncCheckReq) -> Result<CheckReport, Failure> {
    let client = app.client()?;
    let step = stored_step(request.step);
    let (mut lines, setup_done) = client
        .with_store(move |store| {
            store.read(|view| {
                let lines = check::prerequisites(view, step)?;
                Ok((lines, run::was_completed(view, RunAction::Push)?))
            })
        })
        .await?;
    let (mut changes, mut waiting_files) = (Vec::new(), Vec::new());
    match book_for(app, &client, step).await {
        Ok(book) => {
            lines.insert(0, Line::new("connection_alive", Level::Ok, 0));
            let (checked, waits) = client
                .with_store(move |store| {
                    store.read(|view| {
                        let world = World::load(view, &book.book, &book.company, book.ledger.profile())?;
                        let fit = |object: &Object| book.ledger.fit(object, &book.company);
                        let checked = check::make(step, &world, book.target().rules(&fit));
                        Ok((checked, files::waiting(view, &book.book)?))
                    })
                })
                .await?;
            changes = groups(&checked.entries);
            lines.extend(checked.lines);
            waiting_files = files::with_handles(app, &client, waits);
        }
        Err(failure) => {
            let line = Line::new("connection_alive", Level::Blocker, 1).param("code", failure.code.word());
            lines.insert(0, line);
        }
    }
    let items = lines.into_iter().map(check_item).collect::<Result<Vec<_>, _>>()?;
    Ok(CheckReport {
        step: request.step,
        blocked: items.iter().any(|item| item.level == CheckLevel::Blocker),
        items,
        changes,
        waiting_files,
        setup_done,
    })
}

fn check_item(line: Line) -> Result<CheckItem, Failure> {
    let word = serde_json::Value::String(line.check.to_owned());
    Ok(CheckItem {
        check: serde_json::from_value(word).map_err(Failure::internal)?,
        level: match line.level {
            Level::Ok => CheckLevel::Ok,
            Level::Warning => CheckLevel::Warning,
            Level::Blocker => CheckLevel::Blocker,
        },
        count: line.count,
        params: line.params,
    })
}

pub async fn plan_make(app: &Arc<App>, request: PlanMakeReq) -> Result<PlanView, Failure> {
    let client = app.client()?;
    shared::refuse_while_running(&client).await?;
    let step = stored_step(request.step);
    lookup::settle(&client).await?;
    let book = book_for(app, &client, step).await?;
    let (now, made_for) = (app.host.clock.instant(), book.clone());
    let id = client
        .with_store(move |store| store.write(|writer| approve::make(writer, step, made_for.target(), now)))
        .await?;
    app.changed([Topic::Plan, Topic::Transactions]);
    view(app, &client, &book, id).await
}

pub async fn plan_rows(app: &Arc<App>, request: PlanRowsReq) -> Result<Page<PlanRow>, Failure> {
    let client = app.client()?;
    let (id, offset, limit) = (
        plan_id(request.plan_id),
        request.offset,
        request.limit.min(shared::ROWS_MAX),
    );
    let filter = plan::Filter {
        kind: request.kind,
        action: request.action.map(stored_action),
        target: request.target,
    };
    let (rows, total) = client
        .with_store(move |store| store.read(|view| plan::entries_page(view, id, filter, offset, limit)))
        .await?;
    Ok(Page {
        rows: rows.into_iter().map(plan_row).collect(),
        offset,
        total,
    })
}

pub async fn plan_tick(app: &Arc<App>, request: PlanTickReq) -> Result<PlanView, Failure> {
    let client = app.client()?;
    let book = book(app, &client).await?;
    let id = plan_id(request.plan_id);
    let ids: Vec<i64> = request.entry_ids.into_iter().map(i64::from).collect();
    let (of, ticked) = (book.book.clone(), request.ticked);
    client
        .with_store(move |store| store.write(|writer| approve::tick(writer, id, &of, &ids, ticked)))
        .await?;
    view(app, &client, &book, id).await
}

pub async fn plan_approve(app: &Arc<App>, request: PlanApproveReq) -> Result<RunStatus, Failure> {
    let client = app.client()?;
    shared::refuse_while_running(&client).await?;
    let book = book(app, &client).await?;
    let lock = run_handler::book_lock(app, &book.book).await?;
    let (who, now, approved_for) = (app.host.user.clone(), app.host.clock.instant(), book.clone());
    let run = client
        .with_store(move |store| {
            store.backup(now)?;
            store.write(|writer| {
                let approval = Approval {
                    plan: plan_id(request.plan_id),
                    hash: &request.hash,
                    typed: request.typed.as_deref(),
                    who: &who,
                    now,
                };
                approve::approve(writer, &approval, approved_for.target())
            })
        })
        .await??;
    app.changed([Topic::Plan, Topic::Transactions, Topic::Settings, Topic::Audit]);
    run_handler::carry_out(app, &client, (book, lock), run).await
}

pub async fn plan_discard(app: &Arc<App>, request: PlanIdReq) -> Result<Nothing, Failure> {
    let client = app.client()?;
    let (id, now) = (plan_id(request.plan_id), app.host.clock.instant());
    client
        .with_store(move |store| {
            store.write(|writer| match plan::get(writer, id)?.state {
                PlanState::Open => plan::set_state(writer, id, PlanState::Discarded, None, now),
                PlanState::Approved | PlanState::Outdated | PlanState::Discarded => Ok(()),
            })
        })
        .await?;
    app.changed([Topic::Plan]);
    Ok(Nothing {})
}

fn plan_id(id: u32) -> PlanId {
    PlanId(i64::from(id))
}

async fn view(app: &App, client: &OpenClient, book: &Book, id: PlanId) -> Result<PlanView, Failure> {
    let book = book.clone();
    let mut shown = client
        .with_store(move |store| store.read(|view| plan_view(view, &book, id)))
        .await?;
    shown.waiting_files = files::with_handles(app, client, shown.waiting_files);
    Ok(shown)
}
