//! Making a plan, ticking it, and approving it: freezing exactly what was shown.
//!
//! Not here: what a plan says (`plan`), sending (`push`). Invariant: approval succeeds only for the plan as shown and as it would be
//! made again now; everything it freezes is one transaction.

use tieout_connect::Ledger;
use tieout_connect::ledger::{Company, Operation};
use tieout_domain::outbox::OutboxEvent;
use tieout_domain::{BookId, ErrorCode, Failure, Instant, OutboxId, PlanId, RecordId, Recovery, RunId, Side, fields};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::link::{self, Decided, LinkRow, Origin};
use tieout_store::table::outbox::{self, Frozen, NewEntry, Staged};
use tieout_store::table::plan::{self, PlanAction, PlanEntry, PlanEntryRow, PlanState, PlanStep};
use tieout_store::table::run::{self as run_table, RunAction};
use tieout_store::table::setting::{self, SettingRow};
use tieout_store::{StoreError, Writer};

use crate::plan::{self as planning, Back, Fit, Rules, World, fingerprint};
use crate::{run, write_back};

/// Above this many writes the word has to be typed.
pub const UNTYPED_MAX: usize = 200;
/// The word.
pub const TYPED_WORD: &str = "send";

/// The book a plan is for, as it is now.
#[derive(Clone, Copy)]
pub struct Target<'a> {
    pub book: &'a BookId,
    pub company: &'a Company,
    pub ledger: &'a dyn Ledger,
    /// Where list records of the ledger go back to.
    pub back: Back<'a>,
}

impl<'a> Target<'a> {
    pub const fn rules(&self, fit: Fit<'a>) -> Rules<'a> {
        Rules { fit, back: self.back }
    }

    /// The plan as the world stands.
    fn plan(&self, writer: &Writer<'_>, step: PlanStep) -> Result<(World, Vec<PlanEntry>), StoreError> {
        let world = World::load(writer, self.book, self.company, self.ledger.profile())?;
        let fit = |object: &_| self.ledger.fit(object, self.company);
        let entries = planning::plan(
            step,
            &world,
            Rules {
                fit: &fit,
                back: self.back,
            },
        );
        Ok((world, entries))
    }
}

fn value(failure: Failure) -> StoreError {
    StoreError::Value(failure.to_string())
}

/// Makes and stores the plan of a step. Documents it holds say so in the outbox, so that the reasons show outside the plan as well.
pub fn make(writer: &Writer<'_>, step: PlanStep, target: Target<'_>, now: Instant) -> Result<PlanId, StoreError> {
    let (world, entries) = target.plan(writer, step)?;
    let hash = fingerprint(step, target.book, &entries).map_err(value)?;
    for entry in entries.iter().filter(|entry| entry.kind.is_transaction()) {
        let known = planning::newest(&world, entry);
        let (before, why) = (known.and_then(|row| row.hold.as_ref()), entry.failures.first());
        if let Some(id) = entry.outbox_id.filter(|_| before != why) {
            outbox::set_hold(writer, id, why)?;
        }
    }
    if step == PlanStep::Lists {
        planning::base::note(writer, &world, &entries, now)?;
    }
    plan::insert(writer, step, &hash, &entries, now)
}

/// Ticks entries on or off; the plan's hash follows.
pub fn tick(writer: &Writer<'_>, id: PlanId, book: &BookId, entry_ids: &[i64], ticked: bool) -> Result<(), StoreError> {
    let row = plan::get(writer, id)?;
    if row.state != PlanState::Open {
        return Err(StoreError::Illegal(format!("plan {id} is not open")));
    }
    plan::set_ticks(writer, id, entry_ids, ticked)?;
    let entries: Vec<PlanEntry> = plan::entries(writer, id)?.into_iter().map(|row| row.entry).collect();
    let hash = fingerprint(row.step, book, &entries).map_err(value)?;
    plan::set_hash(writer, id, &hash)
}

/// What the user confirmed.
#[derive(Debug, Clone, Copy)]
pub struct Approval<'a> {
    pub plan: PlanId,
    pub hash: &'a str,
    pub typed: Option<&'a str>,
    pub who: &'a str,
    pub now: Instant,
}

fn outdated() -> Failure {
    Failure::new(ErrorCode::PlanOutdated, Recovery::PlanAgain)
}

