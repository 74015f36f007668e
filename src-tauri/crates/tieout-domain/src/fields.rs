//! An object as named fields, for diffs, compare panels and hashes.
//!
//! Not here: labels and formatting (UI). Invariant: a field that an object does not say is absent, so that it is never compared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use ts_rs::TS;

use crate::Object;

/// Path of a field inside its object, e.g. `bill_to.city` or `lines.2.amount`.
pub type Fields = BTreeMap<String, String>;

/// Members that only one side can know: never compared, never owned by us.
const READ_ONLY: [&str; 5] = ["balance", "type_words", "full_name", "parent.name", "state"];

/// One changed field. `None` means the side does not say it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldChange {
    pub field: String,
    /// What we last wrote, where we did.
    pub last_pushed: Option<String>,
    /// What we want to write.
    pub wanted: Option<String>,
    /// What the ledger says now.
    pub ledger: Option<String>,
}

/// All fields that `object` says.
pub fn fields(object: &Object) -> Fields {
    let mut out = Fields::new();
    if let Ok(Value::Object(tagged)) = serde_json::to_value(object) {
        for (_, value) in tagged {
            flatten("", &value, &mut out);
        }
    }
    out
}

fn flatten(path: &str, value: &Value, out: &mut Fields) {
    let under = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    match value {
        Value::Null => {}
        Value::Object(members) => {
            // A reference is its id; names of references differ now and then without meaning anything.
            if let Some(id) = members.get("id").and_then(Value::as_str) {
                out.insert(path.to_owned(), id.to_owned());
                return;
            }
            members
                .iter()
                .for_each(|(key, member)| flatten(&under(key), member, out));
        }
        Value::Array(members) => {
            members
                .iter()
                .enumerate()
                .for_each(|(at, member)| flatten(&under(&(at + 1).to_string()), member, out));
        }
        Value::String(text) => {
            out.insert(path.to_owned(), canonical(text));
        }
        Value::Bool(_) | Value::Number(_) => {
            out.insert(path.to_owned(), value.to_string());
        }
    }
}

/// NFC, and decimals without trailing zeros, so that `12.50` and `12.5` are the same value.
fn canonical(text: &str) -> String {
    match rust_decimal::Decimal::from_str_exact(text) {
        Ok(number) if text.contains('.') => number.normalize().to_string(),
        _ => crate::text::nfc(text),
    }
}

/// The fields that `wanted` says and `ledger` says otherwise or not at all, read-only members left out.
pub fn changes(wanted: &Object, ledger: Option<&Object>, last_pushed: Option<&Object>) -> Vec<FieldChange> {
    let wanted = fields(wanted);
    let ledger = ledger.map(fields).unwrap_or_default();
    let last = last_pushed.map(fields).unwrap_or_default();
    wanted
        .into_iter()
        .filter(|(field, value)| !READ_ONLY.contains(&field.as_str()) && ledger.get(field) != Some(value))
        .map(|(field, value)| FieldChange {
            last_pushed: last.get(&field).cloned(),
            ledger: ledger.get(&field).cloned(),
            wanted: Some(value),
            field,
        })
        .collect()
}

/// `base` with everything that `with` says instead, in the fields that `takes` lets through. What `with` does not say stays as it is.
/// The two must be of one kind; otherwise nothing is taken.
pub fn overlay(base: &Object, with: &Object, takes: &dyn Fn(&str) -> bool) -> Result<Object, serde_json::Error> {
    let (mut into, from) = (serde_json::to_value(base)?, serde_json::to_value(with)?);
    if let (Some(into), Some(from)) = (into.as_object_mut(), from.as_object()) {
        for (kind, from) in from {
            if let Some(into) = into.get_mut(kind) {
                lay("", into, from, takes);
            }
        }
    }
    serde_json::from_value(into)
}

fn lay(path: &str, into: &mut Value, from: &Value, takes: &dyn Fn(&str) -> bool) {
    let under = |key: &str| {
        if path.is_empty() {
            key.to_owned()
        } else {
            format!("{path}.{key}")
        }
    };
    match from {
        Value::Null => {}
        Value::Object(members) if !members.contains_key("id") => {
            if into.is_null() {
                // The members that it must have, empty: an address has lines.
                let empty = members.iter().map(|(key, member)| (key.clone(), blank(member)));
                *into = Value::Object(empty.collect());
            }
            for (key, member) in members {
                if let Some(into) = into.as_object_mut() {
                    lay(&under(key), into.entry(key).or_insert(Value::Null), member, takes);
                }
            }
        }
        Value::Array(members) => {
            for (at, member) in members.iter().enumerate() {
                let path = under(&(at + 1).to_string());
                match into.as_array_mut() {
                    Some(into) if at < into.len() => lay(&path, &mut into[at], member, takes),
                    Some(into) if takes(&path) => into.push(member.clone()),
                    Some(_) | None => {}
                }
            }
        }
        Value::Object(_) | Value::String(_) | Value::Bool(_) | Value::Number(_) => {
            if takes(path) {
                into.clone_from(from);
            }
        }
    }
}

fn blank(member: &Value) -> Value {
    if member.is_array() {
        Value::Array(Vec::new())
    } else {
        Value::Null
    }
}

/// BLAKE3 of the canonical fields, hex. Equal objects have equal hashes whatever order or form they came in.
pub fn hash(object: &Object) -> String {
    let mut hasher = blake3::Hasher::new();
    for (field, value) in fields(object)
        .iter()
        .filter(|(field, _)| !READ_ONLY.contains(&field.as_str()))
    {
        for part in [field, value] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::Party;

    fn customer(phone: Option<&str>) -> Object {
        Object::Customer(Party {
            name: "Acme".into(),
            phone: phone.map(Into::into),
            ..Party::default()
        })
    }

    #[test]
    fn what_we_do_not_say_is_never_a_difference() {
        assert_eq!(changes(&customer(None), Some(&customer(Some("1"))), None), vec![]);
        assert_eq!(changes(&customer(Some("2")), Some(&customer(Some("1"))), None).len(), 1);
    }

    #[test]
    fn laid_over_another_an_object_says_only_what_it_may() {
        use crate::objects::Address;
        let with = Object::Customer(Party {
            name: "ABC Rentals".into(),
            phone: Some("1".into()),
            bill_to: Some(Address {
                lines: vec!["1 High Street".into()],
                city: Some("Leeds".into()),
                ..Address::default()
            }),
            ..Party::default()
        });
        let told = overlay(&customer(Some("2")), &with, &|field| field != "phone").unwrap();
        assert_eq!(told.name(), "ABC Rentals");
        let party = told.as_party().unwrap();
        assert_eq!(party.phone.as_deref(), Some("2"), "not taken");
        assert_eq!(party.bill_to, with.as_party().unwrap().bill_to);
        assert_eq!(
            overlay(&with, &customer(None), &|_| true)
                .unwrap()
                .as_party()
                .unwrap()
                .phone
                .as_deref(),
            Some("1")
        );
    }

    #[test]
    fn trailing_zeros_are_no_difference() {
        assert_eq!(canonical("12.50"), canonical("12.5"));
        assert_ne!(canonical("00123"), canonical("123"), "a code is not a number");
    }
}
