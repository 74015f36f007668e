//! What hangs on a record: attached files, notes, and its likeness on paper.
//!
//! Not here: the records.
//! Invariant: a file name is used once per record; a note is never changed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::dates::moment_ms;
use super::errors::{self, Answer, say};
use super::json::text;
use super::kinds::Kind;
use super::store::Org;
use super::write::{asked, envelope, named_elements};
use crate::wire::{Reply, Request};

const FILES_MAX: usize = 10;
const FILE_MAX: usize = 10 * 1024 * 1024;
const NOTE_MAX: usize = 2500;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    id: String,
    name: String,
    mime: String,
    online: bool,
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    changes: String,
    at: Timestamp,
}

impl Org {
    /// `GET …/Attachments`, or one of them by id or name.
    pub(super) fn attachments(&self, kind: Kind, id: &str, wanted: Option<&str>, base: &str, now: Timestamp) -> Answer {
        let record = self.find(kind, id).ok_or_else(errors::not_found)?;
        let files = self.files.get(&record.id).map_or(&[][..], Vec::as_slice);
        let Some(wanted) = wanted else {
            let shown = files.iter().map(|file| shown(file, kind, &record.id, base));
            return Ok(envelope("Attachments", Value::Array(shown.collect()), now));
        };
        let fits = |file: &&File| file.id.eq_ignore_ascii_case(wanted) || file.name == wanted;
        let file = files.iter().find(fits).ok_or_else(errors::not_found)?;
        Ok(Reply::new(200, &file.mime, file.bytes.clone()))
    }

    /// `PUT` and `POST …/Attachments/{FileName}`: the same name overwrites.
    pub(super) fn attach(
        &mut self,
        kind: Kind,
        id: &str,
        name: &str,
        request: &Request,
        base: &str,
        now: Timestamp,
    ) -> Answer {
        let record = self
            .find(kind, id)
            .map(|record| record.id.clone())
            .ok_or_else(errors::not_found)?;
        let bad = |key: &str, with: &[&str]| Err(errors::invalid_request(&say(key, with)));
        if name.is_empty() || name.contains(['<', '>', ':', '"', '/', '\\', '?', '*', '+', '|', '\0']) {
            return bad("file_name", &[name]);
        }
        if request.body.len() > FILE_MAX {
            return bad("file_large", &[]);
        }
        let files = self.files.entry(record.clone()).or_default();
        let known = files.iter().position(|file| file.name == name);
        if known.is_none() && files.len() >= FILES_MAX {
            return bad("file_many", &[]);
        }
        let mime = match request.header("content-type") {
            "" => "application/octet-stream",
            sent => sent,
        };
        let file = File {
            id: known.map_or_else(|| uuid::Uuid::new_v4().to_string(), |at| files[at].id.clone()),
            name: name.to_owned(),
            mime: mime.to_owned(),
            online: asked(request, "IncludeOnline") && kind == Kind::Invoice,
            bytes: request.body.clone(),
        };
        let reply = envelope("Attachments", json!([shown(&file, kind, &record, base)]), now);
        self.keep_file(&record, file);
        Ok(reply)
    }

    fn keep_file(&mut self, record: &str, file: File) {
        if self.journaled {
            self.lines.push(json!({"file": {
                "record": record, "id": file.id, "name": file.name, "mime": file.mime, "online": file.online,
                "bytes": STANDARD.encode(&file.bytes)
            }}));
        }
        let files = self.files.entry(record.to_owned()).or_default();
        match files.iter_mut().find(|known| known.name == file.name) {
            Some(known) => *known = file,
            None => files.push(file),
        }
    }

    pub(super) fn replay_file(&mut self, line: &Value) {
        let word = |name: &str| line[name].as_str().unwrap_or("").to_owned();
        let file = File {
            id: word("id"),
            name: word("name"),
            mime: word("mime"),
            online: line["online"].as_bool().unwrap_or(false),
            bytes: STANDARD.decode(word("bytes")).unwrap_or_default(),
        };
        self.keep_file(&word("record"), file);
    }

    /// `GET …/History`: newest first, the making of the record last.
    pub(super) fn history(&self, kind: Kind, id: &str, now: Timestamp) -> Answer {
        let record = self.find(kind, id).ok_or_else(errors::not_found)?;
        let notes = self.notes.get(&record.id).map_or(&[][..], Vec::as_slice);
        let made = Note {
            text: format!("{} created", kind.name()),
            changes: "Created".to_owned(),
            at: record.created,
        };
        let all = notes.iter().rev().chain([&made]);
        let shown = all.map(note_shown).collect();
        Ok(envelope("HistoryRecords", Value::Array(shown), now))
    }

    /// `PUT …/History`.
    pub(super) fn add_history(&mut self, kind: Kind, id: &str, request: &Request, now: Timestamp) -> Answer {
        let record = self
            .find(kind, id)
            .map(|record| record.id.clone())
            .ok_or_else(errors::not_found)?;
        let elements = named_elements(&request.body, "HistoryRecords")?;
        if elements
            .iter()
            .any(|sent| text(sent, "Details").chars().count() > NOTE_MAX)
        {
            return Err(errors::invalid_request(&say("note_long", &[])));
        }
        let mut shown = Vec::new();
        for sent in elements {
            let note = Note {
                text: text(&sent, "Details").to_owned(),
                changes: "Note".to_owned(),
                at: now,
            };
            shown.push(note_shown(&note));
            self.keep_note(&record, note);
        }
        Ok(envelope("HistoryRecords", Value::Array(shown), now))
    }

    fn keep_note(&mut self, record: &str, note: Note) {
        if self.journaled {
            self.lines.push(json!({"note": {
                "record": record, "text": note.text, "changes": note.changes, "at": note.at.to_string()
            }}));
        }
        self.notes.entry(record.to_owned()).or_default().push(note);
    }

    pub(super) fn replay_note(&mut self, line: &Value) {
        let word = |name: &str| line[name].as_str().unwrap_or("").to_owned();
        let note = Note {
            text: word("text"),
            changes: word("changes"),
            at: word("at").parse().unwrap_or(Timestamp::UNIX_EPOCH),
        };
        self.keep_note(&word("record"), note);
    }

    /// A document on paper: one page with its number and its total.
    pub(super) fn pdf(&self, kind: Kind, id: &str) -> Answer {
        let record = self.find(kind, id).ok_or_else(errors::not_found)?;
        let number = kind.number().map_or("", |member| text(&record.body, member));
        let total = record.body.get("Total").map(Value::to_string).unwrap_or_default();
        let line = format!("{} {number} {total}", kind.name());
        Ok(Reply::new(200, "application/pdf", crate::pages::pdf(&line)))
    }
}

fn shown(file: &File, kind: Kind, record: &str, base: &str) -> Value {
    json!({
        "AttachmentID": file.id, "FileName": file.name, "MimeType": file.mime, "ContentLength": file.bytes.len(),
        "IncludeOnline": file.online,
        "Url": format!("{base}/api.xro/2.0/{}/{record}/Attachments/{}", kind.plural(), file.name)
    })
}

fn note_shown(note: &Note) -> Value {
    json!({
        "Changes": note.changes, "DateUTC": moment_ms(note.at), "DateUTCString": super::dates::moment_text(note.at),
        "User": "System Generated", "Details": note.text
    })
}
