//! What the machine must have, and how it gets it.
//!
//! Not here: the project's own dependencies (cargo, npm). Invariant: what will be installed is named first.

use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use crate::shell::{command, has, output, run};

/// For the window: WebKit, its build files, and what its libraries are found by.
const WINDOW: &[&str] = &[
    "libwebkit2gtk-4.1-dev",
    "librsvg2-dev",
    "libxdo-dev",
    "build-essential",
    "pkg-config",
    "libssl-dev",
];
/// For tests: Debian's Chromium, WebKit's driver, a display, and the schema checker's language.
const TESTS: &[&str] = &[
    "chromium",
    "webkit2gtk-driver",
    "xvfb",
    "xauth",
    "dbus",
    "dbus-x11",
    "fonts-liberation",
    "python3-venv",
    "poppler-utils",
];

/// What a task is about to do, and so what it needs.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Need {
    Window,
    Tests,
}

/// Checks Node and installs missing system packages.
pub fn prepare(need: Need) -> anyhow::Result<()> {
    node()?;
    let mut wanted = WINDOW.to_vec();
    if need == Need::Tests {
        wanted.extend_from_slice(TESTS);
    }
    if !cfg!(target_os = "linux") {
        return elsewhere();
    }
    packages(&wanted)
}

fn node() -> anyhow::Result<()> {
    const GET: &str = "Install Node.js 20 or newer (from nodejs.org, your package manager, or nvm), then try again.";
    let Ok(version) = output("node --version") else {
        bail!("Node.js is missing. {GET}");
    };
    let major = version
        .trim()
        .trim_start_matches('v')
        .split('.')
        .next()
        .and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < 20) {
        bail!("Node.js {} is too old. {GET}", version.trim());
    }
    Ok(())
}

fn elsewhere() -> anyhow::Result<()> {
    if cfg!(windows) {
        println!("On Windows the window needs WebView2 (part of Windows 11) and the Visual Studio C++ build tools.");
    } else {
        println!("On macOS the window needs the Xcode command line tools: xcode-select --install");
    }
    Ok(())
}

fn packages(wanted: &[&str]) -> anyhow::Result<()> {
    let missing = wanted
        .iter()
        .copied()
        .filter(|name| !installed(name))
        .collect::<Vec<_>>();
    if missing.is_empty() {
        return Ok(());
    }
    if !has("apt-get") {
        println!(
            "These packages may be missing here (names are Debian's): {}",
            missing.join(" ")
        );
        return Ok(());
    }
    println!("Installing system packages: {}", missing.join(" "));
    apt(&["update", "-qq"])?;
    let mut install = vec!["install", "-y", "-qq", "--no-install-recommends"];
    install.extend(missing);
    apt(&install)
}

fn installed(package: &str) -> bool {
    let mut query = command("dpkg-query -W -f=${Status}");
    query.arg(package).stderr(Stdio::null());
    query
        .output()
        .is_ok_and(|answer| String::from_utf8_lossy(&answer.stdout).contains("install ok installed"))
}

fn apt(arguments: &[&str]) -> anyhow::Result<()> {
    let mut apt = if is_root() {
        Command::new("apt-get")
    } else {
        command("sudo apt-get")
    };
    apt.args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    run(apt).context("the packages could not be installed; install them by hand and try again")
}

fn is_root() -> bool {
    output("id -u").is_ok_and(|id| id.trim() == "0")
}

/// Whether somebody can see a window here.
pub fn has_display() -> bool {
    !cfg!(target_os = "linux")
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some())
}
