//! How hosts make ledgers: the fields of the connect page, signing in, and opening a book.
//!
//! Not here: any vendor; screens; where settings are stored (the host keeps `ConnectionValues` as they are).
//! Invariant: no secret travels through these types; a client secret is put into `Secrets` and named by its `ConnectionKey`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};
use tieout_domain::{BookId, ErrorCode, Failure, Instant};

use crate::Ledger;

/// Names everything secret of one connection. Unique per installation, so that two client files never share one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionKey(pub String);

impl ConnectionKey {
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for ConnectionKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The non-secret settings of a connection, as typed, and whether it is a practice one.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ConnectionValues {
    pub values: BTreeMap<String, String>,
    /// A practice company on this computer: plain http on loopback is allowed, and shorter waits.
    pub practice: bool,
}

impl ConnectionValues {
    /// A value without surrounding blanks; empty counts as absent.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values
            .get(key)
            .map(|value| value.trim())
            .filter(|value| !value.is_empty())
    }

    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<String>) -> Self {
        self.values.insert(key.to_owned(), value.into());
        self
    }
}

/// One line of the connect page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConnectionField {
    pub key: String,
    /// English name of the line; the UI may translate by `key`.
    pub label: String,
    /// Goes to `Secrets` (kind `client_secret`), never into `ConnectionValues`, never back to a screen.
    pub secret: bool,
    /// One of the lines checked before signing in; the others have defaults nobody normally changes.
    pub checked: bool,
    pub value_default: Option<String>,
}

/// Whether one line is usable, and if not, why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldCheck {
    pub key: String,
    pub ok: bool,
    pub code: Option<ErrorCode>,
    /// For people, in English: what is wrong and what would be right.
    pub reason: Option<String>,
}

/// Which installation of the vendor's service the defaults are wanted for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    Production,
    /// The vendor's own test companies.
    VendorTest,
    /// A practice ledger on this computer, by the address of its discovery document.
    Practice {
        discovery_url: String,
    },
}

/// An authorization that has begun: open `authorize_url` in the system browser.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignIn {
    /// Opaque name of the attempt; not the `state` value.
    pub attempt: String,
    pub authorize_url: String,
    pub redirect_url: String,
    /// Whether the answer comes back by itself (loopback); if not, the address must be pasted.
    pub loopback: bool,
}

/// A sign-in that succeeded; its tokens are already in `Secrets`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authorised {
    pub book: BookId,
    /// The ledger's own id of the book, as shown.
    pub book_number: String,
    /// Mail address of the person who authorised, where the ledger tells.
    pub email: Option<String>,
    /// When the permission ends unless it is used or renewed before.
    pub permission_ends: Option<Instant>,
}

/// State of a stored permission, for the status badge. Nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionStatus {
    pub signed_in: bool,
    pub access_ends: Option<Instant>,
    pub permission_ends: Option<Instant>,
}

/// One ledger product. Object-safe; made once by the host with its `Secrets` and `Clock`.
#[async_trait]
pub trait LedgerFactory: Send + Sync {
    /// Short name, e.g. `quickbooks`.
    fn system(&self) -> &str;

    /// Product name on screens.
    fn name(&self) -> &str;

    /// The lines of the connect page.
    fn fields(&self) -> Vec<ConnectionField>;

    /// Values of all non-secret lines for an environment. Reads the practice ledger's discovery document where asked to.
    async fn defaults(&self, environment: &Environment) -> Result<ConnectionValues, Failure>;

    /// One answer for each checked line, in the order of `fields`. Looks whether the addresses answer, without signing in.
    async fn check(&self, connection: &ConnectionKey, values: &ConnectionValues) -> Vec<FieldCheck>;

    /// Starts an attempt (and its loopback listener, where the redirect address is one). A new attempt for the same
    /// connection ends the one before. `expected` is the book this client file is tied to: another one is refused.
    async fn begin_sign_in(
        &self,
        connection: &ConnectionKey,
        values: &ConnectionValues,
        expected: Option<&BookId>,
    ) -> Result<SignIn, Failure>;

    /// Waits for the loopback answer, exchanges the code and stores the tokens. At most `limit` (never over 5 minutes).
    async fn wait_for_sign_in(&self, attempt: &str, limit: Duration) -> Result<Authorised, Failure>;

    /// The same with the address the browser ended on, pasted by the user.
    async fn finish_with_address(&self, attempt: &str, address: &str) -> Result<Authorised, Failure>;

    /// Ends an attempt; unknown attempts are fine.
    async fn cancel_sign_in(&self, attempt: &str);

    async fn permission(&self, connection: &ConnectionKey) -> Result<PermissionStatus, Failure>;

    /// Renews the access now (for the "Check" button); normal work renews by itself.
    async fn refresh(&self, connection: &ConnectionKey, values: &ConnectionValues)
    -> Result<PermissionStatus, Failure>;

    /// Withdraws the permission at the ledger and forgets the tokens. The tokens are forgotten even if the ledger is out
    /// of reach; the failure then says that the permission may still stand there.
    async fn revoke(&self, connection: &ConnectionKey, values: &ConnectionValues) -> Result<(), Failure>;

    /// Forgets the tokens here and leaves the permission as it is over there: for a sign-in that lasts for one sync.
    async fn forget(&self, connection: &ConnectionKey, values: &ConnectionValues) -> Result<(), Failure>;

    /// The book, ready to be asked. Makes no request. One limiter and one token set per book are shared by all who open it.
    async fn open(
        &self,
        connection: &ConnectionKey,
        values: &ConnectionValues,
        book: &BookId,
    ) -> Result<Arc<dyn Ledger>, Failure>;
}
