//! One company: its records as JSON beside the book they post to.
//!
//! Not here: rules (`write`), postings (`project`), answers (`render`).
//! Invariant: every change passes `commit` or `drop_record`, so records, book and journal never part.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{Offset, TimeZone};
use serde_json::{Value, json};

use super::errors::{Answer, Refusal, bad_reference, not_found, refuse};
use super::json::{Body, flag, ref_text, text};
use super::kinds::{Kind, Space};
use super::switches::Switches;
use crate::book::{Book, name_key};
use crate::journal::Journal;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub body: Body,
    pub token: u64,
    pub created: Timestamp,
    pub updated: Timestamp,
    pub voided: bool,
}

#[derive(Debug, Default)]
pub struct Table {
    pub rows: BTreeMap<u64, Record>,
    labels: BTreeMap<String, BTreeSet<u64>>,
    /// By time of the last change, for change data capture and windowed queries.
    changed: BTreeSet<(Timestamp, u64)>,
}

#[derive(Debug, Clone)]
pub struct Tomb {
    pub kind: Kind,
    pub id: u64,
    pub at: Timestamp,
}

#[derive(Debug)]
pub struct Company {
    pub book: Book,
    tables: BTreeMap<Kind, Table>,
    next: BTreeMap<Space, u64>,
    pub tombs: Vec<Tomb>,
    pub info: Value,
    pub prefs: Value,
    pub switches: Switches,
    pub zone: TimeZone,
    pub realm: String,
    pub journal: Option<Journal>,
    /// Highest number given to a document by the company itself.
    pub last_number: u64,
    /// The same for purchase orders.
    pub last_order: u64,
    pub base_url: String,
    next_address: u64,
}

impl Company {
    #[must_use]
    pub fn new(realm: &str) -> Self {
        Self {
            book: Book::new(),
            tables: Kind::ALL.into_iter().map(|kind| (kind, Table::default())).collect(),
            next: BTreeMap::new(),
            tombs: Vec::new(),
            info: json!({}),
            prefs: json!({}),
            switches: Switches::default(),
            zone: TimeZone::UTC,
            realm: realm.to_owned(),
            journal: None,
            last_number: 1000,
            last_order: 1000,
            base_url: String::new(),
            next_address: 100,
        }
    }

