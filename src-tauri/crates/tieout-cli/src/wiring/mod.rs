//! Puts the parts together: which ledgers exist, where secrets and files live.
//!
//! Not here: what any part does. Invariant: concrete connectors are named here and nowhere else.

mod importer;
mod mapping;
mod practice;
pub mod secrets;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context;
use tieout_connect::Secrets;
use tieout_connect::clock::SystemClock;
use tieout_connect::rate::{NoTallies, Tallies, TallyFiles};
use tieout_domain::Clock;
use tieout_ipc::dto::PracticeOpenReq;
use tieout_ipc::host::{Desktop, Practice};
use tieout_ipc::{App, Host};
use tokio::sync::broadcast;

use crate::demo;

pub use practice::PracticeCompany;

/// Events kept for a slow listener before it has to read everything again.
const EVENTS_MAX: usize = 256;

/// How the program was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// Client files, logs, secrets, the practice company's book.
    pub data_dir: PathBuf,
    /// Open the practice company at once, its operational side loaded.
    pub demo: bool,
    /// Which ledger's practice company the demo opens; `None`: the usual one.
    pub ledger: Option<String>,
    /// A practice ledger that somebody else runs: the line `tieout-cli sandbox --json` printed.
    pub practice_at: Option<String>,
    /// Whether the practice ledger of our own gives its consent without a person.
    pub consents: bool,
}

impl Start {
    /// `TIEOUT_DATA_DIR`, `TIEOUT_DEMO`, `TIEOUT_DEMO_LEDGER`, `TIEOUT_PRACTICE`; for people the defaults are right.
    pub fn from_environment() -> Self {
        let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
        let demo = set("TIEOUT_DEMO").is_some();
        Self {
            data_dir: set("TIEOUT_DATA_DIR").map_or_else(default_data_dir, PathBuf::from),
            demo,
            ledger: set("TIEOUT_DEMO_LEDGER").map(|name| name.to_string_lossy().into_owned()),
            practice_at: set("TIEOUT_PRACTICE").map(|line| line.to_string_lossy().into_owned()),
            // The demo is there to be used at once: its practice ledger asks nobody.
            consents: demo || set("TIEOUT_PRACTICE_CONSENTS").is_some(),
        }
    }
}

/// Where this system keeps programs' data.
fn default_data_dir() -> PathBuf {
    let home = std::env::var_os("HOME")
        .or_else(|| std::env::var_os("USERPROFILE"))
        .map_or_else(PathBuf::new, PathBuf::from);
    let base = if cfg!(target_os = "macos") {
        home.join("Library/Application Support")
    } else if cfg!(windows) {
        std::env::var_os("APPDATA").map_or_else(|| home.join("AppData/Roaming"), PathBuf::from)
    } else {
        std::env::var_os("XDG_DATA_HOME").map_or_else(|| home.join(".local/share"), PathBuf::from)
    };
    base.join(if cfg!(any(windows, target_os = "macos")) {
        "Tieout"
    } else {
        "tieout"
    })
}

/// Whether a test drives this process: only then are paths taken in place of a file dialog.
pub fn is_under_test() -> bool {
    std::env::var_os("TIEOUT_UNDER_TEST").is_some()
}

/// The counts that a restart must not forget. A test that crashes the program two hundred times would wait out the vendor's
/// minutes for nothing: its ledger keeps no quotas.
fn tallies(start: &Start) -> Arc<dyn Tallies> {
    if is_under_test() && start.practice_at.is_some() {
        Arc::new(NoTallies)
    } else {
        Arc::new(TallyFiles::new(start.data_dir.join("limits")))
    }
}

/// Everything the commands need, for any host.
pub fn host(start: &Start, secrets: Arc<dyn Secrets>, desktop: Arc<dyn Desktop>) -> anyhow::Result<Host> {
    private_folder(&start.data_dir)?;
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let practice: Arc<dyn Practice> = Arc::new(PracticeCompany::new(start));
    let (events, _) = broadcast::channel(EVENTS_MAX);
    let tallies = tallies(start);
    let ledgers = tieout_ledgers::factories(&secrets, &clock, &tallies);
    Ok(Host {
        clock,
        data_dir: start.data_dir.clone(),
        user: user_name(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ledgers,
        secrets,
        files: Arc::new(importer::Files),
        practice,
        desktop,
        events,
    })
}

/// Opens the practice company in the background where the start asks for it, so that it is ready to pull.
pub fn open_first(app: &Arc<App>, start: &Start) {
    if !start.demo {
        return;
    }
    let (app, ledger, signs_in) = (Arc::clone(app), start.ledger.clone(), start.consents);
    let work = async move {
        if let Err(error) = open_practice(&app, ledger, signs_in).await {
            tracing::error!(%error, "the practice company could not be opened");
        }
    };
    match tokio::runtime::Handle::try_current() {
        Ok(runtime) => drop(runtime.spawn(work)),
        Err(_) => drop(std::thread::spawn(move || block_on(work))),
    }
}

async fn open_practice(app: &Arc<App>, ledger: Option<String>, signs_in: bool) -> anyhow::Result<()> {
    demo::say(tieout_ipc::handlers::practice_open(app, PracticeOpenReq { system: ledger }).await)?;
    if signs_in {
        demo::sign_in(app, &demo::progress::Screen::new(true)).await?;
    }
    Ok(())
}

/// Runs async work on a thread that has no runtime.
fn block_on(work: impl Future<Output = ()>) {
    match tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .worker_threads(2)
        .build()
    {
        Ok(runtime) => {
            runtime.block_on(work);
            // The practice ledger lives on this runtime; it must outlast the start.
            std::mem::forget(runtime);
        }
        Err(error) => tracing::error!(%error, "no runtime"),
    }
}

fn user_name() -> String {
    ["USER", "USERNAME", "LOGNAME"]
        .iter()
        .find_map(|name| std::env::var(name).ok())
        .unwrap_or_else(|| "user".to_owned())
}

/// A folder that only its owner can read.
fn private_folder(path: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(path).with_context(|| format!("cannot create {}", path.display()))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
            .with_context(|| format!("cannot protect {}", path.display()))?;
    }
    Ok(())
}

/// Keeps the log in rolling files below the data folder; what the guard buffers is written when it is dropped.
pub fn log_to_files(data_dir: &Path) -> anyhow::Result<tracing_appender::non_blocking::WorkerGuard> {
    private_folder(data_dir)?;
    let folder = data_dir.join("logs");
    private_folder(&folder)?;
    let files = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("tieout")
        .filename_suffix("log")
        .max_log_files(5)
        .build(folder)?;
    let (writer, guard) = tracing_appender::non_blocking(files);
    let filter = tracing_subscriber::EnvFilter::try_from_env("TIEOUT_LOG")
        .unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("warn,tieout=info"));
    // A second initialisation in one process (tests) keeps the first.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(writer)
        .try_init();
    Ok(guard)
}
