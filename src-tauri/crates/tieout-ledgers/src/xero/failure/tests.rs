//! Every row of the table with the words Xero uses for it.

use super::*;

/// Text as documented or reported, and what it must become.
const SAID: &[(&str, ErrorCode, Class)] = &[
    (
        "The contact name ABC Limited is already assigned to another contact. The contact name must be unique across all active contacts.",
        E::NameTaken,
        Exists,
    ),
    (
        "The contact number TO234 is already assigned to another contact. The contact number must be unique across all contacts.",
        E::FoundTwice,
        Exists,
    ),
    (
        "Another contact has this contact number. Please enter a different contact number.",
        E::FoundTwice,
        Exists,
    ),
    (
        "The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes.",
        E::InactiveInLedger,
        Rejected,
    ),
    (
        "A Contact must be specified for this type of transaction",
        E::ReferenceInvalid,
        Rejected,
    ),
    (
        "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber",
        E::ReferenceInvalid,
        Rejected,
    ),
    ("Email address must be valid.", E::InvalidInput, Rejected),
    ("Website must be valid", E::InvalidInput, Rejected),
    ("One or more line items must be specified", E::ValueMissing, Rejected),
    (
        "Account code '610' is not a valid code for this document.",
        E::AccountWrongType,
        Rejected,
    ),
    (
        "Account code '200' has been archived, or has been deleted. Each line item must reference a valid account.",
        E::AccountMissing,
        Rejected,
    ),
    (
        "The TaxType code 'INPUT' cannot be used with account code '200'.",
        E::TaxCodeUnmapped,
        Rejected,
    ),
    ("Tax rate must be Active", E::TaxCodeUnmapped, Rejected),
    (
        "The tax amount cannot be greater than the line amount!",
        E::TaxDiffers,
        Rejected,
    ),
    (
        "The line total 10.00 does not match the expected line total 9.99",
        E::TotalDiffers,
        Rejected,
    ),
    (
        "The quantity value '-1.0000' is invalid. Quantity must not be less than zero.",
        E::InvalidInput,
        Rejected,
    ),
    ("Invoice # must be unique.", E::NumberTaken, Exists),
    ("Order number must be unique", E::NumberTaken, Exists),
    (
        "Price List Item with Code 'PIPE-20' already exists",
        E::NameTaken,
        Exists,
    ),
    ("Please enter a unique Name.", E::NameTaken, Exists),
    (
        "Invoice not of valid status for modification",
        E::ChangedInLedger,
        Exists,
    ),
    ("Invoice not of valid status for creation", E::InvalidInput, Rejected),
    (
        "This document cannot be edited as it has a payment or credit note allocated to it.",
        E::RefusedByLedger,
        Rejected,
    ),
    (
        "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.",
        E::RefusedByLedger,
        Rejected,
    ),
    (
        "The document date cannot be before the end of year lock date, currently set at 31-Jul-2013",
        E::PeriodClosed,
        Rejected,
    ),
    (
        "The document date cannot be before the period lock date, currently set at 31-Jul-2013",
        E::PeriodClosed,
        Rejected,
    ),
    (
        "Document cannot be edited as it is currently dated before end of year lock date",
        E::PeriodClosed,
        Rejected,
    ),
    (
        "Organisation is not subscribed to currency EUR",
        E::CurrencyNotAllowed,
        Rejected,
    ),
    (
        "Payment amount exceeds the amount outstanding on this document",
        E::RefusedByLedger,
        Rejected,
    ),
    (
        "Payments can only be made against Authorised documents",
        E::RefusedByLedger,
        Rejected,
    ),
    (
        "Payments within a batch cannot be deleted.",
        E::RefusedByLedger,
        Rejected,
    ),
    (
        "The total debits (100.00) must equal total credits (-10.00)",
        E::Unbalanced,
        Rejected,
    ),
    (
        "An existing Credit Note with the specified CreditNoteID could not be found",
        E::GoneInLedger,
        Gone,
    ),
    (
        "The document with the supplied id was not found for this endpoint.",
        E::GoneInLedger,
        Gone,
    ),
    (
        "You have reached the limit of invoices you can approve",
        E::SubscriptionLapsed,
        Rejected,
    ),
    (
        "Only AUTHORISED and BILLED purchase orders may have SentToContact updated.",
        E::RefusedByLedger,
        Rejected,
    ),
    (
        "Idempotency Key: 0190c1a2 is used with a different request.",
        E::AnswerLost,
        Exists,
    ),
    ("Something nobody has seen before", E::RefusedByLedger, Rejected),
];

