//! What tests share: a clock that tests move, seeded chance, and a ledger in memory that fails on demand.
//!
//! Not here: any vendor. Invariant: everything is decided by the seed; no wall clock, no sleeping, no network.

pub mod chance;
pub mod clock;
pub mod ledger;

pub use chance::Chance;
pub use clock::SimClock;
pub use ledger::{FakeLedger, Fault};
