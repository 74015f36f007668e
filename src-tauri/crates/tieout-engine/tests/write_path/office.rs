//! An operational system with customers and items, and files that go in and out of it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, MutexGuard};

use tieout_connect::Source;
use tieout_connect::source::{
    RowPlace, SourceBatch, SourceRecord, WriteBack, WriteBackAction, WriteBackTarget, WrittenFile,
};
use tieout_domain::objects::Party;
use tieout_domain::{Clock, Currency, Failure, Object, ObjectKind, Record, RecordId, RunId};
use tieout_engine::import::{ImportOrder, import};
use tieout_store::table::client;
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};

use super::world::Firm;

const KINDS: [ObjectKind; 2] = [ObjectKind::Item, ObjectKind::Customer];

/// Keeps what people enter there; its files have columns for everything but what `without` names.
pub struct Office {
    records: Mutex<BTreeMap<(ObjectKind, RecordId), Record>>,
    without: Vec<String>,
}

pub fn party(name: &str, phone: &str) -> Object {
    Object::Customer(Party {
        name: name.into(),
        phone: Some(phone.into()),
        ..Party::default()
    })
}

impl Office {
    pub fn new(without: &[&str]) -> Self {
        Self {
            records: Mutex::default(),
            without: without.iter().map(|field| (*field).to_owned()).collect(),
        }
    }

    pub fn records(&self) -> MutexGuard<'_, BTreeMap<(ObjectKind, RecordId), Record>> {
        self.records.lock().unwrap()
    }

    /// Somebody enters or changes a record.
    pub fn enter(&self, id: &str, object: Object) {
        let record = Record {
            id: RecordId::new(id),
            version: None,
            active: true,
            updated_at: None,
            marker: None,
            object,
            raw: "row".into(),
        };
        self.records().insert((record.kind(), record.id.clone()), record);
    }

    pub fn remove(&self, id: &str) {
        self.records().retain(|(_, known), _| known.as_str() != id);
    }

    pub fn deactivate(&self, id: &str) {
        let mut records = self.records();
        let mut found = records.values_mut().filter(|record| record.id.as_str() == id);
        found.next().unwrap().active = false;
    }

    /// Imports a file that the program wrote, as the system's own import would.
    pub fn take(&self, file: &Path) {
        let rows: Vec<WriteBack> = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
        for row in rows {
            match (row.action, row.source_id) {
                (WriteBackAction::Create, _) => {
                    let id = format!("new-{}", row.ledger_id);
                    self.enter(&id, row.wanted);
                }
                (WriteBackAction::Update, Some(id)) => self.enter(id.as_str(), row.wanted),
                (WriteBackAction::Deactivate, Some(id)) => self.deactivate(id.as_str()),
                (_, None) => panic!("a change without a record"),
            }
        }
    }
}

impl WriteBackTarget for Office {
    fn kinds(&self) -> &[ObjectKind] {
        &KINDS
    }

    fn carries(&self, _: ObjectKind, field: &str) -> bool {
        !self.without.iter().any(|missing| missing == field)
    }

    fn file_name(&self, kind: ObjectKind, run: RunId) -> String {
        format!("{kind} run {run}.json")
    }

    fn write_back(&self, kind: ObjectKind, run: RunId, records: &[WriteBack]) -> Result<WrittenFile, Failure> {
        Ok(WrittenFile {
            name: self.file_name(kind, run),
            bytes: serde_json::to_vec(records).unwrap(),
            rows: u32::try_from(records.len()).unwrap(),
            left_out: self.without.clone(),
        })
    }
}

/// Its export.
struct Export(Vec<Record>);

impl Source for Export {
    fn name(&self) -> &str {
        "office"
    }

    fn kinds(&self) -> &[ObjectKind] {
        &KINDS
    }

    fn fingerprint(&self, kind: ObjectKind) -> Result<String, Failure> {
        Ok(format!("{:?}", self.read(kind)?))
    }

    fn read(&self, kind: ObjectKind) -> Result<SourceBatch, Failure> {
        let of_kind = self.0.iter().filter(|record| record.kind() == kind);
        let read = |record: &Record| SourceRecord {
            record: record.clone(),
            places: vec![RowPlace {
                file: "export.csv".into(),
                sheet: None,
                line: 2,
            }],
            occurrence: None,
        };
        let records: Vec<SourceRecord> = of_kind.map(read).collect();
        Ok(SourceBatch {
            rows: records.len() as u64,
            records,
            problems: Vec::new(),
            complete: true,
        })
    }
}

impl Firm {
    /// A firm without documents whose source is an office that takes files.
    pub fn with_office(without: &[&str]) -> Self {
        let mut firm = Self::new(|clock| tieout_testkit::FakeLedger::new(clock, 1, 0), 0, 0, 0);
        firm.office = Some(std::sync::Arc::new(Office::new(without)));
        let row = ConnectionRow {
            id: tieout_domain::ConnectionId(0),
            side: tieout_domain::Side::Ledger,
            system: "fake".into(),
            settings: "{}".into(),
            book_id: Some(firm.book.clone()),
            company: None,
            state: ConnectionState::Connected,
            secrets_key: "k".into(),
            connected_by: None,
            last_success_at: None,
            created_at: firm.clock_now(),
        };
        firm.write(|writer| connection::insert(writer, &row));
        assert!(firm.store.read(client::get).unwrap().is_some());
        firm.import();
        firm
    }

    pub fn office(&self) -> &Office {
        self.office.as_deref().unwrap()
    }

    /// Exports everything from the office and imports it here.
    pub fn import(&self) {
        // Time passes between two imports.
        self.clock.advance(60_000);
        let order = ImportOrder {
            source: &Export(self.office().records().values().cloned().collect()),
            currency: &Currency::try_from("USD").unwrap(),
            profile: "{}",
            remarks: &[],
            accept_gone: true,
            who: "anna",
            now: self.clock.instant(),
        };
        import(&self.store, &order).unwrap();
    }

    /// The mirror learns what the ledger has.
    pub fn pull(&self) {
        use tieout_domain::Side;
        let at = self.clock_now();
        for kind in KINDS {
            let there = self.ledger.records(kind);
            there.iter().for_each(|record| self.tell(Side::Ledger, record));
            self.write(|writer| {
                let known = tieout_store::table::mirror::list(writer, Side::Ledger, kind)?;
                let gone = known
                    .iter()
                    .filter(|row| there.iter().all(|record| record.id != row.id));
                gone.map(|row| tieout_store::table::mirror::bury(writer, Side::Ledger, kind, &row.id, at).map(drop))
                    .collect::<Result<Vec<()>, _>>()
            });
        }
    }

    /// Files written for the source so far, in the order of their names.
    pub fn written(&self) -> Vec<std::path::PathBuf> {
        let entries = std::fs::read_dir(self.files()).map(|found| found.map(|entry| entry.unwrap().path()));
        let mut files: Vec<_> = entries.into_iter().flatten().collect();
        files.sort();
        files
    }
}
