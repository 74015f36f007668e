//! What is handed to the source in files, and whether it arrived there.
//!
//! Not here: the files (sources), what goes back (engine). Invariant: what was approved never changes and nothing is deleted
//! (triggers); a record is on its way once at a time (index); a state is only reached through its machine.

use rusqlite::{Row, named_params};
use tieout_domain::fields::FieldChange;
use tieout_domain::write_back::{WriteBackEvent, WriteBackState};
use tieout_domain::{BookId, Instant, Object, ObjectKind, PlanId, RecordId, RunId};

use crate::value::{execute, first, from_json, instant, json, kind as kind_of, number, rows, unreadable};
use crate::{Reader, StoreError, Writer};

/// What approval freezes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWriteBack {
    pub book: BookId,
    pub kind: ObjectKind,
    pub ledger_id: RecordId,
    /// `None` for creates.
    pub source_id: Option<RecordId>,
    /// Word of the action: create, update, deactivate.
    pub action: &'static str,
    pub name: String,
    /// As the source should have it, in its terms.
    pub wanted: Object,
    pub changes: Vec<FieldChange>,
    /// The ledger's record it was made from, and its hash.
    pub ledger: Object,
    pub ledger_hash: String,
    /// Of the source's record then.
    pub source_hash: Option<String>,
    /// `Record::raw` of it.
    pub source_raw: Option<String>,
    pub plan: PlanId,
    pub run: RunId,
    pub file_name: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WriteBackRow {
    pub id: i64,
    pub book: BookId,
    pub kind: ObjectKind,
    pub ledger_id: RecordId,
    /// For creates: known when they arrived.
    pub source_id: Option<RecordId>,
    pub action: String,
    pub name: String,
    pub wanted: Object,
    pub changes: Vec<FieldChange>,
    pub ledger: Object,
    pub ledger_hash: String,
    pub source_hash: Option<String>,
    pub source_raw: Option<String>,
    pub plan: PlanId,
    /// The run that writes it, or wrote it.
    pub run: RunId,
    /// The run it was approved for, and its file.
    pub file_run: RunId,
    pub file_name: String,
    pub state: WriteBackState,
    pub written_at: Option<Instant>,
    /// An import after it was handed over did not show it.
    pub missed_at: Option<Instant>,
}

const COLUMNS: &str = "id, book_id, kind, ledger_id, source_id, action, name, wanted, changes, ledger_hash, ledger_object, \
                       source_hash, source_raw, plan_id, run_id, file_run, file_name, state, written_at, missed_at";

/// Everything of a book that neither arrived nor was withdrawn, oldest first.
pub fn open(view: &Reader<'_>, book: &BookId) -> Result<Vec<WriteBackRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM write_back WHERE book_id = :book AND state IN ('approved', 'handed_over') ORDER BY id"
    );
    rows(view, &sql, named_params! { ":book": book.as_str() }, read)
}

/// What a run writes, in the order of the plan.
pub fn of_run(view: &Reader<'_>, run: RunId) -> Result<Vec<WriteBackRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM write_back WHERE run_id = :run ORDER BY id");
    rows(view, &sql, named_params! { ":run": run.0 }, read)
}

/// How many were approved and are in no file yet.
pub fn approved(view: &Reader<'_>, book: &BookId) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM write_back WHERE book_id = :book AND state = 'approved'";
    number(view, sql, named_params! { ":book": book.as_str() }).map(crate::value::count)
}

fn read(row: &Row<'_>) -> Result<WriteBackRow, StoreError> {
    let state: String = row.get("state")?;
    let at = |column: &str| -> Result<Option<Instant>, StoreError> {
        let text: Option<String> = row.get(column)?;
        text.map(|text| instant(&text)).transpose()
    };
    Ok(WriteBackRow {
        id: row.get("id")?,
        book: BookId(row.get("book_id")?),
        kind: kind_of(&row.get::<_, String>("kind")?)?,
        ledger_id: RecordId(row.get("ledger_id")?),
        source_id: row.get::<_, Option<String>>("source_id")?.map(RecordId),
        action: row.get("action")?,
        name: row.get("name")?,
        wanted: from_json(&row.get::<_, String>("wanted")?)?,
        changes: from_json(&row.get::<_, String>("changes")?)?,
        ledger: from_json(&row.get::<_, String>("ledger_object")?)?,
        ledger_hash: row.get("ledger_hash")?,
        source_hash: row.get("source_hash")?,
        source_raw: row.get("source_raw")?,
        plan: PlanId(row.get("plan_id")?),
        run: RunId(row.get("run_id")?),
        file_run: RunId(row.get("file_run")?),
        file_name: row.get("file_name")?,
        state: WriteBackState::from_word(&state).ok_or_else(|| unreadable("write-back state", &state))?,
        written_at: at("written_at")?,
        missed_at: at("missed_at")?,
    })
}

