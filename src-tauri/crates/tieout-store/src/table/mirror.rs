//! The mirror: what each system last told us.
//!
//! Not here: links and decisions. Invariant: only pull and import write here, and nothing here is ever deleted:
//! a record that is gone is a tombstone whose hash stays.

use std::collections::BTreeMap;

use rusqlite::{Row, named_params};
use tieout_domain::{Instant, Object, ObjectKind, Record, RecordId, Side, fields};

use crate::value::{count, execute, first, from_json, json, kind as kind_of, number, rows, side as side_of, side_word};
use crate::{Reader, StoreError, Writer};

/// A record as it was last told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MirrorRow {
    pub side: Side,
    pub kind: ObjectKind,
    pub id: RecordId,
    pub version: Option<String>,
    pub active: bool,
    pub deleted: bool,
    pub name: String,
    pub number: Option<String>,
    pub marker: Option<String>,
    pub object: Object,
    pub hash: String,
}

/// What a write did to the mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Seen {
    New,
    Changed,
    Same,
}

/// What is known of a record without reading its object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub hash: String,
    pub active: bool,
    pub deleted: bool,
}

const COLUMNS: &str = "side, kind, remote_id, version, active, deleted, name, number, marker, object, object_hash";

pub fn get(view: &Reader<'_>, side: Side, kind: ObjectKind, id: &RecordId) -> Result<Option<MirrorRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM mirror WHERE side = :side AND kind = :kind AND remote_id = :id");
    let params = named_params! { ":side": side_word(side), ":kind": kind.word(), ":id": id.as_str() };
    first(view, &sql, params, read)
}

/// All records of a kind that still exist, by name.
pub fn list(view: &Reader<'_>, side: Side, kind: ObjectKind) -> Result<Vec<MirrorRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM mirror WHERE side = :side AND kind = :kind AND deleted = 0 ORDER BY name, remote_id"
    );
    rows(
        view,
        &sql,
        named_params! { ":side": side_word(side), ":kind": kind.word() },
        read,
    )
}

/// Records that carry one of our references.
pub fn by_marker(view: &Reader<'_>, side: Side, kind: ObjectKind, marker: &str) -> Result<Vec<MirrorRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM mirror WHERE side = :side AND kind = :kind AND marker = :marker");
    let params = named_params! { ":side": side_word(side), ":kind": kind.word(), ":marker": marker };
    rows(view, &sql, params, read)
}

/// Hash and state of every record of a kind, tombstones included.
pub fn known(view: &Reader<'_>, side: Side, kind: ObjectKind) -> Result<BTreeMap<RecordId, Known>, StoreError> {
    let sql = "SELECT remote_id, object_hash, active, deleted FROM mirror WHERE side = :side AND kind = :kind";
    let params = named_params! { ":side": side_word(side), ":kind": kind.word() };
    let found = rows(view, sql, params, |row| {
        let known = Known {
            hash: row.get("object_hash")?,
            active: row.get("active")?,
            deleted: row.get("deleted")?,
        };
        Ok((RecordId(row.get("remote_id")?), known))
    })?;
    Ok(found.into_iter().collect())
}

/// The same for one record.
pub fn known_one(view: &Reader<'_>, side: Side, kind: ObjectKind, id: &RecordId) -> Result<Option<Known>, StoreError> {
    let sql = "SELECT object_hash, active, deleted FROM mirror WHERE side = :side AND kind = :kind AND remote_id = :id";
    let params = named_params! { ":side": side_word(side), ":kind": kind.word(), ":id": id.as_str() };
    first(view, sql, params, |row| {
        Ok(Known {
            hash: row.get("object_hash")?,
            active: row.get("active")?,
            deleted: row.get("deleted")?,
        })
    })
}

/// Records of a kind that still exist.
pub fn alive(view: &Reader<'_>, side: Side, kind: ObjectKind) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM mirror WHERE side = :side AND kind = :kind AND deleted = 0";
    let params = named_params! { ":side": side_word(side), ":kind": kind.word() };
    number(view, sql, params).map(count)
}

/// The other system's words for one record, and the places they came from (JSON).
pub fn raw(
    view: &Reader<'_>,
    side: Side,
    kind: ObjectKind,
    id: &RecordId,
) -> Result<Option<(String, Option<String>)>, StoreError> {
    let sql = "SELECT raw, place FROM mirror WHERE side = :side AND kind = :kind AND remote_id = :id";
    let params = named_params! { ":side": side_word(side), ":kind": kind.word(), ":id": id.as_str() };
    first(view, sql, params, |row| Ok((row.get("raw")?, row.get("place")?)))
}

fn read(row: &Row<'_>) -> Result<MirrorRow, StoreError> {
    Ok(MirrorRow {
        side: side_of(&row.get::<_, String>("side")?)?,
        kind: kind_of(&row.get::<_, String>("kind")?)?,
        id: RecordId(row.get("remote_id")?),
        version: row.get("version")?,
        active: row.get("active")?,
        deleted: row.get("deleted")?,
        name: row.get("name")?,
        number: row.get("number")?,
        marker: row.get("marker")?,
        object: from_json(row.get_ref("object")?.as_str().map_err(rusqlite::Error::from)?)?,
        hash: row.get("object_hash")?,
    })
}

/// A record with where it came from.
pub struct Told<'a> {
    pub side: Side,
    pub record: &'a Record,
    /// JSON list of places, source files only.
    pub place: Option<&'a str>,
    pub import: Option<i64>,
    pub at: Instant,
}

