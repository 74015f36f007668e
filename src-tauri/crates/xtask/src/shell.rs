//! Running other programs. Not here: which. Invariant: a program that fails ends the task with its command line.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

/// The root of the repository, wherever the task was called from.
pub fn root() -> PathBuf {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(3).map_or(here.clone(), PathBuf::from)
}

/// A command line split at blanks.
pub fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(program(words.next().unwrap_or_default()));
    command.args(words);
    command
}

/// Node's tools are scripts with another ending on Windows.
fn program(name: &str) -> String {
    if cfg!(windows) && matches!(name, "npm" | "npx") {
        format!("{name}.cmd")
    } else {
        name.to_owned()
    }
}

/// Runs a command line and shows what it prints.
pub fn sh(line: &str) -> anyhow::Result<()> {
    run(command(line))
}

pub fn run(mut command: Command) -> anyhow::Result<()> {
    let shown = format!("{command:?}");
    eprintln!("$ {}", shown.replace('"', ""));
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("cannot start {shown}"))?;
    if !status.success() {
        bail!("{shown} failed ({status})");
    }
    Ok(())
}

/// What a command line prints, or why it cannot.
pub fn output(line: &str) -> anyhow::Result<String> {
    let output = command(line)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {line}"))?;
    if !output.status.success() {
        bail!("{line} failed ({})", output.status);
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Whether a program answers to `--version`.
pub fn has(name: &str) -> bool {
    let mut command = Command::new(program(name));
    command
        .arg("--version")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok()
}
