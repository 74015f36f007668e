//! Requests to one book: addresses, tokens, limits, and the reading of answers' envelopes.
//!
//! Not here: what records mean. Invariant: reads are retried as `retry::decide` says; a write goes out once, with the bytes given.

use std::sync::Arc;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tieout_connect::http::{BaseUrl, Exchange, Http, Request, TransportFailure};
use tieout_connect::ledger::Prepared;
use tieout_connect::oauth::TokenKeeper;
use tieout_connect::rate::{Lane, Limiter, Weight};
use tieout_connect::retry::{self, Attempted, Pace, Trouble};
use tieout_domain::{Clock, ErrorCode, Failure, Instant, Recovery};
use tokio::sync::Mutex;

use super::failure::{self, Class};
use super::wire::{self, Members};

/// Longest wait of a write for its turn: its entries are on disk as being sent, and a doubt about them counts from there.
const SEND_PATIENCE: Duration = Duration::from_secs(5);

/// Lower ones are ignored since August 2025; later members come without asking.
pub const MINOR_VERSION: &str = "minorversion=75";

#[derive(Clone)]
pub struct Client {
    pub http: Http,
    pub base: BaseUrl,
    pub realm: String,
    pub keeper: Arc<TokenKeeper>,
    pub limiter: Arc<Limiter>,
    pub clock: Arc<dyn Clock>,
    pub pace: Pace,
    /// Who reads; writes have a lane of their own.
    pub lane: Lane,
}

/// A whole, faultless answer to a read.
pub struct Answer {
    pub members: Members,
    /// The server's clock: the answer's own time, else its `Date`.
    pub time: Option<Instant>,
}

/// What became of sending a write's bytes.
pub enum Sent {
    /// The book is stopped for that long: nothing was sent, and the engine does the waiting.
    Stopped(Duration),
    /// The token could not be had: nothing was sent.
    NoToken(Failure),
    Failed(TransportFailure),
    /// The gate refused the token; it has been renewed (or the failure says why not).
    TokenRefused(Result<(), Failure>, Exchange),
    Answered(Exchange),
}

impl Answer {
    pub fn member(&self, name: &str) -> Result<&str, Failure> {
        self.members.get(name).map(|raw| raw.get()).ok_or_else(|| {
            Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry).context(format!("the answer has no {name}"))
        })
    }

    /// The server's clock; a pull cannot go on without it, since ours proves nothing.
    pub fn server_time(&self) -> Result<Instant, Failure> {
        self.time.ok_or_else(|| {
            Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry).context("the answer does not say its time")
        })
    }
}

impl Client {
    /// The same book, asked by somebody else.
    pub fn on(&self, lane: Lane) -> Self {
        Self { lane, ..self.clone() }
    }

    /// How long a write should stay where it is before it goes on disk as being sent.
    pub fn write_wait(&self, writes: usize) -> Option<Duration> {
        self.limiter
            .wait_for(Lane::Push, weight(writes))
            .filter(|wait| *wait >= Duration::from_secs(1))
    }

    /// Runs a query. Literals must have been quoted by `quoted`.
    pub async fn query(&self, text: &str) -> Result<Answer, Failure> {
        let escaped: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        self.get(&format!("query?query={escaped}"))
            .await
            .map_err(|failure| failure.context(format!("query: {text}")))
    }

    /// Reads `below` the book's address (path, and query if any).
    pub async fn get(&self, below: &str) -> Result<Answer, Failure> {
        let url = self.address(below)?;
        let used = Mutex::new(None);
        retry::read(
            self.clock.as_ref(),
            self.pace,
            async || self.get_once(url.clone(), &used).await,
            async || self.renew(&used).await,
        )
        .await
    }

    async fn renew(&self, used: &Mutex<Option<SecretString>>) -> Result<(), Failure> {
        match used.lock().await.take() {
            Some(stale) => self.keeper.renew(&stale).await.map(|_| ()),
            None => Ok(()),
        }
    }

    async fn get_once(&self, url: url::Url, used: &Mutex<Option<SecretString>>) -> Result<Answer, Attempted> {
        let access = self.keeper.access().await.map_err(Attempted::last)?;
        let admitted = self.limiter.admit(self.lane, Weight::Request, retry::THROTTLE_WAIT_MAX);
        let permit = admitted.await.map_err(|left| Attempted::last(throttled(left)))?;
        let request = Request::get(url)
            .header("accept", "application/json")
            .authorization(bearer(&access));
        let exchange = self.http.send(request).await?;
        drop(permit);
        *used.lock().await = Some(access);
        self.read(&exchange)
    }

    fn read(&self, exchange: &Exchange) -> Result<Answer, Attempted> {
        let members = members(&exchange.body);
        let fault = members.as_ref().and_then(|members| failure::of_members(members, None));
        let trouble = self.trouble(exchange, fault.as_ref().map(|fault| fault.class));
        let known = fault.map(|fault| with_exchange(fault.failure, exchange));
        match (trouble, known, members) {
            (None, None, Some(members)) => Ok(Answer {
                time: members
                    .get("time")
                    .and_then(|raw| serde_json::from_str::<String>(raw.get()).ok())
                    .and_then(|text| wire::instant(&text))
                    .or_else(|| exchange.server_time()),
                members,
            }),
            (trouble, known, _) => Err(Attempted {
                trouble: trouble.unwrap_or(Trouble::Unavailable),
                failure: known.unwrap_or_else(|| unexpected(exchange)),
            }),
        }
    }

