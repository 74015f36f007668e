//! Between the import screen's shapes and import profiles.
//!
//! Not here: reading and guessing (`tieout-sources`). Invariant: roles and formats are named by the profile's own words.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use tieout_domain::{Currency, ErrorCode, Failure, ObjectKind, Recovery};
use tieout_ipc::dto::{ColumnView, FileMapping, ImportInspectReq, ImportInspection};
use tieout_sources::files::detect::EncodingEvidence;
use tieout_sources::files::inspect::{Choices, ColumnFinding, ColumnShape};
use tieout_sources::files::number::NumberStyle;
use tieout_sources::files::profile::{
    Column, FORMAT, FileProfile, FinalWhen, Identity, Part, Recogniser, Role, Scope, Shape,
};
use tieout_sources::files::{self, Form, ImportProfile};

/// A profile of the files as the user mapped them.
pub fn profile(name: &str, files: &[(PathBuf, FileMapping)], currency: &Currency) -> Result<ImportProfile, Failure> {
    let parted = |kind| files.iter().any(|(_, mapping)| mapping.kind == kind && mapping.lines);
    let files = files
        .iter()
        .map(|(path, mapping)| file(path, mapping, parted(mapping.kind)))
        .collect::<Result<Vec<_>, _>>()?;
    let profile = ImportProfile {
        format: FORMAT,
        id: name.to_lowercase().replace(' ', "-"),
        name: name.to_owned(),
        version: 1,
        note: None,
        currency: currency.clone(),
        date_shift: None,
        files,
    };
    // The same check that a profile file gets: a contradiction is told before anything is read.
    ImportProfile::from_json(&profile.to_json()?)
}

/// How the mapped files look, for files that go back: lists only, with every heading they had and the words that were seen.
pub fn forms(mappings: &[FileMapping]) -> Result<Vec<Form>, Failure> {
    let lists = mappings
        .iter()
        .filter(|mapping| !mapping.lines && mapping.kind != ObjectKind::Invoice);
    lists.map(form).collect()
}

fn form(mapping: &FileMapping) -> Result<Form, Failure> {
    // Only workbooks have sheets; nothing else tells what the file was.
    let ending = if mapping.sheet.is_some() { "xlsx" } else { "csv" };
    let name = format!("{}.{ending}", mapping.kind);
    let mut file = file(Path::new(&name), mapping, false)?;
    file.headings = mapping.columns.iter().map(|column| column.name.clone()).collect();
    for view in &mapping.columns {
        let Some((role, _)) = column_of(view)? else { continue };
        if let Some(column) = file.columns.get_mut(&role) {
            files::write::learn(role, column, &view.values);
        }
    }
    Ok(Form { file, weeks: 0 })
}

/// `parted`: another of the chosen files holds the lines of this kind's documents.
fn file(path: &Path, mapping: &FileMapping, parted: bool) -> Result<FileProfile, Failure> {
    let columns = mapping
        .columns
        .iter()
        .filter_map(|column| column_of(column).transpose());
    let columns = columns.collect::<Result<BTreeMap<_, _>, _>>()?;
    let part = part(mapping, parted);
    check_amounts(path, mapping.kind, part, &columns)?;
    let identity = identity(mapping.kind, part, &columns);
    let final_when = final_when(mapping, &columns)?;
    let defaults = mapping
        .defaults
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(word, value)| Ok((parsed::<Role>("role", word)?, value.trim().to_owned())))
        .collect::<Result<BTreeMap<_, _>, Failure>>()?;
    Ok(FileProfile {
        kind: mapping.kind,
        part,
        recognise: Recogniser {
            file_name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            sheet: mapping.sheet.clone(),
            headings: Vec::new(),
        },
        headings: Vec::new(),
        encoding: mapping.encoding.clone(),
        delimiter: mapping.delimiter.as_deref().and_then(|text| text.chars().next()),
        header_row: mapping.header_row.map(u64::from),
        skip: Vec::new(),
        stop: None,
        columns,
        defaults,
        identity,
        scope: if mapping.snapshot {
            Scope::Snapshot
        } else {
            Scope::Incremental
        },
        final_when,
    })
}

fn final_when(mapping: &FileMapping, columns: &BTreeMap<Role, Column>) -> Result<FinalWhen, Failure> {
    match &mapping.final_when {
        _ if columns.contains_key(&Role::State) => Ok(FinalWhen::State),
        Some(word) => Ok(FinalWhen::Filled(parsed("role", word)?)),
        None => Ok(FinalWhen::Listed),
    }
}

