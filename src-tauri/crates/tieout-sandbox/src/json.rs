//! Small readers and writers for a vendor's JSON.
//!
//! Not here: rules. Numbers are decimals at all times; text that is not a number is not one.
//! Invariant: an amount leaves with the decimals it is due.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Number, Value, json};

pub type Body = Map<String, Value>;

/// An amount with two decimals, zero as `0`.
#[must_use]
pub fn money(amount: Decimal) -> Value {
    if amount.is_zero() {
        return Value::Number(Number::from(0));
    }
    let mut rounded = crate::book::cents(amount);
    rounded.rescale(2);
    number(&rounded.to_string())
}

/// An amount with so many decimals, zero too.
#[must_use]
pub fn fixed(amount: Decimal, places: u32) -> Value {
    let mut rounded = amount.round_dp_with_strategy(places, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
    rounded.rescale(places);
    number(&rounded.to_string())
}

/// A quantity, rate or price without trailing zeros.
#[must_use]
pub fn plain(amount: Decimal) -> Value {
    number(&amount.normalize().to_string())
}

fn number(text: &str) -> Value {
    text.parse::<Number>()
        .map_or_else(|_| Value::Number(Number::from(0)), Value::Number)
}

/// A number sent as a number or as text.
#[must_use]
pub fn decimal(value: &Value) -> Option<Decimal> {
    let text = match value {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.trim().to_owned(),
        _ => return None,
    };
    Decimal::from_str_exact(&text)
        .ok()
        .or_else(|| Decimal::from_scientific(&text).ok())
}

#[must_use]
pub fn decimal_at(body: &Body, name: &str) -> Option<Decimal> {
    body.get(name).and_then(decimal)
}

#[must_use]
pub fn text<'a>(body: &'a Body, name: &str) -> &'a str {
    body.get(name).and_then(Value::as_str).unwrap_or("")
}

/// `true` sent as a boolean or as text.
#[must_use]
pub fn flag(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(flag)) => *flag,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("true"),
        _ => false,
    }
}

#[must_use]
pub fn date_at(body: &Body, name: &str) -> Option<Date> {
    text(body, name).get(..10).and_then(|day| day.parse().ok())
}

/// The `value` of a reference as sent.
#[must_use]
pub fn ref_text(body: &Body, name: &str) -> Option<String> {
    let value = body.get(name)?.get("value")?;
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The id of a reference when it is a number.
#[must_use]
pub fn ref_id(body: &Body, name: &str) -> Option<u64> {
    ref_text(body, name)?.parse().ok()
}

#[must_use]
pub fn reference(id: u64, name: &str) -> Value {
    json!({"value": id.to_string(), "name": name})
}

/// Fills a member that is not there.
pub fn default(body: &mut Body, name: &str, value: Value) {
    body.entry(name).or_insert(value);
}

#[must_use]
pub fn object(value: &Value) -> Body {
    value.as_object().cloned().unwrap_or_default()
}

/// The objects of a list member.
#[must_use]
pub fn list(body: &Body, name: &str) -> Vec<Body> {
    body.get(name)
        .and_then(Value::as_array)
        .map(|items| items.iter().map(object).collect())
        .unwrap_or_default()
}

/// Clients send empty text and null for "not given": both count as absent, at every depth.
#[must_use]
pub fn without_blanks(value: Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        Value::Object(map) if !map.is_empty() => {
            let kept: Body = map
                .into_iter()
                .filter_map(|(name, member)| Some((name, without_blanks(member)?)))
                .collect();
            (!kept.is_empty()).then_some(Value::Object(kept))
        }
        Value::Array(items) => Some(Value::Array(items.into_iter().filter_map(without_blanks).collect())),
        other => Some(other),
    }
}

/// Lays `over` on `base`, objects member by member.
pub fn merge(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (name, value) in over {
                merge(base.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (base, over) => *base = over.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_leave_with_two_decimals_and_zero_bare() {
        assert_eq!(money(Decimal::new(1000, 1)).to_string(), "100.00");
        assert_eq!(money(Decimal::new(1005, 3)).to_string(), "1.01", "half up");
        assert_eq!(money(Decimal::ZERO).to_string(), "0");
        assert_eq!(plain(Decimal::new(4500, 3)).to_string(), "4.5");
    }

    #[test]
    fn blanks_vanish_but_an_object_sent_empty_stays() {
        let sent = json!({"a": "", "b": null, "c": {"d": ""}, "e": {}, "f": [{"g": null}, 1]});
        assert_eq!(without_blanks(sent), Some(json!({"e": {}, "f": [1]})));
    }
}
