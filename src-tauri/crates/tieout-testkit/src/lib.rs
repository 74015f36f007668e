//! What tests share: a clock that tests move, seeded chance, a ledger in memory that fails on demand, and a check
//! against a vendor's published schema.
//!
//! Not here: any vendor. Invariant: everything is decided by the seed; no wall clock, no sleeping, no network.

pub mod chance;
pub mod clock;
pub mod ledger;
pub mod mail_server;
#[cfg(feature = "openapi")]
pub mod openapi;

pub use chance::Chance;
pub use clock::SimClock;
pub use ledger::{FakeLedger, Fault};
pub use mail_server::{Encryption, MailServer, Manners};
