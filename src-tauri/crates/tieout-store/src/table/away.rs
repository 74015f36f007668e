//! What one ledger told and what names its records, put away while another ledger is current, and brought back unchanged.
//!
//! Not here: links, outbox and rejections, which name their book themselves; when to move (engine).
//! Invariant: nothing is lost: what was put away for a book comes back as it was, and lies under no other book's name.

use rusqlite::named_params;
use tieout_domain::BookId;

use crate::value::{execute, rows};
use crate::{StoreError, Writer};

/// What a row that was put away is filed under.
fn filed(book: &BookId) -> String {
    format!("away:{book}")
}

/// Puts away the current ledger's mirror, how far its pulls got, and the settings that `belongs` says are about its records. Undo
/// steps and suggestions are forgotten: the first do not cross a move, the second are made anew.
pub fn put_away(writer: &Writer<'_>, book: &BookId, belongs: impl Fn(&str) -> bool) -> Result<(), StoreError> {
    let away = filed(book);
    let params = named_params! { ":away": away };
    execute(writer, "UPDATE mirror SET side = :away WHERE side = 'ledger'", params)?;
    execute(
        writer,
        "UPDATE pull_state SET kind = :away || ':' || kind WHERE kind NOT LIKE 'away:%'",
        params,
    )?;
    let names = rows(writer, "SELECT name FROM setting ORDER BY name", [], |row| {
        Ok(row.get::<_, String>(0)?)
    })?;
    for name in names.into_iter().filter(|name| belongs(name)) {
        let sql = "UPDATE setting SET name = :away || ':' || name WHERE name = :name";
        execute(writer, sql, named_params! { ":away": away, ":name": name })?;
    }
    execute(writer, "DELETE FROM suggestion", [])?;
    execute(writer, "DELETE FROM decision", [])?;
    Ok(())
}

/// Brings back what was put away for a book; nothing may be current.
pub fn bring_back(writer: &Writer<'_>, book: &BookId) -> Result<(), StoreError> {
    let away = filed(book);
    execute(
        writer,
        "UPDATE mirror SET side = 'ledger' WHERE side = :away",
        named_params! { ":away": away },
    )?;
    let prefix = format!("{away}:");
    for (table, column) in [("pull_state", "kind"), ("setting", "name")] {
        let sql = format!(
            "UPDATE {table} SET {column} = substr({column}, length(:prefix) + 1)
             WHERE substr({column}, 1, length(:prefix)) = :prefix"
        );
        execute(writer, &sql, named_params! { ":prefix": prefix })?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::pull_state::{self, PullState, PullStateRow};
    use crate::table::setting::{self, SettingRow};
    use crate::{Store, StoreError};
    use tieout_domain::{Instant, ObjectKind};

    const RECORD: &str = "INSERT INTO mirror (side, kind, remote_id, active, name, object, object_hash, raw, first_seen_at, last_seen_at)
        VALUES ('ledger', 'customer', '7', 1, 'Acme', '{}', 'h', 'raw', '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z')";

    fn set(writer: &Writer<'_>, name: &str, value: &str) -> Result<(), StoreError> {
        let row = SettingRow {
            name: name.into(),
            value: value.into(),
            changed_at: Instant::UNIX_EPOCH,
            changed_by: "ann".into(),
        };
        setting::put(writer, &row)
    }

    fn told(writer: &Writer<'_>, account: &str) -> Result<(), StoreError> {
        writer.execute_batch(RECORD)?;
        let pulled = PullStateRow {
            cursor: Some("c1".into()),
            state: PullState::Complete,
            ..PullStateRow::never(ObjectKind::Customer)
        };
        pull_state::put(writer, &pulled)?;
        set(writer, "account.income", account)
    }

    #[test]
    fn what_was_put_away_comes_back_as_it_was_and_the_other_ledger_never_saw_it() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        let (one, two) = (BookId::from("q:1"), BookId::from("q:12"));
        let mine = |name: &str| name.starts_with("account.");
        let values = |store: &Store| -> Vec<(String, String)> {
            let rows = store.read(setting::all).unwrap();
            rows.into_iter().map(|row| (row.name, row.value)).collect()
        };
        let own = |value: &str| (String::from("account.income"), String::from(value));
        store
            .write(|w| {
                set(w, "policy.zero_total", "\"send\"")?;
                told(w, "\"4000\"")?;
                put_away(w, &one, mine)
            })
            .unwrap();
        assert!(
            store.read(pull_state::all).unwrap().is_empty(),
            "the new ledger was never pulled"
        );
        assert!(!values(&store).iter().any(|(name, _)| name == "account.income"));
        // The same ids mean other records in the second ledger; a book whose name begins like the first one's is another.
        store
            .write(|w| {
                told(w, "\"200\"")?;
                put_away(w, &two, mine)?;
                bring_back(w, &one)
            })
            .unwrap();
        assert!(values(&store).contains(&own("\"4000\"")));
        assert!(
            values(&store).iter().any(|(name, _)| name == "policy.zero_total"),
            "the client's own setting stayed"
        );
        let states = store.read(pull_state::all).unwrap();
        assert_eq!((states.len(), states[0].cursor.as_deref()), (1, Some("c1")));
        let sides: Vec<String> = store
            .read(|view| rows(view, "SELECT side FROM mirror ORDER BY side", [], |row| Ok(row.get(0)?)))
            .unwrap();
        assert_eq!(sides, ["away:q:12", "ledger"]);
    }
}