fn part(mapping: &FileMapping, parted: bool) -> Part {
    match (mapping.lines, mapping.kind) {
        (true, _) => Part::Lines,
        (false, ObjectKind::Invoice) if !parted => Part::RecordsWithLines,
        (false, _) => Part::Records,
    }
}

/// A header's file with a line's columns, or lines without an amount, would be read short: neither is guessed.
fn check_amounts(path: &Path, kind: ObjectKind, part: Part, columns: &BTreeMap<Role, Column>) -> Result<(), Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let has = |role| columns.contains_key(&role);
    let amounts = has(Role::Amount) || has(Role::Quantity) && has(Role::UnitPrice);
    if part == Part::RecordsWithLines && !amounts {
        return Err(Failure::new(ErrorCode::ColumnMissing, Recovery::ChooseFile)
            .param("file", name)
            .param(
                "column",
                "Amount, or quantity and unit price (or the file with the lines)",
            ));
    }
    let of_lines = LINE
        .split_whitespace()
        .filter_map(|word| parsed::<Role>("role", word).ok());
    let strays: Vec<&str> = of_lines
        .filter_map(|role| columns.get(&role))
        .map(|column| column.name.as_str())
        .collect();
    if part == Part::Records && kind == ObjectKind::Invoice && !strays.is_empty() {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ChooseFile)
            .param("field", format!("{name}: {}", strays.join(", ")))
            .param("reason", HEADER_HAS_LINES));
    }
    Ok(())
}

const HEADER_HAS_LINES: &str = "These columns belong to lines, and the lines are in another file. \
    Give them another meaning, or do not import them.";

/// The own id; without one, what people tell the records of a list apart by. Other columns may change or be mapped later.
fn identity(kind: ObjectKind, part: Part, columns: &BTreeMap<Role, Column>) -> Identity {
    let has = |role| columns.contains_key(&role);
    match (has(Role::Id) || part == Part::Lines, kind) {
        (true, _) => Identity::Id,
        (false, ObjectKind::Account) if has(Role::Number) => Identity::Content(vec![Role::Number]),
        (false, _) => Identity::Content(vec![Role::Name]),
    }
}

fn column_of(view: &ColumnView) -> Result<Option<(Role, Column)>, Failure> {
    let Some(word) = &view.role else { return Ok(None) };
    let role = parsed::<Role>("role", word)?;
    let mut column = Column {
        name: view.name.clone(),
        occurrence: view.occurrence,
        ..Column::default()
    };
    match (role.shape(), &view.format) {
        (Shape::Number, Some(format)) => column.number = Some(parsed("number format", format)?),
        (Shape::Date, Some(format)) => column.date = Some(parsed("date format", format)?),
        _ => {}
    }
    if role == Role::State {
        column.words = state_words(view)?;
    }
    Ok(Some((role, column)))
}

const STATES: [&str; 3] = ["draft", "final", "void"];

fn state_words(view: &ColumnView) -> Result<BTreeMap<String, String>, Failure> {
    match view.words.values().find(|state| !STATES.contains(&state.as_str())) {
        Some(odd) => Err(Failure::new(ErrorCode::InvalidInput, Recovery::ChooseFile)
            .param("field", &view.name)
            .param("reason", format!("{odd} is none of {}", STATES.join(", ")))),
        None => Ok(view.words.clone()),
    }
}

fn parsed<T: serde::de::DeserializeOwned>(what: &str, word: &str) -> Result<T, Failure> {
    serde_json::from_value(serde_json::Value::from(word)).map_err(|error| {
        Failure::new(ErrorCode::InvalidInput, Recovery::ChooseFile)
            .param("value", word)
            .context(format!("{what}: {error}"))
    })
}

/// What a file looks like, for the screen that maps its columns.
pub fn inspect(path: &Path, request: &ImportInspectReq) -> Result<ImportInspection, Failure> {
    let choices = Choices {
        encoding: request.encoding.clone(),
        delimiter: request.delimiter.as_deref().and_then(|text| text.chars().next()),
        sheet: request.sheet.clone(),
        header_line: request.header_row.map(u64::from),
    };
    let found = files::inspect(path, &choices)?;
    let columns = found.columns.iter().map(column_view).collect::<Vec<_>>();
    let encoding = found.text.as_ref().map_or("utf-8", |text| text.encoding).to_owned();
    Ok(ImportInspection {
        handle: request.handle.clone(),
        encodings: encodings(&encoding),
        encoding_guessed: found
            .text
            .as_ref()
            .is_some_and(|text| text.evidence == EncodingEvidence::Guess),
        accented: found.accented.into_iter().map(|row| row.cells).collect(),
        encoding,
        delimiter: found.text.as_ref().map(|text| text.delimiter.delimiter.to_string()),
        sheets: found.sheets.iter().map(|sheet| sheet.name.clone()).collect(),
        sheet: found.sheet,
        header_row: number(found.header_line),
        kind: kind_of(&columns),
        columns,
        sample: found.rows.into_iter().map(|row| row.cells).collect(),
        rows: number(found.row_count),
        lines: false,
        snapshot: false,
        defaults: BTreeMap::new(),
        final_when: None,
        profile: None,
        roles: roles(),
        file: found.file,
    })
}

