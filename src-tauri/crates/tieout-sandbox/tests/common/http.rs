//! The smallest HTTP/1.1 client that shows what really crossed the socket: resets, cut bodies, wrong lengths.
//!
//! Not here: anything the practice ledger means by its answers.
//! Invariant: an answer is handed over only when its body is as long as its head promised.

use std::collections::BTreeMap;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

/// One whole answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    /// Header names in lower case.
    pub headers: BTreeMap<String, String>,
    pub body: Vec<u8>,
}

impl Answer {
    /// The body as JSON; a body that is none fails the test.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error} in {}: {}", self.status, String::from_utf8_lossy(&self.body)))
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// What broke when no whole answer came.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub enum Broken {
    /// The connection was reset or closed before a head arrived.
    NoAnswer,
    /// A head arrived and promised more body than came.
    CutBody,
}

/// Sends one request on its own connection.
pub fn send(port: u16, method: &str, target: &str, headers: &[(&str, &str)], body: &[u8]) -> Result<Answer, Broken> {
    let mut head = format!("{method} {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    if !body.is_empty() || method != "GET" {
        head.push_str(&format!("Content-Length: {}\r\n", body.len()));
    }
    head.push_str("\r\n");
    let received = exchange(port, head.as_bytes(), body);
    parse(&received)
}

/// Everything that arrived before the connection ended, however it ended.
fn exchange(port: u16, head: &[u8], body: &[u8]) -> Vec<u8> {
    let mut received = Vec::new();
    let run = |received: &mut Vec<u8>| -> io::Result<()> {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.write_all(head)?;
        stream.write_all(body)?;
        let mut piece = [0_u8; 16 * 1024];
        loop {
            match stream.read(&mut piece)? {
                0 => return Ok(()),
                got => received.extend_from_slice(&piece[..got]),
            }
        }
    };
    // A reset is one of the things under test; what had arrived by then is judged by `parse`.
    let _ = run(&mut received);
    received
}

fn parse(received: &[u8]) -> Result<Answer, Broken> {
    let end = received
        .windows(4)
        .position(|four| four == b"\r\n\r\n")
        .ok_or(Broken::NoAnswer)?;
    let head = String::from_utf8_lossy(&received[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|code| code.parse().ok());
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let body = received[end + 4..].to_vec();
    let promised = headers
        .get("content-length")
        .and_then(|length| length.parse::<usize>().ok());
    match (status, promised) {
        (Some(status), promised) if promised.is_none_or(|length| length == body.len()) => {
            Ok(Answer { status, headers, body })
        }
        (Some(_), _) => Err(Broken::CutBody),
        (None, _) => Err(Broken::NoAnswer),
    }
}

/// Percent-encodes everything that is not plainly safe in a query value.
pub fn escape(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}
