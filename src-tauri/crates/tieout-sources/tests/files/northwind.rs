use std::collections::BTreeSet;

use rust_decimal::Decimal;
use tieout_connect::Source;
use tieout_domain::objects::{DocumentState, ItemType, LineKind};
use tieout_domain::{Object, ObjectKind, fields};

use super::*;

fn source() -> FileSource {
    FileSource::in_folder(northwind_profile(), &demo_folder()).unwrap()
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

#[test]
fn every_record_of_the_demo_client_comes_in() {
    let source = source();
    let counts = source.kinds().iter().map(|kind| {
        let batch = source.read(*kind).unwrap();
        assert_eq!(batch.problems, vec![], "{kind}");
        assert!(batch.complete, "{kind}");
        (*kind, batch.records.len())
    });
    let counts: Vec<_> = counts.collect();
    use ObjectKind::{Account, Customer, Invoice, Item, Term, Vendor};
    assert_eq!(
        counts,
        [
            (Account, 14),
            (Term, 5),
            (Item, 77),
            (Customer, 91),
            (Vendor, 29),
            (Invoice, 830)
        ]
    );
}

#[test]
fn invoice_totals_are_the_rounded_lines_plus_freight() {
    let batch = source().read(ObjectKind::Invoice).unwrap();
    assert_eq!(batch.rows, 830 + 2155);
    let invoices: Vec<_> = batch
        .records
        .iter()
        .filter_map(|found| found.record.object.as_invoice())
        .collect();
    assert!(invoices.iter().all(|invoice| invoice.sum() == Some(invoice.total)));
    assert!(invoices.iter().all(|invoice| invoice.state == DocumentState::Final));
    let lines = || invoices.iter().flat_map(|invoice| &invoice.lines);
    assert_eq!(lines().filter(|line| line.kind == LineKind::Item).count(), 2155);
    let exact: Decimal = lines()
        .filter_map(|line| {
            let kept = Decimal::ONE_HUNDRED - line.discount_percent.unwrap_or_default();
            Some(line.quantity? * line.unit_price? * kept / Decimal::ONE_HUNDRED)
        })
        .sum();
    let freight: Decimal = lines()
        .filter(|line| line.kind == LineKind::Shipping)
        .map(|line| line.amount)
        .sum();
    let total: Decimal = invoices.iter().map(|invoice| invoice.total).sum();
    assert_eq!(
        (exact, freight, total),
        (decimal("1265793.0395"), decimal("64942.69"), decimal("1330735.98"))
    );
}

#[test]
fn an_order_becomes_an_invoice_with_all_it_says() {
    let batch = source().read(ObjectKind::Invoice).unwrap();
    let found = batch
        .records
        .iter()
        .find(|found| found.record.id.as_str() == "10250")
        .unwrap();
    let Object::Invoice(invoice) = &found.record.object else {
        panic!("an invoice")
    };
    assert_eq!(invoice.number.as_deref(), Some("10250"));
    assert_eq!(
        invoice.date.to_string(),
        "2025-01-06",
        "8 July 1996 plus 1487 weeks, a Monday again"
    );
    assert_eq!(invoice.due_date.unwrap().to_string(), "2025-02-05");
    assert_eq!(invoice.ship_date.unwrap().to_string(), "2025-01-10");
    assert_eq!(invoice.customer.name.as_deref(), Some("Hanari Carnes"));
    assert_eq!(invoice.terms.as_ref().unwrap().name.as_deref(), Some("30 days net"));
    let line = &invoice.lines[1];
    assert_eq!(
        (line.quantity, line.unit_price),
        (Some(decimal("35")), Some(decimal("42.4")))
    );
    assert_eq!(
        (line.discount_percent, line.amount),
        (Some(decimal("15")), decimal("1261.40"))
    );
    assert_eq!(line.description.as_deref(), Some("Manjimup Dried Apples"));
    assert_eq!(
        invoice.ship_to.as_ref().unwrap().lines,
        ["Hanari Carnes", "Rua do Paço, 67"]
    );
    assert_eq!(found.places.len(), 4, "the order and its three lines");
    assert!(
        found.record.raw.contains("\"Discount\":\"0.15\""),
        "the raw rows are kept"
    );
}

#[test]
fn customers_vendors_and_items_keep_what_the_files_say() {
    let read = |kind, id: &str| {
        let batch = source().read(kind).unwrap();
        batch
            .records
            .into_iter()
            .find(|found| found.record.id.as_str() == id)
            .unwrap()
            .record
            .object
    };
    let Object::Customer(romero) = read(ObjectKind::Customer, "BERGS") else {
        panic!("a customer")
    };
    assert_eq!(
        (romero.name.as_str(), romero.account_number.as_deref()),
        ("Berglunds snabbköp", Some("BERGS"))
    );
    assert_eq!(romero.bill_to.unwrap().postal_code.as_deref(), Some("S-958 22"));
    let Object::Vendor(mayumi) = read(ObjectKind::Vendor, "6") else {
        panic!("a vendor")
    };
    assert_eq!(
        mayumi.website.as_deref(),
        Some("http://www.microsoft.com/accessdev/sampleapps/mayumi.htm")
    );
    let Object::Item(chai) = read(ObjectKind::Item, "1") else {
        panic!("an item")
    };
    assert_eq!(
        (chai.item_type, chai.unit_price),
        (ItemType::Inventory, Some(decimal("18")))
    );
    assert_eq!(
        chai.tracked_since.unwrap().to_string(),
        "2024-12-26",
        "before the first order"
    );
}

#[test]
fn reading_twice_gives_the_same_ids_hashes_and_fingerprint() {
    let (a, b) = (source(), source());
    for kind in a.kinds() {
        let (first, second) = (a.read(*kind).unwrap(), b.read(*kind).unwrap());
        let hashes = |batch: &SourceBatch| {
            batch
                .records
                .iter()
                .map(|r| fields::hash(&r.record.object))
                .collect::<Vec<_>>()
        };
        assert_eq!((ids(&first), hashes(&first)), (ids(&second), hashes(&second)));
        assert_eq!(
            ids(&first).into_iter().collect::<BTreeSet<_>>().len(),
            first.records.len()
        );
        assert_eq!(a.fingerprint(*kind).unwrap(), b.fingerprint(*kind).unwrap());
    }
}
