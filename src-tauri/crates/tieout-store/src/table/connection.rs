//! Connections: authorised access to the ledger or to the source.
//!
//! Not here: secrets (kept elsewhere under `secrets_key`), and what a company or a setting is (JSON of the connectors).
//! Invariant: the book is tied once; a reconnect must bring the same, and removing keeps it.

use rusqlite::{Row, named_params};
use tieout_domain::{BookId, ConnectionId, Instant, Side};

use crate::value::{execute, first, instant, side, side_word, unreadable};
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

/// The newest connection of a side; a removed one too, because its book stays tied.
pub fn get(view: &Reader<'_>, of: Side) -> Result<Option<ConnectionRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM connection WHERE side = :side ORDER BY id DESC LIMIT 1");
    first(view, &sql, named_params! { ":side": side_word(of) }, read)
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

/// Stores a connection that is not in the file yet; `row.id` is not looked at.
pub fn insert(writer: &Writer<'_>, row: &ConnectionRow) -> Result<ConnectionId, StoreError> {
    execute(
        writer,
        "INSERT INTO connection (side, system, settings, book_id, company, state, secrets_key, connected_by,
                                 last_success_at, created_at)
         VALUES (:side, :system, :settings, :book_id, :company, :state, :secrets_key, :connected_by,
                 :last_success_at, :created_at)",
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
            "one ledger a client"
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
}
