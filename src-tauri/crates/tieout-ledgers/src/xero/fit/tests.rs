//! What Xero can hold.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rust_decimal::Decimal;
use tieout_connect::ledger::NumberPolicy;
use tieout_domain::objects::{DocumentState, Invoice, InvoiceLine, Item, ItemType, LineKind, Party};
use tieout_domain::{Currency, RecordRef, money};

use super::*;
use crate::xero::map::term;

pub fn decimal(text: &str) -> Decimal {
    money::parse_amount(text).unwrap()
}

pub fn usd() -> Currency {
    Currency::try_from("USD").unwrap()
}

/// One of it at this price.
pub fn line(amount: &str) -> InvoiceLine {
    InvoiceLine {
        kind: LineKind::Item,
        item: Some(RecordRef::new("PIPE-20").named("20 mm pipe")),
        account: Some(RecordRef::new("200")),
        description: Some("Pipe".into()),
        quantity: Some(Decimal::ONE),
        unit_price: Some(decimal(amount)),
        discount_percent: None,
        amount: decimal(amount),
        tax_code: None,
        class: None,
    }
}

pub fn invoice(lines: Vec<InvoiceLine>) -> Invoice {
    Invoice {
        number: None,
        reference: Some("TTA-INV0007".into()),
        date: jiff::civil::date(2026, 11, 20),
        due_date: Some(jiff::civil::date(2026, 12, 20)),
        customer: RecordRef::new("bd2270c3-8706-4c11-9cfb-000b551c3f51"),
        terms: None,
        currency: usd(),
        total: lines.iter().map(|line| line.amount).sum(),
        lines,
        tax_total: None,
        balance: None,
        memo: None,
        bill_to: None,
        ship_to: None,
        ship_date: None,
        purchase_order: None,
        state: DocumentState::Final,
    }
}

pub fn item(item_type: ItemType) -> Item {
    Item {
        name: "Chai".into(),
        full_name: None,
        sku: None,
        description: None,
        purchase_description: None,
        item_type,
        unit_price: None,
        purchase_cost: None,
        income_account: Some(RecordRef::new("200")),
        expense_account: None,
        asset_account: None,
        taxable: None,
        quantity_on_hand: None,
        tracked_since: None,
        vendor: None,
    }
}

fn company() -> Company {
    Company {
        book: "xero:1".into(),
        book_number: "1".into(),
        name: "Demo".into(),
        legal_name: None,
        country: Some("NZ".into()),
        time_zone: None,
        email: None,
        base_currency: usd(),
        multi_currency: false,
        closed_through: None,
        uses_sales_tax: true,
        untaxed_code: None,
        numbers: NumberPolicy::Reference,
        uses_classes: true,
        plan: None,
        practice: true,
    }
}

pub fn facts() -> Facts {
    Facts {
        base_currency: Some(usd()),
        rates: BTreeMap::from([
            ("OUTPUT2".to_owned(), decimal("15")),
            ("NONE".to_owned(), Decimal::ZERO),
        ]),
        ..Facts::default()
    }
}

fn fitted(wanted: Object) -> (Object, Vec<Note>) {
    let fitted = fit(&wanted, &company(), &facts()).unwrap();
    let again = fit(&fitted.document, &company(), &facts()).unwrap();
    assert_eq!(again.document, fitted.document, "fitting twice changes nothing more");
    (fitted.document, fitted.notes)
}

fn fitted_invoice(wanted: Invoice) -> (Invoice, Vec<Note>) {
    let (Object::Invoice(invoice), notes) = fitted(Object::Invoice(wanted)) else {
        panic!()
    };
    (invoice, notes)
}

fn fitted_item(wanted: Item) -> (Item, Vec<Note>) {
    let (Object::Item(item), notes) = fitted(Object::Item(wanted)) else {
        panic!()
    };
    (item, notes)
}

