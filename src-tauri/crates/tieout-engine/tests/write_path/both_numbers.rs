//! A ledger that numbers documents itself: ours goes as a reference, and the document is found by either.

use tieout_connect::ledger::NumberPolicy;
use tieout_store::query::transactions::{self, Filter, SortBy, TransactionRow};
use tieout_store::table::plan::PlanStep;
use tieout_testkit::FakeLedger;

use super::world::Firm;

fn found(firm: &Firm, search: &str) -> Vec<TransactionRow> {
    let filter = Filter {
        search: search.to_owned(),
        prefix: "TTA-".to_owned(),
        ..Filter::default()
    };
    firm.store
        .read(|view| transactions::page(view, &firm.book, &filter, (SortBy::Number, false), 0, 10))
        .unwrap()
        .rows
}

#[tokio::test]
async fn a_document_is_found_by_our_number_and_by_the_reference_the_ledger_keeps() {
    let ledger = |clock| FakeLedger::new(clock, 1, 0).with_company(|company| company.numbers = NumberPolicy::Reference);
    let firm = Firm::new(ledger, 3, 2, 4);
    firm.send_step(PlanStep::Lists).await;
    assert_eq!(found(&firm, "INV-2")[0].reference, None, "nothing was sent yet");
    firm.send_step(PlanStep::Documents).await;
    let by_reference = found(&firm, "tta-inv-2");
    assert_eq!(by_reference.len(), 1);
    assert_eq!(by_reference[0].number, "INV-2");
    assert_eq!(by_reference[0].reference.as_deref(), Some("TTA-INV-2"));
    assert_eq!(found(&firm, "inv-2"), by_reference);
}
