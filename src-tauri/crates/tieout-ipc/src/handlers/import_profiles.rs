//! Import profiles: what the columns of a file of one shape meant the last time, proposed when such a file comes again.
//!
//! Not here: reading files (host's importer). Invariant: a profile proposes and never decides: formats follow the new file, and a
//! column that can be read in two ways takes the profile's answer only where it is one of the two.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tieout_domain::{ErrorCode, Failure, Recovery};
use tieout_store::table::setting::{self, SettingRow};
use tieout_store::{Reader, StoreError, Writer};

use crate::app::App;
use crate::dto::*;

/// One JSON list in the client file; the settings' own names have another first word.
const NAME: &str = "import.profiles";
/// Shapes kept; the longest unused goes first.
const KEPT_MAX: usize = 200;
const NAME_MAX: usize = 200;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    pub name: String,
    /// The newest first.
    pub used_at: String,
    pub file: FileMapping,
}

/// A file's shape: its headings, whatever their order.
fn shape(columns: &[ColumnView]) -> Vec<(&str, u32)> {
    let mut names: Vec<_> = columns
        .iter()
        .map(|column| (column.name.as_str(), column.occurrence))
        .collect();
    names.sort_unstable();
    names
}

pub fn all(view: &Reader<'_>) -> Result<Vec<Saved>, StoreError> {
    let row = setting::all(view)?.into_iter().find(|row| row.name == NAME);
    row.map_or(Ok(Vec::new()), |row| Ok(serde_json::from_str(&row.value)?))
}

fn put(writer: &Writer<'_>, app: &App, profiles: &[Saved]) -> Result<(), StoreError> {
    let row = SettingRow {
        name: NAME.to_owned(),
        value: serde_json::to_string(profiles)?,
        changed_at: app.host.clock.instant(),
        changed_by: app.host.user.clone(),
    };
    setting::put(writer, &row)
}

/// The profile of a file with these headings.
pub fn recall<'a>(profiles: &'a [Saved], columns: &[ColumnView]) -> Option<&'a Saved> {
    let wanted = shape(columns);
    profiles.iter().find(|saved| shape(&saved.file.columns) == wanted)
}

/// Puts a profile's answers into what was found in the file.
pub fn propose(found: &mut ImportInspection, saved: &Saved) {
    found.profile = Some(saved.name.clone());
    found.kind = Some(saved.file.kind);
    found.lines = saved.file.lines;
    found.snapshot = saved.file.snapshot;
    found.defaults.clone_from(&saved.file.defaults);
    found.final_when.clone_from(&saved.file.final_when);
    for column in &mut found.columns {
        let same = |old: &&ColumnView| old.name == column.name && old.occurrence == column.occurrence;
        let Some(old) = saved.file.columns.iter().find(same) else {
            continue;
        };
        column.role.clone_from(&old.role);
        column.words.clone_from(&old.words);
        if old
            .format
            .as_ref()
            .is_some_and(|format| column.ambiguous.contains(format))
        {
            column.format.clone_from(&old.format);
        }
    }
}

/// What the user chose to read the file by.
pub fn choices(handle: &str, saved: &Saved) -> ImportInspectReq {
    ImportInspectReq {
        handle: handle.to_owned(),
        encoding: saved.file.encoding.clone(),
        delimiter: saved.file.delimiter.clone(),
        header_row: saved.file.header_row,
        sheet: None,
    }
}

/// Keeps the mappings of an import, the newest first; a shape that has a profile keeps its name.
pub fn keep(writer: &Writer<'_>, app: &App, files: &[(String, FileMapping)]) -> Result<(), StoreError> {
    let mut profiles = all(writer)?;
    for (file, mapping) in files {
        remember(&mut profiles, file, mapping, &app.host.clock.instant().to_string());
    }
    put(writer, app, &profiles)
}

fn remember(profiles: &mut Vec<Saved>, file: &str, mapping: &FileMapping, now: &str) {
    let wanted = shape(&mapping.columns);
    let at = profiles.iter().position(|saved| shape(&saved.file.columns) == wanted);
    let name = match at {
        Some(at) => profiles.remove(at).name,
        None => unused(profiles, file),
    };
    let saved = Saved {
        name,
        used_at: now.to_owned(),
        file: mapping.clone(),
    };
    profiles.insert(0, saved);
    profiles.truncate(KEPT_MAX);
}

/// The name, or with a number if it is taken.
fn unused(profiles: &[Saved], wanted: &str) -> String {
    let taken = |name: &str| profiles.iter().any(|saved| saved.name == name);
    let numbered = (2..).map(|nth: u32| format!("{wanted} ({nth})"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    names.find(|name| !taken(name)).unwrap_or_else(|| wanted.to_owned())
}

fn views(profiles: &[Saved]) -> Vec<ImportProfileView> {
    let view = |saved: &Saved| ImportProfileView {
        name: saved.name.clone(),
        kind: saved.file.kind,
        lines: saved.file.lines,
        headings: saved.file.columns.iter().map(|column| column.name.clone()).collect(),
        used_at: saved.used_at.clone(),
    };
    profiles.iter().map(view).collect()
}

pub async fn import_profiles(app: &Arc<App>, _request: Nothing) -> Result<Vec<ImportProfileView>, Failure> {
    let profiles = app.client()?.with_store(|store| store.read(all)).await?;
    Ok(views(&profiles))
}

pub async fn import_profile_rename(
    app: &Arc<App>,
    request: ImportProfileRenameReq,
) -> Result<Vec<ImportProfileView>, Failure> {
    let name = request.to.trim().to_owned();
    if name.is_empty() || name.chars().count() > NAME_MAX {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp).param("field", "name"));
    }
    change(app, move |profiles| rename(profiles, &request.name, &name)).await
}

