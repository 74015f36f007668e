//! A practice ledger on its own, for tests and client libraries, or kept for the practice company.
//!
//! Not here: the ledger (`tieout-sandbox`). Invariant: it listens on loopback only; [`FACES`] alone says which faces there are.

use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde::{Deserialize, Serialize};
use tieout_sandbox as practice;
use tieout_sandbox::{PracticeLedger, SandboxOptions};

/// A ledger whose face a practice ledger can wear.
#[derive(Debug, PartialEq, Eq)]
pub struct FaceOf {
    /// Short name of its connector.
    pub system: &'static str,
    pub name: &'static str,
    pub face: practice::Face,
}

/// Every face, the usual one first. A new practice ledger is one line here.
pub const FACES: &[FaceOf] = &[
    FaceOf {
        system: "quickbooks",
        name: "QuickBooks Online",
        face: practice::Face::QuickBooks,
    },
    FaceOf {
        system: "xero",
        name: "Xero",
        face: practice::Face::Xero,
    },
];

/// The face of a ledger by its short name.
pub fn face_of(system: &str) -> Result<&'static FaceOf, String> {
    FACES.iter().find(|face| face.system == system).ok_or_else(|| {
        let known: Vec<&str> = FACES.iter().map(|face| face.system).collect();
        format!(
            "there is no practice ledger `{system}`; there are: {}",
            known.join(", ")
        )
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum BookName {
    /// The sample company of the vendor's documentation.
    Sample,
    /// The counterpart of the demo client.
    Practice,
    /// System accounts only.
    Empty,
}

#[derive(Debug, Clone, Args)]
pub struct SandboxArgs {
    /// Which ledger's API to serve, by its short name.
    #[arg(value_parser = face_of)]
    pub face: &'static FaceOf,
    /// Port on loopback; 0 takes any free one.
    #[arg(long, default_value_t = 0)]
    pub port: u16,
    #[arg(long, value_enum, default_value_t = BookName::Practice)]
    pub book: BookName,
    /// JSON list of fault rules.
    #[arg(long)]
    pub faults: Option<PathBuf>,
    /// Keep the book in this file; without it everything is forgotten at the end.
    #[arg(long)]
    pub state: Option<PathBuf>,
    /// Give consent without showing a page.
    #[arg(long)]
    pub consent: bool,
    /// Lift the vendor's rate limits.
    #[arg(long)]
    pub no_limits: bool,
    /// Print one line of JSON.
    #[arg(long)]
    pub json: bool,
}

/// What a client needs to connect, as printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Short name of the ledger whose face it wears.
    pub system: String,
    pub base_url: String,
    /// Where the company's entities are.
    #[serde(default)]
    pub api_url: String,
    pub discovery_url: String,
    pub authorize_url: String,
    pub token_url: String,
    pub revoke_url: String,
    pub userinfo_url: String,
    pub client_id: String,
    /// Empty where the ledger's applications have none.
    pub client_secret: String,
    /// The ledger's own id of the company.
    pub realm_id: String,
}

/// A practice ledger in this process.
pub struct Running {
    ledger: practice::Running,
    system: &'static str,
}

impl Running {
    pub fn access(&self) -> Access {
        let ledger = &self.ledger;
        Access {
            system: self.system.to_owned(),
            base_url: ledger.base_url.clone(),
            api_url: ledger.api_url.clone(),
            discovery_url: ledger.discovery_url.clone(),
            authorize_url: ledger.authorize_url.clone(),
            token_url: ledger.token_url.clone(),
            revoke_url: ledger.revoke_url.clone(),
            userinfo_url: ledger.userinfo_url.clone(),
            client_id: ledger.client_id.clone(),
            client_secret: ledger.client_secret.clone(),
            realm_id: ledger.realm_id.clone(),
        }
    }
}

/// Serves until the program is ended.
pub async fn run(args: SandboxArgs) -> anyhow::Result<()> {
    let running = start(&args).await?;
    let access = running.access();
    if args.json {
        println!("{}", serde_json::to_string(&access)?);
    } else {
        print(&access);
    }
    tokio::signal::ctrl_c().await?;
    running.ledger.shutdown().await;
    Ok(())
}

async fn start(args: &SandboxArgs) -> anyhow::Result<Running> {
    let faults = match &args.faults {
        Some(path) => {
            let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
            serde_json::from_str(&text).with_context(|| format!("{} is no list of fault rules", path.display()))?
        }
        None => Vec::new(),
    };
    let options = SandboxOptions {
        port: args.port,
        book: match args.book {
            BookName::Sample => practice::BookName::Sample,
            BookName::Practice => practice::BookName::Practice,
            BookName::Empty => practice::BookName::Empty,
        },
        faults,
        auto_consent: args.consent,
        state_file: args.state.clone(),
        durable: args.state.is_some(),
        real_quotas: !args.no_limits,
        ..SandboxOptions::default()
    };
    up(args.face, options).await.map_err(Into::into)
}

async fn up(face: &'static FaceOf, options: SandboxOptions) -> Result<Running, practice::StartError> {
    let options = SandboxOptions {
        face: face.face,
        ..options
    };
    Ok(Running {
        ledger: PracticeLedger::start(options).await?,
        system: face.system,
    })
}

fn print(access: &Access) {
    for (label, value) in [
        ("Base URL", &access.base_url),
        ("API", &access.api_url),
        ("Discovery", &access.discovery_url),
        ("Authorize", &access.authorize_url),
        ("Token", &access.token_url),
        ("Client id", &access.client_id),
        ("Client secret", &access.client_secret),
        ("Realm id", &access.realm_id),
    ] {
        println!("{label:<14}{value}");
    }
    println!("\nCtrl+C ends it.");
}

/// A practice ledger without rate limits that forgets everything: for benchmarks.
pub async fn unlimited() -> anyhow::Result<Running> {
    let options = SandboxOptions {
        auto_consent: true,
        real_quotas: false,
        ..SandboxOptions::default()
    };
    up(&FACES[0], options).await.map_err(Into::into)
}

/// The practice company's own ledger: its book and its port are kept in `folder`.
pub async fn keep_in(face: &'static FaceOf, folder: &Path, consents: bool) -> anyhow::Result<Running> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    let remembered = folder.join("port");
    let port = std::fs::read_to_string(&remembered)
        .ok()
        .and_then(|text| text.trim().parse().ok())
        .unwrap_or(0);
    let options = |port| SandboxOptions {
        port,
        book: practice::BookName::Practice,
        auto_consent: consents,
        state_file: Some(folder.join("book.jsonl")),
        durable: true,
        ..SandboxOptions::default()
    };
    let started = match up(face, options(port)).await {
        Ok(started) => started,
        // Another program took the port meanwhile; the connection is told the new address when the client opens.
        Err(practice::StartError::Listen(_)) if port != 0 => up(face, options(0)).await?,
        Err(error) => return Err(error.into()),
    };
    std::fs::write(remembered, started.ledger.port.to_string())?;
    Ok(started)
}
