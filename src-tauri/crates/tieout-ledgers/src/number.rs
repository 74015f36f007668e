//! JSON numbers as exact decimals. Not here: rounding. Invariant: a number that does not fit a decimal exactly is an error.

use rust_decimal::Decimal;
use serde::de::{Deserialize, Deserializer, Error};

/// A decimal from a JSON number, or from a string that holds one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Number(pub Decimal);

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::String(text) => text,
            other => return Err(D::Error::custom(format!("{other} is not a number"))),
        };
        exact(&text)
            .map(Self)
            .ok_or_else(|| D::Error::custom(format!("`{text}` is not an exact decimal")))
    }
}

fn exact(text: &str) -> Option<Decimal> {
    match text.split_once(['e', 'E']) {
        None => Decimal::from_str_exact(text).ok(),
        Some(_) => Decimal::from_scientific(text).ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cents_survive_and_nonsense_does_not() {
        let read = |text: &str| {
            serde_json::from_str::<Number>(text)
                .map(|number| number.0.to_string())
                .ok()
        };
        assert_eq!(read("100.00").as_deref(), Some("100.00"));
        assert_eq!(read("0.1").as_deref(), Some("0.1"));
        assert_eq!(read("1.5E2").as_deref(), Some("150"));
        assert_eq!(read("\"12.50\"").as_deref(), Some("12.50"));
        for nonsense in ["\"\"", "\"12,50\"", "null", "true", "[1]", "{}", "1e400"] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
    }

    proptest! {
        #[test]
        fn no_number_changes_on_its_way(units in any::<i64>(), scale in 0u32..9) {
            let amount = Decimal::new(units, scale);
            prop_assert_eq!(serde_json::from_str::<Number>(&amount.to_string()).unwrap().0, amount);
        }
    }
}
