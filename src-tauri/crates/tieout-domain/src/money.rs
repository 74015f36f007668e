//! Money: an exact decimal with its currency. Not here: formatting for people (the UI does that on decimal strings).
//! Invariant: no amount is ever rounded silently or read as zero.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// ISO 4217 code, three upper-case letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(try_from = "String", into = "String")]
#[ts(type = "string")]
pub struct Currency(String);

impl Currency {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Decimals of the currency's smallest unit (ISO 4217).
    pub fn decimals(&self) -> u32 {
        match self.0.as_str() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "VND" | "VUV"
            | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            _ => 2,
        }
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;

    fn try_from(value: String) -> Result<Self, MoneyError> {
        if value.len() == 3 && value.bytes().all(|byte| byte.is_ascii_uppercase()) {
            Ok(Self(value))
        } else {
            Err(MoneyError::Currency(value))
        }
    }
}

impl TryFrom<&str> for Currency {
    type Error = MoneyError;

    fn try_from(value: &str) -> Result<Self, MoneyError> {
        Self::try_from(value.to_owned())
    }
}

impl From<Currency> for String {
    fn from(value: Currency) -> Self {
        value.0
    }
}

impl std::fmt::Display for Currency {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("`{0}` is not a three-letter currency code")]
    Currency(String),
    #[error("`{0}` is not an exact decimal number")]
    Amount(String),
    #[error("{0} and {1} cannot be added")]
    Mixed(Currency, Currency),
    #[error("the amount is too large")]
    TooLarge,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Money {
    #[serde(with = "rust_decimal::serde::str")]
    #[ts(type = "string")]
    pub amount: Decimal,
    pub currency: Currency,
}

impl Money {
    pub const fn new(amount: Decimal, currency: Currency) -> Self {
        Self { amount, currency }
    }

    pub fn checked_add(&self, other: &Self) -> Result<Self, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::Mixed(self.currency.clone(), other.currency.clone()));
        }
        let amount = self.amount.checked_add(other.amount).ok_or(MoneyError::TooLarge)?;
        Ok(Self::new(amount, self.currency.clone()))
    }
}

/// Reads a plain decimal such as `-12.50`. Exponents, separators and blanks are errors: they belong to the import profile.
pub fn parse_amount(text: &str) -> Result<Decimal, MoneyError> {
    Decimal::from_str_exact(text).map_err(|_| MoneyError::Amount(text.to_owned()))
}

/// Rounds half away from zero to the currency's smallest unit: the rule ledgers apply per line.
pub fn round_half_up(amount: Decimal, currency: &Currency) -> Decimal {
    amount.round_dp_with_strategy(currency.decimals(), RoundingStrategy::MidpointAwayFromZero)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_unreadable_amount_is_an_error_never_zero() {
        for text in [
            "",
            " ",
            "abc",
            "1,234.56",
            "1e3",
            "12.00-",
            "1000000000000.000000000000000001234567",
        ] {
            assert!(parse_amount(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn halves_round_away_from_zero() {
        let usd = Currency::try_from("USD").unwrap();
        for (text, cents) in [("2.345", "2.35"), ("-2.345", "-2.35"), ("1861.0750", "1861.08")] {
            assert_eq!(
                round_half_up(parse_amount(text).unwrap(), &usd),
                parse_amount(cents).unwrap()
            );
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(units in any::<i64>(), scale in 0u32..12) {
            let amount = Decimal::new(units, scale);
            prop_assert_eq!(parse_amount(&amount.to_string()).unwrap(), amount);
        }
    }
}
