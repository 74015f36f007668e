//! The one HTTP client: exact bytes out, a bounded answer in, and an honest word about how far a failed request got.
//!
//! Not here: retries (`retry`), sign-in (`oauth`), meaning of answers (ledgers).
//! Invariant: nothing is followed, repeated or inflated without bound; a failure says `NotSent` only when that is certain.

mod address;
mod inflate;

pub(crate) use address::is_loopback;
pub use address::{AddressError, BaseUrl, Reach};

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tieout_domain::{ErrorCode, Failure, Instant, Recovery};
use url::Url;

use inflate::{Collector, Encoding};

/// Largest answer, inflated.
pub const ANSWER_BYTES_MAX: usize = 32 * 1024 * 1024;

/// How far a request got that has no (whole) answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Failed before the request was complete: the other side cannot have acted on it.
    NotSent,
    /// From here on anything is possible.
    MaybeSent,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransportKind {
    /// DNS, refused, unreachable, TLS.
    Connect,
    TimedOut,
    /// Broken off by the other side or the network.
    Broken,
    /// The answer passed a limit or could not be inflated.
    AnswerTooLarge,
    AnswerUnreadable,
}

/// Status line and headers of an answer whose body could not be read to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub status: u16,
    pub headers: Vec<(String, String)>,
}

/// No whole answer came.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind:?} ({stage:?}): {detail}")]
pub struct TransportFailure {
    pub stage: Stage,
    pub kind: TransportKind,
    /// The head of the answer, where one came before it broke off.
    pub head: Option<Head>,
    /// The library's words, without address and headers.
    pub detail: String,
}

impl TransportFailure {
    /// As a failure of a read, or of a write that surely did not happen.
    pub fn as_failure(&self) -> Failure {
        let code = match self.kind {
            TransportKind::Connect => ErrorCode::Offline,
            TransportKind::TimedOut | TransportKind::Broken => match self.stage {
                Stage::NotSent => ErrorCode::Offline,
                Stage::MaybeSent => ErrorCode::AnswerLost,
            },
            TransportKind::AnswerTooLarge | TransportKind::AnswerUnreadable => ErrorCode::AnswerUnknown,
        };
        Failure::new(code, Recovery::Retry).raw(self.detail.clone())
    }
}

/// One request. Holds its bytes as they will be sent; the authorization is kept apart, so that it is never logged or stored.
pub struct Request {
    pub method: &'static str,
    pub url: Url,
    pub headers: Vec<(String, String)>,
    pub authorization: Option<SecretString>,
    pub body: Vec<u8>,
}

impl Request {
    pub const fn get(url: Url) -> Self {
        Self::new("GET", url)
    }

    pub const fn new(method: &'static str, url: Url) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            authorization: None,
            body: Vec::new(),
        }
    }

    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The whole value of the `Authorization` header.
    #[must_use]
    pub fn authorization(mut self, value: SecretString) -> Self {
        self.authorization = Some(value);
        self
    }

    #[must_use]
    pub fn body(mut self, content_type: &str, bytes: Vec<u8>) -> Self {
        self.body = bytes;
        self.header("content-type", content_type)
    }
}

/// A whole answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Exchange {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Exchange {
    pub fn header(&self, name: &str) -> Option<&str> {
        header(&self.headers, name)
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The other side's clock, from the `Date` header.
    pub fn server_time(&self) -> Option<Instant> {
        let date = self.header("date")?;
        jiff::fmt::rfc2822::parse(date).ok().map(|zoned| zoned.timestamp())
    }
}

/// Bodies are left out: they hold party names and, at sign-in, tokens.
impl std::fmt::Debug for Exchange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Exchange")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

pub(crate) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HttpLimits {
    pub connect: Duration,
    /// From the first byte sent to the last byte of the answer.
    pub whole_answer: Duration,
    pub answer_bytes_max: usize,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            whole_answer: Duration::from_secs(120),
            answer_bytes_max: ANSWER_BYTES_MAX,
        }
    }
}

/// Cheap to clone; connections are shared.
#[derive(Clone)]
pub struct Http {
    client: reqwest::Client,
    limits: HttpLimits,
}

