//! The vendor's refusals: one table of texts, each with where its words come from, and the shapes they travel in.
//!
//! Not here: when one is due.
//! Invariant: a text that is not in the table cannot be said.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::json::Body;
use crate::wire::Reply;

/// Where the words of a refusal come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The vendor's own documentation or examples.
    Vendor,
    /// Reported by users of the vendor.
    Reported,
    /// Nobody wrote the vendor's words down: these are ours.
    Ours,
}

/// One text; `{}` is filled in order.
#[derive(Debug)]
pub struct Row {
    pub key: &'static str,
    pub text: &'static str,
    pub origin: Origin,
}

const fn v(key: &'static str, text: &'static str) -> Row {
    let origin = Origin::Vendor;
    Row { key, text, origin }
}

const fn r(key: &'static str, text: &'static str) -> Row {
    let origin = Origin::Reported;
    Row { key, text, origin }
}

const fn ours(key: &'static str, text: &'static str) -> Row {
    let origin = Origin::Ours;
    Row { key, text, origin }
}

pub const ROWS: &[Row] = &[
    v(
        "contact_name_taken",
        "The contact name {} is already assigned to another contact. The contact name must be unique across all active contacts.",
    ),
    r(
        "contact_number_taken",
        "The contact number {} is already assigned to another contact. The contact number must be unique across all contacts.",
    ),
    r(
        "contact_archived",
        "The contact with the specified contact details has been archived. The contact must be un-archived before creating new invoices or credit notes.",
    ),
    r(
        "contact_missing",
        "A Contact must be specified for this type of transaction",
    ),
    v(
        "contact_unnamed",
        "The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber",
    ),
    ours("contact_name_missing", "The contact name must be specified."),
    ours("contact_name_letters", "The contact name cannot contain < or >."),
    ours(
        "contact_name_blanks",
        "The contact name cannot begin or end with a blank or contain two blanks in a row.",
    ),
    ours("contact_persons", "A contact can have at most 5 contact persons."),
    v("email", "Email address must be valid"),
    r("website", "Website must be valid"),
    r("lines_missing", "One or more line items must be specified"),
    r(
        "account_invalid",
        "Account code '{}' is not a valid code for this document.",
    ),
    r(
        "account_archived",
        "Account code '{}' has been archived, or has been deleted. Each line item must reference a valid account.",
    ),
    v(
        "account_dropped",
        "Account code ''{}'' has been removed as it does not match a recognised account.",
    ),
    ours("account_missing", "Account code must be specified"),
    v(
        "tax_for_account",
        "The TaxType code '{}' cannot be used with account code '{}'.",
    ),
    ours(
        "tax_unknown",
        "The TaxType code '{}' does not exist or cannot be used for this type of transaction.",
    ),
    r("tax_inactive", "Tax rate must be Active"),
    r("tax_too_big", "The tax amount cannot be greater than the line amount!"),
    r(
        "line_total",
        "The line total {} does not match the expected line total {}",
    ),
    ours("line_too_big", "The line amount {} is too large."),
    r(
        "quantity",
        "The quantity value '{}' is invalid. Quantity must not be less than zero.",
    ),
    ours("description_missing", "Description must be specified."),
    ours(
        "amount_missing",
        "Quantity and UnitAmount must be specified on each line item.",
    ),
    ours(
        "discount_here",
        "Discounts can only be given on sales invoices and quotes.",
    ),
    ours("item_unknown", "Item code '{}' is not valid"),
    ours("tracking_unknown", "The tracking option '{}' is not valid"),
    ours("tracking_many", "A line item can have at most 2 tracking options."),
    v("number_taken", "Invoice # must be unique."),
    ours("note_number_taken", "Credit note # must be unique."),
    v("order_number_taken", "Order number must be unique"),
    v("item_taken", "Price List Item with Code '{}' already exists"),
    ours("item_code_missing", "Price List Item Code must be supplied"),
    v("account_name_taken", "Please enter a unique Name."),
    ours("account_code_taken", "Please enter a unique Code."),
    ours("account_in_use", "The account is in use and cannot be deleted."),
    r("status_change", "Invoice not of valid status for modification"),
    r("status_create", "Invoice not of valid status for creation"),
    ours("document_status_change", "{} not of valid status for modification"),
    ours("document_status_create", "{} not of valid status for creation"),
    r(
        "settled_edit",
        "This document cannot be edited as it has a payment or credit note allocated to it.",
    ),
    r(
        "settled_void",
        "The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.",
    ),
    r(
        "locked_create",
        "The document date cannot be before the {} lock date, currently set at {}",
    ),
    r(
        "locked_edit",
        "Document cannot be edited as it is currently dated before {} lock date",
    ),
    ours("due_missing", "A due date must be specified to approve the document."),
    ours(
        "due_before_date",
        "The due date cannot be before the date of the document.",
    ),
    r("currency", "Organisation is not subscribed to currency {}"),
    v(
        "payment_too_big",
        "Payment amount exceeds the amount outstanding on this document",
    ),
    r(
        "payment_status",
        "Payments can only be made against Authorised documents",
    ),
    ours("payment_amount", "The payment amount must be greater than zero."),
    ours(
        "payment_account",
        "The payment account is not a bank account and does not take payments.",
    ),
    ours(
        "payment_document",
        "A payment must name one invoice, credit note, prepayment or overpayment.",
    ),
    ours(
        "payment_final",
        "Payments cannot be changed; delete the payment and create another one.",
    ),
    r("payment_batched", "Payments within a batch cannot be deleted."),
    v(
        "journal_unbalanced",
        "The total debits ({}) must equal total credits ({})",
    ),
    ours("journal_lines", "A manual journal must have at least two lines."),
    ours("journal_narration", "Narration is a mandatory field."),
    ours(
        "journal_account",
        "Account code '{}' cannot be used in a manual journal.",
    ),
    v(
        "note_unknown",
        "An existing Credit Note with the specified CreditNoteID could not be found",
    ),
    r(
        "invoice_unknown",
        "An existing invoice with the specified ID could not be found",
    ),
    r(
        "document_unknown",
        "The document with the supplied id was not found for this endpoint.",
    ),
    ours(
        "over_allocated",
        "The amount allocated exceeds what is left of the credit.",
    ),
    ours(
        "allocation_too_big",
        "The amount allocated exceeds the amount outstanding on the invoice.",
    ),
    ours(
        "allocation_status",
        "Allocations can only be made from and to Authorised documents of one contact and one side.",
    ),
    ours("allocation_amount", "The allocated amount must be greater than zero."),
    r("plan_cap", "You have reached the limit of invoices you can approve"),
    v(
        "sent_flag",
        "Only AUTHORISED and BILLED purchase orders may have SentToContact updated.",
    ),
    ours(
        "bank_account",
        "A bank account must be specified for this type of transaction.",
    ),
    ours("type_unknown", "The Type '{}' is not one of the known types."),
    ours("status_unknown", "The Status '{}' is not one of the known statuses."),
    ours("amount_types_unknown", "The LineAmountTypes value '{}' is not valid."),
    ours("too_long", "{} can be at most {} characters long."),
    ours("not_a_number", "{} is not a number: {}"),
    ours("not_a_date", "{} is not a date: {}"),
    ours("term_unknown", "Payment terms are a Day and a known Type."),
    ours(
        "tracking_max",
        "There can be at most 2 active tracking categories and 4 in all.",
    ),
    ours("name_taken", "{} must be unique."),
    ours("name_missing", "{} must be specified."),
    ours("many", "A request can have at most {} {}."),
    ours("one_only", "Only one {} can be written per request."),
    ours("file_name", "The file name is not allowed: {}"),
    ours("file_many", "At most 10 attachments are allowed per document."),
    ours("file_large", "An attachment can be at most 10 MB."),
    ours("note_long", "A note can be at most 2500 characters long."),
    ours("generic", "The request was refused."),
    ours("read_only", "{} cannot be written."),
    ours("letters", "{} may only contain printable ASCII characters."),
];

