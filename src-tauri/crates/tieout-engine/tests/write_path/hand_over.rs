//! What goes back to the source: written into a file by the run, and recognised when the source shows it.

use proptest::prelude::*;
use tieout_connect::source::WriteBack;
use tieout_domain::run::RunState;
use tieout_domain::write_back::WriteBackState;
use tieout_domain::{ErrorCode, Object, ObjectKind, Record, RecordId, Side};
use tieout_engine::waiting;
use tieout_store::table::link::{self, Decided, LinkRow, Origin};
use tieout_store::table::mirror;
use tieout_store::table::plan::{PlanAction, PlanEntry, PlanStep};
use tieout_store::table::rejection;
use tieout_store::table::run as run_table;
use tieout_store::table::write_back::{self, WriteBackRow};

use super::both_ways::decide;
use super::office::party;
use super::world::{Firm, Pushed};

const KIND: ObjectKind = ObjectKind::Customer;

/// The ledger is the master; one customer is tied and agrees, one is only in the ledger.
fn firm() -> (Firm, Record) {
    let firm = Firm::with_office(&[]);
    firm.set("master.customer", "\"ledger\"");
    firm.office().enter("A", party("A B C Rentals", "1"));
    let tied = firm.ledger.put(party("A B C Rentals", "1"), true);
    firm.ledger.put(party("Northern Stone", "2"), true);
    firm.import();
    firm.pull();
    decide(&firm, Some("A"), Some(&tied.id), Decided::Linked);
    (firm, tied)
}

fn open(firm: &Firm) -> Vec<WriteBackRow> {
    firm.store.read(|view| write_back::open(view, &firm.book)).unwrap()
}

fn partner(firm: &Firm, ledger: &RecordId) -> Option<RecordId> {
    let link = firm.store.read(|view| link::by_ledger(view, &firm.book, KIND, ledger));
    link.unwrap().and_then(|link| link.source_id)
}

fn planned(firm: &Firm) -> Vec<PlanEntry> {
    firm.plan(PlanStep::Lists).1
}

/// Hands everything over and lets the office import the file.
async fn sync(firm: &Firm) {
    assert_eq!(
        firm.send_step(PlanStep::Lists).await,
        Some(Pushed::Ended(RunState::Completed))
    );
    for file in firm.written() {
        firm.office().take(&file);
        std::fs::remove_file(file).unwrap();
    }
    firm.import();
    firm.pull();
}

fn last_run(firm: &Firm) -> tieout_domain::RunId {
    firm.store
        .read(run_table::next)
        .unwrap()
        .0
        .checked_sub(1)
        .map(tieout_domain::RunId)
        .unwrap()
}

#[tokio::test]
async fn an_edit_in_the_subordinate_is_put_right_and_one_in_the_master_reaches_it() {
    let (firm, tied) = firm();
    firm.office().enter("A", party("A.B.C. Rentals", "1"));
    firm.import();
    sync(&firm).await;
    let name = |firm: &Firm| firm.office().records()[&(KIND, "A".into())].object.name().to_owned();
    assert_eq!(name(&firm), "A B C Rentals", "the ledger's name came back");
    firm.ledger
        .edit(KIND, &tied.id, |object| *object = party("ABC Rentals", "1"));
    firm.pull();
    sync(&firm).await;
    assert_eq!(name(&firm), "ABC Rentals");
    assert_eq!(planned(&firm), vec![]);
    assert_eq!(firm.ledger.sends(), 0, "nothing was sent to the ledger");
}

#[tokio::test]
async fn the_row_as_it_came_goes_back_with_what_is_changed_in_it() {
    let (firm, tied) = firm();
    firm.ledger
        .edit(KIND, &tied.id, |object| *object = party("ABC Rentals", "1"));
    firm.pull();
    firm.send_step(PlanStep::Lists).await;
    let told: Vec<WriteBack> = serde_json::from_slice(&std::fs::read(&firm.written()[0]).unwrap()).unwrap();
    let raw: Vec<_> = told
        .iter()
        .map(|row| (row.source_id.is_some(), row.raw.as_deref()))
        .collect();
    assert_eq!(raw, [(true, Some("row")), (false, None)], "a new record has no row yet");
}

