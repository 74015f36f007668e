//! Decisions about pairs and records, and their undo.
//!
//! Not here: proposals (`suggest`), screens (`review`). Invariant: `LinkState::next` and `PairState::next` are asked before every
//! change, each change is one undo step with its audit entries in the same transaction, and undo restores exactly what was.

mod create;
mod reject;

use serde::{Deserialize, Serialize};
use tieout_domain::link::{LinkEvent, LinkState, PairEvent, PairState};
use tieout_domain::{BookId, ErrorCode, Failure, Instant, Object, ObjectKind, RecordId, Recovery, Side};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::decision::{self, DecisionRow};
use tieout_store::table::link::{self, Decided, LinkRow, Origin, Reason};
use tieout_store::table::mirror::{self, MirrorRow};
use tieout_store::table::{alias, rejection, suggestion};
use tieout_store::{Reader, StoreError, Writer};

use crate::matching::normal_name;

pub use create::{create, uncreate};
pub use reject::reject;

/// Who decides, when, for which book.
#[derive(Debug, Clone)]
pub struct Deciding {
    pub book: BookId,
    pub who: String,
    pub now: Instant,
}

/// The sentence that says what a step did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// linked, unlinked, ignored, unignored, to_create, not_to_create, rejected, bulk
    pub code: String,
    pub count: u32,
    pub name: Option<String>,
    pub kind: ObjectKind,
}

/// Ties two records.
pub fn link(
    writer: &Writer<'_>,
    by: &Deciding,
    kind: ObjectKind,
    ledger_id: &RecordId,
    source_id: &RecordId,
) -> Result<Words, StoreError> {
    let (ledger, source) = (
        here(writer, Side::Ledger, kind, ledger_id)?,
        here(writer, Side::Source, kind, source_id)?,
    );
    let (before, row) = tie(writer, by, &ledger, &source, Origin::User)?;
    let words = Words {
        code: "linked".into(),
        count: 1,
        name: Some(ledger.name),
        kind,
    };
    step(writer, by, &words, before, vec![row])
}

/// Ties several pairs as one undo step.
pub fn link_all(
    writer: &Writer<'_>,
    by: &Deciding,
    kind: ObjectKind,
    pairs: &[(RecordId, RecordId)],
) -> Result<Words, StoreError> {
    let (mut before, mut after) = (Vec::new(), Vec::with_capacity(pairs.len()));
    for (ledger_id, source_id) in pairs {
        let ledger = here(writer, Side::Ledger, kind, ledger_id)?;
        let source = here(writer, Side::Source, kind, source_id)?;
        let (gives_way, row) = tie(writer, by, &ledger, &source, Origin::Bulk)?;
        before.extend(gives_way);
        after.push(row);
    }
    let words = Words {
        code: "bulk".into(),
        count: count(after.len()),
        name: None,
        kind,
    };
    step(writer, by, &words, before, after)
}

/// Whether the two may be tied; the row that ties them, and the decisions it takes the place of.
fn tie(
    view: &Reader<'_>,
    by: &Deciding,
    ledger: &MirrorRow,
    source: &MirrorRow,
    origin: Origin,
) -> Result<(Vec<LinkRow>, LinkRow), StoreError> {
    let mut gives_way = Vec::new();
    for row in [ledger, source] {
        let (state, decided) = state(view, &by.book, row.side, row.kind, &row.id)?;
        state
            .next(LinkEvent::Confirm)
            .map_err(|_| taken(view, row, decided.as_ref()))?;
        gives_way.extend(decided);
    }
    let pair = pair_state(view, by, ledger.kind, (&ledger.id, &source.id))?;
    pair.next(PairEvent::Confirm)
        .map_err(|error| illegal(&ledger.id, error))?;
    fits(ledger, source)?;
    let ids = (Some(ledger.id.clone()), Some(source.id.clone()));
    if pair == PairState::Rejected {
        gives_way.push(decided(by, ledger.kind, ids.clone(), Decided::Rejected));
    }
    let tied = decided(by, ledger.kind, ids, Decided::Linked);
    Ok((gives_way, LinkRow { origin, ..tied }))
}

