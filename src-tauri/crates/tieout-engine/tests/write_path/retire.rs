//! What the source no longer has becomes a proposal to make its partner inactive, never a deletion, and never by itself (C-04).

use tieout_domain::{ObjectKind, RecordId, RunId, Side};
use tieout_engine::approve;
use tieout_store::table::plan::{self, PlanAction, PlanEntry, PlanStep};
use tieout_store::table::{mirror, outbox};
use tieout_testkit::FakeLedger;

use super::world::{Firm, Pushed};

/// Everything is in the ledger; then the source drops its first customer.
async fn firm_without_customer() -> Firm {
    without_customer(|ledger| ledger).await
}

async fn without_customer(ledger: impl FnOnce(FakeLedger) -> FakeLedger) -> Firm {
    let firm = Firm::new(|clock| ledger(FakeLedger::new(clock, 1, 0)), 3, 2, 3);
    for step in [PlanStep::Lists, PlanStep::Documents] {
        firm.send_step(step).await;
    }
    assert_eq!(firm.plan(PlanStep::Lists).1, vec![], "nothing to do before");
    let at = firm.clock_now();
    let id = RecordId::new("C0");
    firm.write(|writer| mirror::bury(writer, Side::Source, ObjectKind::Customer, &id, at));
    firm
}

fn only(entries: Vec<PlanEntry>) -> PlanEntry {
    let [entry] = <[PlanEntry; 1]>::try_from(entries).unwrap();
    entry
}

/// A person ticks the one proposal and approves it; gives the record it is about.
fn ticked(firm: &Firm) -> (RecordId, RunId) {
    let (id, entries) = firm.plan(PlanStep::Lists);
    let rows = firm.store.read(|view| plan::entries(view, id)).unwrap();
    firm.write(|writer| approve::tick(writer, id, &firm.book, &[rows[0].id], true));
    (only(entries).ledger_id.unwrap(), firm.approve(id).unwrap())
}

#[tokio::test]
async fn it_is_proposed_and_waits_for_a_tick() {
    let firm = firm_without_customer().await;
    let (id, entries) = firm.plan(PlanStep::Lists);
    let entry = only(entries);
    assert_eq!((entry.action, entry.ticked), (PlanAction::Deactivate, false));
    assert_eq!(entry.changes[0].wanted.as_deref(), Some("false"));
    assert!(firm.approve(id).is_err(), "nothing is ticked, so nothing is approved");
}

#[tokio::test]
async fn ticked_it_makes_the_ledgers_record_inactive_and_the_next_plan_is_empty() {
    let firm = firm_without_customer().await;
    let (ledger_id, run) = ticked(&firm);
    assert!(matches!(firm.push(run).await, Pushed::Ended(_)));

    let there = firm.ledger.records(ObjectKind::Customer);
    assert_eq!(there.len(), 3, "nothing was deleted");
    let inactive: Vec<_> = there
        .iter()
        .filter(|record| !record.active)
        .map(|record| &record.id)
        .collect();
    assert_eq!(inactive, [&ledger_id]);
    assert_eq!(firm.plan(PlanStep::Lists).1, vec![]);
}

#[tokio::test]
async fn an_open_document_keeps_its_customer() {
    let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 3, 2, 3);
    firm.send_step(PlanStep::Lists).await;
    let at = firm.clock_now();
    firm.write(|writer| mirror::bury(writer, Side::Source, ObjectKind::Customer, &RecordId::new("C0"), at));
    let (_, entries) = firm.plan(PlanStep::Lists);
    assert!(
        entries.iter().all(|entry| entry.action != PlanAction::Deactivate),
        "{entries:?}"
    );
}

#[tokio::test]
async fn a_record_that_somebody_changed_meanwhile_is_left_as_it_is() {
    let firm = firm_without_customer().await;
    let (ledger_id, run) = ticked(&firm);
    firm.ledger.edit(ObjectKind::Customer, &ledger_id, |object| {
        let tieout_domain::Object::Customer(party) = object else {
            panic!("{object:?}")
        };
        party.notes = Some("orders again".into());
    });
    firm.push(run).await;
    let there = firm.ledger.records(ObjectKind::Customer);
    assert!(there.iter().all(|record| record.active), "it may be in use again");
    let newest = firm
        .store
        .read(|view| outbox::of_kind(view, &firm.book, ObjectKind::Customer))
        .unwrap();
    assert!(newest.iter().any(|row| row.failure.is_some()), "and the reason is kept");
}

#[tokio::test]
async fn where_the_ledger_cannot_make_a_kind_inactive_nothing_is_proposed() {
    let firm = without_customer(FakeLedger::without_retiring).await;
    assert_eq!(firm.plan(PlanStep::Lists).1, vec![]);
}
