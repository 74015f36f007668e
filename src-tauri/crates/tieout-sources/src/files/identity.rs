//! Ids of records: the source's own, or a hash of what the row says plus which one of its like it is.
//!
//! Not here: ids on the other side. Invariant: ids depend on what rows say, never on their order, on the file they are in, or on
//! anything mapped later.

use std::collections::BTreeMap;

use tieout_connect::source::RowProblem;
use tieout_domain::ErrorCode;

use super::profile::{Identity, Role};
use super::reader::{At, Bound};
use super::table::Row;

/// The id of one row, in the order of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowId {
    pub id: String,
    pub occurrence: Option<u32>,
}

/// Ids for the rows of one or more files; a row without one gets `None` and a problem.
pub fn assign(rows: &[At<'_>], problems: &mut Vec<RowProblem>) -> Vec<Option<RowId>> {
    let mut ids = vec![None; rows.len()];
    let mut nth_by_content: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        match &row.bound.profile.identity {
            Identity::Id => ids[at] = own_id(row, problems),
            Identity::Content(roles) => {
                let file = std::ptr::from_ref::<Bound<'_>>(row.bound).addr();
                nth_by_content.entry((file, content(row, roles))).or_default().push(at);
            }
        }
    }
    for ((_, hash), places) in nth_by_content {
        number_alike(rows, &hash, places, &mut ids);
    }
    settle(rows, &mut ids, problems);
    ids
}

fn own_id(row: &At<'_>, problems: &mut Vec<RowProblem>) -> Option<RowId> {
    let id = row.text(Role::Id);
    if id.is_none() {
        problems.push(row.problem(Role::Id, ErrorCode::ValueMissing, None));
    }
    id.map(|id| RowId { id, occurrence: None })
}

fn content(row: &At<'_>, roles: &[Role]) -> String {
    hash(roles.iter().map(|role| row.bound.normalised(row.row, *role)))
}

/// Numbers the rows of one file that are alike in the named fields.
fn number_alike(rows: &[At<'_>], hash: &str, mut places: Vec<usize>, ids: &mut [Option<RowId>]) {
    // Among rows alike in the named fields the whole row decides, so that their order in the file does not.
    places.sort_by_cached_key(|at| raw_hash(rows[*at].row));
    for (at, n) in places.into_iter().zip(1u32..) {
        ids[at] = Some(RowId {
            id: format!("{}-{n}", &hash[..24]),
            occurrence: Some(n),
        });
    }
}

/// The same row twice costs nothing; two different rows under one id cannot both be true.
fn settle(rows: &[At<'_>], ids: &mut [Option<RowId>], problems: &mut Vec<RowProblem>) {
    let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, id) in ids.iter().enumerate() {
        if let Some(id) = id {
            by_id.entry(id.id.clone()).or_default().push(at);
        }
    }
    for places in by_id.into_values().filter(|places| places.len() > 1) {
        let alike = same_rows(places.iter().map(|at| &rows[*at]));
        for at in places.iter().skip(usize::from(alike)) {
            ids[*at] = None;
            let other = &rows[if *at == places[0] { places[1] } else { places[0] }];
            problems.push(told_twice(&rows[*at], other, Role::Id, !alike));
        }
    }
}

/// A row whose record another row tells as well.
pub fn told_twice(row: &At<'_>, other: &At<'_>, role: Role, blocking: bool) -> RowProblem {
    let expected = format!("not also {}", row.place_of(other));
    let mut problem = row.problem(role, ErrorCode::DuplicateId, Some(expected));
    problem.blocking = blocking;
    problem
}

fn same_rows<'a>(rows: impl Iterator<Item = &'a At<'a>>) -> bool {
    let mut hashes = rows.map(|row| raw_hash(row.row));
    let first = hashes.next();
    hashes.all(|hash| Some(hash) == first)
}

/// A row's cells as one value.
pub fn raw_hash(row: &Row) -> String {
    hash((0..row.len()).map(|at| row.text(at).unwrap_or_default()))
}

fn hash(values: impl Iterator<Item = String>) -> String {
    let mut hasher = blake3::Hasher::new();
    for value in values {
        hasher.update(&(value.len() as u64).to_le_bytes());
        hasher.update(value.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}
