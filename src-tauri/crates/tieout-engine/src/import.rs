//! From a source into the mirror, in one transaction.
//!
//! Not here: reading files (sources). Invariant: absence means deletion only in a complete snapshot without a row we could not read.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use tieout_connect::Source;
use tieout_connect::source::{RowProblem, SourceBatch};
use tieout_domain::objects::DocumentState;
use tieout_domain::{Currency, ErrorCode, Failure, Instant, ObjectKind, RecordId, Recovery, Side, fields};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::import::{self, ImportRow};
use tieout_store::table::import_problem::{self, ImportProblemRow};
use tieout_store::table::mirror::{self, Known, Told};
use tieout_store::table::{client, connection};
use tieout_store::{Store, StoreError, Writer};

use crate::stage::stage_transactions;
use crate::write_back;

/// Vanished records above this number and this share must be confirmed: a wrong file looks like a mass deletion.
pub const GONE_MIN: usize = 20;
pub const GONE_PERCENT: usize = 30;

/// Problems kept for one import; the rest is counted.
const PROBLEMS_MAX: usize = 10_000;

/// What an import did, as stored with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOutcome {
    pub kinds: Vec<KindCounts>,
    pub invoices: u32,
    #[serde(with = "rust_decimal::serde::str")]
    pub amount: Decimal,
    pub currency: Currency,
    pub remarks: Vec<String>,
}

