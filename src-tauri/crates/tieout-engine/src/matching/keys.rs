//! Keys: values that name one record by themselves when both sides have them.
//!
//! Not here: names. Invariant: a missing key is neutral, never "different".

use super::normalise::plain;

/// Lower case without blanks; `None` for what is no address.
pub fn email(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let (user, host) = text.split_once('@')?;
    (!user.is_empty() && host.contains('.') && !text.contains(char::is_whitespace)).then_some(text)
}

/// The last seven digits: prefixes are written in too many ways.
pub fn phone(text: &str) -> Option<String> {
    let digits = digits(text);
    let at = digits.len().checked_sub(7)?;
    Some(digits[at..].to_owned())
}

pub fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Letters and digits only: `DE 123.456.789` is `de123456789`.
pub fn code(text: &str) -> Option<String> {
    let code: String = plain(text).chars().filter(|letter| letter.is_alphanumeric()).collect();
    (!code.is_empty()).then_some(code)
}

/// House number and first long word of a street, however the rest is shortened.
pub fn house(street: &str) -> Option<String> {
    let plain = plain(street);
    let words = || {
        plain
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
    };
    let number = words().find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let word = words().find(|word| word.len() >= 4 && word.chars().all(char::is_alphabetic))?;
    Some(format!("{number} {word}"))
}

/// Model numbers and the like: four or more characters with both letters and digits.
pub fn codes_in(text: &str) -> Vec<String> {
    let plain = plain(text);
    let mut found: Vec<String> = plain
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '/')
        .map(|word| word.chars().filter(char::is_ascii_alphanumeric).collect::<String>())
        .filter(|word| {
            word.len() >= 4 && word.bytes().any(|b| b.is_ascii_digit()) && word.bytes().any(|b| b.is_ascii_alphabetic())
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_equal_however_they_are_written() {
        assert_eq!(phone("(171) 555-7788"), phone("+44 171 5557788"));
        assert_eq!(phone("12345"), None);
        assert_eq!(email(" A@B.com"), email("a@b.COM"));
        assert_eq!(email("none"), None);
        assert_eq!(code("DE 123.456"), code("de123456"));
        assert_eq!(house("12 High Street"), house("12 High St."));
        assert_eq!(codes_in("Sony KDL-40 TV"), ["kdl40"]);
    }
}
