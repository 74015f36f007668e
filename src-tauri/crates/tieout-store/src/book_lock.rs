//! One sender per book, across client files and programs of this computer.
//!
//! Not here: one run per client file (the file's own lock). Invariant: the operating system frees the lock when its holder ends,
//! however it ends; the empty file stays.

use std::path::Path;

use tieout_domain::{BookId, ErrorCode, Failure, Recovery};

use crate::StoreError;

/// Held while a run sends to a book.
#[derive(Debug)]
pub struct BookLock {
    _file: std::fs::File,
}

impl BookLock {
    /// Takes the lock, or says that another client file or program has it.
    pub fn take(data_dir: &Path, book: &BookId) -> Result<Self, StoreError> {
        let folder = data_dir.join("locks");
        std::fs::create_dir_all(&folder)?;
        // Hashed, since a book's id may hold characters that no file name may.
        let name = blake3::hash(book.as_str().as_bytes()).to_hex();
        let file = std::fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(folder.join(format!("{name}.lock")))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(std::fs::TryLockError::WouldBlock) => Err(taken().into()),
            Err(std::fs::TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

fn taken() -> Failure {
    Failure::new(ErrorCode::RunInProgress, Recovery::Wait).param("elsewhere", "another client file or program")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_book_has_one_sender_at_a_time_and_other_books_go_on() {
        let folder = tempfile::tempdir().unwrap();
        let book = |number: &str| BookId::new(format!("ledger:{number}/✓"));
        let first = BookLock::take(folder.path(), &book("1")).unwrap();
        let refused = Failure::from(BookLock::take(folder.path(), &book("1")).unwrap_err());
        assert_eq!(refused.code, ErrorCode::RunInProgress);
        assert!(refused.params.contains_key("elsewhere"));
        assert!(BookLock::take(folder.path(), &book("2")).is_ok());
        drop(first);
        assert!(BookLock::take(folder.path(), &book("1")).is_ok());
    }
}
