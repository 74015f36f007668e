//! One organisation: its records as JSON beside the book they post to.
//!
//! Not here: rules (`write` and the kinds), postings (`project`), answers (`render`).
//! Invariant: every change passes `commit`, so records, book and journal never part.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::dates::read_day;
use super::json::{Body, object, text};
use super::kinds::Kind;
use super::switches::Switches;
use crate::book::{Book, name_key};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub id: String,
    pub body: Body,
    pub created: Timestamp,
    pub updated: Timestamp,
    /// Whether a client wrote it; people and seeds are not clients.
    pub by_app: bool,
}

#[derive(Debug, Clone, Default)]
struct Table {
    /// By the number the book knows a record by, which grows with each record.
    rows: BTreeMap<u64, Record>,
    ids: HashMap<String, u64>,
    labels: HashMap<String, BTreeSet<u64>>,
}

/// One tenant's books.
#[derive(Debug, Clone)]
pub struct Org {
    pub book: Book,
    tables: BTreeMap<Kind, Table>,
    /// Which record each number of the book belongs to.
    owners: HashMap<u64, (Kind, String)>,
    next: u64,
    /// What the vendor calls the organisation and how it is set up.
    pub info: Value,
    pub switches: Switches,
    pub tenant: String,
    pub zone: TimeZone,
    /// Highest number given per prefix.
    pub numbers: BTreeMap<String, u64>,
    /// Attached files: by record id, then file name.
    pub files: BTreeMap<String, Vec<super::files::File>>,
    pub notes: BTreeMap<String, Vec<super::files::Note>>,
    /// Lines for the journal that are not written yet.
    pub lines: Vec<Value>,
    pub journaled: bool,
}

impl Org {
    #[must_use]
    pub fn new(tenant: &str) -> Self {
        let mut book = Book::new();
        book.name_rule = crate::book::NameRule::WhileActive;
        Self {
            book,
            tables: Kind::ALL.into_iter().map(|kind| (kind, Table::default())).collect(),
            owners: HashMap::new(),
            next: 1,
            info: json!({}),
            switches: Switches::default(),
            tenant: tenant.to_owned(),
            zone: TimeZone::UTC,
            numbers: BTreeMap::new(),
            files: BTreeMap::new(),
            notes: BTreeMap::new(),
            lines: Vec::new(),
            journaled: false,
        }
    }

    /// Reads what the organisation's set-up decides for the book.
    pub fn settle(&mut self) {
        let zone = self.info["_zone"].as_str().unwrap_or("UTC");
        self.zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
        let last = self.info["FinancialYearEndMonth"].as_i64().unwrap_or(12);
        self.book.first_month = i8::try_from(last % 12 + 1).unwrap_or(1);
    }

    #[must_use]
    pub fn today(&self, now: Timestamp) -> Date {
        now.to_zoned(self.zone.clone()).date()
    }

    #[must_use]
    pub fn base_currency(&self) -> &str {
        self.info["BaseCurrency"].as_str().unwrap_or("USD")
    }

    /// The lock date that binds the user, with its name; the later of the two.
    #[must_use]
    pub fn lock(&self) -> Option<(&'static str, Date)> {
        let at = |name: &str| self.info[name].as_str().and_then(read_day);
        let year = at("EndOfYearLockDate").map(|date| ("end of year", date));
        let period = at("PeriodLockDate").filter(|_| !self.switches.user_is_adviser);
        let period = period.map(|date| ("period", date));
        [year, period].into_iter().flatten().max_by_key(|(_, date)| *date)
    }

    #[must_use]
    pub fn get(&self, kind: Kind, id: &str) -> Option<&Record> {
        let table = self.tables.get(&kind)?;
        table.rows.get(table.ids.get(&key(kind, id))?)
    }

    /// The number the book knows a record by.
    #[must_use]
    pub fn number_of(&self, kind: Kind, id: &str) -> Option<u64> {
        self.tables.get(&kind)?.ids.get(&key(kind, id)).copied()
    }

    /// The record that a number of the book belongs to.
    #[must_use]
    pub fn owner(&self, number: u64) -> Option<(Kind, &Record)> {
        let (kind, id) = self.owners.get(&number)?;
        Some((*kind, self.get(*kind, id)?))
    }

    /// Records in the order in which they were first written.
    pub fn rows(&self, kind: Kind) -> impl Iterator<Item = &Record> {
        self.tables.get(&kind).into_iter().flat_map(|table| table.rows.values())
    }

    /// Records whose label equals `label` without regard to case.
    pub fn labelled(&self, kind: Kind, label: &str) -> impl Iterator<Item = &Record> {
        let table = self.tables.get(&kind);
        let found = table.and_then(|table| table.labels.get(&name_key(label)));
        let rows = found.into_iter().flatten();
        rows.filter_map(move |number| table?.rows.get(number))
    }

    /// A record by id, or by its number where the kind has one.
    #[must_use]
    pub fn find(&self, kind: Kind, id: &str) -> Option<&Record> {
        self.get(kind, id).or_else(|| {
            let member = kind.number()?;
            let fits = |record: &&Record| text(&record.body, member).eq_ignore_ascii_case(id);
            if member == kind.label() {
                return self.labelled(kind, id).find(fits);
            }
            self.rows(kind).find(fits)
        })
    }

    /// Posts a record, keeps it and journals it. Nothing changes when the book refuses.
    pub fn commit(&mut self, kind: Kind, record: Record) -> super::errors::Saved<()> {
        let number = self.number_of(kind, &record.id).unwrap_or(self.next);
        self.project(kind, number, &record)?;
        if self.journaled {
            self.lines.push(put_line(kind, &record));
        }
        self.keep(kind, number, record);
        Ok(())
    }

