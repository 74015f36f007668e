//! Delimited text in the source's own delimiter, encoding and formats.
//!
//! Not here: which records. Invariant: no cell runs as a formula, and reading the file gives every value as it was.

use csv::{QuoteStyle, Terminator, WriterBuilder};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};
use tieout_domain::{ErrorCode, Failure, Recovery, cell};

use super::super::date::DatePattern;
use super::super::failure::unreadable;
use super::super::number;
use super::super::profile::{FileProfile, Role};
use super::layout::Layout;
use super::{Line, Value, no_room};

pub fn write(file: &FileProfile, layout: &Layout, lines: &[Line<'_>]) -> Result<Vec<u8>, Failure> {
    let name = &file.recognise.file_name;
    let delimiter = file.delimiter.unwrap_or(',');
    let byte = u8::try_from(delimiter).map_err(|_| unreadable(name, "delimiter").param("delimiter", delimiter))?;
    let encoding = match &file.encoding {
        None => UTF_8,
        Some(label) => Encoding::for_label(label.as_bytes())
            .ok_or_else(|| unreadable(name, "encoding_unknown").param("encoding", label))?,
    };
    let mut writer = WriterBuilder::new()
        .delimiter(byte)
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(Vec::new());
    writer.write_record(&layout.headings).map_err(Failure::internal)?;
    for line in lines {
        let cells = cells(file, layout, line)?;
        check(encoding, layout, line.name, &cells)?;
        writer.write_record(&cells).map_err(Failure::internal)?;
    }
    let written = writer.into_inner().map_err(Failure::internal)?;
    let text = String::from_utf8(written).map_err(Failure::internal)?;
    // Whatever the source writes above its headings, they are found on the same line.
    let above = file.header_row.unwrap_or(1).saturating_sub(1);
    let above = "\r\n".repeat(usize::try_from(above).map_err(Failure::internal)?);
    Ok(encoded(encoding, &format!("{above}{text}")))
}

fn cells(file: &FileProfile, layout: &Layout, line: &Line<'_>) -> Result<Vec<String>, Failure> {
    let cells = line.cells.iter().enumerate();
    cells
        .map(|(at, value)| match value {
            Value::Empty => Ok(String::new()),
            Value::Text(text) => Ok(harmless(text)),
            Value::Number(number) => Ok(amount(file, layout.role_at(at), *number)),
            Value::Date(day) => date(file, layout.role_at(at), line.name, *day),
        })
        .collect()
}

/// A telephone number is digits and signs: no program computes more than a number of it, and the source wants it as it is.
fn harmless(text: &str) -> String {
    let plain = |letter: char| letter.is_ascii_digit() || " +-().,/".contains(letter);
    if text.chars().all(plain) {
        text.to_owned()
    } else {
        cell::neutral(text).into_owned()
    }
}

pub fn amount(file: &FileProfile, role: Option<Role>, amount: rust_decimal::Decimal) -> String {
    let style = role
        .and_then(|role| file.columns.get(&role))
        .and_then(|column| column.number);
    style.map_or_else(
        || number::write_beyond_doubt(amount),
        |style| number::write(amount, style),
    )
}

pub fn date(file: &FileProfile, role: Option<Role>, record: &str, day: jiff::civil::Date) -> Result<String, Failure> {
    let column = role.and_then(|role| file.columns.get(&role));
    let pattern = column
        .and_then(|column| column.date.clone())
        .unwrap_or_else(DatePattern::iso);
    pattern
        .write(day)
        .ok_or_else(|| no_room(record, column, &day.to_string()))
}

/// A letter that the file's encoding lacks would be changed on the way: it is said, with its place.
fn check(encoding: &'static Encoding, layout: &Layout, record: &str, cells: &[String]) -> Result<(), Failure> {
    for (cell, heading) in cells.iter().zip(&layout.headings) {
        let (_, _, lost) = encoding.encode(cell);
        if lost {
            let reason = format!(
                "The source's files are written in {}, which lacks a letter of it. Import them as UTF-8 once, or change the value.",
                encoding.name()
            );
            return Err(Failure::new(ErrorCode::ForbiddenCharacter, Recovery::FixSource)
                .param("record", record)
                .param("field", heading)
                .param("value", cell)
                .param("reason", reason));
        }
    }
    Ok(())
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    let marked = std::iter::once(0xFEFF).chain(text.encode_utf16());
    if encoding == UTF_16LE {
        marked.flat_map(u16::to_le_bytes).collect()
    } else if encoding == UTF_16BE {
        marked.flat_map(u16::to_be_bytes).collect()
    } else {
        encoding.encode(text).0.into_owned()
    }
}
