//! The write path against a ledger in memory: staged → plan → approve → push → posted, whatever goes wrong on the way.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "helpers of tests; the seed is printed so that a failure can be repeated"
)]

mod both_numbers;
mod both_ways;
mod check;
mod company;
mod damage;
mod doubt;
mod faults;
mod hand_over;
mod happy;
mod moving;
mod office;
mod plan;
mod recheck;
mod references;
mod retire;
mod waiting;
mod world;
