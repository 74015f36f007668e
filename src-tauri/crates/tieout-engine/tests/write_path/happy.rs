//! Nothing goes wrong.

use tieout_domain::ErrorCode;
use tieout_domain::run::RunState;
use tieout_store::query::transactions::{self, Filter, SortBy};
use tieout_store::table::plan::{PlanAction, PlanStep};
use tieout_testkit::FakeLedger;

use super::world::{Firm, Pushed};

fn firm(invoices: u32) -> Firm {
    Firm::new(|clock| FakeLedger::new(clock, 1, 0), 7, 5, invoices)
}

#[tokio::test]
async fn everything_staged_is_posted_once_and_both_sides_agree() {
    let firm = firm(40);
    firm.look();
    assert_eq!(firm.tiles().pre_sync, 40);
    assert_eq!(
        firm.send_step(PlanStep::Lists).await,
        Some(Pushed::Ended(RunState::Completed))
    );
    assert_eq!(
        firm.send_step(PlanStep::Documents).await,
        Some(Pushed::Ended(RunState::Completed))
    );
    assert_eq!(firm.tiles().completed, 40);
    firm.check_exactly_once();
}

#[tokio::test]
async fn planning_again_after_success_finds_nothing_to_do() {
    let firm = firm(12);
    for step in [PlanStep::Lists, PlanStep::Documents] {
        firm.send_step(step).await;
    }
    for step in [PlanStep::Lists, PlanStep::Documents, PlanStep::Retry] {
        assert_eq!(firm.plan(step).1, vec![], "{step:?}");
    }
}

#[test]
fn invoices_wait_for_their_customers_and_items() {
    let firm = firm(3);
    let (_, entries) = firm.plan(PlanStep::Documents);
    for entry in &entries {
        assert_eq!(entry.action, PlanAction::Hold);
        assert!(
            entry.failures.iter().all(|why| why.code == ErrorCode::NotMatched),
            "{:?}",
            entry.failures
        );
    }
    assert!(
        firm.entry("INV-1").hold.is_some(),
        "the reason shows outside the plan as well"
    );
}

#[test]
fn a_plan_that_is_no_longer_true_cannot_be_approved() {
    let firm = firm(3);
    let (plan, _) = firm.plan(PlanStep::Lists);
    firm.set("object.customer", "false");
    assert_eq!(firm.approve(plan).unwrap_err().code, ErrorCode::PlanOutdated);
    let (plan, _) = firm.plan(PlanStep::Lists);
    assert_eq!(
        firm.approve_as_shown(plan, "another", None).unwrap_err().code,
        ErrorCode::PlanOutdated
    );
}

#[tokio::test]
async fn many_writes_need_the_typed_word_and_a_second_run_is_refused() {
    let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 201, 1, 1);
    let (plan, _) = firm.plan(PlanStep::Lists);
    let hash = firm
        .store
        .read(|view| tieout_store::table::plan::get(view, plan))
        .unwrap()
        .hash;
    assert_eq!(
        firm.approve_as_shown(plan, &hash, None).unwrap_err().code,
        ErrorCode::InvalidInput
    );
    firm.approve_as_shown(plan, &hash, Some("Send ")).unwrap();
    let (second, _) = firm.plan(PlanStep::Lists);
    assert_eq!(firm.approve(second).unwrap_err().code, ErrorCode::RunInProgress);
}

#[tokio::test]
async fn the_saved_report_says_the_same_on_both_sides_and_in_every_format() {
    let firm = firm(9);
    firm.send_step(PlanStep::Lists).await;
    let (plan, _) = firm.plan(PlanStep::Documents);
    let run = firm.approve(plan).unwrap();
    firm.push(run).await;
    let report = firm.report(run);
    assert_eq!((report.counts.planned, report.counts.sent), (9, 9));
    assert_eq!(report.tie_out.difference, "0.00");
    assert_eq!(report.tie_out.source, report.tie_out.ledger);
    assert_eq!(report.tie_out.bridge, vec![]);
    assert!(report.warnings.is_empty(), "{:?}", report.warnings);
    let csv = String::from_utf8(tieout_engine::report::csv::write(&report).unwrap()).unwrap();
    assert!(csv.contains(&format!("Difference,,{}", report.tie_out.difference)));
    assert!(tieout_engine::report::pdf::write(&report).unwrap().starts_with(b"%PDF"));
    assert!(tieout_engine::report::xlsx::write(&report).unwrap().starts_with(b"PK"));
}

#[tokio::test]
async fn the_tiles_are_told_as_each_run_left_them_oldest_first() {
    let firm = firm(6);
    for step in [PlanStep::Lists, PlanStep::Documents] {
        firm.send_step(step).await;
    }
    let told = |runs| {
        let then = firm.store.read(|view| tieout_engine::report::tiles_then(view, runs));
        let counts = then
            .unwrap()
            .into_iter()
            .map(|then| (then.tiles.total, then.tiles.completed));
        counts.collect::<Vec<_>>()
    };
    assert_eq!(told(12), [(6, 0), (6, 6)]);
    assert_eq!(told(1), [(6, 6)], "the newest ones are kept");
}

