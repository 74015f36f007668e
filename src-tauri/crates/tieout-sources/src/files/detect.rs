//! What a text file is made of: encoding, delimiter, header row.
//!
//! Not here: trusting any of it. Each answer says how sure it is, the screens show it, and a profile overrules it.
//! Invariant: bytes are decoded strictly; a byte that the encoding does not have is an error with its place, not a replacement sign.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use serde::Serialize;
use tieout_domain::Failure;

use super::failure::unreadable;
use super::limits::PREAMBLE_ROWS_MAX;

/// Why we believe an encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EncodingEvidence {
    /// The profile or the user says so.
    Chosen,
    /// A byte order mark.
    Mark,
    /// The whole file is valid UTF-8.
    Valid,
    /// A guess by statistics: rows with other than plain letters must be looked at.
    Guess,
}

#[derive(Debug, Clone)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    pub encoding: &'static str,
    pub evidence: EncodingEvidence,
}

/// Decodes a whole file; `chosen` is an encoding label such as `windows-1252`.
pub fn decode<'a>(file: &str, bytes: &'a [u8], chosen: Option<&str>) -> Result<Decoded<'a>, Failure> {
    let (encoding, evidence) = encoding(file, bytes, chosen)?;
    let bytes = Encoding::for_bom(bytes)
        .filter(|(marked, _)| *marked == encoding)
        .map_or(bytes, |(_, mark)| bytes.get(mark..).unwrap_or_default());
    let text = if encoding == UTF_8 {
        std::str::from_utf8(bytes)
            .map(Cow::Borrowed)
            .map_err(|error| unreadable(file, "not_utf8").param("byte", error.valid_up_to() + 1))?
    } else {
        encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| unreadable(file, "not_in_encoding").param("encoding", encoding.name()))?
    };
    if let Some(at) = text.find('\0') {
        let line = text[..at].matches('\n').count() + 1;
        return Err(unreadable(file, "nul_byte").param("line", line));
    }
    Ok(Decoded {
        text,
        encoding: encoding.name(),
        evidence,
    })
}

fn encoding(file: &str, bytes: &[u8], chosen: Option<&str>) -> Result<(&'static Encoding, EncodingEvidence), Failure> {
    if let Some(label) = chosen {
        let encoding = Encoding::for_label(label.as_bytes())
            .ok_or_else(|| unreadable(file, "encoding_unknown").param("encoding", label))?;
        return Ok((encoding, EncodingEvidence::Chosen));
    }
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Ok((encoding, EncodingEvidence::Mark));
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return Ok((encoding, EncodingEvidence::Guess));
    }
    if std::str::from_utf8(bytes).is_ok() {
        return Ok((UTF_8, EncodingEvidence::Valid));
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Ok((
        detector.guess(None, chardetng::Utf8Detection::Deny),
        EncodingEvidence::Guess,
    ))
}

