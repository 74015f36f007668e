//! Dates as files write them, read by one pattern per column, voted over all rows.
//!
//! Not here: time zones; a time of day behind the date is skipped. Invariant: day and month are never swapped to make a row fit.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A pattern of `D`, `M`, `MMM`, `YY`, `YYYY` and separators, e.g. `M/D/YYYY`; or `serial`, a workbook's day number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatePattern(String);

/// Tried on columns whose pattern is not said. Order decides between patterns that read every row alike.
const KNOWN: [&str; 17] = [
    "YYYY-M-D",
    "YYYY/M/D",
    "YYYY.M.D",
    "YYYYMMDD",
    "M/D/YYYY",
    "D/M/YYYY",
    "D.M.YYYY",
    "D-M-YYYY",
    "M-D-YYYY",
    "D MMM YYYY",
    "D-MMM-YYYY",
    "MMM D, YYYY",
    "MMM D YYYY",
    "M/D/YY",
    "D/M/YY",
    "D.M.YY",
    "D-MMM-YY",
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const SERIAL: &str = "serial";

impl TryFrom<String> for DatePattern {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let has = |letter: char| text.contains(letter);
        if text == SERIAL || (has('D') && has('M') && has('Y')) {
            Ok(Self(text))
        } else {
            Err(format!("`{text}` is not a date pattern such as M/D/YYYY"))
        }
    }
}

impl From<DatePattern> for String {
    fn from(pattern: DatePattern) -> Self {
        pattern.0
    }
}

impl std::fmt::Display for DatePattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl DatePattern {
    pub fn iso() -> Self {
        Self("YYYY-M-D".to_owned())
    }

    pub fn is_serial(&self) -> bool {
        self.0 == SERIAL
    }

    /// Reads `text`, with or without a time of day behind it.
    pub fn read(&self, text: &str) -> Option<Date> {
        if self.is_serial() {
            return serial(text.trim());
        }
        let mut rest = text.trim();
        let (mut year, mut month, mut day) = (None, None, None);
        let all = tokens(&self.0);
        for (at, token) in all.iter().copied().enumerate() {
            let letter = token.chars().next()?;
            let after = all.get(at + 1).copied().unwrap_or_default();
            // `YYYYMMDD` has no separators, so each part takes exactly its letters.
            let tight =
                after.starts_with(|c: char| c.is_ascii_alphabetic()) || token == "DD" && self.0.ends_with("MMDD");
            match token {
                "YYYY" => year = Some(digits(&mut rest, 4, 4)?),
                "YY" => year = Some(century(digits(&mut rest, 2, 2)?)),
                "MMM" => month = Some(month_name(&mut rest)?),
                "M" | "MM" => month = Some(digits(&mut rest, if tight { 2 } else { 1 }, 2)?),
                "D" | "DD" => day = Some(digits(&mut rest, if tight { 2 } else { 1 }, 2)?),
                _ => rest = rest.strip_prefix(letter)?,
            }
        }
        if !is_time(rest) {
            return None;
        }
        Date::new(year?, i8::try_from(month?).ok()?, i8::try_from(day?).ok()?).ok()
    }
}

impl DatePattern {
    /// Writes a date so that `read` gives it again; `None` where the pattern has no room for it, such as 1950 in `YY`.
    pub fn write(&self, date: Date) -> Option<String> {
        let text = if self.is_serial() {
            let days = Date::new(1899, 12, 30).ok()?.until(date).ok()?.get_days();
            days.to_string()
        } else {
            tokens(&self.0).into_iter().map(|token| part(token, date)).collect()
        };
        (self.read(&text) == Some(date)).then_some(text)
    }
}

