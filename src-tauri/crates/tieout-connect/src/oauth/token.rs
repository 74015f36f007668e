//! A set of tokens and its stored form. Not here: asking for tokens. Invariant: neither `Debug` nor `Serialize`.

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tieout_domain::{Failure, Instant};

/// What one permission consists of.
#[derive(Clone)]
pub struct TokenSet {
    pub access: SecretString,
    pub refresh: SecretString,
    pub access_ends: Instant,
    pub refresh_ends: Option<Instant>,
    /// Which book this connection uses the permission for, where one permission may cover several.
    pub part: Option<String>,
    /// A renewal was asked for and its answer not stored: the pair may already be replaced.
    pub refreshing: bool,
    /// The vendor said that the permission is over; kept so that nobody asks again and again.
    pub ended: bool,
}

impl TokenSet {
    /// The form kept in `Secrets`.
    pub(super) fn seal(&self) -> SecretString {
        let ends = |instant: &Instant| instant.to_string();
        json!({
            "access": self.access.expose_secret(),
            "refresh": self.refresh.expose_secret(),
            "access_ends": ends(&self.access_ends),
            "refresh_ends": self.refresh_ends.as_ref().map(ends),
            "part": self.part,
            "refreshing": self.refreshing,
            "ended": self.ended,
        })
        .to_string()
        .into()
    }

    pub(super) fn unseal(stored: &SecretString) -> Result<Self, Failure> {
        let broken = || Failure::internal("the stored tokens cannot be read");
        let value: Value = serde_json::from_str(stored.expose_secret()).map_err(|_| broken())?;
        let text = |name: &str| value.get(name).and_then(Value::as_str);
        let secret = |name: &str| text(name).map(SecretString::from).ok_or_else(broken);
        let instant = |name: &str| text(name).and_then(|text| text.parse::<Instant>().ok());
        let flag = |name: &str| value.get(name).and_then(Value::as_bool).unwrap_or(false);
        Ok(Self {
            access: secret("access")?,
            refresh: secret("refresh")?,
            access_ends: instant("access_ends").ok_or_else(broken)?,
            refresh_ends: instant("refresh_ends"),
            part: text("part").map(str::to_owned),
            refreshing: flag("refreshing"),
            ended: flag("ended"),
        })
    }
}
