//! Handing one letter to a mail server, step by step, so that each refusal is known for what it is.
//!
//! Not here: retries; who retries must know what was sent before. Invariant: nothing but a greeting is said before the connection
//! is private, and only a break after the whole letter was sent leaves a doubt.

use std::error::Error as _;
use std::io;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret;
use tieout_domain::{ErrorCode, Failure, Recovery};

use super::{Letter, Security, Server, mime, wrong};

/// One answer of the server.
const ANSWER_MAX: Duration = Duration::from_secs(30);

/// Blocks. See [`super::send`].
pub fn send(server: &Server, letter: &Letter) -> Result<(), Failure> {
    if letter.from.is_none() {
        return Err(wrong("from", "The address that the mail comes from is missing."));
    }
    if letter.to.is_empty() {
        return Err(wrong("to", "Nobody is named to get the mail."));
    }
    let message = mime::message(letter)?;
    let mut connection = connect(server)?;
    let sent = sign_in(&mut connection, server).and_then(|()| hand_over(&mut connection, server, &message));
    // What was taken stays taken, however the goodbye goes.
    match &sent {
        Ok(()) => drop(connection.quit()),
        Err(_) => connection.abort(),
    }
    sent
}

fn connect(server: &Server) -> Result<SmtpConnection, Failure> {
    let tls = match server.security {
        Security::Plain => None,
        Security::Tls | Security::StartTls => Some(
            TlsParameters::new(server.host.clone())
                .map_err(|error| failed(server, ErrorCode::MailNotSecure, &error).context("preparing TLS"))?,
        ),
    };
    let at_once = tls.as_ref().filter(|_| server.security == Security::Tls);
    let address = (server.host.as_str(), server.port);
    let hello = ClientId::default();
    let mut connection = SmtpConnection::connect(address, Some(ANSWER_MAX), &hello, at_once, None)
        .map_err(|error| refused(server, ErrorCode::MailUnreachable, &error))?;
    if let Some(tls) = tls.as_ref().filter(|_| server.security == Security::StartTls) {
        if !connection.can_starttls() {
            connection.abort();
            let missing = Failure::new(ErrorCode::MailNotSecure, Recovery::ChangeSetting);
            return Err(missing
                .param("server", &server.host)
                .raw("the server does not offer STARTTLS"));
        }
        connection
            .starttls(tls, &hello)
            .map_err(|error| failed(server, ErrorCode::MailNotSecure, &error))?;
    }
    Ok(connection)
}

fn sign_in(connection: &mut SmtpConnection, server: &Server) -> Result<(), Failure> {
    let (Some(user), Some(password)) = (&server.user, &server.password) else {
        return Ok(());
    };
    let credentials = Credentials::new(user.clone(), password.expose_secret().to_owned());
    connection
        .auth(&[Mechanism::Plain, Mechanism::Login], &credentials)
        .map(drop)
        .map_err(|error| refused(server, ErrorCode::MailSignInRefused, &error).param("user", user))
}

fn hand_over(connection: &mut SmtpConnection, server: &Server, message: &lettre::Message) -> Result<(), Failure> {
    let refusal = |error: &Error| refused(server, ErrorCode::MailRefused, error);
    let envelope = message.envelope();
    connection
        .command(Mail::new(envelope.from().cloned(), Vec::new()))
        .map_err(|error| refusal(&error))?;
    for to in envelope.to() {
        connection
            .command(Rcpt::new(to.clone(), Vec::new()))
            .map_err(|error| refused(server, ErrorCode::MailRecipientRefused, &error).param("address", to))?;
    }
    connection.command(Data).map_err(|error| refusal(&error))?;
    match connection.message(&message.formatted()) {
        Ok(_) => Ok(()),
        Err(error) if error.status().is_some() => Err(refusal(&error)),
        Err(error) => Err(failed(server, ErrorCode::MailInDoubt, &error)),
    }
}

/// A refusal where the server said so; otherwise the way to it is broken.
fn refused(server: &Server, code: ErrorCode, error: &Error) -> Failure {
    let untrusted = broke_the_seal(error) && server.security != Security::Plain;
    let code = match code {
        _ if untrusted => ErrorCode::MailNotSecure,
        // It answered, and wants nothing to do with us.
        ErrorCode::MailUnreachable if error.status().is_some() => ErrorCode::MailRefused,
        said if error.status().is_some() || error.is_client() => said,
        _ => ErrorCode::MailUnreachable,
    };
    failed(server, code, error)
}

/// TLS troubles come up as unreadable bytes wherever the first answer is read.
fn broke_the_seal(error: &Error) -> bool {
    let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
    error.is_tls() || source.is_some_and(|source| source.kind() == io::ErrorKind::InvalidData)
}

fn failed(server: &Server, code: ErrorCode, error: &Error) -> Failure {
    let helps = error.is_transient() || matches!(code, ErrorCode::MailUnreachable | ErrorCode::MailInDoubt);
    let recovery = if helps {
        Recovery::Retry
    } else {
        Recovery::ChangeSetting
    };
    Failure::new(code, recovery)
        .param("server", &server.host)
        .raw(error.to_string())
}
