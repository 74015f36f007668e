//! What a host (window, command line, test) gives to the commands.
//!
//! Not here: how a host transports commands. Invariant: concrete connectors are named by hosts only.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use async_trait::async_trait;
use tieout_connect::{LedgerFactory, Secrets, Source, WriteBackTarget};
use tieout_domain::{Clock, Currency, Failure, Object, RecordId};
use tokio::sync::broadcast;

use crate::dto::{FileMapping, ImportInspectReq, ImportInspection, LedgerChoice};
use crate::event::AppEvent;

pub struct Host {
    pub clock: Arc<dyn Clock>,
    /// Client files, reports, logs and the secrets file live below it.
    pub data_dir: PathBuf,
    /// Who works here, for approvals and the audit trail: the operating system's user name.
    pub user: String,
    pub version: String,
    pub ledgers: Vec<Arc<dyn LedgerFactory>>,
    pub secrets: Arc<dyn Secrets>,
    pub files: Arc<dyn FileImporter>,
    pub practice: Arc<dyn Practice>,
    pub desktop: Arc<dyn Desktop>,
    /// Subscribers may lag and lose events: an event only says what to read again.
    pub events: broadcast::Sender<AppEvent>,
}

/// Reads files of the operational side by profile.
pub trait FileImporter: Send + Sync {
    fn inspect(&self, path: &Path, request: &ImportInspectReq) -> Result<ImportInspection, Failure>;

    /// A source over the mapped files; `files` pairs each mapping with the path behind its handle, `known` are the records of
    /// earlier imports that documents may name.
    fn source(
        &self,
        name: &str,
        files: &[(PathBuf, FileMapping)],
        currency: &Currency,
        known: Vec<(RecordId, Object)>,
    ) -> Result<Arc<dyn Source>, Failure>;

    /// Where list records go back to, in files with the columns the source's own files have. `profiles` are the profiles of the
    /// client's imports as stored with them, newest first: the first that has files of a kind counts for it. `None`: nothing that
    /// was imported tells how the source's files look.
    fn write_back(&self, _profiles: &[String]) -> Result<Option<Arc<dyn WriteBackTarget>>, Failure> {
        Ok(None)
    }

    /// The demo client's files with their committed profile, below `folder` (written there if missing).
    fn demo(&self, folder: &Path) -> Result<DemoSource, Failure>;
}

pub struct DemoSource {
    pub source: Arc<dyn Source>,
    pub currency: Currency,
    /// JSON of the profile, kept with the import.
    pub profile: String,
    /// What the profile does to the data, in words.
    pub remarks: Vec<String>,
}

/// The practice company: a real ledger on this computer.
#[async_trait]
pub trait Practice: Send + Sync {
    /// The ledgers it can be had for, the usual one first; never empty.
    fn systems(&self) -> Vec<LedgerChoice>;

    /// Starts the one of `system` (or finds it running) with its book kept below `folder`.
    async fn start(&self, folder: &Path, system: &str) -> Result<PracticeAccess, Failure>;
}

/// How to sign in to the practice company.
#[derive(Clone)]
pub struct PracticeAccess {
    /// Short name of the ledger whose face it wears.
    pub system: String,
    pub discovery_url: String,
    pub client_id: String,
    /// Of the practice company only; no secret of any real ledger passes here. Empty where the ledger knows none.
    pub client_secret: String,
    pub book_number: String,
}

/// What the desktop around the program can do.
#[async_trait]
pub trait Desktop: Send + Sync {
    /// The system's file dialog; empty when cancelled. `None`: this host has none.
    async fn pick_files(&self, purpose: &str, multiple: bool) -> Option<Vec<PathBuf>>;

    /// Opens an https (or practice) address in the system browser.
    async fn open_address(&self, address: &str) -> Result<(), Failure>;

    /// Opens a file the program wrote, or shows it in its folder.
    async fn open_file(&self, path: &Path, show_in_folder: bool) -> Result<(), Failure>;

    /// Where saved reports and exports go.
    fn documents_dir(&self) -> PathBuf;

    /// Whether `FilePickReq::path` is honoured: test hosts and the command line only.
    fn takes_paths(&self) -> bool;
}
