//! Proposes which record of one list is which of another.
//!
//! Not here: links, decisions and anything stored; nothing is read or written. Invariant: same input, same output, byte for byte;
//! `exact` is given only where nothing contradicts and no other record could be meant.

// Scores are likeness, never money; amounts are only compared.
#![allow(clippy::float_arithmetic)]

mod candidate;
mod compare;
mod explain;
mod index;
mod keys;
mod likeness;
mod normalise;
mod reason;
mod score;
mod search;
mod suggest;
mod terms;
#[doc(hidden)]
pub mod tuning;
mod weights;
mod words;

pub use candidate::{Alias, Candidate};
pub use normalise::normal_name;
pub use reason::{Reason, ReasonCode};
pub use search::{Hit, SearchIndex};
pub use suggest::{Rejected, Scored, Suggestion, Tier, suggest, suggest_except};
pub use terms::TermMeaning;

#[cfg(test)]
mod tests;
