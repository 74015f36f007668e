//! Invoices as sent. Invariants: no number is said (the ledger gives it), ours is the reference; the contact is named by its id alone,
//! since every other member would change the contact; an update carries the whole set of lines, since lines left out vanish.

use rust_decimal::Decimal;
use serde_json::{Value, json};
use tieout_connect::ledger::{Operation, Write};
use tieout_domain::objects::{DocumentState, Invoice, InvoiceLine, LineKind};
use tieout_domain::{ErrorCode, Failure, Recovery};

use super::{Body, Facts, amount, remote};
use crate::xero::map;
use crate::xero::tax::{self, Mode};

pub fn invoice(body: &mut Body, invoice: &Invoice, write: &Write, facts: &Facts) -> Result<(), Failure> {
    let created = write.operation == Operation::Create;
    if created {
        body.text("Type", Some("ACCREC"));
    } else {
        body.text("InvoiceID", Some(remote(write)?.as_str()));
    }
    body.set("Contact", json!({"ContactID": invoice.customer.id.as_str()}));
    body.date("Date", Some(invoice.date));
    body.date("DueDate", invoice.due_date);
    body.text("Reference", invoice.reference.as_deref());
    body.text("LineAmountTypes", Some(Mode::of(invoice).word()));
    body.text("CurrencyCode", Some(invoice.currency.as_str()));
    if created {
        body.text("Status", Some("AUTHORISED"));
        body.set("SentToContact", Value::Bool(false));
    }
    body.set("LineItems", Value::Array(lines(invoice, write, facts)?));
    Ok(())
}

/// The status that ends a document: drafts are deleted, the others voided.
pub fn end_of(state: DocumentState, operation: Operation) -> Result<&'static str, Failure> {
    match (state, operation) {
        (DocumentState::Draft, Operation::Void | Operation::Delete) => Ok("DELETED"),
        (DocumentState::Final | DocumentState::Void, Operation::Void) => Ok("VOIDED"),
        _ => Err(Failure::internal("only a draft can be deleted")),
    }
}

fn lines(invoice: &Invoice, write: &Write, facts: &Facts) -> Result<Vec<Value>, Failure> {
    let told = told(invoice, facts)?;
    let version = write.remote.as_ref().and_then(|remote| remote.version.as_deref());
    let mut known = map::line_ids(version).into_iter();
    let mut lines = Vec::with_capacity(invoice.lines.len());
    for (line, tax) in invoice.lines.iter().zip(told) {
        lines.push(self::line(line, known.next().as_deref(), tax)?);
    }
    Ok(lines)
}

/// Taxes that differ from what the ledger would compute by rounding alone. Without rates none are said, and the answer is compared.
fn told(invoice: &Invoice, facts: &Facts) -> Result<Vec<Option<Decimal>>, Failure> {
    let Some(each) = tax::of_lines(invoice, &facts.rates) else {
        return Ok(vec![None; invoice.lines.len()]);
    };
    match tax::shares(invoice, &each) {
        Ok(shares) => Ok(shares.told),
        // `fit` refuses it; a document with another tax must not leave by another way either.
        Err(computed) => Err(Failure::new(ErrorCode::TaxDiffers, Recovery::ChangeSetting)
            .param("tax_total", invoice.tax_total.unwrap_or_default())
            .param("computed", computed)),
    }
}

fn line(line: &InvoiceLine, known: Option<&str>, tax: Option<Decimal>) -> Result<Value, Failure> {
    let mut body = Body::default();
    body.text("LineItemID", known);
    body.text("Description", line.description.as_deref());
    if line.kind == LineKind::Text {
        return Ok(Value::Object(body.members));
    }
    // Where nobody counted, it is one of it.
    body.number("Quantity", Some(line.quantity.unwrap_or(Decimal::ONE)))?;
    body.number("UnitAmount", Some(line.unit_price.unwrap_or(line.amount)))?;
    body.number("DiscountRate", line.discount_percent)?;
    // The ledger refuses a line whose product is another amount: our arithmetic is checked over there.
    body.set("LineAmount", amount(line.amount)?);
    body.text("ItemCode", line.item.as_ref().map(|item| item.id.as_str()));
    body.text("AccountCode", line.account.as_ref().map(|account| account.id.as_str()));
    body.text("TaxType", line.tax_code.as_ref().map(|code| code.id.as_str()));
    body.number("TaxAmount", tax)?;
    if let Some((category, option)) = line.class.as_ref().and_then(|class| map::tracking(class.id.as_str())) {
        let tracking = json!({"TrackingCategoryID": category, "TrackingOptionID": option});
        body.set("Tracking", json!([tracking]));
    }
    Ok(Value::Object(body.members))
}
