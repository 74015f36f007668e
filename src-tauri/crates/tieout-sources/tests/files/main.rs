//! Files as a source, from the outside: the demo client's files and files gone wrong.
#![expect(clippy::unwrap_used, reason = "tests")]

mod bad_rows;
mod kept_rows;
mod northwind;
mod same_again;
mod several;
mod write_back;

use std::path::{Path, PathBuf};

use tieout_connect::Source;
use tieout_connect::source::SourceBatch;
use tieout_domain::{Failure, ObjectKind};
use tieout_sources::files::{FileSource, ImportProfile};

fn demo_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../demo/northwind")
}

fn northwind_profile() -> ImportProfile {
    ImportProfile::from_json(&std::fs::read_to_string(demo_folder().join("profile.json")).unwrap()).unwrap()
}

/// Writes `files` into a fresh folder and reads one kind of them.
fn read(profile: &ImportProfile, files: &[(&str, &str)], kind: ObjectKind) -> Result<SourceBatch, Failure> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    FileSource::in_folder(profile.clone(), folder.path())
        .unwrap()
        .read(kind)
}

fn ids(batch: &SourceBatch) -> Vec<String> {
    batch.records.iter().map(|found| found.record.id.0.clone()).collect()
}
