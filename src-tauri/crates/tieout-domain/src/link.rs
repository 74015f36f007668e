//! What was decided about one record, and about a pair of them.
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
    /// None of the other side's records is this one: the next plan creates it.
    Create,
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
    Create,
    Uncreate,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a record that is {state:?} cannot take {event:?}")]
pub struct IllegalLink {
    pub state: LinkState,
    pub event: LinkEvent,
}

impl LinkState {
    pub const ALL: [Self; 5] = [
        Self::Unlinked,
        Self::Suggested,
        Self::Linked,
        Self::Ignored,
        Self::Create,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Unlinked => "unlinked",
            Self::Suggested => "suggested",
            Self::Linked => "linked",
            Self::Ignored => "ignored",
            Self::Create => "create",
        }
    }

    /// A linked record can be ignored only after it was unlinked, so that no tie vanishes by the way. A record that is to be
    /// created may still find its partner: then there is nothing left to create.
    pub const fn next(self, event: LinkEvent) -> Result<Self, IllegalLink> {
        use LinkEvent::{Confirm, Ignore, Suggest, Uncreate, Unignore, Unlink, Withdraw};
        use LinkState::{Create, Ignored, Linked, Suggested, Unlinked};
        match (self, event) {
            (Unlinked | Suggested, Suggest) => Ok(Suggested),
            (Suggested, Withdraw) | (Linked, Unlink) | (Ignored, Unignore) | (Create, Uncreate) => Ok(Unlinked),
            (Unlinked | Suggested | Create, Confirm) => Ok(Linked),
            (Unlinked | Suggested, Ignore) => Ok(Ignored),
            (Unlinked | Suggested, LinkEvent::Create) => Ok(Create),
            (Unlinked, Withdraw | Unlink | Unignore | Uncreate)
            | (Suggested, Unlink | Unignore | Uncreate)
            | (Linked, Suggest | Withdraw | Confirm | Ignore | Unignore | LinkEvent::Create | Uncreate)
            | (Ignored, Suggest | Withdraw | Confirm | Unlink | Ignore | LinkEvent::Create | Uncreate)
            | (Create, Suggest | Withdraw | Unlink | Ignore | Unignore | LinkEvent::Create) => {
                Err(IllegalLink { state: self, event })
            }
        }
    }
}

/// What was decided about one ledger record together with one source record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairState {
    Open,
    Linked,
    /// A person said that the two are not the same: the pair is never suggested again.
    Rejected,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PairEvent {
    Confirm,
    Unlink,
    Reject,
    Unreject,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a pair that is {state:?} cannot take {event:?}")]
pub struct IllegalPair {
    pub state: PairState,
    pub event: PairEvent,
}

impl PairState {
    pub const ALL: [Self; 3] = [Self::Open, Self::Linked, Self::Rejected];

    /// A person may change their mind and tie what they rejected; a tie is undone before the pair can be rejected.
    pub const fn next(self, event: PairEvent) -> Result<Self, IllegalPair> {
        use PairEvent::{Confirm, Reject, Unlink, Unreject};
        use PairState::{Linked, Open, Rejected};
        match (self, event) {
            (Open | Rejected, Confirm) => Ok(Linked),
            (Open, Reject) => Ok(Rejected),
            (Linked, Unlink) | (Rejected, Unreject) => Ok(Open),
            (Open, Unlink | Unreject) | (Linked, Confirm | Reject | Unreject) | (Rejected, Unlink | Reject) => {
                Err(IllegalPair { state: self, event })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_event_is_decided() {
        use LinkEvent::{Confirm, Ignore, Suggest, Uncreate, Unignore, Unlink, Withdraw};
        use LinkState::{Create, Ignored, Linked, Suggested, Unlinked};
        let legal = [
            (Unlinked, Suggest, Suggested),
            (Unlinked, Confirm, Linked),
            (Unlinked, Ignore, Ignored),
            (Unlinked, LinkEvent::Create, Create),
            (Suggested, Suggest, Suggested),
            (Suggested, Withdraw, Unlinked),
            (Suggested, Confirm, Linked),
            (Suggested, Ignore, Ignored),
            (Suggested, LinkEvent::Create, Create),
            (Linked, Unlink, Unlinked),
            (Ignored, Unignore, Unlinked),
            (Create, Confirm, Linked),
            (Create, Uncreate, Unlinked),
        ];
        let events = [
            Suggest,
            Withdraw,
            Confirm,
            Unlink,
            Ignore,
            Unignore,
            LinkEvent::Create,
            Uncreate,
        ];
        for state in LinkState::ALL {
            for event in events {
                let expected = legal
                    .iter()
                    .find(|row| row.0 == state && row.1 == event)
                    .map(|row| row.2);
                assert_eq!(state.next(event).ok(), expected, "{state:?} × {event:?}");
            }
        }
    }

    #[test]
    fn every_pair_and_event_is_decided() {
        use PairEvent::{Confirm, Reject, Unlink, Unreject};
        use PairState::{Linked, Open, Rejected};
        let legal = [
            (Open, Confirm, Linked),
            (Open, Reject, Rejected),
            (Linked, Unlink, Open),
            (Rejected, Confirm, Linked),
            (Rejected, Unreject, Open),
        ];
        for state in PairState::ALL {
            for event in [Confirm, Unlink, Reject, Unreject] {
                let expected = legal
                    .iter()
                    .find(|row| row.0 == state && row.1 == event)
                    .map(|row| row.2);
                assert_eq!(state.next(event).ok(), expected, "{state:?} × {event:?}");
            }
        }
    }
}
