//! A started practice ledger and a signed-in client.
//!
//! Not here: expectations; each test file holds its own.
//! Invariant: every exchange of JSON is recorded for the schema check (`tests/golden/quickbooks/validate.py`).
#![allow(dead_code, reason = "each test file uses its own part")]

pub mod http;

use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

pub use http::{Answer, Broken, escape};
use tieout_sandbox::{BookName, PracticeLedger, Running, SandboxOptions};
use tokio::runtime::Runtime;

/// A practice ledger that ends with its test.
pub struct Ledger {
    // Fields are dropped in this order: the server before the threads it runs on.
    _running: Running,
    _runtime: Runtime,
    pub port: u16,
    pub realm: String,
    pub token: String,
}

/// The first error of a fault.
#[derive(Debug)]
pub struct Refused {
    pub status: u16,
    pub kind: String,
    pub code: String,
    pub message: String,
    pub detail: String,
    pub element: Option<String>,
}

impl Ledger {
    pub fn sample() -> Self {
        Self::start(BookName::Sample)
    }

    pub fn practice() -> Self {
        Self::start(BookName::Practice)
    }

    pub fn start(book: BookName) -> Self {
        Self::with(SandboxOptions {
            book,
            ..SandboxOptions::default()
        })
    }

    /// Starts a ledger without quotas (one test switches them on) and signs in.
    pub fn with(options: SandboxOptions) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let options = SandboxOptions {
            auto_consent: true,
            real_quotas: false,
            record: Some(recording()),
            ..options
        };
        let running = runtime.block_on(PracticeLedger::start(options)).unwrap();
        let token = sign_in(&running);
        Self {
            port: running.port,
            realm: running.realm_id.clone(),
            token,
            _running: running,
            _runtime: runtime,
        }
    }

    /// One request to an address of the company; what broke is an answer too.
    pub fn call(&self, method: &str, path: &str, body: &[u8]) -> Result<Answer, Broken> {
        let target = format!("/v3/company/{}/{path}", self.realm);
        let authorization = format!("Bearer {}", self.token);
        let headers = [
            ("Authorization", authorization.as_str()),
            ("Accept", "application/json"),
            ("Content-Type", "application/json"),
        ];
        self.raw(method, &target, &headers, body)
    }

    pub fn raw(&self, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, Broken> {
        http::send(self.port, method, target, headers, body)
    }

    /// A request to any address with any token.
    #[track_caller]
    pub fn absolute(&self, method: &str, target: &str, token: &str, body: &[u8]) -> Answer {
        let authorization = format!("Bearer {token}");
        self.raw(
            method,
            target,
            &[("Authorization", &authorization), ("Accept", "application/json")],
            body,
        )
        .unwrap()
    }

    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.call("GET", path, b"").unwrap()
    }

    /// Posts and expects a good answer.
    #[track_caller]
    pub fn post(&self, path: &str, body: &Value) -> Value {
        let answer = self.call("POST", path, body.to_string().as_bytes()).unwrap();
        assert_eq!(
            answer.status,
            200,
            "{path} {body}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        let value = answer.json();
        assert!(value.get("Fault").is_none(), "{path} {body}: {value}");
        value
    }

    /// Creates a record and returns it without its envelope.
    #[track_caller]
    pub fn create(&self, path: &str, body: &Value) -> Value {
        let envelope = self.post(path, body);
        let record = envelope.as_object().unwrap().iter().find(|(name, _)| *name != "time");
        record.unwrap().1.clone()
    }

    #[track_caller]
    pub fn refused(&self, path: &str, body: &Value) -> Refused {
        refusal(&self.call("POST", path, body.to_string().as_bytes()).unwrap())
    }

    #[track_caller]
    pub fn refused_get(&self, path: &str) -> Refused {
        refusal(&self.get(path))
    }

    #[track_caller]
    pub fn refused_query(&self, query: &str) -> Refused {
        refusal(&self.get(&format!("query?query={}", escape(query))))
    }

    #[track_caller]
    pub fn query(&self, query: &str) -> Value {
        let answer = self.get(&format!("query?query={}", escape(query)));
        assert_eq!(answer.status, 200, "{query}: {}", String::from_utf8_lossy(&answer.body));
        answer.json()["QueryResponse"].clone()
    }

    #[track_caller]
    pub fn count(&self, query: &str) -> usize {
        usize::try_from(self.query(query)["totalCount"].as_u64().unwrap()).unwrap()
    }

    /// Puts fault rules (a JSON list) in force.
    #[track_caller]
    pub fn faults(&self, rules: &str) {
        self.practice_call("/_practice/faults", rules.as_bytes());
    }

    #[track_caller]
    pub fn settings(&self, change: &Value) {
        self.practice_call("/_practice/settings", change.to_string().as_bytes());
    }

    #[track_caller]
    pub fn preferences(&self, change: &Value) {
        self.settings(&json!({"preferences": change}));
    }

    #[track_caller]
    fn practice_call(&self, target: &str, body: &[u8]) {
        let answer = http::send(self.port, "POST", target, &[("Content-Type", "application/json")], body).unwrap();
        assert_eq!(
            answer.status,
            200,
            "{target}: {}",
            String::from_utf8_lossy(&answer.body)
        );
    }
}