#[tokio::test]
async fn several_tiles_are_listed_together_and_held_is_a_part_of_one() {
    let firm = firm(4);
    firm.plan(PlanStep::Documents);
    let listed = |states: &[&str], held: bool| {
        let filter = Filter {
            states: states.iter().map(|state| (*state).to_owned()).collect(),
            held,
            ..Filter::default()
        };
        let page = firm
            .store
            .read(|view| transactions::page(view, &firm.book, &filter, (SortBy::Date, true), 0, 10));
        page.unwrap().total
    };
    assert_eq!(listed(&[], false), 4, "no filter is all");
    assert_eq!(listed(&[], true), 4, "each waits for its customer");
    for step in [PlanStep::Lists, PlanStep::Documents] {
        firm.send_step(step).await;
    }
    assert_eq!(listed(&["posted"], false), 4);
    assert_eq!(listed(&[], true), 0);
    assert_eq!(listed(&["failed"], true), 0);
    assert_eq!(listed(&["failed", "posted"], true), 4);
}

#[tokio::test]
async fn a_held_record_stays_out_and_the_bridge_explains_it() {
    let firm = firm(6);
    firm.send_step(PlanStep::Lists).await;
    let (plan, entries) = firm.plan(PlanStep::Documents);
    let rows = firm
        .store
        .read(|view| tieout_store::table::plan::entries(view, plan))
        .unwrap();
    firm.store
        .write(|writer| tieout_engine::approve::tick(writer, plan, &firm.book, &[rows[0].id], false))
        .unwrap();
    let run = firm.approve(plan).unwrap();
    firm.push(run).await;
    let report = firm.report(run);
    assert_eq!(
        (report.counts.planned, report.counts.sent, report.counts.held),
        (6, 5, 1)
    );
    assert_eq!(report.exceptions[0].failure.code, ErrorCode::HeldByUser);
    let bridge = &report.tie_out.bridge;
    assert_eq!((bridge[0].cause.as_str(), bridge[0].invoices), ("not_sent", 1));
    assert_eq!(bridge[0].amount, report.tie_out.difference);
    assert_eq!(
        entries[0].amount.unwrap(),
        super::world::dec(&report.tie_out.difference)
    );
}

#[tokio::test]
async fn a_changed_document_becomes_a_new_revision_that_replaces_the_old_one() {
    let firm = firm(4);
    for step in [PlanStep::Lists, PlanStep::Documents] {
        firm.send_step(step).await;
    }
    let mut changed = super::world::invoice(2, 7, 5);
    changed.memo = Some("Thank you".into());
    firm.tell_invoice(2, changed);
    assert_eq!(firm.entry("INV-2").revision, 2);
    let (_, entries) = firm.plan(PlanStep::Documents);
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].action, PlanAction::Update);
    assert_eq!(entries[0].changes.len(), 1, "only the memo: {:?}", entries[0].changes);
    firm.send_step(PlanStep::Documents).await;
    firm.look();
    assert_eq!(firm.tiles().completed, 4);
    let ours = firm.ledger.records(tieout_domain::ObjectKind::Invoice);
    assert_eq!(ours.len(), 4, "an update never creates");
}

#[tokio::test]
async fn a_document_that_moved_in_the_ledger_is_planned_again_and_not_overwritten() {
    let mut firm = firm(2);
    for step in [PlanStep::Lists, PlanStep::Documents] {
        firm.send_step(step).await;
    }
    let mut changed = super::world::invoice(1, 7, 5);
    changed.memo = Some("ours".into());
    firm.tell_invoice(1, changed);
    firm.invoices = 3; // The change is a write of its own until it replaces what was posted.
    let (plan, _) = firm.plan(PlanStep::Documents);
    let run = firm.approve(plan).unwrap();
    let kind = tieout_domain::ObjectKind::Invoice;
    let remote = firm.entry("INV-1").remote_id.unwrap();
    firm.ledger.edit(kind, &remote, |object| {
        if let tieout_domain::Object::Invoice(invoice) = object {
            invoice.memo = Some("theirs".into());
        }
    });
    firm.push(run).await;
    let entry = firm.entry("INV-1");
    assert_eq!(entry.failure.unwrap().code, ErrorCode::ChangedInLedger);
}

#[tokio::test]
async fn a_restored_file_finds_what_it_wrote_before_and_writes_nothing_twice() {
    let firm = firm(5);
    let copy = firm.store.backup(tieout_domain::Clock::instant(&*firm.clock)).unwrap();
    for step in [PlanStep::Lists, PlanStep::Documents] {
        firm.send_step(step).await;
    }
    let mut restored = firm;
    restored.restore(&copy);
    assert_eq!(restored.tiles().pre_sync, 5, "the copy knows nothing of the sends");
    for step in [PlanStep::Lists, PlanStep::Documents] {
        restored.send_step(step).await;
    }
    restored.check_exactly_once();
}

#[tokio::test]
async fn a_stopped_run_puts_back_what_was_not_sent() {
    use tieout_engine::run::RunControl;
    let firm = firm(12);
    firm.send_step(PlanStep::Lists).await;
    let (plan, _) = firm.plan(PlanStep::Documents);
    let run = firm.approve(plan).unwrap();
    let control = RunControl::new(run, tieout_store::table::run::RunAction::Push);
    let company = firm.company();
    let moved = || control.stop();
    let state = firm.pusher().job(&control, &company, "test", &moved).await.unwrap();
    assert_eq!(state, RunState::Cancelled);
    let tiles = firm.tiles();
    assert_eq!(
        (tiles.completed, tiles.pre_sync),
        (5, 7),
        "one batch went, the rest is back in review"
    );
    firm.send_step(PlanStep::Documents).await;
    firm.check_exactly_once();
}
