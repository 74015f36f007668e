//! What goes back to the source: frozen by approval, written into files by the run, and recognised when the source shows it.
//!
//! Not here: what goes back (`plan`), how a file looks (sources). Invariant: a file is on disk before it is said to be; made again it
//! is the same file; a record that came back is tied to the one it was made from, and to no other.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tieout_connect::WriteBackTarget;
use tieout_connect::source::{WriteBack, WriteBackAction, WrittenFile};
use tieout_domain::write_back::{WriteBackEvent, WriteBackState};
use tieout_domain::{ErrorCode, Failure, Instant, ObjectKind, Recovery, RunId, Side, fields};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::mirror;
use tieout_store::table::plan::{PlanAction, PlanEntry, PlanEntryRow};
use tieout_store::table::write_back::{self, NewWriteBack, WriteBackRow};
use tieout_store::{StoreError, Writer};

use crate::approve::Approval;
use crate::crash_point;
use crate::plan::{Back, World};

mod arrive;

pub use arrive::arrive;

/// Where the files of a run go.
#[derive(Clone)]
pub struct HandOver {
    pub target: Arc<dyn WriteBackTarget>,
    pub folder: PathBuf,
}

/// Puts the ticked entries for the source on file. They are no entries of the outbox: nothing is sent.
pub fn freeze(
    writer: &Writer<'_>,
    world: &World,
    rows: &[&PlanEntryRow],
    approval: &Approval<'_>,
    run: RunId,
    back: Back<'_>,
) -> Result<(), StoreError> {
    for row in rows {
        let back = back.ok_or_else(|| StoreError::Illegal("nothing can be written for the source".into()))?;
        let file_name = back.file_name(row.entry.kind, run);
        let mut new = frozen(world, &row.entry, approval, run, file_name)
            .ok_or_else(|| StoreError::Value("a write-back without its records".into()))?;
        new.source_raw = raw(writer, &row.entry)?;
        write_back::insert(writer, &new)?;
    }
    Ok(())
}

/// The source's rows, so that what we do not know of them goes back as it came.
fn raw(writer: &Writer<'_>, entry: &PlanEntry) -> Result<Option<String>, StoreError> {
    let Some(source) = &entry.source_id else {
        return Ok(None);
    };
    let found = mirror::raw(writer, Side::Source, entry.kind, source)?;
    Ok(found.map(|(raw, _)| raw))
}

fn frozen(
    world: &World,
    entry: &PlanEntry,
    approval: &Approval<'_>,
    run: RunId,
    file_name: String,
) -> Option<NewWriteBack> {
    let ledger_id = entry.ledger_id.clone()?;
    let here = entry
        .source_id
        .as_ref()
        .and_then(|id| world.source_record(entry.kind, id));
    let wanted = entry.document.clone()?;
    // The plan says names; the file needs the references. Of a new record everything is told, so that what the file has no column for
    // is named.
    let mut changes = fields::changes(&wanted, here.map(|row| &row.object), None);
    if entry.action != PlanAction::Create {
        changes.retain(|change| entry.changes.iter().any(|shown| shown.field == change.field));
    }
    let there = world.ledger_record(entry.kind, &ledger_id);
    // Gone in the ledger: what is made inactive is all that is known of it.
    let ledger = there.map_or(&wanted, |row| &row.object).clone();
    Some(NewWriteBack {
        book: world.book.clone(),
        kind: entry.kind,
        source_id: entry.source_id.clone(),
        action: action(entry.action)?.word(),
        name: entry.name.clone(),
        ledger_hash: fields::hash(&ledger),
        source_hash: here.map(|row| row.hash.clone()),
        source_raw: None,
        plan: approval.plan,
        ledger_id,
        wanted,
        changes,
        ledger,
        run,
        file_name,
    })
}

const fn action(of: PlanAction) -> Option<WriteBackAction> {
    match of {
        PlanAction::Create => Some(WriteBackAction::Create),
        PlanAction::Update => Some(WriteBackAction::Update),
        PlanAction::Deactivate => Some(WriteBackAction::Deactivate),
        PlanAction::Link | PlanAction::Void | PlanAction::Skip | PlanAction::Hold => None,
    }
}

