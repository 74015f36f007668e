//! A file profile bound to a table's columns, and the reading of one row by role.
//!
//! Not here: what kinds are made of (`map`). Invariant: whatever is read wrongly is a problem with line, column and value; a row with
//! a blocking problem yields no record.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Map, Value, json};
use tieout_connect::source::RowProblem;
use tieout_domain::{ErrorCode, Failure};

use super::date::{self, DatePattern, DateVerdict};
use super::failure::{ambiguous, column_missing};
use super::number::{self, NumberEvidence, NumberStyle};
use super::profile::{CellTest, Column, FileProfile, Role, RowPattern, Shape};
use super::table::{CellRef, Row, Table, same_heading};

/// A row and how it is read.
#[derive(Clone, Copy)]
pub struct At<'a> {
    pub bound: &'a Bound<'a>,
    pub row: &'a Row,
}

impl At<'_> {
    pub fn text(&self, role: Role) -> Option<String> {
        self.bound.text(self.row, role)
    }

    pub fn problem(&self, role: Role, code: ErrorCode, expected: Option<String>) -> RowProblem {
        self.bound.problem(self.row, role, code, expected)
    }

    pub fn same_file(&self, other: &At<'_>) -> bool {
        std::ptr::eq(self.bound.table, other.bound.table)
    }

    /// Where the other row is, as seen from this one.
    pub fn place_of(&self, other: &At<'_>) -> String {
        let line = other.row.line;
        if self.same_file(other) {
            return format!("on line {line}");
        }
        let table = other.bound.table;
        let sheet = table
            .sheet
            .as_ref()
            .map(|sheet| format!(" · {sheet}"))
            .unwrap_or_default();
        format!("in {}{sheet} on line {line}", table.file)
    }
}

/// A profile's columns found in a table, each with the format its values are read by.
pub struct Bound<'a> {
    pub profile: &'a FileProfile,
    pub table: &'a Table,
    at: BTreeMap<Role, usize>,
    numbers: BTreeMap<Role, NumberStyle>,
    dates: BTreeMap<Role, DatePattern>,
    /// Weeks to move dates by.
    pub weeks: i32,
}

impl<'a> Bound<'a> {
    /// Refuses a table that lacks a required column, or has a column that can be read in two ways.
    pub fn new(profile: &'a FileProfile, table: &'a Table, weeks: i32) -> Result<Self, Failure> {
        let mut bound = Self {
            profile,
            table,
            at: BTreeMap::new(),
            numbers: BTreeMap::new(),
            dates: BTreeMap::new(),
            weeks,
        };
        let mut missing = Vec::new();
        for (role, column) in &profile.columns {
            match find(table, column) {
                Some(at) => drop(bound.at.insert(*role, at)),
                None if column.required || matches!(role, Role::Id | Role::Document) => {
                    missing.push(column.name.clone())
                }
                None => {}
            }
        }
        if !missing.is_empty() {
            return Err(column_missing(&table.file, &missing));
        }
        bound.settle_formats()?;
        Ok(bound)
    }

    fn settle_formats(&mut self) -> Result<(), Failure> {
        for (role, at) in self.at.clone() {
            let Some(column) = self.profile.columns.get(&role) else {
                continue;
            };
            match role.shape() {
                Shape::Text => {}
                Shape::Number => {
                    let style = match column.number {
                        Some(style) => style,
                        None => self.vote_number(at, &column.name)?,
                    };
                    self.numbers.insert(role, style);
                }
                Shape::Date => {
                    let pattern = match &column.date {
                        Some(pattern) => pattern.clone(),
                        None => self.vote_date(at, &column.name)?,
                    };
                    self.dates.insert(role, pattern);
                }
            }
        }
        Ok(())
    }