/// The text of a refusal with its blanks filled.
#[must_use]
pub fn say(key: &str, with: &[&str]) -> String {
    let row = ROWS.iter().find(|row| row.key == key);
    debug_assert!(row.is_some(), "no text for {key}");
    let mut text = row.map_or(key, |row| row.text).to_owned();
    for value in with {
        text = text.replacen("{}", value, 1);
    }
    text
}

/// Why one record was refused: texts in the order found.
pub type Saved<T> = Result<T, Vec<String>>;

/// What a request comes to: the answer, or the refusal of it as a whole.
pub type Answer = Result<Reply, Reply>;

pub fn refuse<T>(key: &str, with: &[&str]) -> Saved<T> {
    Err(vec![say(key, with)])
}

/// Collects what is wrong with a record, so that all of it is told at once.
#[derive(Debug, Default)]
pub struct Problems(Vec<String>, Vec<String>);

impl Problems {
    pub fn add(&mut self, key: &str, with: &[&str]) {
        let text = say(key, with);
        if !self.0.contains(&text) {
            self.0.push(text);
        }
    }

    /// Adds what was dropped although the record is kept.
    pub fn warn(&mut self, key: &str, with: &[&str]) {
        self.1.push(say(key, with));
    }

    /// What was dropped so far.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.1
    }

    /// Adds a problem unless `holds`.
    pub fn need(&mut self, holds: bool, key: &str, with: &[&str]) {
        if !holds {
            self.add(key, with);
        }
    }

    /// Takes the value, or the problems and `None`.
    pub fn take<T>(&mut self, saved: Saved<T>) -> Option<T> {
        match saved {
            Ok(value) => Some(value),
            Err(texts) => {
                for text in texts {
                    if !self.0.contains(&text) {
                        self.0.push(text);
                    }
                }
                None
            }
        }
    }

    pub fn done(self) -> Saved<()> {
        if self.0.is_empty() { Ok(()) } else { Err(self.0) }
    }
}

