//! Check, plan and approval: thin handlers.
//!
//! Not here: decisions (engine). Invariant: a handler checks, calls and shapes; nothing else.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_decimal::Decimal;
use tieout_connect::ledger::{Company, Operation, calls_of_writes};
use tieout_connect::{Ledger, WriteBackTarget};
use tieout_domain::{BookId, ErrorCode, Failure, Object, ObjectKind as Kind, PlanId, Side};
use tieout_engine::approve::{self, Approval, TYPED_WORD, Target, UNTYPED_MAX};
use tieout_engine::check::{self, Level, Line};
use tieout_engine::numbers;
use tieout_engine::plan::World;
use tieout_store::table::connection::ConnectionState;
use tieout_store::table::import;
use tieout_store::table::plan::{self, PlanAction as Action, PlanEntry, PlanEntryRow, PlanState, PlanStep};
use tieout_store::table::run::{self, RunAction};
use tieout_store::{Reader, StoreError};

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

fn plan_view(view: &Reader<'_>, book: &Book, id: PlanId) -> Result<PlanView, StoreError> {
    let row = plan::get(view, id)?;
    let entries: Vec<PlanEntry> = plan::entries(view, id)?.into_iter().map(|row| row.entry).collect();
    let (sent, handed): (Vec<&PlanEntry>, Vec<&PlanEntry>) = entries
        .iter()
        .filter(|entry| entry.ticked && entry.action.writes())
        .partition(|entry| entry.target == Side::Ledger);
    let profile = book.ledger.profile();
    let amount: Decimal = sent.iter().filter_map(|entry| entry.amount).sum();
    Ok(PlanView {
        plan_id: u32::try_from(id.0).unwrap_or(0),
        step: step_view(row.step),
        state: match row.state {
            PlanState::Open => PlanWord::Open,
            PlanState::Approved => PlanWord::Approved,
            PlanState::Outdated => PlanWord::Outdated,
            PlanState::Discarded => PlanWord::Discarded,
        },
        hash: row.hash,
        made_at: row.made_at.to_string(),
        ledger_name: profile.name.clone(),
        company_name: book.company.name.clone(),
        currency: book.company.base_currency.to_string(),
        groups: groups(&entries),
        to_send: count(sent.len()),
        amount: amount.to_string(),
        held: count(entries.iter().filter(|entry| entry.action == Action::Hold).count()),
        requests: requests(&sent, profile.batch_max),
        requests_per_minute: profile.requests_per_minute,
        calls: calls(book, &sent),
        typed_word: (sent.len() + handed.len() > UNTYPED_MAX).then(|| TYPED_WORD.to_owned()),
        accounts: accounts(view, &sent)?,
        write_back: files::planned(view, &handed, book.back.as_deref())?,
        waiting_files: files::waiting(view, &book.book)?,
        source_name: import::last(view)?.map(|row| row.source_name).unwrap_or_default(),
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// HTTP writes: one a batch of one kind and action.
fn requests(sent: &[&PlanEntry], batch_max: usize) -> u32 {
    let mut sizes: BTreeMap<(Kind, Action), usize> = BTreeMap::new();
    for entry in sent {
        *sizes.entry((entry.kind, entry.action)).or_default() += 1;
    }
    count(sizes.values().map(|size| size.div_ceil(batch_max.max(1))).sum())
}

/// What sending takes of the day's calls.
fn calls(book: &Book, sent: &[&PlanEntry]) -> Option<CallBudget> {
    let budget = book.ledger.budget()?;
    let mut sizes: BTreeMap<(Kind, Operation), usize> = BTreeMap::new();
    for entry in sent {
        if let Some(operation) = operation(entry.action) {
            *sizes.entry((entry.kind, operation)).or_default() += 1;
        }
    }
    let writes: Vec<_> = sizes
        .into_iter()
        .map(|((kind, operation), size)| (kind, operation, size))
        .collect();
    Some(CallBudget {
        needed: calls_of_writes(book.ledger.profile(), &writes),
        left_today: budget.left_today,
        per_day: budget.per_day,
    })
}

const fn operation(action: Action) -> Option<Operation> {
    match action {
        Action::Create => Some(Operation::Create),
        Action::Update => Some(Operation::Update),
        Action::Void => Some(Operation::Void),
        Action::Deactivate => Some(Operation::Deactivate),
        Action::Link | Action::Skip | Action::Hold => None,
    }
}

fn groups(entries: &[PlanEntry]) -> Vec<PlanGroup> {
    let mut found: BTreeMap<(Kind, Side, Action), PlanGroup> = BTreeMap::new();
    let mut sums: BTreeMap<(Kind, Side, Action), Decimal> = BTreeMap::new();
    for entry in entries {
        let key = (entry.kind, entry.target, entry.action);
        let group = found.entry(key).or_insert(PlanGroup {
            kind: entry.kind,
            action: action_view(entry.action),
            target: entry.target,
            count: 0,
            ticked: 0,
            amount: None,
            conflicts: 0,
        });
        group.count += 1;
        group.ticked += u32::from(entry.ticked);
        group.conflicts += u32::from(entry.conflict);
        if let Some(amount) = entry.amount {
            *sums.entry(key).or_default() += amount;
        }
    }
    for (key, sum) in sums {
        if let Some(group) = found.get_mut(&key) {
            group.amount = Some(sum.to_string());
        }
    }
    found.into_values().collect()
}

/// Effect per income account and month, as far as the ledger's items say it.
fn accounts(view: &Reader<'_>, sent: &[&PlanEntry]) -> Result<Vec<AccountEffect>, StoreError> {
    use tieout_store::table::mirror;
    let items = mirror::list(view, Side::Ledger, Kind::Item)?;
    let account_of: BTreeMap<_, _> = items
        .iter()
        .filter_map(|row| match &row.object {
            Object::Item(item) => {
                let account = item.income_account.as_ref()?;
                Some((&row.id, account.name.clone().unwrap_or_else(|| account.id.to_string())))
            }
            _ => None,
        })
        .collect();
    let mut sums: BTreeMap<(String, String), Decimal> = BTreeMap::new();
    for invoice in sent.iter().filter_map(|entry| entry.document.as_ref()?.as_invoice()) {
        let month = invoice.date.strftime("%Y-%m").to_string();
        for line in &invoice.lines {
            let item = line.item.as_ref().and_then(|item| account_of.get(&item.id)).cloned();
            *sums.entry((item.unwrap_or_default(), month.clone())).or_default() += line.amount;
        }
    }
    let effect = |((account, month), sum): ((String, String), Decimal)| AccountEffect {
        account,
        month,
        change: sum.to_string(),
    };
    Ok(sums.into_iter().map(effect).collect())
}

fn plan_row(row: PlanEntryRow) -> PlanRow {
    let entry = row.entry;
    PlanRow {
        entry_id: u32::try_from(row.id).unwrap_or(0),
        action: action_view(entry.action),
        kind: entry.kind,
        name: entry.name,
        date: entry.doc_date.map(|date| date.to_string()),
        amount: entry.amount.map(|amount| amount.to_string()),
        party: entry.party,
        ticked: entry.ticked,
        target: entry.target,
        wins: entry.wins,
        conflict: entry.conflict,
        changes: files::by_side(entry.target, entry.changes),
        notes: entry
            .notes
            .into_iter()
            .map(|note| PlanNote {
                field: note.field,
                from: note.from,
                to: note.to,
                reason: note.reason,
            })
            .collect(),
        failures: entry.failures.into_iter().map(FailureView::from).collect(),
    }
}

pub(super) const fn stored_step(step: SyncStep) -> PlanStep {
    match step {
        SyncStep::Lists => PlanStep::Lists,
        SyncStep::Documents => PlanStep::Documents,
        SyncStep::Retry => PlanStep::Retry,
    }
}

pub(super) const fn step_view(step: PlanStep) -> SyncStep {
    match step {
        PlanStep::Lists => SyncStep::Lists,
        PlanStep::Documents => SyncStep::Documents,
        PlanStep::Retry => SyncStep::Retry,
    }
}

const fn stored_action(action: PlanAction) -> Action {
    match action {
        PlanAction::Create => Action::Create,
        PlanAction::Update => Action::Update,
        PlanAction::Link => Action::Link,
        PlanAction::Void => Action::Void,
        PlanAction::Deactivate => Action::Deactivate,
        PlanAction::Skip => Action::Skip,
        PlanAction::Hold => Action::Hold,
    }
}

const fn action_view(action: Action) -> PlanAction {
    match action {
        Action::Create => PlanAction::Create,
        Action::Update => PlanAction::Update,
        Action::Link => PlanAction::Link,
        Action::Void => PlanAction::Void,
        Action::Deactivate => PlanAction::Deactivate,
        Action::Skip => PlanAction::Skip,
        Action::Hold => PlanAction::Hold,
    }
}
