//! Keeps one permission alive: hands out access tokens, renews them one at a time.
//!
//! Not here: signing in for the first time (`attempt`), the store (`secrets`).
//! Invariant: mark *refreshing* → ask → store the new pair → use it. Two callers never renew the same pair.

use std::sync::Arc;

use jiff::SignedDuration;
use secrecy::{ExposeSecret, SecretString};
use tieout_domain::{Clock, ErrorCode, Failure, Recovery};
use tokio::sync::Mutex;

use super::exchange::{self, Code, TokenTrouble};
use super::token::TokenSet;
use super::{AppKeys, Provider};
use crate::factory::{ConnectionKey, PermissionStatus};
use crate::http::Http;
use crate::secrets::{SecretKind, Secrets};

/// Renewed when less than this is left.
const MARGIN: SignedDuration = SignedDuration::from_mins(2);

pub struct TokenKeeper {
    http: Http,
    provider: Provider,
    client_id: String,
    connection: ConnectionKey,
    secrets: Arc<dyn Secrets>,
    clock: Arc<dyn Clock>,
    /// Held for the whole of a renewal: whoever comes meanwhile waits and gets the new token.
    kept: Mutex<Option<TokenSet>>,
}

impl TokenKeeper {
    pub fn new(
        http: Http,
        provider: Provider,
        client_id: String,
        connection: ConnectionKey,
        secrets: Arc<dyn Secrets>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            http,
            provider,
            client_id,
            connection,
            secrets,
            clock,
            kept: Mutex::new(None),
        }
    }

    pub const fn provider(&self) -> &Provider {
        &self.provider
    }

    /// An access token with some life left.
    pub async fn access(&self) -> Result<SecretString, Failure> {
        let mut kept = self.kept.lock().await;
        let set = self.current(&mut kept)?;
        let left = self.clock.instant().duration_until(set.access_ends);
        if left > MARGIN && !set.refreshing {
            return Ok(set.access);
        }
        self.renew_now(&mut kept).await
    }

    /// After a 401 for `stale`: a token that is not `stale`.
    pub async fn renew(&self, stale: &SecretString) -> Result<SecretString, Failure> {
        let mut kept = self.kept.lock().await;
        let set = self.current(&mut kept)?;
        if set.access.expose_secret() != stale.expose_secret() && !set.refreshing {
            return Ok(set.access);
        }
        self.renew_now(&mut kept).await
    }

    /// Renews whatever is left ("Check connection").
    pub async fn renew_always(&self) -> Result<PermissionStatus, Failure> {
        {
            let mut kept = self.kept.lock().await;
            self.renew_now(&mut kept).await?;
        }
        self.status().await
    }

    pub async fn status(&self) -> Result<PermissionStatus, Failure> {
        let set = match &*self.kept.lock().await {
            Some(set) => Some(set.clone()),
            None => self.load()?,
        };
        Ok(Self::status_of(set))
    }

    /// The same without a keeper: what is stored.
    pub fn stored_status(secrets: &dyn Secrets, connection: &ConnectionKey) -> Result<PermissionStatus, Failure> {
        let stored = secrets.get(connection, SecretKind::Tokens)?;
        Ok(Self::status_of(stored.as_ref().map(TokenSet::unseal).transpose()?))
    }

    fn status_of(set: Option<TokenSet>) -> PermissionStatus {
        PermissionStatus {
            signed_in: set.as_ref().is_some_and(|set| !set.ended),
            access_ends: set.as_ref().map(|set| set.access_ends),
            permission_ends: set.and_then(|set| set.refresh_ends),
        }
    }

    /// Changes the code of a sign-in into tokens and stores them.
    pub async fn sign_in(&self, code: &Code<'_>) -> Result<TokenSet, Failure> {
        let set = self.exchange(code).await?;
        self.keep(&set).await?;
        Ok(set)
    }

    /// Only changes the code into tokens. For a ledger that does not say with the code which book it is for: until that is known to
    /// be the right one, the permission before stays.
    pub async fn exchange(&self, code: &Code<'_>) -> Result<TokenSet, Failure> {
        let keys = self.keys()?;
        let asked = exchange::code(&self.http, &self.provider, &keys, code, self.clock.instant()).await;
        asked.map_err(TokenTrouble::into_failure)
    }

    /// From here on these tokens are the permission.
    pub async fn keep(&self, set: &TokenSet) -> Result<(), Failure> {
        let mut kept = self.kept.lock().await;
        self.store(set)?;
        *kept = Some(set.clone());
        Ok(())
    }

    /// Withdraws the permission; the tokens are forgotten whatever the vendor says.
    pub async fn revoke(&self) -> Result<(), Failure> {
        let mut kept = self.kept.lock().await;
        let set = match kept.take() {
            Some(set) => Some(set),
            None => self.load()?,
        };
        let told = match (&set, self.keys()) {
            (Some(set), Ok(keys)) => exchange::revoke(&self.http, &self.provider, &keys, set).await,
            (Some(_), Err(failure)) => Err(failure),
            (None, _) => Ok(()),
        };
        self.secrets.delete(&self.connection, SecretKind::Tokens)?;
        told
    }

    /// Which book the permission is used for, as it was said with `keep`.
    pub async fn part(&self) -> Result<Option<String>, Failure> {
        let mut kept = self.kept.lock().await;
        Ok(self.current(&mut kept)?.part)
    }

    /// Forgets the tokens and leaves the permission as it is: others use it too.
    pub async fn forget(&self) -> Result<(), Failure> {
        let mut kept = self.kept.lock().await;
        *kept = None;
        self.secrets.delete(&self.connection, SecretKind::Tokens)
    }

    fn current(&self, kept: &mut Option<TokenSet>) -> Result<TokenSet, Failure> {
        // Somebody may have signed in again elsewhere since it ended here.
        if kept.as_ref().is_none_or(|set| set.ended) {
            *kept = self.load()?;
        }
        match kept {
            Some(set) if !set.ended => Ok(set.clone()),
            Some(_) | None => Err(sign_in_needed()),
        }
    }

    async fn renew_now(&self, kept: &mut Option<TokenSet>) -> Result<SecretString, Failure> {
        // Another process may have renewed while we were away: its pair is the valid one.
        let before = kept.take();
        let Some(mut set) = self.load()? else {
            return Err(sign_in_needed());
        };
        let left = self.clock.instant().duration_until(set.access_ends);
        let other = before.is_some_and(|mine| mine.access.expose_secret() != set.access.expose_secret());
        if set.ended {
            *kept = Some(set);
            return Err(sign_in_needed());
        }
        if other && !set.refreshing && left > MARGIN {
            *kept = Some(set.clone());
            return Ok(set.access);
        }
        let keys = self.keys()?;
        set.refreshing = true;
        self.store(&set)?;
        let asked = exchange::refresh(&self.http, &self.provider, &keys, &set, self.clock.instant()).await;
        self.settle(kept, set, asked)
    }

    /// Stores what came of a renewal before anybody uses it.
    fn settle(
        &self,
        kept: &mut Option<TokenSet>,
        mut old: TokenSet,
        asked: Result<TokenSet, TokenTrouble>,
    ) -> Result<SecretString, Failure> {
        match asked {
            Ok(new) => {
                self.store(&new)?;
                let access = new.access.clone();
                *kept = Some(new);
                tracing::info!(connection = %self.connection, "access renewed");
                Ok(access)
            }
            Err(TokenTrouble::NotSent(failure) | TokenTrouble::Keys(failure)) => {
                old.refreshing = false;
                self.store(&old)?;
                *kept = Some(old);
                Err(failure)
            }
            Err(TokenTrouble::Ended(failure)) => {
                old.ended = true;
                old.refreshing = false;
                self.store(&old)?;
                *kept = Some(old);
                Err(failure)
            }
            // The vendor may have given a pair that we never saw. The mark stays: the old pair is tried once more next
            // time, and only the vendor's "invalid_grant" ends it.
            Err(TokenTrouble::Unknown(failure)) => {
                *kept = Some(old);
                Err(failure)
            }
        }
    }

    fn keys(&self) -> Result<AppKeys, Failure> {
        let client_secret = self.secrets.get(&self.connection, SecretKind::ClientSecret)?;
        Ok(AppKeys {
            client_id: self.client_id.clone(),
            client_secret,
        })
    }

    fn load(&self) -> Result<Option<TokenSet>, Failure> {
        let stored = self.secrets.get(&self.connection, SecretKind::Tokens)?;
        stored.as_ref().map(TokenSet::unseal).transpose()
    }

    fn store(&self, set: &TokenSet) -> Result<(), Failure> {
        self.secrets.put(&self.connection, SecretKind::Tokens, &set.seal())
    }
}

fn sign_in_needed() -> Failure {
    Failure::new(ErrorCode::SignInNeeded, Recovery::Reconnect)
}

#[cfg(test)]
mod tests;
