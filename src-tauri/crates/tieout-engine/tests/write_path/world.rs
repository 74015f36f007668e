//! A small trading firm, a ledger, and a clock that only the test moves.

use std::path::PathBuf;
use std::sync::Arc;

use async_trait::async_trait;
use rust_decimal::Decimal;
use tieout_connect::WriteBackTarget;
use tieout_connect::ledger::Company;
use tieout_domain::objects::{
    Account, AccountRole, DocumentState, Invoice, InvoiceLine, Item, ItemType, LineKind, Party,
};
use tieout_domain::outbox::{OutboxState, Tiles};
use tieout_domain::run::RunState;
use tieout_domain::{
    BookId, Clock, Currency, Failure, Marker, Object, ObjectKind, PlanId, Record, RecordId, RecordRef, RunId, Side,
};
use tieout_engine::approve::{self, Approval, Target};
use tieout_engine::push::Pusher;
use tieout_engine::run::{self, RunControl, Waiter};
use tieout_engine::stage;
use tieout_engine::write_back::HandOver;
use tieout_store::query::tiles;
use tieout_store::table::client::{self, ClientRow};
use tieout_store::table::mirror::{self, Told};
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::plan::{self, PlanEntry, PlanStep};
use tieout_store::table::pull_state::{self, PullState, PullStateRow};
use tieout_store::table::run::RunAction;
use tieout_store::table::setting::{self, SettingRow};
use tieout_store::{Store, StoreError};
use tieout_testkit::{FakeLedger, SimClock};

use super::office::Office;

pub const UID: &str = "client-1";

pub struct SimWaiter(pub Arc<SimClock>);

#[async_trait]
impl Waiter for SimWaiter {
    async fn wait(&self, ms: u64) {
        self.0.advance(ms);
        tokio::task::yield_now().await;
    }
}

/// How a push came to its end.
#[derive(Debug, PartialEq)]
pub enum Pushed {
    Ended(RunState),
    Died,
}

pub struct Firm {
    _folder: tempfile::TempDir,
    pub path: PathBuf,
    pub clock: Arc<SimClock>,
    pub ledger: Arc<FakeLedger>,
    pub store: Arc<Store>,
    pub book: BookId,
    pub invoices: u32,
    /// The operational system, where its files can be made.
    pub office: Option<Arc<Office>>,
}

