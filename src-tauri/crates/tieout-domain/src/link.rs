//! The life of a link between one ledger record and one source record.
//!
//! Not here: suggestions' scores (engine). Invariant: the words here are the words of the database's `CHECK` and of the screen.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    Unlinked,
    Suggested,
    Linked,
    Ignored,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LinkEvent {
    Suggest,
    Withdraw,
    Confirm,
    Unlink,
    Ignore,
    Unignore,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a record that is {state:?} cannot take {event:?}")]
pub struct IllegalLink {
    pub state: LinkState,
    pub event: LinkEvent,
}

impl LinkState {
    pub const ALL: [Self; 4] = [Self::Unlinked, Self::Suggested, Self::Linked, Self::Ignored];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Unlinked => "unlinked",
            Self::Suggested => "suggested",
            Self::Linked => "linked",
            Self::Ignored => "ignored",
        }
    }

    /// A linked record can be ignored only after it was unlinked, so that no tie vanishes by the way.
    pub fn next(self, event: LinkEvent) -> Result<Self, IllegalLink> {
        use LinkEvent::{Confirm, Ignore, Suggest, Unignore, Unlink, Withdraw};
        use LinkState::{Ignored, Linked, Suggested, Unlinked};
        match (self, event) {
            (Unlinked | Suggested, Suggest) => Ok(Suggested),
            (Suggested, Withdraw) | (Linked, Unlink) | (Ignored, Unignore) => Ok(Unlinked),
            (Unlinked | Suggested, Confirm) => Ok(Linked),
            (Unlinked | Suggested, Ignore) => Ok(Ignored),
            (Unlinked, Withdraw | Unlink | Unignore)
            | (Suggested, Unlink | Unignore)
            | (Linked, Suggest | Withdraw | Confirm | Ignore | Unignore)
            | (Ignored, Suggest | Withdraw | Confirm | Unlink | Ignore) => Err(IllegalLink { state: self, event }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_event_is_decided() {
        use LinkEvent::{Confirm, Ignore, Suggest, Unignore, Unlink, Withdraw};
        use LinkState::{Ignored, Linked, Suggested, Unlinked};
        let legal = [
            (Unlinked, Suggest, Suggested),
            (Unlinked, Confirm, Linked),
            (Unlinked, Ignore, Ignored),
            (Suggested, Suggest, Suggested),
            (Suggested, Withdraw, Unlinked),
            (Suggested, Confirm, Linked),
            (Suggested, Ignore, Ignored),
            (Linked, Unlink, Unlinked),
            (Ignored, Unignore, Unlinked),
        ];
        for state in LinkState::ALL {
            for event in [Suggest, Withdraw, Confirm, Unlink, Ignore, Unignore] {
                let expected = legal
                    .iter()
                    .find(|row| row.0 == state && row.1 == event)
                    .map(|row| row.2);
                assert_eq!(state.next(event).ok(), expected, "{state:?} × {event:?}");
            }
        }
    }
}
