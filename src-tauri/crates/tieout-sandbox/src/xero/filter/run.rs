//! Applies a filter or an order to records.
//!
//! Not here: reading them (`parse`).
//! Invariant: a comparison of things of different kinds is refused, not guessed.

use std::cmp::Ordering;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::Value;

use super::super::dates::{read_day, read_moment};
use super::super::json::{Body, decimal, object, text};
use super::super::kinds::Kind;
use super::super::render::View;
use super::super::store::{Org, Record};
use super::parse::{Filter, Op, Operand, Order, Part};

/// What a field holds.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Held {
    Null,
    Flag(bool),
    Number(Decimal),
    Text(String),
}

impl Org {
    /// Whether a record passes.
    pub fn passes(&self, kind: Kind, record: &Record, filter: &Filter) -> Result<bool, String> {
        Ok(match filter {
            Filter::Both(left, right) => self.passes(kind, record, left)? && self.passes(kind, record, right)?,
            Filter::Either(left, right) => self.passes(kind, record, left)? || self.passes(kind, record, right)?,
            Filter::Holds(field) => self.held(kind, record, field) == Held::Flag(true),
            Filter::Part(field, part, wanted) => {
                let Held::Text(held) = self.held(kind, record, field) else {
                    return Ok(false);
                };
                let (held, wanted) = (held.to_lowercase(), wanted.to_lowercase());
                match part {
                    Part::Contains => held.contains(&wanted),
                    Part::Starts => held.starts_with(&wanted),
                    Part::Ends => held.ends_with(&wanted),
                }
            }
            Filter::Compare(left, op, right) => self.compares(kind, record, left, *op, right)?,
        })
    }

    fn compares(&self, kind: Kind, record: &Record, left: &Operand, op: Op, right: &Operand) -> Result<bool, String> {
        if let Operand::Moment(at) = right {
            return self.at_moment(kind, record, left, op, *at);
        }
        let (left, right) = (self.held(kind, record, left), self.held(kind, record, right));
        if left == Held::Null || right == Held::Null {
            return Ok(match op {
                Op::Equal => left == right,
                Op::Unequal => left != right,
                _ => false,
            });
        }
        let order = match (&left, &right) {
            (Held::Text(left), Held::Text(right)) => match_texts(kind, left, right),
            (Held::Number(left), Held::Number(right)) => left.cmp(right),
            (Held::Flag(left), Held::Flag(right)) => left.cmp(right),
            _ => return Err(format!("Operator '{op:?}' incompatible with operand types")),
        };
        Ok(fits(op, order))
    }

    fn at_moment(&self, kind: Kind, record: &Record, left: &Operand, op: Op, at: Timestamp) -> Result<bool, String> {
        let held = match self.held(kind, record, left) {
            Held::Null => return Ok(op == Op::Unequal),
            Held::Text(text) => moment(&text),
            _ => None,
        };
        let held = held.ok_or("Operator incompatible with operand types: a date and something else")?;
        Ok(fits(op, held.cmp(&at)))
    }

    /// Sorts by the orders given, then by id.
    pub fn sort(&self, kind: Kind, records: &mut [&Record], orders: &[Order]) {
        records.sort_by_cached_key(|record| record.id.clone());
        for order in orders.iter().rev() {
            let field = Operand::Field(order.field.clone());
            records.sort_by_cached_key(|record| self.held(kind, record, &field));
            if order.descending {
                records.reverse();
            }
        }
    }

    fn held(&self, kind: Kind, record: &Record, operand: &Operand) -> Held {
        match operand {
            Operand::Text(text) => Held::Text(text.clone()),
            Operand::Number(number) => Held::Number(*number),
            Operand::Flag(flag) => Held::Flag(*flag),
            Operand::Moment(at) => Held::Text(at.to_string()),
            Operand::Null => Held::Null,
            Operand::Field(name) => held(&self.field(kind, record, name)),
        }
    }

    /// A field's value; only what follows from other records is worked out in full.
    fn field(&self, kind: Kind, record: &Record, name: &str) -> Value {
        if name == kind.id().to_lowercase() {
            return Value::String(record.id.clone());
        }
        match name {
            "updateddateutc" => return Value::String(record.updated.to_string()),
            "status" => return Value::String(self.status(kind, record).to_owned()),
            "amountdue" | "amountpaid" | "amountcredited" | "remainingcredit" | "fullypaidondate" | "isdiscounted"
            | "hasattachments" | "iscustomer" | "issupplier" => {
                let view = View {
                    summary: true,
                    ..View::whole(4)
                };
                let shown = object(&self.render(kind, record, &view));
                return member(&shown, name).cloned().unwrap_or_default();
            }
            _ => {}
        }
        if let Some((first, rest)) = name.split_once('.') {
            let related = [Kind::Contact, Kind::Invoice, Kind::Account]
                .into_iter()
                .find(|kind| kind.name().eq_ignore_ascii_case(first.trim_start_matches("bank")));
            let id = |related: Kind| member(&record.body, first)?.get(related.id())?.as_str();
            let found = related.and_then(|related| Some((related, self.get(related, id(related)?)?)));
            if let Some((related, found)) = found {
                return self.field(related, found, rest);
            }
        }
        let mut parts = name.split('.');
        let first = parts.next().and_then(|part| member(&record.body, part));
        let found = parts.fold(first, |at, part| at?.as_object().and_then(|body| member(body, part)));
        found.cloned().unwrap_or_default()
    }
}

/// A member by its name in any case.
fn member<'a>(body: &'a Body, name: &str) -> Option<&'a Value> {
    let found = body.iter().find(|(member, _)| member.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

fn held(value: &Value) -> Held {
    match value {
        Value::Bool(flag) => Held::Flag(*flag),
        Value::Number(_) => decimal(value).map_or(Held::Null, Held::Number),
        Value::String(text) => Held::Text(text.clone()),
        _ => Held::Null,
    }
}

/// Names and addresses of contacts are compared without case; so are ids.
fn match_texts(kind: Kind, left: &str, right: &str) -> Ordering {
    if kind == Kind::Contact || uuid::Uuid::parse_str(right).is_ok() {
        return left.to_lowercase().cmp(&right.to_lowercase());
    }
    left.cmp(right)
}

fn moment(text: &str) -> Option<Timestamp> {
    let day = read_day(text).filter(|_| text.len() == 10 || text.starts_with("/Date("));
    day.and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC).ok())
        .map(|at| at.timestamp())
        .or_else(|| read_moment(text))
}

fn fits(op: Op, order: Ordering) -> bool {
    match op {
        Op::Equal => order.is_eq(),
        Op::Unequal => order.is_ne(),
        Op::Less => order.is_lt(),
        Op::LessOrEqual => order.is_le(),
        Op::Greater => order.is_gt(),
        Op::GreaterOrEqual => order.is_ge(),
    }
}

/// The search of a screen: name or number, reference, amounts.
#[must_use]
pub fn mentions(record: &Record, contact: &str, wanted: &str) -> bool {
    let wanted = wanted.to_lowercase();
    let names = [
        "Name",
        "FirstName",
        "LastName",
        "EmailAddress",
        "ContactNumber",
        "CompanyNumber",
        "InvoiceNumber",
        "CreditNoteNumber",
        "Reference",
    ];
    let holds = |text: &str| text.to_lowercase().contains(&wanted);
    let amount = record
        .body
        .get("Total")
        .is_some_and(|total| total.to_string().contains(&wanted));
    amount || holds(contact) || names.iter().any(|name| holds(text(&record.body, name)))
}
