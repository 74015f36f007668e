//! A bit that flipped in the file: refused by name, before anything is sent (`reliability.md` §11).

use tieout_domain::{ErrorCode, Failure, ObjectKind};
use tieout_engine::approve::{self, Approval, Target};
use tieout_store::table::plan::{self, PlanStep};
use tieout_testkit::FakeLedger;

use super::world::Firm;

/// Writes past the triggers, as a disk would.
fn flip(firm: &Firm, statement: &str) {
    let sql = format!(
        "DROP TRIGGER outbox_hash_check; DROP TRIGGER outbox_hash_update;
         DROP TRIGGER link_hash_check; DROP TRIGGER link_hash_update; {statement}"
    );
    firm.store.write(|writer| Ok(writer.execute_batch(&sql)?)).unwrap();
}

fn approve(firm: &Firm, plan: tieout_domain::PlanId) -> Failure {
    let hash = firm.store.read(|view| plan::get(view, plan)).unwrap().hash;
    let company = firm.company();
    let target = Target {
        book: &firm.book,
        company: &company,
        ledger: &*firm.ledger,
        back: None,
    };
    let approval = Approval {
        plan,
        hash: &hash,
        typed: Some("send"),
        who: "anna",
        now: tieout_domain::Clock::instant(&*firm.clock),
    };
    let refused = firm.store.write(|writer| approve::approve(writer, &approval, target));
    Failure::from(refused.unwrap_err())
}

#[tokio::test]
async fn a_changed_amount_or_link_refuses_the_push_and_names_the_row() {
    for (statement, named) in [
        (
            "UPDATE outbox SET amount = '1' || amount WHERE name = 'INV-3'",
            "outbox",
        ),
        (
            "UPDATE link SET ledger_id = ledger_id || '1' WHERE source_id = 'C1'",
            "link",
        ),
    ] {
        let firm = Firm::new(|clock| FakeLedger::new(clock, 1, 0), 2, 2, 6);
        firm.send_step(PlanStep::Lists).await.unwrap();
        let (plan, _) = firm.plan(PlanStep::Documents);
        let sends = firm.ledger.sends();
        flip(&firm, statement);
        let before = firm.entries(ObjectKind::Invoice);
        let failure = approve(&firm, plan);
        assert_eq!(failure.code, ErrorCode::ClientFileDamaged);
        let why = failure.context.join(" ");
        assert!(why.contains(named), "{why}");
        assert_eq!(firm.ledger.sends(), sends, "nothing is sent");
        assert_eq!(firm.entries(ObjectKind::Invoice), before, "nothing is written over");
        assert!(firm.store.read(tieout_store::table::run::open).unwrap().is_none());
    }
}
