//! Letters handed to a mail server on this computer, and every way it can go wrong.
//!
//! Not here: what a letter says. Invariant: after each failure it is known whether the server has the letter.

#![allow(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use tieout_connect::mail::{Address, Attachment, Letter, Security, Server, send};
use tieout_domain::{ErrorCode, Failure, Recovery};
use tieout_testkit::{Encryption, MailServer, Manners};

fn letter(to: &[&str]) -> Letter {
    Letter {
        from: Some(Address::parse("Anna <anna@example.com>").unwrap()),
        to: to.iter().map(|to| Address::parse(to).unwrap()).collect(),
        subject: "Sync report".into(),
        text: "Total 830\n.\nthe end".into(),
        attachments: vec![Attachment {
            name: "report.csv".into(),
            content_type: "text/csv",
            bytes: b"a,b\r\n".to_vec(),
        }],
        id: "run-3.abc".into(),
        at: "2026-11-26T05:00:00Z".parse().unwrap(),
    }
}

fn server(at: &MailServer) -> Server {
    Server {
        host: "127.0.0.1".into(),
        port: at.port,
        security: Security::Plain,
        user: Some("anna".into()),
        password: Some("PLANTED-password".to_owned().into()),
    }
}

async fn tried(manners: Manners, to: &[&str]) -> (Result<(), Failure>, usize) {
    let at = MailServer::start(manners).unwrap();
    let sent = send(server(&at), letter(to)).await;
    (sent, at.received().len())
}

#[tokio::test]
async fn a_letter_arrives_whole_for_every_recipient() {
    let at = MailServer::start(Manners::Takes).unwrap();
    send(server(&at), letter(&["bea@example.org", "Cy <cy@example.org>"]))
        .await
        .unwrap();
    let received = at.received();
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].from, "anna@example.com");
    assert_eq!(received[0].to, ["bea@example.org", "cy@example.org"]);
    assert!(received[0].signed_in.starts_with("AUTH PLAIN "));
    assert!(
        received[0].text.contains("Total 830\n.\nthe end"),
        "{}",
        received[0].text
    );
    assert!(received[0].text.contains("filename=\"report.csv\""));
}

#[tokio::test]
async fn a_refused_sign_in_names_the_user_and_never_the_password() {
    let (sent, received) = tried(Manners::RefusesSignIn, &["bea@example.org"]).await;
    let failure = sent.unwrap_err();
    assert_eq!((failure.code, received), (ErrorCode::MailSignInRefused, 0));
    assert_eq!(failure.params["user"], "anna");
    assert_eq!(
        failure.recovery,
        Recovery::ChangeSetting,
        "the same password is refused again"
    );
    assert!(failure.raw.as_ref().unwrap().contains("user or password is wrong"));
    assert!(!format!("{failure:?}").contains("PLANTED"));
}

#[tokio::test]
async fn one_refused_recipient_is_named_and_nobody_gets_the_letter() {
    let (sent, received) = tried(Manners::RefusesNobody, &["bea@example.org", "nobody@example.org"]).await;
    let failure = sent.unwrap_err();
    assert_eq!((failure.code, received), (ErrorCode::MailRecipientRefused, 0));
    assert_eq!(failure.params["address"], "nobody@example.org");
}

#[tokio::test]
async fn a_refused_letter_and_a_busy_server_say_so_in_the_servers_words() {
    let (sent, received) = tried(Manners::RefusesLetter, &["bea@example.org"]).await;
    let failure = sent.unwrap_err();
    assert_eq!((failure.code, received), (ErrorCode::MailRefused, 0));
    assert!(failure.raw.unwrap().contains("the letter is too large"));
    let (busy, _) = tried(Manners::TooBusy, &["bea@example.org"]).await;
    let failure = busy.unwrap_err();
    assert_eq!(
        (failure.code, failure.recovery),
        (ErrorCode::MailRefused, Recovery::Retry)
    );
}

#[tokio::test]
async fn only_a_break_after_the_whole_letter_leaves_a_doubt() {
    let (sent, received) = tried(Manners::HangsUpAtTheEnd, &["bea@example.org"]).await;
    assert_eq!((sent.unwrap_err().code, received), (ErrorCode::MailInDoubt, 1));
    let (sent, received) = tried(Manners::HangsUpBefore, &["bea@example.org"]).await;
    assert_eq!((sent.unwrap_err().code, received), (ErrorCode::MailUnreachable, 0));
}

#[tokio::test]
async fn a_server_without_encryption_gets_neither_password_nor_letter() {
    for security in [Security::StartTls, Security::Tls] {
        let at = MailServer::start(Manners::Takes).unwrap();
        let private = Server {
            security,
            ..server(&at)
        };
        let failure = send(private, letter(&["bea@example.org"])).await.unwrap_err();
        assert_eq!(failure.code, ErrorCode::MailNotSecure, "{security:?}: {failure}");
        assert!(
            at.heard()
                .iter()
                .all(|line| line.starts_with("EHLO") || line.starts_with("QUIT"))
        );
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_ends_it_before_the_password() {
    let ways = [
        (Security::StartTls, Encryption::OnRequest),
        (Security::Tls, Encryption::AtOnce),
    ];
    for (security, encryption) in ways {
        let at = MailServer::encrypted(Manners::Takes, encryption).unwrap();
        let private = Server {
            host: "localhost".into(),
            security,
            ..server(&at)
        };
        let failure = send(private, letter(&["bea@example.org"])).await.unwrap_err();
        assert_eq!(failure.code, ErrorCode::MailNotSecure, "{security:?}: {failure}");
        assert!(failure.raw.unwrap().contains("certificate"), "it says what is wrong");
        assert!(
            at.heard().iter().all(|line| !line.starts_with("AUTH")),
            "{:?}",
            at.heard()
        );
    }
}

#[tokio::test]
async fn where_nobody_listens_there_is_no_server() {
    let port = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port();
    let at = MailServer::start(Manners::Takes).unwrap();
    let nowhere = Server { port, ..server(&at) };
    let failure = send(nowhere, letter(&["bea@example.org"])).await.unwrap_err();
    assert_eq!(
        (failure.code, failure.recovery),
        (ErrorCode::MailUnreachable, Recovery::Retry)
    );
}

#[tokio::test]
async fn nobody_to_write_to_is_said_before_the_server_is_asked() {
    let (sent, received) = tried(Manners::Takes, &[]).await;
    let failure = sent.unwrap_err();
    assert_eq!((failure.params["field"].as_str(), received), ("to", 0));
}