/// What is decided about the two together.
fn pair_state(
    view: &Reader<'_>,
    by: &Deciding,
    kind: ObjectKind,
    (ledger, source): (&RecordId, &RecordId),
) -> Result<PairState, StoreError> {
    let tied = link::by_ledger(view, &by.book, kind, ledger)?;
    if tied.is_some_and(|row| row.state == Decided::Linked && row.source_id.as_ref() == Some(source)) {
        return Ok(PairState::Linked);
    }
    let rejected = rejection::has(view, &by.book, kind, ledger, source)?;
    Ok(if rejected { PairState::Rejected } else { PairState::Open })
}

/// A decision of this moment: ids of the ledger's and of the source's record.
fn decided(
    by: &Deciding,
    kind: ObjectKind,
    (ledger_id, source_id): (Option<RecordId>, Option<RecordId>),
    state: Decided,
) -> LinkRow {
    LinkRow {
        book: by.book.clone(),
        kind,
        ledger_id,
        source_id,
        state,
        reason: None,
        origin: Origin::User,
        base_hash: None,
        last_pushed: None,
        decided_at: by.now,
        decided_by: by.who.clone(),
    }
}

/// What no person may tie: an account of the balance sheet with one of the profit and loss.
pub fn fits(ledger: &MirrorRow, source: &MirrorRow) -> Result<(), Failure> {
    use tieout_domain::objects::AccountRole::Unknown;
    match (&ledger.object, &source.object) {
        (Object::Account(a), Object::Account(b))
            if a.role != Unknown && b.role != Unknown && a.role.is_balance_sheet() != b.role.is_balance_sheet() =>
        {
            Err(Failure::new(ErrorCode::AccountWrongType, Recovery::Match)
                .param("record", &ledger.name)
                .param("type", &a.type_words)
                .param("wanted", &b.type_words))
        }
        _ => Ok(()),
    }
}

/// Unties the source record from a ledger record.
pub fn unlink(writer: &Writer<'_>, by: &Deciding, kind: ObjectKind, ledger_id: &RecordId) -> Result<Words, StoreError> {
    let (state, row) = state(writer, &by.book, Side::Ledger, kind, ledger_id)?;
    state
        .next(LinkEvent::Unlink)
        .map_err(|error| illegal(ledger_id, error))?;
    let before = row.into_iter().collect();
    let name = name(writer, Side::Ledger, kind, ledger_id)?;
    step(
        writer,
        by,
        &Words {
            code: "unlinked".into(),
            count: 1,
            name,
            kind,
        },
        before,
        Vec::new(),
    )
}

/// Leaves records out, with a reason. Nothing is written to the ledger.
pub fn ignore(
    writer: &Writer<'_>,
    by: &Deciding,
    side: Side,
    kind: ObjectKind,
    ids: &[RecordId],
    reason: Reason,
) -> Result<Words, StoreError> {
    let mut after = Vec::with_capacity(ids.len());
    for id in ids {
        let record = here(writer, side, kind, id)?;
        let (state, decided) = state(writer, &by.book, side, kind, id)?;
        state
            .next(LinkEvent::Ignore)
            .map_err(|_| taken(writer, &record, decided.as_ref()))?;
        let ids = match side {
            Side::Ledger => (Some(id.clone()), None),
            Side::Source => (None, Some(id.clone())),
        };
        after.push(LinkRow {
            reason: Some(reason),
            ..self::decided(by, kind, ids, Decided::Ignored)
        });
    }
    let words = Words {
        code: "ignored".into(),
        count: count(ids.len()),
        name: single(writer, side, kind, ids)?,
        kind,
    };
    step(writer, by, &words, Vec::new(), after)
}

/// Takes records back in.
pub fn unignore(
    writer: &Writer<'_>,
    by: &Deciding,
    side: Side,
    kind: ObjectKind,
    ids: &[RecordId],
) -> Result<Words, StoreError> {
    let mut before = Vec::with_capacity(ids.len());
    for id in ids {
        let (state, row) = state(writer, &by.book, side, kind, id)?;
        state.next(LinkEvent::Unignore).map_err(|error| illegal(id, error))?;
        before.extend(row);
    }
    let words = Words {
        code: "unignored".into(),
        count: count(ids.len()),
        name: single(writer, side, kind, ids)?,
        kind,
    };
    step(writer, by, &words, before, Vec::new())
}

