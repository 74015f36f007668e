//! A table as read from a file: headings and rows, whatever the format.
//!
//! Not here: what a column means (profile). Invariant: a cell keeps what the file says; nothing is padded, cut or re-typed.

pub mod csv;
pub mod xlsx;
mod zip_gate;

use jiff::civil::Date;
use tieout_connect::source::{RowPlace, RowProblem};
use tieout_domain::{ErrorCode, Failure, cell};

use super::detect;
use super::failure::{column_missing, not_recognised};
use super::limits::PREAMBLE_ROWS_MAX;

/// A heading and which one of its name it is (1-based), because real files repeat headings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    pub name: String,
    pub occurrence: u32,
}

impl std::fmt::Display for Heading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.occurrence {
            0 | 1 => f.write_str(&self.name),
            n => write!(f, "{}#{n}", self.name),
        }
    }
}

/// A typed cell of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    Empty,
    Text(String),
    /// A number as a plain decimal with the 15 digits a workbook really has.
    Number(String),
    Date(Date),
    /// A formula whose result the file does not hold.
    NoResult,
    /// An error such as `#REF!`.
    Error(String),
}

/// One cell, borrowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellRef<'a> {
    Empty,
    Text(&'a str),
    Number(&'a str),
    Date(Date),
    Broken(&'a str),
}

#[derive(Debug, Clone)]
pub enum Cells {
    Text(::csv::StringRecord),
    Typed(Vec<Cell>),
}

#[derive(Debug, Clone)]
pub struct Row {
    /// 1-based line of the file, or row of the sheet.
    pub line: u64,
    pub cells: Cells,
}

impl Row {
    pub fn len(&self) -> usize {
        match &self.cells {
            Cells::Text(record) => record.len(),
            Cells::Typed(cells) => cells.len(),
        }
    }

    pub fn get(&self, at: usize) -> CellRef<'_> {
        match &self.cells {
            Cells::Text(record) => match record.get(at).map(trim) {
                None | Some("") => CellRef::Empty,
                // A file we wrote, or another program that is as careful.
                Some(text) => CellRef::Text(cell::original(text)),
            },
            Cells::Typed(cells) => match cells.get(at) {
                None | Some(Cell::Empty) => CellRef::Empty,
                Some(Cell::Text(text)) if trim(text).is_empty() => CellRef::Empty,
                Some(Cell::Text(text)) => CellRef::Text(trim(text)),
                Some(Cell::Number(number)) => CellRef::Number(number),
                Some(Cell::Date(date)) => CellRef::Date(*date),
                Some(Cell::NoResult) => CellRef::Broken("="),
                Some(Cell::Error(error)) => CellRef::Broken(error),
            },
        }
    }

    /// The cell as text; `None` when empty.
    pub fn text(&self, at: usize) -> Option<String> {
        match self.get(at) {
            CellRef::Empty => None,
            CellRef::Text(text) | CellRef::Number(text) | CellRef::Broken(text) => Some(text.to_owned()),
            CellRef::Date(date) => Some(date.to_string()),
        }
    }

    pub fn is_empty(&self) -> bool {
        (0..self.len()).all(|at| self.get(at) == CellRef::Empty)
    }
}

/// Blanks around a value mean nothing, no-break ones included.
pub fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{a0}' | '\u{202f}' | '\u{feff}'))
}

#[derive(Debug, Clone)]
pub struct Table {
    pub file: String,
    pub sheet: Option<String>,
    pub header_line: u64,
    pub headings: Vec<Heading>,
    /// Rows that have as many cells as there are headings.
    pub rows: Vec<Row>,
    /// The other rows: not read, but they may still say which document they belong to.
    pub uneven: Vec<Row>,
    /// Rows of another width, cells without a result, doubtful ids.
    pub problems: Vec<RowProblem>,
}

impl Table {
    pub fn place(&self, line: u64) -> RowPlace {
        RowPlace {
            file: self.file.clone(),
            sheet: self.sheet.clone(),
            line,
        }
    }