fn refused(wanted: &Object) -> Vec<ErrorCode> {
    let refused = fit(wanted, &company(), &facts()).unwrap_err();
    refused.iter().map(|failure| failure.code).collect()
}

fn reasons(notes: &[Note]) -> Vec<(&str, &str)> {
    notes
        .iter()
        .map(|note| (note.field.as_str(), note.reason.as_str()))
        .collect()
}

#[test]
fn a_name_has_no_brackets_no_breaks_and_single_blanks() {
    let party = Party {
        name: " A  B\tC <Rentals> ".into(),
        ..Party::default()
    };
    let (document, notes) = fitted(Object::Customer(party));
    assert_eq!(document.name(), "A B C (Rentals)");
    assert_eq!(reasons(&notes), [("name", "forbidden_character")]);
    assert_eq!(refused(&Object::Customer(Party::default())), [ErrorCode::ValueMissing]);
}

#[test]
fn what_a_contact_has_no_member_for_is_left_out_and_said() {
    let text = |text: &str| Some(text.to_owned());
    let party = Party {
        name: "Acme".into(),
        company_name: text("Acme"),
        email: text("müller@acme.example"),
        phone: Some("1".repeat(51)),
        website: text("https://acme.example"),
        notes: text("likes tea"),
        parent: Some(RecordRef::new("p").named("Holding")),
        terms: Some(RecordRef::new("7")),
        ..Party::default()
    };
    let (Object::Customer(fitted), notes) = fitted(Object::Customer(party)) else {
        panic!()
    };
    let expected = Party {
        name: "Acme".into(),
        ..Party::default()
    };
    assert_eq!(fitted, expected, "a company name that is the name is no loss");
    assert_eq!(
        reasons(&notes),
        [
            ("email", "forbidden_character"),
            ("phone", "too_long"),
            ("website", "not_held"),
            ("notes", "not_held"),
            ("parent", "not_held"),
        ]
    );
}

#[test]
fn codes_and_names_of_items_are_shortened_apart_by_the_stable_rule() {
    let named = |end: &str| Item {
        name: format!("{}{end}", "x".repeat(60)),
        sku: Some(format!("{}{end}", "P".repeat(40))),
        ..item(ItemType::NonInventory)
    };
    let (first, notes) = fitted_item(named("A"));
    let (second, _) = fitted_item(named("B"));
    assert_eq!(first.name.chars().count(), 50);
    assert_eq!(first.sku.as_deref().unwrap().chars().count(), 30);
    assert!(first.name != second.name && first.sku != second.sku);
    assert_eq!(reasons(&notes), [("sku", "too_long"), ("name", "too_long")]);
}

#[test]
fn an_item_without_a_code_gets_its_name_as_one_and_a_long_one_is_said() {
    let (short, notes) = fitted_item(item(ItemType::Service));
    assert_eq!(
        (short.sku, short.item_type, notes.len()),
        (None, ItemType::NonInventory, 0)
    );
    let long = Item {
        name: "Rössle Sauerkraut, 25 tins of 825 g".into(),
        ..item(ItemType::NonInventory)
    };
    assert_eq!(reasons(&fitted_item(long).1), [("sku", "too_long")]);
}

#[test]
fn stock_stays_in_the_other_system_unless_the_ledger_tracks_it() {
    let (pushed, notes) = fitted_item(item(ItemType::Inventory));
    assert_eq!(pushed.item_type, ItemType::NonInventory);
    assert_eq!(reasons(&notes)[0].0, "item_type");
    let tracked = Item {
        asset_account: Some(RecordRef::new("630")),
        ..item(ItemType::Inventory)
    };
    assert_eq!(fitted_item(tracked).0.item_type, ItemType::Inventory);
}

