//! Which letters the ledger takes. Pure.

/// Angle brackets and line breaks give way, blanks stand alone.
pub fn plain(text: &str) -> String {
    let letter = |letter: char| match letter {
        '<' => '(',
        '>' => ')',
        letter if letter.is_control() => ' ',
        letter => letter,
    };
    let plain: String = text.chars().map(letter).collect();
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the ledger calls a valid mail address: one `@` with a name before and a host with a dot behind it, plain letters.
pub fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else {
        return false;
    };
    let plain = text.bytes().all(|byte| byte.is_ascii_graphic());
    let dotted = host.contains('.') && !host.starts_with('.') && !host.ends_with('.');
    plain && dotted && !name.is_empty() && !host.contains('@')
}

/// Countries have letters only.
pub fn country(text: &str) -> String {
    let kept: String = text
        .chars()
        .filter(|letter| letter.is_alphabetic() || *letter == ' ')
        .collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_addresses_are_told_from_words() {
        for (text, expected) in [
            ("accounts@abc.example", true),
            ("a.b+c@mail.abc.example", true),
            ("müller@abc.example", false),
            ("abc.example", false),
            ("a@b", false),
            ("a@@b.c", false),
            ("@b.c", false),
            ("a b@c.d", false),
            ("a@b.", false),
        ] {
            assert_eq!(is_mail(text), expected, "{text}");
        }
    }
}
