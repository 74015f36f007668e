//! Amounts as people and programs write them, read exactly by one style per column.
//!
//! Not here: rounding. Invariant: a text that fits the style in no way is unreadable, never zero, and no digit is ever dropped.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// Which sign separates the decimals; the other one, blanks and apostrophes group thousands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum NumberStyle {
    #[serde(rename = "1,234.56")]
    Point,
    #[serde(rename = "1.234,56")]
    Comma,
}

impl NumberStyle {
    pub const fn example(self) -> &'static str {
        match self {
            Self::Point => "1,234.56",
            Self::Comma => "1.234,56",
        }
    }

    const fn decimal(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }

    const fn group(self) -> char {
        match self {
            Self::Point => ',',
            Self::Comma => '.',
        }
    }
}

/// Exponents beyond this cannot be amounts and would only cost memory.
const EXPONENT_MAX: i32 = 40;

/// Sign and digits of a written number, without currency and decoration.
struct Bare<'a> {
    negative: bool,
    body: &'a str,
    exponent: i32,
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\u{feff}')
}

fn is_currency(c: char) -> bool {
    matches!(
        c,
        '$' | '¢'
            | '£'
            | '¤'
            | '¥'
            | '₣'
            | '₤'
            | '₦'
            | '₩'
            | '₪'
            | '₫'
            | '₹'
            | '₺'
            | '₽'
            | '₿'
            | '€'
            | '฿'
    )
}

fn is_minus(c: char) -> bool {
    matches!(c, '-' | '\u{2212}' | '\u{2013}')
}

/// Takes off blanks, one currency sign or code, signs, parentheses and CR/DR. `CR` negates, `DR` does not.
fn bare(text: &str) -> Option<Bare<'_>> {
    let mut rest = text.trim_matches(is_blank);
    let mut signs = 0u32;
    let mut negative = false;
    if let Some(inside) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        (rest, negative, signs) = (inside, true, 1);
    }
    if let Some((front, word)) = rest.len().checked_sub(2).and_then(|at| rest.split_at_checked(at))
        && front.ends_with(|c: char| is_blank(c) || c.is_ascii_digit())
        && (word.eq_ignore_ascii_case("cr") || word.eq_ignore_ascii_case("dr"))
    {
        negative ^= word.eq_ignore_ascii_case("cr");
        signs += 1;
        rest = front;
    }
    let mut currencies = 0u32;
    loop {
        rest = rest.trim_matches(is_blank);
        if let Some(inner) = rest.strip_prefix(is_minus).or_else(|| rest.strip_suffix(is_minus)) {
            (rest, negative, signs) = (inner, !negative, signs + 1);
        } else if let Some(inner) = rest.strip_prefix('+') {
            (rest, signs) = (inner, signs + 1);
        } else if let Some(inner) = strip_currency(rest) {
            (rest, currencies) = (inner, currencies + 1);
        } else {
            break;
        }
    }
    if signs > 1 || currencies > 1 {
        return None;
    }
    let (body, exponent) = match rest.find(['e', 'E']) {
        Some(at) => (&rest[..at], exponent(&rest[at + 1..])?),
        None => (rest, 0),
    };
    let plain = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '\u{2019}') || is_blank(c);
    let ok = body.contains(|c: char| c.is_ascii_digit()) && body.chars().all(plain);
    ok.then_some(Bare {
        negative,
        body,
        exponent,
    })
}

fn exponent(text: &str) -> Option<i32> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|value: &i32| value.abs() <= EXPONENT_MAX)
}

fn strip_currency(text: &str) -> Option<&str> {
    if let Some(inner) = text
        .strip_prefix(is_currency)
        .or_else(|| text.strip_suffix(is_currency))
    {
        return Some(inner);
    }
    let is_code = |word: &str| word.len() == 3 && word.bytes().all(|b| b.is_ascii_uppercase());
    if let Some((code, inner)) = text.split_at_checked(3)
        && is_code(code)
    {
        return Some(inner);
    }
    let (inner, code) = text.len().checked_sub(3).and_then(|at| text.split_at_checked(at))?;
    is_code(code).then_some(inner)
}

/// Reads `text` by `style`; `None` when it does not fit.
pub fn read(text: &str, style: NumberStyle) -> Option<Decimal> {
    let Bare {
        negative,
        body,
        exponent,
    } = bare(text)?;
    let (whole, fraction) = match body.split_once(style.decimal()) {
        Some((whole, fraction)) => (whole, fraction),
        None => (body, ""),
    };
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let whole = ungroup(whole, style)?;
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let amount = Decimal::from_str_exact(&shift(&whole, fraction, exponent)).ok()?;
    Some(if negative { -amount } else { amount })
}

