//! Where secrets are kept on this machine.
//!
//! Not here: how they are sealed (`tieout_connect::secrets`). Invariant: never a silent fall back to something weaker.

use std::path::Path;
use std::sync::Arc;

use tieout_connect::Secrets;
use tieout_connect::secrets::{KeySource, MemorySecrets, open};

const FOLDER: &str = "secrets";
/// Name of our one entry in the system's keychain.
const SERVICE: &str = "Tieout";

/// For the terminal, the practice company and tests: the key lies in a file beside the secrets, for this user only.
/// Whoever starts these hosts chose that; the window uses [`system`].
pub fn key_file(data_dir: &Path) -> anyhow::Result<Arc<dyn Secrets>> {
    let secrets = open(&data_dir.join(FOLDER), KeySource::KeyFile).map_err(|failure| anyhow::anyhow!("{failure}"))?;
    Ok(Arc::new(secrets))
}

/// For the window: the key lies in the system's keychain, which the shell has set as the default store. Without one,
/// secrets last until the program ends and the ledger is signed in to again after the next start: stronger, not weaker.
pub fn system(data_dir: &Path) -> Arc<dyn Secrets> {
    match open(
        &data_dir.join(FOLDER),
        KeySource::System {
            service: SERVICE.to_owned(),
        },
    ) {
        Ok(secrets) => Arc::new(secrets),
        Err(failure) => {
            tracing::warn!(%failure, "no keychain: sign-ins last until the program ends");
            Arc::new(MemorySecrets::default())
        }
    }
}
