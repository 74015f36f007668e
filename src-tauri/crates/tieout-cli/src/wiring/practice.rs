//! The practice company: our own practice ledger in this process, or one that somebody else runs.
//!
//! Not here: its book (`tieout-sandbox`). Invariant: its address stays the same from one start of the program to the next,
//! so that a stored connection goes on working.

use std::collections::BTreeMap;
use std::path::Path;

use async_trait::async_trait;
use tieout_domain::{ErrorCode, Failure, Recovery};
use tieout_ipc::dto::LedgerChoice;
use tieout_ipc::host::{Practice, PracticeAccess};
use tokio::sync::Mutex;

use super::Start;
use crate::sandbox::{self, Access, FACES, Running, face_of};

pub struct PracticeCompany {
    elsewhere: Option<String>,
    consents: bool,
    /// By the short name of the ledger.
    running: Mutex<BTreeMap<String, Running>>,
}

impl PracticeCompany {
    pub fn new(start: &Start) -> Self {
        Self {
            elsewhere: start.practice_at.clone(),
            consents: start.consents,
            running: Mutex::default(),
        }
    }

    /// The ledger that somebody else runs, where there is one.
    fn elsewhere(&self) -> Result<Option<Access>, Failure> {
        let line = self.elsewhere.as_deref();
        line.map(|line| serde_json::from_str(line).map_err(|error| unusable(&error)))
            .transpose()
    }
}

#[async_trait]
impl Practice for PracticeCompany {
    fn systems(&self) -> Vec<LedgerChoice> {
        let mut systems: Vec<LedgerChoice> = FACES
            .iter()
            .map(|face| LedgerChoice {
                system: face.system.to_owned(),
                name: face.name.to_owned(),
            })
            .collect();
        // One that was handed over is the one that is meant.
        if let Ok(Some(access)) = self.elsewhere() {
            systems.sort_by_key(|choice| choice.system != access.system);
        }
        systems
    }

    async fn start(&self, folder: &Path, system: &str) -> Result<PracticeAccess, Failure> {
        if let Some(access) = self.elsewhere()?.filter(|access| access.system == system) {
            return Ok(handed(access));
        }
        let mut running = self.running.lock().await;
        if let Some(running) = running.get(system) {
            return Ok(handed(running.access()));
        }
        let face = face_of(system).map_err(|error| unusable(&error))?;
        let started = sandbox::keep_in(face, folder, self.consents)
            .await
            .map_err(|error| unusable(&error))?;
        let access = started.access();
        running.insert(system.to_owned(), started);
        Ok(handed(access))
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
