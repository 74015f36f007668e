//! Figures of speed and memory, for people to compare. Asserts nothing.
//!
//! Not here: timed tests. Invariant: the same data every time; what is timed is what a user waits for.

mod data;
mod scene;

use std::time::{Duration, Instant};

use scene::Scene;

const CUSTOMERS: usize = 10_000;
const INVOICES: usize = 10_000;
const LINES_EACH: usize = 10;
const PUSHED: usize = 1_000;
const QUOTA_WINDOW: Duration = Duration::from_secs(61);
/// Parts of the ledger's addresses, for counting.
const API: &str = "/v3/company";
const BATCH: &str = "/batch";

/// Runs every benchmark whose name contains `only`.
pub async fn run(only: Option<&str>) -> anyhow::Result<()> {
    let wanted = |name: &str| only.is_none_or(|only| name.contains(only));
    println!("{:<44}{:>12}   remarks", "what", "time");
    if wanted("match") {
        suggestions();
    }
    if wanted("import") || wanted("pull") || wanted("plan") || wanted("push") {
        whole_job().await?;
    }
    Ok(())
}

async fn whole_job() -> anyhow::Result<()> {
    let scene = Scene::open(CUSTOMERS).await?;
    let files = data::write(scene.folder(), CUSTOMERS, INVOICES, LINES_EACH)?;

    let started = Instant::now();
    let summary = scene.import(&files).await?;
    let remarks = format!("{} invoices, {} {}", summary.invoices, summary.amount, summary.currency);
    row("import of 100,000 invoice lines", started.elapsed(), &remarks);

    scene.connect().await?;
    let started = Instant::now();
    let pulled = scene.pull().await?;
    row(
        "full pull of 10,000 customers and lists",
        started.elapsed(),
        &format!("{pulled} records, suggestions included"),
    );

    let started = Instant::now();
    let sent = scene.match_and_send_lists().await?;
    row(
        "accept the likely pairs, send the items",
        started.elapsed(),
        &format!("{sent} records sent"),
    );

    let started = Instant::now();
    let plan = scene.plan_documents().await?;
    row(
        "plan of 10,000 invoices",
        started.elapsed(),
        &format!("{} to send, {} held", plan.to_send, plan.held),
    );

    let plan = scene.keep_only(plan, PUSHED).await?;
    // The lists took a part of this minute's quotas; what is measured is a push that has them whole.
    tokio::time::sleep(QUOTA_WINDOW).await;
    let (requests, batches) = (scene.requests(API).await?, scene.requests(BATCH).await?);
    let started = Instant::now();
    scene.approve(plan).await?;
    let took = started.elapsed();
    let requests = scene.requests(API).await? - requests;
    let batches = scene.requests(BATCH).await? - batches;
    row("push of 1,000 invoices", took, &limits(requests, batches));
    memory();
    Ok(())
}

/// Requests per record, and the shares of a minute's two quotas they take.
fn limits(requests: u64, batches: u64) -> String {
    let per_mille = requests * 1000 / PUSHED as u64;
    format!(
        "{requests} requests, {}.{:03} a record: {} % of a minute's 500; {batches} of them batches: {} % of its 40",
        per_mille / 1000,
        per_mille % 1000,
        requests * 100 / 500,
        batches * 100 / 40
    )
}

fn suggestions() {
    let (lefts, rights) = data::names(CUSTOMERS);
    let started = Instant::now();
    let found = scene::suggest(&lefts, &rights);
    row(
        "suggestions for 10,000 × 10,000 names",
        started.elapsed(),
        &format!("{found} records with a suggestion"),
    );
}

fn row(what: &str, took: Duration, remarks: &str) {
    println!("{what:<44}{:>9} ms   {remarks}", took.as_millis());
}

/// Peak resident memory of this process, where the system tells.
fn memory() {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(peak) = status.lines().find_map(|line| line.strip_prefix("VmHWM:")) {
        println!("{:<44}{:>12}", "peak memory of the process", peak.trim());
    }
}
