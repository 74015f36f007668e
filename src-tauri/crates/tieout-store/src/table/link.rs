//! Links: decisions about pairs and about single records.
//!
//! Not here: undo (`decision`), rejected pairs (`rejection`). Invariant: neither record can be tied twice; the unique indexes refuse it even if code forgets.

use std::collections::BTreeMap;

use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};
use tieout_domain::{BookId, Instant, Object, ObjectKind, RecordId};

use crate::value::{execute, first, from_json, instant, json, kind as kind_of, rows, unreadable};
use crate::{Reader, StoreError, Writer};

macro_rules! word_enum {
    ($(#[$doc:meta])* $name:ident { $($variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name { $(#[serde(rename = $word)] $variant),+ }

        impl $name {
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)+ _ => None }
            }
        }
    };
}

word_enum! {
    /// What was decided. Undecided records have no row; rejected pairs have theirs in a table of their own (`rejection`).
    Decided { Linked => "linked", Ignored => "ignored", Create => "create", Rejected => "rejected" }
}
word_enum! {
    /// Who or what decided.
    Origin { User => "user", Bulk => "bulk", Pushed => "pushed", Probe => "probe" }
}
word_enum! {
    /// Why a record is ignored.
    Reason { NotOurs => "not_ours", Duplicate => "duplicate", Old => "old", Other => "other" }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkRow {
    pub book: BookId,
    pub kind: ObjectKind,
    pub ledger_id: Option<RecordId>,
    pub source_id: Option<RecordId>,
    pub state: Decided,
    pub reason: Option<Reason>,
    pub origin: Origin,
    /// `fields::hash` both sides last agreed on.
    pub base_hash: Option<String>,
    /// What we last wrote to the ledger's record.
    pub last_pushed: Option<Object>,
    pub decided_at: Instant,
    pub decided_by: String,
}

const COLUMNS: &str = "book_id, kind, ledger_id, source_id, state, reason, origin, base_hash, last_pushed, decided_at, \
                       decided_by";

pub fn by_ledger(
    view: &Reader<'_>,
    book: &BookId,
    kind: ObjectKind,
    id: &RecordId,
) -> Result<Option<LinkRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM link WHERE book_id = :book AND kind = :kind AND ledger_id = :id");
    first(
        view,
        &sql,
        named_params! { ":book": book.as_str(), ":kind": kind.word(), ":id": id.as_str() },
        read,
    )
}

pub fn by_source(
    view: &Reader<'_>,
    book: &BookId,
    kind: ObjectKind,
    id: &RecordId,
) -> Result<Option<LinkRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM link WHERE book_id = :book AND kind = :kind AND source_id = :id");
    first(
        view,
        &sql,
        named_params! { ":book": book.as_str(), ":kind": kind.word(), ":id": id.as_str() },
        read,
    )
}

/// All decisions of a kind.
pub fn list(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<Vec<LinkRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM link WHERE book_id = :book AND kind = :kind ORDER BY id");
    rows(
        view,
        &sql,
        named_params! { ":book": book.as_str(), ":kind": kind.word() },
        read,
    )
}

/// From source id to remote id for every linked pair of a kind.
pub fn pairs(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<BTreeMap<RecordId, RecordId>, StoreError> {
    let found = rows(
        view,
        "SELECT source_id, ledger_id FROM link WHERE book_id = :book AND kind = :kind AND state = 'linked'
                AND source_id IS NOT NULL AND ledger_id IS NOT NULL",
        named_params! { ":book": book.as_str(), ":kind": kind.word() },
        |row| Ok((RecordId(row.get("source_id")?), RecordId(row.get("ledger_id")?))),
    )?;
    Ok(found.into_iter().collect())
}

fn read(row: &Row<'_>) -> Result<LinkRow, StoreError> {
    let (state, origin): (String, String) = (row.get("state")?, row.get("origin")?);
    let reason: Option<String> = row.get("reason")?;
    let pushed: Option<String> = row.get("last_pushed")?;
    Ok(LinkRow {
        book: BookId(row.get("book_id")?),
        kind: kind_of(&row.get::<_, String>("kind")?)?,
        ledger_id: row.get::<_, Option<String>>("ledger_id")?.map(RecordId),
        source_id: row.get::<_, Option<String>>("source_id")?.map(RecordId),
        state: Decided::from_word(&state).ok_or_else(|| unreadable("link state", &state))?,
        reason: reason
            .map(|word| Reason::from_word(&word).ok_or_else(|| unreadable("reason", &word)))
            .transpose()?,
        origin: Origin::from_word(&origin).ok_or_else(|| unreadable("origin", &origin))?,
        base_hash: row.get("base_hash")?,
        last_pushed: pushed.map(|text| from_json(&text)).transpose()?,
        decided_at: instant(&row.get::<_, String>("decided_at")?)?,
        decided_by: row.get("decided_by")?,
    })
}

pub fn insert(writer: &Writer<'_>, row: &LinkRow) -> Result<(), StoreError> {
    let done = execute(
        writer,
        "INSERT INTO link (book_id, kind, ledger_id, source_id, state, reason, origin, base_hash, last_pushed,
                           decided_at, decided_by)
         VALUES (:book, :kind, :ledger, :source, :state, :reason, :origin, :base_hash, :last_pushed, :at, :by)",
        named_params! {
            ":book": row.book.as_str(), ":kind": row.kind.word(), ":ledger": row.ledger_id.as_ref().map(RecordId::as_str),
            ":source": row.source_id.as_ref().map(RecordId::as_str), ":state": row.state.word(),
            ":reason": row.reason.map(Reason::word), ":origin": row.origin.word(), ":base_hash": row.base_hash,
            ":last_pushed": row.last_pushed.as_ref().map(json).transpose()?, ":at": row.decided_at.to_string(),
            ":by": row.decided_by,
        },
    );
    match done {
        Err(StoreError::Sqlite(error))
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) =>
        {
            Err(StoreError::Illegal("one of the two records is already tied".into()))
        }
        other => other.map(drop),
    }
}

