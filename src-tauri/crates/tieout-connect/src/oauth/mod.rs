//! Signing in and staying signed in: authorization code in the system browser, tokens renewed one at a time.
//!
//! Not here: any vendor's addresses (ledgers give a `Provider`) and where tokens rest (`secrets`).
//! Invariant: no secret leaves this module but as `SecretString`; a new token is stored before it is used.

mod attempt;
mod exchange;
mod keeper;
mod listener;
mod token;

pub use attempt::{Answer, Attempt, Refused};
pub use exchange::{Code, KeysVerdict, look_at_keys};
pub use keeper::TokenKeeper;
pub use listener::{LISTEN_MAX, LoopbackListener, redirect_is_usable};
pub use token::TokenSet;

use secrecy::SecretString;
use url::Url;

use crate::http::Reach;

/// One vendor's OAuth service, as settings and constants say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    pub authorize: Url,
    pub token: Url,
    pub revoke: Option<Url>,
    pub userinfo: Option<Url>,
    pub scopes: Vec<String>,
    /// Parameter of the answer that names the book.
    pub book_param: Option<String>,
    /// Whether the app proves itself with a verifier of its own making instead of a secret (RFC 7636).
    pub pkce: bool,
    /// Life of an unused permission, where the vendor documents it but its answers do not say.
    pub refresh_seconds: Option<i64>,
    pub reach: Reach,
}

/// The application's own identity at the vendor.
#[derive(Clone)]
pub struct AppKeys {
    pub client_id: String,
    pub client_secret: Option<SecretString>,
}
