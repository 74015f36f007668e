//! Payment terms: a pair of day and type on contacts and on the organisation; there is no list of them (fact sheet §5).
//!
//! Not here: who has which (`pull`). Invariant: an id is its rule, so the same rule is the same term wherever it is found.

use jiff::civil::Date;
use jiff::{Span, ToSpan as _};
use rust_decimal::prelude::ToPrimitive as _;
use serde_json::{Value, json};
use tieout_domain::objects::{DueRule, Term};
use tieout_domain::{Object, Record, RecordId};

use crate::xero::wire;

const PREFIX: &str = "xero-term:";

pub const TYPES: [&str; 4] = [
    "DAYSAFTERBILLDATE",
    "DAYSAFTERBILLMONTH",
    "OFCURRENTMONTH",
    "OFFOLLOWINGMONTH",
];

/// Offered even where nobody has them yet.
pub const USUAL: [(&str, u16); 8] = [
    ("DAYSAFTERBILLDATE", 0),
    ("DAYSAFTERBILLDATE", 7),
    ("DAYSAFTERBILLDATE", 14),
    ("DAYSAFTERBILLDATE", 30),
    ("DAYSAFTERBILLDATE", 60),
    ("DAYSAFTERBILLMONTH", 30),
    ("OFCURRENTMONTH", 31),
    ("OFFOLLOWINGMONTH", 20),
];

/// The id of a term, where both its members are understood.
pub fn reference(wire: wire::Terms) -> Option<String> {
    let kind = wire.kind?;
    let day = wire.day?.0.to_u16()?;
    TYPES.contains(&kind.as_str()).then(|| id(&kind, day))
}

pub fn id(kind: &str, day: u16) -> String {
    format!("{PREFIX}{kind}:{day}")
}

/// Type and day of an id of ours.
pub fn parse(id: &str) -> Option<(&'static str, u16)> {
    let (kind, day) = id.strip_prefix(PREFIX)?.split_once(':')?;
    let kind = TYPES.into_iter().find(|known| *known == kind)?;
    Some((kind, day.parse().ok()?))
}

/// As the ledger wants it said.
pub fn said(id: &str) -> Option<Value> {
    let (kind, day) = parse(id)?;
    Some(json!({"Day": day, "Type": kind}))
}

pub fn record(id: &str) -> Option<Record> {
    let (kind, day) = parse(id)?;
    Some(Record {
        id: RecordId::new(id),
        version: None,
        active: true,
        updated_at: None,
        marker: None,
        object: Object::Term(Term {
            name: name(kind, day),
            due: match kind {
                "DAYSAFTERBILLDATE" => DueRule::NetDays(day),
                // Our neutral day of a month knows neither "this month whatever the day" nor "the next one always".
                _ => DueRule::Unknown,
            },
            discount_percent: None,
            discount_days: None,
        }),
        raw: said(id)?.to_string(),
    })
}

fn name(kind: &str, day: u16) -> String {
    match (kind, day) {
        ("DAYSAFTERBILLDATE", 0) => "Due on receipt".to_owned(),
        ("DAYSAFTERBILLDATE", days) => format!("Net {days}"),
        ("DAYSAFTERBILLMONTH", 0) => "End of month".to_owned(),
        ("DAYSAFTERBILLMONTH", days) => format!("{days} days after the end of the month"),
        ("OFCURRENTMONTH", 31) => "Last day of the current month".to_owned(),
        ("OFCURRENTMONTH", day) => format!("{} of the current month", ordinal(day)),
        (_, 31) => "Last day of the following month".to_owned(),
        (_, day) => format!("{} of the following month", ordinal(day)),
    }
}

fn ordinal(day: u16) -> String {
    let ending = match (day % 10, day % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{day}{ending}")
}

/// When a document of this date falls due. The ledger keeps the day, not the term, so we compute it; months clamp at their end.
pub fn due(id: &str, date: Date) -> Option<Date> {
    let (kind, day) = parse(id)?;
    let days: Span = i64::from(day).days();
    let of_month = |date: Date| {
        let last = i64::from(date.days_in_month());
        let day = i8::try_from(i64::from(day).clamp(1, last)).ok()?;
        date.with().day(day).build().ok()
    };
    match kind {
        "DAYSAFTERBILLDATE" => date.checked_add(days).ok(),
        "DAYSAFTERBILLMONTH" => date.last_of_month().checked_add(days).ok(),
        "OFCURRENTMONTH" => of_month(date),
        _ => of_month(date.first_of_month().checked_add(1.months()).ok()?),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn each_type_of_term_gives_its_day() {
        for (kind, day, of, expected) in [
            ("DAYSAFTERBILLDATE", 0, date(2026, 1, 31), date(2026, 1, 31)),
            ("DAYSAFTERBILLDATE", 30, date(2026, 1, 31), date(2026, 3, 2)),
            ("DAYSAFTERBILLMONTH", 30, date(2026, 1, 10), date(2026, 3, 2)),
            ("DAYSAFTERBILLMONTH", 0, date(2026, 2, 10), date(2026, 2, 28)),
            ("OFCURRENTMONTH", 31, date(2026, 2, 10), date(2026, 2, 28)),
            ("OFCURRENTMONTH", 15, date(2026, 2, 20), date(2026, 2, 15)),
            ("OFFOLLOWINGMONTH", 20, date(2026, 12, 31), date(2027, 1, 20)),
            ("OFFOLLOWINGMONTH", 31, date(2026, 1, 31), date(2026, 2, 28)),
        ] {
            assert_eq!(due(&id(kind, day), of), Some(expected), "{kind} {day} of {of}");
        }
        assert_eq!(due("7", date(2026, 1, 1)), None, "an id of another ledger");
    }

    #[test]
    fn a_term_says_itself_and_is_found_again() {
        for (kind, day) in USUAL {
            let id = id(kind, day);
            assert_eq!(parse(&id), Some((kind, day)));
            let record = record(&id).unwrap();
            assert_eq!(record.raw, format!(r#"{{"Day":{day},"Type":"{kind}"}}"#));
        }
        assert_eq!(record(&id("DAYSAFTERBILLDATE", 30)).unwrap().object.name(), "Net 30");
        assert_eq!(
            record(&id("OFFOLLOWINGMONTH", 22)).unwrap().object.name(),
            "22nd of the following month"
        );
    }
}
