//! Copies of a client file: before a push and before a migration.
//!
//! Invariant: a copy has its name only after it was checked and is on disk; making one never touches the client file, and putting
//! one back never writes over anything.

use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tieout_domain::Instant;

use crate::file::quick_check;
use crate::{StoreError, place};

/// Newest copies kept beside the first of each month.
const KEPT: usize = 5;
const PAGES_A_STEP: std::ffi::c_int = 4096;

/// A copy named by its moment; older ones give way.
pub fn make(connection: &Connection, path: &Path, now: Instant) -> Result<PathBuf, StoreError> {
    let stamp = now.strftime("%Y%m%dT%H%M%SZ").to_string();
    let copy = copy(connection, path, &stamp)?;
    prune(path)?;
    Ok(copy)
}

pub fn before_migration(connection: &Connection, path: &Path, version: usize) -> Result<PathBuf, StoreError> {
    copy(connection, path, &format!("schema-{version}"))
}

/// A copy that was looked at and is sound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    pub path: PathBuf,
    pub name: String,
    pub at: Option<Instant>,
}

/// The newest sound copy of the client file at `path`, whether or not that file is still there.
pub fn newest(path: &Path) -> Option<Backup> {
    let prefix = format!("{}.", stem(path));
    let mut found: Vec<Backup> = std::fs::read_dir(folder(path))
        .ok()?
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            let stamp = name.strip_prefix(&prefix)?.strip_suffix(".tieout")?;
            let at = moment(stamp).or_else(|| Instant::try_from(entry.metadata().ok()?.modified().ok()?).ok());
            Some(Backup {
                path: entry.path(),
                at,
                name,
            })
        })
        .collect();
    found.sort_by_key(|backup| std::cmp::Reverse(backup.at));
    found.into_iter().find(|backup| crate::file::is_sound(&backup.path))
}

fn moment(stamp: &str) -> Option<Instant> {
    let at = jiff::civil::DateTime::strptime("%Y%m%dT%H%M%SZ", stamp).ok()?;
    Some(at.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
}

/// Puts a copy where the client file was. There must be no file: a damaged one was moved aside.
pub fn put_back(backup: &Backup, path: &Path) -> Result<(), StoreError> {
    let half = place::side_file(path, ".restoring");
    std::fs::copy(&backup.path, &half)?;
    std::fs::OpenOptions::new().write(true).open(&half)?.sync_all()?;
    if path.exists() {
        return Err(StoreError::Illegal("there is a client file already".into()));
    }
    std::fs::rename(&half, path)?;
    #[cfg(unix)]
    if let Some(folder) = path.parent() {
        std::fs::File::open(folder)?.sync_all()?;
    }
    Ok(())
}

fn folder(path: &Path) -> PathBuf {
    path.parent().unwrap_or_else(|| Path::new(".")).join("backups")
}

fn stem(path: &Path) -> String {
    path.file_stem()
        .map(|stem| stem.to_string_lossy().into_owned())
        .unwrap_or_default()
}

fn copy(connection: &Connection, path: &Path, stamp: &str) -> Result<PathBuf, StoreError> {
    let folder = folder(path);
    create_private(&folder)?;
    let target = folder.join(format!("{}.{stamp}.tieout", stem(path)));
    let half = place::side_file(&target, ".tmp");
    if half.exists() {
        // Left by an interrupted copy; it never had its name.
        std::fs::remove_file(&half)?;
    }
    let mut to = Connection::open(&half)?;
    rusqlite::backup::Backup::new(connection, &mut to)?.run_to_completion(
        PAGES_A_STEP,
        std::time::Duration::ZERO,
        None,
    )?;
    quick_check(&to)?;
    to.close().map_err(|(_, error)| error)?;
    std::fs::File::open(&half)?.sync_all()?;
    std::fs::rename(&half, &target)?;
    #[cfg(unix)]
    std::fs::File::open(&folder)?.sync_all()?;
    Ok(target)
}

fn create_private(folder: &Path) -> Result<(), StoreError> {
    std::fs::create_dir_all(folder)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Removes our own older copies, but for the newest and the first of each month.
fn prune(path: &Path) -> Result<(), StoreError> {
    let prefix = format!("{}.", stem(path));
    let mut stamps: Vec<(String, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder(path))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let stamp = name
            .strip_prefix(&prefix)
            .and_then(|rest| rest.strip_suffix("Z.tieout"));
        if let Some(stamp) = stamp.filter(|stamp| stamp.len() == 15 && stamp.as_bytes()[8] == b'T') {
            stamps.push((stamp.to_owned(), entry.path()));
        }
    }
    stamps.sort();
    let mut months = std::collections::BTreeSet::new();
    let newest_from = stamps.len().saturating_sub(KEPT);
    for (at, (stamp, path)) in stamps.iter().enumerate() {
        let first_of_month = stamp.get(..6).is_some_and(|month| months.insert(month.to_owned()));
        if at < newest_from && !first_of_month {
            std::fs::remove_file(path)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use crate::Store;
    use tieout_domain::Instant;

    #[test]
    fn the_newest_copies_and_the_first_of_each_month_are_kept() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        for day in 1..=9 {
            let now: Instant = format!("2026-03-0{day}T10:00:00Z").parse().unwrap();
            let copy = store.backup(now).unwrap();
            assert!(rusqlite::Connection::open(copy).is_ok());
        }
        let mut names: Vec<String> = std::fs::read_dir(folder.path().join("backups"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        assert_eq!(names.len(), 6);
        assert_eq!(names[0], "c.20260301T100000Z.tieout");
        assert_eq!(names[5], "c.20260309T100000Z.tieout");
    }
}
