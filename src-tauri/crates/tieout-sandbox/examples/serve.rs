//! Starts a practice ledger alone and prints where it is, for suites that cannot wait for `tieout-cli`.
//!
//! What it is not: the product's own way to start one; that is `tieout-cli sandbox`.
//! Invariant: the first line printed is one JSON object with all addresses; the ledger ends when standard input does.
#![allow(clippy::print_stdout, reason = "printing its addresses is what this program does")]

use std::io::Read as _;

use serde_json::json;
use tieout_sandbox::{BookName, Face, PracticeLedger, Running, SandboxOptions, StartError};

/// `quickbooks|xero [--port P] [--book sample|practice|empty]`
fn options(arguments: impl Iterator<Item = String>) -> SandboxOptions {
    let arguments: Vec<String> = arguments.collect();
    let after = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).map(String::as_str)
    };
    let book = match after("--book") {
        Some("practice") => BookName::Practice,
        Some("empty") => BookName::Empty,
        _ => BookName::Sample,
    };
    let face = match arguments.first().map(String::as_str) {
        Some("xero") => Face::Xero,
        _ => Face::QuickBooks,
    };
    let port = after("--port").and_then(|port| port.parse().ok()).unwrap_or(0);
    SandboxOptions {
        face,
        port,
        book,
        ..SandboxOptions::default()
    }
}

fn addresses(running: &Running) -> String {
    json!({
        "base_url": running.base_url,
        "api_url": running.api_url,
        "discovery_url": running.discovery_url,
        "authorize_url": running.authorize_url,
        "token_url": running.token_url,
        "revoke_url": running.revoke_url,
        "userinfo_url": running.userinfo_url,
        "client_id": running.client_id,
        "client_secret": running.client_secret,
        "realm_id": running.realm_id,
    })
    .to_string()
}

#[tokio::main]
async fn main() -> Result<(), StartError> {
    let running = PracticeLedger::start(options(std::env::args().skip(1))).await?;
    println!("{}", addresses(&running));
    // A suite that dies closes the pipe, and the ledger must not outlive it.
    let _ = tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await;
    running.shutdown().await;
    Ok(())
}
