//! A ledger in memory: keeps records, answers once per key inside a window, commits late, hides fresh records from look-ups, and
//! fails on demand.
//!
//! Not here: any vendor's shapes. Invariant: its book is the truth of a test: whatever is in `records` was written, once per entry
//! there.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use tieout_connect::Ledger;
use tieout_connect::ledger::{
    AccountSlot, Company, Cursor, Doubt, EntryOutcome, Fitted, LedgerProfile, NumberPolicy, Operation, Outcome,
    Prepared, PreparedEntry, ProbeAnswer, ProbeRequest, PullPage, PullRequest, Reply, SlotRequirement, Vocabulary,
    Write,
};
use tieout_domain::objects::DocumentState;
use tieout_domain::{
    BookId, Currency, ErrorCode, Failure, Instant, Marker, Object, ObjectKind, Record, RecordId, Recovery,
};

use crate::{Chance, SimClock};

/// What happens to one send (or probe).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Refused connection: nothing left.
    NotSent,
    /// 429 with a time.
    Throttled,
    /// 5xx of the application, nothing written.
    ErrorBefore,
    /// 5xx of the application, everything written.
    ErrorAfter,
    /// No answer, nothing written.
    LostBefore,
    /// No answer, everything written.
    LostAfter,
    /// No answer; written later, at most the longest run of the server.
    LateCommit,
    /// The process dies before the ledger writes: the answer never comes.
    DieBefore,
    /// The process dies after the ledger wrote.
    DieAfter,
    /// A plain refusal.
    Rejects,
    /// The answer mentions only the first half of the batch; all of it was written.
    HalfMentioned,
    /// A look that fails.
    ProbeFails,
}

impl Fault {
    pub const ALL: [Self; 12] = [
        Self::NotSent,
        Self::Throttled,
        Self::ErrorBefore,
        Self::ErrorAfter,
        Self::LostBefore,
        Self::LostAfter,
        Self::LateCommit,
        Self::DieBefore,
        Self::DieAfter,
        Self::Rejects,
        Self::HalfMentioned,
        Self::ProbeFails,
    ];
}

/// One record of the book.
#[derive(Debug, Clone)]
pub struct Kept {
    pub record: Record,
    /// Look-ups see it from then on.
    visible_ms: i64,
    changed_ms: i64,
}

#[derive(Default)]
struct Book {
    records: BTreeMap<(ObjectKind, RecordId), Kept>,
    /// First answer per key, with the time it was given.
    answers: BTreeMap<String, (i64, Vec<EntryOutcome>)>,
    late: Vec<(i64, Vec<Write>)>,
    next_id: u64,
    script: VecDeque<Option<Fault>>,
    culprits: Option<(Vec<String>, Outcome)>,
    sends: u32,
}

/// See the module. Share it by `Arc`; it outlives every engine of a test.
pub struct FakeLedger {
    profile: LedgerProfile,
    company: Company,
    clock: Arc<SimClock>,
    book: Mutex<Book>,
    chance: Mutex<Chance>,
    /// Per mille of sends and probes that go wrong.
    fault_rate: u64,
    /// Told when the process is to die; the send then never comes back.
    died: tokio::sync::Notify,
}

impl FakeLedger {
    pub fn new(clock: Arc<SimClock>, seed: u64, fault_rate: u64) -> Self {
        Self {
            profile: profile(),
            company: company(),
            clock,
            book: Mutex::default(),
            chance: Mutex::new(Chance::new(seed)),
            fault_rate,
            died: tokio::sync::Notify::new(),
        }
    }

    #[must_use]
    pub fn with_company(mut self, change: impl FnOnce(&mut Company)) -> Self {
        change(&mut self.company);
        self
    }

    #[must_use]
    pub fn with_batches_of(mut self, entries: usize) -> Self {
        self.profile.batch_max = entries;
        self
    }

    #[must_use]
    pub fn without_replay(mut self) -> Self {
        self.profile.doubt.replay_window_ms = 0;
        self
    }

    #[must_use]
    pub fn without_retiring(mut self) -> Self {
        self.profile.retires.clear();
        self
    }

