//! The QuickBooks Online face of the practice book: version 3 of the accounting API.
//!
//! Not here: sockets, faults, quotas (`server`), and any type the connector also uses: the two must be able to disagree.
//! Invariant: every answer is computed from the company's records and book; nothing is canned.

mod accounts;
mod batch;
mod cdc;
mod company;
mod counts;
mod door;
mod errors;
mod fill;
mod kinds;
mod lengths;
mod lines;
mod links;
mod members;
mod oauth;
mod practice;
mod project;
mod query;
mod render;
mod reports;
mod requests;
mod sales;
pub mod seed;
mod store;
mod switches;
#[cfg(test)]
mod tests;
mod upload;
mod write;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

pub use errors::{ROWS, Row};
pub use oauth::{CLIENT_ID, CLIENT_SECRET};
pub use switches::{Duplicates, OtherBody, Switches, TaxChanges};

use crate::face::Face;
use crate::journal::Journal;
use crate::json;
use crate::wire::{Reply, Request};
use crate::{BookName, SandboxOptions};
use errors::{Answer, Refusal, gateway, refuse};
use kinds::Kind;
use oauth::{Bearer, Grants};
use requests::Seen;
use seed::Seed;
use store::Company;
use write::Call;

/// The face with everything it remembers.
pub struct QuickBooks {
    company: Company,
    grants: Grants,
    seen: Seen,
    auto_consent: bool,
    serial: u64,
    files: BTreeMap<String, Vec<u8>>,
}

/// How the face is set up.
pub struct Setup {
    pub seed: Seed,
    pub realm: String,
    pub base_url: String,
    pub auto_consent: bool,
    pub switches: Switches,
}

impl Setup {
    /// The company that a book's name stands for.
    #[must_use]
    pub fn of(options: &SandboxOptions, base_url: &str) -> Self {
        let mut switches = options.switches.clone();
        if !options.real_quotas {
            switches.lift_quotas();
        }
        let (seed, realm) = match options.book {
            BookName::Sample => (seed::sample(), "4620816365100000001"),
            BookName::Practice => (seed::practice(), "4620816365100000002"),
            BookName::Empty => (seed::empty(), "4620816365100000003"),
        };
        Self {
            seed,
            realm: realm.to_owned(),
            base_url: base_url.to_owned(),
            auto_consent: options.auto_consent,
            switches,
        }
    }
}

impl QuickBooks {
    /// Opens the company: from the journal when it has lines, else from the seed.
    pub fn open(setup: &Setup, journal: Option<(Journal, Vec<Value>)>) -> Result<Self, String> {
        let mut face = Self {
            company: Company::new(&setup.realm),
            grants: Grants::default(),
            seen: Seen::default(),
            auto_consent: setup.auto_consent,
            serial: 0,
            files: BTreeMap::new(),
        };
        face.company.base_url.clone_from(&setup.base_url);
        face.company.switches = setup.switches.clone();
        let Some((mut journal, mut lines)) = journal else {
            face.plant(&setup.seed)?;
            return Ok(face);
        };
        if lines.is_empty() {
            lines = Self::first_lines(setup)?;
            lines.iter().for_each(|line| journal.add(line));
            journal.commit().map_err(|error| error.to_string())?;
        }
        for line in &lines {
            face.replay(line)?;
        }
        face.company.settle_zone();
        face.company.journal = Some(journal);
        Ok(face)
    }

    fn plant(&mut self, seed: &Seed) -> Result<(), String> {
        let refused = self.company.plant(seed);
        if refused.is_empty() {
            Ok(())
        } else {
            Err(format!("the seed was refused: {}", refused.join("; ")))
        }
    }

    fn first_lines(setup: &Setup) -> Result<Vec<Value>, String> {
        let mut company = Company::new(&setup.realm);
        let refused = company.plant(&setup.seed);
        if !refused.is_empty() {
            return Err(format!("the seed was refused: {}", refused.join("; ")));
        }
        Ok(company.everything())
    }

    fn replay(&mut self, line: &Value) -> Result<(), String> {
        if let Some(grants) = line.get("grants") {
            self.grants = serde_json::from_value(grants.clone()).map_err(|error| error.to_string())?;
        } else if let Some(seen) = line.get("seen") {
            self.seen.replay(seen);
        } else {
            self.company
                .replay(line)
                .map_err(|refusal| format!("journal line refused: {refusal:?}"))?;
        }
        Ok(())
    }