    fn vote_number(&self, at: usize, column: &str) -> Result<NumberStyle, Failure> {
        let mut evidence = NumberEvidence::default();
        for row in &self.table.rows {
            if let CellRef::Text(text) = row.get(at) {
                evidence.add(text.trim_end_matches('%'));
            }
        }
        evidence.style().ok_or_else(|| {
            let example = evidence.example.clone().unwrap_or_default();
            let options = [NumberStyle::Point, NumberStyle::Comma].map(|style| style.example().to_owned());
            ambiguous(&self.table.file, column, &example, &options)
        })
    }

    fn vote_date(&self, at: usize, column: &str) -> Result<DatePattern, Failure> {
        let texts = self.table.rows.iter().filter_map(|row| match row.get(at) {
            CellRef::Text(text) => Some(text),
            _ => None,
        });
        match date::vote(texts) {
            DateVerdict::One(pattern) => Ok(pattern),
            DateVerdict::None => Ok(DatePattern::iso()),
            DateVerdict::Ambiguous { options, example } => {
                let options: Vec<String> = options.iter().map(ToString::to_string).collect();
                Err(ambiguous(&self.table.file, column, &example, &options))
            }
        }
    }

    fn cell<'r>(&self, row: &'r Row, role: Role) -> CellRef<'r> {
        self.at.get(&role).map_or(CellRef::Empty, |at| row.get(*at))
    }

    /// The value of a role as text: the file's, else the profile's default.
    pub fn text(&self, row: &Row, role: Role) -> Option<String> {
        let cell = self.at.get(&role).and_then(|at| row.text(*at));
        let said = cell.map(|text| match self.profile.columns.get(&role) {
            Some(column) => column.words.get(&text).cloned().unwrap_or(text),
            None => text,
        });
        said.or_else(|| self.profile.defaults.get(&role).cloned())
    }

    fn amount(&self, row: &Row, role: Role) -> Result<Option<Decimal>, ()> {
        match self.cell(row, role) {
            CellRef::Empty => match self.profile.defaults.get(&role) {
                Some(text) => tieout_domain::money::parse_amount(text).map(Some).map_err(|_| ()),
                None => Ok(None),
            },
            CellRef::Number(plain) => tieout_domain::money::parse_amount(plain).map(Some).map_err(|_| ()),
            CellRef::Text(text) => {
                let text = if role == Role::DiscountPercent {
                    text.trim_end_matches('%')
                } else {
                    text
                };
                let style = self.numbers.get(&role).copied().unwrap_or(NumberStyle::Point);
                number::read(text, style).map(Some).ok_or(())
            }
            CellRef::Date(_) | CellRef::Broken(_) => Err(()),
        }
    }

    fn date(&self, row: &Row, role: Role) -> Result<Option<Date>, ()> {
        let from_file = self.cell(row, role) != CellRef::Empty;
        match self.written_date(row, role)? {
            Some(date) if from_file => date::shift_weeks(date, self.weeks).map(Some).ok_or(()),
            date => Ok(date),
        }
    }

    /// The date as the file says it, before any shift.
    fn written_date(&self, row: &Row, role: Role) -> Result<Option<Date>, ()> {
        let pattern = self.dates.get(&role);
        let read = match self.cell(row, role) {
            CellRef::Empty => {
                return match self.profile.defaults.get(&role) {
                    Some(text) => DatePattern::iso().read(text).map(Some).ok_or(()),
                    None => Ok(None),
                };
            }
            CellRef::Date(date) => Some(date),
            CellRef::Text(text) => pattern.and_then(|pattern| pattern.read(text)),
            CellRef::Number(text) => pattern
                .filter(|pattern| pattern.is_serial())
                .and_then(|pattern| pattern.read(text)),
            CellRef::Broken(_) => None,
        };
        read.map(Some).ok_or(())
    }

    /// A value in one form whatever form the file has it in, for hashes.
    pub fn normalised(&self, row: &Row, role: Role) -> String {
        let plain = match role.shape() {
            Shape::Number => self
                .amount(row, role)
                .ok()
                .flatten()
                .map(|amount| amount.normalize().to_string()),
            Shape::Date => self.written_date(row, role).ok().flatten().map(|date| date.to_string()),
            Shape::Text => None,
        };
        plain.unwrap_or_else(|| tieout_domain::text::name_key(&self.text(row, role).unwrap_or_default()))
    }

    pub fn fits(&self, row: &Row, pattern: &RowPattern) -> bool {
        let text = match pattern.role {
            Some(role) => self.at.get(&role).and_then(|at| row.text(*at)),
            None => row.text(0),
        };
        let text = text.unwrap_or_default();
        match &pattern.test {
            CellTest::Empty => text.is_empty(),
            CellTest::Equals(word) => text == *word,
            CellTest::StartsWith(word) => text.starts_with(word.as_str()),
        }
    }

    pub fn at_rows(&'a self) -> impl Iterator<Item = At<'a>> {
        self.data_rows().into_iter().map(move |row| At { bound: self, row })
    }

    /// The rows that are data: skip and stop patterns applied.
    pub fn data_rows(&self) -> Vec<&'a Row> {
        let stop = |row: &&Row| {
            self.profile
                .stop
                .as_ref()
                .is_some_and(|pattern| self.fits(row, pattern))
        };
        let skipped = |row: &&Row| self.profile.skip.iter().any(|pattern| self.fits(row, pattern));
        self.table
            .rows
            .iter()
            .take_while(|row| !stop(row))
            .filter(|row| !skipped(row))
            .collect()
    }

    pub fn heading(&self, role: Role) -> Option<String> {
        let at = self.at.get(&role)?;
        self.table.headings.get(*at).map(ToString::to_string)
    }

    pub fn problem(&self, row: &Row, role: Role, code: ErrorCode, expected: Option<String>) -> RowProblem {
        RowProblem {
            place: self.table.place(row.line),
            column: self
                .heading(role)
                .or_else(|| self.profile.columns.get(&role).map(|column| column.name.clone())),
            code,
            value: self
                .at
                .get(&role)
                .and_then(|at| row.text(*at))
                .or_else(|| self.profile.defaults.get(&role).cloned()),
            expected,
            blocking: true,
        }
    }

    /// A row as it came, by heading: text as a string, and what a workbook types as `{"number": …}` or `{"date": …}`.
    pub fn raw(&self, row: &Row) -> Value {
        let cells = self.table.headings.iter().enumerate();
        let values: Map<String, Value> = cells
            .filter_map(|(at, heading)| Some((heading.to_string(), typed(row, at)?)))
            .collect();
        json!({ "file": self.table.file, "sheet": self.table.sheet, "line": row.line, "values": values })
    }
}

