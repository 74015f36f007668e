//! A browser for headless hosts: follows a sign-in address of the practice ledger to its end.
//!
//! Not here: real ledgers, which are signed in to by a person in the system browser.
//! Invariant: it never leaves this computer.

use anyhow::{Context, bail};

/// Opens `address`, follows its redirects, and returns when the loopback listener has answered.
pub fn sign_in(address: &str) -> anyhow::Result<()> {
    let mut next = address.to_owned();
    let agent = ureq::Agent::config_builder()
        .max_redirects(0)
        .max_redirects_will_error(false)
        .build()
        .new_agent();
    for _ in 0..5 {
        if !is_local(&next) {
            bail!("a headless sign-in may not leave this computer");
        }
        let answer = agent
            .get(&next)
            .call()
            .with_context(|| "the sign-in page does not answer")?;
        let Some(location) = answer.headers().get("location") else {
            return Ok(());
        };
        next = location.to_str()?.to_owned();
    }
    bail!("the sign-in page redirects without end")
}

/// Whether an address is on this computer.
pub fn is_local(address: &str) -> bool {
    ["http://127.0.0.1:", "http://localhost:"]
        .iter()
        .any(|start| address.starts_with(start))
}
