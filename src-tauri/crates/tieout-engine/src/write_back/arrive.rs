//! Recognising what was handed over when an import of the source shows it.
//!
//! Not here: reading the source (`import`). Invariant: a new record is tied only where it can be no other: one that was handed over
//! under its name, one untied record of that name in the source, and nobody said that the two are not the same.

use std::collections::{BTreeMap, BTreeSet};

use tieout_domain::write_back::{WriteBackEvent, WriteBackState};
use tieout_domain::{BookId, Instant, ObjectKind, RecordId, Side, fields, text};
use tieout_store::table::audit;
use tieout_store::table::base::{self, Pair};
use tieout_store::table::link::{self, Decided, LinkRow, Origin};
use tieout_store::table::mirror::{self, MirrorRow};
use tieout_store::table::rejection;
use tieout_store::table::write_back::{self, WriteBackRow};
use tieout_store::{StoreError, Writer};

use super::about;
use crate::plan::base::owned;

/// Looks for everything of `kind` that waits, after an import of that kind. Gives how many arrived.
pub fn arrive(
    writer: &Writer<'_>,
    book: &BookId,
    kind: ObjectKind,
    who: &str,
    now: Instant,
) -> Result<u32, StoreError> {
    let mut waiting = write_back::open(writer, book)?;
    waiting.retain(|row| row.kind == kind && row.state == WriteBackState::HandedOver);
    if waiting.is_empty() {
        return Ok(0);
    }
    let here = Here::load(writer, book, kind, &waiting)?;
    let mut arrived = 0;
    for row in &waiting {
        match here.shows(writer, row)? {
            Some(source) => {
                settle(writer, row, &source, who, now)?;
                arrived += 1;
            }
            None => write_back::set_missed(writer, row.id, now)?,
        }
    }
    Ok(arrived)
}

/// The source as it is after the import.
struct Here {
    records: BTreeMap<RecordId, MirrorRow>,
    /// Untied records by name.
    free: BTreeMap<String, Vec<RecordId>>,
    /// How many creates wait under a name.
    wanted: BTreeMap<String, u32>,
    tied: BTreeMap<RecordId, RecordId>,
}

impl Here {
    fn load(
        writer: &Writer<'_>,
        book: &BookId,
        kind: ObjectKind,
        waiting: &[WriteBackRow],
    ) -> Result<Self, StoreError> {
        let links = link::list(writer, book, kind)?;
        let rows = mirror::list(writer, Side::Source, kind)?;
        let mut free: BTreeMap<String, Vec<RecordId>> = BTreeMap::new();
        let decided: BTreeSet<&RecordId> = links.iter().filter_map(|link| link.source_id.as_ref()).collect();
        for row in &rows {
            if !decided.contains(&row.id) {
                free.entry(text::name_key(&row.name)).or_default().push(row.id.clone());
            }
        }
        let mut wanted = BTreeMap::new();
        for row in waiting.iter().filter(|row| row.action == "create") {
            *wanted.entry(text::name_key(row.wanted.name())).or_default() += 1;
        }
        let pairs = links.into_iter().filter(|link| link.state == Decided::Linked);
        Ok(Self {
            records: rows.into_iter().map(|row| (row.id.clone(), row)).collect(),
            free,
            wanted,
            tied: pairs
                .filter_map(|link| Some((link.ledger_id?, link.source_id?)))
                .collect(),
        })
    }

    /// The source record that shows what was handed over.
    fn shows(&self, writer: &Writer<'_>, row: &WriteBackRow) -> Result<Option<RecordId>, StoreError> {
        if row.action == "create" {
            // Tied by a person meanwhile.
            return match self.tied.get(&row.ledger_id) {
                Some(source) => Ok(Some(source.clone())),
                None => self.came_back(writer, row),
            };
        }
        let Some(id) = &row.source_id else {
            return Ok(None);
        };
        let there = self.records.get(id);
        let shown = match row.action.as_str() {
            "deactivate" => there.is_none_or(|there| !there.active),
            _ => there.is_some_and(|there| says(there, row)),
        };
        Ok(shown.then(|| id.clone()))
    }

    fn came_back(&self, writer: &Writer<'_>, row: &WriteBackRow) -> Result<Option<RecordId>, StoreError> {
        let name = text::name_key(row.wanted.name());
        let (Some([only]), Some(1)) = (self.free.get(&name).map(Vec::as_slice), self.wanted.get(&name)) else {
            return Ok(None);
        };
        let refused = rejection::has(writer, &row.book, row.kind, &row.ledger_id, only)?;
        Ok((!refused).then(|| only.clone()))
    }
}

/// Every handed-over change is there; what else the record says is its own.
fn says(there: &MirrorRow, row: &WriteBackRow) -> bool {
    let said = fields::fields(&there.object);
    row.changes
        .iter()
        .all(|change| said.get(&change.field) == change.wanted.as_ref())
}

fn settle(
    writer: &Writer<'_>,
    row: &WriteBackRow,
    source: &RecordId,
    who: &str,
    now: Instant,
) -> Result<(), StoreError> {
    write_back::advance(writer, row, WriteBackEvent::Arrive, Some(source), now)?;
    if row.action == "create" && link::by_ledger(writer, &row.book, row.kind, &row.ledger_id)?.is_none() {
        link::insert(writer, &tie(row, source, who, now))?;
    } else if row.action != "deactivate" {
        link::note_pushed(writer, &row.book, row.kind, source, &row.ledger, &row.ledger_hash)?;
    }
    rebase(writer, row, source, now)?;
    let came = about(row, "came_back", who, now).about(row.kind, source.as_str());
    audit::append(writer, &came).map(drop)
}

fn tie(row: &WriteBackRow, source: &RecordId, who: &str, now: Instant) -> LinkRow {
    LinkRow {
        book: row.book.clone(),
        kind: row.kind,
        ledger_id: Some(row.ledger_id.clone()),
        source_id: Some(source.clone()),
        state: Decided::Linked,
        reason: None,
        origin: Origin::Pushed,
        base_hash: Some(row.ledger_hash.clone()),
        last_pushed: Some(row.ledger.clone()),
        decided_at: now,
        decided_by: who.to_owned(),
    }
}

/// The two agree: the source as it is now, the ledger as it was when the file was made.
fn rebase(writer: &Writer<'_>, row: &WriteBackRow, source: &RecordId, now: Instant) -> Result<(), StoreError> {
    let Some(here) = mirror::get(writer, Side::Source, row.kind, source)? else {
        return Ok(());
    };
    let pair = Pair {
        book: &row.book,
        kind: row.kind,
        source,
        ledger: &row.ledger_id,
    };
    base::put(writer, pair, &owned(&here.object), &owned(&row.ledger), now)
}
