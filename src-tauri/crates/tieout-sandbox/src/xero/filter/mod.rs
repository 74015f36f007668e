//! The `where` and `order` of a list: read, checked and applied.
//!
//! Not here: paging and the other ways to narrow a list (`list`).
//! Invariant: a field that the kind does not have is refused, whatever the list holds.

mod fields;
mod parse;
mod run;

pub use parse::{parse, parse_order};
pub use run::mentions;

#[cfg(test)]
mod tests;
