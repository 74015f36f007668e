//! Reads across tables: what screens and the engine need in one consistent view.
//!
//! Not here: writes. Invariant: everything one screen shows together is read from one transaction.

pub mod matching;
pub mod staging;
pub mod tie_out;
pub mod tiles;
pub mod transactions;
