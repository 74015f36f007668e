//! A made-up report for the tests of the file formats. Not here: real figures. Invariant: it adds up.

use std::collections::BTreeMap;

use tieout_domain::run::RunState;
use tieout_domain::{ErrorCode, ObjectKind, Recovery};
use tieout_store::table::plan::PlanStep;

use super::*;

/// A run of 830 invoices of which one was held, listing `exceptions` exceptions.
pub fn report(exceptions: u32) -> Report {
    Report {
        run_id: 3,
        client: "Northwind Traders".into(),
        practice: true,
        source_name: "Northwind files".into(),
        ledger_name: "Example Ledger".into(),
        company_name: "Northwind Ltd".into(),
        step: PlanStep::Documents,
        state: RunState::CompletedWithFailures,
        plan_fingerprint: "c0ffee".repeat(10),
        approved_by: "anna".into(),
        period_from: Some("2025-01-01".into()),
        period_to: Some("2026-11-04".into()),
        started_at: "2026-11-22T07:21:00.5Z".into(),
        ended_at: "2026-11-22T07:23:09.123456789Z".into(),
        counts: Counts {
            planned: 829 + exceptions,
            sent: 829,
            held: exceptions,
            ..Counts::default()
        },
        kinds: vec![KindLine {
            kind: ObjectKind::Invoice,
            created: 829,
            updated: 0,
            held: exceptions,
            failed: 0,
            amount: Some("1330635.98".into()),
        }],
        tiles: TileLine {
            total: 830,
            completed: 829,
            pre_sync: 1,
            failed: 0,
            ignored: 0,
            in_doubt: 0,
            held: 1,
        },
        tie_out: TieOut {
            currency: "USD".into(),
            source: SideTotals {
                invoices: 830,
                amount: "1330735.98".into(),
            },
            ledger: SideTotals {
                invoices: 829,
                amount: "1330635.98".into(),
            },
            difference: "100.00".into(),
            bridge: vec![BridgeLine {
                cause: "held".into(),
                invoices: 1,
                amount: "100.00".into(),
            }],
            as_of: "2026-11-22T07:23:09.123456789Z".into(),
        },
        exceptions: (0..exceptions).map(exception).collect(),
        files: Vec::new(),
        warnings: vec!["not_checked:invoice:offline".into()],
        audit_head: "beef".repeat(16),
        version: "0.1.0".into(),
    }
}

fn exception(number: u32) -> Exception {
    let code = [ErrorCode::PeriodClosed, ErrorCode::MatchUndecided][usize::from((number + 1).is_multiple_of(3))];
    Exception {
        kind: ObjectKind::Invoice,
        name: format!("{}", 10_000 + number),
        date: Some("2026-03-14".into()),
        amount: Some("100.00".into()),
        failure: Shown {
            code,
            params: BTreeMap::from([("closed_through".to_owned(), "2026-03-31".to_owned())]),
            recovery: Recovery::ReadHelp,
            raw: number
                .is_multiple_of(4)
                .then(|| "Business Validation Error: the period is closed, ask your accountant".into()),
        },
    }
}
