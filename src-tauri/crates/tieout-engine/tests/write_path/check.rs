//! What the check says before anything is planned.

use tieout_domain::{Currency, ObjectKind};
use tieout_engine::check::{self, Level, Line};
use tieout_engine::plan::{Rules, World};
use tieout_store::table::plan::PlanStep;
use tieout_store::table::pull_state::PullState;
use tieout_testkit::FakeLedger;

use super::world::{Firm, invoice};

fn lines(firm: &Firm, step: PlanStep) -> Vec<Line> {
    let company = firm.company();
    let ledger = &*firm.ledger;
    firm.store
        .read(|view| {
            let world = World::load(view, &firm.book, &company, tieout_connect::Ledger::profile(ledger))?;
            let fit = |object: &_| tieout_connect::Ledger::fit(ledger, object, &company);
            Ok(check::make(step, &world, Rules { fit: &fit, back: None }).lines)
        })
        .unwrap()
}

fn line(lines: Vec<Line>, check: &str) -> (Level, u32) {
    let line = lines.into_iter().find(|line| line.check == check).unwrap();
    (line.level, line.count)
}

#[tokio::test]
async fn a_currency_that_the_books_do_not_have_stops_step_1_before_the_first_push_and_later_only_its_document() {
    let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 3, 2, 4);
    assert_eq!(line(lines(&firm, PlanStep::Lists), "currency"), (Level::Ok, 0));
    let mut foreign = invoice(1, 3, 2);
    foreign.currency = Currency::try_from("CHF").unwrap();
    firm.tell_invoice(1, foreign);
    assert_eq!(line(lines(&firm, PlanStep::Lists), "currency"), (Level::Blocker, 1));
    assert_eq!(line(lines(&firm, PlanStep::Documents), "currency"), (Level::Blocker, 1));
    firm.tell_invoice(1, invoice(1, 3, 2));
    firm.send_step(PlanStep::Lists).await;
    let mut foreign = invoice(1, 3, 2);
    foreign.currency = Currency::try_from("CHF").unwrap();
    firm.tell_invoice(1, foreign);
    assert_eq!(line(lines(&firm, PlanStep::Documents), "currency"), (Level::Warning, 1));
}

#[test]
fn a_list_that_the_ledger_has_and_that_did_not_come_whole_stops_the_plan() {
    let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 1, 1, 1);
    let pulled = |kinds: &[(ObjectKind, PullState)]| {
        firm.pulled(kinds);
        let lines = firm
            .store
            .read(|view| check::prerequisites(view, PlanStep::Lists))
            .unwrap();
        line(lines, "pulled")
    };
    let all = [ObjectKind::Account, ObjectKind::Item, ObjectKind::Customer].map(|kind| (kind, PullState::Complete));
    assert_eq!(pulled(&all[..2]), (Level::Blocker, 1));
    assert_eq!(pulled(&all), (Level::Ok, 0), "a ledger without tax codes needs none");
    assert_eq!(pulled(&[(ObjectKind::TaxCode, PullState::Failed)]), (Level::Blocker, 1));
    assert_eq!(pulled(&[(ObjectKind::Term, PullState::Partial)]), (Level::Blocker, 2));
    assert_eq!(
        pulled(&[
            (ObjectKind::TaxCode, PullState::Complete),
            (ObjectKind::Term, PullState::Complete)
        ]),
        (Level::Ok, 0)
    );
}