/// Rows and lines of a file fit well below this; the screen shows the bound where they do not.
fn number(count: u64) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn encodings(found: &str) -> Vec<String> {
    let usual = [
        "utf-8",
        "windows-1252",
        "utf-16le",
        "windows-1250",
        "windows-1251",
        "iso-8859-15",
        "macintosh",
    ];
    let others = usual.into_iter().filter(|name| !name.eq_ignore_ascii_case(found));
    std::iter::once(found).chain(others).map(str::to_owned).collect()
}

fn column_view(column: &ColumnFinding) -> ColumnView {
    let (format, ambiguous) = match &column.shape {
        ColumnShape::Number { style, .. } => (word(style), Vec::new()),
        ColumnShape::NumberAmbiguous { .. } => (
            None,
            [NumberStyle::Point, NumberStyle::Comma]
                .iter()
                .filter_map(word)
                .collect(),
        ),
        ColumnShape::Date { pattern, .. } => (word(pattern), Vec::new()),
        ColumnShape::DateAmbiguous { options, .. } => (None, options.iter().filter_map(word).collect()),
        ColumnShape::Empty | ColumnShape::Text => (None, Vec::new()),
    };
    let role = column.role.as_ref().and_then(word);
    ColumnView {
        name: column.heading.clone(),
        occurrence: column.occurrence,
        role,
        format,
        ambiguous,
        values: column.values.clone(),
        words: BTreeMap::new(),
    }
}

/// The word by which a profile file names a role, style or pattern.
fn word(value: &impl serde::Serialize) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Some(word),
        _ => None,
    }
}

/// The kind whose telling columns the file has; left open where none does.
fn kind_of(columns: &[ColumnView]) -> Option<ObjectKind> {
    let has = |role: &str| columns.iter().any(|column| column.role.as_deref() == Some(role));
    match () {
        () if has("customer") && has("date") || has("document") => Some(ObjectKind::Invoice),
        () if has("due_days") => Some(ObjectKind::Term),
        () if has("unit_price") || has("sku") => Some(ObjectKind::Item),
        () if has("number") && has("type") => Some(ObjectKind::Account),
        () => None,
    }
}

const PARTY: &str = "*name id company_name contact_name email phone fax website tax_number account_number notes active street \
    street2 city region postal_code country ship_name ship_street ship_street2 ship_city ship_region ship_postal_code \
    ship_country currency terms";
const LINE: &str = "item description quantity unit_price discount_fraction discount_percent amount class tax_code";

