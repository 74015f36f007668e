//! Workbooks into a table, cell by cell.
//!
//! Not here: formulas are never evaluated; their stored results are read. Invariant: memory follows the cells that are there, never
//! the size a sheet claims.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, SheetVisible, Xlsx};
use jiff::civil::Date;
use tieout_connect::source::RowProblem;
use tieout_domain::{ErrorCode, Failure};

use super::{Cell, Cells, Header, Row, Table, zip_gate};
use crate::files::date::DatePattern;
use crate::files::failure::{not_recognised, too_large, unreadable};
use crate::files::limits::{XLSX_CELLS_MAX, XLSX_COLUMNS_MAX, XLSX_ROWS_MAX, XLSX_STRING_MAX};
use crate::files::number::{self, NumberStyle};

/// Digits a workbook really keeps of a number.
const DIGITS_KEPT: usize = 15;

/// A sheet's name and whether it is hidden.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct SheetName {
    pub name: String,
    pub hidden: bool,
}

type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

fn workbook<'a>(file: &str, bytes: &'a [u8]) -> Result<Workbook<'a>, Failure> {
    zip_gate::check(file, bytes)?;
    Xlsx::new(Cursor::new(bytes)).map_err(|error| unreadable(file, "not_a_workbook").raw(error.to_string()))
}

pub fn sheets(file: &str, bytes: &[u8]) -> Result<Vec<SheetName>, Failure> {
    Ok(names(&workbook(file, bytes)?))
}

fn names(book: &Workbook<'_>) -> Vec<SheetName> {
    let sheets = book.sheets_metadata().iter();
    sheets
        .map(|sheet| SheetName {
            name: sheet.name.clone(),
            hidden: sheet.visible != SheetVisible::Visible,
        })
        .collect()
}

/// Reads one sheet: the named one, else the first that is not hidden.
pub fn read(file: &str, bytes: &[u8], sheet: Option<&str>, header: Header<'_>) -> Result<Table, Failure> {
    let mut book = workbook(file, bytes)?;
    let names = names(&book);
    let found = match sheet {
        Some(wanted) => names.iter().find(|sheet| sheet.name == wanted),
        None => names.iter().find(|sheet| !sheet.hidden),
    };
    let Some(name) = found.map(|sheet| sheet.name.clone()) else {
        return Err(not_recognised(
            file,
            format!("no sheet {}", sheet.unwrap_or("that is visible")),
        ));
    };
    let rows = cells(file, &mut book, &name)?;
    let full = rows.last_key_value().is_some_and(|(row, _)| row + 1 >= XLSX_ROWS_MAX);
    let width = rows
        .values()
        .filter_map(|cells| cells.last_key_value())
        .map(|(column, _)| column + 1)
        .max()
        .unwrap_or(0);
    let row = |(at, mut cells): (u32, BTreeMap<u32, Cell>)| Row {
        line: u64::from(at) + 1,
        cells: Cells::Typed(
            (0..width)
                .map(|column| cells.remove(&column).unwrap_or(Cell::Empty))
                .collect(),
        ),
    };
    let mut table = Table::from_rows(file, Some(&name), rows.into_iter().map(row).collect(), 0, header)?;
    if full {
        let problem = warning(
            &table,
            u64::from(XLSX_ROWS_MAX),
            None,
            None,
            "fewer rows: a sheet this full was cut off",
        );
        table.problems.push(problem);
    }
    warn_of_long_numbers(&mut table);
    Ok(table)
}

fn cells(file: &str, book: &mut Workbook<'_>, sheet: &str) -> Result<BTreeMap<u32, BTreeMap<u32, Cell>>, Failure> {
    let damaged = |error: calamine::XlsxError| {
        unreadable(file, "damaged_sheet")
            .param("sheet", sheet)
            .raw(error.to_string())
    };
    let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, Cell>> = BTreeMap::new();
    let mut count = 0u64;
    while let Some(found) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = found.pos;
        let cell = cell(&found.value, found.formula.is_some());
        if cell == Cell::Empty {
            continue;
        }
        count += 1;
        let breach = |limit: &str, max: u64| Err(too_large(file, limit, max).param("line", u64::from(row) + 1));
        if row >= XLSX_ROWS_MAX {
            return breach("rows", u64::from(XLSX_ROWS_MAX));
        }
        if column >= XLSX_COLUMNS_MAX {
            return breach("columns", u64::from(XLSX_COLUMNS_MAX));
        }
        if count > XLSX_CELLS_MAX {
            return breach("cells", XLSX_CELLS_MAX);
        }
        if matches!(&cell, Cell::Text(text) if text.chars().count() > XLSX_STRING_MAX) {
            return breach("text_length", XLSX_STRING_MAX as u64);
        }
        rows.entry(row).or_default().insert(column, cell);
    }
    Ok(rows)
}