    /// Finds the header among `rows` and takes what follows as data; `skip` rows at the start are no data.
    fn from_rows(
        file: &str,
        sheet: Option<&str>,
        rows: Vec<Row>,
        skip: usize,
        header: Header<'_>,
    ) -> Result<Self, Failure> {
        let cells = |row: &Row| {
            (0..row.len())
                .map(|at| row.text(at).unwrap_or_default())
                .collect::<Vec<_>>()
        };
        let first: Vec<Vec<String>> = rows.iter().skip(skip).take(PREAMBLE_ROWS_MAX).map(cells).collect();
        let at = match header {
            Header::Looks => detect::header_row(&first),
            Header::Line(line) => rows
                .iter()
                .position(|row| row.line == line)
                .map(|at| at.saturating_sub(skip)),
            Header::Holding(names) => first.iter().position(|cells| holds(cells, names)),
        };
        let Some(at) = at.map(|at| at + skip) else {
            return Err(no_header(file, &first, header));
        };
        let mut names = cells(&rows[at]);
        while names.last().is_some_and(|name| trim(name).is_empty()) {
            names.pop();
        }
        let mut table = Self {
            file: file.to_owned(),
            sheet: sheet.map(str::to_owned),
            header_line: rows[at].line,
            headings: headings(names.into_iter()),
            rows: Vec::new(),
            uneven: Vec::new(),
            problems: Vec::new(),
        };
        table.keep_even(rows.into_iter().skip(at + 1).collect());
        Ok(table)
    }

    /// Separates rows of the headings' width from the others. Cells beyond the headings may be empty, never filled.
    fn keep_even(&mut self, rows: Vec<Row>) {
        let width = self.headings.len();
        for row in rows.into_iter().filter(|row| !row.is_empty()) {
            let beyond_is_empty = (width..row.len()).all(|at| row.get(at) == CellRef::Empty);
            // Every row of a sheet has all its columns; what stands beside the table is not part of it.
            let is_sheet = matches!(row.cells, Cells::Typed(_));
            if is_sheet || (row.len() >= width && beyond_is_empty) {
                self.rows.push(row);
                continue;
            }
            self.problems.push(RowProblem {
                place: self.place(row.line),
                column: None,
                code: if row.len() < width {
                    ErrorCode::ColumnMissing
                } else {
                    ErrorCode::InvalidInput
                },
                value: Some(format!("{} columns", row.len())),
                expected: Some(format!("{width} columns")),
                blocking: true,
            });
            self.uneven.push(row);
        }
    }
}

/// Numbers repeated headings.
pub fn headings(names: impl Iterator<Item = String>) -> Vec<Heading> {
    let mut seen = std::collections::BTreeMap::<String, u32>::new();
    names
        .map(|name| {
            let name = trim(&name).to_owned();
            let occurrence = seen.entry(name.clone()).or_insert(0);
            *occurrence += 1;
            Heading {
                occurrence: *occurrence,
                name,
            }
        })
        .collect()
}

/// How the header row is found.
#[derive(Debug, Clone, Copy)]
pub enum Header<'a> {
    /// 1-based line.
    Line(u64),
    /// The first row that holds all of these headings.
    Holding(&'a [String]),
    /// By its looks; for the import screen only.
    Looks,
}

fn holds(cells: &[String], names: &[String]) -> bool {
    names
        .iter()
        .all(|name| cells.iter().any(|cell| same_heading(cell, name)))
}

/// Says which headings are missing, measured against the row that has the most of them.
fn no_header(file: &str, first: &[Vec<String>], header: Header<'_>) -> Failure {
    let Header::Holding(names) = header else {
        return not_recognised(file, "no header row");
    };
    let missing = |row: &Vec<String>| -> Vec<String> {
        names
            .iter()
            .filter(|name| !row.iter().any(|cell| same_heading(cell, name)))
            .cloned()
            .collect()
    };
    match first.iter().map(missing).min_by_key(Vec::len) {
        Some(columns) if columns.len() < names.len() => column_missing(file, &columns),
        _ => not_recognised(file, format!("none of the headings {}", names.join(", "))),
    }
}

/// Headings are compared without regard to case and blanks.
pub fn same_heading(a: &str, b: &str) -> bool {
    tieout_domain::text::name_key(trim(a)) == tieout_domain::text::name_key(trim(b))
}