#[test]
fn prices_keep_four_decimals() {
    let priced = Item {
        unit_price: Some(decimal("12.54555")),
        purchase_cost: Some(decimal("7.2455")),
        ..item(ItemType::NonInventory)
    };
    let (item, notes) = fitted_item(priced);
    assert_eq!(item.unit_price, Some(decimal("12.5456")));
    assert_eq!(item.purchase_cost, Some(decimal("7.2455")));
    assert_eq!(notes.len(), 1);
}

#[test]
fn our_number_becomes_the_reference_and_the_ledger_gives_its_own() {
    let wanted = Invoice {
        number: Some("INV0007".into()),
        reference: None,
        ..invoice(vec![line("10.00")])
    };
    let (fitted, _) = fitted_invoice(wanted);
    assert_eq!((fitted.number, fitted.reference.as_deref()), (None, Some("INV0007")));
}

#[test]
fn the_due_day_is_computed_from_the_term_and_never_missing() {
    let by = |terms: Option<&str>| {
        let wanted = Invoice {
            due_date: None,
            terms: terms.map(RecordRef::new),
            ..invoice(vec![line("10.00")])
        };
        let (fitted, notes) = fitted_invoice(wanted);
        assert_eq!(fitted.terms, None, "documents have no term over there");
        (fitted.due_date.unwrap().to_string(), notes.len())
    };
    assert_eq!(
        by(Some(&term::id("DAYSAFTERBILLDATE", 30))),
        ("2026-12-20".to_owned(), 0)
    );
    assert_eq!(
        by(Some(&term::id("OFFOLLOWINGMONTH", 20))),
        ("2026-12-20".to_owned(), 0)
    );
    assert_eq!(by(None), ("2026-11-20".to_owned(), 1), "due at once, and said");
}

#[test]
fn shipping_and_discount_are_lines_with_an_account() {
    let extra = |kind: LineKind, amount: &str, account: Option<&str>| InvoiceLine {
        kind,
        item: None,
        account: account.map(RecordRef::new),
        description: None,
        quantity: None,
        unit_price: None,
        ..line(amount)
    };
    let lines = vec![
        line("10.00"),
        extra(LineKind::Shipping, "32.38", Some("200")),
        extra(LineKind::Discount, "-5.00", Some("200")),
    ];
    let (fitted, _) = fitted_invoice(invoice(lines));
    let kinds: Vec<_> = fitted
        .lines
        .iter()
        .map(|line| (line.kind, line.description.as_deref().unwrap()))
        .collect();
    assert_eq!(
        kinds,
        [
            (LineKind::Item, "Pipe"),
            (LineKind::Item, "Shipping"),
            (LineKind::Discount, "Discount"),
        ]
    );
    let without = invoice(vec![line("10.00"), extra(LineKind::Shipping, "1.00", None)]);
    assert_eq!(refused(&Object::Invoice(without)), [ErrorCode::AccountMissing]);
}

#[test]
fn factors_the_ledger_cannot_hold_go_into_words() {
    let priced = |quantity: &str, price: &str, percent: Option<&str>, amount: &str| {
        let line = InvoiceLine {
            quantity: Some(decimal(quantity)),
            unit_price: Some(decimal(price)),
            discount_percent: percent.map(decimal),
            ..line(amount)
        };
        let (mut fitted, notes) = fitted_invoice(invoice(vec![line, self::line("100.00")]));
        (fitted.lines.remove(0), notes.len())
    };
    let (kept, notes) = priced("3.5", "12.5455", None, "43.91");
    assert_eq!((kept.quantity, notes), (Some(decimal("3.5")), 0));
    let (kept, notes) = priced("10", "14", Some("15"), "119.00");
    assert_eq!(
        (kept.discount_percent, notes),
        (Some(decimal("15")), 0),
        "a discount has a member"
    );
    let (worded, notes) = priced("3", "1.23456", None, "3.70");
    assert_eq!(worded.description.as_deref(), Some("Pipe (3 × 1.23456 each)"));
    assert_eq!(
        (worded.quantity, worded.unit_price, notes),
        (Some(Decimal::ONE), Some(decimal("3.70")), 1)
    );
    let (worded, _) = priced("10", "14", Some("15"), "118.99");
    assert_eq!(worded.description.as_deref(), Some("Pipe (10 × 14 each, less 15 %)"));
    let (back, _) = priced("-2", "5", None, "-10.00");
    assert_eq!(
        (back.quantity, back.unit_price),
        (Some(decimal("2")), Some(decimal("-5"))),
        "less than none is refused"
    );
}