/// Stores what was told, knowing what was `known` before.
pub fn put(writer: &Writer<'_>, told: &Told<'_>, known: Option<&Known>) -> Result<Seen, StoreError> {
    let record = told.record;
    let hash = fields::hash(&record.object);
    let seen = match known {
        None => Seen::New,
        Some(before) if before.deleted || before.active != record.active || before.hash != hash => Seen::Changed,
        Some(_) => Seen::Same,
    };
    let party = record.object.as_invoice().map(|invoice| invoice.customer.id.as_str());
    execute(
        writer,
        "INSERT INTO mirror (side, kind, remote_id, version, active, deleted, name, number, doc_date, amount, party_id,
                             marker, object, object_hash, raw, place, import_id, updated_at, first_seen_at, last_seen_at)
         VALUES (:side, :kind, :id, :version, :active, 0, :name, :number, :date, :amount, :party,
                 :marker, :object, :hash, :raw, :place, :import, :updated, :at, :at)
         ON CONFLICT (side, kind, remote_id) DO UPDATE SET
                 version = :version, active = :active, deleted = 0, name = :name, number = :number, doc_date = :date,
                 amount = :amount, party_id = :party, marker = :marker, object = :object, object_hash = :hash,
                 raw = :raw, place = :place, import_id = :import, updated_at = :updated, last_seen_at = :at",
        named_params! {
            ":side": side_word(told.side), ":kind": record.kind().word(), ":id": record.id.as_str(),
            ":version": record.version, ":active": record.active, ":name": record.object.name(),
            ":number": record.object.number(), ":date": record.object.date().map(|date| date.to_string()),
            ":amount": record.object.total().map(|total| total.to_string()), ":party": party,
            ":marker": record.marker.as_ref().map(tieout_domain::Marker::as_str), ":object": json(&record.object)?,
            ":hash": hash, ":raw": record.raw, ":place": told.place, ":import": told.import,
            ":updated": record.updated_at.map(|at| at.to_string()), ":at": told.at.to_string(),
        },
    )?;
    Ok(seen)
}

/// Marks a record as gone. Whether it was there before.
pub fn bury(writer: &Writer<'_>, side: Side, kind: ObjectKind, id: &RecordId, at: Instant) -> Result<bool, StoreError> {
    let changed = execute(
        writer,
        "UPDATE mirror SET deleted = 1, last_seen_at = :at
         WHERE side = :side AND kind = :kind AND remote_id = :id AND deleted = 0",
        named_params! { ":side": side_word(side), ":kind": kind.word(), ":id": id.as_str(), ":at": at.to_string() },
    )?;
    Ok(changed > 0)
}

/// Marks what a complete reading that began at `since` did not mention. Returns the ids.
pub fn bury_unseen(
    writer: &Writer<'_>,
    side: Side,
    kind: ObjectKind,
    since: Instant,
    at: Instant,
) -> Result<Vec<RecordId>, StoreError> {
    let gone = unseen(writer, side, kind, since)?;
    for id in &gone {
        bury(writer, side, kind, id, at)?;
    }
    Ok(gone)
}

/// Ids of living records not seen since `since`.
pub fn unseen(view: &Reader<'_>, side: Side, kind: ObjectKind, since: Instant) -> Result<Vec<RecordId>, StoreError> {
    let sql = "SELECT remote_id, last_seen_at FROM mirror WHERE side = :side AND kind = :kind AND deleted = 0";
    let params = named_params! { ":side": side_word(side), ":kind": kind.word() };
    let all = rows(view, sql, params, |row| {
        let seen = crate::value::instant(&row.get::<_, String>("last_seen_at")?)?;
        Ok((RecordId(row.get("remote_id")?), seen))
    })?;
    Ok(all
        .into_iter()
        .filter(|(_, seen)| *seen < since)
        .map(|(id, _)| id)
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use tieout_domain::objects::Party;

    fn record(name: &str) -> Record {
        Record {
            id: RecordId::new("1"),
            version: None,
            active: true,
            updated_at: None,
            marker: None,
            object: Object::Customer(Party {
                name: name.into(),
                ..Party::default()
            }),
            raw: "row".into(),
        }
    }

    #[test]
    fn a_buried_record_keeps_its_hash_and_comes_back_when_it_is_told_again() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        let tell = |record: &Record| {
            store.write(|w| {
                let before = known(w, Side::Source, ObjectKind::Customer)?;
                let told = Told {
                    side: Side::Source,
                    record,
                    place: None,
                    import: None,
                    at: Instant::UNIX_EPOCH,
                };
                put(w, &told, before.get(&record.id))
            })
        };
        assert_eq!(tell(&record("Acme")).unwrap(), Seen::New);
        assert_eq!(tell(&record("Acme")).unwrap(), Seen::Same);
        assert_eq!(tell(&record("Acme Ltd")).unwrap(), Seen::Changed);
        let id = RecordId::new("1");
        store
            .write(|w| bury(w, Side::Source, ObjectKind::Customer, &id, Instant::UNIX_EPOCH))
            .unwrap();
        let gone = store
            .read(|v| get(v, Side::Source, ObjectKind::Customer, &id))
            .unwrap()
            .unwrap();
        assert!(gone.deleted && !gone.hash.is_empty());
        assert_eq!(tell(&record("Acme Ltd")).unwrap(), Seen::Changed);
        assert_eq!(store.read(|v| alive(v, Side::Source, ObjectKind::Customer)).unwrap(), 1);
    }
}
