//! Client files that cannot be opened: why, and the backup that can take a damaged one's place.
//!
//! Not here: opening (`app`), copying (store). Invariant: nothing is put back unless the damaged file was moved aside before.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tieout_domain::{ErrorCode, Failure, Recovery};
use tieout_store::backup::Backup;
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::{Store, StoreError};

use super::{app as files, practice};
use crate::app::App;
use crate::dto::*;
use crate::event::Topic;

/// Remembers why the client `id` could not be opened, with the backup that could, and hands the failure on.
pub(super) async fn remember(app: &App, id: &str, path: PathBuf, failure: Failure) -> Failure {
    let about_the_file = matches!(
        failure.code,
        ErrorCode::ClientFileDamaged
            | ErrorCode::ClientFileInUse
            | ErrorCode::ClientFileNewer
            | ErrorCode::ClientFileOnShare
            | ErrorCode::DiskFull
    );
    if !about_the_file {
        return failure;
    }
    let failure = told(id, path, failure).await;
    app.set_trouble(Some(failure.clone()));
    failure
}

/// The failure with the client it is about, and the backup that could take the file's place.
pub(super) async fn told(id: &str, path: PathBuf, failure: Failure) -> Failure {
    let backup = restorable(path).await;
    with_backup(failure.param("client", id), backup.as_ref())
}

/// What is said of a client whose damaged file was moved aside at an earlier start.
pub(super) fn was_damaged() -> Failure {
    Failure::new(ErrorCode::ClientFileDamaged, Recovery::ReadHelp).context("it was moved aside at an earlier start")
}

fn with_backup(failure: Failure, backup: Option<&Backup>) -> Failure {
    let Some(backup) = backup else { return failure };
    let failure = failure.param("backup", &backup.name);
    match backup.at {
        Some(at) => failure.param("backup_at", at.strftime("%Y-%m-%d %H:%M UTC")),
        None => failure,
    }
}

/// Looks at every backup until a sound one is found; off the async threads.
async fn restorable(path: PathBuf) -> Option<Backup> {
    let found = tokio::task::spawn_blocking(move || Store::restorable(&path)).await;
    found.ok().flatten()
}

/// Opens the newest sound backup in the place of the damaged file. The next push looks in the ledger for what was sent after it.
pub async fn client_restore(app: &Arc<App>, request: ClientRestoreReq) -> Result<AppStatus, Failure> {
    let path = files::client_path(app, &request.id)?;
    files::refuse_leaving_a_run(app)?;
    let none = || Failure::new(ErrorCode::NotFound, Recovery::ReadHelp).param("client", &request.id);
    let backup = restorable(path.clone()).await.ok_or_else(none)?;
    put_back(path, backup.clone()).await?;
    let client = Arc::new(files::open_file(app, &request.id, None).await?);
    let (now, who) = (app.host.clock.instant(), app.host.user.clone());
    client
        .with_store(move |store| {
            store.write(|writer| {
                let entry = NewAudit::new(now, &who, "client_restored").with("backup", backup.name.as_str());
                audit::append(writer, &entry).map(drop)
            })
        })
        .await?;
    if client.practice {
        // Its ledger runs in this program, and only while it is open.
        practice::prepare(app, &client).await?;
    }
    files::switch(app, Some(client)).await;
    app.changed(Topic::ALL);
    files::app_status(app, Nothing {}).await
}

async fn put_back(path: PathBuf, backup: Backup) -> Result<(), Failure> {
    let done = tokio::task::spawn_blocking(move || Store::restore(&path, &backup)).await;
    Ok(done.map_err(Failure::internal)??)
}

/// Whether this client's damaged file was moved aside and a backup waits.
pub(super) fn waits_for_rescue(path: &Path) -> bool {
    Store::restorable(path).is_some()
}

/// Damage that shows only when the open file is read: the file goes aside like any other damaged one.
pub(super) fn aside_if_damaged<T>(store: Store, worked: Result<T, StoreError>) -> Result<(Store, T), StoreError> {
    match worked {
        Ok(value) => Ok((store, value)),
        Err(StoreError::Damaged(why)) => {
            let aside = store.set_aside()?;
            Err(StoreError::Damaged(format!("{why}; kept as {}", aside.display())))
        }
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use tieout_store::table::client::{self, ClientRow};

    use super::*;

    fn client_file(path: &Path, name: &str) -> Store {
        let store = Store::open(path).unwrap();
        let row = ClientRow {
            uid: "u".into(),
            name: name.into(),
            practice: false,
            created_at: "2026-03-01T10:00:00Z".parse().unwrap(),
        };
        store.write(|writer| client::insert(writer, &row)).unwrap();
        store
    }

    #[test]
    fn damage_is_said_with_the_backup_and_the_backup_brings_the_data_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("boats.tieout");
        let store = client_file(&path, "Boats");
        let at = "2026-03-02T10:00:00Z".parse().unwrap();
        store.backup(at).unwrap();
        drop(store);
        std::fs::write(&path, [7u8; 8192]).unwrap();
        let failure = Failure::from(files::open_store(&path, None, at).map(drop).unwrap_err());
        assert_eq!(failure.code, ErrorCode::ClientFileDamaged);
        let backup = Store::restorable(&path).unwrap();
        let said = with_backup(failure, Some(&backup));
        assert_eq!(said.params["backup_at"], "2026-03-02 10:00 UTC");
        Store::restore(&path, &backup).unwrap();
        let (_store, row) = files::open_store(&path, None, at).unwrap();
        assert_eq!(row.name, "Boats");
    }

    #[test]
    fn a_file_open_elsewhere_is_refused_and_nothing_is_changed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("boats.tieout");
        let store = client_file(&path, "Boats");
        let before = std::fs::read(&path).unwrap();
        let now = "2026-03-02T10:00:00Z".parse().unwrap();
        let failure = Failure::from(files::open_store(&path, None, now).map(drop).unwrap_err());
        assert_eq!(failure.code, ErrorCode::ClientFileInUse);
        assert_eq!(std::fs::read(&path).unwrap(), before);
        assert_eq!(Store::restorable(&path), None);
        drop(store);
    }
}
