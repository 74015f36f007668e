//! Which members a body may carry, and of what kind, from the vendor's own schema.
//!
//! Not here: which members are required (`write`) and how long they may be (`lengths`).
//! Invariant: a body that passes holds no member the schema does not know, at any depth.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::Value;

use super::errors::{Answer, Refusal, refuse};
use super::json::decimal;

#[derive(Debug, Default, Deserialize)]
struct Schema {
    entities: BTreeMap<String, String>,
    enums: BTreeMap<String, Vec<String>>,
    types: BTreeMap<String, BTreeMap<String, String>>,
}

/// Amounts have fifteen digits at most.
const NUMBER_END: Decimal = Decimal::from_parts(0xA4C6_8000, 0x0003_8D7E, 0, false, 0);

static SCHEMA: LazyLock<Schema> =
    LazyLock::new(|| serde_json::from_str(include_str!("data/members.json")).unwrap_or_default());

/// Members that travel in JSON although the schema file does not list them yet.
const NEWER: [(&str, &str); 7] = [
    ("Line", "CustomExtensions"),
    ("Customer", "V4IDPseudonym"),
    ("Vendor", "V4IDPseudonym"),
    ("Customer", "IsProject"),
    ("Customer", "ClientEntityId"),
    ("Vendor", "ClientEntityId"),
    ("Preferences", "NameValue"),
];

/// Refuses members the entity does not have and words its lists do not hold.
pub fn check(entity: &str, body: &Value) -> Answer<()> {
    match SCHEMA.entities.get(entity) {
        Some(type_name) => check_type(type_name, body),
        None => Ok(()),
    }
}

/// Whether an entity has a member of this name, in any case.
#[must_use]
pub fn has(entity: &str, member: &str) -> bool {
    let known = SCHEMA
        .entities
        .get(entity)
        .and_then(|type_name| SCHEMA.types.get(type_name));
    known.is_some_and(|known| known.keys().any(|name| name.eq_ignore_ascii_case(member)))
}

fn check_type(type_name: &str, body: &Value) -> Answer<()> {
    let Some(known) = SCHEMA.types.get(type_name) else {
        return Ok(());
    };
    let Value::Object(map) = body else { return Ok(()) };
    if type_name == "IntuitAnyType" {
        return Ok(());
    }
    for (name, value) in map {
        match known.get(name) {
            Some(kind) => check_value(kind, name, value)?,
            None if NEWER.contains(&(type_name, name.as_str())) => {}
            None => return Err(unknown(type_name, name, known)),
        }
    }
    Ok(())
}

fn check_value(kind: &str, name: &str, value: &Value) -> Answer<()> {
    if let Some(inner) = kind.strip_prefix('[') {
        return match value {
            Value::Array(items) => items.iter().try_for_each(|item| check_value(inner, name, item)),
            other => check_value(inner, name, other),
        };
    }
    if value.is_null() {
        return Ok(());
    }
    if let Some(words) = kind.strip_prefix("e:") {
        return check_word(words, value);
    }
    match (kind, value) {
        (_, Value::String(text)) if text.is_empty() => Ok(()),
        ("n", value) => match decimal(value) {
            None => Err(unreadable("java.math.BigDecimal", value).at(name)),
            Some(number) if number.abs() >= NUMBER_END => Err(refuse("2080", &[&value.to_string()]).at(name)),
            Some(_) => Ok(()),
        },
        ("d", Value::String(text))
            if text
                .get(..10)
                .is_none_or(|day| day.parse::<jiff::civil::Date>().is_err()) =>
        {
            Err(refuse("2060", &[text]).at(name))
        }
        ("s" | "b" | "d" | "t", Value::Object(_) | Value::Array(_)) => {
            Err(unreadable("java.lang.String", value).at(name))
        }
        ("s" | "b" | "d" | "t", _) => Ok(()),
        (inner, value) if value.is_object() => check_type(inner, value),
        // `CustomerMemo` and the like were plain text once; some clients still send them so.
        (_, Value::String(_)) => Ok(()),
        (inner, value) => Err(unreadable(&class(inner), value).at(name)),
    }
}

fn check_word(words: &str, value: &Value) -> Answer<()> {
    let known = SCHEMA.enums.get(words).map(Vec::as_slice).unwrap_or_default();
    let text = value.as_str().unwrap_or_default();
    if known.iter().any(|word| word == text) {
        return Ok(());
    }
    let text = format!(
        "Can not construct instance of {} from String value '{text}': value not one of declared Enum instance names: \
         [{}]",
        class(words),
        known.join(", ")
    );
    Err(refuse("2010", &[&text]).without_element())
}

fn unreadable(class: &str, value: &Value) -> Box<Refusal> {
    refuse(
        "2010",
        &[&format!(
            "Can not construct instance of {class} from value {value}: not a valid representation"
        )],
    )
}

fn class(type_name: &str) -> String {
    format!("com.intuit.schema.finance.v3.{type_name}")
}

fn unknown(type_name: &str, name: &str, known: &BTreeMap<String, String>) -> Box<Refusal> {
    let listed: Vec<String> = known.keys().take(60).map(|member| format!("\"{member}\"")).collect();
    let text = format!(
        "Unrecognized field \"{name}\" (class {}), not marked as ignorable ({} known properties: {}{}])\n",
        class(type_name),
        known.len(),
        listed.join(", "),
        if known.len() > listed.len() { " [truncated]" } else { "" }
    );
    refuse("2010", &[&text]).without_element()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn members_are_checked_at_every_depth() {
        let good = json!({"DisplayName": "x", "BillAddr": {"Line1": "a", "Country": ""}, "Active": true});
        assert_eq!(check("Customer", &good), Ok(()));
        let nested = json!({"Line": [{"Amount": 1, "DetailType": "JournalEntryLineDetail",
            "JournalEntryLineDetail": {"Description": "belongs on the line"}}]});
        let refusal = check("JournalEntry", &nested).unwrap_err();
        assert_eq!(refusal.errors[0].code, "2010");
        assert!(refusal.errors[0].detail.contains("Unrecognized field \"Description\""));
        assert!(check("Item", &json!({"Type": "Stock"})).is_err());
        assert!(
            check("Item", &json!({"Type": ""})).is_err(),
            "empty text is no item type"
        );
        assert!(check("Invoice", &json!({"TxnDate": "03/04/2026"})).is_err());
        assert!(check("Invoice", &json!({"TotalAmt": "12,50"})).is_err());
        assert_eq!(check("Invoice", &json!({"TotalAmt": 999_999_999_999_999_u64})), Ok(()));
        let long = check("Invoice", &json!({"TotalAmt": 1_000_000_000_000_000_u64})).unwrap_err();
        assert_eq!(long.errors[0].code, "2080");
    }
}