/// Takes the newest step back. `None` when there is none.
pub fn undo(writer: &Writer<'_>, by: &Deciding) -> Result<Option<Words>, StoreError> {
    let Some(row) = decision::to_undo(writer)? else {
        return Ok(None);
    };
    swap(writer, &row.after, &row.before)?;
    decision::set_undone(writer, row.id, true)?;
    travelled(writer, by, &row, "decision_undone").map(Some)
}

/// Does the step again that was taken back last.
pub fn redo(writer: &Writer<'_>, by: &Deciding) -> Result<Option<Words>, StoreError> {
    let Some(row) = decision::to_redo(writer)? else {
        return Ok(None);
    };
    swap(writer, &row.before, &row.after)?;
    decision::set_undone(writer, row.id, false)?;
    travelled(writer, by, &row, "decision_redone").map(Some)
}

fn travelled(writer: &Writer<'_>, by: &Deciding, row: &DecisionRow, action: &'static str) -> Result<Words, StoreError> {
    let words: Words = serde_json::from_str(&row.words)?;
    let entry = NewAudit::new(by.now, &by.who, action)
        .with("what", words.code.as_str())
        .with("kind", words.kind.word())
        .with("count", words.count)
        .with("name", words.name.clone());
    audit::append(writer, &entry)?;
    Ok(words)
}

/// Carries a step out, remembers it for undo, and puts it on record.
fn step(
    writer: &Writer<'_>,
    by: &Deciding,
    words: &Words,
    before: Vec<LinkRow>,
    after: Vec<LinkRow>,
) -> Result<Words, StoreError> {
    swap(writer, &before, &after)?;
    for (row, action) in before
        .iter()
        .map(|row| (row, false))
        .chain(after.iter().map(|row| (row, true)))
    {
        record(writer, by, row, action)?;
    }
    let row = DecisionRow {
        id: 0,
        words: serde_json::to_string(words)?,
        before,
        after,
        decided_at: by.now,
    };
    decision::push(writer, &row)?;
    Ok(words.clone())
}

fn record(writer: &Writer<'_>, by: &Deciding, row: &LinkRow, made: bool) -> Result<(), StoreError> {
    let action = match (row.state, made) {
        (Decided::Linked, true) => "link_made",
        (Decided::Linked, false) => "link_removed",
        (Decided::Ignored, true) => "record_ignored",
        (Decided::Ignored, false) => "record_unignored",
        (Decided::Create, true) => "record_to_create",
        (Decided::Create, false) => "record_not_to_create",
        (Decided::Rejected, true) => "pair_rejected",
        (Decided::Rejected, false) => "pair_unrejected",
    };
    let id = row.source_id.as_ref().or(row.ledger_id.as_ref());
    let mut entry = NewAudit::new(by.now, &by.who, action).about(row.kind, id.map_or("", RecordId::as_str));
    if let Some(ledger) = &row.ledger_id {
        entry = entry
            .with("ledger_id", ledger.as_str())
            .with("name", name(writer, Side::Ledger, row.kind, ledger)?);
    }
    if let Some(source) = &row.source_id {
        entry = entry.with("source_name", name(writer, Side::Source, row.kind, source)?);
    }
    if let Some(reason) = row.reason {
        entry = entry.with("why", reason.word());
    }
    audit::append(writer, &entry.with("origin", row.origin.word()))?;
    Ok(())
}

/// Takes `out` away and puts `back` in; refuses when the records moved on meanwhile.
fn swap(writer: &Writer<'_>, out: &[LinkRow], back: &[LinkRow]) -> Result<(), StoreError> {
    for row in out {
        if !take_out(writer, row)? {
            return Err(moved_on());
        }
        learn(writer, row, false)?;
    }
    for row in back {
        put_in(writer, row)?;
        learn(writer, row, true)?;
    }
    Ok(())
}

fn take_out(writer: &Writer<'_>, row: &LinkRow) -> Result<bool, StoreError> {
    match row.state {
        Decided::Rejected => rejection::delete(writer, row),
        Decided::Linked | Decided::Ignored | Decided::Create => link::delete(writer, row),
    }
}

