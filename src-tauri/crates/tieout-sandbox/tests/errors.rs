//! The error table: every row whose words were recorded, provoked over HTTP and compared word for word.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "helpers of a test end it when something is missing"
)]

mod common;

use serde_json::{Value, json};

use common::{Ledger, Refused};

const BUSINESS: &str = "A business validation error has occurred while processing your request";
const INACTIVE: &str = "Something you're trying to use has been made inactive. Check the fields with accounts, \
                        customers, items, vendors or employees.";

fn sale(amount: &Value) -> Value {
    json!({"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "1"}}})
}

fn invoice(customer: &str, lines: &[Value]) -> Value {
    json!({"CustomerRef": {"value": customer}, "Line": lines})
}

fn journal(lines: &[(&str, &str, i64)]) -> Value {
    let lines = lines.iter().map(|(side, account, amount)| {
        json!({"Amount": amount, "DetailType": "JournalEntryLineDetail",
               "JournalEntryLineDetail": {"PostingType": side, "AccountRef": {"value": account}}})
    });
    json!({"Line": lines.collect::<Vec<_>>()})
}

fn expense(detail: &Value) -> Value {
    json!({"VendorRef": {"value": "41"}, "Line": [{"Amount": 10, "DetailType": "AccountBasedExpenseLineDetail",
           "AccountBasedExpenseLineDetail": detail}]})
}

#[track_caller]
fn expect(refused: &Refused, code: &str, message: &str, detail: &str) {
    assert_eq!(
        (refused.status, refused.kind.as_str()),
        (400, "ValidationFault"),
        "{refused:?}"
    );
    assert_eq!(refused.code, code, "{refused:?}");
    assert_eq!(refused.message, message);
    assert_eq!(refused.detail, detail);
}

#[test]
fn code_500_a_path_that_leads_nowhere() {
    let ledger = Ledger::sample();
    let refused = ledger.refused_get("customer/1/5");
    assert_eq!((refused.status, refused.code.as_str()), (400, "500"));
    assert_eq!(refused.message, "Unsupported Operation");
    assert!(
        refused
            .detail
            .starts_with("Operation Could not find resource for relative : "),
        "{}",
        refused.detail
    );
    assert!(refused.detail.ends_with(" is not supported."), "{}", refused.detail);
}

#[test]
fn code_500_a_bill_payment_cannot_be_voided_that_way() {
    let ledger = Ledger::sample();
    let bill = json!({"VendorRef": {"value": "41"}, "PayType": "Check", "TotalAmt": 200,
        "CheckPayment": {"BankAccountRef": {"value": "35"}},
        "Line": [{"Amount": 200, "LinkedTxn": [{"TxnId": "151", "TxnType": "Bill"}]}]});
    let made = ledger.create("billpayment", &bill);
    let refused = ledger.refused(
        "billpayment?operation=void",
        &json!({"Id": made["Id"], "SyncToken": "0"}),
    );
    assert_eq!((refused.status, refused.code.as_str()), (400, "500"));
}

#[test]
fn code_610_what_was_never_there() {
    let refused = Ledger::sample().refused_get("customer/99999");
    expect(
        &refused,
        "610",
        "Object Not Found",
        &format!("Object Not Found : {INACTIVE}"),
    );
}

#[test]
fn code_610_what_somebody_deleted() {
    let ledger = Ledger::sample();
    ledger.post("invoice?operation=delete", &json!({"Id": "265", "SyncToken": "0"}));
    let refused = ledger.refused(
        "invoice",
        &json!({"Id": "265", "SyncToken": "0", "sparse": true, "PrivateNote": "late"}),
    );
    expect(
        &refused,
        "610",
        "Object Not Found",
        "Object Not Found : Another user has deleted this transaction.",
    );
}

#[test]
fn code_2010_a_member_nobody_knows() {
    let refused = Ledger::sample().refused("invoice", &json!({"BadJson": true}));
    assert_eq!((refused.status, refused.code.as_str()), (400, "2010"));
    assert_eq!(refused.message, "Request has invalid or unsupported property");
    let start = "Property Name:Unrecognized field \"BadJson\" (class com.intuit.schema.finance.v3.Invoice), not marked as \
                 ignorable (";
    assert!(refused.detail.starts_with(start), "{}", refused.detail);
    assert!(
        refused.detail.ends_with(" specified is unsupported or invalid"),
        "{}",
        refused.detail
    );
}

#[test]
fn code_2010_an_empty_text_where_a_choice_belongs() {
    let refused = Ledger::sample().refused(
        "bill",
        &expense(&json!({"AccountRef": {"value": "7"}, "BillableStatus": ""})),
    );
    assert_eq!(refused.code, "2010", "{refused:?}");
}

#[test]
fn code_2020_a_line_without_its_account() {
    let refused = Ledger::sample().refused("bill", &expense(&json!({})));
    let message = "Required param missing, need to supply the required value for the API";
    expect(
        &refused,
        "2020",
        message,
        "Required parameter AccountRef is missing in the request",
    );
    assert_eq!(refused.element.as_deref(), Some("AccountRef"));
}

#[test]
fn code_2030_an_id_that_is_no_number() {
    let refused = Ledger::sample().refused_get("customer/1.5");
    expect(
        &refused,
        "2030",
        "Invalid ID",
        "Id should be a valid number. Supplied value:1.5",
    );
    assert_eq!(refused.element.as_deref(), Some("Id"));
}

#[test]
fn code_2050_a_number_that_is_too_long() {
    let mut body = invoice("1", &[sale(&json!(10))]);
    body["DocNumber"] = json!("12345678901234567890123");
    let refused = Ledger::sample().refused("invoice", &body);
    let message = "String length is either shorter or longer than supported by specification";
    let detail =
        "String length specified does not match the supported length. Min:0 Max:21 supported. Supplied length:23";
    expect(&refused, "2050", message, detail);
}

#[test]
fn code_2410_a_foreign_invoice_without_a_rate() {
    let ledger = Ledger::sample();
    ledger.preferences(&json!({"CurrencyPrefs": {"MultiCurrencyEnabled": true, "HomeCurrency": {"value": "USD"}}}));
    let made = ledger.create(
        "customer",
        &json!({"DisplayName": "Paris Buyer", "CurrencyRef": {"value": "EUR"}}),
    );
    let mut body = invoice(made["Id"].as_str().unwrap(), &[sale(&json!(10))]);
    body["CurrencyRef"] = json!({"value": "EUR"});
    let refused = ledger.refused("invoice", &body);
    let detail = "The currency and exchange rate are required for transaction in foreign currency.";
    expect(&refused, "2410", "Curreny, ExchangeRate is missing.", detail);
}

#[test]
fn code_2500_a_reference_to_nothing_and_to_something_inactive() {
    let ledger = Ledger::sample();
    let refused = ledger.refused("invoice", &invoice("99999", &[sale(&json!(10))]));
    expect(
        &refused,
        "2500",
        "Invalid Reference Id",
        &format!("Invalid Reference Id : {INACTIVE}"),
    );
    ledger.post(
        "customer",
        &json!({"Id": "20", "SyncToken": "0", "sparse": true, "Active": false}),
    );
    let refused = ledger.refused("invoice", &invoice("20", &[sale(&json!(10))]));
    assert!(["2500", "610"].contains(&refused.code.as_str()), "{refused:?}");
}

#[test]
fn code_3100_another_company() {
    let ledger = Ledger::sample();
    let answer = ledger.absolute("GET", "/v3/company/123456789/companyinfo/123456789", &ledger.token, b"");
    assert_eq!(answer.status, 403);
    let body = answer.json();
    let error = &body["fault"]["error"][0];
    assert_eq!(error["code"], "3100");
    assert_eq!(
        error["message"],
        "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"
    );
    assert_eq!(body["fault"]["type"], "SERVICE");
}

#[test]
fn code_3200_a_token_that_ran_out_and_one_that_is_none() {
    let ledger = Ledger::sample();
    ledger.settings(&json!({"advance_seconds": 3601}));
    let path = format!("/v3/company/{0}/companyinfo/{0}", ledger.realm);
    for (token, start) in [
        (ledger.token.as_str(), "Token expired: "),
        ("x", "Malformed bearer token: too short or too long"),
    ] {
        let answer = ledger.absolute("GET", &path, token, b"");
        assert_eq!(answer.status, 401);
        assert_eq!(
            answer.header("www-authenticate"),
            "Bearer realm=\"Intuit\", error=\"invalid_token\""
        );
        assert_eq!(answer.header("content-type"), "application/json");
        let body = answer.json();
        let error = &body["fault"]["error"][0];
        assert_eq!(body["fault"]["type"], "AUTHENTICATION");
        assert!(["3200", "3202"].contains(&error["code"].as_str().unwrap()));
        assert!(error["detail"].as_str().unwrap().starts_with(start), "{error}");
        assert!(
            body["time"].is_i64() || body["time"].is_u64(),
            "the gateway counts milliseconds"
        );
    }
}

#[test]
fn code_4001_questions_that_make_no_sense() {
    let ledger = Ledger::sample();
    let cases = [
        (
            "select * from Custmoer",
            "QueryValidationError: invalid context declaration: Custmoer",
        ),
        (
            "select * from Customer startposition 0",
            "QueryValidationError: value 0 is too small. Min allowed value is 1",
        ),
        (
            "select * from Invoice where PrivateNote = 'x'",
            "QueryValidationError: property 'PrivateNote' is not queryable",
        ),
    ];
    for (query, detail) in cases {
        expect(&ledger.refused_query(query), "4001", "Invalid query", detail);
    }
}

#[test]
fn code_5010_somebody_was_faster() {
    let refused = Ledger::sample().refused(
        "customer",
        &json!({"Id": "5", "SyncToken": "0", "sparse": true, "Notes": "x"}),
    );
    assert_eq!(
        (refused.status, refused.code.as_str(), refused.message.as_str()),
        (400, "5010", "Stale Object Error")
    );
    assert!(
        refused.detail.starts_with("Stale Object Error : You and "),
        "{}",
        refused.detail
    );
    assert!(
        refused
            .detail
            .ends_with(" finished before you did, so your work was not saved."),
        "{}",
        refused.detail
    );
}

#[test]
fn code_6000_the_business_rules_in_their_words() {
    let ledger = Ledger::sample();
    let cases = [
        (
            "invoice",
            invoice("1", &[sale(&json!(-5))]),
            "Enter a transaction amount that is 0 or greater.",
        ),
        (
            "journalentry",
            journal(&[("Debit", "84", 5), ("Credit", "35", 5)]),
            "When you use Accounts Receivable, you must choose a customer in the Name field.",
        ),
        (
            "journalentry",
            journal(&[("Debit", "7", 5), ("Credit", "33", 5)]),
            "When you use Accounts Payable, you must choose a vendor in the Name field.",
        ),
        (
            "journalentry",
            journal(&[("Debit", "7", 5)]),
            "Fill out at least two detail lines to continue.",
        ),
        (
            "attachable",
            json!({"Category": "Other"}),
            "You must have at least a note string or file attachment",
        ),
    ];
    for (path, body, words) in cases {
        let refused = ledger.refused(path, &body);
        let allowed = [words, "You must specify a transaction amount that is 0 or greater."];
        assert_eq!(
            (refused.code.as_str(), refused.message.as_str()),
            ("6000", BUSINESS),
            "{path} {body}: {refused:?}"
        );
        let said = refused
            .detail
            .strip_prefix("Business Validation Error: ")
            .unwrap_or(&refused.detail);
        assert!(
            said == words || (path == "invoice" && allowed.contains(&said)),
            "{said}"
        );
    }
}

#[test]
fn code_6000_one_document_one_foreign_currency() {
    let ledger = Ledger::sample();
    ledger.preferences(&json!({"CurrencyPrefs": {"MultiCurrencyEnabled": true, "HomeCurrency": {"value": "USD"}}}));
    let mut body = invoice("1", &[sale(&json!(10))]);
    body["CurrencyRef"] = json!({"value": "EUR"});
    body["ExchangeRate"] = json!(1.1);
    let refused = ledger.refused("invoice", &body);
    let detail = "Business Validation Error: You can only use one foreign currency per transaction.";
    expect(&refused, "6000", BUSINESS, detail);
}

#[test]
fn code_6000_outside_the_states_every_line_needs_a_tax_code() {
    let ledger = Ledger::sample();
    ledger.settings(&json!({"company": {"Country": "CA"}}));
    let refused = ledger.refused("invoice", &invoice("1", &[sale(&json!(10))]));
    let detail = "Business Validation Error: Make sure all your transactions have a GST/HST rate before you save";
    assert!(refused.detail.starts_with(detail), "{refused:?}");
}

#[test]
fn code_6070_price_times_quantity_is_rounded_half_up_to_cents() {
    let ledger = Ledger::sample();
    let line = |amount: &str| {
        let amount: Value = serde_json::from_str(amount).unwrap();
        json!({"Amount": amount, "DetailType": "SalesItemLineDetail",
               "SalesItemLineDetail": {"ItemRef": {"value": "1"}, "UnitPrice": 14.50, "Qty": 128.350}})
    };
    let refused = ledger.refused("invoice", &invoice("1", &[line("1861.07")]));
    let message = "Amount calculation incorrect in the request";
    expect(
        &refused,
        "6070",
        message,
        "Amount is not equal to UnitPrice * Qty. Supplied value:1,861.07",
    );
    let made = ledger.create("invoice", &invoice("1", &[line("1861.08")]));
    assert_eq!(made["TotalAmt"].to_string(), "1861.08");
}

#[test]
fn code_6140_a_number_that_is_taken_names_its_owner() {
    let ledger = Ledger::practice();
    let line =
        json!({"Amount": 10, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "3"}}});
    let mut body = invoice("1", &[line]);
    body["DocNumber"] = json!("18696");
    let made = ledger.create("invoice", &body);
    let refused = ledger.refused("invoice", &body);
    let detail = format!(
        "Duplicate Document Number Error : You must specify a different number. This number has already been used. \
         DocNumber=18696 is assigned to TxnType=Invoice with TxnId={}",
        made["Id"].as_str().unwrap()
    );
    expect(&refused, "6140", "Duplicate Document Number Error", &detail);
    let passed = ledger
        .call(
            "POST",
            "invoice?include=allowduplicatedocnum",
            body.to_string().as_bytes(),
        )
        .unwrap();
    assert_eq!(passed.status, 200, "a client may insist");
}

