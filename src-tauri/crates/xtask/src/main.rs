//! The one door for people: `cargo xtask run | demo | test | bench | tidy | bindings`.
//!
//! Not here: the product. Invariant: every step that fails says which it was and what to do.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a terminal program prints")]

mod bindings;
mod machine;
mod proofs;
mod shell;
mod steps;
mod tidy;
mod ui;

use clap::{Parser, Subcommand};

/// Work on Tieout.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Open the window for development, with the UI reloading by itself.
    Run,
    /// Do the main job: in the window, or in the terminal without a display.
    Demo {
        /// In the terminal, even with a display.
        #[arg(long)]
        headless: bool,
        /// In the terminal; the last line is one JSON object.
        #[arg(long)]
        json: bool,
        /// Which ledger's practice company, by its short name; the usual one if left out.
        #[arg(long)]
        ledger: Option<String>,
    },
    /// Install what tests need and run everything.
    Test {
        /// Only these parts (format, tidy, clippy, rust, bindings, ui, clients, e2e, desktop).
        parts: Vec<String>,
    },
    /// Print figures of speed and memory; asserts nothing.
    Bench {
        /// Only benchmarks whose name contains this.
        only: Option<String>,
    },
    /// Check the rules of the house: crate edges, file length, floats, migrations.
    Tidy,
    /// Write the UI's types from the command list.
    Bindings {
        /// Fail if the written file is outdated; write nothing.
        #[arg(long)]
        check: bool,
    },
}

fn main() -> std::process::ExitCode {
    match task() {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\ncargo xtask: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

fn task() -> anyhow::Result<()> {
    std::env::set_current_dir(shell::root())?;
    match Cli::parse().command {
        Command::Run => steps::run(),
        Command::Demo { headless, json, ledger } => steps::demo(headless, json, ledger.as_deref()),
        Command::Test { parts } => steps::test(&parts),
        Command::Bench { only } => steps::bench(only.as_deref()),
        Command::Tidy => tidy::check(),
        Command::Bindings { check } => bindings::write(check),
    }
}
