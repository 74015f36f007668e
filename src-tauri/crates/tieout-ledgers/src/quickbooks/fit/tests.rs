//! What QuickBooks can hold.

use proptest::prelude::*;
use tieout_domain::RecordRef;

use super::super::body::tests::{invoice, line};
use super::*;

fn usd() -> Currency {
    Currency::try_from("USD").unwrap()
}

fn company() -> Company {
    Company {
        book: "quickbooks:1".into(),
        book_number: "1".into(),
        name: "Craig's".into(),
        legal_name: None,
        country: Some("US".into()),
        time_zone: None,
        email: None,
        base_currency: usd(),
        multi_currency: false,
        closed_through: None,
        uses_sales_tax: false,
        untaxed_code: None,
        numbers: NumberPolicy::Ours,
        uses_classes: false,
        plan: None,
        practice: true,
    }
}

fn fitted(wanted: Object) -> (Object, Vec<Note>) {
    let fitted = fit(&wanted, &company()).unwrap();
    (fitted.document, fitted.notes)
}

fn fitted_invoice(wanted: Invoice) -> (Invoice, Vec<Note>) {
    let (Object::Invoice(invoice), notes) = fitted(Object::Invoice(wanted)) else {
        panic!()
    };
    (invoice, notes)
}

fn refused(wanted: &Object) -> Vec<ErrorCode> {
    fit(wanted, &company())
        .unwrap_err()
        .iter()
        .map(|failure| failure.code)
        .collect()
}

fn decimal(text: &str) -> Decimal {
    money::parse_amount(text).unwrap()
}

#[test]
fn a_name_loses_what_separates_levels_and_says_so() {
    let party = Party {
        name: "Ana: Trujillo\tEmparedados".into(),
        ..Party::default()
    };
    let (document, notes) = fitted(Object::Customer(party));
    assert_eq!(document.name(), "Ana - Trujillo Emparedados");
    assert_eq!(notes[0].reason, "forbidden_character");
}

#[test]
fn long_names_are_shortened_apart() {
    let named = |end: &str| {
        Object::Item(Item {
            name: format!("{}{end}", "x".repeat(120)),
            ..item(ItemType::Service)
        })
    };
    let (first, notes) = fitted(named("A"));
    assert_eq!(first.name().chars().count(), 100);
    assert_ne!(first.name(), fitted(named("B")).0.name());
    assert_eq!(notes[0].reason, "too_long");
}

fn item(item_type: ItemType) -> Item {
    Item {
        name: "Chai".into(),
        full_name: None,
        sku: None,
        description: None,
        purchase_description: None,
        item_type,
        unit_price: None,
        purchase_cost: None,
        income_account: Some(RecordRef::new("79")),
        expense_account: None,
        asset_account: None,
        taxable: None,
        quantity_on_hand: None,
        tracked_since: None,
        vendor: None,
    }
}

#[test]
fn an_inventory_item_needs_its_three_accounts_and_a_day() {
    let codes = refused(&Object::Item(item(ItemType::Inventory)));
    assert_eq!(
        codes,
        [
            ErrorCode::AccountMissing,
            ErrorCode::AccountMissing,
            ErrorCode::ValueMissing
        ]
    );
    assert!(fit(&Object::Item(item(ItemType::Service)), &company()).is_ok());
}

#[test]
fn a_discounted_price_goes_into_words_and_the_amount_stays() {
    let discounted = InvoiceLine {
        discount_percent: Some(decimal("15")),
        ..line("363.38")
    };
    let (fitted, notes) = fitted_invoice(invoice(vec![discounted, line("427.50")]));
    assert_eq!(
        fitted.lines[0].description.as_deref(),
        Some("Bracket (42.75 each, less 15 %)")
    );
    assert_eq!(
        (fitted.lines[0].unit_price, fitted.lines[0].amount),
        (None, decimal("363.38"))
    );
    assert_eq!(fitted.lines[1].unit_price, Some(decimal("42.75")));
    assert_eq!(notes.len(), 1);
}

#[test]
fn halves_of_a_cent_follow_the_ledgers_rule() {
    let odd = InvoiceLine {
        quantity: Some(decimal("128.350")),
        unit_price: Some(decimal("14.50")),
        ..line("1861.08")
    };
    assert_eq!(
        fitted_invoice(invoice(vec![odd.clone()])).0.lines[0].unit_price,
        odd.unit_price
    );
    let off = InvoiceLine {
        amount: decimal("1861.07"),
        ..odd
    };
    assert_eq!(fitted_invoice(invoice(vec![off])).0.lines[0].unit_price, None);
}

#[test]
fn a_long_number_is_shortened_and_kept_whole_in_the_note() {
    let long = Invoice {
        number: Some("2026/MAIN/INVOICE/000001".into()),
        ..invoice(vec![line("427.50")])
    };
    let (fitted, notes) = fitted_invoice(long.clone());
    assert_eq!(fitted.number.unwrap().chars().count(), 21);
    assert_eq!(fitted.reference, long.number);
    assert_eq!(notes[0].field, "number");
}

