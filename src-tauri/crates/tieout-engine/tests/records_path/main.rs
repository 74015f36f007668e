//! The records path: import, pull, suggestions, decisions, settings, against a real client file.
//!
//! Not here: writing to a ledger (`write_path`). Invariant: no sleeping, no network; the clock is moved by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests stop at the first surprise"
)]

mod decide;
mod import;
mod pull;
mod review;
mod settings;
mod verdicts;
mod world;
