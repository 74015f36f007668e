//! Every row of the table with the words Intuit uses for it.

use super::*;

fn fault(code: &str, detail: &str) -> Understood {
    let error = FaultError {
        code: Some(code.into()),
        detail: Some(detail.into()),
        ..FaultError::default()
    };
    understand(
        &Fault {
            errors: vec![error],
            fault_type: Some("ValidationFault".into()),
        },
        None,
    )
}

fn short(understood: &Understood) -> (ErrorCode, Class) {
    (understood.failure.code, understood.class)
}

/// Code, detail as recorded or quoted, and what it must become.
const RECORDED: &[(&str, &str, ErrorCode, Class)] = &[
    ("120", "Authorization Failure", E::PermissionMissing, Rejected),
    (
        "500",
        "Operation Could not find resource for relative : PATH .. is not supported.",
        E::RefusedByLedger,
        Rejected,
    ),
    (
        "610",
        "Object Not Found : Something you're trying to use has been made inactive. Check the fields",
        E::InactiveInLedger,
        Gone,
    ),
    (
        "610",
        "Object Not Found : Another user has deleted this transaction.",
        E::GoneInLedger,
        Gone,
    ),
    (
        "2010",
        "Property Name:Unrecognized field \"BadJson\"",
        E::RefusedByLedger,
        Rejected,
    ),
    (
        "2020",
        "Required parameter AccountRef is missing in the request",
        E::ValueMissing,
        Rejected,
    ),
    (
        "2030",
        "Id should be a valid number. Supplied value:1.5",
        E::ReferenceInvalid,
        Rejected,
    ),
    (
        "2050",
        "Min:0 Max:21 supported. Supplied length:23",
        E::TooLong,
        Rejected,
    ),
    (
        "2410",
        "The currency and exchange rate are required for transaction in foreign currency.",
        E::CurrencyNotAllowed,
        Rejected,
    ),
    (
        "2500",
        "Invalid Reference Id : Something you're trying to use has been made inactive.",
        E::InactiveInLedger,
        Rejected,
    ),
    (
        "2500",
        "Invalid Reference Id : Line.ItemRef",
        E::ReferenceInvalid,
        Rejected,
    ),
    (
        "3001",
        "The request limit was reached.  Try again later",
        E::RateLimited,
        Throttled,
    ),
    ("003001", "The request limit was reached.", E::RateLimited, Throttled),
    ("3100", "ApplicationAuthorizationFailed", E::WrongCompany, Rejected),
    ("3200", "Token expired: ..", E::SignInNeeded, Unauthorised),
    (
        "4001",
        "QueryValidationError: value 0 is too small. Min allowed value is 1",
        E::RefusedByLedger,
        Rejected,
    ),
    (
        "5010",
        "Stale Object Error : You and X were working on this at the same time.",
        E::ChangedInLedger,
        Exists,
    ),
    (
        "6000",
        "Business Validation Error: You must specify a transaction amount that is 0 or greater.",
        E::NegativeTotal,
        Rejected,
    ),
    (
        "6000",
        "Business Validation Error: You must set a transaction amount.",
        E::ZeroTotal,
        Rejected,
    ),
    (
        "6000",
        "Make sure all your transactions have a GST/HST rate before you save",
        E::TaxCodeUnmapped,
        Rejected,
    ),
    (
        "6000",
        "You can only use one foreign currency per transaction.",
        E::CurrencyNotAllowed,
        Rejected,
    ),
    (
        "6000",
        "The entity Estimate 75 that you are trying to link does not exist. Estimate 75",
        E::ReferenceInvalid,
        Rejected,
    ),
    (
        "6000",
        "Unexpected Internal Error. (-30000)",
        E::LedgerUnavailable,
        Unknown,
    ),
    (
        "6000",
        "An unexpected error occurred while accessing or saving your data. Please wait a few minutes and try again",
        E::LedgerUnavailable,
        Unknown,
    ),
    ("6000", "Something nobody has seen yet", E::RefusedByLedger, Rejected),
    (
        "6070",
        "Amount is not equal to UnitPrice * Qty. Supplied value:1,861.07",
        E::TotalDiffers,
        Rejected,
    ),
    ("6190", "Subscription period has ended", E::SubscriptionLapsed, Rejected),
    ("6200", "The account period has closed", E::PeriodClosed, Rejected),
    (
        "6210",
        "The account period has closed and the account books cannot be updated",
        E::PeriodClosed,
        Rejected,
    ),
    ("6240", "The name supplied already exists. : null", E::NameTaken, Exists),
    (
        "6270",
        "Transaction date is prior to start date for inventory item",
        E::DateUnreadable,
        Rejected,
    ),
    ("10000", "System Failure Error: ..", E::LedgerUnavailable, Unknown),
    ("99999", "a code of next year", E::RefusedByLedger, Rejected),
];

#[test]
fn recorded_words_lead_to_the_right_remedy() {
    for (code, detail, error, class) in RECORDED {
        assert_eq!(short(&fault(code, detail)), (*error, *class), "{code} {detail}");
    }
}

#[test]
fn every_row_can_be_reached_and_keeps_the_ledgers_words() {
    for line in TABLE {
        let understood = fault(line.code, line.text.unwrap_or("some words"));
        assert_eq!(
            short(&understood),
            (line.error, line.class),
            "{} {:?}",
            line.code,
            line.text
        );
        assert_eq!(understood.failure.params["ledger_code"], line.code);
        assert!(understood.failure.raw.unwrap().contains(line.code));
    }
}

#[test]
fn a_taken_number_names_the_document_that_has_it() {
    let detail = "You must specify a different number. This number has already been used. DocNumber=18696 is assigned to TxnType=Invoice with TxnId=6575";
    let failure = fault("6140", detail).failure;
    assert_eq!(failure.code, E::NumberTaken);
    assert_eq!(failure.params["remote_id"], "6575");
    assert_eq!(
        (failure.params["number"].as_str(), failure.params["taken_by"].as_str()),
        ("18696", "Invoice")
    );
}

#[test]
fn a_closed_period_names_its_date_when_it_is_known() {
    let error = FaultError {
        code: Some("6210".into()),
        ..FaultError::default()
    };
    let closed = jiff::civil::date(2026, 1, 31);
    let understood = understand(
        &Fault {
            errors: vec![error],
            fault_type: None,
        },
        Some(closed),
    );
    assert_eq!(understood.failure.recovery, R::OpenPeriod { closed_through: closed });
}

#[test]
fn both_shapes_of_fault_are_seen_and_null_is_none() {
    let read =
        |text: &str| of_members(&serde_json::from_str(text).unwrap(), None).map(|understood| understood.failure.code);
    assert_eq!(
        read(r#"{"Fault":{"Error":[{"Detail":"x","code":"6240"}],"type":"ValidationFault"}}"#),
        Some(E::NameTaken)
    );
    assert_eq!(
        read(
            r#"{"warnings":null,"fault":{"error":[{"detail":"Token expired","code":"3200","element":null}],"type":"AUTHENTICATION"}}"#
        ),
        Some(E::SignInNeeded)
    );
    assert_eq!(read(r#"{"fault":null,"Customer":{}}"#), None);
    assert_eq!(
        read(r#"{"Fault":{"type":"SystemFault"}}"#),
        Some(E::LedgerUnavailable),
        "a fault without a code"
    );
}
