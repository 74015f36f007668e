//! The browser host: the UI's files and the commands over HTTP on loopback, for end-to-end tests and development.
//!
//! Not here: commands. Invariant: only this computer, only our own page: `Host`, `Origin` and a random token are checked.

use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path as UrlPath, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures_util::stream;
use rand::RngExt;
use tieout_ipc::event::{AppEvent, Topic};
use tieout_ipc::{App, dispatch, router::REQUEST_BYTES_MAX};
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;
use tower_http::services::{ServeDir, ServeFile};

const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; font-src 'self'; \
    connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

struct Gate {
    app: Arc<App>,
    token: String,
    port: u16,
}

/// A running browser host.
pub struct Served {
    /// Address to open, with the token in its fragment, which no server ever sees.
    pub address: String,
    pub port: u16,
    pub token: String,
    pub task: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// Serves `app` and the built UI in `ui` on loopback; port 0 takes any free one.
pub async fn serve(app: Arc<App>, ui: &Path, port: u16) -> std::io::Result<Served> {
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await?;
    let port = listener.local_addr()?.port();
    let token = random_token();
    let gate = Arc::new(Gate {
        app,
        token: token.clone(),
        port,
    });
    let files = ServeDir::new(ui).fallback(ServeFile::new(ui.join("index.html")));
    let router = Router::new()
        .route("/rpc/{name}", post(rpc))
        .route("/events", get(events))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&gate), with_token))
        .fallback_service(files)
        .layer(middleware::from_fn_with_state(Arc::clone(&gate), from_here))
        .with_state(gate);
    let task = tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(Served {
        address: format!("http://127.0.0.1:{port}/#token={token}"),
        port,
        token,
        task,
    })
}

fn random_token() -> String {
    let bytes: [u8; 32] = rand::rng().random();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

async fn rpc(State(gate): State<Arc<Gate>>, UrlPath(name): UrlPath<String>, body: Bytes) -> Response {
    if body.len() > REQUEST_BYTES_MAX {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    }
    let Ok(payload) = serde_json::from_slice(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    match dispatch(&gate.app, &name, payload).await {
        Ok(answer) => Json(answer).into_response(),
        Err(error) => (StatusCode::UNPROCESSABLE_ENTITY, Json(error)).into_response(),
    }
}

async fn events(State(gate): State<Arc<Gate>>) -> Response {
    let listener = gate.app.host.events.subscribe();
    let stream = stream::unfold(listener, |mut listener| async move {
        let event = match listener.recv().await {
            Ok(event) => event,
            Err(RecvError::Lagged(_)) => AppEvent::Changed(Topic::ALL.to_vec()),
            Err(RecvError::Closed) => return None,
        };
        let data = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok::<_, Infallible>(Event::default().data(data)), listener))
    });
    Sse::new(stream).keep_alive(KeepAlive::default()).into_response()
}

/// DNS rebinding and foreign pages: the name asked for and the page asking must be ours.
async fn from_here(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    if !is_ours(&gate, request.headers()) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    harden(response.headers_mut());
    response
}

fn is_ours(gate: &Gate, headers: &HeaderMap) -> bool {
    let names = [format!("127.0.0.1:{}", gate.port), format!("localhost:{}", gate.port)];
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let host_is_ours = header(header::HOST).is_some_and(|host| names.iter().any(|name| name == host));
    let origin_is_ours = header(header::ORIGIN)
        .is_none_or(|origin| names.iter().any(|name| origin.strip_prefix("http://") == Some(name)));
    host_is_ours && origin_is_ours
}

fn harden(headers: &mut HeaderMap) {
    let fixed = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fixed {
        headers.insert(name, header::HeaderValue::from_static(value));
    }
}

async fn with_token(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    let given = request
        .headers()
        .get(header::AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    match given.and_then(|value| value.strip_prefix("Bearer ")) {
        Some(token) if token == gate.token => next.run(request).await,
        _ => StatusCode::UNAUTHORIZED.into_response(),
    }
}
