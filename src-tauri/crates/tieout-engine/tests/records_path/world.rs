//! A client file with a tied book, and small makers of records.

use std::sync::Arc;

use tieout_domain::clock::Clock;
use tieout_domain::objects::{Account, AccountRole, Party};
use tieout_domain::{BookId, ConnectionId, Instant, Object, ObjectKind, Record, RecordId, Side};
use tieout_engine::decide::Deciding;
use tieout_engine::suggest;
use tieout_store::Store;
use tieout_store::table::client::{self, ClientRow};
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};
use tieout_store::table::mirror::{self, Told};
use tieout_testkit::SimClock;

pub const CUSTOMER: ObjectKind = ObjectKind::Customer;

pub struct World {
    pub store: Arc<Store>,
    pub clock: Arc<SimClock>,
    _folder: tempfile::TempDir,
}

impl World {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Arc::new(Store::open(&folder.path().join("c.tieout")).unwrap());
        let clock = Arc::new(SimClock::default());
        let at = clock.instant();
        store
            .write(|w| {
                let row = ClientRow {
                    uid: "u".into(),
                    name: "Acme".into(),
                    practice: false,
                    created_at: at,
                };
                client::insert(w, &row)?;
                connection::insert(w, &connected(at)).map(drop)
            })
            .unwrap();
        Self {
            store,
            clock,
            _folder: folder,
        }
    }

    pub fn book(&self) -> BookId {
        "t:1".into()
    }

    pub fn by(&self) -> Deciding {
        Deciding {
            book: self.book(),
            who: "ann".into(),
            now: self.clock.instant(),
        }
    }

    /// Puts records straight into the mirror.
    pub fn tell(&self, side: Side, records: &[Record]) {
        let at = self.clock.instant();
        self.store
            .write(|w| {
                for record in records {
                    let known = mirror::known_one(w, side, record.kind(), &record.id)?;
                    let told = Told {
                        side,
                        record,
                        place: None,
                        import: None,
                        at,
                    };
                    mirror::put(w, &told, known.as_ref())?;
                }
                Ok(())
            })
            .unwrap();
    }

    pub fn propose(&self, kind: ObjectKind) {
        suggest::refresh(&self.store, kind).unwrap();
    }

    pub fn names(&self, side: Side, kind: ObjectKind) -> Vec<String> {
        let rows = self.store.read(|v| mirror::list(v, side, kind)).unwrap();
        rows.into_iter().map(|row| row.name).collect()
    }
}

fn connected(at: Instant) -> ConnectionRow {
    ConnectionRow {
        id: ConnectionId(0),
        side: Side::Ledger,
        system: "test".into(),
        settings: "{}".into(),
        book_id: Some("t:1".into()),
        company: None,
        state: ConnectionState::Connected,
        secrets_key: "k".into(),
        connected_by: None,
        last_success_at: None,
        created_at: at,
    }
}

pub fn record(id: &str, object: Object) -> Record {
    Record {
        id: RecordId::new(id),
        version: None,
        active: true,
        updated_at: None,
        marker: None,
        object,
        raw: format!("raw {id}"),
    }
}

pub fn customer(id: &str, name: &str) -> Record {
    record(
        id,
        Object::Customer(Party {
            name: name.into(),
            ..Party::default()
        }),
    )
}

pub fn account(id: &str, name: &str, role: AccountRole) -> Record {
    let account = Account {
        name: name.into(),
        full_name: None,
        number: None,
        role,
        type_words: format!("{role:?}"),
        parent: None,
        balance: None,
    };
    record(id, Object::Account(account))
}
