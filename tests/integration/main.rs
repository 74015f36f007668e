//! The whole program against the practice ledger: the job, the crashes, the faults.
//!
//! Not here: unit and property tests, which live beside their code. Invariant: what is asserted is read from the ledger's own
//! book and from the commands, never from the engine's insides.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops at the first surprise, its helpers included"
)]

mod both_ways;
mod broken_off;
mod clients;
mod conformance;
mod connector;
mod demo;
mod faults;
mod host;
mod kill;
mod moving;
mod office;
mod one_pusher;
mod report_mail;
mod sharing;
mod sign_in;
mod world;
mod xero;