/// Writes every digit, without group marks, so that `read` gives the same amount by this style.
pub fn write(amount: Decimal, style: NumberStyle) -> String {
    amount.to_string().replace('.', &style.decimal().to_string())
}

/// The same for a column whose style nothing says: three decimals alone might be a group of thousands.
pub fn write_beyond_doubt(amount: Decimal) -> String {
    let text = write(amount, NumberStyle::Point);
    match sign(&text) {
        Sign::Either => format!("{text}0"),
        Sign::Neutral | Sign::Only(_) | Sign::Unreadable => text,
    }
}

/// Digits without their group marks; groups must be 3 long (2 is allowed before the last, as in India).
fn ungroup(whole: &str, style: NumberStyle) -> Option<String> {
    let mark = |c: char| c == style.group() || is_blank(c) || matches!(c, '\'' | '\u{2019}');
    let groups: Vec<&str> = whole.split(mark).collect();
    if !groups.iter().all(|group| group.bytes().all(|b| b.is_ascii_digit())) {
        return None;
    }
    if let [first, middle @ .., last] = groups.as_slice() {
        let grouped = (1..=3).contains(&first.len()) && last.len() == 3 && {
            middle.iter().all(|group| group.len() == 3) || (first.len() <= 2 && middle.iter().all(|g| g.len() == 2))
        };
        if !grouped {
            return None;
        }
    }
    Some(groups.concat())
}

/// Writes digits and exponent as a plain decimal, because exact reading refuses exponents.
fn shift(whole: &str, fraction: &str, exponent: i32) -> String {
    let digits = format!("{whole}{fraction}");
    let point = i64::try_from(whole.len())
        .unwrap_or(i64::MAX)
        .saturating_add(i64::from(exponent));
    let Ok(at) = usize::try_from(point) else {
        let zeros = usize::try_from(-point).unwrap_or(0);
        return tidy("0", &format!("{}{digits}", "0".repeat(zeros)), exponent);
    };
    if at >= digits.len() {
        return format!("{digits}{}", "0".repeat(at - digits.len()));
    }
    let (whole, fraction) = digits.split_at(at);
    tidy(if whole.is_empty() { "0" } else { whole }, fraction, exponent)
}

/// Zeros at the end are kept where they were written, but not those an exponent leaves behind.
fn tidy(whole: &str, fraction: &str, exponent: i32) -> String {
    let fraction = if exponent == 0 {
        fraction
    } else {
        fraction.trim_end_matches('0')
    };
    if fraction.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{fraction}")
    }
}

/// What one written number says about the style of its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Neutral,
    Either,
    Only(NumberStyle),
    Unreadable,
}

fn sign(text: &str) -> Sign {
    match (read(text, NumberStyle::Point), read(text, NumberStyle::Comma)) {
        (None, None) => Sign::Unreadable,
        (Some(_), None) => Sign::Only(NumberStyle::Point),
        (None, Some(_)) => Sign::Only(NumberStyle::Comma),
        (Some(point), Some(comma)) if point == comma => Sign::Neutral,
        // `0.125` could only be a group mark after a zero, which nobody writes.
        (Some(point), Some(comma)) => match bare(text).map(|bare| bare.body.starts_with('0')) {
            Some(true) if point.abs() < comma.abs() => Sign::Only(NumberStyle::Point),
            Some(true) => Sign::Only(NumberStyle::Comma),
            _ => Sign::Either,
        },
    }
}

/// Evidence about a column, gathered over all its rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NumberEvidence {
    pub point: u64,
    pub comma: u64,
    /// Readable either way with different results.
    pub either: u64,
    pub neutral: u64,
    pub unreadable: u64,
    /// A value that can be read either way, or else one that speaks against the majority.
    pub example: Option<String>,
}

/// One stray in fifty does not make a column doubtful; it is reported as a bad row instead.
const STRAY_ONE_IN: u64 = 50;

impl NumberEvidence {
    pub fn add(&mut self, text: &str) {
        match sign(text) {
            Sign::Neutral => self.neutral += 1,
            Sign::Unreadable => self.unreadable += 1,
            Sign::Only(NumberStyle::Point) => self.point += 1,
            Sign::Only(NumberStyle::Comma) => self.comma += 1,
            Sign::Either => {
                self.either += 1;
                self.example.get_or_insert_with(|| text.to_owned());
            }
        }
    }

    pub const fn readable(&self) -> u64 {
        self.point + self.comma + self.either + self.neutral
    }

