//! The JSON bodies we send: only members of the vendor's schema that may be written, only what we own.
//!
//! Not here: whether to send (`push`), lengths and characters (`fit`). Invariant: amounts are JSON numbers written digit by digit;
//! a member we do not say is left out, so that an update never clears it.

mod contact;
mod invoice;
mod item;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value};
use tieout_connect::ledger::{Operation, Write};
use tieout_domain::{Currency, Failure, Object, RecordId};

/// What only the company knows, remembered from the last time it was read.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// A contact's currency is only said where the plan has more than one.
    pub multi_currency: bool,
    pub base_currency: Option<Currency>,
    pub closed_through: Option<Date>,
    /// Percent by `TaxType`; empty until they were read.
    pub rates: BTreeMap<String, Decimal>,
}

/// The element of one write.
pub fn of(write: &Write, facts: &Facts) -> Result<Value, Failure> {
    let mut body = Body::default();
    match (&write.document, write.operation) {
        (Object::Customer(party), Operation::Create | Operation::Update) => {
            contact::contact(&mut body, party, write, facts)?
        }
        (Object::Customer(_) | Object::Vendor(_), Operation::Deactivate) => {
            body.text("ContactID", Some(remote(write)?.as_str()));
            body.text("ContactStatus", Some("ARCHIVED"));
        }
        (Object::Item(item), Operation::Create | Operation::Update) => item::item(&mut body, item, write)?,
        (Object::Invoice(invoice), Operation::Create | Operation::Update) => {
            invoice::invoice(&mut body, invoice, write, facts)?;
        }
        (Object::Invoice(invoice), Operation::Void | Operation::Delete) => {
            body.text("InvoiceID", Some(remote(write)?.as_str()));
            body.text("Status", Some(invoice::end_of(invoice.state, write.operation)?));
        }
        (Object::Item(_), Operation::Deactivate) => {
            let failure = Failure::new(
                tieout_domain::ErrorCode::RefusedByLedger,
                tieout_domain::Recovery::ReadHelp,
            );
            return Err(failure.context("this ledger cannot make items inactive"));
        }
        _ => return Err(Failure::internal("this kind cannot be changed so")),
    }
    Ok(Value::Object(body.members))
}

fn remote(write: &Write) -> Result<&RecordId, Failure> {
    let remote = write.remote.as_ref().map(|remote| &remote.id);
    remote.ok_or_else(|| Failure::internal("a change without the record it is for"))
}

#[derive(Default)]
struct Body {
    members: Map<String, Value>,
}

impl Body {
    fn set(&mut self, name: &str, value: Value) {
        self.members.insert(name.to_owned(), value);
    }

    fn text(&mut self, name: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.set(name, Value::from(value));
        }
    }

    fn date(&mut self, name: &str, value: Option<Date>) {
        if let Some(date) = value {
            self.set(name, Value::from(date.to_string()));
        }
    }

    fn number(&mut self, name: &str, value: Option<Decimal>) -> Result<(), Failure> {
        if let Some(value) = value {
            self.set(name, number(value)?);
        }
        Ok(())
    }
}

/// A JSON number with the digits of `number`, nothing rounded.
fn number(number: Decimal) -> Result<Value, Failure> {
    let digits = number.normalize().to_string();
    digits
        .parse::<serde_json::Number>()
        .map(Value::Number)
        .map_err(|_| Failure::internal("a number JSON cannot hold"))
}

/// An amount with no more than two decimals; more would be a rounding that nobody decided.
fn amount(value: Decimal) -> Result<Value, Failure> {
    if value.round_dp(2) != value {
        return Err(Failure::internal(format!("{value} is no whole number of cents")));
    }
    number(value)
}

#[cfg(test)]
pub(super) mod tests;
