//! Source documents beside the newest entry made of each.
//!
//! Not here: what staging does about it (engine). Invariant: records that are gone are listed too.

use rusqlite::named_params;
use tieout_domain::{Object, ObjectKind, RecordId};

use crate::value::{from_json, rows};
use crate::{Reader, StoreError};

#[derive(Debug, Clone, PartialEq)]
pub struct SourceDocument {
    pub id: RecordId,
    pub object: Object,
    pub hash: String,
    pub deleted: bool,
}

/// Every document of a kind on the source side, by id.
pub fn documents(view: &Reader<'_>, kind: ObjectKind) -> Result<Vec<SourceDocument>, StoreError> {
    let sql = "SELECT remote_id, object, object_hash, deleted FROM mirror WHERE side = 'source' AND kind = :kind
               ORDER BY remote_id";
    rows(view, sql, named_params! { ":kind": kind.word() }, |row| {
        Ok(SourceDocument {
            id: RecordId(row.get("remote_id")?),
            object: from_json(row.get_ref("object")?.as_str().map_err(rusqlite::Error::from)?)?,
            hash: row.get("object_hash")?,
            deleted: row.get("deleted")?,
        })
    })
}
