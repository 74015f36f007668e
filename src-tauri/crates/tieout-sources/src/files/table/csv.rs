//! Delimited text into a table.
//!
//! Not here: encoding and delimiter detection (`detect`). Invariant: no row disappears; a quote that nobody closed stops the import
//! instead of swallowing the rows behind it.

use csv::{ReaderBuilder, StringRecord};
use tieout_domain::Failure;

use super::{Cells, Header, Row, Table};
use crate::files::detect;
use crate::files::failure::{too_large, unreadable};
use crate::files::limits::{COLUMNS_MAX, FIELD_BYTES_MAX, FIELD_LINES_MAX, RECORD_BYTES_MAX};

/// Reads decoded text.
pub fn read(file: &str, text: &str, delimiter: char, header: Header<'_>) -> Result<Table, Failure> {
    let byte = u8::try_from(delimiter).map_err(|_| unreadable(file, "delimiter").param("delimiter", delimiter))?;
    check_quotes(file, text, byte)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(byte)
        .from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let mut lines = LineCount::new(text);
    for record in reader.records() {
        let record = record.map_err(|error| unreadable(file, "not_csv").raw(error.to_string()))?;
        let line = lines.at(record.position().map_or(0, csv::Position::byte));
        check_size(file, line, &record)?;
        rows.push(Row {
            line,
            cells: Cells::Text(record),
        });
    }
    let skip = usize::from(detect::declared_delimiter(text).is_some());
    Table::from_rows(file, None, rows, skip, header)
}

/// Lines up to a place. The reader's own count stands still at blank lines before a record.
struct LineCount<'a> {
    text: &'a [u8],
    byte: usize,
    line: u64,
    end: u8,
}

impl<'a> LineCount<'a> {
    fn new(text: &'a str) -> Self {
        // Very old files end lines with a carriage return alone.
        let end = if text.contains('\n') { b'\n' } else { b'\r' };
        Self {
            text: text.as_bytes(),
            byte: 0,
            line: 1,
            end,
        }
    }

    /// Line of the record that starts at or, behind blank lines, after `byte`.
    fn at(&mut self, byte: u64) -> u64 {
        let rest = self.text.get(self.byte..).unwrap_or_default();
        let upto = usize::try_from(byte)
            .unwrap_or(usize::MAX)
            .saturating_sub(self.byte)
            .min(rest.len());
        let blank = rest[upto..]
            .iter()
            .take_while(|byte| matches!(byte, b'\n' | b'\r'))
            .count();
        let passed = &rest[..upto + blank];
        self.line += passed.iter().filter(|byte| **byte == self.end).count() as u64;
        self.byte += passed.len();
        self.line
    }
}

fn check_size(file: &str, line: u64, record: &StringRecord) -> Result<(), Failure> {
    let breach = |limit: &str, max: usize| Err(too_large(file, limit, max as u64).param("line", line));
    if record.len() > COLUMNS_MAX {
        return breach("columns", COLUMNS_MAX);
    }
    if record.as_slice().len() > RECORD_BYTES_MAX {
        return breach("record_bytes", RECORD_BYTES_MAX);
    }
    if record.iter().any(|field| field.len() > FIELD_BYTES_MAX) {
        return breach("field_bytes", FIELD_BYTES_MAX);
    }
    let lines = |field: &str| field.bytes().filter(|byte| *byte == b'\n').count();
    if record.iter().any(|field| lines(field) > FIELD_LINES_MAX) {
        return Err(unreadable(file, "quote_not_closed").param("line", line));
    }
    Ok(())
}

/// An open quote at the end of the file: the reader would take everything behind it as one field, without an error.
fn check_quotes(file: &str, text: &str, delimiter: u8) -> Result<(), Failure> {
    let (mut line, mut opened) = (1u64, None);
    let mut field_start = true;
    let mut bytes = text.bytes().peekable();
    while let Some(byte) = bytes.next() {
        match (byte, opened) {
            (b'\n', _) => {
                line += 1;
                field_start = opened.is_none();
            }
            (b'"', Some(_)) if bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            (b'"', Some(_)) => opened = None,
            (b'"', None) if field_start => (opened, field_start) = (Some(line), false),
            (_, None) => field_start = byte == delimiter || byte == b'\r',
            (_, Some(_)) => {}
        }
    }
    match opened {
        Some(line) => Err(unreadable(file, "quote_not_closed").param("line", line)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use tieout_domain::ErrorCode;

    #[test]
    fn an_open_quote_stops_the_import_and_names_its_line() {
        let text = "id,name\n1,ok\n2,\"never closed\n3,swallowed\n4,swallowed\n";
        let failure = read("a.csv", text, ',', Header::Line(1)).unwrap_err();
        assert_eq!(
            (failure.code, failure.params["line"].as_str()),
            (ErrorCode::FileUnreadable, "3")
        );
    }

    #[test]
    fn rows_of_another_width_are_listed_and_the_others_kept() {
        let table = read(
            "a.csv",
            "id,name\n1,a\n2\n3,c,\n4,d,x\n\n5,\"e\ne\"\n6,f\n",
            ',',
            Header::Line(1),
        )
        .unwrap();
        assert_eq!(table.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4, 7, 9]);
        let bad: Vec<_> = table
            .problems
            .iter()
            .map(|problem| (problem.place.line, problem.code))
            .collect();
        assert_eq!(bad, [(3, ErrorCode::ColumnMissing), (5, ErrorCode::InvalidInput)]);
    }

    #[test]
    fn repeated_headings_are_numbered_and_preambles_skipped() {
        let names = ["id".to_owned(), "Cur.".to_owned()];
        let table = read(
            "a.csv",
            "sep=;\nA report\nid;Cur.;Cur.\n1;EUR;USD\n",
            ';',
            Header::Holding(&names),
        )
        .unwrap();
        assert_eq!(
            table.headings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["id", "Cur.", "Cur.#2"]
        );
        assert_eq!((table.header_line, table.rows.len()), (3, 1));
    }

    #[test]
    fn a_missing_column_is_named() {
        let names = ["id".to_owned(), "Amount".to_owned()];
        let failure = read("a.csv", "id,name\n1,a\n", ',', Header::Holding(&names)).unwrap_err();
        assert_eq!(
            (failure.code, failure.params["column"].as_str()),
            (ErrorCode::ColumnMissing, "Amount")
        );
    }
}
