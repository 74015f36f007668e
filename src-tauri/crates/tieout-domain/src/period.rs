//! Closed periods. Not here: what the user wants done about them (settings). Invariant: a date is open only if it is known to be.

use jiff::civil::Date;

/// The ledger's closed-books date, or our own stricter one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodLock {
    Open,
    ClosedThrough(Date),
}

impl PeriodLock {
    pub fn allows(self, date: Date) -> bool {
        match self {
            Self::Open => true,
            Self::ClosedThrough(last) => date > last,
        }
    }

    /// The stricter of two locks.
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Open, lock) | (lock, Self::Open) => lock,
            (Self::ClosedThrough(a), Self::ClosedThrough(b)) => Self::ClosedThrough(a.max(b)),
        }
    }
}
