//! The vendor's query language.
//!
//! Not here: joins, projections and the like, which the language lacks.
//! Invariant: whatever does not parse is refused with 4000, whatever parses but cannot be asked with 4001.

mod parse;
mod run;