#[test]
fn where_the_ledger_numbers_ours_becomes_the_reference() {
    let company = Company {
        numbers: NumberPolicy::Reference,
        ..company()
    };
    let document = fit(&Object::Invoice(invoice(vec![line("427.50")])), &company)
        .unwrap()
        .document;
    let fitted = document.as_invoice().unwrap();
    assert_eq!(
        (fitted.number.as_deref(), fitted.reference.as_deref()),
        (None, Some("INV-1"))
    );
}

#[test]
fn discounts_become_one_line_at_the_end() {
    let discount = |amount: &str| InvoiceLine {
        kind: LineKind::Discount,
        item: None,
        ..line(amount)
    };
    let shipping = InvoiceLine {
        kind: LineKind::Shipping,
        item: None,
        ..line("5.00")
    };
    let (fitted, _) = fitted_invoice(invoice(vec![
        discount("-1.00"),
        shipping,
        discount("-2.00"),
        line("427.50"),
    ]));
    let lines: Vec<_> = fitted
        .lines
        .iter()
        .map(|line| (line.kind, line.amount.to_string()))
        .collect();
    assert_eq!(
        lines,
        [
            (LineKind::Item, "427.50".to_owned()),
            (LineKind::Shipping, "5.00".to_owned()),
            (LineKind::Discount, "-3.00".to_owned())
        ]
    );
}

#[test]
fn what_no_form_can_cure_is_refused_with_its_reason() {
    let base = invoice(vec![line("427.50")]);
    for (wanted, code) in [
        (
            Invoice {
                currency: Currency::try_from("EUR").unwrap(),
                ..base.clone()
            },
            ErrorCode::CurrencyNotAllowed,
        ),
        (
            Invoice {
                total: decimal("427.51"),
                ..base.clone()
            },
            ErrorCode::TotalDiffers,
        ),
        (invoice(vec![line("427.505")]), ErrorCode::AmountUnreadable),
        (
            invoice(vec![InvoiceLine {
                item: None,
                ..line("1.00")
            }]),
            ErrorCode::NotMatched,
        ),
        (invoice(vec![line("-5.00")]), ErrorCode::NegativeTotal),
        (invoice(vec![]), ErrorCode::ValueMissing),
    ] {
        assert!(refused(&Object::Invoice(wanted)).contains(&code), "{code:?}");
    }
}

proptest! {
    #[test]
    fn a_line_of_text_with_an_amount_is_refused_by_its_number_and_one_without_is_sent(cents in -100_000i64..100_000) {
        let text = InvoiceLine {
            kind: LineKind::Text,
            item: None,
            ..line(&Decimal::new(cents, 2).to_string())
        };
        let base = line("2000.00");
        let wanted = invoice(vec![InvoiceLine { quantity: None, unit_price: None, ..base }, text]);
        match fit(&Object::Invoice(wanted), &company()) {
            Ok(_) => prop_assert_eq!(cents, 0),
            Err(refused) => {
                prop_assert_ne!(cents, 0);
                let told = refused.iter().find(|failure| failure.code == ErrorCode::LineWithoutItem).unwrap();
                prop_assert_eq!(&told.params["line"], "2");
                prop_assert_eq!(&told.params["amount"], &Decimal::new(cents, 2).to_string());
            }
        }
    }
}

#[test]
fn outside_the_us_a_line_needs_its_tax_code() {
    let abroad = Company {
        country: Some("CA".into()),
        uses_sales_tax: true,
        ..company()
    };
    let wanted = Object::Invoice(invoice(vec![line("427.50")]));
    assert_eq!(fit(&wanted, &abroad).unwrap_err()[0].code, ErrorCode::TaxCodeUnmapped);
}

proptest! {
    #[test]
    fn fitting_twice_changes_nothing_more_and_no_amount_ever(
        name in ".{1,40}",
        cents in prop::collection::vec((1i64..1_000_000, 1i64..50, 0i64..10_000), 1..6),
    ) {
        let lines: Vec<_> = cents.iter().map(|(amount, quantity, price)| InvoiceLine {
            quantity: Some(Decimal::from(*quantity)),
            unit_price: Some(Decimal::new(*price, 2)),
            ..line(&Decimal::new(*amount, 2).to_string())
        }).collect();
        let wanted = invoice(lines);
        let once = fit(&Object::Invoice(wanted.clone()), &company()).unwrap();
        let twice = fit(&once.document, &company()).unwrap();
        prop_assert_eq!(&once.document, &twice.document);
        prop_assert!(twice.notes.is_empty());
        prop_assert_eq!(once.document.total(), Some(wanted.total));
        if let Ok(once) = fit(&Object::Customer(Party { name, ..Party::default() }), &company()) {
            let twice = fit(&once.document, &company()).unwrap();
            prop_assert_eq!(once.document, twice.document);
            prop_assert!(twice.notes.is_empty());
        }
    }
}
