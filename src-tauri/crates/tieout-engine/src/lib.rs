//! The engine: pull, match, plan, push, report. It decides in pure functions and acts in thin ones.
//!
//! Not here: SQL (store), HTTP (connect), vendors. Invariant: plan → approve → push is the only way anything reaches a ledger.

pub mod approve;
pub mod causes;
pub mod check;
pub mod crash;
pub mod decide;
pub mod guard;
pub mod import;
pub mod job;
pub mod mail;
pub mod matching;
pub mod moving;
pub mod numbers;
pub mod plan;
pub mod progress;
pub mod pull;
pub mod push;
pub mod recheck;
pub mod report;
pub mod review;
pub mod run;
pub mod settings;
pub mod stage;
pub mod suggest;
pub mod waiting;
pub mod write_back;
