//! The loopback listener that takes the browser's answer (RFC 8252), with the rules of a hostile neighbourhood.
//!
//! Not here: what the answer means (`attempt`). Invariant: it listens on loopback only, while one attempt runs, and its page
//! repeats nothing that came in.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tieout_domain::{ErrorCode, Failure, Recovery};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::{Host, Url};

use super::attempt::{Answer, Attempt, Refused};
use crate::http::Reach;

/// Longest time one attempt may listen.
pub const LISTEN_MAX: Duration = Duration::from_secs(5 * 60);

const HEAD_BYTES_MAX: usize = 8 * 1024;
const HEAD_TIME_MAX: Duration = Duration::from_secs(5);

pub struct LoopbackListener {
    v4: TcpListener,
    v6: Option<TcpListener>,
    /// `localhost:port`, as the browser must name us.
    host: String,
    path: String,
}

impl LoopbackListener {
    /// Listens where `redirect` points. Port 0 means any free port. Returns the address to register in the request.
    pub async fn bind(redirect: &Url) -> Result<(Self, Url), Failure> {
        let host = redirect
            .host()
            .filter(crate::http::is_loopback)
            .ok_or_else(not_loopback)?;
        if redirect.scheme() != "http" {
            return Err(not_loopback());
        }
        let wanted = redirect.port_or_known_default().unwrap_or(0);
        let v4 = bind(SocketAddr::from((Ipv4Addr::LOCALHOST, wanted))).await?;
        let port = v4.local_addr().map_err(Failure::internal)?.port();
        // Browsers may take `localhost` for ::1 first. Another program there would get the code, so that is refused.
        let v6 = match host {
            Host::Ipv4(_) => None,
            Host::Domain(_) | Host::Ipv6(_) => {
                match TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await {
                    Ok(listener) => Some(listener),
                    Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => return Err(port_taken(port)),
                    Err(_) => None,
                }
            }
        };
        let mut actual = redirect.clone();
        actual.set_port(Some(port)).map_err(|()| not_loopback())?;
        let name = actual.host_str().unwrap_or("localhost").to_owned();
        let listener = Self {
            v4,
            v6,
            host: format!("{name}:{port}"),
            path: actual.path().to_owned(),
        };
        Ok((listener, actual))
    }

    /// Whether `redirect` is one we can listen on.
    pub fn can_serve(redirect: &Url) -> bool {
        redirect.scheme() == "http" && redirect.host().is_some_and(|host| crate::http::is_loopback(&host))
    }

    /// Waits for the one valid answer, at most `limit`; the listener is gone afterwards.
    pub async fn wait(self, attempt: &tokio::sync::Mutex<Attempt>, limit: Duration) -> Result<Answer, Failure> {
        let timed_out =
            || Failure::new(ErrorCode::SignInCancelled, Recovery::Reconnect).context("no answer came in time");
        match tokio::time::timeout(limit.min(LISTEN_MAX), self.serve(attempt)).await {
            Ok(result) => result,
            Err(_) => Err(timed_out()),
        }
    }

    async fn serve(&self, attempt: &tokio::sync::Mutex<Attempt>) -> Result<Answer, Failure> {
        loop {
            let Ok(mut socket) = self.accept().await else { continue };
            let Ok(Some(head)) = tokio::time::timeout(HEAD_TIME_MAX, read_head(&mut socket)).await else {
                continue;
            };
            match judge(&head, &self.host, &self.path) {
                Verdict::Refuse(status) => reply(&mut socket, status).await,
                Verdict::Answer(query) => match attempt.lock().await.accept(query) {
                    Ok(answer) => {
                        reply(&mut socket, 200).await;
                        return Ok(answer);
                    }
                    Err(Refused::Wrong(_)) => reply(&mut socket, 400).await,
                    Err(Refused::Over(failure)) => {
                        reply(&mut socket, 200).await;
                        return Err(failure);
                    }
                },
            }
        }
    }