fn put_in(writer: &Writer<'_>, row: &LinkRow) -> Result<(), StoreError> {
    let done = match row.state {
        Decided::Rejected => reject::remember(writer, row),
        Decided::Linked | Decided::Ignored | Decided::Create => link::insert(writer, row),
    };
    done.map_err(|error| match error {
        StoreError::Illegal(_) => moved_on(),
        other => other,
    })
}

/// Accepted names that differ are remembered, and forgotten when the acceptance is taken back.
fn learn(writer: &Writer<'_>, row: &LinkRow, made: bool) -> Result<(), StoreError> {
    let (Decided::Linked, Origin::User, Some(ledger), Some(source)) =
        (row.state, row.origin, &row.ledger_id, &row.source_id)
    else {
        return Ok(());
    };
    let names = (
        name(writer, Side::Ledger, row.kind, ledger)?,
        name(writer, Side::Source, row.kind, source)?,
    );
    let (Some(theirs), Some(ours)) = names else {
        return Ok(());
    };
    let norm = normal_name(&theirs);
    if norm.is_empty() || norm == normal_name(&ours) {
        return Ok(());
    }
    if made {
        alias::put(writer, row.kind, &norm, source, row.decided_at)
    } else {
        alias::forget(writer, row.kind, &norm, source)
    }
}

/// The state of one record and the decision behind it.
pub fn state(
    view: &Reader<'_>,
    book: &BookId,
    side: Side,
    kind: ObjectKind,
    id: &RecordId,
) -> Result<(LinkState, Option<LinkRow>), StoreError> {
    let row = match side {
        Side::Ledger => link::by_ledger(view, book, kind, id)?,
        Side::Source => link::by_source(view, book, kind, id)?,
    };
    let state = match &row {
        Some(row) => match row.state {
            Decided::Linked => LinkState::Linked,
            Decided::Create => LinkState::Create,
            Decided::Ignored | Decided::Rejected => LinkState::Ignored,
        },
        None => {
            let proposed = match side {
                Side::Ledger => suggestion::of_ledger(view, kind, id)?,
                Side::Source => suggestion::of_source(view, kind, id)?,
            };
            if proposed.is_empty() {
                LinkState::Unlinked
            } else {
                LinkState::Suggested
            }
        }
    };
    Ok((state, row))
}

fn here(view: &Reader<'_>, side: Side, kind: ObjectKind, id: &RecordId) -> Result<MirrorRow, StoreError> {
    match mirror::get(view, side, kind, id)? {
        Some(row) if !row.deleted => Ok(row),
        Some(row) => Err(Failure::new(ErrorCode::NotFound, Recovery::Pull)
            .param("record", row.name)
            .into()),
        None => Err(Failure::new(ErrorCode::NotFound, Recovery::Pull)
            .param("record", id)
            .into()),
    }
}

fn taken(view: &Reader<'_>, record: &MirrorRow, decided: Option<&LinkRow>) -> StoreError {
    let partner = decided.and_then(|row| match record.side {
        Side::Ledger => row.source_id.as_ref().map(|id| (Side::Source, id)),
        Side::Source => row.ledger_id.as_ref().map(|id| (Side::Ledger, id)),
    });
    let other = partner.and_then(|(side, id)| name(view, side, record.kind, id).ok().flatten());
    Failure::new(ErrorCode::AlreadyLinked, Recovery::Match)
        .param("record", &record.name)
        .param("other", other.unwrap_or_default())
        .into()
}

fn illegal(id: &RecordId, error: impl std::fmt::Display) -> StoreError {
    Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp)
        .param("record", id)
        .context(error.to_string())
        .into()
}

fn moved_on() -> StoreError {
    Failure::new(ErrorCode::AlreadyLinked, Recovery::Match)
        .context("the records of this step were decided on again since")
        .into()
}

fn name(view: &Reader<'_>, side: Side, kind: ObjectKind, id: &RecordId) -> Result<Option<String>, StoreError> {
    tieout_store::query::matching::name(view, side, kind, id)
}

fn single(view: &Reader<'_>, side: Side, kind: ObjectKind, ids: &[RecordId]) -> Result<Option<String>, StoreError> {
    match ids {
        [one] => name(view, side, kind, one),
        _ => Ok(None),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