    /// The next sends go wrong in this order; `None` is a send that works.
    pub fn script(&self, faults: impl IntoIterator<Item = Option<Fault>>) {
        self.book().script.extend(faults);
    }

    /// Every request that holds a document of one of these names is answered in one sentence and writes nothing. A plain refusal of
    /// several is nobody's, as `Outcome::refused_together` judges.
    pub fn refuse(&self, names: &[&str], answer: Outcome) {
        let names = names.iter().map(|name| (*name).to_owned()).collect();
        self.book().culprits = Some((names, answer));
    }

    pub fn refuse_nothing(&self) {
        self.book().culprits = None;
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Comes back when a fault wants the process to die.
    pub async fn death(&self) {
        self.died.notified().await;
    }

    /// Puts a record into the book, as somebody at the ledger would.
    pub fn put(&self, object: Object, active: bool) -> Record {
        let mut book = self.book();
        book.next_id += 1;
        let record = Record {
            id: RecordId::new(book.next_id.to_string()),
            version: Some("0".to_owned()),
            active,
            updated_at: None,
            marker: None,
            object,
            raw: "{}".to_owned(),
        };
        let kept = Kept {
            record: record.clone(),
            visible_ms: 0,
            changed_ms: self.clock.ms(),
        };
        book.records.insert((record.kind(), record.id.clone()), kept);
        record
    }

    /// Changes a record behind our back.
    pub fn edit(&self, kind: ObjectKind, id: &RecordId, change: impl FnOnce(&mut Object)) {
        let now = self.clock.ms();
        if let Some(kept) = self.book().records.get_mut(&(kind, id.clone())) {
            change(&mut kept.record.object);
            kept.record.version = Some(next_version(kept.record.version.as_deref()));
            kept.changed_ms = now;
        }
    }

    /// Deletes a record behind our back.
    pub fn remove(&self, kind: ObjectKind, id: &RecordId) {
        self.book().records.remove(&(kind, id.clone()));
    }

    /// Makes a record inactive behind our back.
    pub fn deactivate(&self, kind: ObjectKind, id: &RecordId) {
        let now = self.clock.ms();
        if let Some(kept) = self.book().records.get_mut(&(kind, id.clone())) {
            kept.record.active = false;
            kept.record.version = Some(next_version(kept.record.version.as_deref()));
            kept.changed_ms = now;
        }
    }

    pub fn records(&self, kind: ObjectKind) -> Vec<Record> {
        let mut book = self.book();
        self.settle_late(&mut book, i64::MAX);
        let all = book.records.iter().filter(|((of, _), _)| *of == kind);
        all.map(|(_, kept)| kept.record.clone()).collect()
    }

    pub fn sends(&self) -> u32 {
        self.book().sends
    }

    fn settle_late(&self, book: &mut Book, now: i64) {
        let (due, left): (Vec<_>, Vec<_>) = std::mem::take(&mut book.late)
            .into_iter()
            .partition(|(at, _)| *at <= now);
        book.late = left;
        for (at, writes) in due {
            for write in &writes {
                self.commit(book, write, at.min(self.clock.ms()));
            }
        }
    }

    fn commit(&self, book: &mut Book, write: &Write, at: i64) -> Outcome {
        let visible_ms = at + i64::try_from(self.profile.doubt.lookup_lag_ms).unwrap_or(0);
        let kind = write.document.kind();
        if write.operation == Operation::Create {
            if !kind.is_transaction() && name_taken(book, &write.document) {
                return Outcome::Exists(
                    Failure::new(ErrorCode::NameTaken, Recovery::Match).param("record", write.document.name()),
                );
            }
            book.next_id += 1;
            let record = Record {
                id: RecordId::new(book.next_id.to_string()),
                version: Some("0".to_owned()),
                active: true,
                updated_at: Instant::from_millisecond(at).ok(),
                marker: Some(write.marker.clone()),
                object: self.numbered(&write.document, book.next_id),
                raw: "{}".to_owned(),
            };
            let kept = Kept {
                record: record.clone(),
                visible_ms,
                changed_ms: at,
            };
            book.records.insert((kind, record.id.clone()), kept);
            return Outcome::Done(Box::new(record));
        }
        self.change(book, write, at)
    }

    /// A ledger that keeps its own numbers gives one to a document without.
    fn numbered(&self, document: &Object, id: u64) -> Object {
        let mut document = document.clone();
        if let (Object::Invoice(invoice), NumberPolicy::Reference) = (&mut document, self.company.numbers) {
            invoice.number.get_or_insert_with(|| format!("L-{id}"));
        }
        document
    }

    fn change(&self, book: &mut Book, write: &Write, at: i64) -> Outcome {
        let remote = write
            .remote
            .as_ref()
            .map(|remote| (write.document.kind(), remote.id.clone()));
        let Some(kept) = remote.and_then(|key| book.records.get_mut(&key)) else {
            return Outcome::Rejected(Failure::new(ErrorCode::GoneInLedger, Recovery::Pull));
        };
        let version = write.remote.as_ref().and_then(|remote| remote.version.clone());
        if version != kept.record.version {
            return Outcome::Exists(Failure::new(ErrorCode::ChangedInLedger, Recovery::PlanAgain));
        }
        match (write.operation, &mut kept.record.object) {
            (Operation::Void, Object::Invoice(invoice)) => {
                invoice.state = DocumentState::Void;
                invoice.total = rust_decimal::Decimal::ZERO;
                invoice
                    .lines
                    .iter_mut()
                    .for_each(|line| line.amount = rust_decimal::Decimal::ZERO);
            }
            (_, object) => object.clone_from(&write.document),
        }
        kept.record.active = write.operation != Operation::Deactivate;
        kept.record.version = Some(next_version(kept.record.version.as_deref()));
        kept.changed_ms = at;
        Outcome::Done(Box::new(kept.record.clone()))
    }

    fn commit_all(&self, book: &mut Book, prepared: &Prepared, at: i64) -> Vec<EntryOutcome> {
        let writes: Vec<Write> = prepared.entries.iter().map(|entry| entry.write.clone()).collect();
        let outcomes: Vec<EntryOutcome> = writes
            .iter()
            .map(|write| EntryOutcome {
                entry: write.entry,
                outcome: self.commit(book, write, at),
            })
            .collect();
        book.answers.insert(prepared.key.clone(), (at, outcomes.clone()));
        outcomes
    }

    fn draw(&self, book: &mut Book) -> Option<Fault> {
        if let Some(scripted) = book.script.pop_front() {
            return scripted;
        }
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        if !chance.happens(self.fault_rate) {
            return None;
        }
        let place = chance.below(Fault::ALL.len() as u64);
        Fault::ALL.get(usize::try_from(place).unwrap_or(0)).copied()
    }

    /// What the server does, and what comes back. `None`: nothing ever does, because the process is gone.
    fn serve(&self, prepared: &Prepared) -> Option<Vec<EntryOutcome>> {
        let mut book = self.book();
        let now = self.clock.ms();
        self.settle_late(&mut book, now);
        book.sends += 1;
        let fault = self.draw(&mut book);
        let window = i64::try_from(self.profile.doubt.replay_window_ms).unwrap_or(0);
        let known = book
            .answers
            .get(&prepared.key)
            .filter(|(at, _)| now - at < window)
            .cloned();
        let all = |outcome: Outcome| {
            let each = |entry: &PreparedEntry| EntryOutcome {
                entry: entry.entry,
                outcome: outcome.clone(),
            };
            prepared.entries.iter().map(each).collect::<Vec<_>>()
        };
        if let Some(answer) = culprit(&book, prepared) {
            return Some(all(answer));
        }
        let lost = || Failure::new(ErrorCode::AnswerLost, Recovery::Wait);
        let work = |book: &mut Book| match &known {
            Some((_, outcomes)) => outcomes.clone(),
            None => self.commit_all(book, prepared, now),
        };
        Some(match fault {
            None | Some(Fault::ProbeFails) => work(&mut book),
            Some(Fault::NotSent) => all(Outcome::NotSent(Failure::new(ErrorCode::Offline, Recovery::Retry))),
            Some(Fault::Throttled) => all(Outcome::Refused {
                failure: Failure::new(ErrorCode::RateLimited, Recovery::Wait),
                retry_after_ms: Some(20_000),
            }),
            Some(Fault::ErrorBefore) => all(Outcome::UnknownEnded(lost())),
            Some(Fault::ErrorAfter) => {
                work(&mut book);
                all(Outcome::UnknownEnded(lost()))
            }
            Some(Fault::LostBefore) => all(Outcome::UnknownMaybeRunning(lost())),
            Some(Fault::LostAfter) => {
                work(&mut book);
                all(Outcome::UnknownMaybeRunning(lost()))
            }
            Some(Fault::LateCommit) if known.is_none() => {
                let quiet = self.profile.doubt.quiet_ms;
                let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
                let at = now + i64::try_from(chance.below(quiet)).unwrap_or(0);
                book.late
                    .push((at, prepared.entries.iter().map(|entry| entry.write.clone()).collect()));
                all(Outcome::UnknownMaybeRunning(lost()))
            }
            Some(Fault::LateCommit) => all(Outcome::UnknownMaybeRunning(lost())),
            Some(Fault::DieBefore) => return None,
            Some(Fault::DieAfter) => {
                work(&mut book);
                return None;
            }
            Some(Fault::Rejects) if known.is_none() => all(Outcome::Rejected(Failure::new(
                ErrorCode::RefusedByLedger,
                Recovery::Retry,
            ))),
            Some(Fault::Rejects) => work(&mut book),
            Some(Fault::HalfMentioned) => {
                let mut outcomes = work(&mut book);
                outcomes.truncate(outcomes.len() / 2);
                outcomes
            }
        })
    }
}

fn culprit(book: &Book, prepared: &Prepared) -> Option<Outcome> {
    let (names, answer) = book.culprits.as_ref()?;
    let mut entries = prepared.entries.iter();
    let met = entries.any(|entry| names.iter().any(|name| name == entry.write.document.name()));
    met.then(|| match answer.clone() {
        Outcome::Rejected(failure) => Outcome::refused_together(failure, prepared.entries.len()),
        other => other,
    })
}

fn name_taken(book: &Book, document: &Object) -> bool {
    book.records
        .values()
        .any(|kept| kept.record.kind() == document.kind() && kept.record.object.name() == document.name())
}

fn next_version(version: Option<&str>) -> String {
    let number: u64 = version.and_then(|text| text.parse().ok()).unwrap_or(0);
    (number + 1).to_string()
}

#[async_trait]
impl Ledger for FakeLedger {
    fn profile(&self) -> &LedgerProfile {
        &self.profile
    }

