//! Where counts outlive the process, so that a restart does not burst.
//!
//! Not here: counting. Invariant: a tally that is missing or unreadable is no tally; the worst that follows is a "slow down",
//! which rests the book. It is not synced to the disk: a machine that lost its power takes longer than a minute to come back.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tieout_domain::{BookId, Reading};

/// What was spent of a book's quotas, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    pub at: Reading,
    /// How long the book had still to rest.
    pub rest_ms: u64,
    /// By window, oldest first.
    pub windows: BTreeMap<String, Vec<Spent>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    pub age_ms: u64,
    pub count: u32,
}

/// Keeps one tally per book. Called before each request, so it has to be quick; it cannot fail, only forget.
pub trait Tallies: Send + Sync {
    fn load(&self, book: &BookId) -> Option<Tally>;

    fn save(&self, book: &BookId, tally: &Tally);
}

/// Forgets at once: for tests and tools that ask one practice ledger and end.
pub struct NoTallies;

impl Tallies for NoTallies {
    fn load(&self, _book: &BookId) -> Option<Tally> {
        None
    }

    fn save(&self, _book: &BookId, _tally: &Tally) {}
}

/// One small file per book in a folder.
pub struct TallyFiles {
    folder: PathBuf,
}

impl TallyFiles {
    /// The folder is made with the first tally.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    fn path(&self, book: &BookId) -> PathBuf {
        // Hashed, since a book's id may hold characters that no file name may.
        let name = blake3::hash(book.as_str().as_bytes()).to_hex();
        self.folder.join(format!("{name}.json"))
    }
}

impl Tallies for TallyFiles {
    fn load(&self, book: &BookId) -> Option<Tally> {
        let text = std::fs::read(self.path(book)).ok()?;
        let tally = serde_json::from_slice(&text);
        tally
            .inspect_err(|error| tracing::warn!(%error, "the count of requests cannot be read"))
            .ok()
    }

    fn save(&self, book: &BookId, tally: &Tally) {
        if let Err(error) = write(&self.folder, &self.path(book), tally) {
            tracing::warn!(%error, "the count of requests could not be kept");
        }
    }
}

/// Whole or not at all. The name holds our process: two programs may count the same book.
fn write(folder: &Path, path: &Path, tally: &Tally) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let half = path.with_extension(format!("{}.tmp", std::process::id()));
    std::fs::write(&half, serde_json::to_vec(tally)?)?;
    std::fs::rename(half, path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tally_comes_back_and_a_damaged_one_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let files = TallyFiles::new(folder.path().join("limits"));
        let book = BookId::new("ledger:1/✓");
        assert_eq!(files.load(&book), None);
        let tally = Tally {
            at: Reading {
                wall: "2026-03-01T10:00:00Z".parse().unwrap(),
                monotonic_ms: 7,
                boot: "b".into(),
            },
            rest_ms: 3,
            windows: BTreeMap::from([("minute".to_owned(), vec![Spent { age_ms: 5, count: 2 }])]),
        };
        files.save(&book, &tally);
        assert_eq!(files.load(&book), Some(tally));
        assert_eq!(files.load(&BookId::new("ledger:2")), None);
        assert_eq!(
            std::fs::read_dir(folder.path().join("limits")).unwrap().count(),
            1,
            "nothing half is left"
        );
        std::fs::write(files.path(&book), "{").unwrap();
        assert_eq!(files.load(&book), None);
    }
}
