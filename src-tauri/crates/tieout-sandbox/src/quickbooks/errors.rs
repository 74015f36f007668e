//! The vendor's refusals: one table of codes and words, and the two shapes they travel in.
//!
//! Not here: when one is due.
//! Invariant: a code that is not in the table cannot be answered.

use serde_json::{Value, json};

use crate::wire::Reply;

/// One row of the error table. `{}` in the detail is filled in order.
#[derive(Debug)]
pub struct Row {
    pub code: &'static str,
    pub message: &'static str,
    pub detail: &'static str,
    /// Whether the words were recorded or quoted from production; the others come from the catalogue only.
    pub recorded: bool,
}

const fn r(code: &'static str, message: &'static str, detail: &'static str) -> Row {
    Row {
        code,
        message,
        detail,
        recorded: true,
    }
}

const fn c(code: &'static str, message: &'static str, detail: &'static str) -> Row {
    Row {
        code,
        message,
        detail,
        recorded: false,
    }
}

const BUSINESS: &str = "A business validation error has occurred while processing your request";
const INACTIVE: &str = "Something you're trying to use has been made inactive. Check the fields with accounts, \
                        customers, items, vendors or employees.";

pub const ROWS: &[Row] = &[
    r("120", "Authorization Failure", "Authorization Failure : -11014"),
    r("500", "Unsupported Operation", "Operation {} is not supported."),
    r("610", "Object Not Found", "Object Not Found : {}"),
    c("600", "Duplicate Request Id", "Duplicate Request Id : {}"),
    c(
        "800",
        "Delete blocked",
        "The transaction is linked to another one; unlink {} first.",
    ),
    c("4002", "Query cannot be processed", "{}"),
    c(
        "1040",
        "Batch size exceeded",
        "Batch request exceeded the maximum of 30 items. Supplied: {}",
    ),
    c("1050", "Invalid content type", "Content type not supported : {}"),
    c("2000", "Unsupported object", "Unsupported object name : {}"),
    r(
        "2010",
        "Request has invalid or unsupported property",
        "Property Name:{} specified is unsupported or invalid",
    ),
    r(
        "2020",
        "Required param missing, need to supply the required value for the API",
        "Required parameter {} is missing in the request",
    ),
    r("2030", "Invalid ID", "Id should be a valid number. Supplied value:{}"),
    c("2040", "Invalid String", "Invalid characters in {}"),
    r(
        "2050",
        "String length is either shorter or longer than supported by specification",
        "String length specified does not match the supported length. Min:0 Max:{} supported. Supplied length:{}",
    ),
    c("2060", "Invalid Date format", "Invalid date format. Supplied value:{}"),
    c("2080", "Invalid Number", "Invalid number format. Supplied value:{}"),
    c("2130", "Invalid Request Id", "Request Id is invalid. Supplied value:{}"),
    c(
        "2210",
        "Invalid Email Address format",
        "Email Address does not conform to the RFC 822 standard. {}",
    ),
    c("2250", "No Lines", "At least one line is required in the transaction"),
    c("2260", "Posting type missing", "PostingType is required on line {}"),
    c(
        "2290",
        "Negative line amount",
        "Negative line amount is not supported. Supplied value:{}",
    ),
    c(
        "2300",
        "Debits do not equal credits",
        "Total debits do not equal total credits. Difference:{}",
    ),
    r(
        "2410",
        "Curreny, ExchangeRate is missing.",
        "The currency and exchange rate are required for transaction in foreign currency.",
    ),
    r("2500", "Invalid Reference Id", "Invalid Reference Id : {}"),
    r("4000", "Error parsing query", "QueryParserError: {}"),
    r("4001", "Invalid query", "QueryValidationError: {}"),
    r(
        "5010",
        "Stale Object Error",
        "Stale Object Error : You and {} were working on this at the same time. {} finished before you did, so your \
         work was not saved.",
    ),
    c("100", "General authentication error", "{}"),
    c("110", "OAuth error", "{}"),
    c("130", "Wrong cluster", "{}"),
    c("140", "Company locked out", "{}"),
    c("150", "Company under maintenance", "{}"),
    c("620", "Transaction cannot be linked", "{}"),
    c("1000", "Operation failed", "{}"),
    c("5000", "Deprecated field", "{}"),
    c("5020", "Permission denied", "Permission Denied Error : {}"),
    c("5030", "Feature not supported", "Feature Not Supported Error : {}"),
    r("6000", BUSINESS, "Business Validation Error: {}"),
    c(
        "6010",
        "Account type missing",
        "Account type or subtype must be specified",
    ),
    c(
        "6040",
        "Invalid metadata",
        "The metadata of the upload could not be read",
    ),
    r(
        "6070",
        "Amount calculation incorrect in the request",
        "Amount is not equal to UnitPrice * Qty. Supplied value:{}",
    ),
    c(
        "6080",
        "Name missing",
        "At least one of DisplayName, Title, GivenName, MiddleName, FamilyName, Suffix is required",
    ),
    c(
        "6090",
        "Discount incomplete",
        "A discount needs a percentage or an amount",
    ),
    c(
        "6100",
        "Invalid tax code",
        "Line tax code must be TAX or NON. Supplied value:{}",
    ),
    r(
        "6140",
        "Duplicate Document Number Error",
        "Duplicate Document Number Error : You must specify a different number. This number has already been used. \
         DocNumber={} is assigned to TxnType={} with TxnId={}",
    ),
    c("6150", "Parent missing", "A parent reference is required"),
    c(
        "6170",
        "Tax not applicable",
        "TxnTaxDetail is not allowed with NotApplicable",
    ),
    c("6160", "Custom sales tax code not usable", "{}"),
    c(
        "6190",
        "Subscription ended",
        "The subscription of the company has ended, was cancelled or is unpaid. {}",
    ),
    c("6180", "Too many levels", "More than 5 levels are not supported"),
    c(
        "6200",
        "Account Period Closed",
        "The account period has closed and the account books cannot be updated through the QBO Services API. Please \
         use the QBO website to make these changes.",
    ),
    r(
        "6210",
        "Account Period Closed",
        "The account period has closed and the account books cannot be updated through the QBO Services API. Please \
         use the QBO website to make these changes.",
    ),
    r(
        "6240",
        "Duplicate Name Exists Error",
        "The name supplied already exists. : {}",
    ),
    r(
        "6270",
        "Transaction date is prior to start date for inventory item",
        "Transaction date is prior to start date for inventory item",
    ),
    c(
        "6220",
        "Delete with balance",
        "A record with a balance cannot be deleted. {}",
    ),
    c("6250", "Customer missing or inactive", "{}"),
    c("6310", "Customer missing", "A billable line needs a CustomerRef"),
    c("6430", "Invalid account type", "Invalid account type: {}"),
    c("6440", "Item or account missing", "A line needs an item or an account"),
    c("6480", "Transaction matched in bank feed", "It cannot be deleted"),
    r(
        "6540",
        "Deposited transaction",
        "The transaction is part of a deposit and cannot be changed. {}",
    ),
    c(
        "10100",
        "Result too large",
        "The result is larger than what can be sent in one answer.",
    ),
    c("10200", "Company reset", "{}"),
    r(
        "10000",
        "An application error has occurred while processing your request",
        "System Failure Error: {}",
    ),
];

