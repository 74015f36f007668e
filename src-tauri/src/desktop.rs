//! What the desktop does for the commands: dialogs, the system browser, opening saved files.
//!
//! Not here: who may ask for it (handlers). Invariant: only files we wrote and addresses of a sign-in are ever opened.

use std::path::{Path, PathBuf};

use async_trait::async_trait;
use tauri::{AppHandle, Manager};
use tauri_plugin_dialog::DialogExt;
use tauri_plugin_opener::OpenerExt;
use tieout_cli::wiring;
use tieout_domain::Failure;
use tieout_ipc::host::Desktop;
use tokio::sync::oneshot;

pub struct WindowDesktop {
    app: AppHandle,
    /// No person sits at a browser: sign-ins to the practice ledger are followed to their end.
    follows: bool,
}

impl WindowDesktop {
    pub fn new(app: AppHandle, follows: bool) -> Self {
        Self { app, follows }
    }
}

#[async_trait]
impl Desktop for WindowDesktop {
    async fn pick_files(&self, purpose: &str, multiple: bool) -> Option<Vec<PathBuf>> {
        let (answer, picked) = oneshot::channel();
        let dialog = self
            .app
            .dialog()
            .file()
            .set_title(purpose)
            .add_filter("Tables (CSV, Excel)", &["csv", "txt", "tsv", "xlsx", "xlsm"]);
        let paths = move |files: Vec<tauri_plugin_dialog::FilePath>| {
            let paths = files
                .into_iter()
                .filter_map(|file| file.into_path().ok())
                .collect::<Vec<_>>();
            // The asking command may be gone by now; then there is nobody to tell.
            let _ = answer.send(paths);
        };
        if multiple {
            dialog.pick_files(|files| paths(files.unwrap_or_default()));
        } else {
            dialog.pick_file(|file| paths(file.into_iter().collect()));
        }
        Some(picked.await.unwrap_or_default())
    }

    async fn open_address(&self, address: &str) -> Result<(), Failure> {
        if self.follows && tieout_cli::follow::is_local(address) {
            let address = address.to_owned();
            drop(tokio::task::spawn_blocking(move || {
                tieout_cli::follow::sign_in(&address)
            }));
            return Ok(());
        }
        self.app
            .opener()
            .open_url(address, None::<&str>)
            .map_err(Failure::internal)
    }

    async fn open_file(&self, path: &Path, show_in_folder: bool) -> Result<(), Failure> {
        let opener = self.app.opener();
        let opened = if show_in_folder {
            opener.reveal_item_in_dir(path)
        } else {
            opener.open_path(path.to_string_lossy(), None::<&str>)
        };
        opened.map_err(Failure::internal)
    }

    fn documents_dir(&self) -> PathBuf {
        let folder = self
            .app
            .path()
            .document_dir()
            .or_else(|_| self.app.path().app_data_dir());
        folder.map_or_else(|_| PathBuf::from("."), |folder| folder.join("Tieout"))
    }

    fn takes_paths(&self) -> bool {
        wiring::is_under_test()
    }
}
