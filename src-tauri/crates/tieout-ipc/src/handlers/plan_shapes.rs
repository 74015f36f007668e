//! A plan as the screens show it: groups, effect, budget, rows.
//!
//! Not here: what a plan says (engine). Invariant: shapes only; nothing is asked of the ledger and nothing is written.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use tieout_connect::ledger::{Operation, calls_of_writes};
use tieout_domain::{Object, ObjectKind as Kind, PlanId, Side};
use tieout_engine::approve::{TYPED_WORD, UNTYPED_MAX};
use tieout_store::table::import;
use tieout_store::table::plan::{self, PlanAction as Action, PlanEntry, PlanEntryRow, PlanState, PlanStep};
use tieout_store::{Reader, StoreError};

use super::files;
use super::sync::Book;
use crate::dto::*;

pub(super) fn plan_view(view: &Reader<'_>, book: &Book, id: PlanId) -> Result<PlanView, StoreError> {
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

pub(super) fn groups(entries: &[PlanEntry]) -> Vec<PlanGroup> {
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

pub(super) fn plan_row(row: PlanEntryRow) -> PlanRow {
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

pub(super) const fn stored_action(action: PlanAction) -> Action {
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
