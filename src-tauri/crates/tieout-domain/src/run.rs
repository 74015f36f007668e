//! The life of a run: one user-started pull, push or sync.
//!
//! Not here: what the run does. Invariant: an ended run never starts again; a second attempt is a new run.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RunState {
    Queued,
    Running,
    Completed,
    CompletedWithFailures,
    Cancelled,
    Aborted,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum RunEvent {
    Start,
    Finish,
    FinishWithFailures,
    Cancel,
    Abort,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a run that is {state:?} cannot take {event:?}")]
pub struct IllegalRun {
    pub state: RunState,
    pub event: RunEvent,
}

impl RunState {
    pub const ALL: [Self; 6] = [
        Self::Queued,
        Self::Running,
        Self::Completed,
        Self::CompletedWithFailures,
        Self::Cancelled,
        Self::Aborted,
    ];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Completed => "completed",
            Self::CompletedWithFailures => "completed_with_failures",
            Self::Cancelled => "cancelled",
            Self::Aborted => "aborted",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.word() == word)
    }

    pub const fn is_open(self) -> bool {
        matches!(self, Self::Queued | Self::Running)
    }

    pub fn next(self, event: RunEvent) -> Result<Self, IllegalRun> {
        use RunEvent::{Abort, Cancel, Finish, FinishWithFailures, Start};
        use RunState::{Aborted, Cancelled, Completed, CompletedWithFailures, Queued, Running};
        match (self, event) {
            (Queued, Start) => Ok(Running),
            (Running, Finish) => Ok(Completed),
            (Running, FinishWithFailures) => Ok(CompletedWithFailures),
            (Queued | Running, Cancel) => Ok(Cancelled),
            (Queued | Running, Abort) => Ok(Aborted),
            (Queued, Finish | FinishWithFailures)
            | (Running, Start)
            | (
                Completed | CompletedWithFailures | Cancelled | Aborted,
                Start | Finish | FinishWithFailures | Cancel | Abort,
            ) => Err(IllegalRun { state: self, event }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_and_event_is_decided() {
        use RunEvent::{Abort, Cancel, Finish, FinishWithFailures, Start};
        use RunState::{Aborted, Cancelled, Completed, CompletedWithFailures, Queued, Running};
        let legal = [
            (Queued, Start, Running),
            (Queued, Cancel, Cancelled),
            (Queued, Abort, Aborted),
            (Running, Finish, Completed),
            (Running, FinishWithFailures, CompletedWithFailures),
            (Running, Cancel, Cancelled),
            (Running, Abort, Aborted),
        ];
        for state in RunState::ALL {
            for event in [Start, Finish, FinishWithFailures, Cancel, Abort] {
                let expected = legal
                    .iter()
                    .find(|row| row.0 == state && row.1 == event)
                    .map(|row| row.2);
                assert_eq!(state.next(event).ok(), expected, "{state:?} × {event:?}");
            }
        }
    }
}
