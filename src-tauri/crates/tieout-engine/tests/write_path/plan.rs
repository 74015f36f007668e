//! Plans are pure: equal worlds give equal plans, and what was carried out is not planned again.

use proptest::prelude::*;
use tieout_domain::objects::Party;
use tieout_domain::{ErrorCode, Object, ObjectKind, Record, RecordId};
use tieout_engine::decide::{self, Deciding};
use tieout_engine::plan::{Rules, World, fingerprint, plan};
use tieout_store::table::link;
use tieout_store::table::plan::{PlanAction, PlanEntry, PlanStep};
use tieout_store::table::suggestion::{self, SuggestionRow, Tier};
use tieout_testkit::FakeLedger;

use super::world::Firm;

fn firm(customers: u32, items: u32, invoices: u32) -> Firm {
    Firm::new(|clock| FakeLedger::new(clock, 1, 0), customers, items, invoices)
}

fn world(firm: &Firm) -> World {
    let (company, profile) = (firm.company(), tieout_connect::Ledger::profile(&*firm.ledger).clone());
    firm.store
        .read(|view| World::load(view, &firm.book, &company, &profile))
        .unwrap()
}

fn planned(firm: &Firm, step: PlanStep) -> Vec<PlanEntry> {
    let company = firm.company();
    let fit = |object: &Object| tieout_connect::Ledger::fit(&*firm.ledger, object, &company);
    plan(step, &world(firm), Rules { fit: &fit, back: None })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn the_same_world_gives_the_same_bytes_and_success_leaves_nothing_to_do(
        customers in 1u32..5, items in 1u32..4, invoices in 0u32..9,
    ) {
        let firm = firm(customers, items, invoices);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        for step in [PlanStep::Lists, PlanStep::Documents] {
            let (one, two) = (planned(&firm, step), planned(&firm, step));
            prop_assert_eq!(fingerprint(step, &firm.book, &one).unwrap(), fingerprint(step, &firm.book, &two).unwrap());
            runtime.block_on(firm.send_step(step));
            prop_assert_eq!(planned(&firm, step), vec![]);
        }
    }
}

fn in_ledger(firm: &Firm, name: &str, active: bool) -> Record {
    let record = firm.ledger.put(
        Object::Customer(Party {
            name: name.into(),
            ..Party::default()
        }),
        active,
    );
    firm.tell(tieout_domain::Side::Ledger, &record);
    record
}

fn entry_of(entries: Vec<PlanEntry>, source: &str) -> PlanEntry {
    entries
        .into_iter()
        .find(|entry| entry.source_id == Some(RecordId::new(source)) && entry.kind == ObjectKind::Customer)
        .unwrap()
}

#[test]
fn a_record_that_may_already_exist_is_held_until_its_match_is_decided() {
    for tier in Tier::ALL {
        let firm = firm(2, 1, 1);
        let there = in_ledger(&firm, "Custommer 0", true);
        let proposed = SuggestionRow {
            ledger_id: there.id,
            rank: 1,
            source_id: "C0".into(),
            score: 700,
            tier,
            reasons: "[]".into(),
        };
        firm.store
            .write(|writer| suggestion::replace(writer, ObjectKind::Customer, std::slice::from_ref(&proposed)))
            .unwrap();
        let entry = entry_of(planned(&firm, PlanStep::Lists), "C0");
        assert_eq!(entry.action, PlanAction::Hold, "{tier:?}");
        assert_eq!(entry.failures[0].code, ErrorCode::MatchUndecided);
        assert_eq!(
            entry_of(planned(&firm, PlanStep::Lists), "C1").action,
            PlanAction::Create
        );
    }
}

fn strong(firm: &Firm, ledger: &RecordId, source: &str) {
    let proposed = SuggestionRow {
        ledger_id: ledger.clone(),
        rank: 1,
        source_id: source.into(),
        score: 900,
        tier: Tier::Strong,
        reasons: "[]".into(),
    };
    firm.store
        .write(|writer| suggestion::replace(writer, ObjectKind::Customer, std::slice::from_ref(&proposed)))
        .unwrap();
}