    fn save_state(&mut self) -> Result<(), String> {
        if self.grants.changed {
            self.grants.changed = false;
            self.company.journal_line(&json!({"grants": self.grants}));
        }
        match &mut self.company.journal {
            Some(journal) => journal.commit().map_err(|error| error.to_string()),
            None => Ok(()),
        }
    }

    fn dressed(&mut self, reply: Reply, now: Timestamp) -> Reply {
        self.serial += 1;
        let tid = format!("1-{:08x}-{:024x}", now.as_second(), self.serial);
        let reply = reply
            .with("intuit_tid", tid)
            .with("Qbo-Version", "2026.88")
            .with(
                "Cache-Control",
                "max-age=0, no-cache, no-store, must-revalidate, private",
            )
            .with("Strict-Transport-Security", "max-age=15552000");
        let json = reply
            .headers
            .iter()
            .any(|(name, value)| name == "Content-Type" && value == "application/json");
        if json && reply.ok() {
            reply.with("Content-Type", "application/json;charset=utf-8")
        } else {
            reply
        }
    }

    fn api(&mut self, request: &Request, now: Timestamp) -> Reply {
        let ms = now.as_millisecond();
        match self.grants.check(request.header("authorization"), now) {
            Bearer::Good => {}
            Bearer::Expired => return expired(request, ms),
            Bearer::Malformed => return malformed(ms),
        }
        let segments = request.segments();
        if segments.get(2).is_none_or(|realm| *realm != self.company.realm) {
            let message = "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403";
            return gateway(403, "SERVICE", "3100", message, "", ms);
        }
        if self.company.switches.user_removed {
            return self.forbidden(now);
        }
        match self
            .route(request, &segments[3..], now)
            .and_then(|reply| self.fitting(request, reply))
        {
            Ok(reply) => reply,
            Err(refusal) => refusal.reply(&self.company.stamp_ms(now)),
        }
    }

    /// An answer to a question may be too long; one to a write is given whatever its length.
    fn fitting(&self, request: &Request, reply: Reply) -> Answer<Reply> {
        let max = self.company.switches.answer_bytes_max;
        let question = request.method == "GET" || request.path.ends_with("/query");
        if question && max > 0 && reply.body.len() > max {
            return Err(refuse("10100", &[]).without_element());
        }
        Ok(reply)
    }