fn said(text: &str) -> Understood {
    of_messages(&[text.to_owned()], None)
}

#[test]
fn every_text_has_its_code_and_its_class() {
    for (text, code, class) in SAID {
        let understood = said(text);
        assert_eq!((understood.failure.code, understood.class), (*code, *class), "{text}");
        assert_eq!(understood.failure.raw.as_deref(), Some(*text), "its own words are kept");
    }
}

#[test]
fn every_row_of_the_table_is_met_by_one_of_the_texts() {
    for line in TABLE {
        let met = SAID.iter().any(|(text, ..)| {
            let low = text.to_lowercase();
            TABLE
                .iter()
                .find(|other| other.text.iter().all(|part| low.contains(part)))
                .is_some_and(|found| std::ptr::eq(found, line))
        });
        assert!(met, "{:?} has no test, or an earlier row takes its text", line.text);
    }
}

#[test]
fn a_closed_period_says_its_day_where_we_know_it() {
    let text = "The document date cannot be before the period lock date, currently set at 31-Jul-2013".to_owned();
    let day = jiff::civil::date(2013, 7, 31);
    let known = of_messages(std::slice::from_ref(&text), Some(day));
    assert_eq!(known.failure.recovery, R::OpenPeriod { closed_through: day });
    assert_eq!(
        of_messages(&[text], None).failure.recovery,
        R::Pull,
        "they closed it since we asked"
    );
}

const EXPIRED: &str = r#"{"Type":null,"Title":"Unauthorized","Status":401,"Detail":"TokenExpired: token expired at 01/23/2020 18:21:16","Instance":"x"}"#;
const NO_RIGHT: &str =
    r#"{"Type":null,"Title":"Unauthorized","Status":401,"Detail":"AuthorizationUnsuccessful","Instance":"x"}"#;
const OTHER_TENANT: &str =
    r#"{"Type":null,"title":"Forbidden","Status":403,"Detail":"AuthenticationUnsuccessful","Instance":"x"}"#;
const INVALID: &str = r#"{"ErrorNumber":10,"Type":"ValidationException","Message":"A validation exception occurred","Elements":[{"ContactID":"0","ValidationErrors":[{"Message":"Email address must be valid"}]}]}"#;

#[test]
fn every_status_has_its_code_and_its_class() {
    for (status, body, code, class) in [
        (400, INVALID, E::InvalidInput, Rejected),
        (
            400,
            r#"{"Message":"JSON for post data was invalid"}"#,
            E::RefusedByLedger,
            Rejected,
        ),
        (
            400,
            "Idempotency Key: k is used with a different request.",
            E::AnswerLost,
            Exists,
        ),
        (401, EXPIRED, E::SignInNeeded, Unauthorised),
        (
            401,
            r#"{"Detail":"AuthenticationUnsuccessful"}"#,
            E::SignInNeeded,
            Unauthorised,
        ),
        (401, NO_RIGHT, E::PermissionMissing, Rejected),
        (
            401,
            "Bearer error=\"insufficent_scope\"",
            E::PermissionMissing,
            Rejected,
        ),
        (403, OTHER_TENANT, E::PermissionMissing, Rejected),
        (
            404,
            "The resource you're looking for cannot be found",
            E::GoneInLedger,
            Gone,
        ),
        (412, "", E::RefusedByLedger, Rejected),
        (429, "", E::RateLimited, Throttled),
        (500, r#"{"ErrorNumber":500}"#, E::LedgerUnavailable, Unknown),
        (
            501,
            r#"{"ErrorNumber":20,"Type":"ApiMethodNotImplementedException"}"#,
            E::RefusedByLedger,
            Rejected,
        ),
        (
            503,
            "The Xero API is currently offline for maintenance",
            E::LedgerUnavailable,
            Throttled,
        ),
        (
            503,
            "The Xero API is temporarily unavailable",
            E::LedgerUnavailable,
            Throttled,
        ),
        (503, "The Organisation is offline", E::LedgerUnavailable, Throttled),
    ] {
        let understood = of_status(status, body, None).unwrap_or_else(|| panic!("{status} {body}"));
        assert_eq!(
            (understood.failure.code, understood.class),
            (code, class),
            "{status} {body}"
        );
    }
}

#[test]
fn what_only_a_gateway_says_is_not_understood() {
    for (status, body) in [
        (200, "{}"),
        (400, "<html>Bad Request</html>"),
        (400, "half an ans"),
        (500, "<html>"),
        (502, "{}"),
        (503, "<html>Service Unavailable</html>"),
        (504, ""),
    ] {
        assert_eq!(of_status(status, body, None), None, "{status} {body}");
    }
}
