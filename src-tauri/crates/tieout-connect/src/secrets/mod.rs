//! Where secrets live: one trait, a store in memory for tests and a sealed file for everything else.
//!
//! Not here: which OS store holds the data key (hosts set the default store of `keyring-core`).
//! Invariant: no type that holds a secret has `Debug` or `Serialize`; secrets go in and out as `SecretString` only.

mod memory;
mod sealed;

pub use memory::MemorySecrets;
pub use sealed::{KeySource, SealedSecrets, open};

use secrecy::SecretString;
use tieout_domain::Failure;

use crate::factory::ConnectionKey;

/// What kind of secret is kept under a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SecretKind {
    ClientSecret,
    /// Access and refresh token with their ends of life, as the token keeper writes them.
    Tokens,
    /// What the mail server asks for; its own key, never a ledger's.
    MailPassword,
}

impl SecretKind {
    pub const ALL: [Self; 3] = [Self::ClientSecret, Self::Tokens, Self::MailPassword];

    pub const fn word(self) -> &'static str {
        match self {
            Self::ClientSecret => "client_secret",
            Self::Tokens => "tokens",
            Self::MailPassword => "mail_password",
        }
    }
}

/// A place for secrets. Calls are short (a small local file at most) and may be made from async code.
pub trait Secrets: Send + Sync {
    fn get(&self, connection: &ConnectionKey, kind: SecretKind) -> Result<Option<SecretString>, Failure>;

    /// Durable when it returns.
    fn put(&self, connection: &ConnectionKey, kind: SecretKind, secret: &SecretString) -> Result<(), Failure>;

    /// Deleting what is not there is fine.
    fn delete(&self, connection: &ConnectionKey, kind: SecretKind) -> Result<(), Failure>;
}
