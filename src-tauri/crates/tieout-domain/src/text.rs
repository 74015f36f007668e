//! Text as it is compared. Not here: matching by likeness (the engine). Invariant: comparing never changes what is stored or sent.

use unicode_normalization::UnicodeNormalization;

/// Canonical composition, so that `í` as one or two code points compares equal.
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// How ledgers compare names: canonical composition, trimmed, runs of blanks as one, case ignored.
pub fn name_key(text: &str) -> String {
    nfc(text)
        .to_lowercase()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Shortens to `max` characters by a stable rule: the end gives way to `~` and four characters of the full text's hash.
pub fn shorten(text: &str, max: usize) -> String {
    if text.chars().count() <= max {
        return text.to_owned();
    }
    let hash = blake3::hash(nfc(text).as_bytes()).to_hex();
    let kept: String = text.chars().take(max.saturating_sub(5)).collect();
    format!("{}~{}", kept.trim_end(), &hash[..4])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shortened_names_stay_within_the_limit_and_apart() {
        let (a, b) = (format!("{}A", "x".repeat(120)), format!("{}B", "x".repeat(120)));
        assert_eq!(shorten(&a, 100).chars().count(), 100);
        assert_ne!(shorten(&a, 100), shorten(&b, 100));
        assert_eq!(shorten("Chai", 100), "Chai");
    }

    #[test]
    fn composed_and_decomposed_accents_compare_equal() {
        assert_eq!(name_key("Romari\u{301}o "), name_key("ROMARÍO"));
    }
}
