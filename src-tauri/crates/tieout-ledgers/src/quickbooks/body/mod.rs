//! The JSON bodies we send: only members of Intuit's schema, only what we own.
//!
//! Not here: whether to send (`push`), lengths and characters (`fit`). Invariant: amounts are JSON numbers with two decimals
//! written digit by digit; a member we do not say is left out, so that an update never clears it.

mod invoice;
mod item;
mod party;

use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use tieout_connect::ledger::{Operation, Write};
use tieout_domain::{Currency, Failure, Object, RecordRef};

use super::map::Entity;

/// What only the company knows, remembered from the last time it was read.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// `CurrencyRef` is refused when multicurrency is off, so it is only sent when it is known to be on.
    pub multi_currency: bool,
    pub home_currency: Option<Currency>,
    pub closed_through: Option<jiff::civil::Date>,
}

/// Body of one write.
pub fn of(write: &Write, facts: &Facts) -> Result<Value, Failure> {
    let entity = Entity::of(write.document.kind())?;
    let mut body = Body::default();
    match write.operation {
        Operation::Create => full(&mut body, write, facts)?,
        Operation::Update => {
            body.version(write)?;
            body.set("sparse", Value::Bool(true));
            full(&mut body, write, facts)?;
        }
        Operation::Deactivate if entity.has_active => {
            body.version(write)?;
            body.set("sparse", Value::Bool(true));
            body.set("Active", Value::Bool(false));
        }
        Operation::Deactivate => return Err(Failure::internal("documents are voided, not made inactive")),
        Operation::Void | Operation::Delete if !entity.has_active => body.version(write)?,
        Operation::Void | Operation::Delete => {
            return Err(Failure::internal(
                "list entries are made inactive, never voided or deleted",
            ));
        }
    }
    Ok(Value::Object(body.members))
}

fn full(body: &mut Body, write: &Write, facts: &Facts) -> Result<(), Failure> {
    match &write.document {
        Object::Customer(party) => party::customer(body, party, write, facts),
        Object::Vendor(party) => party::vendor(body, party, write, facts),
        Object::Item(item) => return item::item(body, item, write),
        Object::Invoice(invoice) => return invoice::invoice(body, invoice, write, facts),
        Object::Account(_) | Object::TaxCode(_) | Object::Term(_) | Object::Class(_) => {
            return Err(Failure::internal("this kind is only read"));
        }
    }
    Ok(())
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

    /// `{"<member>": value}` under `name`.
    fn wrapped(&mut self, name: &str, member: &str, value: Option<&str>) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            self.set(name, json!({member: value}));
        }
    }

    fn reference(&mut self, name: &str, value: Option<&RecordRef>) {
        self.wrapped(name, "value", value.map(|reference| reference.id.as_str()));
    }

    fn date(&mut self, name: &str, value: Option<jiff::civil::Date>) {
        if let Some(date) = value {
            self.set(name, Value::from(date.to_string()));
        }
    }

    fn version(&mut self, write: &Write) -> Result<(), Failure> {
        let remote = write
            .remote
            .as_ref()
            .ok_or_else(|| Failure::internal("a change without the record it is for"))?;
        let token = remote
            .version
            .as_deref()
            .ok_or_else(|| Failure::internal("a change without a version"))?;
        self.set("Id", Value::from(remote.id.as_str()));
        self.set("SyncToken", Value::from(token));
        Ok(())
    }
}

/// A JSON number with the digits of `number`, nothing rounded.
fn number(number: Decimal) -> Result<Value, Failure> {
    let digits = number.to_string();
    digits
        .parse::<serde_json::Number>()
        .map(Value::Number)
        .map_err(|_| Failure::internal("a number JSON cannot hold"))
}

/// An amount with exactly two decimals; more would be a rounding that nobody decided.
fn amount(value: Decimal) -> Result<Value, Failure> {
    let mut cents = value;
    cents.rescale(2);
    if cents != value {
        return Err(Failure::internal(format!("{value} is no whole number of cents")));
    }
    number(cents)
}

#[cfg(test)]
pub(super) mod tests;
