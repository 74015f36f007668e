//! Mail of one client: where it is handed over, to whom, and when by itself.
//!
//! Not here: the text (`report::mail`) and sending (connect). Invariants: what is kept is usable, or empty; a password is kept for
//! one server and one user, and is unknown as soon as either is another.

use serde::{Deserialize, Serialize};
use tieout_connect::ConnectionKey;
use tieout_connect::mail::{Address, Security, Server, wrong};
use tieout_domain::Failure;
use tieout_domain::run::RunState;
use tieout_store::table::setting;
use tieout_store::{Reader, StoreError, Writer};

use crate::report::Report;
use crate::settings::{Changing, parse, put};

/// Nobody reads a report that goes to more.
const RECIPIENTS_MAX: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AfterSync {
    Never,
    /// Where something needs a person.
    Failures,
    Always,
}

impl AfterSync {
    /// Whether this report is mailed by itself.
    pub fn wants(self, report: &Report) -> bool {
        let open = report.counts.being_verified > 0 || !report.exceptions.is_empty();
        match self {
            Self::Never => false,
            Self::Failures => open || report.state != RunState::Completed,
            Self::Always => true,
        }
    }
}

/// Empty texts are values that nobody has given yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    pub server: String,
    pub port: u16,
    pub security: Security,
    /// Empty: the server asks nobody who they are.
    pub user: String,
    pub from: String,
    pub to: Vec<String>,
    pub after_each_sync: AfterSync,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self {
            server: String::new(),
            port: 587,
            security: Security::StartTls,
            user: String::new(),
            from: String::new(),
            to: Vec::new(),
            after_each_sync: AfterSync::Never,
        }
    }
}

impl MailSettings {
    pub fn load(view: &Reader<'_>) -> Result<Self, StoreError> {
        let mut found = Self::default();
        for row in setting::all(view)? {
            found.take(&row.name, &row.value)?;
        }
        Ok(found)
    }

    fn take(&mut self, name: &str, text: &str) -> Result<(), StoreError> {
        match name {
            "mail.server" => self.server = parse(name, text)?,
            "mail.port" => self.port = parse(name, text)?,
            "mail.security" => {
                let word: String = parse(name, text)?;
                let known = Security::from_word(&word);
                self.security = known.ok_or_else(|| wrong("security", "This is no kind of encryption."))?;
            }
            "mail.user" => self.user = parse(name, text)?,
            "mail.from" => self.from = parse(name, text)?,
            "mail.to" => self.to = parse(name, text)?,
            "mail.after_each_sync" => self.after_each_sync = parse(name, text)?,
            _ => {}
        }
        Ok(())
    }

    /// Takes blanks away, and refuses what no mail could be sent with. Nothing given is fine until something is sent.
    pub fn checked(mut self) -> Result<Self, Failure> {
        for text in [&mut self.server, &mut self.user, &mut self.from] {
            *text = text.trim().to_owned();
        }
        self.to = self
            .to
            .iter()
            .map(|to| to.trim().to_owned())
            .filter(|to| !to.is_empty())
            .collect();
        if !self.from.is_empty() {
            address("from", &self.from)?;
        }
        for to in &self.to {
            address("to", to)?;
        }
        if self.to.len() > RECIPIENTS_MAX {
            let reason = format!("At most {RECIPIENTS_MAX} addresses.");
            return Err(wrong("to", &reason));
        }
        if self.user.chars().any(char::is_control) {
            return Err(wrong("user", "The user is one line of text."));
        }
        if !self.server.is_empty() {
            // Whether there is a password is asked when something is sent.
            let nameless = Server {
                user: None,
                ..self.place()
            };
            nameless.check()?;
        }
        Ok(self)
    }

    pub fn save(&self, writer: &Writer<'_>, by: &Changing) -> Result<(), StoreError> {
        let rows = [
            ("mail.server", serde_json::to_string(&self.server)?),
            ("mail.port", self.port.to_string()),
            ("mail.security", serde_json::to_string(self.security.word())?),
            ("mail.user", serde_json::to_string(&self.user)?),
            ("mail.from", serde_json::to_string(&self.from)?),
            ("mail.to", serde_json::to_string(&self.to)?),
            ("mail.after_each_sync", serde_json::to_string(&self.after_each_sync)?),
        ];
        rows.into_iter()
            .try_for_each(|(name, value)| put(writer, by, name, &value))
    }