/// What waited for the records of these entries is replaced by them, whichever way they go.
pub fn withdraw_replaced(
    writer: &Writer<'_>,
    world: &World,
    rows: &[&PlanEntryRow],
    approval: &Approval<'_>,
) -> Result<(), StoreError> {
    for row in rows {
        let ledger = row.entry.ledger_id.clone();
        let waits = ledger.and_then(|ledger| world.handed.get(&(row.entry.kind, ledger)));
        if let Some(waits) = waits {
            withdraw(writer, waits, approval.who, approval.now)?;
        }
    }
    Ok(())
}

/// It is not expected any more.
pub fn withdraw(writer: &Writer<'_>, row: &WriteBackRow, who: &str, now: Instant) -> Result<(), StoreError> {
    write_back::advance(writer, row, WriteBackEvent::Withdraw, None, now)?;
    audit::append(writer, &about(row, "write_back_withdrawn", who, now)).map(drop)
}

fn about(row: &WriteBackRow, action: &'static str, who: &str, now: Instant) -> NewAudit {
    let record = row.source_id.as_ref().unwrap_or(&row.ledger_id);
    NewAudit::new(now, who, action)
        .about(row.kind, record.as_str())
        .with("name", row.name.clone())
        .with("ledger_id", row.ledger_id.as_str())
        .with("file", row.file_name.clone())
        .with("run_id", row.run.0)
}

/// A file that was written, as the report lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Handed {
    pub kind: ObjectKind,
    pub file: WrittenFile,
}

/// Makes the files of a run. Blocks; call it off the async threads. Rows that are in their files already are not written again.
pub fn write_files(to: &HandOver, rows: &[WriteBackRow]) -> Result<Vec<Handed>, Failure> {
    // By the run they were approved for: one that goes on after a crash makes the same files.
    let mut files: BTreeMap<(ObjectKind, RunId), Vec<WriteBack>> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.state == WriteBackState::Approved) {
        let file = files.entry((row.kind, row.file_run)).or_default();
        file.push(record(row)?);
    }
    let mut written = Vec::new();
    for ((kind, run), records) in files {
        let file = to.target.write_back(kind, run, &records)?;
        put(&to.folder, &file)?;
        written.push(Handed { kind, file });
    }
    Ok(written)
}

fn record(row: &WriteBackRow) -> Result<WriteBack, Failure> {
    let action = WriteBackAction::from_word(&row.action);
    Ok(WriteBack {
        action: action.ok_or_else(|| Failure::internal(format!("`{}` is no action", row.action)))?,
        source_id: row.source_id.clone(),
        ledger_id: row.ledger_id.clone(),
        wanted: row.wanted.clone(),
        changes: row.changes.clone(),
        raw: row.source_raw.clone(),
    })
}

/// Under another name first: whoever looks finds the whole file or none.
fn put(folder: &Path, file: &WrittenFile) -> Result<(), Failure> {
    let failed = |error: std::io::Error| {
        let code = match error.kind() {
            std::io::ErrorKind::StorageFull => ErrorCode::DiskFull,
            _ => ErrorCode::Internal,
        };
        Failure::new(code, Recovery::Retry)
            .param("file", &file.name)
            .context(error.to_string())
    };
    let write = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder)?;
        let (part, whole) = (folder.join(format!("{}.part", file.name)), folder.join(&file.name));
        let mut out = std::fs::File::create(&part)?;
        std::io::Write::write_all(&mut out, &file.bytes)?;
        out.sync_all()?;
        drop(out);
        crash_point!("hand_over.before_rename");
        std::fs::rename(&part, &whole)?;
        sync_folder(folder)
    };
    write().map_err(failed)
}

/// The new name must survive a power cut as the bytes do; where a folder cannot be opened, the system does it by itself.
fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// The files of these rows are on disk: they wait to be imported into the source.
pub fn handed_over(writer: &Writer<'_>, rows: &[WriteBackRow], who: &str, now: Instant) -> Result<(), StoreError> {
    let rows: Vec<&WriteBackRow> = rows
        .iter()
        .filter(|row| row.state == WriteBackState::Approved)
        .collect();
    for row in &rows {
        write_back::advance(writer, row, WriteBackEvent::HandOver, None, now)?;
    }
    let files: BTreeSet<(ObjectKind, &str)> = rows.iter().map(|row| (row.kind, row.file_name.as_str())).collect();
    for (kind, file) in files {
        let records = rows.iter().filter(|row| row.kind == kind && row.file_name == file);
        let entry = NewAudit::new(now, who, "handed_over")
            .with("kind", kind.word())
            .with("file", file)
            .with("after", records.count());
        audit::append(writer, &entry)?;
    }
    Ok(())
}
