//! Files as a source: finds each profile's file, reads it, and makes records.
//!
//! Not here: what columns mean (profile, `map`). Invariant: nothing is remembered between reads; the files are the truth.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tieout_connect::Source;
use tieout_connect::source::{RowProblem, SourceBatch, SourceRecord};
use tieout_domain::{Failure, Object, ObjectKind, Record, RecordId};

use super::detect;
use super::failure::{not_recognised, too_large, unreadable};
use super::identity::{self, RowId};
use super::limits::{CSV_BYTES_MAX, XLSX_BYTES_MAX};
use super::map::{self, Documents, Lookups};
use super::profile::{FileProfile, ImportProfile, Part, Role, Scope};
use super::reader::{At, Bound, RowReader};
use super::table::{self, Header, Table};

/// Kinds in the order of work that files can hold today.
const KINDS: [ObjectKind; 8] = [
    ObjectKind::Account,
    ObjectKind::TaxCode,
    ObjectKind::Term,
    ObjectKind::Class,
    ObjectKind::Item,
    ObjectKind::Customer,
    ObjectKind::Vendor,
    ObjectKind::Invoice,
];

/// A set of files read by one profile.
#[derive(Debug, Clone)]
pub struct FileSource {
    profile: ImportProfile,
    /// The file of each of the profile's entries, in their order.
    files: Vec<Found>,
    kinds: Vec<ObjectKind>,
    known: Vec<(RecordId, Object)>,
}

#[derive(Debug, Clone)]
enum Found {
    One(Chosen),
    Missing,
    Several,
}

#[derive(Debug, Clone)]
struct Chosen {
    path: PathBuf,
    /// How problems name it: the file's name, and which one of that name it is.
    label: String,
}

impl FileSource {
    /// Files found by the profile's patterns. Only kinds whose files are all among `files` are offered.
    pub fn new(profile: ImportProfile, files: &[PathBuf]) -> Self {
        let found = |file: &FileProfile| {
            let mut matching = files.iter().filter(|path| file.takes(&file_name(path)));
            match (matching.next(), matching.next()) {
                (Some(path), None) => Found::One(Chosen {
                    path: path.clone(),
                    label: file_name(path),
                }),
                (None, _) => Found::Missing,
                (Some(_), Some(_)) => Found::Several,
            }
        };
        let files = profile.files.iter().map(found).collect();
        Self::with(profile, files)
    }

    /// Files chosen one by one: `paths` in the order of the profile's entries. A workbook may come once for each of its sheets.
    pub fn chosen(profile: ImportProfile, paths: &[PathBuf]) -> Self {
        let labels = labels(paths);
        let found = paths.iter().zip(labels).map(|(path, label)| {
            Found::One(Chosen {
                path: path.clone(),
                label,
            })
        });
        let files = found.collect();
        Self::with(profile, files)
    }

    fn with(profile: ImportProfile, files: Vec<Found>) -> Self {
        let has = |kind: ObjectKind| {
            let mut of_kind = profile.files.iter().zip(&files).filter(|(file, _)| file.kind == kind);
            let some = profile.files.iter().any(|file| file.kind == kind);
            some && of_kind.all(|(_, found)| !matches!(found, Found::Missing))
        };
        let kinds = KINDS.into_iter().filter(|kind| has(*kind)).collect();
        Self {
            profile,
            files,
            kinds,
            known: Vec::new(),
        }
    }

    /// Records of earlier imports that documents may name; those of these files come before them.
    #[must_use]
    pub fn with_known(mut self, known: Vec<(RecordId, Object)>) -> Self {
        self.known = known;
        self
    }

    /// All files of a folder, in the order of their names.
    pub fn in_folder(profile: ImportProfile, folder: &Path) -> Result<Self, Failure> {
        let shown = folder.display().to_string();
        let entries = std::fs::read_dir(folder).map_err(|error| unreadable(&shown, "folder").raw(error.to_string()))?;
        let mut files: Vec<PathBuf> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        Ok(Self::new(profile, &files))
    }

    pub const fn profile(&self) -> &ImportProfile {
        &self.profile
    }

    /// The entries of a kind, each with its file.
    fn parts(&self, kind: ObjectKind) -> Result<Vec<(&FileProfile, &Chosen)>, Failure> {
        let entries = self.profile.files.iter().zip(&self.files);
        let parts: Vec<_> = entries
            .filter(|(file, _)| file.kind == kind)
            .map(|(file, found)| Ok((file, one(file, found)?)))
            .collect::<Result<_, Failure>>()?;
        if parts.is_empty() {
            return Err(not_recognised(kind.word(), "the profile has no file for it"));
        }
        Ok(parts)
    }

