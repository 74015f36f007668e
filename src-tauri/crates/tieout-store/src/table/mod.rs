//! One small file a table: row type, reads on a `Reader`, writes on a `Writer`, SQL with named columns.
//!
//! Not here: cross-table screens (`query`). Invariant: nothing outside this crate writes SQL.

pub mod alias;
pub mod attempt;
pub mod audit;
pub mod away;
pub mod base;
pub mod client;
pub mod connection;
pub mod decision;
pub mod import;
pub mod import_problem;
pub mod link;
pub mod mirror;
pub mod outbox;
pub mod plan;
pub mod pull_state;
pub mod rejection;
pub mod report_mail;
pub mod run;
pub mod send;
pub mod setting;
pub mod suggestion;
pub mod write_back;
