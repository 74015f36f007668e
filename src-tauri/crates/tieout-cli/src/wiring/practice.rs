//! The practice company: our own practice ledger in this process, or one that somebody else runs.
//!
//! Not here: its book (`tieout-sandbox`). Invariant: its address stays the same from one start of the program to the next,
//! so that a stored connection goes on working.

use std::path::Path;

use async_trait::async_trait;
use tieout_domain::{ErrorCode, Failure, Recovery};
use tieout_ipc::host::{Practice, PracticeAccess};
use tokio::sync::Mutex;

use super::Start;
use crate::sandbox::{self, Access, Running};

pub struct PracticeCompany {
    elsewhere: Option<String>,
    consents: bool,
    running: Mutex<Option<Running>>,
}

impl PracticeCompany {
    pub fn new(start: &Start) -> Self {
        Self {
            elsewhere: start.practice_at.clone(),
            consents: start.consents,
            running: Mutex::default(),
        }
    }
}

#[async_trait]
impl Practice for PracticeCompany {
    async fn start(&self, folder: &Path) -> Result<PracticeAccess, Failure> {
        if let Some(line) = &self.elsewhere {
            let access = serde_json::from_str(line).map_err(|error| unusable(&error))?;
            return Ok(handed(access));
        }
        let mut running = self.running.lock().await;
        if let Some(running) = running.as_ref() {
            return Ok(handed(running.access()));
        }
        let started = sandbox::keep_in(folder, self.consents)
            .await
            .map_err(|error| unusable(&error))?;
        Ok(handed(running.insert(started).access()))
    }
}

fn handed(access: Access) -> PracticeAccess {
    PracticeAccess {
        system: access.system,
        discovery_url: access.discovery_url,
        client_id: access.client_id,
        client_secret: access.client_secret,
        book_number: access.realm_id,
    }
}

fn unusable(why: &dyn std::fmt::Display) -> Failure {
    Failure::new(ErrorCode::LedgerUnavailable, Recovery::Retry).context(format!("the practice ledger: {why}"))
}
