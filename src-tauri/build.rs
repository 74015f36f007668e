//! Prepares what Tauri expects: on a fresh clone the UI is not built yet, and a missing folder would stop the build.

fn main() {
    let ui = std::path::Path::new("ui/dist");
    if !ui.exists()
        && let Err(error) = std::fs::create_dir_all(ui)
    {
        println!("cargo::error=cannot create ui/dist: {error}");
    }
    tauri_build::build();
}
