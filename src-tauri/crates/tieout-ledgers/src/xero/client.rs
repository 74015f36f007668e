//! Requests to one organisation: addresses, tokens, the tenant, limits, and the reading of envelopes.
//!
//! Not here: what records mean. Invariant: reads are retried as `retry::decide` says; a write goes out once, with the bytes given.

use std::sync::Arc;
use std::time::Duration;

use jiff::ToSpan as _;
use secrecy::{ExposeSecret, SecretString};
use serde_json::value::RawValue;
use tieout_connect::http::{BaseUrl, Exchange, Http, Request, TransportFailure};
use tieout_connect::ledger::Prepared;
use tieout_connect::oauth::TokenKeeper;
use tieout_connect::rate::{Lane, Limiter, Span, Weight};
use tieout_connect::retry::{self, Attempted, Pace, Trouble};
use tieout_domain::{Clock, ErrorCode, Failure, Instant, Recovery};
use tokio::sync::Mutex;

use super::failure::{self, Class};
use super::wire::{self, Members, Pagination};

/// Longest wait of a write for its turn: its entries are on disk as being sent, and a doubt about them counts from there.
const SEND_PATIENCE: Duration = Duration::from_secs(5);

/// After "the organisation is offline" (fact sheet §4).
const MAINTENANCE: Duration = Duration::from_secs(300);

#[derive(Clone)]
pub struct Client {
    pub http: Http,
    pub base: BaseUrl,
    pub tenant: String,
    pub keeper: Arc<TokenKeeper>,
    pub limiter: Arc<Limiter>,
    pub clock: Arc<dyn Clock>,
    pub pace: Pace,
    /// Who reads; writes have a lane of their own.
    pub lane: Lane,
}

/// A whole, faultless answer to a read: one list, or one page of it.
#[derive(Debug, Default)]
pub struct Answer {
    pub rows: Vec<Box<RawValue>>,
    pub pages: Option<Pagination>,
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
    /// The server's clock; a pull cannot go on without it, since ours proves nothing.
    pub fn server_time(&self) -> Result<Instant, Failure> {
        self.time.ok_or_else(|| {
            Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry).context("the answer does not say its time")
        })
    }

    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().map(|raw| raw.get())
    }
}

/// One read: the list, below it one record where `id` says so, and the query without `?`.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub plural: &'static str,
    pub id: Option<String>,
    pub query: String,
    pub modified_since: Option<Instant>,
}

impl Client {
    /// The same book, asked by somebody else.
    pub fn on(&self, lane: Lane) -> Self {
        Self { lane, ..self.clone() }
    }

    /// How long a write should stay where it is before it goes on disk as being sent.
    pub fn write_wait(&self) -> Option<Duration> {
        self.limiter
            .wait_for(Lane::Push, Weight::Request)
            .filter(|wait| *wait >= Duration::from_secs(1))
    }

    /// A whole list.
    pub async fn list(&self, plural: &'static str) -> Result<Answer, Failure> {
        self.get(&Ask {
            plural,
            ..Ask::default()
        })
        .await
    }

