//! Where a client file may live, and where a damaged one goes.
//!
//! Not here: what is in it. Invariant: a live file is on a disk of this computer; a damaged one is renamed, never deleted.

use std::path::{Component, Path, PathBuf};

use crate::StoreError;

/// Folders that other programs copy behind our back: SQLite files break in them.
const SYNC_FOLDERS: [&str; 11] = [
    "dropbox",
    "onedrive",
    "google drive",
    "googledrive",
    "icloud drive",
    "icloud~",
    "mobile documents",
    "nextcloud",
    "owncloud",
    "box sync",
    "pcloud drive",
];

/// File systems of other computers.
const NETWORK: [&str; 10] = [
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "afs",
    "ncpfs",
    "fuse.sshfs",
    "fuse.davfs",
    "davfs",
];

/// Refuses shares and folders of sync services.
pub fn refuse_shares(path: &Path) -> Result<(), StoreError> {
    let folder = path.parent().unwrap_or(path);
    let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    if let Some(name) = sync_folder(&real) {
        return Err(StoreError::OnShare(name));
    }
    if real.to_string_lossy().starts_with(r"\\") && !real.to_string_lossy().starts_with(r"\\?\") {
        return Err(StoreError::OnShare(real.display().to_string()));
    }
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    match network_mount(&mounts, &real) {
        Some(kind) => Err(StoreError::OnShare(kind)),
        None => Ok(()),
    }
}

fn sync_folder(path: &Path) -> Option<String> {
    path.components().find_map(|part| match part {
        Component::Normal(name) => {
            let lower = name.to_string_lossy().to_lowercase();
            let hit = SYNC_FOLDERS.iter().any(|known| {
                lower == *known || lower.starts_with(&format!("{known} ")) || lower.starts_with(&format!("{known} -"))
            });
            hit.then(|| name.to_string_lossy().into_owned())
        }
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    })
}

/// The file system of the longest mount point above `path`, if it is one of the network.
fn network_mount(mountinfo: &str, path: &Path) -> Option<String> {
    let mut best: Option<(usize, &str)> = None;
    for line in mountinfo.lines() {
        let (Some(point), Some((_, after))) = (line.split(' ').nth(4), line.split_once(" - ")) else {
            continue;
        };
        let point = point.replace("\\040", " ");
        let longer = best.is_none_or(|(length, _)| point.len() >= length);
        if path.starts_with(&point) && longer {
            best = after.split(' ').next().map(|kind| (point.len(), kind));
        }
    }
    best.filter(|(_, kind)| NETWORK.contains(kind))
        .map(|(_, kind)| kind.to_owned())
}

/// `client.tieout` + `-wal` and the like.
pub fn side_file(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Whether a damaged file of this name was moved aside.
pub fn was_set_aside(path: &Path) -> bool {
    side_file(path, ".damaged-1").exists()
}

/// Renames the file and its side files to the first free `.damaged-<n>`.
pub fn move_aside(path: &Path) -> Result<PathBuf, StoreError> {
    let mut n = 1;
    let aside = loop {
        let aside = side_file(path, &format!(".damaged-{n}"));
        if !aside.exists() {
            break aside;
        }
        n += 1;
    };
    std::fs::rename(path, &aside)?;
    for ending in ["-wal", "-shm"] {
        let side = side_file(path, ending);
        if side.exists() {
            std::fs::rename(side, side_file(&aside, ending))?;
        }
    }
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_sync_services_are_known_by_name() {
        for folder in [
            "/home/a/Dropbox/x",
            "/Users/a/OneDrive - Acme/x",
            "/Users/a/Library/Mobile Documents/x",
        ] {
            assert!(sync_folder(Path::new(folder)).is_some(), "{folder}");
        }
        assert!(sync_folder(Path::new("/home/a/dropboxes/x")).is_none());
    }

    #[test]
    fn the_nearest_mount_decides() {
        let mounts = "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / /mnt/office rw - nfs4 srv:/x rw";
        assert_eq!(
            network_mount(mounts, Path::new("/mnt/office/books")).as_deref(),
            Some("nfs4")
        );
        assert_eq!(network_mount(mounts, Path::new("/home/a")), None);
    }
}
