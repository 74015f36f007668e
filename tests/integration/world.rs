//! A practice ledger in this process and a program in another one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;
use tieout_sandbox::{BookName, Face, FaultRule, PracticeLedger, Running, SandboxOptions};

const ORDERS: &str = include_str!("../../demo/northwind/orders.csv");
const DETAILS: &str = include_str!("../../demo/northwind/order_details.csv");

/// One ledger product as these tests have to know it: what its API calls things, and where our reference is.
pub struct System {
    /// Short name of its connector.
    pub system: &'static str,
    pub face: Face,
    /// Part of every address of its API.
    pub api: &'static str,
    /// Method of a request that creates.
    pub creates: &'static str,
    /// Its words for customers, items and invoices.
    pub entities: [&'static str; 3],
    /// Of one line of the book's summary: the member that holds our reference.
    reference: &'static str,
    /// Our reference in that member.
    ours: fn(&str) -> Option<String>,
    /// Where the check against its description finds what was exchanged.
    bodies: &'static str,
}

pub static QUICKBOOKS: System = System {
    system: "quickbooks",
    face: Face::QuickBooks,
    api: "/v3/",
    creates: "POST",
    entities: ["Customer", "Item", "Invoice"],
    reference: "PrivateNote",
    ours: |memo| tieout_domain::Marker::find(memo).map(|marker| marker.to_string()),
    bodies: "quickbooks-bodies",
};

/// Our number with its prefix is the reference.
pub static XERO: System = System {
    system: "xero",
    face: Face::Xero,
    api: "/api.xro/",
    creates: "PUT",
    entities: ["Contact", "Item", "Invoice"],
    reference: "Reference",
    ours: |reference| reference.starts_with("TTA-").then(|| reference.to_owned()),
    bodies: "xero-bodies",
};

impl System {
    /// Its word for one of our kinds.
    pub fn entity(&self, kind: &str) -> &'static str {
        let at = ["customer", "item", "invoice"].iter().position(|known| *known == kind);
        self.entities[at.unwrap_or_else(|| panic!("{kind} is not pushed"))]
    }
}

/// The ledger outlives every crash of the program, as a real one would.
pub struct World {
    /// Carries the ledger; dropped last.
    _runtime: tokio::runtime::Runtime,
    pub system: &'static System,
    pub ledger: Running,
    pub folder: tempfile::TempDir,
}

/// Where the checks against the vendors' descriptions (`tests/golden`) find what the program sent and was answered.
/// Killed runs send the same bodies over and over: the others' are enough.
fn recording(system: &System) -> Option<PathBuf> {
    let test = std::thread::current().name().unwrap_or("unnamed").replace("::", ".");
    let bodies = Path::new(env!("CARGO_TARGET_TMPDIR")).join("..").join(system.bodies);
    (!test.starts_with("kill.")).then(|| bodies.join(format!("program.{test}.jsonl")))
}

impl World {
    /// The usual ledger.
    pub fn with(faults: Vec<FaultRule>) -> Self {
        Self::of(&QUICKBOOKS, faults)
    }

    pub fn of(system: &'static System, faults: Vec<FaultRule>) -> Self {
        Self::opened(system, faults, false)
    }

    /// One that counts its calls as the real ledger does.
    pub fn counted(system: &'static System) -> Self {
        Self::opened(system, Vec::new(), true)
    }