    pub async fn get(&self, ask: &Ask) -> Result<Answer, Failure> {
        let url = self.address(&below(ask))?;
        let used = Mutex::new(None);
        retry::read(
            self.clock.as_ref(),
            self.pace,
            async || self.get_once(url.clone(), ask, &used).await,
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

    async fn get_once(
        &self,
        url: url::Url,
        ask: &Ask,
        used: &Mutex<Option<SecretString>>,
    ) -> Result<Answer, Attempted> {
        let access = self.keeper.access().await.map_err(Attempted::last)?;
        let admitted = self.limiter.admit(self.lane, Weight::Request, retry::THROTTLE_WAIT_MAX);
        let permit = admitted.await.map_err(|left| Attempted::last(throttled(left)))?;
        let request = self.dressed(Request::get(url), &access);
        let request = match ask.modified_since {
            // With a zone: the vendor's own schema wants one.
            Some(since) => request.header("if-modified-since", &seconds(since)),
            None => request,
        };
        let exchange = self.http.send(request).await?;
        drop(permit);
        *used.lock().await = Some(access);
        self.note_limits(&exchange);
        self.read(ask.plural, &exchange)
    }

    fn dressed(&self, request: Request, access: &SecretString) -> Request {
        request
            .header("accept", "application/json")
            .header("xero-tenant-id", &self.tenant)
            .authorization(bearer(access))
    }

    fn read(&self, plural: &str, exchange: &Exchange) -> Result<Answer, Attempted> {
        match exchange.status {
            // Nothing has changed since.
            304 => {
                return Ok(Answer {
                    time: exchange.server_time(),
                    ..Answer::default()
                });
            }
            200..=299 => {
                return answer(plural, exchange).ok_or_else(|| Attempted {
                    trouble: Trouble::Unavailable,
                    failure: unexpected(exchange),
                });
            }
            _ => {}
        }
        let refusal = failure::of_status(exchange.status, &exchange.text(), None);
        let trouble = match (exchange.status, refusal.as_ref().map(|refusal| refusal.class)) {
            (_, Some(Class::Unauthorised)) => Trouble::Unauthorised,
            (_, Some(Class::Throttled)) => Trouble::Throttled {
                retry_after: Some(self.throttle(exchange)),
            },
            (500.., _) => Trouble::Unavailable,
            _ => Trouble::Final,
        };
        let failure = refusal.map_or_else(
            || unexpected(exchange),
            |refusal| with_exchange(refusal.failure, exchange),
        );
        Err(Attempted { trouble, failure })
    }

    /// Stops the book as long as the server wishes, or as long as its documentation says.
    pub fn throttle(&self, exchange: &Exchange) -> Duration {
        let now = self.clock.instant();
        let wish = exchange
            .header("retry-after")
            .and_then(|text| retry::retry_after(text, now));
        let wait = wish.unwrap_or_else(|| match (exchange.status, exchange.header("x-rate-limit-problem")) {
            (429, Some("day")) => until_tomorrow(now),
            // A place comes free with the next answer.
            (429, Some("concurrent")) => self.pace.first,
            (503, _) => MAINTENANCE.min(self.pace.throttled * 5),
            _ => self.pace.throttled,
        });
        self.limiter.rest_for(wait);
        wait
    }

    /// Every answer says what is left; only where it is another figure than ours somebody else used the quota, or a day began.
    fn note_limits(&self, exchange: &Exchange) {
        let said = |name: &str| exchange.header(name).and_then(|text| text.parse::<u32>().ok());
        if let Some(day) = said("x-daylimit-remaining")
            && self.limiter.left(Span::Day).is_some_and(|(ours, _)| ours != day)
        {
            self.limiter.told(Span::Day, day, None);
        }
        // The minute's window glides: a larger figure is only our caution.
        if let Some(minute) = said("x-minlimit-remaining")
            && self.limiter.left(Span::Minute).is_some_and(|(ours, _)| minute < ours)
        {
            self.limiter.told(Span::Minute, minute, None);
        }
    }

    /// Sends a write's bytes, once.
    pub async fn send(&self, prepared: &Prepared) -> Sent {
        let (url, method) = match (self.address(&prepared.path), method(&prepared.method)) {
            (Ok(url), Ok(method)) => (url, method),
            (Err(failure), _) | (_, Err(failure)) => return Sent::NoToken(failure),
        };
        if let Some(left) = self.limiter.resting() {
            return Sent::Stopped(left);
        }
        let access = match self.keeper.access().await {
            Ok(access) => access,
            Err(failure) => return Sent::NoToken(failure),
        };
        let permit = match self.limiter.admit(Lane::Push, Weight::Request, SEND_PATIENCE).await {
            Ok(permit) => permit,
            Err(left) => return Sent::Stopped(left),
        };
        let mut request = self.dressed(Request::new(method, url), &access);
        request.headers.extend(prepared.headers.iter().cloned());
        let sent = self
            .http
            .send(request.body(&prepared.content_type, prepared.body.clone()))
            .await;
        drop(permit);
        match sent {
            Err(failure) => Sent::Failed(failure),
            Ok(exchange) => {
                self.note_limits(&exchange);
                self.after_gate(exchange, &access).await
            }
        }
    }

    async fn after_gate(&self, exchange: Exchange, access: &SecretString) -> Sent {
        let refusal = failure::of_status(exchange.status, &exchange.text(), None);
        match refusal {
            Some(refusal) if refusal.class == Class::Unauthorised => {
                Sent::TokenRefused(self.keeper.renew(access).await.map(|_| ()), exchange)
            }
            _ => Sent::Answered(exchange),
        }
    }

    fn address(&self, below: &str) -> Result<url::Url, Failure> {
        self.base
            .join(&format!("api.xro/2.0/{below}"))
            .map_err(|error| Failure::internal(error).context("building an address"))
    }
}

fn method(word: &str) -> Result<&'static str, Failure> {
    match word {
        "PUT" => Ok("PUT"),
        "POST" => Ok("POST"),
        other => Err(Failure::internal(format!("`{other}` is no write of this ledger"))),
    }
}

fn below(ask: &Ask) -> String {
    let id = ask
        .id
        .as_deref()
        .map(|id| format!("/{}", escaped(id)))
        .unwrap_or_default();
    let joint = if ask.query.is_empty() { "" } else { "?" };
    format!("{}{id}{joint}{}", ask.plural, ask.query)
}

/// The one list of an envelope, with the server's time.
fn answer(plural: &str, exchange: &Exchange) -> Option<Answer> {
    let members: Members = serde_json::from_slice(&exchange.body).ok()?;
    let time = members
        .get("DateTimeUTC")
        .and_then(|raw| serde_json::from_str::<String>(raw.get()).ok());
    let time = time.and_then(|text| wire::instant(&text));
    Some(Answer {
        rows: serde_json::from_str(members.get(member(plural))?.get()).ok()?,
        pages: members
            .get("pagination")
            .and_then(|raw| serde_json::from_str(raw.get()).ok()),
        time: time.or_else(|| exchange.server_time()),
    })
}

/// The one list whose path has no plural.
fn member(plural: &str) -> &str {
    match plural {
        "Organisation" => "Organisations",
        other => other,
    }
}

/// To the second, which is all the ledger looks at.
pub fn seconds(instant: Instant) -> String {
    Instant::from_second(instant.as_second()).unwrap_or(instant).to_string()
}

pub fn escaped(text: &str) -> String {
    // A blank as %20: paths know no plus sign.
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

fn until_tomorrow(now: Instant) -> Duration {
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let tomorrow = today
        .checked_add(1.day())
        .and_then(|day| day.to_zoned(jiff::tz::TimeZone::UTC));
    let left = tomorrow.map(|day| now.duration_until(day.timestamp()));
    left.ok()
        .and_then(|left| Duration::try_from(left).ok())
        .unwrap_or(retry::THROTTLE_WAIT_MAX)
}

pub fn throttled(left: Duration) -> Failure {
    Failure::new(ErrorCode::RateLimited, Recovery::Wait).param("seconds", left.as_secs().max(1))
}

pub fn bearer(access: &SecretString) -> SecretString {
    format!("Bearer {}", access.expose_secret()).into()
}

/// The ledger's own id of an exchange, for its support.
pub fn exchange_id(headers: &[(String, String)]) -> Option<String> {
    let found = headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("xero-correlation-id"));
    found.map(|(_, value)| value.clone())
}

/// The application itself has spoken: a gateway knows neither the id of an exchange nor what is left of a quota.
pub fn from_application(headers: &[(String, String)]) -> bool {
    let ours = |name: &str| {
        name.eq_ignore_ascii_case("xero-correlation-id") || name.eq_ignore_ascii_case("x-minlimit-remaining")
    };
    headers.iter().any(|(name, _)| ours(name))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_without_a_wish_ends_at_midnight() {
        assert_eq!(
            until_tomorrow("2026-11-26T23:59:00Z".parse().unwrap()),
            Duration::from_secs(60)
        );
        assert_eq!(
            until_tomorrow("2026-11-26T00:00:00Z".parse().unwrap()),
            Duration::from_secs(86_400)
        );
    }

    #[test]
    fn times_are_sent_to_the_second_with_their_zone() {
        assert_eq!(
            seconds("2026-03-04T06:58:50.262-07:00".parse().unwrap()),
            "2026-03-04T13:58:50Z"
        );
    }

    #[test]
    fn an_id_cannot_leave_its_place_in_the_path() {
        let ask = Ask {
            plural: "Items",
            id: Some("20 mm/../a?b".into()),
            query: "unitdp=4".into(),
            modified_since: None,
        };
        assert_eq!(below(&ask), "Items/20%20mm%2F..%2Fa%3Fb?unitdp=4");
    }

    #[test]
    fn an_envelope_gives_its_rows_its_time_and_its_pages() {
        let body = r#"{"Id":"1","Status":"OK","DateTimeUTC":"/Date(1795313880000)/",
            "pagination":{"page":1,"pageSize":1000,"pageCount":2,"itemCount":1001},"Contacts":[{"ContactID":"a"},{}]}"#;
        let exchange = Exchange {
            status: 200,
            headers: Vec::new(),
            body: body.into(),
        };
        let read = answer("Contacts", &exchange).unwrap();
        assert_eq!((read.rows.len(), read.pages.unwrap().item_count), (2, 1001));
        assert_eq!(read.server_time().unwrap().as_millisecond(), 1_795_313_880_000);
        assert!(answer("Items", &exchange).is_none(), "another list is no answer");
        let organisation = Exchange {
            body: r#"{"Organisations":[{}]}"#.into(),
            ..exchange
        };
        assert_eq!(answer("Organisation", &organisation).unwrap().rows.len(), 1);
    }
}
