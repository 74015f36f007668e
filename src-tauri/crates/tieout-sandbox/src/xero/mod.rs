//! The Xero face of the practice book: version 2.0 of the accounting API.
//!
//! Not here: sockets, faults, quotas (`server`), and any type the connector also uses: the two must be able to disagree.
//! Invariant: every answer is computed from the organisation's records and book; nothing is canned.

mod allocations;
mod claims;
mod contacts;
mod dates;
mod documents;
mod door;
mod errors;
mod files;
mod filter;
mod groups;
mod journals;
mod kinds;
mod lines;
mod list;
mod lists;
mod money;
mod oauth;
mod once;
mod organisation;
mod practice;
mod project;
mod render;
mod reports;
mod route;
mod seed;
mod settled;
mod settlements;
mod status;
mod store;
mod switches;
mod tenants;
mod terms;
mod write;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

pub use errors::{Origin, ROWS, Row};
pub use oauth::{CLIENT_ID, REDIRECT_PORTS};
pub use seed::practice_truth;
pub use switches::{MissingDue, MissingScope, Switches};

use crate::journal::Journal;
use crate::json;
use crate::{BookName, SandboxOptions};
use oauth::{Desk, Grants};
use once::Once;
use store::Org;
use tenants::Connections;

/// Where the API begins.
pub const API: &str = "/api.xro/2.0";

/// The face with everything it remembers.
pub struct Xero {
    /// Organisations by tenant id.
    orgs: BTreeMap<String, Org>,
    /// The one it was started with.
    main: String,
    base_url: String,
    grants: Grants,
    connections: Connections,
    once: Once,
    auto_consent: bool,
    journal: Option<Journal>,
}

/// What consent needs to know, kept while the grants are changed.
struct OwnDesk {
    base_url: String,
    auto_consent: bool,
    switches: Switches,
    companies: Vec<String>,
}

impl OwnDesk {
    fn borrowed(&self) -> Desk<'_> {
        Desk {
            base_url: &self.base_url,
            auto_consent: self.auto_consent,
            switches: &self.switches,
            companies: self.companies.clone(),
        }
    }
}

impl Xero {
    /// Opens the organisation: from the journal when it has lines, else from its seed.
    pub fn open(
        options: &SandboxOptions,
        base_url: &str,
        journal: Option<(Journal, Vec<Value>)>,
    ) -> Result<Self, String> {
        let mut switches = options.xero.clone();
        if !options.real_quotas {
            switches.lift_quotas();
        }
        let main = match options.book {
            BookName::Practice => seed::PRACTICE_TENANT,
            BookName::Empty => seed::EMPTY_TENANT,
            BookName::Sample => return Err("this ledger has no sample company; take empty or practice".to_owned()),
        };
        let mut org = Org::new(main);
        org.switches = switches;
        let mut face = Self {
            orgs: BTreeMap::from([(main.to_owned(), org)]),
            main: main.to_owned(),
            base_url: base_url.to_owned(),
            grants: Grants::default(),
            connections: Connections::default(),
            once: Once::default(),
            auto_consent: options.auto_consent,
            journal: None,
        };
        let Some((mut journal, mut lines)) = journal else {
            seed::plant(face.main_org_mut(), options.book)?;
            return Ok(face);
        };
        if lines.is_empty() {
            let mut planted = Org::new(main);
            seed::plant(&mut planted, options.book)?;
            lines = planted
                .everything()
                .into_iter()
                .map(|line| tagged(line, main))
                .collect();
            lines.iter().for_each(|line| journal.add(line));
            journal.commit().map_err(|error| error.to_string())?;
        }
        for line in &lines {
            face.replay(line)?;
        }
        face.orgs.values_mut().for_each(|org| org.journaled = true);
        face.journal = Some(journal);
        Ok(face)
    }

    fn replay(&mut self, line: &Value) -> Result<(), String> {
        if let Some(grants) = line.get("grants") {
            self.grants = serde_json::from_value(grants.clone()).map_err(|error| error.to_string())?;
            return Ok(());
        }
        if let Some(connections) = line.get("connections") {
            self.connections = serde_json::from_value(connections.clone()).map_err(|error| error.to_string())?;
            return Ok(());
        }
        if let Some(once) = line.get("once") {
            self.once.replay(once);
            return Ok(());
        }
        let tenant = line["tenant"].as_str().unwrap_or(&self.main).to_owned();
        let switches = self.switches().clone();
        let org = self.orgs.entry(tenant.clone()).or_insert_with(|| {
            let mut org = Org::new(&tenant);
            org.switches = switches;
            org
        });
        org.replay(line)
    }

    /// Writes what changed; consents open the organisations first.
    fn save_state(&mut self, now: Timestamp) -> Result<(), String> {
        let mut connected = std::mem::take(&mut self.grants.revoked);
        if connected {
            self.connections.close_all();
        }
        let tenants: Vec<String> = self.orgs.keys().cloned().collect();
        for event in std::mem::take(&mut self.grants.consents) {
            self.connections.open(&tenants, &event, now);
            connected = true;
        }
        let changed = std::mem::take(&mut self.grants.changed);
        let Some(journal) = &mut self.journal else {
            self.orgs.values_mut().for_each(|org| org.lines.clear());
            return Ok(());
        };
        if changed {
            journal.add(&json!({"grants": self.grants}));
        }
        if connected || changed {
            journal.add(&json!({"connections": self.connections}));
        }
        for (tenant, org) in &mut self.orgs {
            for line in std::mem::take(&mut org.lines) {
                journal.add(&tagged(line, tenant));
            }
        }
        journal.commit().map_err(|error| error.to_string())
    }

    fn main_org(&self) -> &Org {
        &self.orgs[&self.main]
    }

    fn main_org_mut(&mut self) -> &mut Org {
        self.orgs
            .entry(self.main.clone())
            .or_insert_with(|| Org::new(&self.main))
    }

    fn switches(&self) -> &Switches {
        &self.main_org().switches
    }

    fn desk(&self) -> OwnDesk {
        let name = |org: &Org| org.info["Name"].as_str().unwrap_or("").to_owned();
        OwnDesk {
            base_url: self.base_url.clone(),
            auto_consent: self.auto_consent,
            switches: self.switches().clone(),
            companies: self.orgs.values().map(name).collect(),
        }
    }
}

/// A journal line that says whose it is.
fn tagged(mut line: Value, tenant: &str) -> Value {
    line["tenant"] = json!(tenant);
    line
}