/// Text with a zero in every second byte: "Unicode text" saved without its mark.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(512))?;
    let zeros = |from: usize| start.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    let enough = start.len() / 4;
    match (zeros(0), zeros(1)) {
        (0, odd) if odd > enough => Some(UTF_16LE),
        (even, 0) if even > enough => Some(UTF_16BE),
        _ => None,
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DelimiterGuess {
    pub delimiter: char,
    /// The file says it itself (`sep=;`).
    pub declared: bool,
    /// Columns that most of the first rows have with it.
    pub columns: usize,
    /// Other delimiters under which the first rows are even too.
    pub others: Vec<char>,
}

pub const DELIMITERS: [char; 4] = [',', ';', '\t', '|'];

/// The delimiter under which most of the first rows have the same number of columns, and more than one.
pub fn delimiter(text: &str) -> DelimiterGuess {
    if let Some(declared) = declared_delimiter(text) {
        return DelimiterGuess {
            delimiter: declared,
            declared: true,
            columns: 0,
            others: Vec::new(),
        };
    }
    let mut scored: Vec<(usize, usize, char)> = DELIMITERS
        .iter()
        .map(|delimiter| {
            let (columns, rows) = evenness(text, *delimiter);
            (if columns > 1 { rows } else { 0 }, columns, *delimiter)
        })
        .collect();
    // Stable: on a tie the order of `DELIMITERS` decides after rows and columns.
    scored.sort_by_key(|scored| std::cmp::Reverse((scored.0, scored.1)));
    let (rows, columns, delimiter) = scored.first().copied().unwrap_or((0, 1, ','));
    let others = scored
        .iter()
        .skip(1)
        .filter(|other| rows > 0 && other.0 == rows && other.1 > 1)
        .map(|other| other.2);
    DelimiterGuess {
        delimiter,
        declared: false,
        columns: columns.max(1),
        others: others.collect(),
    }
}

/// `sep=;` on a line of its own: a habit of one spreadsheet program.
pub fn declared_delimiter(text: &str) -> Option<char> {
    let line = text.lines().next()?;
    let rest = line
        .strip_prefix("sep=")
        .or_else(|| line.strip_prefix("\"sep=").map(|rest| rest.trim_end_matches('"')))?;
    let mut chars = rest.chars();
    match (chars.next(), chars.next()) {
        (Some(delimiter), None) => Some(delimiter),
        _ => None,
    }
}

/// The commonest number of columns among the first rows, and how many rows have it.
fn evenness(text: &str, delimiter: char) -> (usize, usize) {
    let widths = sample(text, delimiter, 100)
        .into_iter()
        .map(|row| row.len())
        .collect::<Vec<_>>();
    commonest(&widths)
}

fn commonest(widths: &[usize]) -> (usize, usize) {
    widths
        .iter()
        .map(|width| (widths.iter().filter(|other| *other == width).count(), *width))
        .max()
        .map_or((0, 0), |(rows, width)| (width, rows))
}

/// The first rows as text.
pub fn sample(text: &str, delimiter: char, rows_max: usize) -> Vec<Vec<String>> {
    let Ok(byte) = u8::try_from(delimiter) else {
        return Vec::new();
    };
    csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(byte)
        .from_reader(text.as_bytes())
        .records()
        .take(rows_max)
        .map_while(Result::ok)
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// Position of the likeliest header row: full width, every cell a word, none a number. Preambles are narrower.
pub fn header_row(rows: &[Vec<String>]) -> Option<usize> {
    let widths: Vec<usize> = rows.iter().map(Vec::len).collect();
    let (width, _) = commonest(&widths);
    let is_word = |cell: &String| {
        let cell = cell.trim();
        !cell.is_empty() && super::number::read(cell, super::number::NumberStyle::Point).is_none()
    };
    rows.iter()
        .take(PREAMBLE_ROWS_MAX)
        .position(|row| row.len() == width && !row.is_empty() && row.iter().all(is_word))
        .or_else(|| {
            rows.iter()
                .position(|row| row.len() == width && row.iter().filter(|cell| is_word(cell)).count() * 2 > width)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8]) -> (String, &'static str, EncodingEvidence) {
        let decoded = decode("a.csv", bytes, None).unwrap();
        (decoded.text.into_owned(), decoded.encoding, decoded.evidence)
    }

    #[test]
    fn encodings_are_told_by_mark_then_by_strict_validity_then_guessed() {
        assert_eq!(decoded(b"\xef\xbb\xbfna\xc3\xafve").0, "naïve");
        assert_eq!(
            decoded("México".as_bytes()),
            ("México".into(), "UTF-8", EncodingEvidence::Valid)
        );
        let latin = decoded(b"id;name\n1;Romar\xedo M\xfcller Stra\xdfe\n");
        assert_eq!(
            (latin.0.as_str(), latin.2),
            ("id;name\n1;Romarío Müller Straße\n", EncodingEvidence::Guess)
        );
        assert_eq!(decoded(b"\xff\xfea\0\t\0b\0").0, "a\tb");
        assert_eq!(decoded(b"i\0d\0,\0n\0a\0m\0e\0\n\0").0, "id,name\n");
    }

    #[test]
    fn a_byte_that_does_not_belong_is_named_not_replaced() {
        let failure = decode("a.csv", b"ab\xff", Some("utf-8")).unwrap_err();
        assert_eq!(failure.params["byte"], "3");
        let failure = decode("a.csv", b"id\n\0", None).unwrap_err();
        assert_eq!(
            (failure.params["reason"].as_str(), failure.params["line"].as_str()),
            ("nul_byte", "2")
        );
    }

    #[test]
    fn delimiters_are_told_apart_even_with_decimal_commas() {
        assert_eq!(delimiter("id;amount;when\n1;2,50;3\n2;3,50;4\n").delimiter, ';');
        assert_eq!(delimiter("a\tb\n1\t2\n").delimiter, '\t');
        assert_eq!(delimiter("a|b\n1|2\n").delimiter, '|');
        assert_eq!(delimiter("id,name\n1,\"Pavlova; Ltd.\"\n").delimiter, ',');
        assert!(delimiter("sep=;\na;b\n").declared);
    }

    #[test]
    fn a_preamble_is_not_taken_for_the_header() {
        let rows = sample("Report of orders\n\nid,name,amount\n1,Chai,2\n2,Chang,3\n", ',', 20);
        assert_eq!(rows[header_row(&rows).unwrap()][0], "id");
    }
}