#[tokio::test]
async fn what_waits_in_a_file_is_not_planned_again_and_is_tied_when_it_comes_back() {
    let (firm, _) = firm();
    firm.send_step(PlanStep::Lists).await;
    let waits = open(&firm);
    let [stone] = waits.as_slice() else { panic!("{waits:?}") };
    assert_eq!(
        (stone.state, stone.name.as_str()),
        (WriteBackState::HandedOver, "Northern Stone")
    );
    assert_eq!(planned(&firm), vec![], "it waits to be imported");
    let report = firm.report(last_run(&firm));
    assert_eq!((report.counts.planned, report.counts.handed_over), (1, 1));
    let [file] = report.files.as_slice() else {
        panic!("{:?}", report.files)
    };
    assert_eq!((file.records, file.kind), (1, KIND));
    assert!(std::path::Path::new(&file.folder).join(&file.file_name).is_file());

    firm.office().take(&firm.written()[0]);
    firm.import();
    assert_eq!(open(&firm), vec![]);
    assert_eq!(
        partner(&firm, &stone.ledger_id),
        Some(format!("new-{}", stone.ledger_id).as_str().into())
    );
    assert_eq!(planned(&firm), vec![], "both sides agree");
    let trail = firm
        .store
        .read(|view| tieout_store::table::audit::of_record(view, KIND, &format!("new-{}", stone.ledger_id)));
    assert_eq!(trail.unwrap().last().unwrap().action, "came_back");
}

#[tokio::test]
async fn what_an_import_did_not_show_is_offered_again_unticked() {
    let (firm, tied) = firm();
    firm.ledger
        .edit(KIND, &tied.id, |object| *object = party("ABC Rentals", "1"));
    firm.pull();
    firm.send_step(PlanStep::Lists).await;
    // An export that was made before the file was imported there.
    firm.office().enter("B", party("Somebody else", "3"));
    firm.import();
    let again = planned(&firm);
    let ticks: Vec<_> = again
        .iter()
        .map(|entry| (entry.action, entry.ticked, entry.notes.last().unwrap().reason.clone()))
        .collect();
    let note = "handed_over".to_owned();
    assert_eq!(
        ticks,
        [
            (PlanAction::Update, false, note.clone()),
            (PlanAction::Create, false, note)
        ]
    );
}

#[tokio::test]
async fn a_newer_wish_replaces_the_one_that_waits() {
    let (firm, tied) = firm();
    for name in ["ABC Rentals", "ABC Hire"] {
        firm.ledger.edit(KIND, &tied.id, |object| *object = party(name, "1"));
        firm.pull();
        firm.send_step(PlanStep::Lists).await;
    }
    let wanted: Vec<String> = open(&firm).iter().map(|row| row.wanted.name().to_owned()).collect();
    assert_eq!(
        wanted,
        ["Northern Stone", "ABC Hire"],
        "the first waits, of the second only the newest"
    );
}

#[tokio::test]
async fn two_records_of_one_name_are_not_told_apart() {
    let (firm, _) = firm();
    firm.send_step(PlanStep::Lists).await;
    for id in ["X", "Y"] {
        firm.office().enter(id, party("northern  stone", "2"));
    }
    firm.import();
    let [stone] = open(&firm).try_into().unwrap();
    assert!(stone.missed_at.is_some());
    assert_eq!(partner(&firm, &stone.ledger_id), None);
    firm.office().remove("X");
    firm.import();
    assert_eq!(
        partner(&firm, &stone.ledger_id),
        Some("Y".into()),
        "now it can be no other"
    );
}

#[tokio::test]
async fn a_pair_that_a_person_rejected_is_not_tied() {
    let (firm, _) = firm();
    firm.send_step(PlanStep::Lists).await;
    let [stone] = open(&firm).try_into().unwrap();
    let no = LinkRow {
        book: firm.book.clone(),
        kind: KIND,
        ledger_id: Some(stone.ledger_id.clone()),
        source_id: Some("X".into()),
        state: Decided::Rejected,
        reason: None,
        origin: Origin::User,
        base_hash: None,
        last_pushed: None,
        decided_at: firm.clock_now(),
        decided_by: "anna".into(),
    };
    firm.write(|writer| rejection::insert(writer, &no));
    firm.office().enter("X", party("Northern Stone", "2"));
    firm.import();
    assert_eq!(partner(&firm, &stone.ledger_id), None);
}

