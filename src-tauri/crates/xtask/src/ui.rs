//! The UI's own tools, through npm. Not here: end-to-end tests (`proofs`). Invariant: exactly what the lock file says is installed.

use std::path::Path;

use crate::shell::{command, run, sh};

/// Installs the UI's packages, unless the lock file is the one installed last.
pub fn install(folder: &str) -> anyhow::Result<()> {
    let lock = std::fs::read_to_string(format!("{folder}/package-lock.json"))?;
    let stamp = format!("{folder}/node_modules/.tieout-lock");
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let mut npm = command("npm ci --no-audit --no-fund --ignore-scripts");
    npm.current_dir(folder);
    run(npm)?;
    Ok(std::fs::write(stamp, lock)?)
}

pub fn build() -> anyhow::Result<()> {
    install("ui")?;
    sh("npm --prefix ui run build")
}

/// Builds only where nothing was built yet or a source is newer.
pub fn built() -> anyhow::Result<()> {
    if Path::new("ui/dist/index.html").exists() && !newer_sources()? {
        Ok(())
    } else {
        build()
    }
}

fn newer_sources() -> anyhow::Result<bool> {
    let built = std::fs::metadata("ui/dist/index.html")?.modified()?;
    let mut folders = vec![std::path::PathBuf::from("ui/src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if entry.metadata()?.modified()? > built {
                return Ok(true);
            }
        }
    }
    Ok(false)
}

/// Format, lint, types and tests.
pub fn check() -> anyhow::Result<()> {
    install("ui")?;
    for script in ["format:check", "lint", "types", "test"] {
        sh(&format!("npm --prefix ui run {script}"))?;
    }
    Ok(())
}
