//! The running program: the host, the open client file, and what lives only as long as the program does.
//!
//! Not here: commands (`handlers`). Invariant: at most one client file is open in a process.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, Weak};

use tieout_connect::Ledger;
use tieout_connect::factory::FieldCheck;
use tieout_connect::ledger::Company;
use tieout_domain::{ErrorCode, Failure, ObjectKind, Recovery, Side};
use tieout_engine::matching::SearchIndex;
use tieout_store::table::client::ClientRow;
use tieout_store::{Store, StoreError};
use tokio::sync::watch;

use crate::event::{AppEvent, Topic};
use crate::host::Host;

pub struct App {
    pub host: Host,
    open: RwLock<Option<Arc<OpenClient>>>,
    /// Clients that were left; work in the background may hold one a moment longer, and its file with it.
    left: Mutex<Vec<Weak<OpenClient>>>,
    /// Opaque handles of picked and saved files; valid until the program ends.
    handles: Mutex<BTreeMap<String, PathBuf>>,
    pub sign_in: Mutex<Option<SignInAttempt>>,
    /// Why the last opening of a client file failed; forgotten when one succeeds.
    trouble: Mutex<Option<Failure>>,
}

/// One client file and what works on it.
pub struct OpenClient {
    /// File name without folder and ending; the id in `ClientFile`.
    pub id: String,
    pub uid: String,
    pub name: String,
    pub practice: bool,
    pub store: Arc<Store>,
    /// The connected book, opened on first use; empty again after a change of the connection.
    pub ledger: Mutex<Option<Arc<dyn Ledger>>>,
    /// Controls of the run under way.
    pub run: tieout_engine::run::RunSlot,
    /// What the last look at the connect page's lines gave; empty again after a change.
    pub checks: Mutex<Vec<FieldCheck>>,
    /// Type-ahead over the lists, each with the number of records it was made of; emptied when a list changes.
    pub search: Mutex<SearchIndexes>,
    /// How looking for partners stands, per list.
    pub lookups: Mutex<crate::handlers::lookup::Lookups>,
    /// Held and failed entries will be looked at again in a moment.
    pub looking_again: AtomicBool,
}

pub type SearchIndexes = BTreeMap<(Side, ObjectKind), (u32, Arc<SearchIndex>)>;

/// A sign-in that began; how it ends arrives in `outcome`.
#[derive(Clone)]
pub struct SignInAttempt {
    pub attempt: String,
    pub system: String,
    pub loopback: bool,
    pub outcome: watch::Receiver<SignInOutcome>,
    pub ended: Arc<watch::Sender<SignInOutcome>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignInOutcome {
    Waiting,
    /// The first sign-in of a client file: nothing is tied before the user says that it is the right company.
    Arrived(Box<Company>),
    Done,
    Failed(Failure),
    Cancelled,
}

impl App {
    pub fn new(host: Host) -> Self {
        Self {
            host,
            open: RwLock::default(),
            left: Mutex::default(),
            handles: Mutex::default(),
            sign_in: Mutex::default(),
            trouble: Mutex::default(),
        }
    }

    /// The open client file, or `not_found`.
    pub fn client(&self) -> Result<Arc<OpenClient>, Failure> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.clone()
            .ok_or_else(|| Failure::new(ErrorCode::NotFound, Recovery::ChooseFile).context("no client is open"))
    }

    pub fn set_client(&self, client: Option<Arc<OpenClient>>) {
        let before = {
            let mut open = self.open.write().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut *open, client)
        };
        let mut left = held(&self.left);
        left.retain(|client| client.strong_count() > 0);
        left.extend(before.as_ref().map(Arc::downgrade));
        drop(left);
        self.changed([Topic::Client]);
    }

    /// A client that was left and is still held by work in the background: its file is ours, so it is come back to, not opened.
    pub fn still_held(&self, id: &str) -> Option<Arc<OpenClient>> {
        let left = held(&self.left);
        left.iter().filter_map(Weak::upgrade).find(|client| client.id == id)
    }

    /// The open client file, where one is open.
    pub fn client_if_open(&self) -> Option<Arc<OpenClient>> {
        self.open.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub fn trouble(&self) -> Option<Failure> {
        held(&self.trouble).clone()
    }

    pub fn set_trouble(&self, trouble: Option<Failure>) {
        *held(&self.trouble) = trouble;
        self.changed([Topic::Client]);
    }

    /// Tells the UI what to read again.
    pub fn changed(&self, topics: impl IntoIterator<Item = Topic>) {
        // Nobody listening is fine.
        let _ = self.host.events.send(AppEvent::Changed(topics.into_iter().collect()));
    }

    pub fn keep_file(&self, path: PathBuf) -> String {
        let handle = uuid::Uuid::now_v7().simple().to_string();
        held(&self.handles).insert(handle.clone(), path);
        handle
    }

    pub fn file(&self, handle: &str) -> Result<PathBuf, Failure> {
        held(&self.handles)
            .get(handle)
            .cloned()
            .ok_or_else(|| Failure::new(ErrorCode::NotFound, Recovery::ChooseFile).context("unknown file handle"))
    }
}

impl OpenClient {
    pub fn new(id: String, row: ClientRow, store: Store) -> Self {
        Self {
            id,
            uid: row.uid,
            name: row.name,
            practice: row.practice,
            store: Arc::new(store),
            ledger: Mutex::default(),
            run: tieout_engine::run::RunSlot::default(),
            checks: Mutex::default(),
            search: Mutex::default(),
            lookups: Mutex::default(),
            looking_again: AtomicBool::new(false),
        }
    }

    /// Runs blocking work on the client file off the async threads.
    pub async fn with_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = Arc::clone(&self.store);
        match tokio::task::spawn_blocking(move || work(&store)).await {
            Ok(result) => result.map_err(Failure::from),
            Err(error) => Err(Failure::internal(error)),
        }
    }
}

/// Locks even after a panic elsewhere: what the mutexes here hold is replaced whole.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
