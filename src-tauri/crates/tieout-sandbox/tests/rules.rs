//! Rules of single records that a careless client breaks.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test end it when something is missing"
)]

mod common;

use serde_json::{Value, json};

use common::Ledger;

fn cost(account: Option<&str>) -> Value {
    let mut detail = json!({});
    if let Some(account) = account {
        detail["AccountRef"] = json!({"value": account});
    }
    json!({"Amount": 10, "DetailType": "AccountBasedExpenseLineDetail", "AccountBasedExpenseLineDetail": detail})
}

#[test]
fn every_line_of_a_bill_that_lacks_its_account_is_told_at_once() {
    let ledger = Ledger::sample();
    let body = json!({"VendorRef": {"value": "41"}, "Line": [cost(None), cost(Some("7")), cost(None)]});
    let answer = ledger.call("POST", "bill", body.to_string().as_bytes()).unwrap();
    let errors = answer.json()["Fault"]["Error"].as_array().unwrap().clone();
    let codes: Vec<&str> = errors.iter().map(|error| error["code"].as_str().unwrap()).collect();
    assert_eq!((answer.status, codes.as_slice()), (400, ["2020", "2020"].as_slice()));
}

#[test]
fn a_payment_settles_documents_of_its_own_side_only() {
    let ledger = Ledger::sample();
    let body = json!({"CustomerRef": {"value": "1"}, "TotalAmt": 5,
        "Line": [{"Amount": 5, "LinkedTxn": [{"TxnId": "151", "TxnType": "Bill"}]}]});
    let refused = ledger.refused("payment", &body);
    let words = "Business Validation Error: The entity Bill 151 that you are trying to link does not exist. Bill 151";
    assert_eq!((refused.code.as_str(), refused.detail.as_str()), ("6000", words));
}

#[test]
fn only_what_is_handed_to_somebody_comes_as_a_pdf() {
    let ledger = Ledger::sample();
    for path in ["invoice/264/pdf", "purchaseorder/120/pdf"] {
        let answer = ledger.get(path);
        assert!(answer.status == 200 && answer.body.starts_with(b"%PDF-"), "{path}");
    }
    assert_eq!(ledger.refused_get("bill/151/pdf").code, "610");
}

#[test]
fn the_currency_of_a_customer_is_fixed_when_it_is_made() {
    let ledger = Ledger::sample();
    ledger.preferences(&json!({"CurrencyPrefs": {"MultiCurrencyEnabled": true}}));
    let made = ledger.create(
        "customer",
        &json!({"DisplayName": "Paris Buyer", "CurrencyRef": {"value": "EUR"}}),
    );
    let change =
        json!({"Id": made["Id"], "SyncToken": "0", "sparse": true, "Notes": "moved", "CurrencyRef": {"value": "GBP"}});
    let changed = ledger.create("customer", &change);
    assert_eq!(
        (&changed["CurrencyRef"]["value"], &changed["Notes"]),
        (&json!("EUR"), &json!("moved"))
    );
}

#[test]
fn a_report_says_on_which_basis_it_was_computed() {
    let report = Ledger::sample()
        .get("reports/ProfitAndLoss?accounting_method=Cash")
        .json();
    assert_eq!(report["Header"]["ReportBasis"], "Accrual", "there is no other yet");
}

#[test]
fn an_empty_company_has_the_tax_code_that_its_customers_are_given() {
    let ledger = Ledger::start(tieout_sandbox::BookName::Empty);
    let customer = ledger.create("customer", &json!({"DisplayName": "First"}));
    let code = customer["DefaultTaxCodeRef"]["value"].as_str().unwrap();
    let found = ledger.query(&format!("select * from TaxCode where Id = '{code}'"));
    assert_eq!(found["maxResults"], 1, "{found}");
}

fn figure(ledger: &Ledger, account: &str) -> String {
    let read = ledger.get(&format!("account/{account}")).json();
    read["Account"]["CurrentBalance"].to_string()
}

#[test]
fn goods_counted_in_stand_in_the_books_and_a_new_count_corrects_them() {
    let ledger = Ledger::start(tieout_sandbox::BookName::Empty);
    let bracket = json!({"Name": "PN-100 bracket", "Type": "Inventory", "TrackQtyOnHand": true, "QtyOnHand": 10,
        "InvStartDate": "2026-01-01", "PurchaseCost": 18.1, "IncomeAccountRef": {"value": "79"},
        "AssetAccountRef": {"value": "81"}, "ExpenseAccountRef": {"value": "80"}});
    let made = ledger.create("item", &bracket);
    assert_eq!(made["QtyOnHand"], 10);
    assert!(made.get("_counted").is_none());
    assert_eq!(
        (figure(&ledger, "81"), figure(&ledger, "34")),
        ("181.00".to_owned(), "181.00".to_owned())
    );

    let customer = ledger.create("customer", &json!({"DisplayName": "Buyer"}));
    let line = json!({"Amount": 85.5, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail":
        {"ItemRef": {"value": made["Id"]}, "UnitPrice": 42.75, "Qty": 2}});
    ledger.create(
        "invoice",
        &json!({"CustomerRef": {"value": customer["Id"]}, "Line": [line]}),
    );
    assert_eq!(figure(&ledger, "81"), "144.80");

    let rename = json!({"Id": made["Id"], "SyncToken": "0", "sparse": true, "Name": "Bracket"});
    assert_eq!(
        ledger.create("item", &rename)["QtyOnHand"],
        8,
        "a rename counts nothing"
    );
    let recount = json!({"Id": made["Id"], "SyncToken": "1", "sparse": true, "QtyOnHand": 10});
    assert_eq!(ledger.create("item", &recount)["QtyOnHand"], 10);
    assert_eq!(figure(&ledger, "81"), "181.00");
    ledger.settings(&json!({"close_date": "2026-01-31"}));
    let late = json!({"Id": made["Id"], "SyncToken": "2", "sparse": true, "QtyOnHand": 11});
    assert_eq!(ledger.refused("item", &late).code, "6210");
    let again = json!({"Id": made["Id"], "SyncToken": "2", "sparse": true, "Name": "Bracket, grey"});
    assert_eq!(ledger.create("item", &again)["QtyOnHand"], 10);
}
