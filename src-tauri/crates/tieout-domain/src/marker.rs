//! Our reference, stamped into every record we create in a ledger (`reliability.md` §2).
//!
//! Not here: which field of the ledger's record holds it (the ledger's crate knows).
//! Invariant: deterministic; a copied or restored client file derives the same marker, so twins find each other.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{BookId, ObjectKind, RecordId};

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// `TO` and 16 base32 characters (80 bits of BLAKE3).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(transparent)]
pub struct Marker(String);

impl Marker {
    pub fn derive(client: &str, book: &BookId, kind: ObjectKind, source: &RecordId, split: u32) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in [client, book.as_str(), kind.word(), source.as_str(), &split.to_string()] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let hash = hasher.finalize();
        let bits = hash
            .as_bytes()
            .iter()
            .take(10)
            .fold(0u128, |bits, byte| (bits << 8) | u128::from(*byte));
        let letters = (0..16)
            .rev()
            .map(|place| char::from(ALPHABET[((bits >> (place * 5)) & 31) as usize]));
        Self(format!("TO{}", letters.collect::<String>()))
    }

    /// Finds a marker inside a longer text such as a memo.
    pub fn find(text: &str) -> Option<Self> {
        text.split(|c: char| !c.is_ascii_alphanumeric()).find_map(Self::parse)
    }

    pub fn parse(word: &str) -> Option<Self> {
        let body = word.strip_prefix("TO")?;
        (body.len() == 16 && body.bytes().all(|byte| ALPHABET.contains(&byte))).then(|| Self(word.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for Marker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker(source: &str) -> Marker {
        Marker::derive("c1", &"qbo:1".into(), ObjectKind::Invoice, &source.into(), 0)
    }

    #[test]
    fn a_marker_is_found_again_inside_a_memo() {
        let marker = marker("10248");
        assert_eq!(Marker::find(&format!("Please pay. [{marker}]")), Some(marker));
        assert_eq!(Marker::find("TOO short and TOTALLYNOTAMARKER"), None);
    }

    #[test]
    fn two_records_never_share_a_marker_and_one_always_gets_the_same() {
        assert_eq!(marker("10248"), marker("10248"));
        assert_ne!(marker("10248"), marker("10249"));
    }
}
