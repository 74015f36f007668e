//! The row as it came from the source: what is not changed is written as it stood there, in its own spelling.
//!
//! Not here: what is changed (`values`). Invariants: a column that means nothing to us keeps its value; the lines of one address are
//! kept or written anew together, because they are told apart by their order only.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Map, Value as Json};
use tieout_connect::source::{WriteBack, WriteBackAction};

use super::super::profile::Role;
use super::layout::Layout;
use super::{Value, tidy};

/// A record's raw rows, joined: it is one row for every list record of a file.
#[derive(Debug)]
pub struct Kept {
    cells: BTreeMap<usize, Value>,
    /// The row has columns that this form lacks: it came in another form, whose headings may be other words for the same.
    other_form: bool,
}

impl Kept {
    /// `None` where it is not in the form that `reader::Bound::raw` writes.
    pub fn read(raw: &str, layout: &Layout) -> Option<Self> {
        let rows: Vec<Json> = serde_json::from_str(raw).ok()?;
        let mut kept = Self {
            cells: BTreeMap::new(),
            other_form: false,
        };
        for row in &rows {
            for (heading, cell) in row.get("values").and_then(Json::as_object)? {
                match layout.place_of(heading) {
                    Some(at) => drop(kept.cells.entry(at).or_insert_with(|| value(cell))),
                    None => kept.other_form = true,
                }
            }
        }
        (!rows.is_empty()).then_some(kept)
    }

    /// What stays in a column; `None` where it is written anew.
    pub fn cell(&self, layout: &Layout, record: &WriteBack, at: usize) -> Option<Value> {
        let role = layout.role_at(at);
        if role.is_some_and(|role| self.is_new(layout, record, role)) {
            return None;
        }
        match self.cells.get(&at) {
            Some(value) => Some(value.clone()),
            None if self.other_form || role == Some(Role::Id) => None,
            None => Some(Value::Empty),
        }
    }

    fn is_new(&self, layout: &Layout, record: &WriteBack, role: Role) -> bool {
        if role == Role::Active {
            return record.action == WriteBackAction::Deactivate;
        }
        let Some(field) = layout.field(record.wanted.kind(), role) else {
            return false;
        };
        let lines = field.find(".lines.").map(|end| &field[..end + ".lines.".len()]);
        let mut changed = record.changes.iter().map(|change| change.field.as_str());
        match lines {
            Some(lines) => self.other_form || changed.any(|other| other.starts_with(lines)),
            None => changed.any(|other| other == field),
        }
    }
}

fn value(cell: &Json) -> Value {
    let typed = |key: &str| {
        cell.as_object()
            .and_then(|cell: &Map<String, Json>| cell.get(key)?.as_str())
    };
    let number = typed("number").and_then(|text| Decimal::from_str_exact(text).ok().map(Value::Number));
    let date = || typed("date").and_then(|text| text.parse().ok().map(Value::Date));
    let text = || typed("number").or_else(|| typed("date")).or_else(|| cell.as_str());
    number
        .or_else(date)
        .unwrap_or_else(|| tidy(text().unwrap_or_default().to_owned()))
}
