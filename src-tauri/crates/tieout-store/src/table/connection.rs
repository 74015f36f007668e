//! Connections: authorised access to the ledger or to the source.
//!
//! Not here: secrets (kept elsewhere under `secrets_key`), and what a company or a setting is (JSON of the connectors).
//! Invariant: the book is tied once; a reconnect must bring the same, and removing keeps it. One connection of a side is current;
//! the others are ledgers the client moved away from (C-17).

use rusqlite::{Row, named_params};
use tieout_domain::{BookId, ConnectionId, Instant, Side};

use crate::value::{execute, first, instant, rows, side, side_word, unreadable};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ConnectionState {
    New,
    Connected,
    SignInNeeded,
    Paused,
    Removed,
}

impl ConnectionState {
    pub const ALL: [Self; 5] = [
        Self::New,
        Self::Connected,
        Self::SignInNeeded,
        Self::Paused,
        Self::Removed,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Connected => "connected",
            Self::SignInNeeded => "sign_in_needed",
            Self::Paused => "paused",
            Self::Removed => "removed",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConnectionRow {
    pub id: ConnectionId,
    pub side: Side,
    pub system: String,
    /// JSON of the connector's values; no secrets.
    pub settings: String,
    pub book_id: Option<BookId>,
    /// JSON of the company as last read.
    pub company: Option<String>,
    pub state: ConnectionState,
    pub secrets_key: String,
    pub connected_by: Option<String>,
    pub last_success_at: Option<Instant>,
    pub created_at: Instant,
}

const COLUMNS: &str = "id, side, system, settings, book_id, company, state, secrets_key, connected_by, last_success_at, \
                       created_at";

/// The current connection of a side; a removed one too, because its book stays tied.
pub fn get(view: &Reader<'_>, of: Side) -> Result<Option<ConnectionRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM connection WHERE side = :side AND current = 1");
    first(view, &sql, named_params! { ":side": side_word(of) }, read)
}

/// Ledgers the client moved away from, the newest first.
pub fn left(view: &Reader<'_>) -> Result<Vec<ConnectionRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM connection WHERE side = 'ledger' AND current = 0 ORDER BY id DESC");
    rows(view, &sql, [], read)
}

/// The book that links and outbox of this file belong to.
pub fn book(view: &Reader<'_>) -> Result<Option<BookId>, StoreError> {
    Ok(get(view, Side::Ledger)?.and_then(|row| row.book_id))
}

fn read(row: &Row<'_>) -> Result<ConnectionRow, StoreError> {
    let state: String = row.get("state")?;
    Ok(ConnectionRow {
        id: ConnectionId(row.get("id")?),
        side: side(&row.get::<_, String>("side")?)?,
        system: row.get("system")?,
        settings: row.get("settings")?,
        book_id: row.get::<_, Option<String>>("book_id")?.map(BookId),
        company: row.get("company")?,
        state: ConnectionState::from_word(&state).ok_or_else(|| unreadable("connection state", &state))?,
        secrets_key: row.get("secrets_key")?,
        connected_by: row.get("connected_by")?,
        last_success_at: row
            .get::<_, Option<String>>("last_success_at")?
            .map(|text| instant(&text))
            .transpose()?,
        created_at: instant(&row.get::<_, String>("created_at")?)?,
    })
}

/// Stores a connection that is not in the file yet as the current one; `row.id` is not looked at.
pub fn insert(writer: &Writer<'_>, row: &ConnectionRow) -> Result<ConnectionId, StoreError> {
    execute(
        writer,
        "INSERT INTO connection (side, system, settings, book_id, company, state, secrets_key, connected_by,
                                 last_success_at, created_at, current)
         VALUES (:side, :system, :settings, :book_id, :company, :state, :secrets_key, :connected_by,
                 :last_success_at, :created_at, 1)",
        named_params! {
            ":side": side_word(row.side), ":system": row.system, ":settings": row.settings,
            ":book_id": row.book_id.as_ref().map(BookId::as_str), ":company": row.company, ":state": row.state.word(),
            ":secrets_key": row.secrets_key, ":connected_by": row.connected_by,
            ":last_success_at": row.last_success_at.map(|at| at.to_string()), ":created_at": row.created_at.to_string(),
        },
    )?;
    Ok(ConnectionId(writer.last_insert_rowid()))
}

/// Replaces everything but side, creation and the tied book: that can be set once, and never to another.
pub fn update(writer: &Writer<'_>, row: &ConnectionRow) -> Result<(), StoreError> {
    let changed = execute(
        writer,
        "UPDATE connection SET system = :system, settings = :settings, book_id = :book_id, company = :company,
                state = :state, secrets_key = :secrets_key, connected_by = :connected_by,
                last_success_at = :last_success_at
         WHERE id = :id AND (book_id IS NULL OR book_id = :book_id)",
        named_params! {
            ":id": row.id.0, ":system": row.system, ":settings": row.settings,
            ":book_id": row.book_id.as_ref().map(BookId::as_str), ":company": row.company, ":state": row.state.word(),
            ":secrets_key": row.secrets_key, ":connected_by": row.connected_by,
            ":last_success_at": row.last_success_at.map(|at| at.to_string()),
        },
    )?;
    if changed == 1 {
        Ok(())
    } else {
        Err(StoreError::Illegal("the connection is tied to another book".into()))
    }
}

/// Makes one ledger connection the current one, or none. One that was never signed in to is forgotten when it is left: nothing
/// belongs to it.
pub fn set_current(writer: &Writer<'_>, id: Option<ConnectionId>) -> Result<(), StoreError> {
    execute(
        writer,
        "DELETE FROM connection WHERE side = 'ledger' AND current = 1 AND book_id IS NULL",
        [],
    )?;
    execute(
        writer,
        "UPDATE connection SET current = 0 WHERE side = 'ledger' AND current = 1",
        [],
    )?;
    let Some(id) = id else { return Ok(()) };
    let sql = "UPDATE connection SET current = 1 WHERE side = 'ledger' AND id = :id";
    if execute(writer, sql, named_params! { ":id": id.0 })? == 1 {
        Ok(())
    } else {
        Err(StoreError::NotFound(format!("connection {}", id.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    fn row(side: Side, book: Option<&str>) -> ConnectionRow {
        ConnectionRow {
            id: ConnectionId(0),
            side,
            system: "practice".into(),
            settings: "{}".into(),
            book_id: book.map(BookId::from),
            company: None,
            state: ConnectionState::New,
            secrets_key: "k".into(),
            connected_by: None,
            last_success_at: None,
            created_at: Instant::UNIX_EPOCH,
        }
    }

    #[test]
    fn a_second_active_ledger_is_refused_and_a_tied_book_stays() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        store.write(|w| insert(w, &row(Side::Ledger, None))).unwrap();
        assert!(
            store.write(|w| insert(w, &row(Side::Ledger, None))).is_err(),
            "one current ledger a client"
        );
        store.write(|w| insert(w, &row(Side::Source, None))).unwrap();
        let mut kept = store.read(|v| get(v, Side::Ledger)).unwrap().unwrap();
        kept.book_id = Some("q:1".into());
        kept.state = ConnectionState::Removed;
        store.write(|w| update(w, &kept)).unwrap();
        assert_eq!(store.read(book).unwrap(), Some("q:1".into()), "removing keeps the book");
        kept.book_id = Some("q:2".into());
        assert!(matches!(store.write(|w| update(w, &kept)), Err(StoreError::Illegal(_))));
    }

    #[test]
    fn a_ledger_that_was_left_is_kept_and_one_that_was_never_signed_in_to_is_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        let first = store.write(|w| insert(w, &row(Side::Ledger, Some("q:1")))).unwrap();
        store
            .write(|w| {
                set_current(w, None)?;
                insert(w, &row(Side::Ledger, None))
            })
            .unwrap();
        assert_eq!(store.read(book).unwrap(), None, "the new one has no book yet");
        assert_eq!(store.read(left).unwrap().len(), 1);
        let mut new = store.read(|v| get(v, Side::Ledger)).unwrap().unwrap();
        new.book_id = Some("q:1".into());
        assert!(
            store.write(|w| update(w, &new)).is_err(),
            "that book has a connection already"
        );
        store.write(|w| set_current(w, Some(first))).unwrap();
        assert_eq!(store.read(book).unwrap(), Some("q:1".into()));
        assert!(store.read(left).unwrap().is_empty(), "nothing belonged to the other");
    }
}
