//! One request's way: host check, fault, quota, face, fault, answer.
//!
//! Not here: any vendor's shapes (`face`).
//! Invariant: what the log calls carried out was carried out before anything was sent.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::clock::Clock;
use crate::conn::{Grip, Shutter};
use crate::face::{BatchEdit, Face};
use crate::faults::{Fault, FaultDesk, FaultRule, Subject};
use crate::limits::Limiter;
use crate::practice;
use crate::recorder::Recorder;
use crate::spoil;
use crate::wire::{Reply, Request, decode_path, parse_query};
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{Response, StatusCode};

const BODY_BYTES_MAX: usize = 110 * 1024 * 1024;
const LOG_LINES_MAX: usize = 20_000;

pub struct App {
    pub face: Mutex<Box<dyn Face>>,
    pub faults: Mutex<FaultDesk>,
    pub limiter: Mutex<Limiter>,
    pub log: Mutex<Vec<LogLine>>,
    pub clock: Clock,
    pub recorder: Option<Recorder>,
    pub shutter: Shutter,
    pub port: u16,
    pub running: AtomicUsize,
    /// Dropped with the last request, which tells whoever stops the ledger that the book is closed.
    pub _alive: tokio::sync::mpsc::Sender<()>,
}

#[derive(Debug, Clone)]
pub struct LogLine {
    pub method: String,
    pub path: String,
    pub query: String,
    /// What was asked of, as the face names it.
    pub entities: Vec<String>,
    /// When it came, milliseconds since the epoch by the wall clock, for checking quotas from outside.
    pub at_ms: i64,
    pub status: u16,
    pub fault: Option<Fault>,
    /// Whether the face saw the request at all.
    pub carried_out: bool,
}