    fn route(&mut self, request: &Request, rest: &[&str], now: Timestamp) -> Answer<Reply> {
        let lower: Vec<String> = rest.iter().map(|part| part.to_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        match (request.method.as_str(), lower.as_slice()) {
            ("GET" | "POST", ["query"]) => {
                let sent = String::from_utf8_lossy(&request.body).into_owned();
                let text = request.param("query").map_or(sent, str::to_owned);
                let found = self.company.query(&text, now)?;
                Ok(self.envelope("QueryResponse", found, now))
            }
            ("GET", ["cdc"]) => self.change_data(request, now),
            ("POST", ["batch"]) => self.once(request, now, Self::batch),
            ("POST", ["upload"]) => self.once(request, now, Self::upload),
            ("GET", ["download", _]) => self.download(rest[1]),
            ("GET", ["reports", _]) => self.report(rest[1], request, now),
            ("GET", ["companyinfo", _]) => Ok(self.envelope("CompanyInfo", self.company.company_info(), now)),
            ("GET", ["preferences"]) => Ok(self.envelope("Preferences", self.company.preferences(), now)),
            ("GET", ["exchangerate"]) => Ok(self.exchange_rate(request, now)),
            ("POST", ["taxservice", "taxcode"]) => self.once(request, now, Self::tax_service),
            (_, [entity, tail @ ..]) => match Kind::find(entity) {
                Some(kind) => self.entity(request, kind, tail, now),
                None => Err(unsupported(request)),
            },
            _ => Err(unsupported(request)),
        }
    }

    fn entity(&mut self, request: &Request, kind: Kind, tail: &[&str], now: Timestamp) -> Answer<Reply> {
        match (request.method.as_str(), tail) {
            ("GET", [id]) => self.read(kind, id, now),
            ("GET", [id, "pdf"]) => self.pdf(kind, id),
            ("POST", [id, "send"]) => self.once(request, now, |face, request, now| {
                face.send_mail(request, kind, id, now)
            }),
            ("POST", []) => self.once(request, now, move |face, request, now| {
                let body = serde_json::from_slice::<Value>(&request.body)
                    .map_err(|error| refuse("2010", &[&format!("{error}")]).without_element())?;
                let operation = request.param("operation").unwrap_or("").to_lowercase();
                let include = request.param("include").unwrap_or("").to_lowercase();
                let saved = face.write(kind, &operation, &include, &body, now)?;
                Ok(saved.map_or_else(
                    || {
                        Reply::json(
                            200,
                            &json!({"BatchItemResponse": [], "time": face.company.stamp_ms(now)}),
                        )
                    },
                    |saved| face.envelope(kind.name(), saved, now),
                ))
            }),
            _ => Err(unsupported(request)),
        }
    }

    /// One write. `None` is the vendor's empty answer to voiding a journal entry.
    fn write(
        &mut self,
        kind: Kind,
        operation: &str,
        include: &str,
        body: &Value,
        now: Timestamp,
    ) -> Answer<Option<Value>> {
        let call = Call {
            now,
            include,
            seeding: false,
        };
        let void = operation == "void" || include == "void";
        let saved = match (operation, void, kind) {
            ("delete", _, _) => self.company.delete(kind, body, &call)?,
            ("update", true, Kind::SalesReceipt | Kind::BillPayment) if !self.company.switches.void_by_update => {
                return Err(refuse("500", &[&format!("void on {}", kind.name())]));
            }
            (_, true, Kind::JournalEntry) => return Ok(None),
            (_, true, Kind::Bill) => return Err(refuse("10000", &["void"]).system(200)),
            ("void", _, Kind::Invoice)
            | (_, true, Kind::Payment | Kind::SalesReceipt | Kind::CreditMemo)
            | ("update", true, Kind::BillPayment) => self.company.void(kind, body, &call)?,
            (_, true, _) => return Err(refuse("500", &[&format!("void on {}", kind.name())])),
            _ if kind == Kind::Attachable => {
                let mut sent = json::object(body);
                self.check_links(&mut sent)?;
                if json::text(&sent, "Note").is_empty() && json::text(&sent, "FileName").is_empty() {
                    return Err(errors::business(
                        "You must have at least a note string or file attachment",
                    ));
                }
                self.company.save(kind, &Value::Object(sent), &call)?
            }
            _ => self.company.save(kind, body, &call)?,
        };
        Ok(Some(saved))
    }

    fn read(&self, kind: Kind, id: &str, now: Timestamp) -> Answer<Reply> {
        let number: u64 = id.parse().map_err(|_| refuse("2030", &[id]).at("Id"))?;
        self.company
            .get(kind, number)
            .ok_or_else(|| self.company.gone(kind, number))?;
        Ok(self.envelope(kind.name(), self.company.render(kind, number), now))
    }

    fn envelope(&self, name: &str, value: Value, now: Timestamp) -> Reply {
        Reply::json(200, &json!({name: value, "time": self.company.stamp_ms(now)}))
    }
}

fn unsupported(request: &Request) -> Box<Refusal> {
    let text = format!(
        "Could not find resource for relative : {} of full path: {}",
        request.path, request.path
    );
    refuse("500", &[&text]).without_element()
}

fn expired(request: &Request, ms: i64) -> Reply {
    let token: String = request.header("authorization").chars().skip(7).take(12).collect();
    let message = "message=AuthenticationFailed; errorCode=003200; statusCode=401";
    gateway(
        401,
        "AUTHENTICATION",
        "3200",
        message,
        &format!("Token expired: {token}..."),
        ms,
    )
}

fn malformed(ms: i64) -> Reply {
    let message = "message=AuthenticationFailed; errorCode=003200; statusCode=401";
    gateway(
        401,
        "AUTHENTICATION",
        "3200",
        message,
        "Malformed bearer token: too short or too long",
        ms,
    )
}