fn by(firm: &Firm) -> Deciding {
    Deciding {
        book: firm.book.clone(),
        who: "anna".into(),
        now: tieout_domain::Instant::UNIX_EPOCH,
    }
}

#[tokio::test]
async fn a_record_that_resembles_another_is_created_once_a_person_says_so_and_held_again_after_undo() {
    let firm = firm(2, 1, 1);
    let there = in_ledger(&firm, "Custommer 0", true);
    strong(&firm, &there.id, "C0");
    let by = by(&firm);
    let action = |firm: &Firm| entry_of(planned(firm, PlanStep::Lists), "C0").action;
    assert_eq!(action(&firm), PlanAction::Hold, "the suggestion is undecided");
    firm.store
        .write(|writer| decide::create(writer, &by, ObjectKind::Customer, &["C0".into()]))
        .unwrap();
    // The suggestion is still there: of a long list they are made anew a moment later.
    assert_eq!(action(&firm), PlanAction::Create);
    firm.store.write(|writer| decide::undo(writer, &by)).unwrap().unwrap();
    assert_eq!(action(&firm), PlanAction::Hold);
    firm.store.write(|writer| decide::redo(writer, &by)).unwrap().unwrap();
    firm.send_step(PlanStep::Lists).await;
    let tied = firm
        .store
        .read(|view| link::by_source(view, &firm.book, ObjectKind::Customer, &"C0".into()))
        .unwrap()
        .unwrap();
    assert_eq!((tied.state, tied.origin), (link::Decided::Linked, link::Origin::Pushed));
    assert_ne!(
        tied.ledger_id,
        Some(there.id),
        "a new record, not the one that resembles it"
    );
    assert_eq!(planned(&firm, PlanStep::Lists), vec![], "the wish has come true");
    let too_late = firm.store.write(|writer| decide::undo(writer, &by));
    assert!(too_late.is_err(), "what was sent is not undone here");
}

#[test]
fn a_rejected_pair_holds_nothing_back() {
    let firm = firm(2, 1, 1);
    let there = in_ledger(&firm, "Custommer 0", true);
    strong(&firm, &there.id, "C0");
    let by = by(&firm);
    firm.store
        .write(|writer| decide::reject(writer, &by, ObjectKind::Customer, &there.id, &"C0".into()))
        .unwrap();
    let entry = entry_of(planned(&firm, PlanStep::Lists), "C0");
    assert_eq!(entry.action, PlanAction::Create);
}

#[test]
fn a_name_that_is_taken_in_the_ledger_is_not_created_again() {
    let firm = firm(1, 1, 1);
    in_ledger(&firm, "CUSTOMER  0", false);
    let entry = entry_of(planned(&firm, PlanStep::Lists), "C0");
    assert_eq!(entry.failures[0].code, ErrorCode::NameTaken);
}

#[test]
fn an_item_without_its_accounts_is_held_with_each_slot_named() {
    let firm = firm(1, 1, 1);
    firm.set("account.part_income", "null");
    firm.set("account.part_asset", "null");
    let entry = planned(&firm, PlanStep::Lists)
        .into_iter()
        .find(|entry| entry.kind == ObjectKind::Item)
        .unwrap();
    let slots: Vec<&str> = entry.failures.iter().map(|why| why.params["slot"].as_str()).collect();
    assert_eq!(slots, ["part_income", "part_asset"]);
    assert!(entry.failures.iter().all(|why| why.code == ErrorCode::AccountMissing));
}