    fn tables(&self, kind: ObjectKind, part: Part) -> Result<Vec<(&FileProfile, Table)>, Failure> {
        let parts = self.parts(kind)?.into_iter().filter(|(file, _)| file.part == part);
        parts
            .map(|(file, chosen)| Ok((file, open(file, &chosen.label, &read_bytes(&chosen.path)?)?)))
            .collect()
    }

    fn bind<'a>(&self, tables: &'a [(&'a FileProfile, Table)]) -> Result<Vec<Bound<'a>>, Failure> {
        let bound = tables.iter().map(|(file, table)| Bound::new(file, table, self.weeks()));
        bound.collect()
    }

    fn weeks(&self) -> i32 {
        self.profile.date_shift.as_ref().map_or(0, |shift| shift.weeks)
    }

    /// Names and rules that documents refer to; a file that is missing or unreadable is told when its own kind is read.
    fn lookups(&self, documents: &[&[Bound<'_>]]) -> Lookups {
        let lists = [ObjectKind::Customer, ObjectKind::Item, ObjectKind::Term];
        let read = lists.into_iter().filter(|kind| self.kinds.contains(kind));
        let batches: Vec<SourceBatch> = read.map(|kind| self.read(kind).unwrap_or_default()).collect();
        let fresh = batches.iter().flat_map(|batch| &batch.records);
        let fresh = fresh.map(|found| (&found.record.id, &found.record.object));
        let mut lookups = Lookups::of(self.known.iter().map(|(id, object)| (id, object)).chain(fresh));
        let column = |role| {
            let rows = documents.iter().flat_map(|files| files.iter()).flat_map(Bound::at_rows);
            rows.filter_map(move |row| row.text(role))
        };
        lookups.customers.read_column(column(Role::Customer));
        lookups.items.read_column(column(Role::Item));
        lookups.terms.read_column(column(Role::Terms));
        lookups
    }

    fn read_documents(&self, kind: ObjectKind) -> Result<SourceBatch, Failure> {
        let whole = self.tables(kind, Part::RecordsWithLines)?;
        let parted = whole.is_empty();
        let header_tables = if parted {
            self.tables(kind, Part::Records)?
        } else {
            whole
        };
        let line_tables = self.tables(kind, Part::Lines)?;
        if header_tables.is_empty() {
            return Err(not_recognised(
                kind.word(),
                "the file with the documents’ headers was not chosen",
            ));
        }
        if parted && line_tables.is_empty() {
            return Err(not_recognised(
                kind.word(),
                "no column is an amount, or a quantity and a price, and no file with lines was chosen",
            ));
        }
        let headers = self.bind(&header_tables)?;
        let lines = self.bind(&line_tables)?;
        let mut batch = SourceBatch::default();
        for (_, table) in header_tables.iter().chain(&line_tables) {
            batch.problems.extend(table.problems.iter().cloned());
            batch.rows += table.uneven.len() as u64;
        }
        let lookups = self.lookups(&[&headers, &lines]);
        let documents = Documents {
            headers: &headers,
            lines: parted.then_some(lines.as_slice()),
            currency: &self.profile.currency,
            lookups: &lookups,
        };
        map::invoices(&documents, &mut batch);
        Ok(finish(batch, header_tables.iter().map(|(file, _)| file.scope)))
    }

    fn read_rows(&self, kind: ObjectKind) -> Result<SourceBatch, Failure> {
        let tables = self.tables(kind, Part::Records)?;
        if tables.is_empty() {
            return Err(not_recognised(kind.word(), "the profile has no file for it"));
        }
        let bound = self.bind(&tables)?;
        let rows: Vec<At<'_>> = bound.iter().flat_map(Bound::at_rows).collect();
        let uneven: usize = tables.iter().map(|(_, table)| table.uneven.len()).sum();
        let mut batch = SourceBatch {
            problems: tables.iter().flat_map(|(_, table)| table.problems.clone()).collect(),
            rows: (rows.len() + uneven) as u64,
            ..SourceBatch::default()
        };
        let ids = identity::assign(&rows, &mut batch.problems);
        for (row, id) in rows.into_iter().zip(ids) {
            let record = record(kind, row, id, &mut batch.problems);
            batch.records.extend(record);
        }
        Ok(finish(batch, tables.iter().map(|(file, _)| file.scope)))
    }
}

fn one<'a>(file: &FileProfile, found: &'a Found) -> Result<&'a Chosen, Failure> {
    let pattern = &file.recognise.file_name;
    match found {
        Found::One(chosen) => Ok(chosen),
        Found::Missing => Err(not_recognised(pattern, "no such file was chosen")),
        Found::Several => Err(not_recognised(pattern, "more than one file fits")),
    }
}

/// The files' names; of several files of one name each says which one it is, in the order of choice.
fn labels(paths: &[PathBuf]) -> Vec<String> {
    let mut seen: Vec<&Path> = Vec::new();
    for path in paths {
        if !seen.contains(&path.as_path()) {
            seen.push(path);
        }
    }
    let label = |path: &PathBuf| {
        let name = file_name(path);
        let mut alike = seen.iter().filter(|other| file_name(other) == name);
        match alike.position(|other| *other == path.as_path()) {
            None | Some(0) => name,
            // The ending stays at the end: it says what the file is.
            Some(nth) => match name.rsplit_once('.') {
                Some((stem, ending)) => format!("{stem} ({}).{ending}", nth + 1),
                None => format!("{name} ({})", nth + 1),
            },
        }
    };
    paths.iter().map(label).collect()
}

/// The record of one row; what is wrong with it goes to `problems`.
fn record(kind: ObjectKind, row: At<'_>, id: Option<RowId>, problems: &mut Vec<RowProblem>) -> Option<SourceRecord> {
    let mut reader = RowReader::new(row.bound, row.row);
    let object = map::object(kind, &mut reader);
    let active = map::active(&mut reader);
    let good = reader.problems.iter().all(|problem| !problem.blocking);
    problems.append(&mut reader.problems);
    let (id, object) = (id?, object.filter(|_| good)?);
    Some(SourceRecord {
        record: Record {
            id: RecordId::new(id.id),
            version: None,
            active,
            updated_at: None,
            marker: None,
            object,
            raw: Value::Array(vec![row.bound.raw(row.row)]).to_string(),
        },
        places: vec![row.bound.table.place(row.row.line)],
        occurrence: id.occurrence,
    })
}

/// A snapshot with a bad row is no snapshot: the row that was left out must not look deleted. Of several files each must be one.
fn finish(mut batch: SourceBatch, mut scopes: impl Iterator<Item = Scope>) -> SourceBatch {
    let snapshot = scopes.all(|scope| scope == Scope::Snapshot);
    batch.complete = snapshot && batch.problems.iter().all(|problem| !problem.blocking);
    let order = |problem: &RowProblem| {
        let place = &problem.place;
        (
            place.file.clone(),
            place.sheet.clone(),
            place.line,
            problem.column.clone(),
        )
    };
    batch.problems.sort_by_key(order);
    batch
}

impl Source for FileSource {
    fn name(&self) -> &str {
        &self.profile.name
    }

    fn kinds(&self) -> &[ObjectKind] {
        &self.kinds
    }

    fn fingerprint(&self, kind: ObjectKind) -> Result<String, Failure> {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.profile.to_json()?.as_bytes());
        for (_, chosen) in self.parts(kind)? {
            hasher.update(blake3::hash(&read_bytes(&chosen.path)?).as_bytes());
        }
        Ok(hasher.finalize().to_hex().to_string())
    }

    fn read(&self, kind: ObjectKind) -> Result<SourceBatch, Failure> {
        match kind {
            ObjectKind::Invoice => self.read_documents(kind),
            _ => self.read_rows(kind),
        }
    }
}

pub fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Size first, bytes after.
pub fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let name = file_name(path);
    let failed = |error: std::io::Error| unreadable(&name, "not_opened").raw(error.to_string());
    let max = if is_workbook(&name) {
        XLSX_BYTES_MAX
    } else {
        CSV_BYTES_MAX
    };
    if std::fs::metadata(path).map_err(failed)?.len() > max {
        return Err(too_large(&name, "bytes", max));
    }
    std::fs::read(path).map_err(failed)
}

pub fn is_workbook(name: &str) -> bool {
    Path::new(name)
        .extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx") || ending.eq_ignore_ascii_case("xlsm"))
}

/// Opens bytes as the profile says; what it does not say is detected.
pub fn open(profile: &FileProfile, name: &str, bytes: &[u8]) -> Result<Table, Failure> {
    let headings = profile.required_headings();
    let header = match profile.header_row {
        Some(line) => Header::Line(line),
        None if headings.is_empty() => Header::Looks,
        None => Header::Holding(&headings),
    };
    if is_workbook(name) {
        return table::xlsx::read(name, bytes, profile.recognise.sheet.as_deref(), header);
    }
    let decoded = detect::decode(name, bytes, profile.encoding.as_deref())?;
    let delimiter = profile
        .delimiter
        .unwrap_or_else(|| detect::delimiter(&decoded.text).delimiter);
    table::csv::read(name, &decoded.text, delimiter, header)
}