fn typed(row: &Row, at: usize) -> Option<Value> {
    Some(match row.get(at) {
        CellRef::Empty => return None,
        CellRef::Text(text) | CellRef::Broken(text) => Value::String(text.to_owned()),
        CellRef::Number(number) => json!({ "number": number }),
        CellRef::Date(date) => json!({ "date": date.to_string() }),
    })
}

fn find(table: &Table, column: &Column) -> Option<usize> {
    std::iter::once(&column.name).chain(&column.aliases).find_map(|name| {
        let wanted = column.occurrence.max(1) as usize;
        let mut same = table
            .headings
            .iter()
            .enumerate()
            .filter(|(_, heading)| same_heading(&heading.name, name));
        same.nth(wanted - 1).map(|(at, _)| at)
    })
}

/// Reads one row role by role and collects what is wrong with it.
pub struct RowReader<'a> {
    pub bound: &'a Bound<'a>,
    pub row: &'a Row,
    pub problems: Vec<RowProblem>,
}

impl<'a> RowReader<'a> {
    pub const fn new(bound: &'a Bound<'a>, row: &'a Row) -> Self {
        Self {
            bound,
            row,
            problems: Vec::new(),
        }
    }

    fn bad(&mut self, role: Role, code: ErrorCode, expected: Option<String>) {
        let problem = self.bound.problem(self.row, role, code, expected);
        self.problems.push(problem);
    }