/// A panicking request must not take the practice ledger down with it.
pub fn lock<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The answer and what the connection shall do with it.
struct Outcome {
    reply: Reply,
    carried_out: bool,
    breakage: Breakage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Breakage {
    None,
    Reset,
    Half,
    /// One byte, then so many milliseconds of nothing.
    Drip(u64),
}

impl Outcome {
    const fn kept(reply: Reply, carried_out: bool) -> Self {
        Self {
            reply,
            carried_out,
            breakage: Breakage::None,
        }
    }
}

pub async fn serve(
    State(app): State<Arc<App>>,
    ConnectInfo(grip): ConnectInfo<Grip>,
    request: axum::extract::Request,
) -> Response<Body> {
    let Some(request) = read(request).await else {
        return send(Reply::new(413, "text/plain", "too large"));
    };
    if let Some(refusal) = foreign(&request, app.port) {
        return send(refusal);
    }
    if request.path.starts_with("/_practice/") {
        return send(practice::answer(&app, &request));
    }
    // A task of its own: a ledger goes on with what it began when its client hangs up.
    let work = tokio::spawn(async move {
        app.running.fetch_add(1, Ordering::SeqCst);
        let outcome = pass(&app, &request).await;
        app.running.fetch_sub(1, Ordering::SeqCst);
        outcome
    });
    let Ok(outcome) = work.await else {
        return send(Reply::new(500, "text/plain", "the practice ledger failed"));
    };
    match outcome.breakage {
        Breakage::None => {}
        Breakage::Reset => grip.reset(),
        Breakage::Half => grip.cut_body_after(outcome.reply.body.len() / 2),
        Breakage::Drip(ms) => return drip(outcome.reply, ms),
    }
    send(outcome.reply)
}

/// Sends the body byte by byte.
fn drip(reply: Reply, ms: u64) -> Response<Body> {
    let length = reply.body.len();
    let bytes = futures_util::stream::unfold(reply.body.clone().into_iter(), move |mut left| async move {
        let byte = left.next()?;
        tokio::time::sleep(Duration::from_millis(ms)).await;
        Some((Ok::<Vec<u8>, std::convert::Infallible>(vec![byte]), left))
    });
    let mut response = send(Reply {
        body: Vec::new(),
        ..reply
    });
    response.headers_mut().insert("content-length", length.into());
    *response.body_mut() = Body::from_stream(bytes);
    response
}

async fn read(request: axum::extract::Request) -> Option<Request> {
    let (parts, body) = request.into_parts();
    let headers: BTreeMap<String, String> = parts
        .headers
        .iter()
        .map(|(name, value)| {
            (
                name.as_str().to_owned(),
                String::from_utf8_lossy(value.as_bytes()).into_owned(),
            )
        })
        .collect();
    let body = to_bytes(body, BODY_BYTES_MAX).await.ok()?;
    Some(Request {
        method: parts.method.as_str().to_owned(),
        path: decode_path(parts.uri.path()),
        query: parse_query(parts.uri.query().unwrap_or("")),
        headers,
        body: body.to_vec(),
    })
}

/// A web page elsewhere must reach us neither by a rebound name nor by posting from its own origin.
fn foreign(request: &Request, port: u16) -> Option<Reply> {
    let ours = |name: &str| name == format!("127.0.0.1:{port}") || name == format!("localhost:{port}");
    if !ours(request.header("host")) {
        return Some(Reply::new(
            403,
            "text/plain",
            "this practice ledger answers on loopback only",
        ));
    }
    let origin = request.header("origin");
    let from_here = origin.is_empty() || origin.strip_prefix("http://").is_some_and(ours);
    (!from_here).then(|| Reply::new(403, "text/plain", "requests from other origins are refused"))
}

fn send(reply: Reply) -> Response<Body> {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::builder().status(status);
    for (name, value) in &reply.headers {
        response = response.header(name, value);
    }
    response.body(Body::from(reply.body)).unwrap_or_default()
}

async fn pass(app: &Arc<App>, request: &Request) -> Outcome {
    let at_ms = jiff::Timestamp::now().as_millisecond();
    let hits = strikes(app, request);
    for delay in hits.iter().filter(|hit| hit.fault == Fault::Latency) {
        tokio::time::sleep(Duration::from_millis(delay.ms.unwrap_or(100))).await;
    }
    let fault = hits.into_iter().find(|hit| hit.fault != Fault::Latency);
    let outcome = match quota(app, request) {
        Err(refusal) => Outcome::kept(refusal, false),
        Ok(left) => {
            let mut outcome = meet(app, request, fault.as_ref()).await;
            if !left.is_empty() {
                outcome.reply = lock(&app.face).metered(outcome.reply, &left);
            }
            outcome
        }
    };
    write_log(app, request, &outcome, fault.map(|rule| rule.fault), at_ms);
    outcome
}

fn strikes(app: &App, request: &Request) -> Vec<FaultRule> {
    let entities = lock(&app.face).entities(request);
    let mut text = String::from_utf8_lossy(&request.body).into_owned();
    for (_, value) in &request.query {
        text.push('\n');
        text.push_str(value);
    }
    let about = Subject {
        method: &request.method,
        path: &request.path,
        entities: &entities,
        text: &text,
    };
    lock(&app.faults).pick(&about)
}

/// The refusal when a quota is used up, or how much room each window has left.
fn quota(app: &App, request: &Request) -> Result<Vec<(Duration, usize)>, Reply> {
    let face = lock(&app.face);
    let Some(lane) = face.lane(request) else {
        return Ok(Vec::new());
    };
    let mut limiter = lock(&app.limiter);
    limiter.quotas = face.quotas();
    let others = app.running.load(Ordering::SeqCst).saturating_sub(1);
    let now = app.clock.instant();
    match limiter.admit(lane, others, now) {
        Ok(()) => Ok(limiter.left(lane, now)),
        Err(breach) => {
            let refusal = face.throttled(Some(breach), None, app.clock.now());
            Err(face.metered(refusal, &limiter.left(lane, now)))
        }
    }
}

fn carry_out(app: &App, request: &Request) -> Reply {
    let reply = lock(&app.face).handle(request, app.clock.now());
    if let Some(recorder) = &app.recorder {
        recorder.keep(request, &reply);
    }
    reply
}

async fn meet(app: &Arc<App>, request: &Request, rule: Option<&FaultRule>) -> Outcome {
    let Some(rule) = rule else {
        return Outcome::kept(carry_out(app, request), true);
    };
    if let Some(reply) = instead(app, request, rule) {
        let breakage = match rule.fault {
            Fault::Refuse | Fault::ResetBeforeSend | Fault::HangThenReset => Breakage::Reset,
            _ => Breakage::None,
        };
        if let (Fault::Refuse, Some(ms)) = (rule.fault, rule.ms) {
            app.shutter.shut_for(Duration::from_millis(ms));
        }
        if rule.fault == Fault::HangThenReset {
            tokio::time::sleep(Duration::from_millis(rule.ms.unwrap_or(1000))).await;
        }
        return Outcome {
            reply,
            carried_out: false,
            breakage,
        };
    }
    if rule.fault == Fault::LateCommit {
        let (late_app, late_request, ms) = (Arc::clone(app), request.clone(), rule.ms.unwrap_or(500));
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            carry_out(&late_app, &late_request);
        });
        return Outcome::kept(spoil::gateway_page(rule.status.unwrap_or(504)), false);
    }
    let reply = carry_out(app, request);
    if rule.fault == Fault::SlowAnswer {
        tokio::time::sleep(Duration::from_millis(rule.ms.unwrap_or(1000))).await;
    }
    after(app, reply, rule)
}