    fn keep(&mut self, kind: Kind, number: u64, record: Record) {
        self.next = self.next.max(number + 1);
        self.count(kind, &record.body);
        self.owners.insert(number, (kind, record.id.clone()));
        let table = self.tables.entry(kind).or_default();
        let label = |record: &Record| name_key(text(&record.body, kind.label()));
        if let Some(old) = table.rows.remove(&number)
            && let Some(numbers) = table.labels.get_mut(&label(&old))
        {
            numbers.remove(&number);
        }
        table.ids.insert(key(kind, &record.id), number);
        table.labels.entry(label(&record)).or_default().insert(number);
        table.rows.insert(number, record);
    }

    /// Numbers that were typed in move the counter on, as `INV-0031` does.
    fn count(&mut self, kind: Kind, body: &Body) {
        let Some(member) = kind.number().filter(|_| kind.is_txn()) else {
            return;
        };
        let number = text(body, member);
        let prefix = number.trim_end_matches(|letter: char| letter.is_ascii_digit());
        if let Ok(digits) = number[prefix.len()..].parse::<u64>()
            && !prefix.is_empty()
        {
            let last = self.numbers.entry(prefix.to_owned()).or_default();
            *last = (*last).max(digits);
        }
    }

    /// The next free number with a prefix, four digits at least.
    pub fn next_number(&mut self, prefix: &str) -> String {
        let last = self.numbers.entry(prefix.to_owned()).or_default();
        *last += 1;
        format!("{prefix}{last:04}")
    }

    /// Marks a record as changed because another one acted on it.
    pub fn touch(&mut self, kind: Kind, id: &str, now: Timestamp) {
        let Some(number) = self.number_of(kind, id) else {
            return;
        };
        if let Some(record) = self.tables.get_mut(&kind).and_then(|table| table.rows.get_mut(&number)) {
            record.updated = now;
        }
        if self.journaled {
            self.lines
                .push(json!({"touch": {"kind": kind.name(), "id": id, "at": now.to_string()}}));
        }
    }

    /// Takes a record out for good; only kinds that post nothing are ever taken out.
    pub fn drop_record(&mut self, kind: Kind, id: &str) {
        let Some(number) = self.number_of(kind, id) else {
            return;
        };
        if let Some(table) = self.tables.get_mut(&kind) {
            table.ids.remove(&key(kind, id));
            if let Some(old) = table.rows.remove(&number)
                && let Some(numbers) = table.labels.get_mut(&name_key(text(&old.body, kind.label())))
            {
                numbers.remove(&number);
            }
        }
        self.owners.remove(&number);
        if self.journaled {
            self.lines.push(json!({"drop": {"kind": kind.name(), "id": id}}));
        }
    }

    /// Keeps a changed set-up.
    pub fn set_info(&mut self, info: Value) {
        self.info = info;
        self.settle();
        if self.journaled {
            self.lines.push(json!({"organisation": self.info}));
        }
    }

    /// Everything as journal lines, in an order in which references point backwards.
    #[must_use]
    pub fn everything(&self) -> Vec<Value> {
        let mut numbers: Vec<u64> = self.owners.keys().copied().collect();
        numbers.sort_unstable();
        let records = numbers.into_iter().filter_map(|number| self.owner(number));
        let mut lines = vec![json!({"organisation": self.info})];
        lines.extend(records.map(|(kind, record)| put_line(kind, record)));
        lines
    }

    /// Takes one journal line back in.
    pub fn replay(&mut self, line: &Value) -> Result<(), String> {
        if let Some(info) = line.get("organisation") {
            self.info = info.clone();
            self.settle();
        } else if let Some(put) = line.get("put") {
            let (kind, record) = read_put(put).ok_or_else(|| format!("unreadable journal line: {put}"))?;
            self.commit(kind, record).map_err(|texts| texts.join("; "))?;
        } else if let Some(mark) = line.get("touch") {
            let kind = mark["kind"].as_str().and_then(Kind::named);
            let at = mark["at"].as_str().and_then(|at| at.parse().ok());
            if let (Some(kind), Some(at)) = (kind, at) {
                self.touch(kind, mark["id"].as_str().unwrap_or(""), at);
            }
        } else if let Some(mark) = line.get("drop") {
            if let Some(kind) = mark["kind"].as_str().and_then(Kind::named) {
                self.drop_record(kind, mark["id"].as_str().unwrap_or(""));
            }
        } else if let Some(note) = line.get("note") {
            self.replay_note(note);
        } else if let Some(file) = line.get("file") {
            self.replay_file(file);
        }
        Ok(())
    }
}

/// Ids are compared without case; words such as tax types too.
fn key(kind: Kind, id: &str) -> String {
    if kind.has_word_id() {
        id.to_uppercase()
    } else {
        id.to_lowercase()
    }
}

/// Records without a status are active.
#[must_use]
pub fn is_active(body: &Body) -> bool {
    let status = if body.contains_key("ContactStatus") {
        "ContactStatus"
    } else {
        "Status"
    };
    matches!(text(body, status), "" | "ACTIVE")
}

fn put_line(kind: Kind, record: &Record) -> Value {
    json!({"put": {
        "kind": kind.name(), "id": record.id, "created": record.created.to_string(),
        "updated": record.updated.to_string(), "by_app": record.by_app, "body": record.body
    }})
}

fn read_put(put: &Value) -> Option<(Kind, Record)> {
    let time = |name: &str| put[name].as_str().and_then(|at| at.parse::<Timestamp>().ok());
    let record = Record {
        id: put["id"].as_str()?.to_owned(),
        body: object(&put["body"]),
        created: time("created")?,
        updated: time("updated")?,
        by_app: put["by_app"].as_bool().unwrap_or(false),
    };
    Some((put["kind"].as_str().and_then(Kind::named)?, record))
}
