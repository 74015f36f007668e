//! The vendor's ways of writing a day and a moment.
//!
//! Not here: which members are dates.
//! Invariant: a day is midnight UTC; an offset is for show.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Milliseconds since the epoch at the start of a day.
fn millis(day: Date) -> i64 {
    day.to_zoned(TimeZone::UTC)
        .map_or(0, |at| at.timestamp().as_millisecond())
}

/// `/Date(1539993600000+0000)/`
#[must_use]
pub fn day_ms(day: Date) -> String {
    format!("/Date({}+0000)/", millis(day))
}

/// `2018-10-20T00:00:00`
#[must_use]
pub fn day_text(day: Date) -> String {
    format!("{day}T00:00:00")
}

/// `/Date(1539993600000+0000)/`, to the millisecond.
#[must_use]
pub fn moment_ms(at: Timestamp) -> String {
    format!("/Date({}+0000)/", at.as_millisecond())
}

/// `2026-11-22T02:18:00Z`
#[must_use]
pub fn moment_text(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// `2019-12-07T18:46:19.5165400`, without a zone.
#[must_use]
pub fn moment_long(at: Timestamp) -> String {
    let parts = at.subsec_nanosecond().unsigned_abs() / 100;
    format!("{}.{parts:07}", at.strftime("%Y-%m-%dT%H:%M:%S"))
}

/// A day as clients send it: `2026-11-20`, with a time behind it, or `/Date(..)/`.
#[must_use]
pub fn read_day(text: &str) -> Option<Date> {
    if let Some(at) = read_ms(text) {
        return Some(at.to_zoned(TimeZone::UTC).date());
    }
    let day = text.get(..10)?.parse().ok()?;
    let rest = &text[10..];
    (rest.is_empty() || rest.starts_with('T')).then_some(day)
}

fn read_ms(text: &str) -> Option<Timestamp> {
    let inner = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let digits = inner
        .find(['+', '-'])
        .filter(|at| *at > 0)
        .map_or(inner, |at| &inner[..at]);
    Timestamp::from_millisecond(digits.parse().ok()?).ok()
}

/// A moment as clients send it in `If-Modified-Since`: UTC with or without saying so, and as HTTP writes dates.
#[must_use]
pub fn read_moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(at);
    }
    if let Ok(at) = text.parse::<jiff::civil::DateTime>() {
        return at.to_zoned(TimeZone::UTC).ok().map(|at| at.timestamp());
    }
    let http = jiff::fmt::rfc2822::parse(text).ok()?;
    Some(http.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_form_clients_send() {
        let day = jiff::civil::date(2018, 10, 20);
        for text in [
            "2018-10-20",
            "2018-10-20T00:00:00",
            "2018-10-20T00:00:00Z",
            "/Date(1539993600000+0000)/",
            "/Date(1539993600000)/",
        ] {
            assert_eq!(read_day(text), Some(day), "{text}");
        }
        assert_eq!(read_day("20/10/2018"), None);
        assert_eq!(read_day("2018-10-201"), None);
        assert_eq!(day_ms(day), "/Date(1539993600000+0000)/");
    }

    #[test]
    fn moments_are_read_with_and_without_their_zone() {
        let at: Timestamp = "2026-11-22T02:18:00Z".parse().unwrap();
        for text in [
            "2026-11-22T02:18:00",
            "2026-11-22T02:18:00Z",
            "2026-11-22T02:18:00.000Z",
            "2026-11-22T02:18:00+00:00",
            "Sun, 22 Nov 2026 02:18:00 GMT",
        ] {
            assert_eq!(read_moment(text), Some(at), "{text}");
        }
        assert_eq!(read_moment("yesterday"), None);
        assert_eq!(moment_long(at), "2026-11-22T02:18:00.0000000");
    }
}
