//! Proofs from outside: client libraries nobody here wrote, the browser, the real window.
//!
//! Not here: Rust and UI unit tests. Invariant: everything talks to this computer only.

use std::path::Path;

use crate::shell::{command, root, run, sh};
use crate::ui;

fn cli() -> anyhow::Result<std::path::PathBuf> {
    sh("cargo build --quiet -p tieout-cli")?;
    Ok(built("debug", "tieout-cli"))
}

/// Where cargo puts a program.
fn built(profile: &str, name: &str) -> std::path::PathBuf {
    target()
        .join(profile)
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

fn target() -> std::path::PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), std::path::PathBuf::from)
}

/// Client libraries, unmodified but for the address, and the official schema over everything that was answered.
pub fn clients() -> anyhow::Result<()> {
    let cli = cli()?;
    ui::install("tests/clients")?;
    let mut node = command("npm test");
    node.current_dir("tests/clients").env("TIEOUT_CLI", &cli);
    run(node)?;
    let python = python()?;
    let mut clients = std::process::Command::new(&python);
    clients.args(["-m", "unittest", "discover", "-s", "tests/clients/python"]);
    clients.env("TIEOUT_CLI", &cli).env("PYTHONDONTWRITEBYTECODE", "1");
    run(clients)?;
    schema(&python)
}

/// A Python of our own with what the proofs need, so that the system's stays as it is.
fn python() -> anyhow::Result<std::path::PathBuf> {
    let venv = target().join("schema-venv");
    let python = venv.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    });
    let ready = venv.join("ready");
    if !ready.exists() {
        let mut make = command("python3 -m venv");
        make.arg(&venv);
        run(make)?;
        let mut install = std::process::Command::new(&python);
        install.args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "-r",
            "tests/golden/quickbooks/requirements.txt",
        ]);
        install.args(["-r", "tests/clients/python/requirements.txt"]);
        run(install)?;
        // Written last, so that an interrupted set-up is done again.
        std::fs::write(&ready, "")?;
    }
    Ok(python)
}

/// Checks what the sandbox answered and the connector sent against the official schema.
fn schema(python: &Path) -> anyhow::Result<()> {
    let mut validate = std::process::Command::new(python);
    validate.arg("tests/golden/quickbooks/validate.py");
    run(validate)
}

/// The whole job in Debian's Chromium, against the browser host.
pub fn end_to_end() -> anyhow::Result<()> {
    let cli = cli()?;
    ui::built()?;
    ui::install("tests/e2e")?;
    let mut node = command("npm test");
    node.current_dir("tests/e2e")
        .env("TIEOUT_CLI", &cli)
        .env("TIEOUT_UI", root().join("ui/dist"));
    run(node)
}

/// The real window under a virtual display, driven through WebKit's own driver.
pub fn desktop() -> anyhow::Result<()> {
    if !cfg!(target_os = "linux") {
        println!("the real window is driven on Linux only");
        return Ok(());
    }
    ui::built()?;
    sh("cargo build --quiet -p tieout --features custom-protocol")?;
    in_window("debug", "test")
}

/// Runs a script of `tests/desktop` against the program that was built with `profile`, under a display nobody sees.
fn in_window(profile: &str, script: &str) -> anyhow::Result<()> {
    let tools = target().join("tools");
    let driver = tools.join("bin/tauri-driver");
    if !driver.exists() {
        let mut install = command("cargo install tauri-driver --version 2.1.0 --locked --quiet --root");
        install.arg(&tools);
        run(install)?;
    }
    ui::install("tests/desktop")?;
    let mut node = std::process::Command::new("xvfb-run");
    node.args(["-a", "-s", "-screen 0 1440x900x24", "dbus-run-session", "--"]);
    node.args(["npm", "run", "--silent", script]);
    node.current_dir("tests/desktop")
        .env("TIEOUT_APP", built(profile, "tieout"))
        .env("TAURI_DRIVER", driver);
    run(node)
}

/// Figures of the window: from its start to its first paint, and its memory.
pub fn bench_window(only: Option<&str>) -> anyhow::Result<()> {
    if !cfg!(target_os = "linux") || only.is_some_and(|only| !"window".contains(only)) {
        return Ok(());
    }
    ui::built()?;
    sh("cargo build --release --quiet -p tieout --features custom-protocol")?;
    in_window("release", "bench")
}

/// Figures of the screens at 50,000 rows: first paint, grid, memory.
pub fn bench_screens(only: Option<&str>) -> anyhow::Result<()> {
    if only.is_some_and(|only| !"screens".contains(only)) {
        return Ok(());
    }
    sh("cargo build --release --quiet -p tieout-cli")?;
    ui::built()?;
    ui::install("tests/e2e")?;
    let mut node = command("npm run --silent bench");
    node.current_dir("tests/e2e")
        .env("TIEOUT_CLI", built("release", "tieout-cli"))
        .env("TIEOUT_UI", root().join("ui/dist"));
    run(node)
}
