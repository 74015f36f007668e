//! A run that broke off: what it left waits, is seen, and never leaves with a plan that does not list it.

use tieout_connect::ledger::Outcome;
use tieout_domain::outbox::OutboxState;
use tieout_domain::run::RunState;
use tieout_domain::{ErrorCode, Failure, ObjectKind, Recovery};
use tieout_engine::check::{self, Level};
use tieout_engine::waiting;
use tieout_store::table::plan::{self, PlanStep};
use tieout_store::table::{audit, outbox};
use tieout_testkit::{FakeLedger, Fault};

use super::world::{Firm, Pushed, invoice};

const BROKEN: Option<Pushed> = Some(Pushed::Ended(RunState::Aborted));
const COMPLETED: Option<Pushed> = Some(Pushed::Ended(RunState::Completed));

/// Customers and items are there; the permission ends in the middle of the invoices.
async fn broken_off() -> Firm {
    let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0).with_batches_of(2), 3, 2, 9);
    assert_eq!(firm.send_step(PlanStep::Lists).await, COMPLETED);
    permission_ends(&firm, "INV-5");
    assert_eq!(firm.send_step(PlanStep::Documents).await, BROKEN);
    firm
}

fn permission_ends(firm: &Firm, name: &str) {
    let failure = Failure::new(ErrorCode::SignInNeeded, Recovery::Reconnect);
    let answer = Outcome::Refused {
        failure,
        retry_after_ms: None,
    };
    firm.ledger.refuse(&[name], answer);
}

fn left(firm: &Firm) -> waiting::Waiting {
    firm.store.read(|view| waiting::look(view, &firm.book)).unwrap()
}

fn names(firm: &Firm, state: OutboxState) -> Vec<String> {
    let rows = firm.entries(ObjectKind::Invoice).into_iter();
    rows.filter(|row| row.state == state).map(|row| row.name).collect()
}

fn send_back(firm: &Firm) -> u32 {
    firm.store
        .write(|writer| waiting::send_back(writer, &firm.book, "anna", firm.clock_now()))
        .unwrap()
}

#[tokio::test]
async fn what_a_broken_run_left_is_counted_with_its_cause_and_goes_on_once() {
    let firm = broken_off().await;
    let waits = left(&firm);
    let posted = names(&firm, OutboxState::Posted).len();
    assert!(posted > 0 && posted < 9, "{posted} went before the permission ended");
    assert_eq!(waits.approved.len() + posted, 9);
    assert_eq!(waits.in_doubt, 0);
    assert_eq!(waits.failure.unwrap().code, ErrorCode::SignInNeeded);
    assert_eq!(waits.kinds.len(), 1);
    assert_eq!(waits.kinds[0].kind, ObjectKind::Invoice);
    assert_eq!(
        waits.kinds[0].amount,
        Some(waits.approved.iter().filter_map(|row| row.amount).sum())
    );
    let lines = firm
        .store
        .read(|view| check::prerequisites(view, PlanStep::Documents))
        .unwrap();
    let line = lines.into_iter().find(|line| line.check == "waiting").unwrap();
    assert_eq!(
        (line.level, line.count),
        (Level::Ok, 0),
        "no company is connected in this file"
    );
    firm.ledger.refuse_nothing();
    assert_eq!(firm.resume().await, COMPLETED);
    firm.check_exactly_once();
    assert_eq!(left(&firm).approved, vec![]);
}

#[tokio::test]
async fn a_later_plan_sends_only_what_it_lists() {
    let firm = broken_off().await;
    let waits: Vec<_> = left(&firm).approved.into_iter().map(|row| row.id).collect();
    firm.ledger.refuse_nothing();
    let corrected = |n| {
        let mut changed = invoice(n, 3, 2);
        changed.memo = Some("corrected".into());
        changed
    };
    let posted: u32 = names(&firm, OutboxState::Posted)[0][4..].parse().unwrap();
    firm.tell_invoice(posted, corrected(posted));
    let (plan, entries) = firm.plan(PlanStep::Documents);
    assert_eq!(
        entries.len(),
        1,
        "the later plan lists the corrected invoice and nothing else"
    );
    let before = firm.ledger.records(ObjectKind::Invoice).len();
    let run = firm.approve(plan).unwrap();
    assert_eq!(firm.push(run).await, Pushed::Ended(RunState::Completed));
    assert_eq!(
        firm.ledger.records(ObjectKind::Invoice).len(),
        before,
        "nothing new arrived"
    );
    let still: Vec<_> = left(&firm).approved.into_iter().map(|row| row.id).collect();
    assert_eq!(still, waits, "what waited still waits");
    let sent = firm.store.read(|view| outbox::of_run(view, run)).unwrap();
    assert_eq!(sent.len(), 1, "the run holds its own plan's entries only");
    assert_eq!(firm.report(run).counts.planned, 1);
    assert_eq!(firm.resume().await, COMPLETED);
    firm.look();
    assert_eq!(names(&firm, OutboxState::Approved), Vec::<String>::new());
    assert_eq!(firm.ledger.records(ObjectKind::Invoice).len(), 9);
}

