//! Tables: figures right under their headings, decimals below each other, headings again on every page.
//!
//! Not here: what is in them. Invariant: a row is never split between two pages.

use super::super::rows::{Cell, Column, Row, Section};
use super::super::show;
use super::sheet::{Flow, Ink, LEFT, LINE, RIGHT, SMALL, TEXT};

/// Between two columns.
const GAP: u16 = 100;
/// Above and below the text of a row.
const AIR: u16 = 30;
/// Lines of one cell.
const LINES_MAX: usize = 5;

pub fn put(flow: &mut Flow<'_>, section: &Section) {
    let table = Table {
        edges: edges(&section.columns),
        places: (0..section.columns.len()).map(|at| places(&section.rows, at)).collect(),
        columns: &section.columns,
    };
    flow.room(LINE * 3);
    table.heading(flow);
    for row in &section.rows {
        table.row(flow, row);
    }
    flow.space(AIR);
}

pub fn shown(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Count(count) => show::count(*count),
        Cell::Money(amount) => show::money(*amount),
        Cell::Date(date) => show::date(*date),
        Cell::At(at) => show::instant(*at),
    }
}

/// Most decimal places of a column.
fn places(rows: &[Row], column: usize) -> u32 {
    let scale = |row: &Row| match row.cells.get(column) {
        Some(Cell::Money(amount)) => Some(amount.scale()),
        _ => None,
    };
    rows.iter().filter_map(scale).max().unwrap_or(0)
}

/// Left and right edge of each column.
fn edges(columns: &[Column]) -> Vec<(u16, u16)> {
    let gaps = GAP * u16::try_from(columns.len().saturating_sub(1)).unwrap_or(0);
    let inner = u32::from(RIGHT - LEFT - gaps);
    let all: u32 = columns.iter().map(|column| u32::from(column.share)).sum();
    let mut at = LEFT;
    let mut out = Vec::new();
    for column in columns {
        let wide = u16::try_from(inner * u32::from(column.share) / all.max(1)).unwrap_or(0);
        out.push((at, at + wide));
        at += wide + GAP;
    }
    // What the division left over belongs to the last column, so that tables end at the margin.
    if let Some(last) = out.last_mut() {
        last.1 = RIGHT;
    }
    out
}

struct Table<'a> {
    columns: &'a [Column],
    edges: Vec<(u16, u16)>,
    places: Vec<u32>,
}

impl Table<'_> {
    fn heading(&self, flow: &mut Flow<'_>) {
        for (column, (left, right)) in self.columns.iter().zip(&self.edges) {
            if column.figures {
                flow.put_right(*right, SMALL, true, Ink::Grey, &column.title);
            } else {
                flow.put(*left, SMALL, true, Ink::Grey, &column.title);
            }
        }
        flow.space(SMALL + 50);
        flow.rule(LEFT, RIGHT, 8, Ink::Grey);
        flow.space(AIR + 10);
    }

    fn row(&self, flow: &mut Flow<'_>, row: &Row) {
        let lines: Vec<Vec<String>> = row
            .cells
            .iter()
            .zip(&self.edges)
            .map(|(cell, (left, right))| match cell {
                Cell::Text(text) => flow.measure.wrap(text, TEXT, right - left, LINES_MAX),
                other => vec![shown(other)],
            })
            .collect();
        let most = u16::try_from(lines.iter().map(Vec::len).max().unwrap_or(1)).unwrap_or(1);
        if flow.room(most * LINE + AIR * 2) {
            self.heading(flow);
        }
        if row.strong {
            flow.rule(LEFT, RIGHT, 8, Ink::Black);
        }
        flow.space(AIR);
        let top = flow.y;
        for (at, (cell, lines)) in row.cells.iter().zip(&lines).enumerate() {
            flow.y = top;
            for line in lines {
                self.cell(flow, at, cell, line, row.strong);
                flow.space(LINE);
            }
        }
        flow.y = top + most * LINE + AIR;
        if !row.strong {
            flow.rule(LEFT, RIGHT, 4, Ink::Hairline);
        }
    }

    fn cell(&self, flow: &mut Flow<'_>, at: usize, cell: &Cell, line: &str, strong: bool) {
        let Some((left, right)) = self.edges.get(at).copied() else {
            return;
        };
        match cell {
            Cell::Count(_) => flow.put_right(right, TEXT, strong, Ink::Black, line),
            Cell::Money(amount) => {
                let most = self.places.get(at).copied().unwrap_or(0);
                let missing = self.missing(flow, amount.scale(), most, strong);
                flow.put_right(right.saturating_sub(missing), TEXT, strong, Ink::Black, line);
            }
            Cell::Empty | Cell::Text(_) | Cell::Date(_) | Cell::At(_) => flow.put(left, TEXT, strong, Ink::Black, line),
        }
    }

    /// Width of the decimals that others in the column have and this amount has not.
    fn missing(&self, flow: &Flow<'_>, own: u32, most: u32, bold: bool) -> u16 {
        let digits = usize::try_from(most.saturating_sub(own)).unwrap_or(0);
        let point = if own == 0 && most > 0 { "." } else { "" };
        flow.measure.wide(&format!("{point}{}", "0".repeat(digits)), TEXT, bold)
    }
}
