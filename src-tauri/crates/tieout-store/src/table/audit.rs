//! The audit trail: append-only, hash-chained (`reliability.md` §11).
//!
//! Not here: what is worth an entry (the callers, in the transaction of the change itself).
//! Invariant: `hash = BLAKE3(prev ‖ seq ‖ entry as stored)`; nothing that is hashed is ever formatted a second time.

use std::collections::BTreeMap;

use rusqlite::{OptionalExtension, Row, params};
use serde_json::Value;
use tieout_domain::{Instant, ObjectKind};

use crate::{Reader, StoreError, Writer};

/// Hash before the first entry.
const START: &str = "0000000000000000000000000000000000000000000000000000000000000000";

const COLUMNS: &str = "seq, at, who, action, kind, record_id, entry, prev_hash, hash";

/// Something that is being done and must be on record.
#[derive(Debug, Clone, PartialEq)]
pub struct NewAudit {
    pub at: Instant,
    pub who: String,
    /// A word such as `entry_posted` or `link_made`; the UI has a sentence for each.
    pub action: &'static str,
    pub kind: Option<ObjectKind>,
    /// Source id of the record, or the ledger's id where it has no source.
    pub record_id: Option<String>,
    /// `before`, `after`, `why`, `name`, `run_id`, `plan_id`, `ledger_id`, `reference`, … Never a secret.
    pub entry: BTreeMap<String, Value>,
}

impl NewAudit {
    pub fn new(at: Instant, who: &str, action: &'static str) -> Self {
        Self {
            at,
            who: who.to_owned(),
            action,
            kind: None,
            record_id: None,
            entry: BTreeMap::new(),
        }
    }

    #[must_use]
    pub fn about(mut self, kind: ObjectKind, record_id: &str) -> Self {
        self.kind = Some(kind);
        self.record_id = Some(record_id.to_owned());
        self
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.entry.insert(name.to_owned(), value.into());
        self
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    pub seq: i64,
    pub at: String,
    pub who: String,
    pub action: String,
    pub kind: Option<String>,
    pub record_id: Option<String>,
    /// JSON exactly as hashed.
    pub entry: String,
    pub prev_hash: String,
    pub hash: String,
}

/// What checking the whole chain gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    pub entries: u64,
    /// First entry that does not follow from the one before.
    pub broken_at: Option<i64>,
    /// Hash of the last entry: the outside anchor, printed on every report.
    pub head: String,
}

/// Appends one entry and gives its number.
pub fn append(writer: &Writer<'_>, new: &NewAudit) -> Result<i64, StoreError> {
    let (last, prev_hash) = head(writer)?;
    let mut row = AuditRow {
        seq: last + 1,
        at: new.at.to_string(),
        who: new.who.clone(),
        action: new.action.to_owned(),
        kind: new.kind.map(|kind| kind.word().to_owned()),
        record_id: new.record_id.clone(),
        entry: serde_json::to_string(&new.entry)?,
        prev_hash,
        hash: String::new(),
    };
    row.hash = hash(&row);
    writer
        .prepare_cached(
            "INSERT INTO audit (seq, at, who, action, kind, record_id, entry, prev_hash, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            row.seq,
            row.at,
            row.who,
            row.action,
            row.kind,
            row.record_id,
            row.entry,
            row.prev_hash,
            row.hash
        ])?;
    Ok(row.seq)
}

/// Number and hash of the last entry; 0 and zeros before the first.
pub fn head(reader: &Reader<'_>) -> Result<(i64, String), StoreError> {
    let found = reader
        .prepare_cached("SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1")?
        .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(found.unwrap_or_else(|| (0, START.to_owned())))
}

/// Recomputes every hash from the first entry on.
pub fn verify(reader: &Reader<'_>) -> Result<Verdict, StoreError> {
    let mut statement = reader.prepare(&format!("SELECT {COLUMNS} FROM audit ORDER BY seq"))?;
    let mut rows = statement.query([])?;
    let mut verdict = Verdict {
        entries: 0,
        broken_at: None,
        head: START.to_owned(),
    };
    let mut seq_before = 0;
    while let Some(row) = rows.next()? {
        let row = read(row)?;
        let follows = row.seq == seq_before + 1 && row.prev_hash == verdict.head && row.hash == hash(&row);
        if !follows && verdict.broken_at.is_none() {
            verdict.broken_at = Some(row.seq);
        }
        verdict.entries += 1;
        seq_before = row.seq;
        verdict.head = row.hash;
    }
    Ok(verdict)
}

