//! A request refused as a whole: only the culprit fails, whatever happens in between (S-120).

use tieout_connect::ledger::Outcome;
use tieout_domain::outbox::OutboxState;
use tieout_domain::{ErrorCode, Failure, ObjectKind, Recovery};
use tieout_store::table::plan::PlanStep;
use tieout_testkit::FakeLedger;

use super::world::Firm;

fn firm(invoices: u32, batch: usize) -> Firm {
    Firm::new(
        |clock| FakeLedger::new(clock, 1, 0).with_batches_of(batch),
        3,
        2,
        invoices,
    )
}

fn failure(code: ErrorCode) -> Failure {
    Failure::new(code, Recovery::FixSource).param("ledger_code", "2010")
}

fn names(firm: &Firm, state: OutboxState) -> Vec<String> {
    let rows = firm.entries(ObjectKind::Invoice);
    rows.into_iter()
        .filter(|row| row.state == state)
        .map(|row| row.name)
        .collect()
}

#[tokio::test]
async fn only_the_culprit_of_a_refused_request_fails() {
    for answer in [
        Outcome::Rejected(failure(ErrorCode::RefusedByLedger)),
        Outcome::UnknownEnded(failure(ErrorCode::LedgerUnavailable)),
    ] {
        let firm = firm(60, 30);
        firm.ledger.refuse(&["INV-7", "INV-8"], answer);
        firm.send_step(PlanStep::Lists).await.unwrap();
        firm.send_step(PlanStep::Documents).await.unwrap();
        assert_eq!(names(&firm, OutboxState::Failed), ["INV-7", "INV-8"]);
        assert_eq!(names(&firm, OutboxState::Posted).len(), 58);
        firm.look();
        firm.ledger.refuse_nothing();
        firm.send_step(PlanStep::Retry).await.unwrap();
        firm.check_exactly_once();
    }
}

#[tokio::test]
async fn a_refused_request_costs_a_few_requests_more() {
    let firm = firm(30, 30);
    firm.send_step(PlanStep::Lists).await.unwrap();
    let before = firm.ledger.sends();
    firm.ledger
        .refuse(&["INV-7"], Outcome::Rejected(failure(ErrorCode::RefusedByLedger)));
    firm.send_step(PlanStep::Documents).await.unwrap();
    // One of thirty, five of six, six alone.
    assert_eq!(firm.ledger.sends() - before, 12);
}

#[tokio::test]
async fn a_crash_after_the_refusal_forgets_nothing() {
    for point in ["t2.inside", "t2.after", "t1.after"] {
        for n in 1..8 {
            let mut firm = firm(6, 5);
            firm.ledger
                .refuse(&["INV-3"], Outcome::Rejected(failure(ErrorCode::RefusedByLedger)));
            firm.send_step(PlanStep::Lists).await.unwrap();
            tieout_engine::crash::arm(point, n);
            let work = std::panic::AssertUnwindSafe(firm.send_step(PlanStep::Documents));
            drop(futures_util::FutureExt::catch_unwind(work).await);
            tieout_engine::crash::disarm();
            firm.reopen();
            firm.resume().await;
            firm.send_step(PlanStep::Documents).await;
            assert_eq!(names(&firm, OutboxState::Failed), ["INV-3"], "{point} {n}");
            assert_eq!(names(&firm, OutboxState::Posted).len(), 5, "{point} {n}");
        }
    }
}

#[tokio::test]
async fn a_refusal_of_everything_is_not_asked_for_one_by_one() {
    let firm = firm(60, 30);
    firm.send_step(PlanStep::Lists).await.unwrap();
    let all: Vec<String> = (0..60).map(|n| format!("INV-{n}")).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let before = firm.ledger.sends();
    firm.ledger
        .refuse(&all, Outcome::Rejected(failure(ErrorCode::RefusedByLedger)));
    firm.send_step(PlanStep::Documents).await.unwrap();
    let sends = firm.ledger.sends() - before;
    assert!(sends <= 2 * 7, "{sends} requests for 60 hopeless entries");
    let rows = firm.entries(ObjectKind::Invoice);
    assert!(rows.iter().all(|row| row.state == OutboxState::Failed));
    let left = rows
        .iter()
        .filter(|row| row.failure.as_ref().is_some_and(|why| why.recovery == Recovery::Retry));
    assert_eq!(
        left.count(),
        54,
        "all but three of each thirty were never refused alone"
    );
    firm.ledger.refuse_nothing();
    firm.send_step(PlanStep::Retry).await.unwrap();
    firm.check_exactly_once();
}

/// The ledger refuses many neighbours in a row: a further attempt gets past them.
#[tokio::test]
async fn good_entries_among_many_bad_ones_get_through_in_the_end() {
    let firm = firm(12, 6);
    let bad: Vec<String> = (0..5).map(|n| format!("INV-{n}")).collect();
    let bad: Vec<&str> = bad.iter().map(String::as_str).collect();
    firm.ledger
        .refuse(&bad, Outcome::Rejected(failure(ErrorCode::RefusedByLedger)));
    firm.send_step(PlanStep::Lists).await.unwrap();
    firm.send_step(PlanStep::Documents).await.unwrap();
    for _ in 0..12 {
        firm.send_step(PlanStep::Retry).await;
    }
    assert_eq!(names(&firm, OutboxState::Posted).len(), 7);
}

#[tokio::test]
async fn what_concerns_the_whole_book_is_not_cut_into_parts() {
    for code in [ErrorCode::PermissionMissing, ErrorCode::SubscriptionLapsed] {
        let firm = firm(30, 30);
        firm.send_step(PlanStep::Lists).await.unwrap();
        let before = firm.ledger.sends();
        firm.ledger.refuse(&["INV-7"], Outcome::Rejected(failure(code)));
        firm.send_step(PlanStep::Documents).await.unwrap();
        assert_eq!(firm.ledger.sends() - before, 1);
    }
}