    async fn accept(&self) -> std::io::Result<TcpStream> {
        match &self.v6 {
            None => self.v4.accept().await.map(|(socket, _)| socket),
            Some(v6) => tokio::select! {
                taken = self.v4.accept() => taken.map(|(socket, _)| socket),
                taken = v6.accept() => taken.map(|(socket, _)| socket),
            },
        }
    }
}

async fn bind(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => port_taken(address.port()),
        _ => Failure::internal(error).context("listening for the browser's answer"),
    })
}

fn port_taken(port: u16) -> Failure {
    Failure::new(ErrorCode::ConnectionSettings, Recovery::ChangeSetting)
        .param("field", "redirect_url")
        .context(format!("port {port} of this computer is used by another program"))
}

fn not_loopback() -> Failure {
    Failure::new(ErrorCode::ConnectionSettings, Recovery::ChangeSetting)
        .param("field", "redirect_url")
        .context("not an http address on this computer")
}

async fn read_head(socket: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    let mut part = [0; 1024];
    while !bytes.windows(4).any(|four| four == b"\r\n\r\n") {
        let count = socket.read(&mut part).await.ok().filter(|count| *count > 0)?;
        bytes.extend_from_slice(&part[..count]);
        if bytes.len() > HEAD_BYTES_MAX {
            return None;
        }
    }
    String::from_utf8(bytes).ok()
}

#[derive(Debug, PartialEq, Eq)]
enum Verdict<'a> {
    /// The query of a request that may be the answer.
    Answer(&'a str),
    Refuse(u16),
}

/// Pure: whether a request head may be the browser's answer.
fn judge<'a>(head: &'a str, host: &str, path: &str) -> Verdict<'a> {
    let mut lines = head.split("\r\n");
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (first.next().unwrap_or_default(), first.next().unwrap_or_default());
    let headers: Vec<(&str, &str)> = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_once(':'))
        .collect();
    let all = |name: &str| -> Vec<&str> {
        headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
            .collect()
    };
    // A page elsewhere that resolves its own name to 127.0.0.1 (DNS rebinding) still names itself here.
    if !matches!(all("host").as_slice(), [only] if only.eq_ignore_ascii_case(host)) {
        return Verdict::Refuse(403);
    }
    let navigation = all("sec-fetch-mode").first().is_some_and(|mode| *mode == "navigate");
    let foreign = !all("origin").is_empty() || all("sec-fetch-site").contains(&"cross-site");
    if foreign && !navigation {
        return Verdict::Refuse(403);
    }
    if method != "GET" {
        return Verdict::Refuse(405);
    }
    let (asked, query) = target.split_once('?').unwrap_or((target, ""));
    if asked == path {
        Verdict::Answer(query)
    } else {
        Verdict::Refuse(404)
    }
}

const PAGE: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Tieout</title>\
<p>You can close this page and go back to Tieout.</p></html>";

