//! Hashes of rows: what is sent or believed must be proven to be what was stored (`reliability.md` §11).
//!
//! Not here: keeping them (triggers, migration 03), the audit trail's chain (`audit`). Invariant: a row that does not verify is never
//! sent, never written over and never deleted; it is named.

use rusqlite::Connection;
use rusqlite::functions::{Context, FunctionFlags};
use rusqlite::types::ValueRef;

use crate::table::audit;
use crate::value::first;
use crate::{Reader, StoreError};

const OUTBOX: &str = "SELECT id, name AS record FROM outbox WHERE row_hash IS NOT hash_of_row(
    id, book_id, kind, source_id, operation, marker, revision, name, doc_date, amount, currency, party_source_id,
    source_hash, document, document_hash, state, hold, failure, ignored_by, plan_id, run_id, send_id, attempt, probes,
    probed_at, not_before, remote_id, remote_version, drift, staged_at, approved_at, approved_by, posted_at) LIMIT 1";

const LINK: &str = "SELECT id, kind || ' ' || coalesce(source_id, ledger_id) AS record FROM link WHERE row_hash IS NOT hash_of_row(
    id, book_id, kind, ledger_id, source_id, state, reason, origin, base_hash, last_pushed, decided_at, decided_by) LIMIT 1";

/// Makes `hash_of_row(…)` known to statements and triggers of this connection.
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("hash_of_row", -1, flags, |context| Ok(hash(context).to_vec()))
}

/// Type and length before each value: what reads the same when run together stays apart.
fn hash(row: &Context<'_>) -> [u8; 32] {
    let mut hasher = blake3::Hasher::new();
    for at in 0..row.len() {
        let mut add = |kind: u8, bytes: &[u8]| {
            hasher.update(&[kind]);
            hasher.update(&(bytes.len() as u64).to_le_bytes());
            hasher.update(bytes);
        };
        match row.get_raw(at) {
            ValueRef::Null => add(0, &[]),
            ValueRef::Integer(number) => add(1, &number.to_le_bytes()),
            ValueRef::Real(number) => add(2, &number.to_le_bytes()),
            ValueRef::Text(text) => add(3, text),
            ValueRef::Blob(bytes) => add(4, bytes),
        }
    }
    hasher.finalize().into()
}

/// Looks at every row of outbox, links and audit trail, and names the first that is not what was written.
pub fn verify(view: &Reader<'_>) -> Result<(), StoreError> {
    for (table, sql) in [("outbox", OUTBOX), ("link", LINK)] {
        let found = first(view, sql, [], |row| {
            Ok((row.get::<_, i64>("id")?, row.get::<_, String>("record")?))
        })?;
        if let Some((id, record)) = found {
            return Err(StoreError::Damaged(format!(
                "{table} {id} ({record}) does not match its hash"
            )));
        }
    }
    match audit::verify(view)?.broken_at {
        Some(seq) => Err(StoreError::Damaged(format!(
            "audit {seq} does not follow from the entry before"
        ))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    const TAMPER: &str = "DROP TRIGGER outbox_hash_check; DROP TRIGGER outbox_hash_update;
                          DROP TRIGGER link_hash_check; DROP TRIGGER link_hash_update;";

    fn filled(folder: &tempfile::TempDir) -> Store {
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        let sql = "INSERT INTO outbox (book_id, kind, source_id, operation, marker, revision, name, amount, source_hash, state, staged_at)
                   VALUES ('q:1', 'invoice', 'A', 'create', 'TO1', 1, 'INV-1', '427.50', 'h', 'staged', '2026-03-01T10:00:00Z');
                   INSERT INTO link (book_id, kind, ledger_id, source_id, state, origin, decided_at, decided_by)
                   VALUES ('q:1', 'customer', '1', 'A', 'linked', 'user', '2026-03-01T10:00:00Z', 'ann');";
        store.write(|writer| Ok(writer.execute_batch(sql)?)).unwrap();
        store
    }

    fn said(verdict: Result<(), StoreError>) -> String {
        match verdict {
            Err(StoreError::Damaged(why)) => why,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_the_program_writes_verifies() {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&folder);
        store.read(verify).unwrap();
        let sql = "UPDATE outbox SET state = 'approved', attempt = 1; UPDATE link SET base_hash = 'x'";
        store.write(|writer| Ok(writer.execute_batch(sql)?)).unwrap();
        store.read(verify).unwrap();
    }

    #[test]
    fn one_changed_byte_is_found_named_and_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let store = filled(&folder);
        let triggers: Vec<String> = store
            .read(|view| {
                let sql = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'outbox_hash_%'";
                crate::value::rows(view, sql, [], |row| Ok(row.get::<_, String>(0)?))
            })
            .unwrap();
        let flip = format!(
            "{TAMPER} UPDATE outbox SET amount = '427.51'; {};",
            triggers[1..].join(";")
        );
        store.write(|writer| Ok(writer.execute_batch(&flip)?)).unwrap();
        assert_eq!(said(store.read(verify)), "outbox 1 (INV-1) does not match its hash");
        let over = store.write(|writer| Ok(writer.execute_batch("UPDATE outbox SET state = 'approved'")?));
        assert!(said(over).contains("outbox"));
        let path = store.path().to_owned();
        drop(store);
        assert!(matches!(Store::open(&path), Err(StoreError::Damaged(why)) if why.contains("INV-1")));
        assert!(!path.exists() && Store::open(&path).is_ok(), "kept aside");
    }

    #[test]
    fn every_column_counts() {
        for table in ["outbox", "link"] {
            let folder = tempfile::tempdir().unwrap();
            let store = filled(&folder);
            let columns: Vec<String> = store
                .read(|view| {
                    let sql = "SELECT name FROM pragma_table_info(?1) WHERE name NOT IN ('row_hash', 'id')";
                    crate::value::rows(view, sql, [table], |row| Ok(row.get::<_, String>(0)?))
                })
                .unwrap();
            assert!(columns.len() > 10);
            store
                .write(|writer| {
                    writer.execute_batch(TAMPER)?;
                    writer.execute_batch("PRAGMA ignore_check_constraints = ON; PRAGMA defer_foreign_keys = ON")?;
                    Ok(())
                })
                .unwrap();
            for column in columns {
                let damaged = store.write(|writer| {
                    writer.execute_batch("PRAGMA defer_foreign_keys = ON")?;
                    let sql = format!(
                        "UPDATE {table} SET {column} = CASE WHEN {column} IS NULL THEN '7' ELSE {column} || '7' END"
                    );
                    writer.execute_batch(&sql)?;
                    let verdict = verify(writer);
                    Err::<(), _>(StoreError::Illegal(said(verdict)))
                });
                let words = damaged.unwrap_err().to_string();
                assert!(words.contains(table), "{table}.{column}: {words}");
            }
        }
    }
}