/// Answers given in place of carrying the request out.
fn instead(app: &App, request: &Request, rule: &FaultRule) -> Option<Reply> {
    let now = app.clock.now();
    let face = lock(&app.face);
    Some(match rule.fault {
        Fault::Refuse | Fault::ResetBeforeSend | Fault::HangThenReset => Reply::new(500, "text/plain", "reset"),
        Fault::TooManyRequests => face.throttled(None, Some(rule), now),
        Fault::ErrorBeforeCommit => {
            let reply = face.server_error(rule.status.unwrap_or(500), now);
            match &rule.retry_after {
                Some(wait) => reply.with("Retry-After", wait.clone()),
                None => reply,
            }
        }
        Fault::ExpiredToken => face.token_expired(request, now),
        Fault::Forbidden => face.forbidden(now),
        Fault::BadRequest => face.refused(rule.status.unwrap_or(400), rule.code.as_deref(), now),
        Fault::Fault200 => face.refused(200, rule.code.as_deref(), now),
        Fault::HtmlPage => spoil::gateway_page(rule.status.unwrap_or(502)),
        Fault::Redirect => Reply::redirect("http://elsewhere.invalid/"),
        _ => return None,
    })
}

/// What becomes of the answer to a request that was carried out.
fn after(app: &App, reply: Reply, rule: &FaultRule) -> Outcome {
    let kept = |reply: Reply| Outcome::kept(reply, true);
    let broken = |breakage: Breakage, reply: Reply| Outcome {
        reply,
        carried_out: true,
        breakage,
    };
    let face = lock(&app.face);
    match rule.fault {
        Fault::ResetAfterCommit => broken(Breakage::Reset, reply),
        Fault::HalfBody => broken(Breakage::Half, reply),
        Fault::SlowDrip => broken(Breakage::Drip(rule.ms.unwrap_or(1000)), reply),
        Fault::ErrorAfterCommit => kept(face.server_error(rule.status.unwrap_or(500), app.clock.now())),
        Fault::HtmlPageAfterCommit => kept(spoil::gateway_page(rule.status.unwrap_or(502))),
        Fault::Empty200 => kept(Reply {
            status: 200,
            headers: reply.headers,
            body: Vec::new(),
        }),
        Fault::MalformedJson => kept(spoil::truncated(reply)),
        Fault::UnknownMembers => kept(spoil::strangers(reply)),
        Fault::OtherEntity => kept(spoil::other_entity(reply, &face.vocabulary())),
        Fault::GzipBomb => kept(spoil::gzip_bomb(reply)),
        Fault::NullMembers => kept(spoil::nulls(reply, &face.vocabulary())),
        Fault::ChangedTypes => kept(spoil::types(reply)),
        Fault::NewEnumValues => kept(spoil::words(reply, &face.vocabulary())),
        Fault::BatchItemMissing => kept(face.edit_batch(reply, BatchEdit::DropFirst)),
        Fault::BatchReversed => kept(face.edit_batch(reply, BatchEdit::Reverse)),
        _ => kept(reply),
    }
}

fn write_log(app: &App, request: &Request, outcome: &Outcome, fault: Option<Fault>, at_ms: i64) {
    let mut log = lock(&app.log);
    if log.len() >= LOG_LINES_MAX {
        log.drain(..LOG_LINES_MAX / 2);
    }
    let query: Vec<String> = request
        .query
        .iter()
        .map(|(key, value)| format!("{key}={value}"))
        .collect();
    log.push(LogLine {
        method: request.method.clone(),
        path: request.path.clone(),
        query: query.join("&"),
        entities: lock(&app.face).entities(request),
        at_ms,
        status: outcome.reply.status,
        fault,
        carried_out: outcome.carried_out,
    });
}
