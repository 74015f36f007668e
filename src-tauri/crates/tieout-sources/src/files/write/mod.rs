//! Files back to the source: list records in the form its own files have, ready to be imported there.
//!
//! Not here: what goes back (engine) and where the file is put. Invariants: what is written, read by the same profile, is the record
//! that was wanted; what the form has no place for is said, never squeezed in elsewhere; what is not changed stays as it stood in the row.

mod book;
mod kept;
mod layout;
mod text;
mod values;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use tieout_connect::WriteBackTarget;
use tieout_connect::source::{WriteBack, WriteBackAction, WrittenFile};
use tieout_domain::{ErrorCode, Failure, ObjectKind, Recovery, RunId};

use super::profile::{Column, FileProfile, ImportProfile, Part, Role};
use super::source::is_workbook;
use kept::Kept;
use layout::Layout;
pub use words::learn;

/// Kinds that can go back, in the order of work.
const KINDS: [ObjectKind; 3] = [ObjectKind::Item, ObjectKind::Customer, ObjectKind::Vendor];

/// How a source's own files look, and how dates in them were moved.
#[derive(Debug, Clone)]
pub struct Form {
    pub file: FileProfile,
    pub weeks: i32,
}

impl Form {
    /// The files of a profile that list records stand in.
    pub fn of_profile(profile: &ImportProfile) -> Vec<Self> {
        let weeks = profile.date_shift.as_ref().map_or(0, |shift| shift.weeks);
        let lists = profile
            .files
            .iter()
            .filter(|file| KINDS.contains(&file.kind) && file.part == Part::Records);
        lists.cloned().map(|file| Self { file, weeks }).collect()
    }

    fn is_workbook(&self) -> bool {
        is_workbook(&self.file.recognise.file_name)
    }
}

/// What stands in one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Empty,
    Text(String),
    Number(Decimal),
    Date(jiff::civil::Date),
}

/// One record as cells, and what to call it when something is wrong.
struct Line<'a> {
    name: &'a str,
    cells: Vec<Value>,
}

/// Writes files by the forms that were imported; a kind that never was gets a plain form.
#[derive(Debug, Clone)]
pub struct FileTarget {
    forms: BTreeMap<ObjectKind, (Form, Layout)>,
}

impl FileTarget {
    /// `forms`: the newest first; the first of a kind counts.
    pub fn new(forms: Vec<Form>) -> Self {
        let plain = KINDS.map(|kind| Form {
            file: layout::plain(kind),
            weeks: 0,
        });
        let mut found = BTreeMap::new();
        for form in forms.into_iter().chain(plain) {
            // Asked for each field of each record, so it is made once.
            let layout = Layout::of(&form.file);
            found.entry(form.file.kind).or_insert((form, layout));
        }
        Self { forms: found }
    }

    fn form(&self, kind: ObjectKind) -> Result<&(Form, Layout), Failure> {
        let known = self.forms.get(&kind).filter(|_| KINDS.contains(&kind));
        known.ok_or_else(|| {
            Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp)
                .param("kind", kind)
                .param("reason", "records of this kind do not go back to files")
        })
    }
}

impl WriteBackTarget for FileTarget {
    fn kinds(&self) -> &[ObjectKind] {
        &KINDS
    }

    fn carries(&self, kind: ObjectKind, field: &str) -> bool {
        self.form(kind).is_ok_and(|(_, layout)| layout.carries(field))
    }

    fn file_name(&self, kind: ObjectKind, run: RunId) -> String {
        let workbook = self.form(kind).is_ok_and(|(form, _)| form.is_workbook());
        let ending = if workbook { "xlsx" } else { "csv" };
        format!("Tieout {kind}s for import, run {run}.{ending}")
    }

