//! The client against a socket that answers as it likes. No ledger here.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// Serves one connection with `answer`, reading one request first; then closes.
async fn one_answer(answer: &'static [u8]) -> Url {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/v3/x", listener.local_addr().unwrap())).unwrap();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = [0; 4096];
        let _ = socket.read(&mut request).await.unwrap();
        socket.write_all(answer).await.unwrap();
    });
    url
}

fn practice() -> Http {
    let limits = HttpLimits {
        whole_answer: Duration::from_secs(5),
        answer_bytes_max: 1000,
        ..HttpLimits::default()
    };
    Http::new(Reach::Practice, limits).unwrap()
}

async fn ask(answer: &'static [u8]) -> Result<Exchange, TransportFailure> {
    practice().send(Request::get(one_answer(answer).await)).await
}

#[tokio::test]
async fn a_refused_connection_was_surely_not_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = Url::parse(&format!("http://{}/", listener.local_addr().unwrap())).unwrap();
    drop(listener);
    let failure = practice().send(Request::get(url)).await.unwrap_err();
    assert_eq!((failure.stage, failure.kind), (Stage::NotSent, TransportKind::Connect));
    assert_eq!(failure.as_failure().code, ErrorCode::Offline);
}

#[tokio::test]
async fn a_reset_after_the_request_may_have_been_acted_on() {
    let failure = ask(b"").await.unwrap_err();
    assert_eq!((failure.stage, failure.head), (Stage::MaybeSent, None));
    assert_eq!(ask(b"HTTP/1.1 2").await.unwrap_err().stage, Stage::MaybeSent);
}

#[tokio::test]
async fn half_a_body_keeps_the_head() {
    let failure = ask(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\nIntuit_Tid: t1\r\n\r\n{\"Cust")
        .await
        .unwrap_err();
    let head = failure.head.unwrap();
    assert_eq!((failure.stage, head.status), (Stage::MaybeSent, 200));
    assert_eq!(header(&head.headers, "intuit_tid"), Some("t1"));
}

#[tokio::test]
async fn redirects_are_answers_and_secret_headers_are_dropped() {
    let answer =
        ask(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n")
            .await
            .unwrap();
    assert_eq!(answer.status, 302, "nothing is followed");
    assert_eq!(answer.header("set-cookie"), None);
}

#[tokio::test]
async fn an_answer_past_the_limit_is_cut() {
    static LONG: [u8; 1100] = [b'x'; 1100];
    let whole = [b"HTTP/1.1 200 OK\r\nContent-Length: 1100\r\n\r\n".as_slice(), &LONG].concat();
    let failure = ask(Box::leak(whole.into_boxed_slice())).await.unwrap_err();
    assert_eq!(failure.kind, TransportKind::AnswerTooLarge);
}

#[tokio::test]
async fn the_servers_clock_is_read_from_its_date() {
    let answer = ask(b"HTTP/1.1 200 OK\r\nDate: Tue, 29 Sep 2020 12:58:16 GMT\r\nContent-Length: 2\r\n\r\n{}")
        .await
        .unwrap();
    assert_eq!(answer.server_time().unwrap().to_string(), "2020-09-29T12:58:16Z");
}
