//! The UI's types from the command list. Not here: how they are made (`tieout_ipc::bindings`).
//! Invariant: `--check` writes nothing.

use anyhow::bail;

use crate::shell::output;

const FILE: &str = "ui/src/ipc/generated.ts";

pub fn write(check: bool) -> anyhow::Result<()> {
    let wanted = output("cargo run --quiet -p tieout-ipc --example bindings")?;
    let written = std::fs::read_to_string(FILE).unwrap_or_default();
    if written == wanted {
        return Ok(());
    }
    if check {
        bail!("{FILE} does not fit the command list; run `cargo xtask bindings` and commit it");
    }
    std::fs::write(FILE, wanted)?;
    println!("{FILE} written");
    Ok(())
}
