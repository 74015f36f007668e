//! The system's store for the one key that seals all secrets.
//!
//! Not here: sealing (`tieout_connect::secrets`). Invariant: the store is set before anything asks for a secret.

use std::sync::Arc;

use tieout_cli::wiring::{self, Start};
use tieout_connect::Secrets;

/// Secrets for this start. The demo's are no secrets: they open nothing but the practice ledger on this computer.
pub fn secrets(start: &Start) -> anyhow::Result<Arc<dyn Secrets>> {
    if start.demo || wiring::is_under_test() {
        return wiring::secrets::key_file(&start.data_dir);
    }
    let folder = start.data_dir.clone();
    // On a thread of its own: stores may block on a prompt, and some must not run inside an async runtime.
    let opened = std::thread::spawn(move || {
        if let Err(error) = set_store() {
            tracing::warn!(%error, "the system's keychain cannot be used");
        }
        wiring::secrets::system(&folder)
    });
    opened
        .join()
        .map_err(|_| anyhow::anyhow!("the keychain could not be opened"))
}

#[cfg(target_os = "linux")]
fn set_store() -> keyring_core::Result<()> {
    keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
    Ok(())
}

#[cfg(target_os = "macos")]
fn set_store() -> keyring_core::Result<()> {
    keyring_core::set_default_store(apple_native_keyring_store::keychain::Store::new()?);
    Ok(())
}

#[cfg(windows)]
fn set_store() -> keyring_core::Result<()> {
    keyring_core::set_default_store(windows_native_keyring_store::Store::new()?);
    Ok(())
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn set_store() -> keyring_core::Result<()> {
    Err(keyring_core::Error::NoDefaultStore)
}
