//! A ledger that keeps its own numbers: ours travels as a reference with a prefix, and either finds the document (S-162, S-163).

use tieout_connect::ledger::NumberPolicy;
use tieout_domain::ObjectKind;
use tieout_store::query::transactions::{self, Filter, SortBy};
use tieout_store::table::plan::PlanStep;
use tieout_testkit::FakeLedger;

use super::world::{Firm, invoice};

const KIND: ObjectKind = ObjectKind::Invoice;

async fn sent() -> Firm {
    let own = |clock| FakeLedger::new(clock, 1, 0).with_company(|company| company.numbers = NumberPolicy::Reference);
    let firm = Firm::new(own, 2, 2, 3);
    for step in [PlanStep::Lists, PlanStep::Documents] {
        firm.send_step(step).await;
    }
    firm
}

/// Our number, the ledger's number and the reference of each document in the ledger, by ours.
fn numbers(firm: &Firm) -> Vec<(String, String, String)> {
    let mut found: Vec<_> = firm
        .entries(KIND)
        .into_iter()
        .map(|entry| {
            let there = firm
                .ledger
                .records(KIND)
                .into_iter()
                .find(|record| Some(&record.id) == entry.remote_id.as_ref());
            let there = there.unwrap().object.as_invoice().unwrap().clone();
            (entry.name, there.number.unwrap(), there.reference.unwrap())
        })
        .collect();
    found.sort();
    found
}

fn search(firm: &Firm, words: &str) -> Vec<(String, Option<String>)> {
    let filter = Filter {
        search: words.into(),
        prefix: "TTA-".into(),
        ..Filter::default()
    };
    let page =
        |view: &tieout_store::Reader<'_>| transactions::page(view, &firm.book, &filter, (SortBy::Number, false), 0, 50);
    let rows = firm.store.read(page).unwrap().rows;
    rows.into_iter().map(|row| (row.number, row.ledger_number)).collect()
}

#[tokio::test]
async fn the_default_prefix_makes_the_reference_and_the_ledgers_own_number_stands_beside_ours() {
    let firm = sent().await;
    for (ours, theirs, reference) in numbers(&firm) {
        assert_eq!(reference, format!("TTA-{ours}"));
        assert!(theirs.starts_with("L-"), "{theirs}");
        let found = vec![(ours.clone(), Some(theirs.clone()))];
        for words in [&ours, &theirs, &reference, &reference.to_lowercase()] {
            assert_eq!(search(&firm, words), found, "{words}");
        }
    }
    assert_eq!(search(&firm, "TTA-"), vec![], "the prefix alone names nothing");
    assert_eq!(search(&firm, "TTA-9"), vec![]);
    assert_eq!(search(&firm, "INV").len(), 3);
}

#[tokio::test]
async fn another_prefix_counts_from_the_next_document_on() {
    let mut firm = sent().await;
    let before = numbers(&firm);
    firm.set("policy.reference_prefix", "\"J/\"");
    firm.invoices += 1;
    firm.tell_invoice(3, invoice(3, 2, 2));
    firm.send_step(PlanStep::Documents).await;
    let after = numbers(&firm);
    assert_eq!(after[..3], before, "what was sent stays as it is");
    assert_eq!(after[3].2, "J/INV-3");
}