    fn opened(system: &'static System, faults: Vec<FaultRule>, real_quotas: bool) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let options = SandboxOptions {
            face: system.face,
            book: BookName::Practice,
            auto_consent: true,
            real_quotas,
            faults,
            record: recording(system),
            // Tests run beside each other, and each signs in.
            xero: tieout_sandbox::xero::Switches {
                redirect_ports: Vec::new(),
                ..tieout_sandbox::xero::Switches::default()
            },
            ..SandboxOptions::default()
        };
        let ledger = runtime.block_on(PracticeLedger::start(options)).unwrap();
        Self {
            _runtime: runtime,
            system,
            ledger,
            folder: tempfile::tempdir().unwrap(),
        }
    }

    /// The same books with only the first orders of the demo client: enough for several requests, and a job that is soon done.
    pub fn of_orders(system: &'static System, orders: usize, faults: Vec<FaultRule>) -> Self {
        let world = Self::of(system, faults);
        let folder = world.folder.path().join("demo");
        std::fs::create_dir_all(&folder).unwrap();
        let kept: Vec<_> = ORDERS.lines().take(orders + 1).collect();
        let ids: BTreeSet<_> = kept.iter().filter_map(|line| line.split(',').next()).collect();
        let of_kept = |line: &&str| line.split(',').next().is_some_and(|id| ids.contains(id));
        let details: Vec<_> = DETAILS.lines().filter(of_kept).collect();
        // The demo never overwrites a file that is there.
        std::fs::write(folder.join("orders.csv"), kept.join("\n")).unwrap();
        std::fs::write(folder.join("order_details.csv"), details.join("\n")).unwrap();
        world
    }

    /// The line by which a program finds this ledger.
    pub fn access(&self) -> String {
        let ledger = &self.ledger;
        serde_json::json!({
            "system": self.system.system,
            "base_url": ledger.base_url,
            "discovery_url": ledger.discovery_url,
            "authorize_url": ledger.authorize_url,
            "token_url": ledger.token_url,
            "revoke_url": ledger.revoke_url,
            "userinfo_url": ledger.userinfo_url,
            "client_id": ledger.client_id,
            "client_secret": ledger.client_secret,
            "realm_id": ledger.realm_id,
        })
        .to_string()
    }

    /// A program of these books, not yet started.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tieout-cli"));
        command
            .args(arguments)
            .arg("--data-dir")
            .arg(self.folder.path())
            .env("TIEOUT_PRACTICE", self.access())
            .env("TIEOUT_UNDER_TEST", "1")
            .env_remove("TIEOUT_CRASH_AT")
            .stdin(Stdio::null());
        command
    }

    fn program(&self, crash_at: Option<&str>) -> Command {
        let mut command = self.command(&["demo", "--json", "--ledger", self.system.system]);
        if let Some(point) = crash_at {
            command.env("TIEOUT_CRASH_AT", point);
        }
        command
    }

    /// Starts the demo and leaves it running.
    pub fn start(&self) -> Child {
        self.program(None)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Runs the demo until it ends or crashes at `crash_at`.
    pub fn run(&self, crash_at: Option<&str>) -> Output {
        self.program(crash_at).output().unwrap()
    }

    /// Runs the demo to its end and gives its last line.
    pub fn finish(&self) -> Value {
        let output = self.run(None);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "the demo ends well: {errors}");
        serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap_or_else(|_| panic!("no JSON in {text}"))
    }

    /// The ledger's book, one kind of record line by line.
    pub fn book(&self, kind: &str) -> Value {
        self.get(&format!(
            "/_practice/book?kind={}",
            self.system.entity(kind).to_lowercase()
        ))
    }

    pub fn get(&self, path: &str) -> Value {
        let text = ureq::get(format!("{}{path}", self.ledger.base_url))
            .call()
            .unwrap()
            .body_mut()
            .read_to_string()
            .unwrap();
        serde_json::from_str(&text).unwrap()
    }

    /// By our reference, the numbers of the invoices that carry it and still stand.
    pub fn invoices(&self) -> BTreeMap<String, Vec<String>> {
        let book = self.book("invoice");
        let mut found = BTreeMap::<String, Vec<String>>::new();
        for line in book["documents"]["Invoice"].as_array().unwrap() {
            let reference = line[self.system.reference].as_str().unwrap_or_default();
            let Some(reference) = (self.system.ours)(reference).filter(|_| line["voided"] != true) else {
                continue;
            };
            let number = line["DocNumber"].as_str().unwrap_or_default().to_owned();
            found.entry(reference).or_default().push(number);
        }
        found
    }

    /// Names of all records of a list kind, sorted.
    pub fn names(&self, kind: &str) -> Vec<String> {
        let book = self.book(kind);
        let lists = book["documents"].as_object().unwrap();
        let rows = lists.values().flat_map(|rows| rows.as_array().unwrap().iter());
        let mut names = rows
            .map(|row| row["Name"].as_str().unwrap_or_default().to_owned())
            .collect::<Vec<_>>();
        names.sort();
        names
    }

    /// Where what was exchanged is kept.
    pub fn recording(&self) -> Option<PathBuf> {
        recording(self.system)
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The four states add up to the total.
pub fn tiles_add_up(tiles: &Value) {
    let figure = |name: &str| tiles[name].as_u64().unwrap();
    assert_eq!(
        figure("total"),
        figure("completed") + figure("pre_sync") + figure("failed") + figure("ignored"),
        "{tiles}"
    );
}
