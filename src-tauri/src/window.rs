//! The main window: its size, its rules of navigation, and the menu.
//!
//! Not here: pages. Invariant: the window shows our own files only; nothing navigates away or opens a second one.

use tauri::menu::{AboutMetadata, Menu, PredefinedMenuItem, Submenu};
use tauri::webview::NewWindowResponse;
use tauri::{AppHandle, Manager, WebviewUrl, WebviewWindowBuilder};

const MAIN: &str = "main";
const SIZE_MIN: (f64, f64) = (1024.0, 680.0);
const SIZE_FIRST: (f64, f64) = (1280.0, 820.0);

pub fn open(app: &tauri::App) -> tauri::Result<()> {
    app.set_menu(menu(app.handle())?)?;
    WebviewWindowBuilder::new(app, MAIN, WebviewUrl::App("index.html".into()))
        .title("Tieout")
        .inner_size(SIZE_FIRST.0, SIZE_FIRST.1)
        .min_inner_size(SIZE_MIN.0, SIZE_MIN.1)
        .on_navigation(is_ours)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .build()?;
    Ok(())
}

/// Brings the window to the front: what a second start of the program does.
pub fn focus(app: &AppHandle) {
    let Some(window) = app.get_webview_window(MAIN) else {
        return;
    };
    let shown = window
        .unminimize()
        .and_then(|()| window.show())
        .and_then(|()| window.set_focus());
    if let Err(error) = shown {
        tracing::warn!(%error, "the window could not be brought to the front");
    }
}

fn is_ours(url: &tauri::Url) -> bool {
    match url.scheme() {
        "tauri" => true,
        "http" | "https" => match url.host_str() {
            Some("tauri.localhost") => true,
            // The development server of the UI.
            Some("localhost") => cfg!(debug_assertions) && url.port() == Some(5173),
            _ => false,
        },
        _ => false,
    }
}

/// Predefined Edit items make copy and paste work on every system.
fn menu(app: &AppHandle) -> tauri::Result<Menu<tauri::Wry>> {
    let about = AboutMetadata {
        name: Some("Tieout".into()),
        ..AboutMetadata::default()
    };
    let file = Submenu::with_items(
        app,
        "File",
        true,
        &[
            &PredefinedMenuItem::close_window(app, None)?,
            &PredefinedMenuItem::quit(app, None)?,
        ],
    )?;
    let edit = Submenu::with_items(
        app,
        "Edit",
        true,
        &[
            &PredefinedMenuItem::cut(app, None)?,
            &PredefinedMenuItem::copy(app, None)?,
            &PredefinedMenuItem::paste(app, None)?,
            &PredefinedMenuItem::select_all(app, None)?,
        ],
    )?;
    let help = Submenu::with_items(
        app,
        "Help",
        true,
        &[&PredefinedMenuItem::about(app, None, Some(about))?],
    )?;
    Menu::with_items(app, &[&file, &edit, &help])
}
