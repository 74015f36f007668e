//! What the demo prints at its end. Not here: how the figures come about (the report).
//! Invariant: amounts are decimal strings, taken from the saved report as they are.

use std::path::PathBuf;
use std::sync::Arc;

use serde::Serialize;
use tieout_ipc::App;
use tieout_ipc::dto::*;
use tieout_ipc::handlers;

use super::say;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoOutcome {
    pub tiles: TileFigures,
    pub links: Links,
    pub source: SideFigures,
    pub ledger: SideFigures,
    pub difference: String,
    /// Path of the saved report.
    pub report: String,
    #[serde(skip)]
    pub currency: String,
    #[serde(skip)]
    pub bridge: Vec<BridgeLine>,
    #[serde(skip)]
    pub causes: Vec<CauseGroup>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TileFigures {
    pub total: u32,
    pub completed: u32,
    pub pre_sync: u32,
    pub failed: u32,
    pub ignored: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Links {
    pub customers: u32,
    pub items: u32,
    pub accounts: u32,
    pub terms: u32,
    pub vendors: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SideFigures {
    pub invoices: u32,
    pub amount: String,
}

impl From<SideTotals> for SideFigures {
    fn from(side: SideTotals) -> Self {
        Self {
            invoices: side.invoices,
            amount: side.amount,
        }
    }
}

/// Reads the end state back through the commands and saves the report.
pub async fn gather(app: &Arc<App>, run_id: u32) -> anyhow::Result<DemoOutcome> {
    let report = say(handlers::report_get(app, RunIdReq { run_id }).await)?;
    let saved = say(handlers::report_save(
        app,
        ReportSaveReq {
            run_id,
            format: ReportFormat::Pdf,
        },
    )
    .await)?;
    let home = say(handlers::home(app, Nothing {}).await)?;
    let causes = say(handlers::transactions_causes(app, Nothing {}).await)?;
    let lists = say(handlers::lists_overview(app, Nothing {}).await)?;
    let tiles = home.tiles;
    Ok(DemoOutcome {
        tiles: TileFigures {
            total: tiles.total,
            completed: tiles.completed,
            pre_sync: tiles.pre_sync,
            failed: tiles.failed,
            ignored: tiles.ignored,
        },
        links: links(&lists),
        source: report.tie_out.source.into(),
        ledger: report.tie_out.ledger.into(),
        difference: report.tie_out.difference,
        report: PathBuf::from(saved.folder).join(saved.name).display().to_string(),
        currency: report.tie_out.currency,
        bridge: report.tie_out.bridge,
        causes,
    })
}

fn links(lists: &ListsOverview) -> Links {
    let linked = |kind| {
        lists
            .kinds
            .iter()
            .find(|list| list.kind == kind)
            .map_or(0, |list| list.linked)
    };
    Links {
        customers: linked(ObjectKind::Customer),
        items: linked(ObjectKind::Item),
        accounts: linked(ObjectKind::Account),
        terms: linked(ObjectKind::Term),
        vendors: linked(ObjectKind::Vendor),
    }
}

impl DemoOutcome {
    /// The end of the demo for a person.
    pub fn print(&self) {
        let tiles = &self.tiles;
        println!(
            "\nTotal {}  =  Completed {} + Pre-Sync {} + Failed {} + Ignored {}",
            tiles.total, tiles.completed, tiles.pre_sync, tiles.failed, tiles.ignored
        );
        println!("\n{:<22}{:>9}{:>18}", "", "invoices", self.currency);
        for (side, figures) in [("Source", &self.source), ("Ledger", &self.ledger)] {
            println!("{side:<22}{:>9}{:>18}", figures.invoices, figures.amount);
        }
        println!("{:<22}{:>9}{:>18}", "Difference", "", self.difference);
        for line in &self.bridge {
            println!("  of it {:<14}{:>9}{:>18}", line.cause, line.invoices, line.amount);
        }
        for cause in &self.causes {
            println!("  {} × {} ({})", cause.count, cause.failure.code.word(), cause.amount);
        }
        println!("\nReport: {}", self.report);
    }
}
