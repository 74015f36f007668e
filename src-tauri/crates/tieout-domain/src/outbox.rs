//! The life of an intended write (`architecture.md` §4, `reliability.md` §3).
//!
//! Not here: keys, bytes and probes. Invariant: from `in_doubt` there are two ways out only: found, or proven absent.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OutboxState {
    /// Ready for review; nothing is in the ledger.
    Staged,
    /// Frozen by the user's approval, waiting for its turn.
    Approved,
    /// On disk as being sent; bytes may be on the wire.
    Sending,
    /// Sent, outcome unknown.
    InDoubt,
    Posted,
    Failed,
    Ignored,
    /// Posted once, replaced by a later revision.
    Superseded,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum OutboxEvent {
    Approve,
    /// The user takes an approved entry back for review.
    Withdraw,
    Send,
    /// The ledger confirmed it, or a probe found it.
    Confirm,
    /// Nothing happened: not sent, refused before work, or proven absent.
    NotDone,
    LoseAnswer,
    Reject,
    Ignore,
    Unignore,
    Supersede,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry that is {state:?} cannot take {event:?}")]
pub struct IllegalTransition {
    pub state: OutboxState,
    pub event: OutboxEvent,
}

impl OutboxState {
    pub const ALL: [Self; 8] = [
        Self::Staged,
        Self::Approved,
        Self::Sending,
        Self::InDoubt,
        Self::Posted,
        Self::Failed,
        Self::Ignored,
        Self::Superseded,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Staged => "staged",
            Self::Approved => "approved",
            Self::Sending => "sending",
            Self::InDoubt => "in_doubt",
            Self::Posted => "posted",
            Self::Failed => "failed",
            Self::Ignored => "ignored",
            Self::Superseded => "superseded",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    /// Exhaustive on purpose, without a `_` arm: a new state or event must be decided here.
    #[expect(clippy::too_many_lines, reason = "every pair of state and event stands here")]
    pub fn next(self, event: OutboxEvent) -> Result<Self, IllegalTransition> {
        use OutboxEvent as E;
        use OutboxState as S;
        match (self, event) {
            (S::Staged | S::Failed, E::Approve) => Ok(S::Approved),
            (S::Approved | S::Failed, E::Withdraw) => Ok(S::Staged),
            (S::Approved, E::Send) => Ok(S::Sending),
            (S::Sending | S::InDoubt, E::Confirm) => Ok(S::Posted),
            (S::Sending | S::InDoubt, E::NotDone) => Ok(S::Approved),
            (S::Sending, E::LoseAnswer) => Ok(S::InDoubt),
            // A doubt that ends in a plain refusal on re-reading is a failure like any other.
            (S::Sending | S::InDoubt | S::Approved, E::Reject) => Ok(S::Failed),
            (S::Staged | S::Failed, E::Ignore) => Ok(S::Ignored),
            (S::Ignored, E::Unignore) => Ok(S::Staged),
            (S::Posted, E::Supersede) => Ok(S::Superseded),
            (
                S::Staged,
                E::Withdraw
                | E::Send
                | E::Confirm
                | E::NotDone
                | E::LoseAnswer
                | E::Reject
                | E::Unignore
                | E::Supersede,
            )
            | (
                S::Approved,
                E::Approve | E::Confirm | E::NotDone | E::LoseAnswer | E::Ignore | E::Unignore | E::Supersede,
            )
            | (S::Sending, E::Approve | E::Withdraw | E::Send | E::Ignore | E::Unignore | E::Supersede)
            | (
                S::InDoubt,
                E::Approve | E::Withdraw | E::Send | E::LoseAnswer | E::Ignore | E::Unignore | E::Supersede,
            )
            | (
                S::Posted,
                E::Approve
                | E::Withdraw
                | E::Send
                | E::Confirm
                | E::NotDone
                | E::LoseAnswer
                | E::Reject
                | E::Ignore
                | E::Unignore,
            )
            | (S::Failed, E::Send | E::Confirm | E::NotDone | E::LoseAnswer | E::Reject | E::Unignore | E::Supersede)
            | (
                S::Ignored,
                E::Approve
                | E::Withdraw
                | E::Send
                | E::Confirm
                | E::NotDone
                | E::LoseAnswer
                | E::Reject
                | E::Ignore
                | E::Supersede,
            )
            | (
                S::Superseded,
                E::Approve
                | E::Withdraw
                | E::Send
                | E::Confirm
                | E::NotDone
                | E::LoseAnswer
                | E::Reject
                | E::Ignore
                | E::Unignore
                | E::Supersede,
            ) => Err(IllegalTransition { state: self, event }),
        }
    }
}

/// The five tiles. *Total* is derived, so that it cannot disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
pub struct Tiles {
    pub completed: u32,
    pub pre_sync: u32,
    pub failed: u32,
    pub ignored: u32,
}

impl Tiles {
    pub const fn total(&self) -> u32 {
        self.completed + self.pre_sync + self.failed + self.ignored
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [OutboxEvent; 10] = [
        OutboxEvent::Approve,
        OutboxEvent::Withdraw,
        OutboxEvent::Send,
        OutboxEvent::Confirm,
        OutboxEvent::NotDone,
        OutboxEvent::LoseAnswer,
        OutboxEvent::Reject,
        OutboxEvent::Ignore,
        OutboxEvent::Unignore,
        OutboxEvent::Supersede,
    ];

    #[test]
    fn every_state_and_event_is_decided() {
        use OutboxEvent as E;
        use OutboxState as S;
        let legal = [
            (S::Staged, E::Approve, S::Approved),
            (S::Staged, E::Ignore, S::Ignored),
            (S::Approved, E::Withdraw, S::Staged),
            (S::Approved, E::Send, S::Sending),
            (S::Approved, E::Reject, S::Failed),
            (S::Sending, E::Confirm, S::Posted),
            (S::Sending, E::NotDone, S::Approved),
            (S::Sending, E::LoseAnswer, S::InDoubt),
            (S::Sending, E::Reject, S::Failed),
            (S::InDoubt, E::Confirm, S::Posted),
            (S::InDoubt, E::NotDone, S::Approved),
            (S::InDoubt, E::Reject, S::Failed),
            (S::Failed, E::Approve, S::Approved),
            (S::Failed, E::Withdraw, S::Staged),
            (S::Failed, E::Ignore, S::Ignored),
            (S::Ignored, E::Unignore, S::Staged),
            (S::Posted, E::Supersede, S::Superseded),
        ];
        for state in S::ALL {
            for event in EVENTS {
                let expected = legal
                    .iter()
                    .find(|row| row.0 == state && row.1 == event)
                    .map(|row| row.2);
                assert_eq!(state.next(event).ok(), expected, "{state:?} × {event:?}");
            }
        }
    }

    #[test]
    fn a_posted_entry_is_never_sent_again() {
        assert!(OutboxState::Posted.next(OutboxEvent::Send).is_err());
        assert!(
            OutboxState::InDoubt.next(OutboxEvent::Send).is_err(),
            "look before creating"
        );
    }
}
