//! Mail: one letter with attachments, as a draft for the user's own mail program or handed to a mail server.
//!
//! Not here: what a letter says (engine), when it is sent (hosts). Invariants: no text from outside adds a header or a recipient;
//! a password travels encrypted, or not at all.

mod mime;
mod smtp;

use std::net::IpAddr;
use std::str::FromStr;
use std::time::Duration;

use lettre::message::Mailbox;
use secrecy::SecretString;
use tieout_domain::{ErrorCode, Failure, Instant, Recovery};

pub use mime::draft;

/// A longer text is no address (RFC 5321 §4.5.3.1.3, with room for a name).
const ADDRESS_CHARS_MAX: usize = 320;

/// All steps of one mail together.
const DEADLINE: Duration = Duration::from_secs(180);

/// One mailbox: `anna@example.com` or `Anna Berg <anna@example.com>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address(Mailbox);

impl Address {
    pub fn parse(text: &str) -> Result<Self, Failure> {
        let text = text.trim();
        let refused = |reason: &str| wrong("address", reason).param("value", text);
        if text.chars().any(char::is_control) || text.chars().count() > ADDRESS_CHARS_MAX {
            return Err(refused("An address is one short line of text."));
        }
        let mailbox = Mailbox::from_str(text).map_err(|_| refused("An address looks like anna@example.com."))?;
        if mailbox.email.to_string().is_ascii() {
            Ok(Self(mailbox))
        } else {
            Err(refused("Mail servers take addresses without accents only."))
        }
    }

    /// Without the name: `anna@example.com`.
    pub fn bare(&self) -> String {
        self.0.email.to_string()
    }

    pub fn domain(&self) -> &str {
        self.0.email.domain()
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A file that goes with a letter; `content_type` as in `application/pdf`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    pub name: String,
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// `None` in a draft: the mail program puts its own user there.
    pub from: Option<Address>,
    pub to: Vec<Address>,
    pub subject: String,
    pub text: String,
    pub attachments: Vec<Attachment>,
    /// Left of the `@` of the message number; the same for the same letter, so that mail programs show a second one once.
    pub id: String,
    pub at: Instant,
}

/// How the way to the mail server is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Encrypted from the first byte; port 465.
    Tls,
    /// Encrypted before anything is said; port 587. A server that does not offer it gets nothing.
    StartTls,
    /// Not private: for a server on this computer only.
    Plain,
}

impl Security {
    pub const ALL: [Self; 3] = [Self::Tls, Self::StartTls, Self::Plain];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Tls => "tls",
            Self::StartTls => "starttls",
            Self::Plain => "plain",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|security| security.word() == word)
    }
}

/// Where letters are handed over.
#[derive(Clone)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// `None`: the server asks nobody who they are.
    pub user: Option<String>,
    pub password: Option<SecretString>,
}

impl Server {
    /// Whether the values can be used at all; asks nobody.
    pub fn check(&self) -> Result<(), Failure> {
        let odd = |letter: char| letter.is_whitespace() || letter.is_control() || "/@:".contains(letter);
        let six = self.host.parse::<IpAddr>().is_ok();
        if self.host.is_empty() || (self.host.contains(odd) && !six) {
            let reason = "A mail server's name looks like smtp.example.com; the port stands beside it.";
            return Err(wrong("server", reason).param("value", &self.host));
        }
        if self.port == 0 {
            return Err(wrong("port", "The port is a number such as 465 or 587.").param("value", self.port));
        }
        if self.security == Security::Plain && !self.on_this_computer() {
            let reason = "Without encryption only a mail server on this computer can be used.";
            return Err(wrong("security", reason));
        }
        if self.user.is_some() && self.password.is_none() {
            return Err(wrong("password", "The password for the mail server is missing."));
        }
        Ok(())
    }

    fn on_this_computer(&self) -> bool {
        self.host == "localhost" || self.host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }
}

/// Hands a letter to the server; when it returns well, the server has taken it for every recipient.
/// Errors: the `mail_*` codes. Only `mail_in_doubt` leaves open whether it was taken.
pub async fn send(server: Server, letter: Letter) -> Result<(), Failure> {
    server.check()?;
    let work = tokio::task::spawn_blocking(move || smtp::send(&server, &letter));
    match tokio::time::timeout(DEADLINE, work).await {
        Ok(done) => done.map_err(Failure::internal)?,
        Err(_) => Err(Failure::new(ErrorCode::MailInDoubt, Recovery::Retry).context("the mail server took too long")),
    }
}

/// A value that mailing cannot work with; `reason` is a sentence for people.
pub fn wrong(field: &str, reason: &str) -> Failure {
    Failure::new(ErrorCode::MailSettings, Recovery::ChangeSetting)
        .param("field", field)
        .param("reason", reason)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn server(host: &str, security: Security) -> Server {
        Server {
            host: host.into(),
            port: 587,
            security,
            user: None,
            password: None,
        }
    }

    #[test]
    fn an_address_is_taken_with_and_without_a_name_and_nothing_else_is() {
        assert_eq!(Address::parse(" anna@example.com ").unwrap().bare(), "anna@example.com");
        let named = Address::parse("Anna Berg <anna@example.com>").unwrap();
        assert_eq!(
            (named.bare().as_str(), named.domain()),
            ("anna@example.com", "example.com")
        );
        let tries = [
            "",
            "anna",
            "anna@",
            "@example.com",
            "a b@example.com",
            "anna@example.com, bea@example.com",
            "anna@example.com\r\nBcc: eve@example.com",
            "Anna\n<anna@example.com>",
            "anna@example.com> SIZE=1",
            "zoë@example.com",
        ];
        for text in tries {
            let failure = Address::parse(text).unwrap_err();
            assert_eq!(failure.code, ErrorCode::MailSettings, "{text:?}");
            assert!(failure.params.contains_key("reason"));
        }
    }

    #[test]
    fn a_way_without_encryption_leads_to_this_computer_only() {
        for host in ["localhost", "127.0.0.1", "::1"] {
            assert!(server(host, Security::Plain).check().is_ok(), "{host}");
        }
        let refused = server("smtp.example.com", Security::Plain).check().unwrap_err();
        assert_eq!(refused.params["field"], "security");
        assert!(server("smtp.example.com", Security::StartTls).check().is_ok());
    }

    #[test]
    fn a_server_is_a_plain_name_and_a_user_needs_a_password() {
        for host in [
            "",
            "smtp.example.com:587",
            "smtp example",
            "https://smtp.example.com",
            "a\r\nb",
        ] {
            let refused = server(host, Security::Tls).check().unwrap_err();
            assert_eq!(refused.params["field"], "server", "{host:?}");
        }
        let nameless = Server {
            user: Some("anna".into()),
            ..server("smtp.example.com", Security::Tls)
        };
        assert_eq!(nameless.check().unwrap_err().params["field"], "password");
    }
}