    fn write_back(&self, kind: ObjectKind, run: RunId, records: &[WriteBack]) -> Result<WrittenFile, Failure> {
        let (form, layout) = self.form(kind)?;
        let mut lines = Vec::new();
        let mut left_out = BTreeSet::new();
        for record in records {
            check(kind, record)?;
            let fields = record.changes.iter().map(|change| change.field.as_str());
            left_out.extend(fields.filter(|field| !layout.carries(field)).map(str::to_owned));
            if record.action == WriteBackAction::Deactivate && !layout.carries(ACTIVE) {
                // A row without the word would say that nothing is to change.
                left_out.insert(ACTIVE.to_owned());
                continue;
            }
            lines.push(line(form, layout, record)?);
        }
        let bytes = match form.is_workbook() {
            true => book::write(&form.file, layout, &lines)?,
            false => text::write(&form.file, layout, &lines)?,
        };
        Ok(WrittenFile {
            name: self.file_name(kind, run),
            bytes,
            rows: u32::try_from(lines.len()).unwrap_or(u32::MAX),
            left_out: left_out.into_iter().collect(),
        })
    }
}

/// The one field that is no member of the object.
const ACTIVE: &str = "active";

fn check(kind: ObjectKind, record: &WriteBack) -> Result<(), Failure> {
    if record.wanted.kind() != kind {
        return Err(Failure::internal(format!("a {} among {kind}s", record.wanted.kind())));
    }
    if record.action != WriteBackAction::Create && record.source_id.is_none() {
        return Err(Failure::internal(format!(
            "{} without its id in the source",
            record.wanted.name()
        )));
    }
    Ok(())
}

fn line<'a>(form: &Form, layout: &Layout, record: &'a WriteBack) -> Result<Line<'a>, Failure> {
    let kept = record.raw.as_deref().and_then(|raw| Kept::read(raw, layout));
    let cell = |at: usize| match &kept {
        Some(kept) => kept
            .cell(layout, record, at)
            .map_or_else(|| new(form, layout, record, at), Ok),
        None => new(form, layout, record, at),
    };
    Ok(Line {
        name: record.wanted.name(),
        cells: (0..layout.headings.len()).map(cell).collect::<Result<_, _>>()?,
    })
}

/// Of several meanings of one column the first that says something is written.
fn new(form: &Form, layout: &Layout, record: &WriteBack, at: usize) -> Result<Value, Failure> {
    for role in layout.roles_at(at) {
        let value = value(form, layout, record, role)?;
        if value != Value::Empty {
            return Ok(value);
        }
    }
    Ok(Value::Empty)
}

fn value(form: &Form, layout: &Layout, record: &WriteBack, role: Role) -> Result<Value, Failure> {
    let column = form.file.columns.get(&role);
    let active = record.action != WriteBackAction::Deactivate;
    let said = match role {
        // Without one where the source gives ids itself.
        Role::Id => record
            .source_id
            .as_ref()
            .map_or(Value::Empty, |id| Value::Text(id.to_string())),
        Role::Active => Value::Text(words::active(column, active)),
        _ => values::of(&record.wanted, role, layout.nth(role), column),
    };
    match said {
        Value::Date(date) => super::date::shift_weeks(date, -form.weeks)
            .map(Value::Date)
            .ok_or_else(|| no_room(record.wanted.name(), column, &date.to_string())),
        Value::Text(text) => Ok(tidy(text)),
        other => Ok(other),
    }
}

/// What every reader drops is not written: blanks around a value, and the sign that no text file may hold.
fn tidy(text: String) -> Value {
    let text = text.replace('\0', "");
    match super::table::trim(&text) {
        "" => Value::Empty,
        kept => Value::Text(kept.to_owned()),
    }
}

/// The file has a column, but the column no room for this value.
fn no_room(record: &str, column: Option<&Column>, value: &str) -> Failure {
    Failure::new(ErrorCode::InvalidInput, Recovery::FixSource)
        .param("record", record)
        .param("field", column.map_or("", |column| &column.name))
        .param("value", value)
        .param("reason", "The column's format in the source's file has no room for it.")
}