/// One error within a fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiError {
    pub code: &'static str,
    pub message: String,
    pub detail: String,
    pub element: Option<String>,
}

/// A request refused. Boxed so that the good path stays small.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub status: u16,
    pub kind: &'static str,
    pub errors: Vec<ApiError>,
}

pub type Answer<T> = Result<T, Box<Refusal>>;

/// A refusal by code, its detail filled in.
#[must_use]
pub fn refuse(code: &str, words: &[&str]) -> Box<Refusal> {
    Box::new(Refusal {
        status: 400,
        kind: "ValidationFault",
        errors: vec![error(code, words)],
    })
}

#[must_use]
pub fn error(code: &str, words: &[&str]) -> ApiError {
    const UNKNOWN: Row = c(
        "10000",
        "An application error has occurred while processing your request",
        "{}",
    );
    let row = ROWS.iter().find(|row| row.code == code).unwrap_or(&UNKNOWN);
    let mut detail = String::new();
    let mut words = words.iter();
    for (at, part) in row.detail.split("{}").enumerate() {
        if at > 0 {
            detail.push_str(words.next().unwrap_or(&""));
        }
        detail.push_str(part);
    }
    ApiError {
        code: row.code,
        message: row.message.to_owned(),
        detail,
        element: Some(String::new()),
    }
}

#[must_use]
pub fn business(text: &str) -> Box<Refusal> {
    refuse("6000", &[text])
}

#[must_use]
pub fn not_found() -> Box<Refusal> {
    refuse("610", &[INACTIVE])
}

#[must_use]
pub fn bad_reference() -> Box<Refusal> {
    refuse("2500", &[INACTIVE])
}

#[must_use]
pub fn required(name: &str) -> Box<Refusal> {
    refuse("2020", &[name]).at(name)
}

impl Refusal {
    /// Names the member at fault.
    #[must_use]
    pub fn at(mut self: Box<Self>, element: &str) -> Box<Self> {
        for error in &mut self.errors {
            error.element = Some(element.to_owned());
        }
        self
    }

    /// Queries and unread bodies are refused without an `element`.
    #[must_use]
    pub fn without_element(mut self: Box<Self>) -> Box<Self> {
        for error in &mut self.errors {
            error.element = None;
        }
        self
    }

    #[must_use]
    pub fn system(mut self: Box<Self>, status: u16) -> Box<Self> {
        self.kind = "SystemFault";
        self.status = status;
        self
    }

    /// The `Fault` object.
    #[must_use]
    pub fn fault(&self) -> Value {
        let errors = self.errors.iter().map(|error| {
            let mut row = json!({"Message": error.message, "Detail": error.detail, "code": error.code});
            if let Some(element) = &error.element {
                row["element"] = json!(element);
            }
            row
        });
        json!({"Error": errors.collect::<Vec<_>>(), "type": self.kind})
    }

    #[must_use]
    pub fn reply(&self, time: &str) -> Reply {
        Reply::json(self.status, &json!({"Fault": self.fault(), "time": time}))
    }
}

/// The gateway's lower-case shape for everything that never reached the books.
#[must_use]
pub fn gateway(status: u16, kind: &str, code: &str, message: &str, detail: &str, epoch_ms: i64) -> Reply {
    let body = json!({
        "warnings": null, "intuitObject": null,
        "fault": {"error": [{"message": message, "detail": detail, "code": code, "element": null}], "type": kind},
        "report": null, "queryResponse": null, "batchItemResponse": [], "attachableResponse": [],
        "syncErrorResponse": null, "requestId": null, "time": epoch_ms, "status": null, "cdcresponse": []
    });
    let reply = Reply::json(status, &body);
    if status == 401 {
        return reply.with("Www-Authenticate", "Bearer realm=\"Intuit\", error=\"invalid_token\"");
    }
    reply
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn details_are_filled_in_order_and_codes_are_unique() {
        let refusal = refuse("6140", &["18696", "Invoice", "6575"]);
        assert!(
            refusal.errors[0]
                .detail
                .ends_with("DocNumber=18696 is assigned to TxnType=Invoice with TxnId=6575")
        );
        let mut codes: Vec<_> = ROWS.iter().map(|row| row.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), ROWS.len());
    }
}
