//! The shell: one window, one `rpc` command, one event.
//!
//! Not here: what the commands do (`tieout-ipc`) and which connectors exist (`tieout_cli::wiring`).
//! Invariant: the web view may ask, the backend decides; nothing but `rpc` is reachable from it.

mod desktop;
mod keychain;
mod rpc;
mod window;

use std::process::ExitCode;
use std::sync::Arc;

use tauri::Manager;
use tieout_cli::wiring::{self, Start};
use tieout_ipc::App;

/// Starts the window and stays until it is closed.
pub fn run() -> ExitCode {
    let start = Start::from_environment();
    let _log = match wiring::log_to_files(&start.data_dir) {
        Ok(guard) => guard,
        Err(error) => return refuse(&format!("The folder for Tieout's files cannot be used: {error}")),
    };
    let builder = tauri::Builder::default()
        .plugin(tauri_plugin_single_instance::init(|app, _, _| window::focus(app)))
        .plugin(tauri_plugin_dialog::init())
        .plugin(tauri_plugin_opener::init())
        .plugin(tauri_plugin_store::Builder::default().build())
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .setup(move |app| Ok(set_up(app, &start)?));
    match builder.run(tauri::generate_context!("tauri.conf.json")) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&format!("The window could not be opened: {error}")),
    }
}

fn set_up(app: &mut tauri::App, start: &Start) -> anyhow::Result<()> {
    let desktop = desktop::WindowDesktop::new(app.handle().clone(), start.demo || wiring::is_under_test());
    let host = wiring::host(start, keychain::secrets(start)?, Arc::new(desktop))?;
    let events = host.events.subscribe();
    let backend = Arc::new(App::new(host));
    app.manage(Arc::clone(&backend));
    rpc::forward_events(app.handle().clone(), events);
    wiring::open_first(&backend, start);
    window::open(app)?;
    Ok(())
}

fn refuse(why: &str) -> ExitCode {
    tracing::error!(why, "the program cannot start");
    ExitCode::FAILURE
}