impl Http {
    /// `reach` decides whether the system's proxies are used: what runs on this computer is asked directly.
    pub fn new(reach: Reach, limits: HttpLimits) -> Result<Self, Failure> {
        let builder = reqwest::Client::builder()
            .user_agent(concat!("Tieout/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(limits.connect)
            .timeout(limits.whole_answer)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            // Inflated here, where it can be counted.
            .gzip(false);
        let builder = match reach {
            Reach::Internet => builder.https_only(true).tls_version_min(reqwest::tls::Version::TLS_1_2),
            Reach::Practice => builder.no_proxy(),
        };
        let client = builder
            .build()
            .map_err(|error| Failure::internal(error.without_url()))?;
        Ok(Self { client, limits })
    }

    /// Sends `request` exactly once.
    pub async fn send(&self, request: Request) -> Result<Exchange, TransportFailure> {
        let method = request.method;
        let path = request.url.path().to_owned();
        let started = std::time::Instant::now();
        let result = self.exchange(request).await;
        let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        match &result {
            Ok(exchange) => tracing::debug!(method, path, status = exchange.status, ms, "http"),
            Err(failure) => {
                tracing::debug!(method, path, kind = ?failure.kind, stage = ?failure.stage, ms, "http failed")
            }
        }
        result
    }

    async fn exchange(&self, request: Request) -> Result<Exchange, TransportFailure> {
        let mut response = self
            .client
            .execute(build(request)?)
            .await
            .map_err(|error| before_head(&error))?;
        let head = Head {
            status: response.status().as_u16(),
            headers: readable(response.headers()),
        };
        let encoding = Encoding::of(header(&head.headers, "content-encoding"));
        let mut collector = Collector::new(encoding, self.limits.answer_bytes_max);
        loop {
            match response.chunk().await {
                Ok(Some(chunk)) => collector.take(&chunk).map_err(|error| spoilt(&head, error))?,
                Ok(None) => break,
                Err(error) => return Err(in_body(&head, &error)),
            }
        }
        let body = collector.finish().map_err(|error| spoilt(&head, error))?;
        Ok(Exchange {
            status: head.status,
            headers: head.headers,
            body,
        })
    }
}

fn build(request: Request) -> Result<reqwest::Request, TransportFailure> {
    let not_sent = |detail: String| TransportFailure {
        stage: Stage::NotSent,
        kind: TransportKind::Connect,
        head: None,
        detail,
    };
    let method = reqwest::Method::from_bytes(request.method.as_bytes()).map_err(|error| not_sent(error.to_string()))?;
    let mut built = reqwest::Request::new(method, request.url);
    let all = request
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in all.chain([("accept-encoding", "gzip")]) {
        let name =
            reqwest::header::HeaderName::from_bytes(name.as_bytes()).map_err(|error| not_sent(error.to_string()))?;
        let value = reqwest::header::HeaderValue::from_str(value).map_err(|error| not_sent(error.to_string()))?;
        built.headers_mut().insert(name, value);
    }
    if let Some(secret) = &request.authorization {
        let mut value = reqwest::header::HeaderValue::from_str(secret.expose_secret())
            .map_err(|_| not_sent("the authorization is not a header value".to_owned()))?;
        value.set_sensitive(true);
        built.headers_mut().insert(reqwest::header::AUTHORIZATION, value);
    }
    if !request.body.is_empty() {
        *built.body_mut() = Some(request.body.into());
    }
    Ok(built)
}

/// Only allow-listed headers are kept: the rest cannot leak through logs or stored replies.
fn readable(headers: &reqwest::header::HeaderMap) -> Vec<(String, String)> {
    const KEPT: [&str; 8] = [
        "content-type",
        "content-encoding",
        "date",
        "retry-after",
        "location",
        "intuit_tid",
        "intuit-tid",
        "xero-correlation-id",
    ];
    let kept = |name: &str| KEPT.contains(&name) || name.starts_with("x-");
    headers
        .iter()
        .filter(|(name, _)| kept(name.as_str()))
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect()
}

fn before_head(error: &reqwest::Error) -> TransportFailure {
    let (stage, kind) = if error.is_connect() || error.is_builder() {
        (Stage::NotSent, TransportKind::Connect)
    } else if error.is_timeout() {
        (Stage::MaybeSent, TransportKind::TimedOut)
    } else {
        (Stage::MaybeSent, TransportKind::Broken)
    };
    TransportFailure {
        stage,
        kind,
        head: None,
        detail: words(error),
    }
}

fn in_body(head: &Head, error: &reqwest::Error) -> TransportFailure {
    let kind = if error.is_timeout() {
        TransportKind::TimedOut
    } else {
        TransportKind::Broken
    };
    TransportFailure {
        stage: Stage::MaybeSent,
        kind,
        head: Some(head.clone()),
        detail: words(error),
    }
}

fn spoilt(head: &Head, error: inflate::Spoilt) -> TransportFailure {
    let kind = match error {
        inflate::Spoilt::TooLarge => TransportKind::AnswerTooLarge,
        inflate::Spoilt::Unreadable => TransportKind::AnswerUnreadable,
    };
    TransportFailure {
        stage: Stage::MaybeSent,
        kind,
        head: Some(head.clone()),
        detail: error.to_string(),
    }
}

/// The chain of causes; none of them names the address (it may hold ids).
fn words(error: &reqwest::Error) -> String {
    let mut out = String::new();
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        if !out.is_empty() {
            out.push_str(": ");
        }
        out.push_str(&inner.to_string());
        cause = inner.source();
    }
    if out.is_empty() {
        "the connection failed".to_owned()
    } else {
        crate::redact::text(&out)
    }
}

#[cfg(test)]
mod tests;