/// Days and months always with two digits: every program that reads one digit reads two.
fn part(token: &str, date: Date) -> String {
    let month = usize::try_from(date.month() - 1).ok().and_then(|at| MONTHS.get(at));
    match token {
        "YYYY" => format!("{:04}", date.year()),
        "YY" => format!("{:02}", date.year().rem_euclid(100)),
        "MMM" => {
            let mut short: String = month.map_or("", |name| name.get(..3).unwrap_or(name)).to_owned();
            if let Some(first) = short.get_mut(..1) {
                first.make_ascii_uppercase();
            }
            short
        }
        "M" | "MM" => format!("{:02}", date.month()),
        "D" | "DD" => format!("{:02}", date.day()),
        other => other.to_owned(),
    }
}

/// `YYYY`, `MMM`, `D` and what stands between them, one after the other.
fn tokens(pattern: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        let run = match letter.is_ascii_alphabetic() {
            true => rest.len() - rest.trim_start_matches(letter).len(),
            false => letter.len_utf8(),
        };
        let (token, after) = rest.split_at(run);
        found.push(token);
        rest = after;
    }
    found
}

fn digits(rest: &mut &str, min: usize, max: usize) -> Option<i16> {
    let count = rest.bytes().take_while(u8::is_ascii_digit).take(max).count();
    if count < min {
        return None;
    }
    let (number, after) = rest.split_at(count);
    *rest = after;
    number.parse().ok()
}

/// Two digits as POSIX reads them: 69 to 99 are the last century.
const fn century(year: i16) -> i16 {
    if year >= 69 { 1900 + year } else { 2000 + year }
}

fn month_name(rest: &mut &str) -> Option<i16> {
    let count = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, after) = rest.split_at(count);
    let word = word.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|name| word.len() >= 3 && (name.starts_with(&word) || word == "sept" && *name == "september"))?;
    *rest = after.strip_prefix('.').unwrap_or(after);
    i16::try_from(at + 1).ok()
}

/// Nothing, or a time of day such as ` 10:22:33.5 -0500`, `T10:22Z`, ` 9:05 PM`.
fn is_time(rest: &str) -> bool {
    let Some(time) = rest.strip_prefix([' ', 'T']) else {
        return rest.is_empty();
    };
    let time = time.trim();
    time.contains(':')
        && time.starts_with(|c: char| c.is_ascii_digit())
        && time.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, ':' | '.' | ' ' | '+' | '-' | 'Z' | 'A' | 'P' | 'M' | 'a' | 'p' | 'm')
        })
}

/// Day number of the 1900 system; 60 is the day that never was, so numbers up to it are refused.
fn serial(text: &str) -> Option<Date> {
    let days: i32 = text.split('.').next()?.parse().ok()?;
    if !(61..=2_958_465).contains(&days) {
        return None;
    }
    let start = Date::new(1899, 12, 30).ok()?;
    start
        .checked_add(jiff::Span::new().try_days(i64::from(days)).ok()?)
        .ok()
}

/// What a column says about its pattern.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum DateVerdict {
    /// No value at all, or none that any pattern reads.
    None,
    One(DatePattern),
    /// Several patterns read the column, and not alike.
    Ambiguous {
        options: Vec<DatePattern>,
        example: String,
    },
}

/// Votes over all values: the patterns that read the most rows survive; they must agree on every row.
pub fn vote<'a>(values: impl Iterator<Item = &'a str> + Clone) -> DateVerdict {
    let mut best: Vec<(DatePattern, u64)> = Vec::new();
    for known in KNOWN {
        let pattern = DatePattern(known.to_owned());
        let read = values.clone().filter(|value| pattern.read(value).is_some()).count() as u64;
        best.push((pattern, read));
    }
    let most = best.iter().map(|(_, read)| *read).max().unwrap_or(0);
    let all = values.clone().count() as u64;
    // Where less than half of the column reads as a date, it is some other column.
    if most == 0 || most.saturating_mul(2) < all {
        return DateVerdict::None;
    }
    let mut options: Vec<DatePattern> = best
        .into_iter()
        .filter(|(_, read)| *read == most)
        .map(|(pattern, _)| pattern)
        .collect();
    for value in values {
        let read = |pattern: &DatePattern| pattern.read(value);
        if options.iter().any(|option| read(option) != read(&options[0])) {
            return DateVerdict::Ambiguous {
                options,
                example: value.to_owned(),
            };
        }
    }
    DateVerdict::One(options.swap_remove(0))
}

