//! The life of one record on its way back to the source.
//!
//! Not here: the file it travels in. Invariant: what arrived or was withdrawn never moves again; another attempt is a new one.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WriteBackState {
    /// Approved; the file is not known to be written.
    Approved,
    /// In a file that waits to be imported into the source.
    HandedOver,
    /// An import of the source showed it.
    Arrived,
    /// Taken back, or replaced by a later one.
    Withdrawn,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WriteBackEvent {
    HandOver,
    Arrive,
    Withdraw,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a write-back that is {state:?} cannot take {event:?}")]
pub struct IllegalWriteBack {
    pub state: WriteBackState,
    pub event: WriteBackEvent,
}

impl WriteBackState {
    pub const ALL: [Self; 4] = [Self::Approved, Self::HandedOver, Self::Arrived, Self::Withdrawn];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::HandedOver => "handed_over",
            Self::Arrived => "arrived",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    pub const fn next(self, event: WriteBackEvent) -> Result<Self, IllegalWriteBack> {
        use WriteBackEvent::{Arrive, HandOver, Withdraw};
        match (self, event) {
            (Self::Approved, HandOver) => Ok(Self::HandedOver),
            (Self::HandedOver, Arrive) => Ok(Self::Arrived),
            (Self::Approved | Self::HandedOver, Withdraw) => Ok(Self::Withdrawn),
            (Self::Approved, Arrive)
            | (Self::HandedOver, HandOver)
            | (Self::Arrived | Self::Withdrawn, HandOver | Arrive | Withdraw) => {
                Err(IllegalWriteBack { state: self, event })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_event_is_decided() {
        use WriteBackEvent::{Arrive, HandOver, Withdraw};
        use WriteBackState::{Approved, Arrived, HandedOver, Withdrawn};
        let legal = [
            (Approved, HandOver, HandedOver),
            (Approved, Withdraw, Withdrawn),
            (HandedOver, Arrive, Arrived),
            (HandedOver, Withdraw, Withdrawn),
        ];
        for state in WriteBackState::ALL {
            assert_eq!(WriteBackState::from_word(state.word()), Some(state));
            for event in [HandOver, Arrive, Withdraw] {
                let expected = legal.iter().find(|row| row.0 == state && row.1 == event);
                assert_eq!(
                    state.next(event).ok(),
                    expected.map(|row| row.2),
                    "{state:?} × {event:?}"
                );
            }
        }
    }
}
