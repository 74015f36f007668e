//! Operational systems we can read: files today, programs' own interfaces later.
//!
//! Not here: what a record means for a ledger (engine) and where it is kept (store).
//! Invariant: a source only reads; whatever it cannot read exactly it reports, with place and value.

pub mod files;