#[tokio::test]
async fn an_unwritable_folder_takes_everything_back_and_says_why() {
    let (firm, _) = firm();
    // A file stands where the folder should be.
    std::fs::write(firm.files(), b"").unwrap();
    assert_eq!(
        firm.send_step(PlanStep::Lists).await,
        Some(Pushed::Ended(RunState::CompletedWithFailures))
    );
    let report = firm.report(last_run(&firm));
    assert_eq!((report.counts.failed, report.exceptions.len()), (1, 1));
    assert_eq!(open(&firm), vec![]);
    std::fs::remove_file(firm.files()).unwrap();
    assert_eq!(planned(&firm).len(), 1, "the next plan offers it again");
}

#[tokio::test]
async fn a_crash_at_each_point_leaves_one_file_with_each_record_once() {
    use futures_util::FutureExt;
    for point in ["plan.half_frozen", "hand_over.before_rename", "hand_over.written"] {
        let (mut firm, _) = firm();
        tieout_engine::crash::arm(point, 1);
        let work = std::panic::AssertUnwindSafe(firm.send_step(PlanStep::Lists))
            .catch_unwind()
            .await;
        assert!(work.is_err(), "{point} was reached");
        tieout_engine::crash::disarm();
        firm.reopen();
        let before: Vec<_> = firm
            .written()
            .iter()
            .filter(|file| file.extension().is_some_and(|end| end == "json"))
            .map(|file| std::fs::read(file).unwrap())
            .collect();
        if point != "plan.half_frozen" {
            assert_eq!(planned(&firm), vec![], "{point}: it is under way");
            assert_eq!(
                firm.store.read(|view| waiting::approved(view, &firm.book)).unwrap(),
                1,
                "{point}"
            );
            assert_eq!(firm.resume().await, Some(Pushed::Ended(RunState::Completed)), "{point}");
        } else {
            sync_again(&firm).await;
        }
        let [file] = firm.written().try_into().unwrap();
        let bytes = std::fs::read(&file).unwrap();
        assert!(
            before.iter().all(|old| *old == bytes),
            "{point}: made again it is the same file"
        );
        let rows: Vec<WriteBack> = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(rows.len(), 1, "{point}");
        assert_eq!(open(&firm)[0].state, WriteBackState::HandedOver, "{point}");
    }
}

async fn sync_again(firm: &Firm) {
    let done = firm.send_step(PlanStep::Lists).await;
    assert_eq!(done, Some(Pushed::Ended(RunState::Completed)));
}

#[tokio::test]
async fn what_was_approved_and_not_written_can_be_sent_back_to_review() {
    use futures_util::FutureExt;
    let (mut firm, _) = firm();
    tieout_engine::crash::arm("hand_over.before_rename", 1);
    let work = std::panic::AssertUnwindSafe(firm.send_step(PlanStep::Lists))
        .catch_unwind()
        .await;
    assert!(work.is_err());
    tieout_engine::crash::disarm();
    firm.reopen();
    let now = firm.clock_now();
    firm.write(|writer| {
        tieout_engine::run::recover(writer, &firm.book, now)?;
        waiting::send_back(writer, &firm.book, "anna", now)
    });
    assert_eq!(planned(&firm).len(), 1);
    assert_eq!(open(&firm), vec![]);
}

#[tokio::test]
async fn step_2_refuses_documents_whose_customer_was_not_taken_over() {
    let firm = Firm::new(|clock| tieout_testkit::FakeLedger::new(clock, 1, 0), 2, 1, 2);
    firm.set("master.customer", "\"ledger\"");
    firm.send_step(PlanStep::Lists).await;
    let (_, documents) = firm.plan(PlanStep::Documents);
    assert!(
        documents
            .iter()
            .all(|entry| entry.failures[0].code == ErrorCode::NotMatched),
        "one way from the ledger"
    );
}

/// What happened to the two sides between two syncs.
#[derive(Debug, Clone, Copy)]
enum Event {
    RenameHere(u8, u8),
    RenameThere(u8, u8),
    NewHere(u8),
    NewThere(u8),
}

/// Without a conflict: the first four pairs change here only, the others there only, and nobody is entered twice.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let one = prop_oneof![
        (0u8..4, any::<u8>()).prop_map(|(which, name)| Event::RenameHere(which, name)),
        (4u8..8, any::<u8>()).prop_map(|(which, name)| Event::RenameThere(which, name)),
        any::<u8>().prop_map(Event::NewHere),
        any::<u8>().prop_map(Event::NewThere),
    ];
    prop::collection::vec(one, 0..8)
}