    fn check_required<T>(&mut self, role: Role, value: Option<T>) -> Option<T> {
        let required = self
            .bound
            .profile
            .columns
            .get(&role)
            .is_some_and(|column| column.required);
        if value.is_none() && required {
            self.bad(role, ErrorCode::ValueMissing, None);
        }
        value
    }

    pub fn text(&mut self, role: Role) -> Option<String> {
        if let CellRef::Broken(_) = self.bound.cell(self.row, role) {
            self.bad(
                role,
                ErrorCode::ValueMissing,
                Some("a value, not a formula without result".to_owned()),
            );
            return None;
        }
        let value = self.bound.text(self.row, role);
        self.check_required(role, value)
    }

    /// Text that no record of the kind can do without.
    pub fn needed(&mut self, role: Role) -> String {
        let before = self.problems.len();
        let value = self.text(role);
        if value.is_none() && self.problems.len() == before {
            self.bad(role, ErrorCode::ValueMissing, None);
        }
        value.unwrap_or_default()
    }

    pub fn amount(&mut self, role: Role) -> Option<Decimal> {
        match self.bound.amount(self.row, role) {
            Ok(value) => self.check_required(role, value),
            Err(()) => {
                let style = self.bound.numbers.get(&role).copied().unwrap_or(NumberStyle::Point);
                self.bad(role, ErrorCode::AmountUnreadable, Some(style.example().to_owned()));
                None
            }
        }
    }

    pub fn date(&mut self, role: Role) -> Option<Date> {
        match self.bound.date(self.row, role) {
            Ok(value) => self.check_required(role, value),
            Err(()) => {
                let pattern = self.bound.dates.get(&role).cloned().unwrap_or_else(DatePattern::iso);
                self.bad(role, ErrorCode::DateUnreadable, Some(pattern.to_string()));
                None
            }
        }
    }

    pub fn whole(&mut self, role: Role) -> Option<u16> {
        let amount = self.amount(role)?;
        let whole = amount.is_integer().then(|| u16::try_from(amount).ok()).flatten();
        if whole.is_none() {
            self.bad(role, ErrorCode::AmountUnreadable, Some("a whole number".to_owned()));
        }
        whole
    }

    /// A date that no record of the kind can do without.
    pub fn needed_date(&mut self, role: Role) -> Option<Date> {
        let before = self.problems.len();
        let date = self.date(role);
        if date.is_none() && self.problems.len() == before {
            self.bad(role, ErrorCode::ValueMissing, None);
        }
        date
    }

    pub fn missing(&mut self, role: Role, expected: &str) {
        self.bad(role, ErrorCode::ValueMissing, Some(expected.to_owned()));
    }

    pub fn not_a_number(&mut self, role: Role, expected: &str) {
        self.bad(role, ErrorCode::AmountUnreadable, Some(expected.to_owned()));
    }

    /// The word is a name of several records; nothing is chosen between them.
    pub fn not_one(&mut self, role: Role, ids: &[String]) {
        let expected = format!("one of the ids {}", ids.join(", "));
        self.bad(role, ErrorCode::NameNotUnique, Some(expected));
    }

    /// No list has the word: told, and no reason to leave the document out, for the list may follow.
    pub fn unknown(&mut self, role: Role) {
        let mut problem = self.bound.problem(self.row, role, ErrorCode::NotInSource, None);
        problem.blocking = false;
        self.problems.push(problem);
    }

    /// The file says another total than its parts give.
    pub fn differs(&mut self, role: Role, sum: Decimal) {
        self.bad(role, ErrorCode::TotalDiffers, Some(sum.to_string()));
    }

    /// Reports a word that is not one of `expected`.
    pub fn not_a_word(&mut self, role: Role, expected: &str) {
        self.bad(role, ErrorCode::InvalidInput, Some(expected.to_owned()));
    }
}