#[tokio::test]
async fn documents_outside_what_the_books_allow_are_held_and_the_others_go_on() {
    let firm = Firm::new(
        |clock| {
            FakeLedger::new(clock, 1, 0)
                .with_company(|company| company.closed_through = Some(jiff::civil::date(2026, 1, 3)))
        },
        2,
        2,
        8,
    );
    firm.send_step(PlanStep::Lists).await;
    let entries = planned(&firm, PlanStep::Documents);
    let held: Vec<_> = entries
        .iter()
        .filter(|entry| entry.action == PlanAction::Hold)
        .collect();
    assert_eq!(held.len(), 3, "dated on the 1st, 2nd and 3rd");
    assert!(
        held.iter()
            .all(|entry| entry.failures[0].code == ErrorCode::PeriodClosed)
    );
    firm.set("policy.closed_period", "\"first_open_day\"");
    let moved = planned(&firm, PlanStep::Documents);
    let first = moved.iter().find(|entry| entry.name == "INV-0").unwrap();
    assert_eq!(first.doc_date, Some(jiff::civil::date(2026, 1, 4)));
    assert_eq!(first.notes[0].reason, "period_closed");
    firm.set("policy.go_live_date", "\"2026-02-01\"");
    assert!(
        planned(&firm, PlanStep::Documents)
            .iter()
            .all(|entry| entry.failures[0].code == ErrorCode::BeforeGoLive)
    );
}

#[tokio::test]
async fn a_reference_in_a_difference_is_said_by_name_and_sent_by_id() {
    let firm = firm(1, 1, 1);
    let entries = planned(&firm, PlanStep::Lists);
    let item = entries.iter().find(|entry| entry.kind == ObjectKind::Item).unwrap();
    let said = |field: &str| {
        let mut changes = item.changes.iter();
        changes.find(|change| change.field == field).unwrap().wanted.clone()
    };
    assert_eq!(said("income_account").as_deref(), Some("account.part_income"));
    assert_eq!(said("name").as_deref(), Some("Item 0"));
    let Some(tieout_domain::Object::Item(document)) = &item.document else {
        panic!("no document");
    };
    let sent = document.income_account.as_ref().unwrap().id.clone();
    let accounts = firm.ledger.records(ObjectKind::Account);
    assert!(accounts.iter().any(|account| account.id == sent));
}

#[tokio::test]
async fn documents_that_do_not_add_up_or_are_not_final_are_held_with_the_reason() {
    use tieout_domain::objects::DocumentState;
    let firm = firm(2, 2, 5);
    firm.send_step(PlanStep::Lists).await;
    let mut wrong = super::world::invoice(0, 2, 2);
    wrong.total += super::world::dec("0.01");
    let mut draft = super::world::invoice(1, 2, 2);
    draft.state = DocumentState::Draft;
    let mut zero = super::world::invoice(2, 2, 2);
    zero.lines.clear();
    zero.total = super::world::dec("0");
    let mut foreign = super::world::invoice(3, 2, 2);
    foreign.currency = tieout_domain::Currency::try_from("EUR").unwrap();
    let mut twin = super::world::invoice(4, 2, 2);
    twin.number = Some("INV-0".into());
    for (n, document) in [wrong, draft, zero, foreign, twin].into_iter().enumerate() {
        firm.tell_invoice(u32::try_from(n).unwrap(), document);
    }
    let mut codes: Vec<_> = planned(&firm, PlanStep::Documents)
        .into_iter()
        .map(|entry| (entry.source_id.clone().unwrap().to_string(), entry.failures[0].code))
        .collect();
    codes.sort();
    let expected = [
        ("V0", ErrorCode::TotalDiffers),
        ("V1", ErrorCode::NotFinal),
        ("V2", ErrorCode::ZeroTotal),
        ("V3", ErrorCode::CurrencyNotAllowed),
        ("V4", ErrorCode::NumberTaken),
    ];
    assert_eq!(codes, expected.map(|(id, code)| (id.to_owned(), code)));
}

#[tokio::test]
async fn a_new_invoice_says_on_which_account_each_line_will_be_booked() {
    let firm = firm(2, 2, 3);
    firm.send_step(PlanStep::Lists).await;
    for entry in planned(&firm, PlanStep::Documents) {
        let lines = entry.document.as_ref().unwrap().as_invoice().unwrap().lines.len();
        let booked = entry
            .changes
            .iter()
            .filter(|change| change.field.ends_with(".income_account"));
        let accounts: Vec<_> = booked.filter_map(|change| change.wanted.as_deref()).collect();
        assert_eq!(accounts, vec!["account.part_income"; lines], "{}", entry.name);
    }
}