    /// The style beyond doubt, or `None` when it must be asked.
    pub const fn style(&self) -> Option<NumberStyle> {
        match (self.point, self.comma) {
            (0, 0) if self.either > 0 => None,
            (_, 0) => Some(NumberStyle::Point),
            (0, _) => Some(NumberStyle::Comma),
            (point, comma) if comma.saturating_mul(STRAY_ONE_IN) <= point => Some(NumberStyle::Point),
            (point, comma) if point.saturating_mul(STRAY_ONE_IN) <= comma => Some(NumberStyle::Comma),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::NumberStyle::{Comma, Point};
    use super::*;
    use proptest::prelude::*;

    fn evidence(texts: &[&str]) -> NumberEvidence {
        let mut found = NumberEvidence::default();
        texts.iter().for_each(|text| found.add(text));
        found
    }

    #[test]
    fn amounts_are_read_however_they_are_decorated() {
        for (text, style, plain) in [
            ("1,234.56", Point, "1234.56"),
            ("1.234,56", Comma, "1234.56"),
            ("1 234,56", Comma, "1234.56"),
            ("1\u{202f}234,56 €", Comma, "1234.56"),
            ("1'234.56", Point, "1234.56"),
            ("12,34,567.00", Point, "1234567.00"),
            ("(12.00)", Point, "-12.00"),
            ("12.00-", Point, "-12.00"),
            ("\u{2212}12.00", Point, "-12.00"),
            ("-$12.00", Point, "-12.00"),
            ("$ -12.00", Point, "-12.00"),
            ("USD 12.00", Point, "12.00"),
            ("12.00 CR", Point, "-12.00"),
            ("12.00DR", Point, "12.00"),
            ("1e-18", Point, "0.000000000000000001"),
            ("1.50E+3", Point, "1500"),
            (".5", Point, "0.5"),
            ("0.30", Point, "0.30"),
        ] {
            assert_eq!(
                read(text, style).map(|amount| amount.to_string()).as_deref(),
                Some(plain),
                "{text}"
            );
        }
    }

    #[test]
    fn what_does_not_fit_is_unreadable_never_zero() {
        for text in [
            "",
            " ",
            "abc",
            "-",
            "1,5",
            "1,2345",
            "12.3.4",
            "--5",
            "(-5)",
            "$€5",
            "1e999",
            "1e",
            "5%",
            "12 34",
            "1000000000000.000000000000000001234567",
            "USD",
            "0x10",
            ",123",
            "٣",
        ] {
            assert_eq!(read(text, Point), None, "{text:?}");
        }
    }

    #[test]
    fn a_column_that_fits_both_styles_is_asked() {
        assert_eq!(evidence(&["14.550", "2.000"]).style(), None);
        assert_eq!(evidence(&["1,234", "7"]).style(), None);
        assert_eq!(evidence(&["14.550", "2.5"]).style(), Some(Point));
        assert_eq!(evidence(&["14.550", "2,5"]).style(), Some(Comma));
        assert_eq!(evidence(&["1,234,567"]).style(), Some(Point));
        assert_eq!(evidence(&["0.125"]).style(), Some(Point));
        assert_eq!(evidence(&["7", "8"]).style(), Some(Point));
        assert_eq!(evidence(&["1.5", "1,5"]).style(), None, "two rows against each other");
    }

    proptest! {
        #[test]
        fn an_amount_comes_back_to_the_last_digit(units in any::<i64>(), scale in 0u32..12, comma in any::<bool>()) {
            let amount = Decimal::new(units, scale);
            let style = if comma { Comma } else { Point };
            prop_assert_eq!(read(&write(amount, style), style), Some(amount));
            let text = write_beyond_doubt(amount);
            prop_assert_eq!(read(&text, Point), Some(amount));
            prop_assert_eq!(evidence(&[&text]).style(), Some(Point), "{} is asked about", text);
        }

        #[test]
        fn what_is_written_in_a_style_is_read_back(units in any::<i64>(), scale in 0u32..12, comma in any::<bool>()) {
            let amount = Decimal::new(units, scale);
            let style = if comma { Comma } else { Point };
            let plain = amount.abs().to_string();
            let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
            let mut grouped = String::new();
            for (at, digit) in whole.chars().enumerate() {
                if at > 0 && (whole.len() - at).is_multiple_of(3) {
                    grouped.push(style.group());
                }
                grouped.push(digit);
            }
            if !fraction.is_empty() {
                grouped.push(style.decimal());
                grouped.push_str(fraction);
            }
            if amount.is_sign_negative() {
                grouped = format!("({grouped})");
            }
            prop_assert_eq!(read(&grouped, style), Some(amount));
        }

        #[test]
        fn any_text_is_read_or_refused_without_a_crash(text in ".{0,24}") {
            let _ = (read(&text, Point), read(&text, Comma));
        }
    }
}
