//! The second host: the same commands from a terminal and for a browser, and the one place that puts the parts together.
//!
//! Not here: commands (`tieout-ipc`) and the window (the root package). Invariant: window and terminal get the same `Host`.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a terminal program prints")]

pub mod bench;
pub mod demo;
pub mod follow;
pub mod sandbox;
pub mod serve;
pub mod terminal;
pub mod wiring;
