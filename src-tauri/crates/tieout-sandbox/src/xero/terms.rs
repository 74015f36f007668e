//! Payment terms: a day and one of four types.
//!
//! Not here: the day they come to (`book`).
//! Invariant: a term without a known type is none.

use serde_json::Value;

use super::json::decimal;
use crate::book::TermRule;
use rust_decimal::prelude::ToPrimitive;

/// Reads `{"Day":30,"Type":"DAYSAFTERBILLDATE"}`.
#[must_use]
pub fn rule(term: &Value) -> Option<TermRule> {
    let day = decimal(term.get("Day")?)?.to_i32()?;
    let in_month = i8::try_from(day).ok().filter(|day| (1..=31).contains(day));
    Some(match term.get("Type")?.as_str()? {
        "DAYSAFTERBILLDATE" => TermRule::Days(day),
        "DAYSAFTERBILLMONTH" => TermRule::DaysAfterMonth(day),
        "OFCURRENTMONTH" => TermRule::OfCurrentMonth(in_month?),
        "OFFOLLOWINGMONTH" => TermRule::OfFollowingMonth(in_month?),
        _ => return None,
    })
}