/// Eight pairs that agree.
fn eight() -> (Firm, Vec<RecordId>) {
    let firm = Firm::with_office(&[]);
    let pairs: Vec<RecordId> = (0..8)
        .map(|n| {
            firm.office().enter(&format!("P{n}"), party(&format!("Pair {n}"), "1"));
            firm.ledger.put(party(&format!("Pair {n}"), "1"), true).id
        })
        .collect();
    firm.import();
    firm.pull();
    for (n, ledger) in pairs.iter().enumerate() {
        decide(&firm, Some(&format!("P{n}")), Some(ledger), Decided::Linked);
    }
    firm.plan(PlanStep::Lists);
    (firm, pairs)
}

fn happen(firm: &Firm, pairs: &[RecordId], events: &[Event]) {
    for (at, event) in events.iter().enumerate() {
        match *event {
            Event::RenameHere(which, name) => {
                firm.office()
                    .enter(&format!("P{which}"), party(&format!("Here {which} {name}"), "1"));
            }
            Event::RenameThere(which, name) => {
                let change = |object: &mut Object| *object = party(&format!("There {which} {name}"), "1");
                firm.ledger.edit(KIND, &pairs[usize::from(which)], change);
            }
            Event::NewHere(name) => firm
                .office()
                .enter(&format!("N{at}"), party(&format!("New here {at} {name}"), "2")),
            Event::NewThere(name) => {
                firm.ledger.put(party(&format!("New there {at} {name}"), "2"), true);
            }
        }
    }
    firm.import();
    firm.pull();
}

fn names(rows: Vec<mirror::MirrorRow>) -> Vec<(String, String)> {
    let mut names: Vec<_> = rows.into_iter().map(|row| (row.name, row.hash)).collect();
    names.sort();
    names
}

fn lists(firm: &Firm, side: Side) -> Vec<(String, String)> {
    names(firm.store.read(|view| mirror::list(view, side, KIND)).unwrap())
}

fn master(side: Side) -> &'static str {
    match side {
        Side::Source => "\"source\"",
        Side::Ledger => "\"ledger\"",
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn after_a_sync_both_ways_the_lists_are_equal_and_nothing_is_left_to_do(
        events in events(), of_source in any::<bool>(),
    ) {
        let side = if of_source { Side::Source } else { Side::Ledger };
        let (firm, pairs) = eight();
        firm.set("sharing.customer", "\"both\"");
        firm.set("master.customer", master(side));
        happen(&firm, &pairs, &events);
        let (one, two) = (planned(&firm), planned(&firm));
        prop_assert_eq!(&one, &two, "equal worlds give equal plans");
        prop_assert!(one.iter().all(|entry| !entry.conflict));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        if !one.is_empty() {
            runtime.block_on(sync(&firm));
        }
        prop_assert_eq!(lists(&firm, Side::Source), lists(&firm, Side::Ledger));
        prop_assert_eq!(planned(&firm), vec![]);
    }

    #[test]
    fn nothing_of_the_subordinate_changes_the_masters_records_and_what_only_it_has_survives(
        events in events(), of_source in any::<bool>(), both in any::<bool>(),
    ) {
        let side = if of_source { Side::Source } else { Side::Ledger };
        let (firm, pairs) = eight();
        firm.set("sharing.customer", if both { "\"both\"" } else { "\"one_way\"" });
        firm.set("master.customer", master(side));
        happen(&firm, &pairs, &events);
        let subordinate = if of_source { Side::Ledger } else { Side::Source };
        // Gone in the subordinate: held, and the master keeps it.
        match subordinate {
            Side::Ledger => firm.ledger.remove(KIND, &pairs[7]),
            Side::Source => firm.office().remove("P3"),
        }
        firm.import();
        firm.pull();
        let before = lists(&firm, side);
        let mut alone = lists(&firm, subordinate);
        alone.retain(|(name, _)| name.starts_with("New"));
        let changed = planned(&firm).into_iter().filter(|entry| entry.target == side);
        prop_assert!(changed.into_iter().all(|entry| matches!(entry.action, PlanAction::Create | PlanAction::Hold)));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        if planned(&firm).iter().any(|entry| entry.action.acts()) {
            runtime.block_on(sync(&firm));
        }
        let after = lists(&firm, side);
        prop_assert!(before.iter().all(|record| after.contains(record)), "the master's records are as they were");
        let there = lists(&firm, subordinate);
        prop_assert!(alone.iter().all(|record| there.contains(record)), "so is what only the subordinate has");
    }
}
