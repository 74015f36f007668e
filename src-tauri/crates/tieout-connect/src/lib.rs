//! What every connector shares: the two traits the engine knows, and the careful plumbing below them.
//!
//! Not here: any vendor (ledgers, sources) and any decision about what to write (engine).
//! Invariant: the engine sees connectors only as `Ledger` and `Source`.

pub mod clock;
pub mod conformance;
pub mod factory;
pub mod http;
pub mod ledger;
pub mod mail;
pub mod oauth;
pub mod rate;
pub mod redact;
pub mod retry;
pub mod secrets;
pub mod source;

pub use factory::{ConnectionKey, ConnectionValues, LedgerFactory};
pub use ledger::Ledger;
pub use secrets::{SecretKind, Secrets};
pub use source::{Source, WriteBackTarget};