/// Freezes the ticked entries and starts the run that will send them. `Ok(Err(_))` is a refusal that changed nothing (but may have
/// marked the plan as outdated).
pub fn approve(
    writer: &Writer<'_>,
    approval: &Approval<'_>,
    target: Target<'_>,
) -> Result<Result<RunId, Failure>, StoreError> {
    // First: a damaged row would make the plan look outdated, and be planned again as if it were true.
    tieout_store::integrity::verify(writer)?;
    if run_table::open(writer)?.is_some() {
        return Ok(Err(run::in_progress()));
    }
    let row = plan::get(writer, approval.plan)?;
    if row.state != PlanState::Open || row.hash != approval.hash {
        return Ok(Err(outdated()));
    }
    let stored = plan::entries(writer, row.id)?;
    let (world, fresh) = target.plan(writer, row.step)?;
    if !same_but_ticks(&stored, &fresh) {
        plan::set_state(writer, row.id, PlanState::Outdated, None, approval.now)?;
        return Ok(Err(outdated()));
    }
    let wanted: Vec<&PlanEntryRow> = stored
        .iter()
        .filter(|row| row.entry.ticked && row.entry.action.acts())
        .collect();
    if let Err(refused) = check_typed(approval, &wanted) {
        return Ok(Err(refused));
    }
    let (to_ledger, to_source): (Vec<&PlanEntryRow>, Vec<&PlanEntryRow>) =
        wanted.iter().partition(|row| row.entry.target == Side::Ledger);
    for entry in &to_ledger {
        carry_out(writer, approval, &world, entry)?;
    }
    crate::crash_point!("plan.half_frozen");
    plan::set_state(writer, row.id, PlanState::Approved, Some(approval.who), approval.now)?;
    if !to_ledger.is_empty() {
        note_first_push(writer, approval)?;
    }
    let run = run::start(writer, RunAction::Push, Some(row.id), approval.who, approval.now)?;
    outbox::join_plan(writer, row.id, run)?;
    write_back::withdraw_replaced(writer, &world, &wanted, approval)?;
    write_back::freeze(writer, &world, &to_source, approval, run, target.back)?;
    let entry = NewAudit::new(approval.now, approval.who, "plan_approved")
        .with("plan_id", row.id.0)
        .with("run_id", run.0)
        .with("after", wanted.len())
        .with("why", row.hash.clone());
    audit::append(writer, &entry)?;
    Ok(Ok(run))
}

fn check_typed(approval: &Approval<'_>, wanted: &[&PlanEntryRow]) -> Result<(), Failure> {
    let writes = wanted.iter().filter(|row| row.entry.action.writes()).count();
    if wanted.is_empty() {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::PlanAgain).context("nothing is ticked"));
    }
    let typed = approval.typed.map(|word| word.trim().to_lowercase());
    if writes > UNTYPED_MAX && typed.as_deref() != Some(TYPED_WORD) {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::Retry).param("typed", TYPED_WORD));
    }
    Ok(())
}

/// The plan made again says the same, whatever is ticked.
fn same_but_ticks(stored: &[PlanEntryRow], fresh: &[PlanEntry]) -> bool {
    stored.len() == fresh.len()
        && stored.iter().zip(fresh).all(|(stored, fresh)| {
            let mut fresh = fresh.clone();
            fresh.ticked = stored.entry.ticked;
            stored.entry == fresh
        })
}

fn carry_out(
    writer: &Writer<'_>,
    approval: &Approval<'_>,
    world: &World,
    row: &PlanEntryRow,
) -> Result<(), StoreError> {
    let entry = &row.entry;
    let operation = match entry.action {
        PlanAction::Create => Operation::Create,
        PlanAction::Update => Operation::Update,
        PlanAction::Void => Operation::Void,
        PlanAction::Deactivate => Operation::Deactivate,
        PlanAction::Link => return adopt(writer, approval, world, entry),
        PlanAction::Skip | PlanAction::Hold => return Ok(()),
    };
    let id = match entry.outbox_id {
        Some(id) => id,
        None => insert(writer, approval, world, entry, operation)?,
    };
    let document = entry
        .document
        .as_ref()
        .ok_or_else(|| StoreError::Value("a write without a document".into()))?;
    let source = of_source(entry)?;
    let source = world.source_record(entry.kind, source);
    let there = entry
        .ledger_id
        .as_ref()
        .and_then(|id| world.ledger_record(entry.kind, id));
    let frozen = Frozen {
        operation: operation.word(),
        name: &entry.name,
        document,
        document_hash: &fields::hash(document),
        doc_date: entry.doc_date,
        amount: entry.amount,
        source_hash: source.map_or("", |row| row.hash.as_str()),
        remote_id: entry.ledger_id.as_ref(),
        remote_version: there.and_then(|row| row.version.as_deref()),
        plan: approval.plan,
        by: approval.who,
        at: approval.now,
    };
    outbox::freeze(writer, id, &frozen)?;
    outbox::advance(writer, id, OutboxEvent::Approve)?;
    plan::set_outbox(writer, row.id, id)
}