pub fn insert(writer: &Writer<'_>, new: &NewWriteBack) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO write_back (book_id, kind, ledger_id, source_id, action, name, wanted, changes, ledger_hash,
                                 ledger_object, source_hash, source_raw, plan_id, run_id, file_run, file_name, state)
         VALUES (:book, :kind, :ledger, :source, :action, :name, :wanted, :changes, :ledger_hash,
                 :ledger_object, :source_hash, :source_raw, :plan, :run, :run, :file, 'approved')",
        named_params! {
            ":book": new.book.as_str(), ":kind": new.kind.word(), ":ledger": new.ledger_id.as_str(),
            ":source": new.source_id.as_ref().map(RecordId::as_str), ":action": new.action, ":name": new.name,
            ":wanted": json(&new.wanted)?, ":changes": json(&new.changes)?, ":ledger_hash": new.ledger_hash,
            ":ledger_object": json(&new.ledger)?, ":source_hash": new.source_hash, ":source_raw": new.source_raw, ":plan": new.plan.0,
            ":run": new.run.0, ":file": new.file_name,
        },
    )?;
    Ok(())
}

/// Moves one row. `source` is the record a create became.
pub fn advance(
    writer: &Writer<'_>,
    row: &WriteBackRow,
    event: WriteBackEvent,
    source: Option<&RecordId>,
    at: Instant,
) -> Result<WriteBackState, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM write_back WHERE id = :id");
    let now = first(writer, &sql, named_params! { ":id": row.id }, read)?
        .ok_or_else(|| StoreError::NotFound(format!("write-back {}", row.id)))?;
    let next = now
        .state
        .next(event)
        .map_err(|illegal| StoreError::Illegal(illegal.to_string()))?;
    let written = event == WriteBackEvent::HandOver;
    execute(
        writer,
        "UPDATE write_back SET state = :state, source_id = coalesce(source_id, :source),
                written_at = CASE WHEN :written THEN :at ELSE written_at END,
                ended_at = CASE WHEN :written THEN NULL ELSE :at END
         WHERE id = :id",
        named_params! { ":id": row.id, ":state": next.word(), ":source": source.map(RecordId::as_str),
        ":written": written, ":at": at.to_string() },
    )?;
    Ok(next)
}

/// An import of the source did not show it.
pub fn set_missed(writer: &Writer<'_>, id: i64, at: Instant) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE write_back SET missed_at = :at WHERE id = :id AND state = 'handed_over'",
        named_params! { ":id": id, ":at": at.to_string() },
    )?;
    Ok(())
}

/// What a run that broke off left unwritten belongs to this one.
pub fn join_run(writer: &Writer<'_>, book: &BookId, run: RunId) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE write_back SET run_id = :run WHERE book_id = :book AND state = 'approved'",
        named_params! { ":book": book.as_str(), ":run": run.0 },
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use tieout_domain::objects::Party;

    fn customer(name: &str) -> Object {
        Object::Customer(Party {
            name: name.into(),
            ..Party::default()
        })
    }

    fn store(folder: &tempfile::TempDir) -> Store {
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        let sql = "INSERT INTO plan (id, step, state, hash, made_at) VALUES (1, 'lists', 'approved', 'h', '2026-03-01T10:00:00Z');
                   INSERT INTO run (id, action, state, progress, started_by, started_at)
                   VALUES (1, 'push', 'running', '{}', 'ann', '2026-03-01T10:00:00Z');";
        store.write(|writer| Ok(writer.execute_batch(sql)?)).unwrap();
        store
    }

    fn new(ledger: &str) -> NewWriteBack {
        NewWriteBack {
            book: "q:1".into(),
            kind: ObjectKind::Customer,
            ledger_id: ledger.into(),
            source_id: None,
            action: "create",
            name: "Acme".into(),
            wanted: customer("Acme"),
            changes: Vec::new(),
            ledger: customer("Acme"),
            ledger_hash: "h".into(),
            source_hash: None,
            source_raw: None,
            plan: PlanId(1),
            run: RunId(1),
            file_name: "customers.csv".into(),
        }
    }

    #[test]
    fn a_record_is_on_its_way_once_at_a_time_and_a_state_is_only_reached_through_its_machine() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        store.write(|w| insert(w, &new("1"))).unwrap();
        assert!(store.write(|w| insert(w, &new("1"))).is_err(), "it waits already");
        let [row] = store.read(|v| open(v, &"q:1".into())).unwrap().try_into().unwrap();
        let advance =
            |event, source: Option<&RecordId>| store.write(|w| advance(w, &row, event, source, Instant::UNIX_EPOCH));
        assert!(matches!(
            advance(WriteBackEvent::Arrive, None),
            Err(StoreError::Illegal(_))
        ));
        advance(WriteBackEvent::HandOver, None).unwrap();
        advance(WriteBackEvent::Arrive, Some(&"S".into())).unwrap();
        let rows = store.read(|v| of_run(v, RunId(1))).unwrap();
        assert_eq!(
            (rows[0].state, rows[0].source_id.clone()),
            (WriteBackState::Arrived, Some("S".into()))
        );
        store.write(|w| insert(w, &new("1"))).unwrap();
    }

    #[test]
    fn what_was_approved_never_changes_and_nothing_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(&folder);
        store.write(|w| insert(w, &new("1"))).unwrap();
        for sql in [
            "UPDATE write_back SET wanted = '{}'",
            "UPDATE write_back SET file_name = 'other.csv'",
            "UPDATE write_back SET ledger_id = '2'",
            "UPDATE write_back SET source_raw = '[]'",
            "DELETE FROM write_back",
        ] {
            assert!(store.write(|w| Ok(w.execute_batch(sql)?)).is_err(), "{sql}");
        }
    }
}
