//! The one door of the web view: a command by name, an event by topic.
//!
//! Not here: the commands. Invariant: errors leave as `IpcError`, never as text.

use std::sync::Arc;

use serde_json::Value;
use tauri::{AppHandle, Emitter, State};
use tieout_ipc::event::{AppEvent, Topic};
use tieout_ipc::{App, dispatch, error::IpcError};
use tokio::sync::broadcast::{Receiver, error::RecvError};

#[tauri::command]
pub async fn rpc(app: State<'_, Arc<App>>, name: String, payload: Value) -> Result<Value, IpcError> {
    dispatch(&app, &name, payload).await
}

/// Passes the backend's events to the window for as long as the program runs.
pub fn forward_events(handle: AppHandle, mut events: Receiver<AppEvent>) {
    tauri::async_runtime::spawn(async move {
        loop {
            let event = match events.recv().await {
                Ok(event) => event,
                // Some were missed: have everything that can have changed read again.
                Err(RecvError::Lagged(_)) => AppEvent::Changed(Topic::ALL.to_vec()),
                Err(RecvError::Closed) => return,
            };
            if let Err(error) = handle.emit("tieout", &event) {
                tracing::warn!(%error, "an event did not reach the window");
            }
        }
    });
}