/// Roles a column can take, by kind; `*` marks those a record cannot do without.
fn roles() -> BTreeMap<String, Vec<String>> {
    let list = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let header = "*id *customer *date number due_date currency terms ship_date shipping document_discount tax total memo \
        purchase_order reference state ship_name ship_street ship_street2 ship_city ship_region ship_postal_code ship_country";
    BTreeMap::from([
        ("customer".to_owned(), list(PARTY)),
        ("vendor".to_owned(), list(PARTY)),
        (
            "item".to_owned(),
            list(
                "*name id sku description purchase_description item_type unit_price purchase_cost quantity_on_hand tracked_since vendor active",
            ),
        ),
        ("account".to_owned(), list("*name id number type active")),
        (
            "term".to_owned(),
            list("*name *due_days id discount_percent discount_days"),
        ),
        ("invoice".to_owned(), list(&format!("{header} {LINE}"))),
        // The header's own file, where another file holds the lines.
        ("invoice.header".to_owned(), list(header)),
        ("invoice.lines".to_owned(), list(&format!("*document {LINE}"))),
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_offered_is_one_that_profiles_know() {
        for role in roles().values().flatten() {
            let role = role.trim_start_matches('*');
            assert!(parsed::<Role>("role", role).is_ok(), "{role}");
        }
    }

    fn mapped(kind: ObjectKind, lines: bool, roles: &str) -> (PathBuf, FileMapping) {
        let column = |role: &str| ColumnView {
            name: role.to_owned(),
            occurrence: 1,
            role: Some(role.to_owned()),
            format: None,
            ambiguous: Vec::new(),
            values: Vec::new(),
            words: BTreeMap::new(),
        };
        let mapping = FileMapping {
            handle: "f1".to_owned(),
            kind,
            lines,
            encoding: None,
            delimiter: None,
            header_row: None,
            sheet: None,
            columns: roles.split_whitespace().map(column).collect(),
            snapshot: false,
            defaults: BTreeMap::new(),
            final_when: None,
        };
        (PathBuf::from("a.csv"), mapping)
    }

    fn profile_of(files: &[(PathBuf, FileMapping)]) -> Result<ImportProfile, Failure> {
        profile("Shop", files, &Currency::try_from("USD").unwrap())
    }

    #[test]
    fn lines_come_from_the_documents_rows_or_from_the_file_with_the_lines_never_from_both() {
        use ObjectKind::Invoice;
        let flat = |roles: &str| mapped(Invoice, false, roles);
        let lines = || mapped(Invoice, true, "document item quantity unit_price");
        for (files, wanted) in [
            (vec![flat("id customer date amount")], Ok(vec![Part::RecordsWithLines])),
            (
                vec![flat("id customer date quantity unit_price")],
                Ok(vec![Part::RecordsWithLines]),
            ),
            (
                vec![flat("id customer date"), lines()],
                Ok(vec![Part::Records, Part::Lines]),
            ),
            (
                vec![lines(), flat("id customer date shipping total")],
                Ok(vec![Part::Lines, Part::Records]),
            ),
            (vec![flat("id customer date total")], Err(ErrorCode::ColumnMissing)),
            (vec![flat("id customer date quantity")], Err(ErrorCode::ColumnMissing)),
            (
                vec![flat("id customer date amount"), lines()],
                Err(ErrorCode::InvalidInput),
            ),
        ] {
            let parts = profile_of(&files).map(|profile| profile.files.iter().map(|file| file.part).collect());
            assert_eq!(parts.map_err(|failure| failure.code), wanted);
        }
    }

    #[test]
    fn a_list_without_ids_is_told_apart_by_names_whatever_else_is_mapped() {
        for (kind, roles, wanted) in [
            (
                ObjectKind::Customer,
                "name email phone",
                Identity::Content(vec![Role::Name]),
            ),
            (ObjectKind::Customer, "id name", Identity::Id),
            (
                ObjectKind::Account,
                "number name",
                Identity::Content(vec![Role::Number]),
            ),
        ] {
            let profile = profile_of(&[mapped(kind, false, roles)]).unwrap();
            assert_eq!(profile.files[0].identity, wanted, "{roles}");
        }
    }

    #[test]
    fn the_sources_words_for_a_state_and_a_default_item_reach_the_profile() {
        let (path, mut file) = mapped(ObjectKind::Invoice, false, "id customer date amount state");
        file.columns[4].words = BTreeMap::from([("Posted".to_owned(), "final".to_owned())]);
        file.defaults = BTreeMap::from([
            ("item".to_owned(), " Sales ".to_owned()),
            ("memo".to_owned(), String::new()),
        ]);
        let profile = profile_of(&[(path.clone(), file.clone())]).unwrap();
        let read = &profile.files[0];
        assert_eq!(read.columns[&Role::State].words["Posted"], "final");
        assert_eq!(read.final_when, FinalWhen::State);
        assert_eq!(read.defaults, BTreeMap::from([(Role::Item, "Sales".to_owned())]));
        file.columns[4].words = BTreeMap::from([("Posted".to_owned(), "done".to_owned())]);
        assert_eq!(profile_of(&[(path, file)]).unwrap_err().code, ErrorCode::InvalidInput);
    }

    #[test]
    fn a_document_is_final_by_a_filled_column_only_if_that_column_is_mapped() {
        for (roles, wanted) in [
            (
                "id customer date amount ship_date",
                Ok(FinalWhen::Filled(Role::ShipDate)),
            ),
            ("id customer date amount", Err(ErrorCode::InvalidInput)),
        ] {
            let (path, mut file) = mapped(ObjectKind::Invoice, false, roles);
            file.final_when = Some("ship_date".to_owned());
            let found = profile_of(&[(path, file)]).map(|profile| profile.files[0].final_when.clone());
            assert_eq!(found.map_err(|failure| failure.code), wanted);
        }
    }
}
