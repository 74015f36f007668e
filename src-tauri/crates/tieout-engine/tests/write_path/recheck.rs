//! A reason vanishes when its cause is gone, without a plan being made; what is still refused stays refused.

use tieout_connect::ledger::{NumberPolicy, Outcome};
use tieout_domain::outbox::OutboxState;
use tieout_domain::{ErrorCode, Failure, Recovery};
use tieout_engine::approve::Target;
use tieout_engine::recheck;
use tieout_store::table::plan::PlanStep;
use tieout_testkit::FakeLedger;

use super::world::Firm;

fn look_again(firm: &Firm) -> u32 {
    let company = firm.company();
    let target = Target {
        book: &firm.book,
        company: &company,
        ledger: &*firm.ledger,
        back: None,
    };
    let found = firm.store.read(|view| recheck::look(view, target)).unwrap();
    let now = firm.clock_now();
    let changed = firm.store.write(|writer| recheck::apply(writer, &found, now)).unwrap();
    let again = firm.store.read(|view| recheck::look(view, target)).unwrap();
    assert!(again.is_empty(), "looking twice changes nothing more: {again:?}");
    changed
}

#[tokio::test]
async fn a_hold_comes_and_goes_with_its_cause() {
    let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 3, 2, 4);
    firm.send_step(PlanStep::Lists).await;
    firm.set("object.invoice", "false");
    assert_eq!(look_again(&firm), 4);
    assert_eq!(firm.entry("INV-1").hold.unwrap().code, ErrorCode::SwitchedOff);
    firm.set("object.invoice", "true");
    assert_eq!(look_again(&firm), 4);
    assert_eq!(firm.entry("INV-1").hold, None);
    assert_eq!(look_again(&firm), 0);
}

#[tokio::test]
async fn a_failed_document_is_open_again_once_something_else_would_be_sent_and_not_before() {
    let ledger = |clock| FakeLedger::new(clock, 1, 0).with_company(|company| company.numbers = NumberPolicy::Reference);
    let firm = Firm::new(ledger, 3, 2, 4);
    firm.send_step(PlanStep::Lists).await;
    let failure = Failure::new(ErrorCode::RefusedByLedger, Recovery::FixSource);
    firm.ledger.refuse(&["TTA-INV-1"], Outcome::Rejected(failure));
    firm.send_step(PlanStep::Documents).await;
    assert_eq!(firm.entry("INV-1").state, OutboxState::Failed);
    assert_eq!(look_again(&firm), 0, "the same would be refused again");
    assert_eq!(firm.entry("INV-1").state, OutboxState::Failed);
    firm.set("policy.reference_prefix", "\"N-\"");
    assert!(look_again(&firm) > 0);
    let entry = firm.entry("INV-1");
    assert_eq!((entry.state, entry.failure), (OutboxState::Staged, None));
    firm.look();
    firm.ledger.refuse_nothing();
    firm.send_step(PlanStep::Documents).await;
    assert_eq!(firm.tiles().completed, 4);
}
