//! A mail server on this computer that takes letters, or refuses them the way a test wants.
//!
//! Not here: delivery. Encrypted, it shows a certificate that only whoever is told to trusts. Invariant: a letter counts as received only if the server said that it took it, or hung up in
//! place of saying so.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

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

/// When the way to the server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    Never,
    /// From the first byte.
    AtOnce,
    /// When the client asks for it.
    OnRequest,
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
        Self::encrypted(manners, Encryption::Never)
    }

    /// The same behind the certificate in `tls/`, which is for `localhost`.
    pub fn encrypted(manners: Manners, encryption: Encryption) -> std::io::Result<Self> {
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
                let mut session = Session {
                    manners: *held(&manners),
                    encryption,
                    received: &received,
                    heard: &heard,
                };
                // A client that breaks off is part of the tests.
                let _ = session.serve(stream);
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

/// One visit.
struct Session<'a> {
    manners: Manners,
    encryption: Encryption,
    received: &'a Mutex<Vec<Received>>,
    heard: &'a Mutex<Vec<String>>,
}

trait Wire: Read + Write {}
impl<T: Read + Write> Wire for T {}

type Line = BufReader<Box<dyn Wire>>;

fn say(wire: &mut Line, words: &str) -> std::io::Result<()> {
    wire.get_mut().write_all(format!("{words}\r\n").as_bytes())?;
    wire.get_mut().flush()
}

fn hear(wire: &mut Line) -> std::io::Result<String> {
    let mut line = String::new();
    match wire.read_line(&mut line)? {
        0 => Err(std::io::ErrorKind::UnexpectedEof.into()),
        _ => Ok(line.trim_end_matches(['\r', '\n']).to_owned()),
    }
}

fn sealed(stream: TcpStream) -> std::io::Result<Line> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let certificate = CertificateDer::from(include_bytes!("../tls/localhost.der").as_slice());
    let key = PrivatePkcs8KeyDer::from(include_bytes!("../tls/localhost.key.der").as_slice());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            config
                .with_no_client_auth()
                .with_single_cert(vec![certificate], key.into())
        });
    let connection = config.and_then(|config| ServerConnection::new(Arc::new(config)));
    let connection = connection.map_err(std::io::Error::other)?;
    Ok(BufReader::new(Box::new(StreamOwned::new(connection, stream))))
}

impl Session<'_> {
    fn serve(&mut self, stream: TcpStream) -> std::io::Result<()> {
        let inner = stream.try_clone()?;
        let mut wire: Line = match self.encryption {
            Encryption::AtOnce => sealed(stream)?,
            Encryption::Never | Encryption::OnRequest => BufReader::new(Box::new(stream)),
        };
        if self.manners == Manners::TooBusy {
            return say(&mut wire, "421 too many connections, come back later");
        }
        say(&mut wire, "220 practice mail server")?;
        let mut letter = Received::default();
        let mut unsealed = Some(inner).filter(|_| self.encryption == Encryption::OnRequest);
        loop {
            let line = hear(&mut wire)?;
            held(self.heard).push(line.clone());
            match line.split([' ', ':']).next().unwrap_or_default() {
                "STARTTLS" if unsealed.is_some() => {
                    say(&mut wire, "220 go on")?;
                    if let Some(stream) = unsealed.take() {
                        wire = sealed(stream)?;
                    }
                }
                "EHLO" if unsealed.is_some() => say(&mut wire, "250-practice\r\n250 STARTTLS")?,
                "QUIT" => return say(&mut wire, "221 goodbye"),
                word => {
                    if !self.answer(&mut wire, &mut letter, word, &line)? {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// False where the server hangs up.
    fn answer(&mut self, wire: &mut Line, letter: &mut Received, word: &str, line: &str) -> std::io::Result<bool> {
        match word {
            "EHLO" => say(wire, "250-practice\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")?,
            "AUTH" if self.manners == Manners::RefusesSignIn => say(wire, "535 5.7.8 user or password is wrong")?,
            "AUTH" => {
                line.clone_into(&mut letter.signed_in);
                say(wire, "235 welcome")?;
            }
            "MAIL" => {
                letter.from = between(line);
                say(wire, "250 ok")?;
            }
            "RCPT" if self.manners == Manners::RefusesNobody && between(line).starts_with("nobody") => {
                say(wire, "550 5.1.1 no such mailbox")?;
            }
            "RCPT" => {
                letter.to.push(between(line));
                say(wire, "250 ok")?;
            }
            "DATA" if self.manners == Manners::HangsUpBefore => return Ok(false),
            "DATA" => return self.take(wire, letter),
            _ => say(wire, "502 not known here")?,
        }
        Ok(true)
    }

    fn take(&mut self, wire: &mut Line, letter: &mut Received) -> std::io::Result<bool> {
        say(wire, "354 go on")?;
        letter.text = body(wire)?;
        if self.manners == Manners::RefusesLetter {
            say(wire, "552 5.3.4 the letter is too large")?;
            return Ok(true);
        }
        held(self.received).push(std::mem::take(letter));
        if self.manners == Manners::HangsUpAtTheEnd {
            return Ok(false);
        }
        say(wire, "250 taken")?;
        Ok(true)
    }
}

fn between(line: &str) -> String {
    let after = line.split_once('<').map_or("", |(_, after)| after);
    after.split('>').next().unwrap_or_default().to_owned()
}

fn body(wire: &mut Line) -> std::io::Result<String> {
    let mut text = String::new();
    loop {
        let line = hear(wire)?;
        if line == "." {
            return Ok(text);
        }
        // A dot is doubled on the way (RFC 5321 §4.5.2).
        text.push_str(line.strip_prefix('.').unwrap_or(&line));
        text.push('\n');
    }
}
