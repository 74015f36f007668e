//! The rules of the house that no compiler checks.
//!
//! Not here: formatting and lints. Invariant: each finding names file, rule and remedy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use anyhow::bail;
use cargo_metadata::{DependencyKind, MetadataCommand};

use crate::shell::output;

/// What each crate of ours may depend on; anything else points outwards.
const EDGES: &[(&str, &[&str])] = &[
    ("tieout-domain", &[]),
    ("tieout-store", &["tieout-domain"]),
    ("tieout-connect", &["tieout-domain"]),
    ("tieout-ledgers", &["tieout-connect", "tieout-domain"]),
    ("tieout-sources", &["tieout-connect", "tieout-domain"]),
    ("tieout-engine", &["tieout-connect", "tieout-domain", "tieout-store"]),
    (
        "tieout-ipc",
        &["tieout-connect", "tieout-domain", "tieout-engine", "tieout-store"],
    ),
    ("tieout-sandbox", &[]),
    ("tieout-testkit", &["tieout-connect", "tieout-domain"]),
    (
        "tieout-cli",
        &[
            "tieout-connect",
            "tieout-domain",
            "tieout-engine",
            "tieout-ipc",
            "tieout-ledgers",
            "tieout-sandbox",
            "tieout-sources",
            "tieout-store",
        ],
    ),
    (
        "tieout",
        &["tieout-cli", "tieout-connect", "tieout-domain", "tieout-ipc"],
    ),
    ("xtask", &[]),
];

/// Libraries that only these crates may use.
const HOMES: &[(&str, &[&str])] = &[
    ("tauri", &["tieout"]),
    ("rusqlite", &["tieout-store"]),
    ("reqwest", &["tieout-connect"]),
    ("calamine", &["tieout-sources"]),
    ("lettre", &["tieout-connect"]),
];

/// Words of vendors that shared code may not know; data and comments that explain are found too, on purpose.
const VENDORS: &[&str] = &["quickbooks", "intuit", "xero", "netsuite", "intacct"];
const SHARED: &[&str] = &["tieout-domain", "tieout-store", "tieout-engine", "tieout-ipc"];

const CODE_LINES_MAX: usize = 800;
const COMPONENT_LINES_MAX: usize = 500;

pub fn check() -> anyhow::Result<()> {
    let mut findings = edges()?;
    for file in tracked()? {
        findings.extend(file_findings(&file));
    }
    findings.extend(migrations()?);
    if findings.is_empty() {
        return Ok(());
    }
    for finding in &findings {
        println!("{finding}");
    }
    bail!("{} findings", findings.len())
}

fn edges() -> anyhow::Result<Vec<String>> {
    let metadata = MetadataCommand::new().no_deps().exec()?;
    let allowed = EDGES.iter().copied().collect::<BTreeMap<_, _>>();
    let homes = HOMES.iter().copied().collect::<BTreeMap<_, _>>();
    let mut findings = Vec::new();
    for package in &metadata.packages {
        let name = package.name.as_str();
        let Some(may) = allowed.get(name) else {
            findings.push(format!("{name}: unknown crate; give it its edges in xtask/src/tidy.rs"));
            continue;
        };
        for dependency in package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind == DependencyKind::Normal)
        {
            let on = dependency.name.as_str();
            if allowed.contains_key(on) && !may.contains(&on) {
                findings.push(format!(
                    "{name} → {on}: dependencies point inwards (architecture, crates)"
                ));
            }
            if homes.get(on).is_some_and(|home| !home.contains(&name)) {
                findings.push(format!("{name} → {on}: only {:?} may use it", homes[on]));
            }
        }
    }
    Ok(findings)
}

fn tracked() -> anyhow::Result<Vec<PathBuf>> {
    let listed = output("git ls-files --cached --others --exclude-standard")?;
    Ok(listed
        .lines()
        .map(PathBuf::from)
        .filter(|path| path.is_file())
        .collect())
}

fn file_findings(path: &Path) -> Vec<String> {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    if !matches!(extension, "rs" | "ts" | "tsx") || path.ends_with("generated.ts") {
        return Vec::new();
    }
    let Ok(text) = std::fs::read_to_string(path) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let place = path.display().to_string();
    let max = if extension == "rs" {
        CODE_LINES_MAX
    } else {
        COMPONENT_LINES_MAX
    };
    let lines = code_lines(&text);
    if lines > max && !is_test(&place) {
        findings.push(format!(
            "{place}: {lines} lines of code, at most {max}; split it by what it is about"
        ));
    }
    findings.extend(vendor_words(&place, &text));
    findings.extend(ui_doors(&place, &text));
    findings
}

/// Lines up to the first test module.
fn code_lines(text: &str) -> usize {
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .count()
}

fn is_test(place: &str) -> bool {
    place.contains("/tests/") || place.starts_with("tests/") || place.contains(".test.") || place.contains("/seed/")
}

fn vendor_words(place: &str, text: &str) -> Vec<String> {
    let shared = SHARED.iter().any(|name| place.contains(&format!("crates/{name}/src"))) || place.starts_with("ui/src");
    if !shared || is_test(place) || place.contains("demo") {
        return Vec::new();
    }
    let code = text.lines().take_while(|line| !line.starts_with("#[cfg(test)]"));
    code.enumerate()
        .filter(|(_, line)| !line.trim_start().starts_with("//") && !line.trim_start().starts_with('*'))
        .filter(|(_, line)| VENDORS.iter().any(|vendor| line.to_lowercase().contains(vendor)))
        .map(|(at, _)| {
            format!(
                "{place}:{}: shared code names a vendor; let the ledger's profile say it",
                at + 1
            )
        })
        .collect()
}

fn ui_doors(place: &str, text: &str) -> Vec<String> {
    if !place.starts_with("ui/src") || place.starts_with("ui/src/host") {
        return Vec::new();
    }
    let forbidden = [
        "@tauri-apps/",
        "dangerouslySetInnerHTML",
        ".innerHTML",
        "eval(",
        "new Function(",
    ];
    let found = forbidden.iter().filter(|word| text.contains(**word));
    found
        .map(|word| format!("{place}: `{word}` belongs behind ui/src/host, or nowhere"))
        .collect()
}

/// A migration that was committed is never edited: files out there have run it.
fn migrations() -> anyhow::Result<Vec<String>> {
    let folder = "src-tauri/crates/tieout-store/migrations";
    let released = Path::new(folder).join("released.txt");
    let Ok(known) = std::fs::read_to_string(released) else {
        return Ok(Vec::new());
    };
    let now = output(&format!("git hash-object {}", files_below(folder)?.join(" ")))?;
    let now = now.lines().map(str::to_owned).collect::<BTreeSet<_>>();
    let lost = known.lines().filter(|hash| !hash.is_empty() && !now.contains(*hash));
    Ok(lost
        .map(|hash| format!("{folder}: a released migration ({hash}) was edited; add a new one instead"))
        .collect())
}

fn files_below(folder: &str) -> anyhow::Result<Vec<String>> {
    let listed = output(&format!("git ls-files --cached --others --exclude-standard {folder}"))?;
    Ok(listed
        .lines()
        .filter(|name| name.ends_with(".sql"))
        .map(str::to_owned)
        .collect())
}
