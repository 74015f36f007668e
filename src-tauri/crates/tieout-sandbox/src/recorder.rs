//! Writes down what a client sent and what the book answered, before any fault touches the answer.
//!
//! What it is not: a log for people. A schema check reads it, so only whole JSON bodies are kept.
//! Invariant: one exchange is one line, written in one piece.

use std::fs::{File, create_dir_all};
use std::io::{self, Write};
use std::path::Path;
use std::sync::Mutex;

use serde_json::{Value, json};

use crate::server::lock;
use crate::wire::{Reply, Request};

#[derive(Debug)]
pub struct Recorder {
    file: Mutex<File>,
}

impl Recorder {
    /// Starts a new recording; an older one at that place is replaced.
    pub fn start(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            create_dir_all(folder)?;
        }
        Ok(Self {
            file: Mutex::new(File::create(path)?),
        })
    }

    /// Keeps one exchange. A full disk must not change what the ledger answers, so it is told to the log alone.
    pub fn keep(&self, request: &Request, reply: &Reply) {
        let answered = reply.value();
        if !answered.is_object() {
            return;
        }
        let line = json!({
            "method": request.method, "path": request.path, "query": request.query, "status": reply.status,
            "sent": serde_json::from_slice::<Value>(&request.body).unwrap_or(Value::Null), "answered": answered
        });
        if let Err(error) = lock(&self.file).write_all(format!("{line}\n").as_bytes()) {
            tracing::warn!(%error, "an exchange was not recorded");
        }
    }
}