    /// The server, without the password.
    pub fn place(&self) -> Server {
        Server {
            host: self.server.clone(),
            port: self.port,
            security: self.security,
            user: (!self.user.is_empty()).then(|| self.user.clone()),
            password: None,
        }
    }

    /// Under which name the password is kept: another server, way or user finds none there.
    pub fn password_key(&self, client_uid: &str) -> ConnectionKey {
        let place = [&self.server, &self.port.to_string(), self.security.word(), &self.user].join("\n");
        let hash = blake3::hash(place.as_bytes()).to_hex();
        ConnectionKey::new(format!("mail-{client_uid}-{}", hash.get(..32).unwrap_or_default()))
    }

    /// Who sends and who gets it. Errors: `mail_settings` with the field.
    pub fn addresses(&self) -> Result<(Option<Address>, Vec<Address>), Failure> {
        let from = match self.from.as_str() {
            "" => None,
            from => Some(address("from", from)?),
        };
        let to = self.to.iter().map(|to| address("to", to));
        Ok((from, to.collect::<Result<_, _>>()?))
    }
}

fn address(field: &str, text: &str) -> Result<Address, Failure> {
    Address::parse(text).map_err(|failure| failure.param("field", field))
}

#[cfg(test)]
mod tests {
    use tieout_domain::ErrorCode;
    use tieout_store::Store;
    use tieout_store::table::audit;

    use super::*;
    use crate::report::sample;

    fn settings() -> MailSettings {
        MailSettings {
            server: "smtp.example.com".into(),
            user: "anna".into(),
            from: "Anna <anna@example.com>".into(),
            to: vec!["bea@example.org".into()],
            after_each_sync: AfterSync::Failures,
            ..MailSettings::default()
        }
    }

    #[test]
    fn what_is_saved_is_read_again_and_each_change_stands_in_the_trail_once() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        let by = Changing {
            who: "ann".into(),
            now: tieout_domain::Instant::UNIX_EPOCH,
        };
        for _ in 0..2 {
            store.write(|writer| settings().save(writer, &by)).unwrap();
        }
        assert_eq!(store.read(MailSettings::load).unwrap(), settings());
        assert_eq!(store.read(audit::verify).unwrap().entries, 7, "one a value");
    }

    #[test]
    fn an_unusable_value_is_refused_by_its_field() {
        let tries = [
            (
                "from",
                MailSettings {
                    from: "anna".into(),
                    ..settings()
                },
            ),
            (
                "to",
                MailSettings {
                    to: vec!["bea@example.org".into(), "x\r\nBcc: y@z".into()],
                    ..settings()
                },
            ),
            (
                "to",
                MailSettings {
                    to: vec!["bea@example.org".into(); 51],
                    ..settings()
                },
            ),
            (
                "server",
                MailSettings {
                    server: "smtp.example.com:25".into(),
                    ..settings()
                },
            ),
            ("port", MailSettings { port: 0, ..settings() }),
            (
                "security",
                MailSettings {
                    security: Security::Plain,
                    ..settings()
                },
            ),
        ];
        for (field, tried) in tries {
            let failure = tried.checked().unwrap_err();
            assert_eq!(
                (failure.code, failure.params["field"].as_str()),
                (ErrorCode::MailSettings, field)
            );
        }
        assert!(MailSettings::default().checked().is_ok(), "nothing given yet is fine");
    }

    #[test]
    fn a_password_is_found_for_the_server_and_user_it_was_typed_for_only() {
        let key = settings().password_key("uid");
        assert_eq!(key, settings().password_key("uid"));
        let others = [
            MailSettings {
                server: "smtp.example.org".into(),
                ..settings()
            },
            MailSettings { port: 25, ..settings() },
            MailSettings {
                security: Security::Tls,
                ..settings()
            },
            MailSettings {
                user: "bea".into(),
                ..settings()
            },
        ];
        for other in others {
            assert_ne!(key, other.password_key("uid"), "{other:?}");
        }
        assert_ne!(key, settings().password_key("another client"));
    }

    #[test]
    fn a_report_goes_out_by_itself_as_chosen() {
        let mut clean = sample::report(0);
        clean.state = RunState::Completed;
        let troubled = sample::report(1);
        assert!(!AfterSync::Never.wants(&troubled));
        assert!(AfterSync::Failures.wants(&troubled) && !AfterSync::Failures.wants(&clean));
        assert!(AfterSync::Always.wants(&clean));
    }
}
