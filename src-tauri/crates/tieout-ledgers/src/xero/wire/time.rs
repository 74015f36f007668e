//! Dates and times: `/Date(1539993600000+0000)/`, and ISO text without a zone.
//!
//! Not here: what they mean. Invariant: the milliseconds are UTC, the offset is only for display (fact sheet §2); document dates are
//! midnight UTC.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use tieout_domain::Instant;

pub fn instant(text: &str) -> Option<Instant> {
    match milliseconds(text) {
        Some(ms) => Instant::from_millisecond(ms).ok(),
        None => text.parse().ok().or_else(|| zoneless(text)),
    }
}

pub fn date(text: &str) -> Option<Date> {
    match milliseconds(text) {
        Some(ms) => Some(Instant::from_millisecond(ms).ok()?.to_zoned(TimeZone::UTC).date()),
        None => text.split('T').next()?.parse().ok(),
    }
}

fn milliseconds(text: &str) -> Option<i64> {
    let inside = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let sign = inside.strip_prefix('-').map_or("", |_| "-");
    let digits = inside.trim_start_matches('-').split(['+', '-']).next()?;
    format!("{sign}{digits}").parse().ok()
}

/// `2019-12-07T18:46:19.5165400`: UTC that does not say so.
fn zoneless(text: &str) -> Option<Instant> {
    let civil: jiff::civil::DateTime = text.parse().ok()?;
    Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_of_a_date_is_the_same_day() {
        let day = jiff::civil::date(2018, 10, 20);
        for text in [
            "/Date(1539993600000+0000)/",
            "/Date(1539993600000)/",
            "2018-10-20T00:00:00",
            "2018-10-20",
        ] {
            assert_eq!(date(text), Some(day), "{text}");
        }
        assert_eq!(date("/Date(-86400000+0000)/"), Some(jiff::civil::date(1969, 12, 31)));
    }

    #[test]
    fn the_offset_is_not_added() {
        assert_eq!(
            instant("/Date(1539993600000+1300)/"),
            instant("/Date(1539993600000+0000)/")
        );
    }

    #[test]
    fn times_are_utc_with_and_without_saying_so() {
        let said = instant("2019-12-07T18:46:19.5165400").unwrap();
        assert_eq!(said, "2019-12-07T18:46:19.51654Z".parse().unwrap());
        assert_eq!(instant("2026-11-22T02:18:00Z"), "2026-11-22T02:18:00Z".parse().ok());
    }

    #[test]
    fn what_cannot_be_read_is_nothing() {
        for text in ["", "/Date()/", "/Date(soon)/", "20 October", "2018-13-40"] {
            assert_eq!((instant(text), date(text)), (None, None), "{text}");
        }
    }
}