/// Entries about one record, oldest first.
pub fn of_record(reader: &Reader<'_>, kind: ObjectKind, record_id: &str) -> Result<Vec<AuditRow>, StoreError> {
    let mut statement = reader.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM audit WHERE kind = ?1 AND record_id = ?2 ORDER BY seq"
    ))?;
    let rows = statement.query_map(params![kind.word(), record_id], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A window of entries, newest first, and how many there are. `search` looks at who, action, record and entry.
pub fn page(
    reader: &Reader<'_>,
    search: &str,
    action: Option<&str>,
    offset: u32,
    limit: u32,
) -> Result<(Vec<AuditRow>, u64), StoreError> {
    const FILTER: &str = "WHERE (?1 = '' OR instr(lower(who || ' ' || action || ' ' || coalesce(record_id, '') || ' ' || entry), ?1) > 0)
         AND (?2 IS NULL OR action = ?2)";
    let search = search.to_lowercase();
    let total = reader
        .prepare_cached(&format!("SELECT count(*) FROM audit {FILTER}"))?
        .query_row(params![search, action], |row| row.get::<_, i64>(0))?;
    let mut statement = reader.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM audit {FILTER} ORDER BY seq DESC LIMIT ?3 OFFSET ?4"
    ))?;
    let rows = statement.query_map(params![search, action, limit, offset], read)?;
    Ok((rows.collect::<Result<_, _>>()?, total.unsigned_abs()))
}

fn read(row: &Row<'_>) -> rusqlite::Result<AuditRow> {
    Ok(AuditRow {
        seq: row.get(0)?,
        at: row.get(1)?,
        who: row.get(2)?,
        action: row.get(3)?,
        kind: row.get(4)?,
        record_id: row.get(5)?,
        entry: row.get(6)?,
        prev_hash: row.get(7)?,
        hash: row.get(8)?,
    })
}

fn hash(row: &AuditRow) -> String {
    let mut hasher = blake3::Hasher::new();
    let seq = row.seq.to_string();
    let empty = String::new();
    let parts = [
        &row.prev_hash,
        &seq,
        &row.at,
        &row.who,
        &row.action,
        row.kind.as_ref().unwrap_or(&empty),
        row.record_id.as_ref().unwrap_or(&empty),
        &row.entry,
    ];
    for part in parts {
        // Lengths keep apart what would read the same when run together.
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        (folder, store)
    }

    fn entry(text: &str) -> NewAudit {
        NewAudit::new("2026-03-01T10:00:00Z".parse().unwrap(), "anna", "link_made")
            .about(ObjectKind::Customer, "ALFKI")
            .with("why", text)
    }

    #[test]
    fn entries_are_chained_and_verified() {
        let (_folder, store) = store();
        for text in ["first", "second", "third"] {
            store.write(|writer| append(writer, &entry(text))).unwrap();
        }
        let verdict = store.read(verify).unwrap();
        assert_eq!((verdict.entries, verdict.broken_at), (3, None));
        let (rows, total) = store.read(|reader| page(reader, "SECOND", None, 0, 10)).unwrap();
        assert_eq!((rows.len(), total), (1, 1));
    }

    #[test]
    fn a_changed_entry_breaks_the_chain_where_it_was_changed() {
        let (_folder, store) = store();
        for text in ["first", "second", "third"] {
            store.write(|writer| append(writer, &entry(text))).unwrap();
        }
        let refused = store.write(|writer| Ok(writer.execute("UPDATE audit SET who = 'eve' WHERE seq = 2", [])?));
        assert!(refused.is_err(), "the trigger keeps the trail append-only");
        store
            .write(|writer| {
                writer.execute_batch("DROP TRIGGER audit_no_update; UPDATE audit SET who = 'eve' WHERE seq = 2")?;
                Ok(())
            })
            .unwrap();
        assert_eq!(store.read(verify).unwrap().broken_at, Some(2));
    }
}
