//! A workbook with one sheet, as the source's own.
//!
//! Not here: which records. Invariants: text is written as text, so that no cell is a formula; a number that a workbook would round
//! is text as well; equal records give equal bytes.

use rust_decimal::Decimal;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use tieout_domain::{ErrorCode, Failure, Recovery};

use super::super::limits::XLSX_STRING_MAX;
use super::super::profile::{FileProfile, Role};
use super::layout::Layout;
use super::{Line, Value, text};

/// Digits a workbook really keeps of a number.
const DIGITS_KEPT: u32 = 15;
/// Before it, workbooks count a day that never was.
const FIRST_YEAR: i16 = 1901;

pub fn write(file: &FileProfile, layout: &Layout, lines: &[Line<'_>]) -> Result<Vec<u8>, Failure> {
    let mut rows = Vec::new();
    for line in lines {
        check_lengths(&layout.headings, line)?;
        let cells = line.cells.iter().enumerate();
        let cells = cells.map(|(at, value)| fitted(file, layout.role_at(at), line.name, value));
        rows.push(cells.collect::<Result<Vec<_>, _>>()?);
    }
    make(file, &layout.headings, &rows).map_err(Failure::internal)
}

/// What a workbook would change is text, in the format that the column is read by.
fn fitted(file: &FileProfile, role: Option<Role>, record: &str, value: &Value) -> Result<Value, Failure> {
    Ok(match value {
        Value::Number(amount) if short(*amount).is_none() => Value::Text(text::amount(file, role, *amount)),
        Value::Date(day) if day.year() < FIRST_YEAR => Value::Text(text::date(file, role, record, *day)?),
        other => other.clone(),
    })
}

fn check_lengths(headings: &[String], line: &Line<'_>) -> Result<(), Failure> {
    for (value, heading) in line.cells.iter().zip(headings) {
        if matches!(value, Value::Text(text) if text.chars().count() > XLSX_STRING_MAX) {
            return Err(Failure::new(ErrorCode::TooLong, Recovery::FixSource)
                .param("record", line.name)
                .param("field", heading)
                .param("max", XLSX_STRING_MAX));
        }
    }
    Ok(())
}

fn make(file: &FileProfile, headings: &[String], rows: &[Vec<Value>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The day on which it was made would differ each time it is made.
    let day = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
    let sheet = workbook.add_worksheet();
    if let Some(name) = &file.recognise.sheet {
        sheet.set_name(name)?;
    }
    let top = file
        .header_row
        .and_then(|line| u32::try_from(line.saturating_sub(1)).ok())
        .unwrap_or(0);
    for (column, heading) in (0u16..).zip(headings) {
        sheet.write_string(top, column, heading)?;
    }
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (row, cells) in (top + 1..).zip(rows) {
        for (column, value) in (0u16..).zip(cells) {
            cell(sheet, (row, column), value, &date)?;
        }
    }
    workbook.save_to_buffer()
}

fn cell(sheet: &mut Worksheet, (row, column): (u32, u16), value: &Value, date: &Format) -> Result<(), XlsxError> {
    match value {
        Value::Empty => {}
        Value::Text(text) => drop(sheet.write_string(row, column, text)?),
        Value::Number(amount) => {
            if let Some(number) = short(*amount) {
                sheet.write_number(row, column, number)?;
            }
        }
        Value::Date(day) => {
            let year = u16::try_from(day.year()).unwrap_or_default();
            let at = ExcelDateTime::from_ymd(year, day.month().unsigned_abs(), day.day().unsigned_abs())?;
            sheet.write_with_format(row, column, &at, date)?;
        }
    }
    Ok(())
}

/// The number as a workbook holds it, where it holds every digit.
fn short(amount: Decimal) -> Option<f64> {
    let digits = amount
        .normalize()
        .mantissa()
        .unsigned_abs()
        .checked_ilog10()
        .unwrap_or(0)
        + 1;
    let number = amount.to_string().parse().ok();
    number.filter(|_| digits <= DIGITS_KEPT)
}
