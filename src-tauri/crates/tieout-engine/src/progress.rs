//! How far a run is, as stored with it (`run.progress`) and shown.
//!
//! Not here: what a run does. Invariant: one shape for pulls and pushes.

use serde::{Deserialize, Serialize};
use tieout_domain::{Instant, ObjectKind};

/// Lines kept, newest first.
pub const LOG_MAX: usize = 5;

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Progress {
    pub done: u32,
    pub total: Option<u32>,
    #[serde(default)]
    pub kinds: Vec<KindProgress>,
    #[serde(default)]
    pub log: Vec<LogLine>,
    /// The ledger asked us to wait until then.
    #[serde(default)]
    pub waiting_until: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindProgress {
    pub kind: ObjectKind,
    pub done: u32,
    pub total: Option<u32>,
    pub failed: u32,
    pub verifying: u32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    pub at: Instant,
    pub kind: ObjectKind,
    pub name: String,
    pub outcome: String,
}

impl Progress {
    /// Reads what is stored; an empty object is the start of a run.
    pub fn read(text: &str) -> Result<Self, serde_json::Error> {
        if text == "{}" {
            return Ok(Self::default());
        }
        serde_json::from_str(text)
    }

    /// Puts a line on top.
    pub fn say(&mut self, line: LogLine) {
        self.log.insert(0, line);
        self.log.truncate(LOG_MAX);
    }

    /// The counters of a kind, made where there are none yet.
    pub fn kind(&mut self, kind: ObjectKind) -> &mut KindProgress {
        let at = match self.kinds.iter().position(|known| known.kind == kind) {
            Some(at) => at,
            None => {
                self.kinds.push(KindProgress {
                    kind,
                    done: 0,
                    total: None,
                    failed: 0,
                    verifying: 0,
                });
                self.kinds.len() - 1
            }
        };
        &mut self.kinds[at]
    }

    /// Sums the kinds up; the total is known when every kind's is.
    pub fn sum_up(&mut self) {
        self.done = self.kinds.iter().map(|kind| kind.done).sum();
        self.total = self.kinds.iter().map(|kind| kind.total).sum();
    }
}
