//! Secrets in memory, for tests and trials. Not here: anything durable. Invariant: gone with the process.

use std::collections::BTreeMap;
use std::sync::Mutex;

use secrecy::SecretString;
use tieout_domain::Failure;

use super::{SecretKind, Secrets};
use crate::factory::ConnectionKey;

#[derive(Default)]
pub struct MemorySecrets {
    kept: Mutex<BTreeMap<(ConnectionKey, SecretKind), SecretString>>,
}

impl MemorySecrets {
    fn kept(&self) -> std::sync::MutexGuard<'_, BTreeMap<(ConnectionKey, SecretKind), SecretString>> {
        self.kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Secrets for MemorySecrets {
    fn get(&self, connection: &ConnectionKey, kind: SecretKind) -> Result<Option<SecretString>, Failure> {
        Ok(self.kept().get(&(connection.clone(), kind)).cloned())
    }

    fn put(&self, connection: &ConnectionKey, kind: SecretKind, secret: &SecretString) -> Result<(), Failure> {
        self.kept().insert((connection.clone(), kind), secret.clone());
        Ok(())
    }

    fn delete(&self, connection: &ConnectionKey, kind: SecretKind) -> Result<(), Failure> {
        self.kept().remove(&(connection.clone(), kind));
        Ok(())
    }
}
