//! Which rows make one document, over all files of its kind.
//!
//! Not here: what the rows say (`invoice`). Invariant: every row ends in one document or in the list of problems; a document that
//! two files tell differently is left out, because joining them could count lines twice.

use std::collections::{BTreeMap, BTreeSet};

use tieout_connect::source::SourceBatch;
use tieout_domain::ErrorCode;

use super::super::identity::{self, RowId, raw_hash, told_twice};
use super::super::profile::Role;
use super::super::reader::{At, Bound};
use super::Documents;

/// A document's header row, its id, and its line rows.
pub struct Group<'a> {
    pub id: RowId,
    pub header: At<'a>,
    pub lines: Vec<At<'a>>,
}

pub fn groups<'a>(documents: &Documents<'a>, batch: &mut SourceBatch) -> Vec<Group<'a>> {
    match documents.lines {
        None => repeated_headers(documents.headers, batch),
        Some(lines) => joined(documents.headers, lines, batch),
    }
}

fn joined<'a>(headers: &'a [Bound<'a>], lines: &'a [Bound<'a>], batch: &mut SourceBatch) -> Vec<Group<'a>> {
    let rows: Vec<At<'a>> = headers.iter().flat_map(Bound::at_rows).collect();
    let ids = identity::assign(&rows, &mut batch.problems);
    batch.rows += rows.len() as u64;
    let mut by_document = by_value(lines, Role::Document, batch).0;
    let spoiled = spoiled(lines, Role::Document);
    let mut groups = Vec::new();
    let mut headed = BTreeSet::new();
    for (header, id) in rows.into_iter().zip(ids) {
        let key = header.text(Role::Id).unwrap_or_default();
        headed.insert(key.clone());
        let Some(id) = id else { continue };
        let Some(lines) = told_once(by_document.remove(&key).unwrap_or_default(), Role::Document, batch) else {
            continue;
        };
        if !spoiled.contains(&key) {
            groups.push(Group { id, header, lines });
        }
    }
    // Lines of a header that is a problem itself are left out with it; the header is listed.
    let alone = by_document.into_iter().filter(|(key, _)| !headed.contains(key));
    for row in alone.flat_map(|(_, rows)| rows) {
        batch
            .problems
            .push(row.problem(Role::Document, ErrorCode::LineWithoutHeader, None));
    }
    groups
}

type ByValue<'a> = (BTreeMap<String, Vec<At<'a>>>, Vec<String>);

/// Rows by the value of a role, and the values in the order in which they first come.
fn by_value<'a>(files: &'a [Bound<'a>], role: Role, batch: &mut SourceBatch) -> ByValue<'a> {
    let mut found: BTreeMap<String, Vec<At<'a>>> = BTreeMap::new();
    let mut order = Vec::new();
    for row in files.iter().flat_map(Bound::at_rows) {
        batch.rows += 1;
        let Some(value) = row.text(role) else {
            batch.problems.push(row.problem(role, ErrorCode::ValueMissing, None));
            continue;
        };
        let rows = found.entry(value.clone()).or_default();
        if rows.is_empty() {
            order.push(value);
        }
        rows.push(row);
    }
    (found, order)
}

/// The rows of one document as one file tells them. Where several files do, they must tell the same: files that overlap.
fn told_once<'a>(rows: Vec<At<'a>>, role: Role, batch: &mut SourceBatch) -> Option<Vec<At<'a>>> {
    let mut by_file: Vec<Vec<At<'a>>> = Vec::new();
    for row in rows {
        match by_file.iter_mut().find(|file| file[0].same_file(&row)) {
            Some(file) => file.push(row),
            None => by_file.push(vec![row]),
        }
    }
    let mut files = by_file.into_iter();
    let Some(first) = files.next() else {
        return Some(Vec::new());
    };
    let mut same = true;
    for other in files {
        let equal = hashes(&first) == hashes(&other);
        same &= equal;
        let problems = other.iter().map(|row| told_twice(row, &first[0], role, !equal));
        batch.problems.extend(problems);
        if !equal {
            let problems = first.iter().map(|row| told_twice(row, &other[0], role, true));
            batch.problems.extend(problems);
        }
    }
    same.then_some(first)
}

fn hashes(rows: &[At<'_>]) -> Vec<String> {
    let mut hashes: Vec<String> = rows.iter().map(|row| raw_hash(row.row)).collect();
    hashes.sort();
    hashes
}

/// Documents that a row of the wrong width belongs to: as far as the column can still be told, they would lack a line.
fn spoiled(files: &[Bound<'_>], role: Role) -> BTreeSet<String> {
    let uneven = files
        .iter()
        .flat_map(|file| file.table.uneven.iter().map(move |row| (file, row)));
    uneven.filter_map(|(file, row)| file.text(row, role)).collect()
}

fn repeated_headers<'a>(files: &'a [Bound<'a>], batch: &mut SourceBatch) -> Vec<Group<'a>> {
    let (mut by_id, order) = by_value(files, Role::Id, batch);
    let spoiled = spoiled(files, Role::Id);
    let mut groups = Vec::new();
    for id in order.into_iter().filter(|id| !spoiled.contains(id)) {
        let Some(lines) = told_once(by_id.remove(&id).unwrap_or_default(), Role::Id, batch) else {
            continue;
        };
        let Some(header) = lines.first().copied() else {
            continue;
        };
        let id = RowId { id, occurrence: None };
        let group = Group { id, header, lines };
        if agrees(&group, batch) {
            groups.push(group);
        }
    }
    groups
}

/// Whether the header repeated on each line says the same each time.
fn agrees(group: &Group<'_>, batch: &mut SourceBatch) -> bool {
    const SAID_ONCE: [Role; 9] = [
        Role::Customer,
        Role::Date,
        Role::Number,
        Role::Currency,
        Role::Shipping,
        Role::Tax,
        Role::Total,
        Role::DocumentDiscount,
        Role::State,
    ];
    let mut agrees = true;
    for (row, role) in group.lines.iter().flat_map(|row| SAID_ONCE.map(|role| (row, role))) {
        let first = group.header.text(role);
        if row.text(role) != first {
            batch.problems.push(row.problem(role, ErrorCode::InvalidInput, first));
            agrees = false;
        }
    }
    agrees
}
