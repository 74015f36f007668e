//! What the backend tells the UI unasked. Not here: data; an event only says what is worth reading again.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::dto::RunStatus;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AppEvent {
    /// A run moved on; sent at most every 100 ms and always at its end.
    Run(RunStatus),
    /// These topics changed: re-read what shows them.
    Changed(Vec<Topic>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    Client,
    Connection,
    Lists,
    Matches,
    Plan,
    Transactions,
    Runs,
    Settings,
    Audit,
}

impl Topic {
    pub const ALL: [Self; 9] = [
        Self::Client,
        Self::Connection,
        Self::Lists,
        Self::Matches,
        Self::Plan,
        Self::Transactions,
        Self::Runs,
        Self::Settings,
        Self::Audit,
    ];
}