#[test]
fn code_6210_the_books_are_closed() {
    let ledger = Ledger::sample();
    ledger.preferences(&json!({"AccountingInfoPrefs": {"BookCloseDate": "2026-03-31"}}));
    let mut body = invoice("1", &[sale(&json!(10))]);
    body["TxnDate"] = json!("2026-03-31");
    let refused = ledger.refused("invoice", &body);
    let detail = "The account period has closed and the account books cannot be updated through the QBO Services API. \
                  Please use the QBO website to make these changes.";
    expect(&refused, "6210", "Account Period Closed", detail);
    let refused = ledger.refused("invoice?operation=void", &json!({"Id": "264", "SyncToken": "0"}));
    assert_eq!(refused.code, "6210", "a void writes too");
    body["TxnDate"] = json!("2026-04-01");
    ledger.create("invoice", &body);
}

#[test]
fn code_6240_a_name_that_is_taken() {
    let refused = Ledger::sample().refused("vendor", &json!({"DisplayName": "  amy's bird sanctuary "}));
    assert_eq!(
        (refused.code.as_str(), refused.message.as_str()),
        ("6240", "Duplicate Name Exists Error")
    );
    assert!(
        refused.detail.starts_with("The name supplied already exists. : "),
        "{}",
        refused.detail
    );
}

