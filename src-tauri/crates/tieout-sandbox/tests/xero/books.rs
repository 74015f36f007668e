//! A started practice organisation and a signed-in client.
//!
//! Not here: expectations; each test file holds its own.
//! Invariant: no answer in JSON passes that the vendor's file does not allow.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::cell::RefCell;
use std::sync::OnceLock;

use serde_json::{Value, json};
use tieout_sandbox::xero::Switches;
use tieout_sandbox::{BookName, Face, PracticeLedger, Running, SandboxOptions};
use tieout_testkit::openapi::Api;
use tokio::runtime::Runtime;

use super::http::{self, Answer};

pub const API: &str = "/api.xro/2.0";

/// The vendor's file, read once.
pub fn file() -> &'static Api {
    static FILE: OnceLock<Api> = OnceLock::new();
    FILE.get_or_init(|| {
        let yaml = include_str!("../../../../../tests/golden/xero/xero_accounting.yaml");
        let extras = include_str!("../../../../../tests/golden/xero/extras.json");
        Api::load(yaml, extras).unwrap()
    })
}

pub struct Books {
    // Fields are dropped in this order: the server before the threads it runs on.
    pub running: Running,
    _runtime: Runtime,
    pub port: u16,
    pub token: RefCell<String>,
    pub refresh: RefCell<String>,
}

impl Books {
    pub fn empty() -> Self {
        Self::with(SandboxOptions {
            book: BookName::Empty,
            ..SandboxOptions::default()
        })
    }

    pub fn practice() -> Self {
        Self::with(SandboxOptions::default())
    }

    pub fn switched(change: impl FnOnce(&mut Switches)) -> Self {
        let mut xero = Switches::default();
        change(&mut xero);
        Self::with(SandboxOptions {
            book: BookName::Empty,
            xero,
            ..SandboxOptions::default()
        })
    }

    /// Without quotas, so that tests need not wait.
    pub fn with(options: SandboxOptions) -> Self {
        Self::start(SandboxOptions {
            real_quotas: false,
            ..options
        })
    }

    pub fn start(options: SandboxOptions) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let options = SandboxOptions {
            face: Face::Xero,
            auto_consent: true,
            fixed_clock: options.fixed_clock.or_else(|| "2026-11-22T02:18:00Z".parse().ok()),
            ..options
        };
        let running = runtime.block_on(PracticeLedger::start(options)).unwrap();
        let books = Self {
            port: running.port,
            token: RefCell::default(),
            refresh: RefCell::default(),
            running,
            _runtime: runtime,
        };
        books.grant();
        books
    }

    /// Signs in without a browser.
    pub fn grant(&self) {
        let granted = self.running.grant();
        *self.token.borrow_mut() = granted["access_token"].as_str().unwrap().to_owned();
        *self.refresh.borrow_mut() = granted["refresh_token"].as_str().unwrap().to_owned();
    }

    /// One call with every header as it should be and more.
    pub fn call(&self, method: &str, target: &str, more: &[(&str, &str)], body: &[u8]) -> Answer {
        let bearer = format!("Bearer {}", self.token.borrow());
        let mut headers = vec![("Authorization", bearer.as_str())];
        headers.extend(more);
        let given = |name: &str| more.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
        if !given("xero-tenant-id") {
            headers.push(("xero-tenant-id", &self.running.realm_id));
        }
        if !given("accept") {
            headers.push(("Accept", "application/json"));
        }
        headers.retain(|(_, value)| !value.is_empty());
        let answer = http::send(self.port, method, &format!("{API}{target}"), &headers, body).unwrap();
        self.judge(method, target, &answer);
        answer
    }

    /// Every answer in JSON must be one of those the vendor's file allows.
    fn judge(&self, method: &str, target: &str, answer: &Answer) {
        let json = answer.header("content-type").starts_with("application/json");
        // What the file does not offer is refused, and has no shape there.
        if !json || answer.body.is_empty() || answer.status == 501 {
            return;
        }
        let path = target.split('?').next().unwrap_or("");
        let findings = file().answer(method, path, answer.status, &answer.json());
        assert!(
            findings.is_empty(),
            "{method} {target} {}: {findings:#?}\n{:#}",
            answer.status,
            answer.json()
        );
    }

    #[track_caller]
    pub fn get(&self, target: &str) -> Value {
        let answer = self.call("GET", target, &[], b"");
        assert_eq!(
            answer.status,
            200,
            "GET {target}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        answer.json()
    }

    #[track_caller]
    pub fn put(&self, target: &str, body: &Value) -> Value {
        self.write("PUT", target, body)
    }

    #[track_caller]
    pub fn post(&self, target: &str, body: &Value) -> Value {
        self.write("POST", target, body)
    }

    #[track_caller]
    fn write(&self, method: &str, target: &str, body: &Value) -> Value {
        let answer = self.call(method, target, &[], body.to_string().as_bytes());
        assert_eq!(
            answer.status,
            200,
            "{method} {target}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        answer.json()
    }

    /// The texts of a refusal.
    #[track_caller]
    pub fn refused(&self, method: &str, target: &str, body: &Value) -> Vec<String> {
        let answer = self.call(method, target, &[], body.to_string().as_bytes());
        assert_eq!(
            answer.status,
            400,
            "{method} {target}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        texts(&answer.json())
    }

    /// The id of a new contact.
    pub fn contact(&self, name: &str) -> String {
        let made = self.put("/Contacts", &json!({"Contacts": [{"Name": name}]}));
        word(&made["Contacts"][0]["ContactID"])
    }

    /// A new invoice of one line without tax.
    pub fn invoice(&self, contact: &str, amount: &str, status: &str) -> Value {
        let made = self.put("/Invoices", &bill_of("ACCREC", contact, amount, status));
        made["Invoices"][0].clone()
    }

    pub fn change(&self, change: &Value) -> Value {
        self.running.change(change).unwrap()
    }

    /// Lets time pass, and signs in again: tokens do not last.
    pub fn later(&self, seconds: u32) {
        self.change(&json!({"advance_seconds": seconds}));
        self.grant();
    }

    /// Whether so many requests met a fault.
    pub fn struck(&self, times: u64) -> bool {
        let answer = http::send(self.port, "GET", "/_practice/faults", &[], b"")
            .unwrap()
            .json();
        answer[0]["struck"] == times
    }

    /// What the book holds; its postings must sum to nothing.
    pub fn book(&self) -> Value {
        let book = self.running.book();
        assert_eq!(book["postings_sum"], "0", "the book does not balance");
        book
    }
}

/// An invoice or bill of one line without tax.
pub fn bill_of(type_: &str, contact: &str, amount: &str, status: &str) -> Value {
    let account = if type_ == "ACCREC" { "200" } else { "429" };
    json!({
        "Type": type_, "Contact": {"ContactID": contact}, "Date": "2026-11-20", "DueDate": "2026-12-20", "Status": status,
        "LineAmountTypes": "NoTax",
        "LineItems": [{"Description": "Work", "Quantity": 1, "UnitAmount": amount, "AccountCode": account}]
    })
}

pub fn word(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}

pub fn texts(refusal: &Value) -> Vec<String> {
    let elements = refusal["Elements"].as_array().cloned().unwrap_or_default();
    let errors = elements
        .iter()
        .flat_map(|element| element["ValidationErrors"].as_array().cloned().unwrap_or_default());
    errors.map(|error| word(&error["Message"])).collect()
}

/// A number as it was sent, with all its zeros.
pub fn number(value: &Value) -> String {
    assert!(value.is_number(), "no number: {value}");
    value.to_string()
}