    /// Reads the company's zone again after its data changed.
    pub fn settle_zone(&mut self) {
        let name = self
            .info
            .get("DefaultTimeZone")
            .and_then(Value::as_str)
            .unwrap_or("America/Los_Angeles");
        let pacific = || TimeZone::fixed(Offset::constant(-7));
        self.zone = TimeZone::get(name).unwrap_or_else(|_| pacific());
        let months = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let first = self
            .info
            .get("FiscalYearStartMonth")
            .and_then(Value::as_str)
            .unwrap_or("January");
        let at = months.iter().position(|month| *month == first).unwrap_or(0);
        self.book.first_month = i8::try_from(at + 1).unwrap_or(1);
        let closed = self
            .pref("AccountingInfoPrefs", "BookCloseDate")
            .as_str()
            .and_then(|day| day.parse().ok());
        self.book.close_through(closed);
    }

    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone.clone()).date()
    }

    /// `2026-03-04T06:58:50-07:00`
    #[must_use]
    pub fn stamp(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone())
            .strftime("%Y-%m-%dT%H:%M:%S%:z")
            .to_string()
    }

    /// `2026-03-04T06:58:50.262-07:00`
    #[must_use]
    pub fn stamp_ms(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone())
            .strftime("%Y-%m-%dT%H:%M:%S.%3f%:z")
            .to_string()
    }

    #[must_use]
    pub fn pref(&self, group: &str, name: &str) -> &Value {
        self.prefs
            .get(group)
            .and_then(|group| group.get(name))
            .unwrap_or(&Value::Null)
    }

    #[must_use]
    pub fn home_currency(&self) -> String {
        ref_text(&super::json::object(&self.prefs["CurrencyPrefs"]), "HomeCurrency").unwrap_or_else(|| "USD".to_owned())
    }

    #[must_use]
    pub fn multi_currency(&self) -> bool {
        flag(Some(self.pref("CurrencyPrefs", "MultiCurrencyEnabled")))
    }

    #[must_use]
    pub fn is_us(&self) -> bool {
        self.info
            .get("Country")
            .and_then(Value::as_str)
            .unwrap_or("US")
            .starts_with("US")
    }

    #[must_use]
    pub fn get(&self, kind: Kind, id: u64) -> Option<&Record> {
        self.tables.get(&kind)?.rows.get(&id)
    }

    pub fn rows(&self, kind: Kind) -> impl Iterator<Item = (u64, &Record)> {
        self.tables
            .get(&kind)
            .into_iter()
            .flat_map(|table| table.rows.iter().map(|(id, record)| (*id, record)))
    }

    /// Ids whose label (name or number) equals `label` without regard to case.
    pub fn labelled(&self, kind: Kind, label: &str) -> Vec<u64> {
        let found = self
            .tables
            .get(&kind)
            .and_then(|table| table.labels.get(&name_key(label)));
        found.into_iter().flatten().copied().collect()
    }

    /// Ids changed at or after `since`.
    pub fn changed_since(&self, kind: Kind, since: Timestamp) -> Vec<u64> {
        let table = self.tables.get(&kind);
        table
            .into_iter()
            .flat_map(|table| table.changed.range((since, 0)..))
            .map(|(_, id)| *id)
            .collect()
    }

    #[must_use]
    pub fn is_active(&self, kind: Kind, id: u64) -> bool {
        self.get(kind, id)
            .is_some_and(|record| record.body.get("Active").is_none_or(|active| flag(Some(active))))
    }

    /// The next free id of the entity's space.
    pub fn new_id(&mut self, kind: Kind) -> u64 {
        let next = self.next.entry(kind.space()).or_insert(kind.first_id());
        *next += 1;
        *next - 1
    }

    pub const fn new_address_id(&mut self) -> u64 {
        self.next_address += 1;
        self.next_address
    }

    /// Posts a record, keeps it and journals it. Nothing changes when the book refuses.
    pub fn commit(&mut self, kind: Kind, id: u64, record: Record) -> Answer<()> {
        self.project(kind, id, &record)?;
        self.journal_put(kind, id, &record);
        self.keep(kind, id, record);
        Ok(())
    }

    /// Keeps a record whose change posts nothing, closed books or not.
    pub fn amend(&mut self, kind: Kind, id: u64, record: Record) {
        self.journal_put(kind, id, &record);
        self.keep(kind, id, record);
    }

    fn keep(&mut self, kind: Kind, id: u64, record: Record) {
        let next = self.next.entry(kind.space()).or_insert(kind.first_id());
        *next = (*next).max(id.saturating_add(1));
        let counter = match kind {
            Kind::PurchaseOrder => Some(&mut self.last_order),
            _ if kind.is_sale() => Some(&mut self.last_number),
            _ => None,
        };
        if let (Some(counter), Ok(number)) = (counter, text(&record.body, "DocNumber").parse::<u64>())
            && number < 1_000_000_000
        {
            *counter = (*counter).max(number);
        }
        let table = self.tables.entry(kind).or_default();
        if let Some(old) = table.rows.remove(&id) {
            table.changed.remove(&(old.updated, id));
            if let Some(ids) = table.labels.get_mut(&name_key(text(&old.body, kind.label()))) {
                ids.remove(&id);
            }
        }
        table
            .labels
            .entry(name_key(text(&record.body, kind.label())))
            .or_default()
            .insert(id);
        table.changed.insert((record.updated, id));
        table.rows.insert(id, record);
    }

    /// Marks a record as changed because another one acted on it.
    pub fn touch(&mut self, kind: Kind, id: u64, now: Timestamp) {
        let bump = u64::from(self.switches.payment_bumps_sync_token);
        if let Some(old) = self.get(kind, id).cloned() {
            let touched = Record {
                updated: now,
                token: old.token + bump,
                ..old
            };
            // Not a `put`: replaying one would price goods anew.
            self.journal_line(&json!({"touch": {"kind": kind.name(), "id": id, "at": now.to_string()}}));
            self.keep(kind, id, touched);
        }
    }

    pub fn drop_record(&mut self, kind: Kind, id: u64, at: Timestamp) -> Answer<()> {
        if kind.is_txn() {
            self.book.remove(id).map_err(|error| self.book_refusal(&error))?;
        }
        if let Some(table) = self.tables.get_mut(&kind)
            && let Some(old) = table.rows.remove(&id)
        {
            table.changed.remove(&(old.updated, id));
            if let Some(ids) = table.labels.get_mut(&name_key(text(&old.body, kind.label()))) {
                ids.remove(&id);
            }
        }
        self.tombs.push(Tomb { kind, id, at });
        self.journal_line(&json!({"drop": {"kind": kind.name(), "id": id, "at": at.to_string()}}));
        Ok(())
    }

    fn journal_put(&mut self, kind: Kind, id: u64, record: &Record) {
        if self.journal.is_some() {
            self.journal_line(&super::company::put_line(kind, id, record));
        }
    }

    pub fn journal_line(&mut self, line: &Value) {
        if let Some(journal) = &mut self.journal {
            journal.add(line);
        }
    }

    /// The refusal for an id that is not there: deleted documents are told from ids that never were.
    pub fn gone(&self, kind: Kind, id: u64) -> Box<Refusal> {
        if self.tombs.iter().any(|tomb| tomb.kind == kind && tomb.id == id) {
            return refuse("610", &["Another user has deleted this transaction."]);
        }
        not_found()
    }

    /// Resolves a reference to an existing, active record; `None` when it is not given.
    pub fn resolve(&self, kind: Kind, body: &Body, member: &str) -> Answer<Option<u64>> {
        let Some(value) = ref_text(body, member) else {
            return Ok(None);
        };
        let Ok(id) = value.parse::<u64>() else {
            return Err(refuse("2500", &[&format!("{member}: {value}")]).at(member));
        };
        if self.is_active(kind, id) {
            Ok(Some(id))
        } else {
            Err(bad_reference().at(member))
        }
    }

    /// What a reference's `name` shows.
    #[must_use]
    pub fn name_of(&self, kind: Kind, id: u64) -> String {
        let Some(record) = self.get(kind, id) else {
            return String::new();
        };
        let full = text(&record.body, "FullyQualifiedName");
        if kind == Kind::Customer && !full.is_empty() {
            full
        } else {
            text(&record.body, kind.label())
        }
        .to_owned()
    }
}
