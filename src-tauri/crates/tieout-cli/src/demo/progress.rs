//! Progress in a terminal. Not here: what is done. Invariant: quiet means that nothing is printed at all.

use std::sync::Arc;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use tieout_ipc::App;
use tieout_ipc::dto::{RunIdReq, RunStatus};
use tieout_ipc::handlers;

use super::say;

const LOOK_EVERY: Duration = Duration::from_millis(150);

pub struct Screen {
    quiet: bool,
}

impl Screen {
    pub fn new(quiet: bool) -> Self {
        Self { quiet }
    }

    pub fn title(&self, text: &str) {
        if !self.quiet {
            eprintln!("\n{text}");
        }
    }

    pub fn line(&self, text: &str) {
        if !self.quiet {
            eprintln!("  {text}");
        }
    }

    /// Shows a run until it has ended.
    pub async fn follow(&self, app: &Arc<App>, run: RunStatus) -> anyhow::Result<RunStatus> {
        let bar = if self.quiet { ProgressBar::hidden() } else { bar() };
        let mut status = run;
        while !ended(&status) {
            show(&bar, &status);
            tokio::time::sleep(LOOK_EVERY).await;
            status = say(handlers::run_status(app, RunIdReq { run_id: status.run_id }).await)?;
        }
        show(&bar, &status);
        bar.abandon();
        Ok(status)
    }
}

fn ended(status: &RunStatus) -> bool {
    status.ended_at.is_some()
}

fn bar() -> ProgressBar {
    let style = ProgressStyle::with_template("  {bar:32} {pos}/{len} {msg}");
    ProgressBar::new(0).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn show(bar: &ProgressBar, status: &RunStatus) {
    bar.set_length(u64::from(status.total.unwrap_or(status.done)));
    bar.set_position(u64::from(status.done));
    let wait = status
        .waiting_until
        .as_ref()
        .map(|until| format!("the ledger asked us to wait until {until}"));
    let last = status.log.first().map(|line| format!("{} {}", line.kind, line.name));
    bar.set_message(wait.or(last).unwrap_or_default());
}
