//! Plans and their entries: intended writes with reasons, as shown to the user.
//!
//! Not here: how they are found (engine). Invariant: at most one plan is open; an approved plan's entries never change.

use jiff::civil::Date;
use rusqlite::{Row, named_params};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use tieout_domain::fields::FieldChange;
use tieout_domain::{Failure, Instant, Object, ObjectKind, OutboxId, PlanId, RecordId, Side};

use crate::value::{
    count, decimal, execute, first, from_json, instant, json, kind as kind_of, number, rows, side as side_of,
    side_word, unreadable,
};
use crate::{Reader, StoreError, Writer};

macro_rules! plan_words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident => $word:literal),+ $(,)? })+) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $word)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    )+ };
}

plan_words! {
    /// What a plan covers.
    PlanStep { Lists => "lists", Documents => "documents", Retry => "retry" }
    PlanState { Open => "open", Approved => "approved", Outdated => "outdated", Discarded => "discarded" }
    /// What an entry would do. `Link` ties without writing; `Skip` and `Hold` do nothing, with a reason.
    /// `Deactivate` makes a list record inactive; nothing is ever deleted.
    PlanAction {
        Create => "create", Update => "update", Link => "link", Void => "void", Deactivate => "deactivate",
        Skip => "skip", Hold => "hold",
    }
}

impl PlanAction {
    /// Whether approval does something about it.
    pub const fn acts(self) -> bool {
        self.writes() || matches!(self, Self::Link)
    }

    /// Whether it is sent to the ledger.
    pub const fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Update | Self::Void | Self::Deactivate)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanRow {
    pub id: PlanId,
    pub step: PlanStep,
    pub state: PlanState,
    pub hash: String,
    pub made_at: Instant,
    pub approved_at: Option<Instant>,
    pub approved_by: Option<String>,
}

/// A change of form the ledger needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanNote {
    pub field: String,
    pub from: String,
    pub to: String,
    pub reason: String,
}

/// One intended write with its reasons. In `changes`, `wanted` is what to write and `ledger` what the target says now, whichever
/// side the target is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanEntry {
    pub action: PlanAction,
    pub kind: ObjectKind,
    /// The side it writes to.
    pub target: Side,
    /// `None`: the source gives the id when it imports the record.
    pub source_id: Option<RecordId>,
    pub ledger_id: Option<RecordId>,
    pub outbox_id: Option<OutboxId>,
    pub name: String,
    pub doc_date: Option<Date>,
    pub amount: Option<Decimal>,
    /// Name of the document's party, for the list.
    pub party: Option<String>,
    /// As the target should have it, all references the target's.
    pub document: Option<Object>,
    pub changes: Vec<FieldChange>,
    pub notes: Vec<PlanNote>,
    /// Why it is held.
    pub failures: Vec<Failure>,
    /// Whose value is taken, where both sides have the record and differ.
    pub wins: Option<Side>,
    /// Both moved since they last agreed.
    pub conflict: bool,
    pub ticked: bool,
}

/// An entry with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanEntryRow {
    pub id: i64,
    pub entry: PlanEntry,
}

const PLAN: &str = "id, step, state, hash, made_at, approved_at, approved_by";
const ENTRY: &str = "id, action, kind, target, source_id, ledger_id, outbox_id, name, doc_date, amount, party, document, \
    changes, notes, failures, wins, conflict, ticked";

pub fn get(view: &Reader<'_>, id: PlanId) -> Result<PlanRow, StoreError> {
    let sql = format!("SELECT {PLAN} FROM plan WHERE id = :id");
    first(view, &sql, named_params! { ":id": id.0 }, read_plan)?
        .ok_or_else(|| StoreError::NotFound(format!("plan {id}")))
}

/// The plan that waits for approval.
pub fn open(view: &Reader<'_>) -> Result<Option<PlanRow>, StoreError> {
    let sql = format!("SELECT {PLAN} FROM plan WHERE state = 'open' ORDER BY id DESC LIMIT 1");
    first(view, &sql, [], read_plan)
}