fn rename(profiles: &mut [Saved], from: &str, to: &str) -> Result<(), Failure> {
    if from != to && profiles.iter().any(|saved| saved.name == to) {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp)
            .param("field", "name")
            .param("reason", "Another profile has this name."));
    }
    let mut found = profiles.iter_mut().filter(|saved| saved.name == from);
    let saved = found.next().ok_or_else(|| missing(from))?;
    to.clone_into(&mut saved.name);
    Ok(())
}

pub async fn import_profile_delete(
    app: &Arc<App>,
    request: ImportProfileReq,
) -> Result<Vec<ImportProfileView>, Failure> {
    change(app, move |profiles| {
        let at = profiles.iter().position(|saved| saved.name == request.name);
        profiles.remove(at.ok_or_else(|| missing(&request.name))?);
        Ok(())
    })
    .await
}

fn missing(name: &str) -> Failure {
    Failure::new(ErrorCode::NotFound, Recovery::ReadHelp).param("record", name)
}

async fn change(
    app: &Arc<App>,
    work: impl FnOnce(&mut Vec<Saved>) -> Result<(), Failure> + Send + 'static,
) -> Result<Vec<ImportProfileView>, Failure> {
    let client = app.client()?;
    let app = Arc::clone(app);
    super::import_files::blocking(&app, move |app| {
        let mut profiles = client.store.read(all)?;
        work(&mut profiles)?;
        client.store.write(|writer| put(writer, app, &profiles))?;
        Ok(views(&profiles))
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, role: Option<&str>, format: Option<&str>, ambiguous: &[&str]) -> ColumnView {
        ColumnView {
            name: name.to_owned(),
            occurrence: 1,
            role: role.map(str::to_owned),
            format: format.map(str::to_owned),
            ambiguous: ambiguous.iter().map(|text| (*text).to_owned()).collect(),
            values: Vec::new(),
            words: std::collections::BTreeMap::new(),
        }
    }

    fn mapping(columns: Vec<ColumnView>) -> FileMapping {
        FileMapping {
            handle: "f1".to_owned(),
            kind: ObjectKind::Invoice,
            lines: true,
            encoding: Some("windows-1252".to_owned()),
            delimiter: Some(";".to_owned()),
            header_row: Some(3),
            sheet: None,
            columns,
            snapshot: true,
            defaults: std::collections::BTreeMap::from([("item".to_owned(), "Sales".to_owned())]),
            final_when: None,
        }
    }

    fn inspection(columns: Vec<ColumnView>) -> ImportInspection {
        ImportInspection {
            handle: "f2".to_owned(),
            file: "july.csv".to_owned(),
            encoding: "utf-8".to_owned(),
            encodings: Vec::new(),
            encoding_guessed: false,
            accented: Vec::new(),
            delimiter: None,
            sheets: Vec::new(),
            sheet: None,
            header_row: 1,
            columns,
            sample: Vec::new(),
            rows: 0,
            kind: None,
            lines: false,
            snapshot: false,
            defaults: std::collections::BTreeMap::new(),
            final_when: None,
            profile: None,
            roles: std::collections::BTreeMap::new(),
        }
    }

    #[test]
    fn the_next_file_with_these_headings_gets_the_answers_whatever_their_order() {
        let mut profiles = Vec::new();
        let used = vec![
            column("When", Some("date"), Some("D/M/YYYY"), &[]),
            column("Sum", Some("amount"), Some("point"), &[]),
            column("X", None, None, &[]),
        ];
        remember(&mut profiles, "june.csv", &mapping(used), "2026-06-30");
        let mut found = inspection(vec![
            column("X", Some("name"), None, &[]),
            column("When", None, None, &["M/D/YYYY", "D/M/YYYY"]),
            column("Sum", None, Some("comma"), &[]),
        ]);
        let saved = recall(&profiles, &found.columns).unwrap();
        propose(&mut found, saved);
        let answers: Vec<_> = found
            .columns
            .iter()
            .map(|column| (column.role.as_deref(), column.format.as_deref()))
            .collect();
        assert_eq!(
            answers,
            [
                (None, None),
                (Some("date"), Some("D/M/YYYY")),
                // The new file plainly has commas: an old answer must not turn 1,50 into 150.
                (Some("amount"), Some("comma")),
            ]
        );
        assert_eq!(
            (found.profile.as_deref(), found.kind),
            (Some("june.csv"), Some(ObjectKind::Invoice))
        );
        assert!(found.lines && found.snapshot);
        assert_eq!(found.defaults["item"], "Sales");
        assert!(
            recall(&profiles, &found.columns[1..]).is_none(),
            "another shape is another file"
        );
    }

    #[test]
    fn a_profile_keeps_its_name_and_names_are_unique() {
        let mut profiles = Vec::new();
        let first = mapping(vec![column("A", Some("id"), None, &[])]);
        let second = mapping(vec![column("B", Some("id"), None, &[])]);
        remember(&mut profiles, "a.csv", &first, "1");
        remember(&mut profiles, "a.csv", &second, "2");
        let names = |profiles: &[Saved]| profiles.iter().map(|saved| saved.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&profiles), ["a.csv (2)", "a.csv"]);
        rename(&mut profiles, "a.csv", "Weekly").unwrap();
        remember(&mut profiles, "other.csv", &first, "3");
        assert_eq!(
            names(&profiles),
            ["Weekly", "a.csv (2)"],
            "the newest first, under the name it was given"
        );
        assert_eq!(
            rename(&mut profiles, "Weekly", "a.csv (2)").unwrap_err().code,
            ErrorCode::InvalidInput
        );
        assert_eq!(
            rename(&mut profiles, "gone", "x").unwrap_err().code,
            ErrorCode::NotFound
        );
    }
}