/// A file of its own for every ledger that a test starts, the same one in every run.
fn recording() -> PathBuf {
    static STARTED: AtomicUsize = AtomicUsize::new(0);
    let test = thread::current().name().unwrap_or("unnamed").replace("::", ".");
    let number = STARTED.fetch_add(1, Ordering::SeqCst);
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../quickbooks-bodies");
    folder.join(format!("{}.{test}.{number}.jsonl", env!("CARGO_CRATE_NAME")))
}

/// Consent and code for a token, as any client does it.
fn sign_in(running: &Running) -> String {
    let redirect = "http://localhost:4567/callback";
    let wanted = [
        ("client_id", running.client_id.as_str()),
        ("response_type", "code"),
        ("scope", "com.intuit.quickbooks.accounting"),
        ("redirect_uri", redirect),
        ("state", "test"),
    ];
    let query: Vec<String> = wanted
        .iter()
        .map(|(name, value)| format!("{name}={}", escape(value)))
        .collect();
    let page = http::send(
        running.port,
        "GET",
        &format!("/connect/oauth2?{}", query.join("&")),
        &[],
        b"",
    )
    .unwrap();
    let back = url::Url::parse(page.header("location")).unwrap();
    let code = back
        .query_pairs()
        .find(|(name, _)| name == "code")
        .unwrap()
        .1
        .into_owned();
    let form = format!(
        "grant_type=authorization_code&code={}&redirect_uri={}",
        escape(&code),
        escape(redirect)
    );
    let keys = STANDARD.encode(format!("{}:{}", running.client_id, running.client_secret));
    let basic = format!("Basic {keys}");
    let headers = [
        ("Authorization", basic.as_str()),
        ("Content-Type", "application/x-www-form-urlencoded"),
    ];
    let answer = http::send(
        running.port,
        "POST",
        "/oauth2/v1/tokens/bearer",
        &headers,
        form.as_bytes(),
    )
    .unwrap();
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[track_caller]
fn refusal(answer: &Answer) -> Refused {
    let body = answer.json();
    let error = &body["Fault"]["Error"][0];
    let text = |name: &str| error[name].as_str().map(str::to_owned);
    assert!(error.is_object(), "expected a fault, got {} {body}", answer.status);
    Refused {
        status: answer.status,
        kind: body["Fault"]["type"].as_str().unwrap_or_default().to_owned(),
        code: text("code").unwrap_or_default(),
        message: text("Message").unwrap_or_default(),
        detail: text("Detail").unwrap_or_default(),
        element: text("element"),
    }
}

/// Asks again and again, for as long as a slow machine may need.
pub fn eventually(mut holds: impl FnMut() -> bool) -> bool {
    let until = Instant::now() + Duration::from_secs(20);
    while Instant::now() < until {
        if holds() {
            return true;
        }
        thread::yield_now();
    }
    false
}