/// All entries in the order shown.
pub fn entries(view: &Reader<'_>, id: PlanId) -> Result<Vec<PlanEntryRow>, StoreError> {
    let sql = format!("SELECT {ENTRY} FROM plan_entry WHERE plan_id = :id ORDER BY position");
    rows(view, &sql, named_params! { ":id": id.0 }, read_entry)
}

/// What to show of a plan; `None` shows all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter {
    pub kind: Option<ObjectKind>,
    pub action: Option<PlanAction>,
    pub target: Option<Side>,
}

/// A window of entries, and how many pass the filter.
pub fn entries_page(
    view: &Reader<'_>,
    id: PlanId,
    filter: Filter,
    offset: u32,
    limit: u32,
) -> Result<(Vec<PlanEntryRow>, u32), StoreError> {
    const FILTER: &str = "plan_id = :id AND (:kind IS NULL OR kind = :kind) AND (:action IS NULL OR action = :action)
                          AND (:target IS NULL OR target = :target)";
    let (kind, action) = (filter.kind.map(ObjectKind::word), filter.action.map(PlanAction::word));
    let target = filter.target.map(side_word);
    let total = number(
        view,
        &format!("SELECT count(*) FROM plan_entry WHERE {FILTER}"),
        named_params! { ":id": id.0, ":kind": kind, ":action": action, ":target": target },
    )?;
    let found = rows(
        view,
        &format!("SELECT {ENTRY} FROM plan_entry WHERE {FILTER} ORDER BY position LIMIT :limit OFFSET :offset"),
        named_params! { ":id": id.0, ":kind": kind, ":action": action, ":target": target, ":limit": limit, ":offset": offset },
        read_entry,
    )?;
    Ok((found, count(total)))
}

fn read_plan(row: &Row<'_>) -> Result<PlanRow, StoreError> {
    let (step, state): (String, String) = (row.get("step")?, row.get("state")?);
    Ok(PlanRow {
        id: PlanId(row.get("id")?),
        step: PlanStep::from_word(&step).ok_or_else(|| unreadable("step", &step))?,
        state: PlanState::from_word(&state).ok_or_else(|| unreadable("plan state", &state))?,
        hash: row.get("hash")?,
        made_at: instant(&row.get::<_, String>("made_at")?)?,
        approved_at: row
            .get::<_, Option<String>>("approved_at")?
            .map(|text| instant(&text))
            .transpose()?,
        approved_by: row.get("approved_by")?,
    })
}

fn read_entry(row: &Row<'_>) -> Result<PlanEntryRow, StoreError> {
    let action: String = row.get("action")?;
    let date: Option<String> = row.get("doc_date")?;
    let entry = PlanEntry {
        action: PlanAction::from_word(&action).ok_or_else(|| unreadable("action", &action))?,
        kind: kind_of(&row.get::<_, String>("kind")?)?,
        target: side_of(&row.get::<_, String>("target")?)?,
        source_id: row.get::<_, Option<String>>("source_id")?.map(RecordId),
        ledger_id: row.get::<_, Option<String>>("ledger_id")?.map(RecordId),
        outbox_id: row.get::<_, Option<i64>>("outbox_id")?.map(OutboxId),
        name: row.get("name")?,
        doc_date: date
            .map(|text| text.parse().map_err(|_| unreadable("date", &text)))
            .transpose()?,
        amount: row
            .get::<_, Option<String>>("amount")?
            .map(|text| decimal(&text))
            .transpose()?,
        party: row.get("party")?,
        document: row
            .get::<_, Option<String>>("document")?
            .map(|text| from_json(&text))
            .transpose()?,
        changes: from_json(&row.get::<_, String>("changes")?)?,
        notes: from_json(&row.get::<_, String>("notes")?)?,
        failures: from_json(&row.get::<_, String>("failures")?)?,
        wins: row
            .get::<_, Option<String>>("wins")?
            .map(|word| side_of(&word))
            .transpose()?,
        conflict: row.get("conflict")?,
        ticked: row.get("ticked")?,
    };
    Ok(PlanEntryRow {
        id: row.get("id")?,
        entry,
    })
}

