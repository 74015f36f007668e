//! Practice ledgers on loopback: a real double-entry book behind each vendor's own API.
//!
//! Not here: any type a connector uses. The sandbox must be able to disagree with the connector, or no test of one
//! against the other would prove anything.
//! Invariant: it listens on 127.0.0.1 only and answers to no other name.

pub mod book;
mod clock;
mod conn;
mod counterpart;
mod face;
mod faults;
mod journal;
mod json;
mod limits;
mod pages;
mod practice;
pub mod quickbooks;
mod recorder;
mod server;
mod spoil;
mod wire;
pub mod xero;

use std::path::PathBuf;
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use axum::Router;
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::{mpsc, watch};

pub use faults::{Fault, FaultRule, read_rules};

use clock::Clock;
use faults::FaultDesk;
use journal::Journal;
use limits::Limiter;
use quickbooks::Switches;
use recorder::Recorder;

const SHUTDOWN_MAX: Duration = Duration::from_secs(5);

/// Which vendor's API is spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    QuickBooks,
    Xero,
}

/// What the book holds at the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BookName {
    /// The vendor's public sample company, with its Ids.
    Sample,
    /// The company new users practise on.
    Practice,
    /// System accounts only.
    Empty,
}

/// How a practice ledger is started.
#[derive(Debug, Clone)]
pub struct SandboxOptions {
    pub face: Face,
    /// 0 takes any free port.
    pub port: u16,
    pub book: BookName,
    pub faults: Vec<FaultRule>,
    /// Delay before every request, milliseconds.
    pub latency_ms: u64,
    /// Consents without showing a page.
    pub auto_consent: bool,
    /// A clock that stands still until told to move.
    pub fixed_clock: Option<Timestamp>,
    /// The journal that lets the book outlive the process.
    pub state_file: Option<PathBuf>,
    /// Waits for the disk before each answer to a write.
    pub durable: bool,
    /// Keeps every exchange of JSON with the API in this file, for a check against the vendor's schema.
    pub record: Option<PathBuf>,
    /// Quotas of the real vendor are switched off when false.
    pub real_quotas: bool,
    pub switches: Switches,
    /// The switches of the other face.
    pub xero: xero::Switches,
}

impl Default for SandboxOptions {
    fn default() -> Self {
        Self {
            face: Face::QuickBooks,
            port: 0,
            book: BookName::Practice,
            faults: Vec::new(),
            latency_ms: 0,
            auto_consent: false,
            fixed_clock: None,
            state_file: None,
            durable: false,
            record: None,
            real_quotas: true,
            switches: Switches::default(),
            xero: xero::Switches::default(),
        }
    }
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("cannot listen on loopback: {0}")]
    Listen(std::io::Error),
    #[error("cannot open the practice book: {0}")]
    State(std::io::Error),
    #[error("the practice book cannot be read: {0}")]
    Book(String),
    #[error("cannot write the recording: {0}")]
    Record(std::io::Error),
}

/// Starts practice ledgers.
#[derive(Debug)]
pub struct PracticeLedger;

/// A practice ledger that is up; it stops when dropped.
#[derive(Debug)]
pub struct Running {
    pub base_url: String,
    pub discovery_url: String,
    pub authorize_url: String,
    pub token_url: String,
    pub revoke_url: String,
    pub userinfo_url: String,
    pub client_id: String,
    pub client_secret: String,
    pub realm_id: String,
    /// Where the company's entities are.
    pub api_url: String,
    pub port: u16,
    /// Dropping it stops the ledger as well.
    stop: watch::Sender<bool>,
    closed: mpsc::Receiver<()>,
    /// Weak, or the book would outlive a shutdown.
    app: Weak<server::App>,
}

impl PracticeLedger {
    /// Opens the book and listens.
    pub async fn start(options: SandboxOptions) -> Result<Running, StartError> {
        let (stop, stopped) = watch::channel(false);
        let opened = conn::Door::open(options.port, stopped.clone()).await;
        let (door, shutter) = opened.map_err(StartError::Listen)?;
        let port = door.port();
        let base_url = format!("http://127.0.0.1:{port}");
        let face = open_face(&options, &base_url)?;
        let recorder = options
            .record
            .as_deref()
            .map(Recorder::start)
            .transpose()
            .map_err(StartError::Record)?;
        let mut rules = options.faults;
        if options.latency_ms > 0 {
            rules.push(FaultRule::always(Fault::Latency).ms(options.latency_ms));
        }
        let (alive, closed) = mpsc::channel(1);
        let access = face.access();
        let app = Arc::new(server::App {
            limiter: Mutex::new(Limiter::new(face.quotas())),
            face: Mutex::new(face),
            faults: Mutex::new(FaultDesk::new(rules)),
            log: Mutex::new(Vec::new()),
            clock: Clock::new(options.fixed_clock),
            recorder,
            shutter,
            port,
            running: AtomicUsize::new(0),
            _alive: alive,
        });
        let weak = Arc::downgrade(&app);
        let router = Router::new().fallback(server::serve).with_state(app);
        let service = router.into_make_service_with_connect_info::<conn::Grip>();
        tokio::spawn(async move {
            tokio::select! {
                outcome = axum::serve(door, service).into_future() => {
                    if let Err(error) = outcome {
                        tracing::error!(%error, "practice ledger stopped");
                    }
                }
                () = conn::stopped(stopped) => {}
            }
        });
        let parts = Parts {
            port,
            access,
            stop,
            closed,
            app: weak,
        };
        Ok(running(base_url, parts))
    }
}