fn cell(value: &DataRef<'_>, has_formula: bool) -> Cell {
    match value {
        DataRef::Empty if has_formula => Cell::NoResult,
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => float(*number),
        DataRef::String(text) => Cell::Text(text.clone()),
        DataRef::SharedString(text) => Cell::Text((*text).to_owned()),
        DataRef::Bool(yes) => Cell::Text(if *yes { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
            match parts {
                (Ok(year), Ok(month), Ok(day)) => {
                    Date::new(year, month, day).map_or_else(|_| float(date.as_f64()), Cell::Date)
                }
                _ => float(date.as_f64()),
            }
        }
        DataRef::DateTime(duration) => float(duration.as_f64()),
        DataRef::DateTimeIso(text) => DatePattern::iso()
            .read(text)
            .map_or_else(|| Cell::Text(text.clone()), Cell::Date),
        DataRef::DurationIso(text) => Cell::Text(text.clone()),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A stored binary number as the decimal that the spreadsheet shows: 15 digits, so that 0.1 + 0.2 is 0.3.
fn float(number: f64) -> Cell {
    let text = format!("{number:.digits$e}", digits = DIGITS_KEPT - 1);
    match number::read(&text, NumberStyle::Point) {
        Some(exact) => Cell::Number(exact.normalize().to_string()),
        None => Cell::Error(text),
    }
}

/// A number of 16 or more digits was an id once: its last digits are gone.
fn warn_of_long_numbers(table: &mut Table) {
    let mut found = Vec::new();
    for row in &table.rows {
        let Cells::Typed(cells) = &row.cells else { continue };
        for (at, cell) in cells.iter().enumerate() {
            if let Cell::Number(number) = cell
                && number
                    .bytes()
                    .take_while(|byte| *byte != b'.')
                    .filter(u8::is_ascii_digit)
                    .count()
                    > DIGITS_KEPT
            {
                let heading = table.headings.get(at).map(ToString::to_string);
                let expected = "an id kept as text: a workbook keeps 15 digits of a number";
                found.push(warning(table, row.line, heading, Some(number.clone()), expected));
            }
        }
    }
    table.problems.append(&mut found);
}

fn warning(table: &Table, line: u64, column: Option<String>, value: Option<String>, expected: &str) -> RowProblem {
    RowProblem {
        place: table.place(line),
        column,
        code: ErrorCode::InvalidInput,
        value,
        expected: Some(expected.to_owned()),
        blocking: false,
    }
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

    use super::super::CellRef;
    use super::*;

    fn book(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
        let mut book = Workbook::new();
        write(book.add_worksheet().set_name("Orders").unwrap());
        book.add_worksheet().set_name("Secret").unwrap().set_hidden(true);
        book.save_to_buffer().unwrap()
    }

    #[test]
    fn cells_keep_what_the_workbook_says() {
        let bytes = book(|sheet| {
            let date = Format::new().set_num_format("dd/mm/yyyy");
            for (column, name) in (0u16..).zip(["id", "when", "amount", "long", "sum", "code"]) {
                sheet.write(1, column, name).unwrap();
            }
            sheet.write(2, 0, 10248).unwrap();
            sheet
                .write_with_format(2, 1, ExcelDateTime::from_ymd(1996, 7, 4).unwrap(), &date)
                .unwrap();
            sheet.write(2, 2, 0.1 + 0.2).unwrap();
            sheet.write(2, 3, 1_234_567_890_123_456_f64).unwrap();
            sheet.write_formula(2, 4, Formula::new("=1+1").set_result("")).unwrap();
            sheet.write(2, 5, "00123").unwrap();
        });
        let names = ["id".to_owned()];
        let table = read("a.xlsx", &bytes, None, Header::Holding(&names)).unwrap();
        assert_eq!(
            (table.sheet.as_deref(), table.header_line, table.rows.len()),
            (Some("Orders"), 2, 1)
        );
        let row = &table.rows[0];
        let date = Date::new(1996, 7, 4).unwrap();
        assert_eq!(row.get(0), CellRef::Number("10248"));
        assert_eq!((row.get(1), row.get(2)), (CellRef::Date(date), CellRef::Number("0.3")));
        assert_eq!(row.get(5), CellRef::Text("00123"), "text stays text");
        assert_eq!(table.problems.len(), 1, "{:?}", table.problems);
        assert_eq!(table.problems[0].column.as_deref(), Some("long"));
        let names = sheets("a.xlsx", &bytes).unwrap();
        assert_eq!(
            names[1],
            SheetName {
                name: "Secret".into(),
                hidden: true
            }
        );
    }

    #[test]
    fn a_formula_without_a_result_is_no_empty_cell() {
        assert_eq!(cell(&DataRef::Empty, true), Cell::NoResult);
        assert_eq!(cell(&DataRef::Empty, false), Cell::Empty);
    }

    #[test]
    fn a_cell_in_the_far_corner_is_refused_without_room_being_made_for_it() {
        let bytes = book(|sheet| {
            sheet.write(0, 0, "id").unwrap();
            sheet.write(1_048_575, 16_383, 1).unwrap();
        });
        let failure = read("a.xlsx", &bytes, None, Header::Line(1)).unwrap_err();
        assert_eq!(failure.params["limit"], "columns");
    }

    #[test]
    fn a_sheet_that_is_not_there_is_named() {
        let bytes = book(|sheet| drop(sheet.write(0, 0, "id")));
        assert!(
            read("a.xlsx", &bytes, Some("Lines"), Header::Line(1))
                .unwrap_err()
                .params["why"]
                .contains("Lines")
        );
    }
}
