//! The tasks. Not here: how a step is done. Invariant: a fresh clone needs no other command.

use std::time::Instant;

use anyhow::{Context, bail};

use crate::machine::{self, Need};
use crate::shell::{command, has, run as run_command, sh};
use crate::{bindings, proofs, tidy, ui};

pub fn run() -> anyhow::Result<()> {
    machine::prepare(Need::Window)?;
    ui::install("ui")?;
    let mut vite = command("npm --prefix ui run dev")
        .spawn()
        .context("the UI's development server")?;
    let result = sh("cargo run -p tieout");
    vite.kill().context("the UI's development server did not end")?;
    result
}

pub fn demo(headless: bool, json: bool, ledger: Option<&str>) -> anyhow::Result<()> {
    machine::prepare(Need::Window)?;
    if headless || json || !machine::has_display() {
        return headless_demo(json, ledger);
    }
    ui::build()?;
    let mut window = command("cargo run -p tieout --features custom-protocol");
    window
        .env("TIEOUT_DEMO", "1")
        .env("TIEOUT_DEMO_LEDGER", ledger.unwrap_or_default())
        .env("TIEOUT_DATA_DIR", fresh_folder("demo-window")?);
    run_command(window)
}

fn headless_demo(json: bool, ledger: Option<&str>) -> anyhow::Result<()> {
    let mut demo = command("cargo run --quiet -p tieout-cli -- demo");
    if json {
        demo.arg("--json");
    }
    if let Some(ledger) = ledger {
        demo.args(["--ledger", ledger]);
    }
    demo.arg("--data-dir").arg(fresh_folder("demo")?);
    run_command(demo)
}

/// A demo starts from nothing; what an earlier one left is its own affair.
fn fresh_folder(name: &str) -> anyhow::Result<std::path::PathBuf> {
    let folder = crate::shell::root().join("target").join(name);
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    std::fs::create_dir_all(&folder)?;
    Ok(folder)
}

pub fn bench(only: Option<&str>) -> anyhow::Result<()> {
    machine::prepare(Need::Tests)?;
    let mut bench = command("cargo run --release --quiet -p tieout-cli -- bench");
    bench.args(only);
    run_command(bench)?;
    proofs::bench_window(only)?;
    proofs::bench_screens(only)
}

type Step = (&'static str, fn() -> anyhow::Result<()>);

/// In the order of their cost, so that a slip is found early.
const STEPS: &[Step] = &[
    ("format", || sh("cargo fmt --all --check")),
    ("tidy", tidy::check),
    ("clippy", || {
        sh("cargo clippy --workspace --all-targets --quiet -- -D warnings")
    }),
    ("bindings", || bindings::write(true)),
    ("ui", ui::check),
    ("rust", rust),
    ("clients", proofs::clients),
    ("e2e", proofs::end_to_end),
    ("desktop", proofs::desktop),
];

pub fn test(parts: &[String]) -> anyhow::Result<()> {
    if let Some(unknown) = parts.iter().find(|part| !STEPS.iter().any(|(name, _)| name == part)) {
        let known = STEPS.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        bail!("there is no part `{unknown}`; there are: {known}");
    }
    machine::prepare(Need::Tests)?;
    for (name, step) in STEPS
        .iter()
        .filter(|(name, _)| parts.is_empty() || parts.iter().any(|part| part == name))
    {
        println!("\n── {name} ──");
        let started = Instant::now();
        step().with_context(|| format!("part `{name}` failed"))?;
        println!("── {name}: passed in {} s ──", started.elapsed().as_secs());
    }
    Ok(())
}

fn rust() -> anyhow::Result<()> {
    if !has("cargo-nextest") {
        println!("cargo-nextest is missing; installing it");
        sh("cargo install cargo-nextest --locked")?;
    }
    // The shell is left out: it has no tests of its own and would link WebKit into every run.
    sh("cargo nextest run --no-fail-fast")
}
