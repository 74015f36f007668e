//! How figures, days and moments read in a printed report.
//!
//! Not here: words (`words`). Invariant: an amount is shown with every digit it has; nothing is rounded.

use jiff::civil::Date;
use rust_decimal::Decimal;
use tieout_domain::Instant;

/// `1,330,735.98`; a true minus sign, since a hyphen gets lost before a figure.
pub fn money(amount: Decimal) -> String {
    let text = amount.abs().to_string();
    let (whole, fraction) = text
        .split_once('.')
        .map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
    let sign = if amount.is_sign_negative() && !amount.is_zero() {
        "\u{2212}"
    } else {
        ""
    };
    match fraction {
        Some(fraction) => format!("{sign}{}.{fraction}", grouped(whole)),
        None => format!("{sign}{}", grouped(whole)),
    }
}

pub fn count(number: u32) -> String {
    grouped(&number.to_string())
}

fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `14 Mar 2026`: no reader takes the day for the month.
pub fn date(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

pub fn instant(at: Instant) -> String {
    at.strftime("%-d %b %Y %H:%M UTC").to_string()
}

pub fn duration(from: Instant, to: Instant) -> String {
    let seconds = to.as_second().saturating_sub(from.as_second()).max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match (hours, minutes) {
        (0, 0) => format!("{rest} s"),
        (0, _) => format!("{minutes} min {rest:02} s"),
        _ => format!("{hours} h {minutes:02} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_have_thousands_separators_and_keep_every_digit() {
        let shown = |text: &str| money(text.parse().unwrap());
        assert_eq!(shown("1330735.98"), "1,330,735.98");
        assert_eq!(shown("999.00"), "999.00");
        assert_eq!(shown("-1234.5670"), "\u{2212}1,234.5670");
        assert_eq!(shown("-0.00"), "0.00");
        assert_eq!(count(50_000), "50,000");
    }

    #[test]
    fn days_and_moments_read_the_same_everywhere() {
        let at: Instant = "2026-11-22T07:23:09.123456789Z".parse().unwrap();
        assert_eq!(instant(at), "22 Nov 2026 07:23 UTC");
        assert_eq!(date("2026-03-14".parse().unwrap()), "14 Mar 2026");
        let later: Instant = "2026-11-22T08:25:19Z".parse().unwrap();
        assert_eq!(duration(at, later), "1 h 02 min");
        assert_eq!(duration(at, at), "0 s");
    }
}