    async fn company(&self) -> Result<Company, Failure> {
        Ok(self.company.clone())
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullPage, Failure> {
        let records = self.records(request.kind);
        Ok(PullPage {
            total: Some(records.len() as u64),
            records,
            deleted: Vec::new(),
            whole: true,
            next: None,
            cursor: Cursor(self.clock.ms().to_string()),
        })
    }

    async fn read(&self, kind: ObjectKind, id: &RecordId) -> Result<Option<Record>, Failure> {
        let book = self.book();
        Ok(book.records.get(&(kind, id.clone())).map(|kept| kept.record.clone()))
    }

    fn fit(&self, wanted: &Object, _: &Company) -> Result<Fitted, Vec<Failure>> {
        Ok(Fitted {
            document: wanted.clone(),
            notes: Vec::new(),
        })
    }

    fn prepare(&self, key: &str, writes: &[Write]) -> Result<Prepared, Failure> {
        let entry = |write: &Write| PreparedEntry {
            entry: write.entry,
            handle: write.entry.to_string(),
            write: write.clone(),
        };
        Ok(Prepared {
            key: key.to_owned(),
            method: "POST".to_owned(),
            path: format!("batch?requestid={key}"),
            headers: Vec::new(),
            content_type: "application/json".to_owned(),
            body: serde_json::to_vec(writes).map_err(Failure::internal)?,
            entries: writes.iter().map(entry).collect(),
        })
    }

    async fn send(&self, prepared: &Prepared) -> Reply {
        match self.serve(prepared) {
            Some(outcomes) => Reply {
                outcomes,
                status: Some(200),
                body: None,
                exchange_id: None,
            },
            None => {
                self.died.notify_one();
                std::future::pending().await
            }
        }
    }

    fn classify(&self, prepared: &Prepared, _: u16, _: &str) -> Vec<EntryOutcome> {
        let unknown = Outcome::UnknownEnded(Failure::new(ErrorCode::AnswerUnknown, Recovery::Wait));
        let each = |entry: &PreparedEntry| EntryOutcome {
            entry: entry.entry,
            outcome: unknown.clone(),
        };
        prepared.entries.iter().map(each).collect()
    }

    async fn probe(&self, request: &ProbeRequest) -> Result<ProbeAnswer, Failure> {
        let mut book = self.book();
        let now = self.clock.ms();
        self.settle_late(&mut book, now);
        let fails = book.script.is_empty() && {
            let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
            chance.happens(self.fault_rate / 4)
        };
        if fails {
            return Err(Failure::new(ErrorCode::Offline, Recovery::Retry));
        }
        let since = request.since.as_millisecond();
        let look = |marker: &Marker, remote: Option<&RecordId>| {
            let seen = |kept: &&Kept| match remote {
                Some(id) => kept.record.kind() == request.kind && kept.record.id == *id,
                None => {
                    kept.record.kind() == request.kind
                        && kept.record.marker.as_ref() == Some(marker)
                        && kept.visible_ms <= now
                        && kept.changed_ms >= since
                }
            };
            book.records
                .values()
                .filter(seen)
                .map(|kept| kept.record.clone())
                .collect()
        };
        Ok(ProbeAnswer {
            found: request
                .wanted
                .iter()
                .map(|wanted| (wanted.marker.clone(), look(&wanted.marker, wanted.remote.as_ref())))
                .collect(),
        })
    }
}

fn profile() -> LedgerProfile {
    use ObjectKind::{Account, Class, Customer, Invoice, Item, TaxCode, Term, Vendor};
    LedgerProfile {
        system: "fake".to_owned(),
        name: "Fake Ledger".to_owned(),
        book_id_words: "Book".to_owned(),
        vocabulary: Vocabulary {
            item: "Item".to_owned(),
            bill: "Bill".to_owned(),
            class: "Class".to_owned(),
            tax_code: "Tax code".to_owned(),
        },
        pulls: vec![Account, TaxCode, Term, Class, Item, Customer, Vendor],
        pushes: vec![Item, Customer, Invoice],
        batch_max: 5,
        requests_per_minute: 500,
        requests_per_day: None,
        doubt: Doubt {
            replay_window_ms: 3_600_000,
            quiet_ms: 150_000,
            lookup_lag_ms: 10_000,
            second_probe_ms: 60_000,
        },
        slots: [
            AccountSlot::PartAsset,
            AccountSlot::PartIncome,
            AccountSlot::PartExpense,
        ]
        .into_iter()
        .map(|slot| SlotRequirement {
            slot,
            type_words: slot.word().to_owned(),
        })
        .collect(),
        shared_name_space: vec![Customer, Vendor],
        retires: vec![ObjectKind::Item, ObjectKind::Customer],
        refuses_stale: true,
    }
}

fn company() -> Company {
    let usd = Currency::try_from("USD");
    Company {
        book: BookId::new("fake:1"),
        book_number: "1".to_owned(),
        name: "Fake Books Ltd".to_owned(),
        legal_name: None,
        country: None,
        time_zone: None,
        email: None,
        #[allow(clippy::expect_used, reason = "a literal")]
        base_currency: usd.expect("USD is a currency"),
        multi_currency: false,
        closed_through: None,
        uses_sales_tax: false,
        untaxed_code: None,
        numbers: NumberPolicy::Ours,
        uses_classes: false,
        plan: None,
        practice: true,
    }
}
