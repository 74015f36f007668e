//! The last filter before text is stored or logged: masks what looks like a secret.
//!
//! Not here: keeping secrets out in the first place (types do that). Invariant: masking twice changes nothing more, and a
//! planted token never survives in any of its usual dresses.

const MASK: &str = "[masked]";

/// Member or parameter names whose value is masked, whatever it looks like.
const NAMES: [&str; 9] = [
    "refresh_token",
    "access_token",
    "id_token",
    "client_secret",
    "password",
    "preshared_token",
    "authorization",
    "code_verifier",
    "x_refresh_token",
];

/// A run of token characters this long is taken for a secret, unless it is plainly something else.
const LONG: usize = 40;

/// `input` with secrets masked.
pub fn text(input: &str) -> String {
    let named = mask_named(input);
    mask_shapes(&named)
}

/// The masked text of an answer, cut to `max` bytes at a character.
pub fn body(bytes: &[u8], max: usize) -> String {
    let mut masked = text(&String::from_utf8_lossy(bytes));
    if masked.len() > max {
        let cut = (0..=max).rev().find(|at| masked.is_char_boundary(*at)).unwrap_or(0);
        masked.truncate(cut);
        masked.push('…');
    }
    masked
}

/// Masks the value after a name: `"name": "value"`, `name=value`, `name: value`.
fn mask_named(input: &str) -> String {
    let lower = input.to_ascii_lowercase();
    let mut out = String::with_capacity(input.len());
    let mut at = 0;
    while let Some((start, end)) = next_value(&lower, at) {
        out.push_str(&input[at..start]);
        out.push_str(MASK);
        at = end;
    }
    out.push_str(&input[at..]);
    out
}

/// Byte range of the next named value from `from` on.
fn next_value(lower: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = lower.as_bytes();
    let mut best: Option<(usize, usize)> = None;
    for name in NAMES {
        let mut search = from;
        while let Some(found) = lower[search..].find(name) {
            let after = search + found + name.len();
            if let Some(range) = value_after(bytes, after) {
                if best.is_none_or(|(start, _)| range.0 < start) {
                    best = Some(range);
                }
                break;
            }
            search = after;
        }
    }
    best
}

fn value_after(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let mut separated = false;
    let mut quoted = None;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' | b'\'' if separated => {
                quoted = Some(*byte);
                at += 1;
                break;
            }
            b'"' | b'\'' | b' ' | b'\t' | b'\\' => at += 1,
            b':' | b'=' if !separated => {
                separated = true;
                at += 1;
            }
            _ => break,
        }
    }
    if !separated {
        return None;
    }
    let ends = |byte: &u8| match quoted {
        Some(quote) => *byte == quote || *byte == b'\\',
        None => matches!(byte, b'&' | b'\n' | b'\r' | b',' | b'}' | b'"' | b';'),
    };
    let end = bytes[at..]
        .iter()
        .position(ends)
        .map_or(bytes.len(), |length| at + length);
    (end > at && &bytes[at..end] != MASK.as_bytes()).then_some((at, end))
}

/// Masks words that look like tokens: after `Bearer` or `Basic`, JWTs, long runs of token characters.
fn mask_shapes(input: &str) -> String {
    let mut out = String::with_capacity(input.len());
    let mut after_scheme = false;
    let mut rest = input;
    while !rest.is_empty() {
        let word_end = rest.find(|c: char| !is_token_char(c)).unwrap_or(rest.len());
        let (word, tail) = rest.split_at(word_end);
        let secret = !word.is_empty() && (looks_secret(word) || (after_scheme && word.len() >= 8));
        out.push_str(if secret { MASK } else { word });
        if !word.is_empty() {
            after_scheme = word.eq_ignore_ascii_case("bearer") || word.eq_ignore_ascii_case("basic");
        }
        let gap_end = tail.find(is_token_char).unwrap_or(tail.len());
        out.push_str(&tail[..gap_end]);
        after_scheme &= tail[..gap_end].chars().all(char::is_whitespace);
        rest = &tail[gap_end..];
    }
    out
}

const fn is_token_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '+' | '/' | '=' | '~')
}

fn looks_secret(word: &str) -> bool {
    if word.starts_with("eyJ") && word.len() >= 20 {
        return true;
    }
    // Paths and names have separators all over; a token is one long run with digits and both cases.
    let run = word
        .split(['/', '.', '=', '~'])
        .max_by_key(|part| part.len())
        .unwrap_or("");
    let any = |test: fn(&u8) -> bool| run.bytes().any(|byte| test(&byte));
    run.len() >= LONG && any(u8::is_ascii_digit) && any(u8::is_ascii_uppercase) && any(u8::is_ascii_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn secrets_are_masked_in_every_dress() {
        for (input, expected) in [
            (
                r#"{"access_token":"abc.def","x":1}"#,
                r#"{"access_token":"[masked]","x":1}"#,
            ),
            (r#"{"refresh_token" : "RT1-1-H0"}"#, r#"{"refresh_token" : "[masked]"}"#),
            (
                "grant_type=refresh_token&refresh_token=RT1-7&x=1",
                "grant_type=refresh_token&refresh_token=[masked]&x=1",
            ),
            ("client_secret=s3cret", "client_secret=[masked]"),
            ("Authorization: Bearer abcdefghij", "Authorization: [masked]"),
            ("sent Bearer abcdefgh1234 to it", "sent Bearer [masked] to it"),
            ("Basic YWJjOmRlZg== here", "Basic [masked] here"),
            ("Token expired: eyJhbGciOiJkaXIiLCJlbmMi.x.y", "Token expired: [masked]"),
            (r#"{"password":"p w"}"#, r#"{"password":"[masked]"}"#),
            ("preshared_token=abc", "preshared_token=[masked]"),
        ] {
            assert_eq!(text(input), expected);
        }
    }

    #[test]
    fn ordinary_answers_stay_readable() {
        for input in [
            r#"{"Customer":{"DisplayName":"Harrow & Pike LLC","Notes":"ERP id C-1042 [TOABCDEFGHIJKLMNOP]"}}"#,
            "/v3/company/9130355377388383/customer/12 of full path: https://c50.sandbox.qbo.intuit.com/qbo50/v3",
            "0190c1a2-7f3e-7aaa-8bbb-0123456789ab",
            "grünes Öl, 12 Stück à 3,50 €",
        ] {
            assert_eq!(text(input), input);
        }
    }

    #[test]
    fn a_long_body_is_cut_at_a_character() {
        assert_eq!(body("ääää".as_bytes(), 5), "ää…");
    }

    proptest! {
        #[test]
        fn a_planted_token_never_survives(
            token in "[A-Za-z0-9_-]{24,60}",
            name in prop::sample::select(NAMES.to_vec()),
            before in "[a-z {}\"]{0,20}",
            dress in 0usize..4,
        ) {
            let dressed = match dress {
                0 => format!("{before}{{\"{name}\":\"{token}\"}}"),
                1 => format!("{before} {name}={token}&z=1"),
                2 => format!("{before} Bearer {token}"),
                _ => format!("{before} eyJ{token}"),
            };
            let masked = text(&dressed);
            prop_assert!(!masked.contains(&token), "{masked}");
            prop_assert_eq!(text(&masked), masked);
        }

        #[test]
        fn any_text_can_be_masked(input in any::<String>()) {
            let _ = text(&input);
        }
    }
}
