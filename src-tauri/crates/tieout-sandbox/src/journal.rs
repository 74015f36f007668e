//! The append-only file that lets a practice book outlive its process: one JSON line a commit.
//!
//! Not here: what a line means (each face). The whole book is never rewritten.
//! Invariant: lines of one commit are written together; a torn last line is dropped at the next start.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde_json::Value;

#[derive(Debug)]
pub struct Journal {
    file: File,
    durable: bool,
    pending: Vec<u8>,
}

impl Journal {
    /// Opens or creates the file and returns its complete lines.
    pub fn open(path: &Path, durable: bool) -> io::Result<(Self, Vec<Value>)> {
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        // Two ledgers on one file would each keep half of the truth.
        file.try_lock()
            .map_err(|_| io::Error::new(io::ErrorKind::WouldBlock, "the book is open elsewhere"))?;
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
        let mut lines = Vec::new();
        for line in text[..whole]
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
        {
            lines.push(serde_json::from_slice(line).map_err(io::Error::other)?);
        }
        // A crash may have torn the last line; it was never answered as durable.
        file.set_len(u64::try_from(whole).map_err(io::Error::other)?)?;
        file.seek(SeekFrom::End(0))?;
        Ok((
            Self {
                file,
                durable,
                pending: Vec::new(),
            },
            lines,
        ))
    }

    /// Adds a line to the commit in progress.
    pub fn add(&mut self, line: &Value) {
        self.pending.extend_from_slice(line.to_string().as_bytes());
        self.pending.push(b'\n');
    }

    /// Writes the commit in progress; returns only when it is in the file (on disk when durable).
    pub fn commit(&mut self) -> io::Result<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        self.file.write_all(&self.pending)?;
        self.pending.clear();
        if self.durable { self.file.sync_data() } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_torn_last_line_is_dropped_and_the_rest_survives() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.jsonl");
        let (mut journal, lines) = Journal::open(&path, true).unwrap();
        assert!(lines.is_empty());
        journal.add(&json!({"n": 1}));
        journal.add(&json!({"n": 2}));
        journal.commit().unwrap();
        drop(journal);
        let mut raw = OpenOptions::new().append(true).open(&path).unwrap();
        raw.write_all(b"{\"n\":3").unwrap();
        let (mut journal, lines) = Journal::open(&path, true).unwrap();
        assert_eq!(lines, [json!({"n": 1}), json!({"n": 2})]);
        journal.add(&json!({"n": 4}));
        journal.commit().unwrap();
        assert!(Journal::open(&path, false).is_err(), "one ledger at a time");
        drop(journal);
        assert_eq!(Journal::open(&path, false).unwrap().1.len(), 3);
    }
}
