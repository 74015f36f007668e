//! Files that go to the source, as the check, the plan and the report show them.
//!
//! Not here: making them (engine, sources). Invariant: a path never crosses to the UI; a handle is given only for a file that is there.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tieout_connect::WriteBackTarget;
use tieout_domain::fields::FieldChange;
use tieout_domain::write_back::WriteBackState;
use tieout_domain::{BookId, ObjectKind, Side};
use tieout_store::table::plan::PlanEntry;
use tieout_store::table::{run, write_back};
use tieout_store::{Reader, StoreError};

use crate::app::{App, OpenClient};
use crate::dto::*;

/// The files that approval would write for these entries.
pub(super) fn planned(
    view: &Reader<'_>,
    handed: &[&PlanEntry],
    back: Option<&dyn WriteBackTarget>,
) -> Result<Vec<PlanFile>, StoreError> {
    let run = run::next(view)?;
    let mut files: BTreeMap<ObjectKind, u32> = BTreeMap::new();
    for entry in handed {
        *files.entry(entry.kind).or_default() += 1;
    }
    let file = |(kind, records)| PlanFile {
        kind,
        records,
        file_name: back.map(|back| back.file_name(kind, run)).unwrap_or_default(),
    };
    Ok(files.into_iter().map(file).collect())
}

/// What was handed over and did not come with an import yet, file by file.
pub(super) fn waiting(view: &Reader<'_>, book: &BookId) -> Result<Vec<WaitingFile>, StoreError> {
    let mut files: BTreeMap<(ObjectKind, String), WaitingFile> = BTreeMap::new();
    let rows = write_back::open(view, book)?;
    for row in rows.into_iter().filter(|row| row.state == WriteBackState::HandedOver) {
        let file = files
            .entry((row.kind, row.file_name.clone()))
            .or_insert_with(|| WaitingFile {
                kind: row.kind,
                records: 0,
                file_name: row.file_name,
                written_at: row.written_at.map(|at| at.to_string()),
                missed: 0,
                handle: None,
            });
        file.records += 1;
        file.missed += u32::from(row.missed_at.is_some());
    }
    Ok(files.into_values().collect())
}

/// Each client has its own: two clients number their runs alike.
pub(super) fn folder(app: &App, client: &OpenClient) -> PathBuf {
    app.host.desktop.documents_dir().join(&client.id)
}

/// With what opens them, as far as they are where they were written.
pub(super) fn with_handles(app: &App, client: &OpenClient, mut files: Vec<WaitingFile>) -> Vec<WaitingFile> {
    for file in &mut files {
        let path = folder(app, client).join(&file.file_name);
        file.handle = path.is_file().then(|| app.keep_file(path));
    }
    files
}

/// What each side says. A plan entry says what is wanted and what the target has; which side that is, its target tells.
pub(super) fn by_side(target: Side, changes: Vec<FieldChange>) -> Vec<FieldChange> {
    match target {
        Side::Ledger => changes,
        Side::Source => changes
            .into_iter()
            .map(|change| FieldChange {
                wanted: change.ledger,
                ledger: change.wanted,
                ..change
            })
            .collect(),
    }
}