/// Moves a date by whole weeks, so that weekdays stay.
pub fn shift_weeks(date: Date, weeks: i32) -> Option<Date> {
    date.checked_add(jiff::Span::new().try_weeks(i64::from(weeks)).ok()?)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pattern: &str, text: &str) -> Option<String> {
        DatePattern::try_from(pattern.to_owned())
            .unwrap()
            .read(text)
            .map(|date| date.to_string())
    }

    #[test]
    fn each_pattern_reads_its_own_and_nothing_else() {
        for (pattern, text, date) in [
            ("M/D/YYYY", "7/4/1996", Some("1996-07-04")),
            ("D/M/YYYY", "7/4/1996", Some("1996-04-07")),
            ("M/D/YYYY", "31/12/2024", None),
            ("D/M/YYYY", "30/02/2024", None),
            ("YYYY-M-D", "2024-02-29T10:22:33Z", Some("2024-02-29")),
            ("YYYY-M-D", "2024-02-29 10:22:33 -0500", Some("2024-02-29")),
            ("YYYY-M-D", "2024-02-29 and more", None),
            ("YYYYMMDD", "20240229", Some("2024-02-29")),
            ("YYYYMMDD", "202402291", None),
            ("D-MMM-YY", "5-Sep-24", Some("2024-09-05")),
            ("D MMM YYYY", "5 Sept. 2024", Some("2024-09-05")),
            ("MMM D, YYYY", "January 3, 2025", Some("2025-01-03")),
            ("M/D/YY", "1/2/70", Some("1970-01-02")),
            ("serial", "45322", Some("2024-01-31")),
            ("serial", "60", None),
        ] {
            assert_eq!(read(pattern, text).as_deref(), date, "{pattern} {text}");
        }
    }

    #[test]
    fn day_and_month_are_asked_unless_a_row_settles_them() {
        let DateVerdict::Ambiguous { options, .. } = vote(["1/2/2024", "3/4/2024"].into_iter()) else {
            panic!("both readings fit");
        };
        assert_eq!(
            options.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["M/D/YYYY", "D/M/YYYY"]
        );
        assert_eq!(
            vote(["1/2/2024", "13/4/2024"].into_iter()),
            DateVerdict::One(DatePattern("D/M/YYYY".into()))
        );
        assert_eq!(
            vote(["1/1/2024", "2/2/2024"].into_iter()),
            DateVerdict::One(DatePattern("M/D/YYYY".into()))
        );
        assert_eq!(vote(["Chai", "Chang"].into_iter()), DateVerdict::None);
    }

    proptest::proptest! {
        #[test]
        fn a_date_that_a_pattern_writes_is_the_one_it_reads(day in 0i32..36_500, which in 0usize..KNOWN.len() + 1) {
            let pattern = KNOWN.get(which).map_or_else(|| SERIAL.to_owned(), |known| (*known).to_owned());
            let pattern = DatePattern(pattern);
            let start = Date::new(1950, 1, 1).unwrap();
            let date = start.checked_add(jiff::Span::new().days(day)).unwrap();
            let written = pattern.write(date);
            if let Some(text) = &written {
                proptest::prop_assert_eq!(pattern.read(text), Some(date));
            }
            let short = pattern.0.contains("YY") && !pattern.0.contains("YYYY");
            let room = !short || (1969..=2068).contains(&date.year());
            proptest::prop_assert_eq!(written.is_some(), room, "{} {}", pattern, date);
        }
    }

    #[test]
    fn whole_weeks_keep_the_weekday() {
        let date = Date::new(1998, 5, 6).unwrap();
        let moved = shift_weeks(date, 1487).unwrap();
        assert_eq!(moved, Date::new(2026, 11, 4).unwrap());
        assert_eq!(moved.weekday(), date.weekday());
    }
}
