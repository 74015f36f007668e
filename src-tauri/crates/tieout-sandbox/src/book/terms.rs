//! Payment terms.
//!
//! Not here: discounts for early payment, which post nothing until somebody takes them.
//! Invariant: a due date is never before the document's date.

use jiff::ToSpan;
use jiff::civil::Date;

use super::Book;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermRule {
    Days(i32),
    /// On `day` of the month; of the month after when less than `margin` days remain.
    DayOfMonth {
        day: i8,
        margin: i32,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub id: u64,
    pub rule: TermRule,
}

impl TermRule {
    #[must_use]
    pub fn due(self, date: Date) -> Date {
        match self {
            Self::Days(days) => date.checked_add(days.max(0).days()).unwrap_or(date),
            Self::DayOfMonth { day, margin } => {
                let in_month = |of: Date| {
                    of.first_of_month()
                        .checked_add((i32::from(day.min(of.days_in_month())) - 1).days())
                        .unwrap_or(of)
                };
                let here = in_month(date);
                let latest = here.checked_sub(margin.days()).unwrap_or(here);
                if date <= latest {
                    here
                } else {
                    date.first_of_month().checked_add(1.month()).map_or(date, in_month)
                }
            }
        }
    }
}

impl Book {
    pub fn put_term(&mut self, term: Term) {
        self.terms.insert(term.id, term);
    }

    #[must_use]
    pub fn term(&self, id: u64) -> Option<&Term> {
        self.terms.get(&id)
    }
}