/// The texts as a record carries them.
#[must_use]
pub fn listed(texts: &[String]) -> Value {
    Value::Array(texts.iter().map(|text| json!({"Message": text})).collect())
}

/// The refusal of a request: each refused element as it was sent, with its texts.
#[must_use]
pub fn invalid(elements: Vec<Value>) -> Reply {
    let body = json!({
        "ErrorNumber": 10, "Type": "ValidationException", "Message": "A validation exception occurred",
        "Elements": elements
    });
    Reply::json(400, &body)
}

/// A refusal of the whole request for one reason.
#[must_use]
pub fn invalid_request(text: &str) -> Reply {
    invalid(vec![json!({"ValidationErrors": [{"Message": text}]})])
}

/// A refusal of the query: no element is to blame.
#[must_use]
pub fn bad_query(text: &str) -> Reply {
    Reply::json(
        400,
        &json!({"ErrorNumber": 16, "Type": "QueryParseException", "Message": text}),
    )
}

#[must_use]
pub fn not_found() -> Reply {
    Reply::new(
        404,
        "text/plain; charset=utf-8",
        "The resource you're looking for cannot be found",
    )
}

#[must_use]
pub fn not_implemented() -> Reply {
    let text = "The Api Method called is not implemented";
    let body = json!({"ErrorNumber": 20, "Type": "ApiMethodNotImplementedException", "Message": text});
    Reply::json(501, &body)
}

/// The gate's refusal: who asks is not known, or may not.
#[must_use]
pub fn gate(status: u16, detail: &str) -> Reply {
    let title = if status == 401 { "Unauthorized" } else { "Forbidden" };
    let instance = uuid::Uuid::new_v4().to_string();
    let body = json!({"Type": null, "Title": title, "Status": status, "Detail": detail, "Instance": instance});
    Reply::json(status, &body)
}

/// The gate's refusal of a token that is over; the day is written as Americans do.
#[must_use]
pub fn token_expired(at: Timestamp) -> Reply {
    let at = at.strftime("%m/%d/%Y %H:%M:%S").to_string();
    gate(401, &format!("TokenExpired: token expired at {at}"))
}

/// A refused element in an answer that keeps the good ones.
#[must_use]
pub fn refused_element(mut sent: Body, id: &str, texts: &[String]) -> Value {
    sent.entry(id).or_insert_with(|| json!(uuid::Uuid::nil().to_string()));
    // Contacts and payments have a flag of another name than documents.
    let flag = if matches!(id, "ContactID" | "PaymentID") {
        "HasValidationErrors"
    } else {
        "HasErrors"
    };
    sent.insert(flag.into(), json!(true));
    sent.insert("StatusAttributeString".into(), json!("ERROR"));
    sent.insert("ValidationErrors".into(), listed(texts));
    Value::Object(sent)
}

/// A key that was used with another request; the vendor says so in plain text.
#[must_use]
pub fn say_used_key(key: &str) -> String {
    format!("Idempotency Key: {key} is used with a different request.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_has_one_key_and_says_where_it_comes_from() {
        for (at, row) in ROWS.iter().enumerate() {
            assert!(ROWS[..at].iter().all(|other| other.key != row.key), "{} twice", row.key);
        }
        let known = |origin: Origin| ROWS.iter().filter(|row| row.origin == origin).count();
        assert!(known(Origin::Vendor) >= 12 && known(Origin::Reported) >= 20);
        let due = ROWS.iter().find(|row| row.key == "due_missing");
        assert_eq!(
            due.map(|row| row.origin),
            Some(Origin::Ours),
            "nobody wrote the vendor's words down"
        );
    }

    #[test]
    fn blanks_are_filled_in_order() {
        let text = say("tax_for_account", &["OUTPUT", "400"]);
        assert_eq!(
            text,
            "The TaxType code 'OUTPUT' cannot be used with account code '400'."
        );
    }
}