#[tokio::test]
async fn a_doubt_of_an_earlier_run_is_looked_for_and_not_sent_again_with_a_later_plan() {
    let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 3, 2, 2);
    firm.send_step(PlanStep::Lists).await;
    let (plan, entries) = firm.plan(PlanStep::Documents);
    let second = firm.store.read(|view| plan::entries(view, plan)).unwrap()[1].id;
    assert_eq!(entries.len(), 2);
    firm.store
        .write(|writer| tieout_engine::approve::tick(writer, plan, &firm.book, &[second], false))
        .unwrap();
    let first = firm.approve(plan).unwrap();
    // The server answered with an error and wrote nothing; the program ends before it can look.
    firm.ledger.script([Some(Fault::ErrorBefore), Some(Fault::DieBefore)]);
    assert_eq!(firm.push(first).await, Pushed::Died);
    let now = firm.clock_now();
    firm.store
        .write(|writer| tieout_engine::run::recover(writer, &firm.book, now))
        .unwrap();
    assert_eq!(left(&firm).in_doubt, 1);
    let before = firm.ledger.sends();
    let (plan, entries) = firm.plan(PlanStep::Documents);
    assert_eq!(entries.len(), 1);
    let run = firm.approve(plan).unwrap();
    assert_eq!(firm.push(run).await, Pushed::Ended(RunState::Completed));
    assert_eq!(
        firm.ledger.sends() - before,
        1,
        "only the later plan's own invoice was sent"
    );
    assert_eq!(left(&firm).approved.len(), 1, "proven absent: it waits for a person");
    assert_eq!(firm.resume().await, COMPLETED);
    firm.check_exactly_once();
}

#[tokio::test]
async fn what_is_sent_back_is_in_the_next_plan_and_nothing_is_lost() {
    let firm = broken_off().await;
    let waits = left(&firm).approved.len();
    assert_eq!(send_back(&firm) as usize, waits);
    assert_eq!(left(&firm).approved, vec![]);
    assert_eq!(names(&firm, OutboxState::Staged).len(), waits);
    firm.look();
    firm.ledger.refuse_nothing();
    let (_, entries) = firm.plan(PlanStep::Documents);
    assert_eq!(entries.iter().filter(|entry| entry.action.writes()).count(), waits);
    assert_eq!(firm.send_step(PlanStep::Documents).await, COMPLETED);
    firm.check_exactly_once();
    let said = firm
        .store
        .read(|view| audit::of_record(view, ObjectKind::Invoice, "V5"))
        .unwrap();
    assert!(said.iter().any(|entry| entry.action == "entry_withdrawn"));
}

#[tokio::test]
async fn step_1_that_broke_off_holds_the_invoices_until_it_went_on() {
    let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0).with_batches_of(2), 3, 2, 4);
    permission_ends(&firm, "Customer 1");
    assert_eq!(firm.send_step(PlanStep::Lists).await, BROKEN);
    assert!(!left(&firm).approved.is_empty());
    let (_, entries) = firm.plan(PlanStep::Documents);
    assert!(
        entries.iter().any(|entry| entry
            .failures
            .iter()
            .any(|why| why.code == ErrorCode::ParentFailed && why.recovery == Recovery::Wait)),
        "{entries:?}"
    );
    firm.ledger.refuse_nothing();
    assert_eq!(firm.resume().await, COMPLETED);
    assert_eq!(firm.send_step(PlanStep::Documents).await, COMPLETED);
    firm.check_exactly_once();
}
