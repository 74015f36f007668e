//! A mail server on this computer that takes letters, or refuses them the way a test wants.
//!
//! Not here: delivery, encryption. Invariant: a letter counts as received only if the server said that it took it, or hung up in
//! place of saying so.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How the server behaves towards whoever comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manners {
    Takes,
    RefusesSignIn,
    /// Any recipient whose address begins with `nobody`.
    RefusesNobody,
    /// After the whole letter, with its reason.
    RefusesLetter,
    /// Before anything, for a while.
    TooBusy,
    /// After the whole letter, which it has taken, without a word.
    HangsUpAtTheEnd,
    /// Before the letter.
    HangsUpBefore,
}

/// A letter as it arrived.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    /// What the client proved itself with; empty where it did not.
    pub signed_in: String,
    /// Headers and body.
    pub text: String,
}

pub struct MailServer {
    pub port: u16,
    manners: Arc<Mutex<Manners>>,
    received: Arc<Mutex<Vec<Received>>>,
    heard: Arc<Mutex<Vec<String>>>,
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl MailServer {
    /// Listens on a free port of this computer until the test's process ends.
    pub fn start(manners: Manners) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let server = Self {
            port: listener.local_addr()?.port(),
            manners: Arc::new(Mutex::new(manners)),
            received: Arc::default(),
            heard: Arc::default(),
        };
        let (manners, received) = (Arc::clone(&server.manners), Arc::clone(&server.received));
        let heard = Arc::clone(&server.heard);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let manners = *held(&manners);
                // A client that breaks off is part of the tests.
                let _ = serve(&stream, manners, &received, &heard);
            }
        });
        Ok(server)
    }

    pub fn behave(&self, manners: Manners) {
        *held(&self.manners) = manners;
    }

    pub fn received(&self) -> Vec<Received> {
        held(&self.received).clone()
    }

    /// Every command, as it came.
    pub fn heard(&self) -> Vec<String> {
        held(&self.heard).clone()
    }
}

fn serve(
    stream: &TcpStream,
    manners: Manners,
    received: &Mutex<Vec<Received>>,
    heard: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let mut out = stream;
    let mut say = |words: &str| out.write_all(format!("{words}\r\n").as_bytes());
    if manners == Manners::TooBusy {
        return say("421 too many connections, come back later");
    }
    say("220 practice mail server")?;
    let mut letter = Received::default();
    while let Some(line) = lines.next() {
        let line = line?;
        held(heard).push(line.clone());
        match line.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => say("250-practice\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")?,
            "AUTH" if manners == Manners::RefusesSignIn => say("535 5.7.8 user or password is wrong")?,
            "AUTH" => {
                letter.signed_in = line;
                say("235 welcome")?;
            }
            "MAIL" => {
                letter.from = between(&line);
                say("250 ok")?;
            }
            "RCPT" if manners == Manners::RefusesNobody && between(&line).starts_with("nobody") => {
                say("550 5.1.1 no such mailbox")?;
            }
            "RCPT" => {
                letter.to.push(between(&line));
                say("250 ok")?;
            }
            "DATA" if manners == Manners::HangsUpBefore => return Ok(()),
            "DATA" => {
                say("354 go on")?;
                letter.text = body(&mut lines)?;
                if manners == Manners::RefusesLetter {
                    say("552 5.3.4 the letter is too large")?;
                    continue;
                }
                held(received).push(std::mem::take(&mut letter));
                if manners == Manners::HangsUpAtTheEnd {
                    return Ok(());
                }
                say("250 taken")?;
            }
            "QUIT" => return say("221 goodbye"),
            _ => say("502 not known here")?,
        }
    }
    Ok(())
}

fn between(line: &str) -> String {
    let after = line.split_once('<').map_or("", |(_, after)| after);
    after.split('>').next().unwrap_or_default().to_owned()
}

fn body(lines: &mut impl Iterator<Item = std::io::Result<String>>) -> std::io::Result<String> {
    let mut text = String::new();
    for line in lines {
        let line = line?;
        if line == "." {
            break;
        }
        // A dot is doubled on the way (RFC 5321 §4.5.2).
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
        text.push('\n');
    }
    Ok(text)
}
