//! Text in tables that spreadsheets open: made harmless, and made itself again.
//!
//! Not here: quoting and typed amounts (the writers). Invariant: `original(neutral(text))` is `text`, whatever the text.

use std::borrow::Cow;

use crate::money::parse_amount;

/// What a spreadsheet would take for the start of a formula, also after blanks and in full width (security.md §7).
const STARTS: &str = "=+-@＝＋－＠";

/// Whether a spreadsheet might run the text. A plain number is only a number.
fn is_risky(text: &str) -> bool {
    let after_blanks = text.trim_start().chars().next();
    let first = text.chars().next();
    let starts = after_blanks.is_some_and(|letter| STARTS.contains(letter))
        || first.is_some_and(|letter| matches!(letter, '\t' | '\r' | '\n' | '\0'));
    starts && parse_amount(text).is_err()
}

/// The text with a leading `'` where a spreadsheet might run it. A text that looks like that already gets one more.
pub fn neutral(text: &str) -> Cow<'_, str> {
    match is_risky(text.trim_start_matches('\'')) {
        true => Cow::Owned(format!("'{text}")),
        false => Cow::Borrowed(text),
    }
}

/// The text that `neutral` was given.
pub fn original(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if is_risky(rest.trim_start_matches('\'')) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_run_is_made_harmless_and_a_negative_amount_is_not() {
        for text in [
            "=1+1",
            " @sum",
            "+44 20",
            "-x",
            "\tx",
            "\r=1",
            "＝1",
            "'=1+1",
            "=HYPERLINK(\"x\")",
        ] {
            assert!(neutral(text).starts_with('\''), "{text:?}");
        }
        for text in ["", "-12.50", "Chai", "'s-Hertogenbosch", "'", "5 = 5"] {
            assert_eq!(neutral(text), text);
        }
    }

    proptest! {
        #[test]
        fn a_text_comes_back_as_it_was(text in "['=+@ \t-]{0,4}.{0,8}") {
            let written = neutral(&text);
            prop_assert_eq!(original(&written), text.as_str());
        }
    }
}