async fn reply(socket: &mut TcpStream, status: u16) {
    let reason = match status {
        200 => "OK",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        _ => "Method Not Allowed",
    };
    let body = if status == 200 { PAGE } else { "" };
    let text = format!(
        "HTTP/1.1 {status} {reason}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Content-Security-Policy: default-src 'none'\r\nCache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n\
         Referrer-Policy: no-referrer\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    // A browser that has gone away is no reason to lose the answer.
    let _ = socket.write_all(text.as_bytes()).await;
    let _ = socket.shutdown().await;
}

/// Where a redirect address may point, for the connect page.
pub fn redirect_is_usable(redirect: &Url, reach: Reach) -> bool {
    LoopbackListener::can_serve(redirect) || (reach == Reach::Internet && redirect.scheme() == "https")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::{Http, HttpLimits, Request};
    use crate::oauth::attempt::tests::provider;
    use std::sync::Arc;

    fn head(lines: &str) -> String {
        format!("{}\r\n\r\n", lines.replace('\n', "\r\n"))
    }

    #[test]
    fn only_the_browsers_own_navigation_to_the_one_path_is_looked_at() {
        let own = "Host: localhost:7000";
        for (request, expected) in [
            (format!("GET /cb?code=1 HTTP/1.1\n{own}"), Verdict::Answer("code=1")),
            (
                format!("GET /cb?x HTTP/1.1\n{own}\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate"),
                Verdict::Answer("x"),
            ),
            (
                format!("GET /cb?x HTTP/1.1\n{own}\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: no-cors"),
                Verdict::Refuse(403),
            ),
            (
                format!("GET /cb?x HTTP/1.1\n{own}\nOrigin: https://evil.example"),
                Verdict::Refuse(403),
            ),
            (
                "GET /cb?x HTTP/1.1\nHost: evil.example:7000".to_owned(),
                Verdict::Refuse(403),
            ),
            (
                "GET /cb?x HTTP/1.1\nHost: 127.0.0.1:7000".to_owned(),
                Verdict::Refuse(403),
            ),
            (format!("GET /cb?x HTTP/1.1\n{own}\n{own}"), Verdict::Refuse(403)),
            ("GET /cb?x HTTP/1.1".to_owned(), Verdict::Refuse(403)),
            (format!("POST /cb?x HTTP/1.1\n{own}"), Verdict::Refuse(405)),
            (format!("GET /cb/more?x HTTP/1.1\n{own}"), Verdict::Refuse(404)),
            (format!("GET http://evil/cb?x HTTP/1.1\n{own}"), Verdict::Refuse(404)),
        ] {
            assert_eq!(judge(&head(&request), "localhost:7000", "/cb"), expected, "{request}");
        }
    }

    #[tokio::test]
    async fn the_answer_arrives_once_and_the_page_echoes_nothing() {
        let redirect = Url::parse("http://127.0.0.1:0/cb").unwrap();
        let (listener, actual) = LoopbackListener::bind(&redirect).await.unwrap();
        let provider = provider("http://127.0.0.1:1");
        let attempt = Attempt::new(&provider, actual.clone());
        let asked = attempt.authorize_url(&provider, "app");
        let state = asked
            .query_pairs()
            .find(|(name, _)| name == "state")
            .unwrap()
            .1
            .into_owned();
        let attempt = Arc::new(tokio::sync::Mutex::new(attempt));
        let http = Http::new(Reach::Practice, HttpLimits::default()).unwrap();
        let waiting = {
            let attempt = Arc::clone(&attempt);
            tokio::spawn(async move { listener.wait(&attempt, LISTEN_MAX).await })
        };
        let get = |query: String| {
            let mut url = actual.clone();
            url.set_query(Some(&query));
            http.send(Request::get(url))
        };
        assert_eq!(
            get("code=a&state=b".into()).await.unwrap().status,
            400,
            "the attempt goes on"
        );
        let page = get(format!("code=plant&state={state}&realmId=9")).await.unwrap();
        assert_eq!(page.status, 200);
        assert!(!page.text().contains("plant"));
        assert_eq!(waiting.await.unwrap().ok().unwrap().book.as_deref(), Some("9"));
        assert!(
            get("code=a".into()).await.is_err(),
            "closed after the first valid answer"
        );
    }

    #[tokio::test]
    async fn a_taken_port_is_named() {
        let taken = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let redirect = Url::parse(&format!("http://localhost:{}/cb", taken.local_addr().unwrap().port())).unwrap();
        let failure = LoopbackListener::bind(&redirect).await.err().unwrap();
        assert_eq!(failure.code, ErrorCode::ConnectionSettings);
        assert!(
            LoopbackListener::bind(&Url::parse("https://keys.example/cb").unwrap())
                .await
                .is_err()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_answering_ends_it() {
        let (listener, actual) = LoopbackListener::bind(&Url::parse("http://127.0.0.1:0/cb").unwrap())
            .await
            .unwrap();
        let attempt = tokio::sync::Mutex::new(Attempt::new(&provider("http://127.0.0.1:1"), actual));
        let failure = listener.wait(&attempt, Duration::from_secs(9999)).await.err().unwrap();
        assert_eq!(failure.code, ErrorCode::SignInCancelled);
    }
}