    /// What kind of trouble a status and a fault make together; `None` when there is none.
    fn trouble(&self, exchange: &Exchange, fault: Option<Class>) -> Option<Trouble> {
        match (exchange.status, fault) {
            (401, _) | (_, Some(Class::Unauthorised)) => Some(Trouble::Unauthorised),
            (429, _) | (_, Some(Class::Throttled)) => Some(Trouble::Throttled {
                retry_after: Some(self.throttle(exchange)),
            }),
            (503, _) if exchange.header("retry-after").is_some() => Some(Trouble::Throttled {
                retry_after: Some(self.throttle(exchange)),
            }),
            (500.., _) | (_, Some(Class::Unknown)) => Some(Trouble::Unavailable),
            (_, Some(Class::Rejected | Class::Exists | Class::Gone)) => Some(Trouble::Final),
            (200..=299, None) => None,
            (300..=499 | ..=199, None) => Some(Trouble::Final),
        }
    }

    /// Stops the book as long as the server wishes, or as long as its documentation says.
    pub fn throttle(&self, exchange: &Exchange) -> Duration {
        let wish = exchange
            .header("retry-after")
            .and_then(|text| retry::retry_after(text, self.clock.instant()));
        let wait = wish.unwrap_or(self.pace.throttled);
        self.limiter.rest_for(wait);
        wait
    }

    /// Sends a write's bytes, once.
    pub async fn send(&self, prepared: &Prepared) -> Sent {
        let url = match self.address(&prepared.path) {
            Ok(url) => url,
            Err(failure) => return Sent::NoToken(failure),
        };
        if let Some(left) = self.limiter.resting() {
            return Sent::Stopped(left);
        }
        let access = match self.keeper.access().await {
            Ok(access) => access,
            Err(failure) => return Sent::NoToken(failure),
        };
        let admitted = self
            .limiter
            .admit(Lane::Push, weight(prepared.entries.len()), SEND_PATIENCE);
        let permit = match admitted.await {
            Ok(permit) => permit,
            Err(left) => return Sent::Stopped(left),
        };
        let mut request = Request::new("POST", url).authorization(bearer(&access));
        request.headers.clone_from(&prepared.headers);
        let sent = self
            .http
            .send(request.body(&prepared.content_type, prepared.body.clone()))
            .await;
        drop(permit);
        match sent {
            Err(failure) => Sent::Failed(failure),
            Ok(exchange) if exchange.status == 401 => {
                Sent::TokenRefused(self.keeper.renew(&access).await.map(|_| ()), exchange)
            }
            Ok(exchange) => Sent::Answered(exchange),
        }
    }

    /// Mail address of the person who signed in, where the permission covers it.
    pub async fn email(&self) -> Option<String> {
        email(&self.http, &self.keeper).await
    }

    fn address(&self, below: &str) -> Result<url::Url, Failure> {
        let below = below.trim_start_matches('/');
        let version = match (below.contains(MINOR_VERSION), below.contains('?')) {
            (true, _) => String::new(),
            (false, true) => format!("&{MINOR_VERSION}"),
            (false, false) => format!("?{MINOR_VERSION}"),
        };
        let path = format!("v3/company/{}/{below}{version}", self.realm);
        self.base
            .join(&path)
            .map_err(|error| Failure::internal(error).context("building an address"))
    }
}

/// Asked once and not retried: it is only for the screen.
pub async fn email(http: &Http, keeper: &TokenKeeper) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Person {
        email: Option<String>,
    }
    let url = keeper.provider().userinfo.clone()?;
    let access = keeper.access().await.ok()?;
    let request = Request::get(url)
        .header("accept", "application/json")
        .authorization(bearer(&access));
    let exchange = http
        .send(request)
        .await
        .ok()
        .filter(|exchange| exchange.status == 200)?;
    serde_json::from_slice::<Person>(&exchange.body).ok()?.email
}

const fn weight(writes: usize) -> Weight {
    if writes > 1 { Weight::Batch } else { Weight::Request }
}

pub fn throttled(left: Duration) -> Failure {
    Failure::new(ErrorCode::RateLimited, Recovery::Wait).param("seconds", left.as_secs().max(1))
}

fn bearer(access: &SecretString) -> SecretString {
    format!("Bearer {}", access.expose_secret()).into()
}

/// The members of a JSON object, or nothing.
pub fn members(body: &[u8]) -> Option<Members> {
    serde_json::from_slice(body).ok()
}

/// The ledger's own id of an exchange, for its support.
pub fn exchange_id(headers: &[(String, String)]) -> Option<String> {
    let ours = |name: &str| name.eq_ignore_ascii_case("intuit_tid") || name.eq_ignore_ascii_case("intuit-tid");
    headers
        .iter()
        .find(|(name, _)| ours(name))
        .map(|(_, value)| value.clone())
}

fn with_exchange(failure: Failure, exchange: &Exchange) -> Failure {
    match exchange_id(&exchange.headers) {
        Some(id) => failure.param("exchange_id", id),
        None => failure,
    }
}

fn unexpected(exchange: &Exchange) -> Failure {
    let code = if exchange.status >= 500 {
        ErrorCode::LedgerUnavailable
    } else {
        ErrorCode::AnswerUnknown
    };
    let failure = Failure::new(code, Recovery::Retry).param("status", exchange.status);
    with_exchange(
        failure.raw(tieout_connect::redact::body(&exchange.body, 2000)),
        exchange,
    )
}

/// A literal for a query.
pub fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_apostrophe_cannot_end_a_literal() {
        assert_eq!(quoted("O'Neil"), r"'O\'Neil'");
        assert_eq!(quoted(r"a\'b"), r"'a\\\'b'");
    }
}
