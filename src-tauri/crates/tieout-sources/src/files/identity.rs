//! Ids of records: the source's own, or a hash of what the row says plus which one of its like it is.
//!
//! Not here: ids on the other side. Invariant: ids depend on what rows say, never on their order or on anything mapped later.

use std::collections::BTreeMap;

use tieout_connect::source::RowProblem;
use tieout_domain::ErrorCode;

use super::profile::{Identity, Role};
use super::reader::Bound;
use super::table::Row;

/// The id of one row, in the order of the rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowId {
    pub id: String,
    pub occurrence: Option<u32>,
}

/// Ids for `rows`; a row without one gets `None` and a problem.
pub fn assign(bound: &Bound<'_>, rows: &[&Row], problems: &mut Vec<RowProblem>) -> Vec<Option<RowId>> {
    match &bound.profile.identity {
        Identity::Id => own_ids(bound, rows, problems),
        Identity::Content(roles) => content_ids(bound, rows, roles),
    }
}

fn own_ids(bound: &Bound<'_>, rows: &[&Row], problems: &mut Vec<RowProblem>) -> Vec<Option<RowId>> {
    let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        match bound.text(row, Role::Id) {
            Some(id) => by_id.entry(id).or_default().push(at),
            None => problems.push(bound.problem(row, Role::Id, ErrorCode::ValueMissing, None)),
        }
    }
    let mut ids = vec![None; rows.len()];
    for (id, places) in by_id {
        let alike = places.iter().all(|at| raw_hash(rows[*at]) == raw_hash(rows[places[0]]));
        if alike {
            ids[places[0]] = Some(RowId {
                id: id.clone(),
                occurrence: None,
            });
        }
        // The same row twice costs nothing; two different rows under one id cannot both be true.
        for at in places.iter().skip(usize::from(alike)) {
            let other = rows[if *at == places[0] { places[1] } else { places[0] }].line;
            let mut problem = bound.problem(
                rows[*at],
                Role::Id,
                ErrorCode::DuplicateId,
                Some(format!("not also on line {other}")),
            );
            problem.blocking = !alike;
            problems.push(problem);
        }
    }
    ids
}

fn content_ids(bound: &Bound<'_>, rows: &[&Row], roles: &[Role]) -> Vec<Option<RowId>> {
    let mut by_hash: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let values = roles.iter().map(|role| bound.normalised(row, *role));
        by_hash.entry(hash(values)).or_default().push(at);
    }
    let mut ids = vec![None; rows.len()];
    for (hash, mut places) in by_hash {
        // Among rows alike in the named fields the whole row decides, so that their order in the file does not.
        places.sort_by_cached_key(|at| raw_hash(rows[*at]));
        for (at, n) in places.into_iter().zip(1u32..) {
            ids[at] = Some(RowId {
                id: format!("{}-{n}", &hash[..24]),
                occurrence: Some(n),
            });
        }
    }
    ids
}

fn raw_hash(row: &Row) -> String {
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