#[test]
fn tax_that_the_ledger_would_compute_otherwise_is_told_or_refused() {
    let taxed = |tax: &str| {
        let line = InvoiceLine {
            tax_code: Some(RecordRef::new("OUTPUT2")),
            ..line("25.06")
        };
        let mut invoice = invoice(vec![line]);
        invoice.tax_total = Some(decimal(tax));
        invoice.total += decimal(tax);
        invoice
    };
    assert_eq!(fitted_invoice(taxed("3.76")).1.len(), 0);
    assert_eq!(
        reasons(&fitted_invoice(taxed("3.75")).1),
        [("tax_total", "tax_differs")]
    );
    assert_eq!(refused(&Object::Invoice(taxed("2.51"))), [ErrorCode::TaxDiffers]);
    let mut untaxed = taxed("3.76");
    untaxed.lines[0].tax_code = None;
    assert_eq!(refused(&Object::Invoice(untaxed)), [ErrorCode::TaxDiffers]);
}

#[test]
fn a_line_without_a_rate_beside_others_is_refused() {
    let coded = InvoiceLine {
        tax_code: Some(RecordRef::new("NONE")),
        ..line("10.00")
    };
    assert_eq!(
        refused(&Object::Invoice(invoice(vec![coded, line("10.00")]))),
        [ErrorCode::TaxCodeUnmapped]
    );
}

#[test]
fn what_no_form_cures_is_refused() {
    let mut foreign = invoice(vec![line("10.00")]);
    foreign.currency = Currency::try_from("EUR").unwrap();
    let mut short = invoice(vec![line("10.00")]);
    short.total = decimal("11.00");
    let words = InvoiceLine {
        kind: LineKind::Text,
        item: None,
        ..line("5.00")
    };
    let nobody = InvoiceLine {
        item: None,
        account: None,
        ..line("5.00")
    };
    for (wanted, code) in [
        (foreign, ErrorCode::CurrencyNotAllowed),
        (short, ErrorCode::TotalDiffers),
        (invoice(vec![line("-10.00")]), ErrorCode::NegativeTotal),
        (invoice(vec![line("10.005")]), ErrorCode::AmountUnreadable),
        (invoice(vec![line("1.00"), words]), ErrorCode::LineWithoutItem),
        (invoice(vec![nobody]), ErrorCode::NotMatched),
        (invoice(vec![]), ErrorCode::ValueMissing),
    ] {
        assert_eq!(refused(&Object::Invoice(wanted)), [code], "{code:?}");
    }
}

proptest! {
    #[test]
    fn fitting_never_moves_an_amount(
        lines in prop::collection::vec((0i64..100_000, 1i64..50, 0i64..1_000_000), 1..8),
    ) {
        let lines = lines.into_iter().map(|(cents, quantity, price)| InvoiceLine {
            quantity: Some(Decimal::new(quantity, 1)),
            unit_price: Some(Decimal::new(price, 5)),
            ..line(&Decimal::new(cents, 2).to_string())
        });
        let wanted = invoice(lines.collect());
        let (fitted, _) = fitted_invoice(wanted.clone());
        prop_assert_eq!(fitted.total, wanted.total);
        let amounts = |invoice: &Invoice| invoice.lines.iter().map(|line| line.amount).collect::<Vec<_>>();
        prop_assert_eq!(amounts(&fitted), amounts(&wanted));
    }
}
