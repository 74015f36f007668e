//! A letter as the bytes that travel: headers, text, attachments.
//!
//! Not here: sending. Invariant: equal letters give equal bytes; a subject is one line, whatever it was made of.

use std::time::SystemTime;

use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment as Part, Mailbox, MultiPart, SinglePart};
use lettre::{Address as Bare, Message};
use tieout_domain::Failure;

use super::Letter;

/// Right of the `@` where nobody is known yet; a name that can belong to nobody (RFC 2606).
const NOWHERE: &str = "draft.invalid";

/// A file that mail programs open as a mail about to be sent, with its attachments.
pub fn draft(letter: &Letter) -> Result<Vec<u8>, Failure> {
    let mut message = message(letter)?;
    let headers = message.headers_mut();
    headers.insert_raw(raw("X-Unsent", "1"));
    // Whoever sends it says who and under which number.
    headers.remove_raw("Message-ID");
    if letter.from.is_none() {
        headers.remove_raw("From");
    }
    Ok(message.formatted())
}

/// What is handed to a mail server.
pub fn message(letter: &Letter) -> Result<Message, Failure> {
    let nobody = Bare::new("nobody", NOWHERE).map_err(Failure::internal)?;
    let from = letter
        .from
        .as_ref()
        .map_or_else(|| Mailbox::new(None, nobody), |from| from.0.clone());
    let to = letter.to.iter().map(|to| to.0.email.clone()).collect::<Vec<_>>();
    let whom = if to.is_empty() { vec![from.email.clone()] } else { to };
    let envelope = Envelope::new(Some(from.email.clone()), whom).map_err(Failure::internal)?;
    let mut builder = Message::builder()
        .envelope(envelope)
        .date(SystemTime::from(letter.at))
        .message_id(Some(format!("<{}@{}>", letter.id, from.email.domain())))
        .subject(one_line(&letter.subject))
        // Nobody's holiday notice answers it (RFC 3834).
        .raw_header(raw("Auto-Submitted", "auto-generated"))
        .from(from);
    for to in &letter.to {
        builder = builder.to(to.0.clone());
    }
    builder.multipart(parts(letter)?).map_err(Failure::internal)
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

fn parts(letter: &Letter) -> Result<MultiPart, Failure> {
    let text = SinglePart::plain(letter.text.clone());
    let mut all = MultiPart::mixed().boundary(boundary(letter)).singlepart(text);
    for attachment in &letter.attachments {
        let kind = ContentType::parse(attachment.content_type).map_err(Failure::internal)?;
        all = all.singlepart(Part::new(attachment.name.clone()).body(attachment.bytes.clone(), kind));
    }
    Ok(all)
}

/// A line that no part can hold: `=_` stands in no encoded text.
fn boundary(letter: &Letter) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(letter.id.as_bytes()).update(letter.text.as_bytes());
    for attachment in &letter.attachments {
        hasher.update(&attachment.bytes);
    }
    format!("=_{}", hasher.finalize().to_hex().get(..32).unwrap_or_default())
}

/// A name may hold line breaks; a header would end there.
fn one_line(text: &str) -> String {
    let plain = text.replace(char::is_control, " ");
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::{Address, Attachment};
    use super::*;

    fn letter() -> Letter {
        Letter {
            from: Some(Address::parse("Anna Berg <anna@example.com>").unwrap()),
            to: vec![Address::parse("bea@example.org").unwrap()],
            subject: "Sync report Romarío & Söhne, 26 Nov 2026: 3 failed".into(),
            text: "Total 830\n.\nA line that begins with a dot is kept.\n".into(),
            attachments: vec![Attachment {
                name: "report.pdf".into(),
                content_type: "application/pdf",
                bytes: b"%PDF-1.7 \x00\xff".to_vec(),
            }],
            id: "run-3.abc".into(),
            at: "2026-11-26T05:00:00Z".parse().unwrap(),
        }
    }

    fn text(bytes: Vec<u8>) -> String {
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn a_letter_reads_as_mail_programs_expect_it() {
        let sent = text(message(&letter()).unwrap().formatted());
        let head = sent.split("\r\n\r\n").next().unwrap();
        assert!(head.contains("Message-ID: <run-3.abc@example.com>\r\n"), "{head}");
        assert!(head.contains("Date: Thu, 26 Nov 2026 05:00:00 +0000\r\n"), "{head}");
        assert!(head.contains("From: \"Anna Berg\" <anna@example.com>\r\n"), "{head}");
        assert!(head.contains("To: bea@example.org\r\n"), "{head}");
        assert!(!sent.contains("X-Unsent"), "it is sent, not prepared");
        assert!(
            sent.contains("Content-Disposition: attachment; filename=\"report.pdf\""),
            "{sent}"
        );
        assert!(sent.is_ascii() && sent.lines().all(|line| line.len() <= 998));
        assert_eq!(
            sent,
            text(message(&letter()).unwrap().formatted()),
            "equal letters, equal bytes"
        );
    }

    #[test]
    fn a_draft_is_unsent_and_leaves_open_who_sends_it() {
        let nobody = Letter {
            from: None,
            to: Vec::new(),
            ..letter()
        };
        let draft = text(draft(&nobody).unwrap());
        let head = draft.split("\r\n\r\n").next().unwrap();
        assert!(head.contains("X-Unsent: 1"), "{head}");
        for header in ["From:", "To:", "Message-ID:", NOWHERE] {
            assert!(!head.contains(header), "{header} in {head}");
        }
    }

    #[test]
    fn no_text_adds_a_header() {
        let evil = Letter {
            subject: "Acme\r\nBcc: eve@example.com\r\n\r\nhello".into(),
            text: "Total\r\n.\r\nMAIL FROM:<eve@example.com>\r\n".into(),
            ..letter()
        };
        let sent = text(message(&evil).unwrap().formatted());
        let head = sent.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert!(head.contains("Subject: Acme Bcc: eve@example.com hello"), "{head}");
        assert_eq!(message(&evil).unwrap().envelope().to().len(), 1);
    }
}
