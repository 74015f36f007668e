//! What the words of payment terms mean.
//!
//! Not here: due dates of documents. Invariant: words that are not understood have no meaning, not a likely one.

use rust_decimal::Decimal;
use tieout_domain::objects::{DueRule, Term};

/// Two terms are the same when their meanings are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct TermMeaning {
    pub due: Due,
    /// Discount in percent times 1000, and the days it is given for.
    pub discount: Option<(i64, u16)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Due {
    Days(u16),
    /// Days after the end of the month.
    EndOfMonth(u16),
    DayOfMonth(u8),
}

impl TermMeaning {
    /// From the rule where there is one, else from the words.
    pub fn of(term: &Term) -> Option<Self> {
        let words = Self::read(&term.name);
        let due = match term.due {
            DueRule::NetDays(days) => Due::Days(days),
            DueRule::DayOfMonth { day, .. } => Due::DayOfMonth(day),
            DueRule::Unknown => return words,
        };
        let said = term
            .discount_percent
            .filter(|percent| !percent.is_zero())
            .and_then(per_mille_of_percent);
        let discount = match (said, term.discount_days) {
            (Some(percent), days) => Some((percent, days.unwrap_or(0))),
            (None, _) => words.filter(|words| words.due == due).and_then(|words| words.discount),
        };
        Some(Self { due, discount })
    }

    /// Reads `Net 30`, `30 days`, `2/10 n/30`, `2% 10 Net 30`, `EOM`, `due on receipt`, `COD`.
    pub fn read(text: &str) -> Option<Self> {
        let text = super::normalise::plain(text).replace(',', ".");
        let numbers = numbers(&text);
        let has = |word: &str| text.split(|c: char| !c.is_alphanumeric()).any(|part| part == word);
        let at_once = [
            "receipt",
            "cod",
            "delivery",
            "immediate",
            "immediately",
            "cash",
            "prompt",
            "prepaid",
            "cia",
            "advance",
        ];
        let month_end = has("eom") || text.contains("end of month") || text.contains("month end");
        let plain = |days: u16| {
            Some(Self {
                due: if month_end {
                    Due::EndOfMonth(days)
                } else {
                    Due::Days(days)
                },
                discount: None,
            })
        };
        match numbers.as_slice() {
            [] if month_end => plain(0),
            [] if at_once.iter().any(|word| has(word)) => plain(0),
            [(days, false)] => plain(whole(*days)?),
            // `2/10 net 30`, `2% 10, net 30`
            [(percent, _), (days, false), (net, false)] if whole(*days)? <= whole(*net)? => Some(Self {
                due: Due::Days(whole(*net)?),
                discount: Some((per_mille_of_percent(*percent)?, whole(*days)?)),
            }),
            // `Net 30, 2% 10`
            [(net, false), (percent, true), (days, false)] => Some(Self {
                due: Due::Days(whole(*net)?),
                discount: Some((per_mille_of_percent(*percent)?, whole(*days)?)),
            }),
            _ => None,
        }
    }
}

fn per_mille_of_percent(percent: Decimal) -> Option<i64> {
    i64::try_from(percent.checked_mul(Decimal::ONE_THOUSAND)?.trunc()).ok()
}

fn whole(number: Decimal) -> Option<u16> {
    number.is_integer().then(|| u16::try_from(number).ok()).flatten()
}

/// Numbers in order, each with whether a percent sign follows.
fn numbers(text: &str) -> Vec<(Decimal, bool)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
        rest = &rest[at..];
        let end = rest
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        if let Ok(number) = Decimal::from_str_exact(number.trim_end_matches('.')) {
            out.push((number, after.trim_start().starts_with('%')));
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_are_the_same_when_they_mean_the_same() {
        for (a, b) in [
            ("Net 30", "30 days net"),
            ("N30", "net 30 days"),
            ("2/10 n/30", "2% 10 Net 30"),
            ("2/10 net 30", "Net 30, 2% 10"),
            ("Due on receipt", "Cash on delivery"),
            ("EOM", "End of month"),
        ] {
            assert!(TermMeaning::read(a).is_some(), "{a}");
            assert_eq!(TermMeaning::read(a), TermMeaning::read(b), "{a} / {b}");
        }
        assert_ne!(TermMeaning::read("Net 30"), TermMeaning::read("Net 60"));
        assert_ne!(TermMeaning::read("Net 30"), TermMeaning::read("2/10 Net 30"));
        assert_eq!(TermMeaning::read("As agreed"), None);
    }
}