/// Takes back exactly this decision; whatever was pushed since is no obstacle. False when it is no longer there.
pub fn delete(writer: &Writer<'_>, row: &LinkRow) -> Result<bool, StoreError> {
    let gone = execute(
        writer,
        "DELETE FROM link WHERE book_id = :book AND kind = :kind AND ledger_id IS :ledger AND source_id IS :source
                AND state = :state",
        named_params! {
            ":book": row.book.as_str(), ":kind": row.kind.word(), ":ledger": row.ledger_id.as_ref().map(RecordId::as_str),
            ":source": row.source_id.as_ref().map(RecordId::as_str), ":state": row.state.word(),
        },
    )?;
    Ok(gone > 0)
}

/// The wish to create this record has come true, or is no longer one: the decision goes, so that the record can be tied.
pub fn fulfil(writer: &Writer<'_>, book: &BookId, kind: ObjectKind, source: &RecordId) -> Result<bool, StoreError> {
    let gone = execute(
        writer,
        "DELETE FROM link WHERE book_id = :book AND kind = :kind AND source_id = :source AND state = 'create'",
        named_params! { ":book": book.as_str(), ":kind": kind.word(), ":source": source.as_str() },
    )?;
    Ok(gone > 0)
}

/// After a push: what we wrote, and the hash both sides now agree on.
pub fn note_pushed(
    writer: &Writer<'_>,
    book: &BookId,
    kind: ObjectKind,
    source: &RecordId,
    pushed: &Object,
    base_hash: &str,
) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE link SET last_pushed = :pushed, base_hash = :hash
         WHERE book_id = :book AND kind = :kind AND source_id = :source AND state = 'linked'",
        named_params! { ":book": book.as_str(), ":kind": kind.word(), ":source": source.as_str(),
        ":pushed": json(pushed)?, ":hash": base_hash },
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;

    fn pair(ledger: &str, source: &str) -> LinkRow {
        LinkRow {
            book: "q:1".into(),
            kind: ObjectKind::Customer,
            ledger_id: Some(ledger.into()),
            source_id: Some(source.into()),
            state: Decided::Linked,
            reason: None,
            origin: Origin::User,
            base_hash: None,
            last_pushed: None,
            decided_at: Instant::UNIX_EPOCH,
            decided_by: "ann".into(),
        }
    }

    #[test]
    fn neither_record_can_be_tied_twice() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        store.write(|w| insert(w, &pair("1", "A"))).unwrap();
        for second in [pair("1", "B"), pair("2", "A")] {
            let refused = store.write(|w| insert(w, &second));
            assert!(matches!(refused, Err(StoreError::Illegal(_))), "{refused:?}");
        }
        let found = store
            .read(|v| by_source(v, &"q:1".into(), ObjectKind::Customer, &"A".into()))
            .unwrap();
        assert_eq!(found, Some(pair("1", "A")));
        assert!(store.write(|w| delete(w, &pair("1", "A"))).unwrap());
        assert!(
            !store.write(|w| delete(w, &pair("1", "A"))).unwrap(),
            "it is gone already"
        );
    }

    #[test]
    fn a_wish_to_create_is_about_a_source_record_only_and_gives_way_to_its_link() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        let wish = LinkRow {
            ledger_id: None,
            state: Decided::Create,
            ..pair("1", "A")
        };
        for (ledger, source) in [(Some("1"), Some("A")), (Some("1"), None)] {
            let wrong = LinkRow {
                ledger_id: ledger.map(Into::into),
                source_id: source.map(Into::into),
                ..wish.clone()
            };
            assert!(store.write(|w| insert(w, &wrong)).is_err(), "{wrong:?}");
        }
        store.write(|w| insert(w, &wish)).unwrap();
        assert!(store.write(|w| insert(w, &pair("1", "A"))).is_err(), "decided once");
        let book = "q:1".into();
        let fulfilled = |source: &str| {
            store
                .write(|w| fulfil(w, &book, ObjectKind::Customer, &source.into()))
                .unwrap()
        };
        assert!(fulfilled("A"));
        store.write(|w| insert(w, &pair("1", "A"))).unwrap();
        assert!(!fulfilled("A"), "a link is no wish");
    }
}