struct Parts {
    port: u16,
    access: face::Access,
    stop: watch::Sender<bool>,
    closed: mpsc::Receiver<()>,
    app: Weak<server::App>,
}

fn running(base_url: String, parts: Parts) -> Running {
    let access = parts.access;
    Running {
        base_url,
        discovery_url: access.discovery_url,
        authorize_url: access.authorize_url,
        token_url: access.token_url,
        revoke_url: access.revoke_url,
        userinfo_url: access.userinfo_url,
        client_id: access.client_id,
        client_secret: access.client_secret,
        realm_id: access.company,
        api_url: access.api_url,
        port: parts.port,
        stop: parts.stop,
        closed: parts.closed,
        app: parts.app,
    }
}

fn open_face(options: &SandboxOptions, base_url: &str) -> Result<Box<dyn face::Face>, StartError> {
    let journal = match &options.state_file {
        Some(path) => Some(Journal::open(path, options.durable).map_err(StartError::State)?),
        None => None,
    };
    match options.face {
        Face::QuickBooks => {
            let setup = quickbooks::Setup::of(options, base_url);
            let face = quickbooks::QuickBooks::open(&setup, journal).map_err(StartError::Book)?;
            Ok(Box::new(face))
        }
        Face::Xero => {
            let face = xero::Xero::open(options, base_url, journal).map_err(StartError::Book)?;
            Ok(Box::new(face))
        }
    }
}

impl Running {
    /// The company's API address, where entity names are appended.
    #[must_use]
    pub fn company_url(&self) -> String {
        self.api_url.clone()
    }

    /// Replaces the fault rules, as `POST /_practice/faults` does.
    pub fn set_faults(&self, rules: Vec<FaultRule>) {
        if let Some(app) = self.app.upgrade() {
            *server::lock(&app.faults) = FaultDesk::new(rules);
        }
    }

    /// Changes settings or records, as `POST /_practice/settings` does.
    pub fn change(&self, change: &Value) -> Result<Value, String> {
        let app = self.app.upgrade().ok_or("the practice ledger has stopped")?;
        practice::change(&app, change)
    }

    /// What the book holds, as `GET /_practice/book` says.
    #[must_use]
    pub fn book(&self) -> Value {
        self.app
            .upgrade()
            .map_or(Value::Null, |app| server::lock(&app.face).summary(&[]))
    }

    /// What was asked so far, as `GET /_practice/requests` says.
    #[must_use]
    pub fn requests(&self) -> Value {
        self.app
            .upgrade()
            .map_or(Value::Null, |app| practice::requests(&app, &wire::Request::default()))
    }

    /// Consents on the user's behalf: the vendor's token answer, for tests of everything but signing in.
    #[must_use]
    pub fn grant(&self) -> Value {
        self.app.upgrade().map_or(Value::Null, |app| {
            let now = app.clock.now();
            server::lock(&app.face).grant(now)
        })
    }

    /// Stops listening, cuts open connections and waits until port and state file are free.
    pub async fn shutdown(mut self) {
        let _ = self.stop.send(true);
        // A request in a deliberate delay may hold the book a while; nobody should wait for that.
        let _ = tokio::time::timeout(SHUTDOWN_MAX, self.closed.recv()).await;
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    async fn ask(port: u16, head: &str) -> String {
        let mut socket = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        socket
            .write_all(format!("GET /_practice/health HTTP/1.1\r\n{head}Connection: close\r\n\r\n").as_bytes())
            .await
            .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        answer.lines().next().unwrap_or_default().to_owned()
    }

    #[tokio::test]
    async fn only_our_own_name_and_origin_are_answered() {
        let running = PracticeLedger::start(SandboxOptions {
            book: BookName::Empty,
            ..SandboxOptions::default()
        });
        let running = running.await.unwrap();
        let port = running.port;
        assert!(ask(port, &format!("Host: localhost:{port}\r\n")).await.contains("200"));
        assert!(
            ask(port, &format!("Host: evil.example:{port}\r\n"))
                .await
                .contains("403"),
            "a rebound name"
        );
        assert!(
            ask(
                port,
                &format!("Host: 127.0.0.1:{port}\r\nOrigin: http://evil.example\r\n")
            )
            .await
            .contains("403")
        );
        assert!(
            ask(port, "Host: 127.0.0.1:1\r\n").await.contains("403"),
            "another port is another server"
        );
    }

    #[tokio::test]
    async fn after_a_shutdown_port_and_state_file_are_free_and_old_connections_are_dead() {
        let folder = tempfile::tempdir().unwrap();
        let state = Some(folder.path().join("book.jsonl"));
        let options = SandboxOptions {
            book: BookName::Empty,
            state_file: state,
            ..SandboxOptions::default()
        };
        let running = PracticeLedger::start(options.clone()).await.unwrap();
        let port = running.port;
        let mut idle = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        let request = format!("GET /_practice/health HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        idle.write_all(request.as_bytes()).await.unwrap();
        let mut buffer = [0_u8; 1024];
        assert!(idle.read(&mut buffer).await.unwrap() > 0);
        running.shutdown().await;
        let _ = idle.write_all(request.as_bytes()).await;
        assert!(
            matches!(idle.read(&mut buffer).await, Ok(0) | Err(_)),
            "nobody answers on a kept connection"
        );
        let again = PracticeLedger::start(SandboxOptions { port, ..options }).await.unwrap();
        assert_eq!(again.port, port);
    }
}