#[test]
fn code_6270_a_sale_before_the_stock_began() {
    let mut body = json!({"CustomerRef": {"value": "1"}, "Line": [{"Amount": 275, "DetailType": "SalesItemLineDetail",
        "SalesItemLineDetail": {"ItemRef": {"value": "5"}, "Qty": 1, "UnitPrice": 275}}]});
    body["TxnDate"] = json!("2015-07-31");
    let refused = Ledger::sample().refused("invoice", &body);
    let words = "Transaction date is prior to start date for inventory item";
    assert_eq!((refused.code.as_str(), refused.message.as_str()), ("6270", words));
}

#[test]
fn code_10000_a_bill_cannot_be_voided_and_says_so_with_status_200() {
    let ledger = Ledger::sample();
    let answer = ledger
        .call("POST", "bill?operation=void", br#"{"Id": "151", "SyncToken": "0"}"#)
        .unwrap();
    assert_eq!(answer.status, 200);
    let body = answer.json();
    assert_eq!(body["Fault"]["type"], "SystemFault");
    let error = &body["Fault"]["Error"][0];
    assert_eq!(error["code"], "10000");
    assert_eq!(
        error["Message"],
        "An application error has occurred while processing your request"
    );
    assert!(
        error["Detail"].as_str().unwrap().starts_with("System Failure Error: "),
        "{error}"
    );
}

#[test]
fn voiding_a_journal_entry_says_nothing_and_does_nothing() {
    let ledger = Ledger::sample();
    let made = ledger.create("journalentry", &journal(&[("Debit", "7", 5), ("Credit", "35", 5)]));
    let id = made["Id"].as_str().unwrap().to_owned();
    let answer = ledger.post("journalentry?operation=void", &json!({"Id": id, "SyncToken": "0"}));
    assert_eq!(answer["BatchItemResponse"], json!([]));
    let after = ledger.get(&format!("journalentry/{id}")).json();
    assert_eq!(after["JournalEntry"]["Line"], made["Line"]);
    assert_eq!(after["JournalEntry"]["SyncToken"], "0");
}