/// In memory where the system offers it: hundreds of files with full synchronisation would wait for the disk only.
fn quick_folder() -> tempfile::TempDir {
    let memory = std::path::Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

pub fn dec(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

fn record(id: String, object: Object) -> Record {
    Record {
        id: RecordId::new(id),
        version: None,
        active: true,
        updated_at: None,
        marker: None,
        object,
        raw: "row".into(),
    }
}

fn account(name: &str, role: AccountRole) -> Object {
    Object::Account(Account {
        name: name.into(),
        full_name: None,
        number: None,
        role,
        type_words: name.into(),
        parent: None,
        balance: None,
    })
}

pub fn invoice(n: u32, customers: u32, items: u32) -> Invoice {
    let lines: Vec<InvoiceLine> = (0..=n % 3)
        .map(|line| {
            let quantity = Decimal::from(line + 1);
            let price = Decimal::new(i64::from(n % 17) * 137 + 101, 2);
            InvoiceLine {
                kind: LineKind::Item,
                item: Some(RecordRef::new(format!("I{}", (n + line) % items))),
                account: None,
                description: None,
                quantity: Some(quantity),
                unit_price: Some(price),
                discount_percent: None,
                amount: quantity * price,
                tax_code: None,
                class: None,
            }
        })
        .collect();
    Invoice {
        number: Some(format!("INV-{n}")),
        reference: None,
        date: jiff::civil::date(2026, 1, i8::try_from(n % 28 + 1).unwrap()),
        due_date: None,
        customer: RecordRef::new(format!("C{}", n % customers)),
        terms: None,
        currency: Currency::try_from("USD").unwrap(),
        total: lines.iter().map(|line| line.amount).sum(),
        lines,
        tax_total: None,
        balance: None,
        memo: None,
        bill_to: None,
        ship_to: None,
        ship_date: None,
        purchase_order: None,
        state: DocumentState::Final,
    }
}

impl Firm {
    pub fn new(ledger: impl FnOnce(Arc<SimClock>) -> FakeLedger, customers: u32, items: u32, invoices: u32) -> Self {
        let folder = quick_folder();
        let path = folder.path().join("firm.tieout");
        let clock = Arc::new(SimClock::default());
        let firm = Self {
            _folder: folder,
            clock: Arc::clone(&clock),
            ledger: Arc::new(ledger(clock)),
            store: Arc::new(Store::open(&path).unwrap()),
            path,
            book: BookId::new("fake:1"),
            invoices,
            office: None,
        };
        firm.fill(customers, items);
        firm
    }

    fn fill(&self, customers: u32, items: u32) {
        let slots = [
            ("account.part_asset", AccountRole::Inventory),
            ("account.part_income", AccountRole::ProductIncome),
            ("account.part_expense", AccountRole::MaterialCost),
        ];
        let accounts: Vec<(&str, Record)> = slots
            .into_iter()
            .map(|(slot, role)| (slot, self.ledger.put(account(slot, role), true)))
            .collect();
        self.write(|writer| {
            let row = ClientRow {
                uid: UID.into(),
                name: "Firm".into(),
                practice: true,
                created_at: self.clock.instant(),
            };
            client::insert(writer, &row)
        });
        for (slot, account) in &accounts {
            self.tell(Side::Ledger, account);
            self.set(slot, &format!("\"{}\"", account.id));
        }
        let parties = (0..customers).map(|n| {
            let party = Party {
                name: format!("Customer {n}"),
                phone: Some(format!("555-{n}")),
                ..Party::default()
            };
            record(format!("C{n}"), Object::Customer(party))
        });
        let items_told = (0..items).map(|n| record(format!("I{n}"), Object::Item(item(n))));
        let documents =
            (0..self.invoices).map(|n| record(format!("V{n}"), Object::Invoice(invoice(n, customers, items))));
        let all: Vec<Record> = parties.chain(items_told).chain(documents).collect();
        self.tell_all(Side::Source, &all);
        self.stage();
    }

    /// The source now says this about an invoice.
    pub fn tell_invoice(&self, n: u32, invoice: Invoice) {
        self.tell(Side::Source, &record(format!("V{n}"), Object::Invoice(invoice)));
        self.stage();
    }

    /// How the last pull of these kinds ended.
    pub fn pulled(&self, kinds: &[(ObjectKind, PullState)]) {
        self.write(|writer| {
            kinds.iter().try_for_each(|(kind, state)| {
                let row = PullStateRow {
                    state: *state,
                    ..PullStateRow::never(*kind)
                };
                pull_state::put(writer, &row)
            })
        });
    }

    pub fn clock_now(&self) -> tieout_domain::Instant {
        self.clock.instant()
    }

    pub fn report(&self, run: RunId) -> tieout_engine::report::Report {
        let text = self
            .store
            .read(|view| tieout_store::table::run::report(view, run))
            .unwrap();
        serde_json::from_str(&text.unwrap()).unwrap()
    }

    pub fn tell(&self, side: Side, record: &Record) {
        self.tell_all(side, std::slice::from_ref(record));
    }

    fn tell_all(&self, side: Side, records: &[Record]) {
        let at = self.clock.instant();
        self.write(|writer| {
            records.iter().try_for_each(|record| {
                let told = Told {
                    side,
                    record,
                    place: None,
                    import: None,
                    at,
                };
                mirror::put(writer, &told, None).map(drop)
            })
        });
    }

    pub fn set(&self, name: &str, value: &str) {
        let row = SettingRow {
            name: name.into(),
            value: value.into(),
            changed_at: self.clock.instant(),
            changed_by: "anna".into(),
        };
        self.write(|writer| setting::put(writer, &row));
    }

    pub fn stage(&self) {
        let now = self.clock.instant();
        self.write(|writer| stage::stage_transactions(writer, &self.book, UID, now).map(drop));
    }

    pub fn write<T>(&self, work: impl FnOnce(&tieout_store::Writer<'_>) -> Result<T, StoreError>) -> T {
        self.store.write(work).unwrap()
    }

    pub fn company(&self) -> Company {
        futures_util::FutureExt::now_or_never(tieout_connect::Ledger::company(&*self.ledger))
            .unwrap()
            .unwrap()
    }

    pub fn plan(&self, step: PlanStep) -> (PlanId, Vec<PlanEntry>) {
        let company = self.company();
        let target = Target {
            book: &self.book,
            company: &company,
            ledger: &*self.ledger,
            back: self.office.as_deref().map(|office| office as &dyn WriteBackTarget),
        };
        let id = self.write(|writer| approve::make(writer, step, target, self.clock.instant()));
        let entries = self.store.read(|view| plan::entries(view, id)).unwrap();
        (id, entries.into_iter().map(|row| row.entry).collect())
    }

    pub fn approve(&self, plan: PlanId) -> Result<RunId, Failure> {
        let hash = self.store.read(|view| plan::get(view, plan)).unwrap().hash;
        self.approve_as_shown(plan, &hash, Some("send"))
    }

    pub fn approve_as_shown(&self, plan: PlanId, hash: &str, typed: Option<&str>) -> Result<RunId, Failure> {
        let company = self.company();
        let target = Target {
            book: &self.book,
            company: &company,
            ledger: &*self.ledger,
            back: self.office.as_deref().map(|office| office as &dyn WriteBackTarget),
        };
        let approval = Approval {
            plan,
            hash,
            typed,
            who: "anna",
            now: self.clock.instant(),
        };
        self.write(|writer| approve::approve(writer, &approval, target))
    }

    pub fn pusher(&self) -> Pusher {
        Pusher {
            store: Arc::clone(&self.store),
            ledger: Arc::clone(&self.ledger) as Arc<dyn tieout_connect::Ledger>,
            clock: Arc::clone(&self.clock) as Arc<dyn Clock>,
            waiter: Arc::new(SimWaiter(Arc::clone(&self.clock))),
            book: self.book.clone(),
            who: "anna".into(),
            hand_over: self.office.clone().map(|office| HandOver {
                target: office,
                folder: self.files(),
            }),
        }
    }

    /// Where files for the source go.
    pub fn files(&self) -> PathBuf {
        self.path.with_file_name("for the source")
    }

    /// Carries out a run until it ends or the process "dies".
    pub async fn push(&self, run: RunId) -> Pushed {
        let control = RunControl::new(run, RunAction::Push);
        let pusher = self.pusher();
        let company = self.company();
        let look = || self.look();
        tokio::select! {
            biased;
            () = self.ledger.death() => Pushed::Died,
            state = pusher.job(&control, &company, "test", &look) => Pushed::Ended(state.unwrap()),
        }
    }

    /// Plans a step, approves all of it and pushes. `None` when there is nothing to do.
    pub async fn send_step(&self, step: PlanStep) -> Option<Pushed> {
        let (plan, entries) = self.plan(step);
        if !entries.iter().any(|entry| entry.action.acts()) {
            return None;
        }
        let run = self.approve(plan).unwrap();
        Some(self.push(run).await)
    }

    /// What start-up does, and then goes on with what was left.
    pub async fn resume(&self) -> Option<Pushed> {
        let now = self.clock.instant();
        let left = self.write(|writer| run::recover(writer, &self.book, now));
        if left.in_doubt == 0 && left.waiting == 0 {
            return None;
        }
        let run = self.write(|writer| {
            let plan = tieout_engine::waiting::plan(writer, &self.book)?;
            let run = run::start(writer, RunAction::Push, plan, "anna", now)?;
            tieout_engine::waiting::join(writer, &self.book, run)?;
            Ok(run)
        });
        Some(self.push(run).await)
    }

    /// The process is gone; another one opens the file.
    pub fn reopen(&mut self) {
        let placeholder = quick_folder();
        let other = Arc::new(Store::open(&placeholder.path().join("other.tieout")).unwrap());
        drop(std::mem::replace(&mut self.store, other));
        self.store = Arc::new(Store::open(&self.path).unwrap());
    }

    /// An older copy takes the place of the file.
    pub fn restore(&mut self, copy: &std::path::Path) {
        let folder = quick_folder();
        let other = Arc::new(Store::open(&folder.path().join("other.tieout")).unwrap());
        drop(std::mem::replace(&mut self.store, other));
        for ending in ["-wal", "-shm"] {
            let mut side = self.path.clone().into_os_string();
            side.push(ending);
            drop(std::fs::remove_file(side));
        }
        std::fs::copy(copy, &self.path).unwrap();
        self.store = Arc::new(Store::open(&self.path).unwrap());
    }

    /// Whoever looks, whenever: the tiles add up and agree with the slow way.
    pub fn look(&self) {
        let (fast, slow) = self
            .store
            .read(|view| {
                Ok((
                    tiles::tiles(view, &self.book)?,
                    tiles::tiles_by_group(view, &self.book)?,
                ))
            })
            .unwrap();
        assert_eq!(fast.tiles, slow);
        assert_eq!(
            fast.tiles.total(),
            self.invoices,
            "nothing is lost and nothing counted twice"
        );
    }

    pub fn tiles(&self) -> Tiles {
        self.store
            .read(|view| Ok(tiles::tiles(view, &self.book)?.tiles))
            .unwrap()
    }

    pub fn entries(&self, kind: ObjectKind) -> Vec<OutboxRow> {
        self.store.read(|view| outbox::of_kind(view, &self.book, kind)).unwrap()
    }

    pub fn entry(&self, name: &str) -> OutboxRow {
        let rows = self.entries(ObjectKind::Invoice);
        rows.into_iter().rfind(|row| row.name == name).unwrap()
    }

    /// Reads the ledger's book and the file only, as an outsider would.
    pub fn check_exactly_once(&self) {
        for kind in [ObjectKind::Item, ObjectKind::Customer, ObjectKind::Invoice] {
            let mut markers: Vec<Marker> = self
                .ledger
                .records(kind)
                .into_iter()
                .filter_map(|record| record.marker)
                .collect();
            let written = markers.len();
            markers.sort();
            markers.dedup();
            assert_eq!(markers.len(), written, "{kind}: a duplicate in the ledger");
            for row in self.entries(kind) {
                assert_eq!(
                    row.state,
                    OutboxState::Posted,
                    "{} {}: {:?}",
                    row.kind,
                    row.name,
                    row.failure
                );
                assert!(markers.contains(&row.marker), "{} is lost", row.name);
                assert!(row.attempt <= tieout_engine::push::SENDS_MAX);
            }
        }
        let total =
            |objects: &mut dyn Iterator<Item = Object>| objects.filter_map(|object| object.total()).sum::<Decimal>();
        let sources = self
            .store
            .read(|view| mirror::list(view, Side::Source, ObjectKind::Invoice))
            .unwrap();
        let source = total(&mut sources.into_iter().map(|row| row.object));
        let ledger = total(
            &mut self
                .ledger
                .records(ObjectKind::Invoice)
                .into_iter()
                .map(|record| record.object),
        );
        assert_eq!(source, ledger, "both sides agree to the cent");
        let verdict = self.store.read(tieout_store::table::audit::verify).unwrap();
        assert_eq!(verdict.broken_at, None);
    }
}

fn item(n: u32) -> Item {
    Item {
        name: format!("Item {n}"),
        full_name: None,
        sku: None,
        description: None,
        purchase_description: None,
        item_type: if n.is_multiple_of(2) {
            ItemType::Inventory
        } else {
            ItemType::NonInventory
        },
        unit_price: Some(dec("9.50")),
        purchase_cost: None,
        income_account: None,
        expense_account: None,
        asset_account: None,
        taxable: None,
        quantity_on_hand: None,
        tracked_since: None,
        vendor: None,
    }
}
