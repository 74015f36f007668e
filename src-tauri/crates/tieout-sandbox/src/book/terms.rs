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
    /// So many days after the end of the month.
    DaysAfterMonth(i32),
    /// On `day` of the same month, clamped to its end.
    OfCurrentMonth(i8),
    /// On `day` of the next month, clamped to its end.
    OfFollowingMonth(i8),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub id: u64,
    pub rule: TermRule,
}

impl TermRule {
    #[must_use]
    pub fn due(self, date: Date) -> Date {
        let after = |from: Date, days: i32| from.checked_add(days.max(0).days()).unwrap_or(from);
        let due = match self {
            Self::Days(days) => after(date, days),
            Self::DaysAfterMonth(days) => after(date.last_of_month(), days),
            Self::OfCurrentMonth(day) => on_day(date, day),
            Self::OfFollowingMonth(day) => on_day(next_month(date), day),
            Self::DayOfMonth { day, margin } => {
                let here = on_day(date, day);
                let latest = here.checked_sub(margin.days()).unwrap_or(here);
                if date <= latest {
                    here
                } else {
                    on_day(next_month(date), day)
                }
            }
        };
        due.max(date)
    }
}

/// A day of the month that `of` falls in, clamped to its end.
fn on_day(of: Date, day: i8) -> Date {
    let day = day.clamp(1, of.days_in_month());
    of.first_of_month().with().day(day).build().unwrap_or(of)
}

fn next_month(date: Date) -> Date {
    date.first_of_month().checked_add(1.month()).unwrap_or(date)
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
