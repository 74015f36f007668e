//! Files as a source: finds each profile's file, reads it, and makes records.
//!
//! Not here: what columns mean (profile, `map`). Invariant: nothing is remembered between reads; the files are the truth.

use std::path::{Path, PathBuf};

use serde_json::Value;
use tieout_connect::Source;
use tieout_connect::source::{SourceBatch, SourceRecord};
use tieout_domain::{Failure, Object, ObjectKind, Record, RecordId};

use super::failure::{not_recognised, too_large, unreadable};
use super::limits::{CSV_BYTES_MAX, XLSX_BYTES_MAX};
use super::map::{self, Documents, Lookups};
use super::profile::{FileProfile, ImportProfile, Part, Scope};
use super::reader::{Bound, RowReader};
use super::table::{self, Header, Table};
use super::{detect, identity};

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
    files: Vec<PathBuf>,
    kinds: Vec<ObjectKind>,
}

impl FileSource {
    /// Only kinds whose files are all among `files` are offered.
    pub fn new(profile: ImportProfile, files: Vec<PathBuf>) -> Self {
        let has = |file: &FileProfile| files.iter().any(|path| file.takes(&file_name(path)));
        let complete = |kind: &ObjectKind| {
            let mut parts = profile.files.iter().filter(|file| file.kind == *kind).peekable();
            parts.peek().is_some() && parts.all(has)
        };
        let kinds = KINDS.into_iter().filter(complete).collect();
        Self { profile, files, kinds }
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
        Ok(Self::new(profile, files))
    }

    pub const fn profile(&self) -> &ImportProfile {
        &self.profile
    }

    fn path(&self, file: &FileProfile) -> Result<&Path, Failure> {
        let mut matching = self.files.iter().filter(|path| file.takes(&file_name(path)));
        let pattern = &file.recognise.file_name;
        match (matching.next(), matching.next()) {
            (Some(path), None) => Ok(path),
            (None, _) => Err(not_recognised(pattern, "no such file was chosen")),
            (Some(_), Some(_)) => Err(not_recognised(pattern, "more than one file fits")),
        }
    }

    fn table(&self, file: &FileProfile) -> Result<Table, Failure> {
        let path = self.path(file)?;
        open(file, &file_name(path), &read_bytes(path)?)
    }

    fn weeks(&self) -> i32 {
        self.profile.date_shift.as_ref().map_or(0, |shift| shift.weeks)
    }

    fn parts(&self, kind: ObjectKind) -> Result<Vec<&FileProfile>, Failure> {
        let parts: Vec<_> = self.profile.files.iter().filter(|file| file.kind == kind).collect();
        if parts.is_empty() {
            return Err(not_recognised(kind.word(), "the profile has no file for it"));
        }
        Ok(parts)
    }

    /// Names and rules that documents refer to; a file that is missing or unreadable is told when its own kind is read.
    fn lookups(&self) -> Lookups {
        let batch = |kind| {
            if self.kinds.contains(&kind) {
                self.read(kind).unwrap_or_default()
            } else {
                SourceBatch::default()
            }
        };
        let names = |kind| {
            let records = batch(kind).records.into_iter();
            records
                .map(|found| (found.record.id.0, found.record.object.name().to_owned()))
                .collect()
        };
        let terms = batch(ObjectKind::Term)
            .records
            .into_iter()
            .filter_map(|found| match found.record.object {
                Object::Term(term) => Some((found.record.id.0, (term.name, term.due))),
                _ => None,
            });
        Lookups {
            customers: names(ObjectKind::Customer),
            items: names(ObjectKind::Item),
            terms: terms.collect(),
        }
    }

    fn read_documents(&self, kind: ObjectKind) -> Result<SourceBatch, Failure> {
        let single = self.profile.file(kind, Part::RecordsWithLines);
        let header_profile = match single.or_else(|| self.profile.file(kind, Part::Records)) {
            Some(profile) => profile,
            None => return Err(not_recognised(kind.word(), "the profile has no header file for it")),
        };
        let line_profile = match single {
            Some(_) => None,
            None => Some(
                self.profile
                    .file(kind, Part::Lines)
                    .ok_or_else(|| not_recognised(kind.word(), "the profile has no line file for it"))?,
            ),
        };
        let header_table = self.table(header_profile)?;
        let line_table = line_profile.map(|profile| self.table(profile)).transpose()?;
        let headers = Bound::new(header_profile, &header_table, self.weeks())?;
        let lines = match (line_profile, &line_table) {
            (Some(profile), Some(table)) => Some(Bound::new(profile, table, self.weeks())?),
            _ => None,
        };
        let mut batch = SourceBatch::default();
        for table in std::iter::once(&header_table).chain(&line_table) {
            batch.problems.extend(table.problems.iter().cloned());
            batch.rows += table.uneven.len() as u64;
        }
        let lookups = self.lookups();
        let documents = Documents {
            headers: &headers,
            lines: lines.as_ref(),
            currency: &self.profile.currency,
            lookups: &lookups,
        };
        map::invoices(&documents, &mut batch);
        Ok(finish(batch, header_profile.scope))
    }

    fn read_rows(&self, kind: ObjectKind) -> Result<SourceBatch, Failure> {
        let profile = self
            .profile
            .file(kind, Part::Records)
            .ok_or_else(|| not_recognised(kind.word(), "the profile has no file for it"))?;
        let table = self.table(profile)?;
        let bound = Bound::new(profile, &table, self.weeks())?;
        let rows = bound.data_rows();
        let mut batch = SourceBatch {
            problems: table.problems.clone(),
            rows: (rows.len() + table.uneven.len()) as u64,
            ..SourceBatch::default()
        };
        let ids = identity::assign(&bound, &rows, &mut batch.problems);
        for (row, id) in rows.into_iter().zip(ids) {
            let mut reader = RowReader::new(&bound, row);
            let object = map::object(kind, &mut reader);
            let active = map::active(&mut reader);
            let good = reader.problems.iter().all(|problem| !problem.blocking);
            batch.problems.append(&mut reader.problems);
            let (Some(id), Some(object), true) = (id, object, good) else {
                continue;
            };
            batch.records.push(SourceRecord {
                record: Record {
                    id: RecordId::new(id.id),
                    version: None,
                    active,
                    updated_at: None,
                    marker: None,
                    object,
                    raw: Value::Array(vec![bound.raw(row)]).to_string(),
                },
                places: vec![table.place(row.line)],
                occurrence: id.occurrence,
            });
        }
        Ok(finish(batch, profile.scope))
    }
}

/// A snapshot with a bad row is no snapshot: the row that was left out must not look deleted.
fn finish(mut batch: SourceBatch, scope: Scope) -> SourceBatch {
    batch.complete = scope == Scope::Snapshot && batch.problems.iter().all(|problem| !problem.blocking);
    let order = |problem: &tieout_connect::source::RowProblem| {
        (problem.place.file.clone(), problem.place.line, problem.column.clone())
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
        for file in self.parts(kind)? {
            hasher.update(blake3::hash(&read_bytes(self.path(file)?)?).as_bytes());
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
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
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
