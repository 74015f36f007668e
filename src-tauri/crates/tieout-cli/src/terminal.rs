//! What a desktop does, in a host without one: the terminal and the browser under test.
//!
//! Not here: the window's dialogs. Invariant: nothing waits for a person who is not there.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use tieout_domain::Failure;
use tieout_ipc::host::Desktop;

/// How addresses of a sign-in are opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Browser {
    /// The page shows the address as a link; the person in the browser clicks it.
    Page,
    /// Nobody is there: follow the practice ledger's redirects.
    Headless,
}

pub struct Terminal {
    browser: Browser,
    documents: PathBuf,
}

impl Terminal {
    pub fn new(browser: Browser, data_dir: &Path) -> Self {
        Self {
            browser,
            documents: data_dir.join("reports"),
        }
    }
}

#[async_trait]
impl Desktop for Terminal {
    async fn pick_files(&self, _purpose: &str, _multiple: bool) -> Option<Vec<PathBuf>> {
        None
    }

    async fn open_address(&self, address: &str) -> Result<(), Failure> {
        if self.browser == Browser::Page {
            return Ok(());
        }
        let address = address.to_owned();
        // In the background: the listener that waits for the answer belongs to the caller.
        tokio::task::spawn_blocking(move || {
            if let Err(error) = crate::follow::sign_in(&address) {
                tracing::warn!(%error, "headless sign-in");
            }
        });
        Ok(())
    }

    async fn open_file(&self, _path: &Path, _show_in_folder: bool) -> Result<(), Failure> {
        Ok(())
    }

    fn documents_dir(&self) -> PathBuf {
        self.documents.clone()
    }

    fn takes_paths(&self) -> bool {
        true
    }
}