/// Whatever goes to the ledger is about a source record.
fn of_source(entry: &PlanEntry) -> Result<&RecordId, StoreError> {
    let missing = || StoreError::Value("an entry for the ledger without a source record".into());
    entry.source_id.as_ref().ok_or_else(missing)
}

fn insert(
    writer: &Writer<'_>,
    approval: &Approval<'_>,
    world: &World,
    entry: &PlanEntry,
    operation: Operation,
) -> Result<OutboxId, StoreError> {
    let source = of_source(entry)?;
    let staged = Staged {
        kind: entry.kind,
        source_id: source.clone(),
        name: entry.name.clone(),
        doc_date: entry.doc_date,
        amount: entry.amount,
        currency: None,
        party_source_id: None,
        source_hash: String::new(),
        hold: None,
    };
    let newest = world.newest(entry.kind, source);
    let new = NewEntry {
        book: &world.book,
        operation: operation.word(),
        marker: &world.marker(entry.kind, source),
        revision: newest.map_or(1, |row| row.revision + 1),
        staged: &staged,
        remote_id: entry.ledger_id.as_ref(),
        ignored_by: None,
        now: approval.now,
    };
    outbox::insert(writer, &new)
}

/// Ties a record that carries our reference already; nothing is sent.
fn adopt(writer: &Writer<'_>, approval: &Approval<'_>, world: &World, entry: &PlanEntry) -> Result<(), StoreError> {
    let Some(remote) = entry.ledger_id.clone() else {
        return Err(StoreError::Value("a link without a ledger record".into()));
    };
    let source = of_source(entry)?;
    let there = world.ledger_record(entry.kind, &remote);
    let wished = link::fulfil(writer, &world.book, entry.kind, source)?;
    if wished || world.link(entry.kind, source).is_none() {
        let row = LinkRow {
            book: world.book.clone(),
            kind: entry.kind,
            ledger_id: Some(remote.clone()),
            source_id: Some(source.clone()),
            state: Decided::Linked,
            reason: None,
            origin: Origin::Probe,
            base_hash: there.map(|row| row.hash.clone()),
            last_pushed: None,
            decided_at: approval.now,
            decided_by: approval.who.to_owned(),
        };
        link::insert(writer, &row)?;
    }
    if let Some(id) = entry.outbox_id.filter(|_| entry.kind.is_transaction()) {
        for event in [OutboxEvent::Approve, OutboxEvent::Send, OutboxEvent::Confirm] {
            outbox::advance(writer, id, event)?;
        }
        outbox::set_posted(
            writer,
            id,
            &remote,
            there.and_then(|row| row.version.as_deref()),
            &[],
            approval.now,
        )?;
    }
    let done = NewAudit::new(approval.now, approval.who, "entry_found")
        .about(entry.kind, source.as_str())
        .with("name", entry.name.clone())
        .with("ledger_id", remote.as_str())
        .with("plan_id", approval.plan.0);
    audit::append(writer, &done)?;
    Ok(())
}

/// The instant of the first push is kept for ever (C-06).
fn note_first_push(writer: &Writer<'_>, approval: &Approval<'_>) -> Result<(), StoreError> {
    const NAME: &str = "policy.first_push_at";
    if setting::all(writer)?.iter().any(|row| row.name == NAME) {
        return Ok(());
    }
    let row = SettingRow {
        name: NAME.to_owned(),
        value: serde_json::Value::String(approval.now.to_string()).to_string(),
        changed_at: approval.now,
        changed_by: approval.who.to_owned(),
    };
    setting::put(writer, &row)
}