/// Stores a new plan; whatever plan was open is outdated by it.
pub fn insert(
    writer: &Writer<'_>,
    step: PlanStep,
    hash: &str,
    entries: &[PlanEntry],
    now: Instant,
) -> Result<PlanId, StoreError> {
    execute(writer, "UPDATE plan SET state = 'outdated' WHERE state = 'open'", [])?;
    execute(
        writer,
        "INSERT INTO plan (step, state, hash, made_at) VALUES (:step, 'open', :hash, :at)",
        named_params! { ":step": step.word(), ":hash": hash, ":at": now.to_string() },
    )?;
    let plan = PlanId(writer.last_insert_rowid());
    for (position, entry) in entries.iter().enumerate() {
        insert_entry(writer, plan, position, entry)?;
    }
    Ok(plan)
}

fn insert_entry(writer: &Writer<'_>, plan: PlanId, position: usize, entry: &PlanEntry) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO plan_entry (plan_id, position, action, kind, target, source_id, ledger_id, outbox_id, name, doc_date,
                                 amount, party, document, changes, notes, failures, wins, conflict, ticked)
         VALUES (:plan, :position, :action, :kind, :target, :source, :ledger, :outbox, :name, :date,
                 :amount, :party, :document, :changes, :notes, :failures, :wins, :conflict, :ticked)",
        named_params! {
            ":plan": plan.0, ":position": i64::try_from(position).unwrap_or(i64::MAX), ":action": entry.action.word(),
            ":kind": entry.kind.word(), ":target": side_word(entry.target),
            ":source": entry.source_id.as_ref().map(RecordId::as_str),
            ":ledger": entry.ledger_id.as_ref().map(RecordId::as_str), ":outbox": entry.outbox_id.map(|id| id.0),
            ":name": entry.name, ":date": entry.doc_date.map(|date| date.to_string()),
            ":amount": entry.amount.map(|amount| amount.to_string()), ":party": entry.party,
            ":document": entry.document.as_ref().map(json).transpose()?, ":changes": json(&entry.changes)?,
            ":notes": json(&entry.notes)?, ":failures": json(&entry.failures)?,
            ":wins": entry.wins.map(side_word), ":conflict": entry.conflict, ":ticked": entry.ticked,
        },
    )?;
    Ok(())
}

/// Moves a plan to another state; only an open plan can move.
pub fn set_state(
    writer: &Writer<'_>,
    id: PlanId,
    state: PlanState,
    by: Option<&str>,
    at: Instant,
) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE plan SET state = :state, approved_by = :by, approved_at = CASE WHEN :by IS NULL THEN NULL ELSE :at END
         WHERE id = :id AND state = 'open'",
        named_params! { ":id": id.0, ":state": state.word(), ":by": by, ":at": at.to_string() },
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Illegal(format!("plan {id} is not open")))
    }
}

/// Ticks entries on or off and stores the hash that results.
pub fn set_ticks(writer: &Writer<'_>, id: PlanId, entry_ids: &[i64], ticked: bool) -> Result<(), StoreError> {
    for entry in entry_ids {
        execute(
            writer,
            "UPDATE plan_entry SET ticked = :ticked WHERE id = :entry AND plan_id = :plan
             AND action NOT IN ('skip', 'hold')",
            named_params! { ":entry": entry, ":plan": id.0, ":ticked": ticked },
        )?;
    }
    Ok(())
}

pub fn set_hash(writer: &Writer<'_>, id: PlanId, hash: &str) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE plan SET hash = :hash WHERE id = :id AND state = 'open'",
        named_params! { ":id": id.0, ":hash": hash },
    )?;
    Ok(())
}

/// Notes under which outbox entry an approved entry is carried out.
pub fn set_outbox(writer: &Writer<'_>, entry_id: i64, outbox: OutboxId) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE plan_entry SET outbox_id = :outbox WHERE id = :entry",
        named_params! { ":entry": entry_id, ":outbox": outbox.0 },
    )?;
    Ok(())
}