impl ImportOutcome {
    pub fn problems(&self) -> u32 {
        self.kinds.iter().map(|kind| kind.problems).sum()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCounts {
    pub kind: ObjectKind,
    pub rows: u32,
    pub new: u32,
    pub changed: u32,
    pub same: u32,
    pub gone: u32,
    pub problems: u32,
}

/// What to import, and who says so.
pub struct ImportOrder<'a> {
    pub source: &'a dyn Source,
    pub currency: &'a Currency,
    /// JSON of the profile, kept with the import.
    pub profile: &'a str,
    pub remarks: &'a [String],
    /// Many records vanished on purpose.
    pub accept_gone: bool,
    pub who: &'a str,
    pub now: Instant,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    pub import: ImportRow,
    pub outcome: ImportOutcome,
    /// The same files were imported before: nothing changed.
    pub already: bool,
}

/// One kind as it would change the mirror.
pub struct Reading {
    pub kind: ObjectKind,
    pub batch: SourceBatch,
    pub counts: KindCounts,
    gone: Vec<RecordId>,
}

/// Imports everything the source has. Blocks; call it off the async threads.
pub fn import(store: &Store, order: &ImportOrder<'_>) -> Result<Imported, Failure> {
    let fingerprint = fingerprint(order)?;
    if let Some(done) = store.read(|view| already(view, order, &fingerprint))? {
        return Ok(done);
    }
    let readings = read(store, order.source)?;
    if !order.accept_gone {
        refuse_many_gone(store, &readings)?;
    }
    let imported = store.write(|writer| {
        let imported = apply(writer, order, &fingerprint, &readings)?;
        crate::crash_point!("import.rows");
        Ok(imported)
    })?;
    crate::crash_point!("import.commit");
    Ok(imported)
}

/// Reads everything and says what would change, without changing it.
pub fn read(store: &Store, source: &dyn Source) -> Result<Vec<Reading>, Failure> {
    let mut readings = Vec::new();
    for kind in source.kinds() {
        let batch = source.read(*kind)?;
        let known = store.read(|view| mirror::known(view, Side::Source, *kind))?;
        readings.push(compare(*kind, batch, &known));
    }
    Ok(readings)
}

fn compare(kind: ObjectKind, batch: SourceBatch, known: &BTreeMap<RecordId, Known>) -> Reading {
    let (mut new, mut changed, mut same) = (0, 0, 0);
    let mut seen = BTreeSet::new();
    for read in &batch.records {
        seen.insert(read.record.id.clone());
        match known.get(&read.record.id) {
            None => new += 1,
            Some(before) if before.deleted || before.active != read.record.active => changed += 1,
            Some(before) if before.hash != fields::hash(&read.record.object) => changed += 1,
            Some(_) => same += 1,
        }
    }
    let whole = batch.complete && !batch.problems.iter().any(|problem| problem.blocking);
    let gone: Vec<RecordId> = known
        .iter()
        .filter(|(id, before)| whole && !before.deleted && !seen.contains(*id))
        .map(|(id, _)| id.clone())
        .collect();
    let counts = KindCounts {
        kind,
        rows: u32::try_from(batch.rows).unwrap_or(u32::MAX),
        new,
        changed,
        same,
        gone: count(gone.len()),
        problems: count(batch.problems.len()),
    };
    Reading {
        kind,
        batch,
        counts,
        gone,
    }
}

/// Many and a large share.
pub const fn is_mass_deletion(gone: usize, before: usize) -> bool {
    gone > GONE_MIN && gone * 100 > before * GONE_PERCENT
}

fn refuse_many_gone(store: &Store, readings: &[Reading]) -> Result<(), Failure> {
    for reading in readings {
        let before = store.read(|view| mirror::alive(view, Side::Source, reading.kind))?;
        if is_mass_deletion(reading.gone.len(), usize::try_from(before).unwrap_or(usize::MAX)) {
            return Err(Failure::new(ErrorCode::ManyRowsGone, Recovery::ChooseFile)
                .param("kind", reading.kind)
                .param("gone", reading.gone.len())
                .param("before", before));
        }
    }
    Ok(())
}

fn fingerprint(order: &ImportOrder<'_>) -> Result<String, Failure> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(order.source.name().as_bytes());
    hasher.update(order.currency.as_str().as_bytes());
    for kind in order.source.kinds() {
        let print = order.source.fingerprint(*kind)?;
        hasher.update(format!("\n{kind}:{print}").as_bytes());
    }
    Ok(hasher.finalize().to_hex().to_string())
}

fn already(
    view: &tieout_store::Reader<'_>,
    order: &ImportOrder<'_>,
    fingerprint: &str,
) -> Result<Option<Imported>, StoreError> {
    let Some(last) = import::last(view)? else {
        return Ok(None);
    };
    if last.fingerprint != fingerprint || last.source_name != order.source.name() {
        return Ok(None);
    }
    let outcome = serde_json::from_str(&last.counts)?;
    Ok(Some(Imported {
        import: last,
        outcome,
        already: true,
    }))
}

fn apply(
    writer: &Writer<'_>,
    order: &ImportOrder<'_>,
    fingerprint: &str,
    readings: &[Reading],
) -> Result<Imported, StoreError> {
    let outcome = outcome(order, readings);
    let mut row = ImportRow {
        id: 0,
        source_name: order.source.name().to_owned(),
        profile: order.profile.to_owned(),
        fingerprint: fingerprint.to_owned(),
        counts: serde_json::to_string(&outcome)?,
        imported_at: order.now,
    };
    row.id = import::insert(writer, &row)?;
    for reading in readings {
        write_records(writer, row.id, reading, order.now)?;
        for problem in reading.batch.problems.iter().take(PROBLEMS_MAX) {
            import_problem::insert(writer, &problem_row(row.id, reading.kind, problem))?;
        }
    }
    if let Some(book) = connection::book(writer)? {
        for reading in readings {
            write_back::arrive(writer, &book, reading.kind, order.who, order.now)?;
        }
    }
    let entry = NewAudit::new(order.now, order.who, "import_done")
        .with("name", order.source.name())
        .with("fingerprint", fingerprint)
        .with("after", serde_json::to_value(&outcome.kinds)?);
    audit::append(writer, &entry)?;
    stage(writer, order.now)?;
    Ok(Imported {
        import: row,
        outcome,
        already: false,
    })
}

/// Stages documents where the book they go to is known already.
pub fn stage(writer: &Writer<'_>, now: Instant) -> Result<(), StoreError> {
    if let (Some(client), Some(book)) = (client::get(writer)?, connection::book(writer)?) {
        stage_transactions(writer, &book, &client.uid, now)?;
    }
    Ok(())
}

fn write_records(writer: &Writer<'_>, import: i64, reading: &Reading, at: Instant) -> Result<(), StoreError> {
    let known = mirror::known(writer, Side::Source, reading.kind)?;
    for read in &reading.batch.records {
        let place = serde_json::to_string(&read.places)?;
        let told = Told {
            side: Side::Source,
            record: &read.record,
            place: Some(&place),
            import: Some(import),
            at,
        };
        mirror::put(writer, &told, known.get(&read.record.id))?;
    }
    for id in &reading.gone {
        mirror::bury(writer, Side::Source, reading.kind, id, at)?;
    }
    Ok(())
}

fn outcome(order: &ImportOrder<'_>, readings: &[Reading]) -> ImportOutcome {
    let invoices = readings
        .iter()
        .flat_map(|reading| &reading.batch.records)
        .filter_map(|read| read.record.object.as_invoice())
        .filter(|invoice| invoice.state == DocumentState::Final);
    let (mut number, mut amount) = (0, Decimal::ZERO);
    for invoice in invoices {
        number += 1;
        amount = amount.saturating_add(invoice.total);
    }
    ImportOutcome {
        kinds: readings.iter().map(|reading| reading.counts).collect(),
        invoices: number,
        amount,
        currency: order.currency.clone(),
        remarks: order.remarks.to_vec(),
    }
}

/// A problem as it is stored and shown.
pub fn problem_row(import: i64, kind: ObjectKind, problem: &RowProblem) -> ImportProblemRow {
    ImportProblemRow {
        import,
        kind,
        file: problem.place.file.clone(),
        sheet: problem.place.sheet.clone(),
        line: u32::try_from(problem.place.line).unwrap_or(u32::MAX),
        column: problem.column.clone(),
        code: problem.code,
        value: problem.value.clone(),
        expected: problem.expected.clone(),
        blocking: problem.blocking,
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
