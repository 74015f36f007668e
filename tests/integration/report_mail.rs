//! The sync report by mail (S-155): by itself when a run ends, once, and never at the price of the run.

use serde_json::{Value, json};
use tieout_testkit::{Encryption, MailServer, Manners};

use crate::host::{Host, until};
use crate::world::World;

const PASSWORD: &str = "PLANTED-mail-password";

fn settings(server: &MailServer, password: Option<&str>) -> Value {
    json!({
        "server": "127.0.0.1", "port": server.port, "security": "plain", "user": "anna", "password": password,
        "from": "Anna <anna@example.com>", "to": ["bea@example.org", "cy@example.org"], "after_each_sync": "always",
    })
}

/// A program with an open client whose push is not through yet.
fn half_done(world: &World) -> Host {
    assert!(!world.run(Some("t1.before:12")).status.success(), "the push breaks off");
    let host = Host::start(world);
    host.ask("client_open", &json!({ "id": "practice" })).unwrap();
    host
}

/// The mail's state once nobody is sending it.
fn mail_of(host: &Host, run: &Value) -> Value {
    until("the mail ended", || {
        let mail = host.ask("report_mail_get", run).unwrap();
        (mail["state"] != "sending" && mail["state"] != "not_sent").then_some(mail)
    })
}

fn numbers(server: &MailServer) -> Vec<String> {
    let of = |text: &str| {
        let line = text.lines().find(|line| line.starts_with("Message-ID")).unwrap();
        line.to_owned()
    };
    server.received().iter().map(|letter| of(&letter.text)).collect()
}

/// What the audit trail says of mails, newest first: action, recipients, why.
fn trail(host: &Host, action: &str) -> Vec<Value> {
    let request = json!({ "search": "", "action": action, "offset": 0, "limit": 100 });
    host.ask("audit_list", &request).unwrap()["rows"]
        .as_array()
        .unwrap()
        .clone()
}

#[test]
fn a_report_is_mailed_when_its_run_ends_and_a_mail_that_failed_is_sent_once_when_tried_again() {
    let world = World::with(vec![]);
    let host = half_done(&world);
    let server = MailServer::start(Manners::RefusesSignIn).unwrap();
    let kept = host
        .ask("mail_settings_set", &settings(&server, Some(PASSWORD)))
        .unwrap();
    assert_eq!(
        (&kept["password_stored"], &kept["missing"]),
        (&json!(true), &Value::Null)
    );
    assert!(
        !kept.to_string().contains("PLANTED"),
        "the password goes in and never out"
    );

    let ended = host.follow(&host.ask("run_recover", &json!({})).unwrap());
    let run = json!({ "run_id": ended["run_id"] });
    let mail = mail_of(&host, &run);
    assert_eq!(
        (&mail["state"], &mail["failure"]["code"]),
        (&json!("failed"), &json!("mail_sign_in_refused"))
    );
    assert_eq!(ended["state"], "completed", "the run knows nothing of its mail");
    let home = host.ask("home", &json!({})).unwrap();
    assert_eq!(home["not_mailed"]["run_id"], ended["run_id"]);

    // The server takes it and hangs up before it says so: nobody knows, so nobody sends it again by itself.
    server.behave(Manners::HangsUpAtTheEnd);
    let mail = host.ask("report_mail_send", &run).unwrap();
    assert_eq!((&mail["state"], server.received().len()), (&json!("in_doubt"), 1));

    server.behave(Manners::Takes);
    for _ in 0..2 {
        let mail = host.ask("report_mail_send", &run).unwrap();
        assert_eq!((&mail["state"], &mail["failure"]), (&json!("sent"), &Value::Null));
    }
    let received = server.received();
    assert_eq!(received.len(), 2, "what was sent is never sent again");
    assert_eq!(received[1].to, ["bea@example.org", "cy@example.org"]);
    assert!(received[1].text.contains("application/pdf"), "the report goes with it");
    let numbers = numbers(&server);
    assert_eq!(numbers[0], numbers[1], "mail programs show it once");
    assert_eq!(host.ask("home", &json!({})).unwrap()["not_mailed"], Value::Null);

    let sent = trail(&host, "report_mailed");
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0]["name"], "bea@example.org, cy@example.org");
    assert_eq!(sent[0]["run_id"], ended["run_id"]);
    assert_eq!(trail(&host, "report_not_mailed")[0]["why"], "mail_sign_in_refused");
    assert_eq!(trail(&host, "report_mail_in_doubt").len(), 1);
}

#[test]
fn a_password_is_for_one_server_and_a_draft_needs_none() {
    let world = World::with(vec![]);
    let host = half_done(&world);
    let (first, second) = (
        MailServer::start(Manners::Takes).unwrap(),
        MailServer::start(Manners::Takes).unwrap(),
    );
    host.ask("mail_settings_set", &settings(&first, Some(PASSWORD)))
        .unwrap();
    let tested = host.ask("mail_test", &json!({})).unwrap();
    assert_eq!(tested["to"], json!(["bea@example.org", "cy@example.org"]));
    assert_eq!(first.received().len(), 1);

    let moved = host.ask("mail_settings_set", &settings(&second, None)).unwrap();
    assert_eq!(moved["password_stored"], false);
    assert_eq!(moved["missing"]["params"]["field"], "password");
    let refused = host.ask("mail_test", &json!({})).unwrap_err();
    assert_eq!(refused["code"], "mail_settings", "{refused}");
    assert!(second.heard().is_empty(), "the other server is not even asked");

    let mut wrong = settings(&second, None);
    wrong["to"] = json!(["bea@example.org\r\nBcc: eve@example.com"]);
    let refused = host.ask("mail_settings_set", &wrong).unwrap_err();
    assert_eq!(
        (&refused["code"], &refused["params"]["field"]),
        (&json!("mail_settings"), &json!("to"))
    );

    let runs = host.ask("runs_list", &json!({ "offset": 0, "limit": 50 })).unwrap();
    let reported = runs["rows"]
        .as_array()
        .unwrap()
        .iter()
        .find(|run| run["has_report"] == true);
    let run = json!({ "run_id": reported.unwrap()["run_id"] });
    let prepared = host.ask("report_mail_prepare", &run).unwrap();
    let folder = std::path::PathBuf::from(prepared["file"]["folder"].as_str().unwrap());
    let draft = std::fs::read_to_string(folder.join(prepared["file"]["name"].as_str().unwrap())).unwrap();
    assert!(
        draft.contains("X-Unsent: 1\r\n") && draft.contains("application/pdf"),
        "{draft}"
    );
    assert!(draft.contains("To: bea@example.org, cy@example.org\r\n"), "{draft}");
    assert_eq!(trail(&host, "report_mail_prepared").len(), 1);
    let mail = host.ask("report_mail_get", &run).unwrap();
    assert_eq!(mail["state"], "not_sent", "a draft is not sent");
}

#[test]
fn over_an_encrypted_way_to_a_trusted_server_the_letter_and_the_password_arrive() {
    let world = World::with(vec![]);
    let certificate = concat!(env!("CARGO_MANIFEST_DIR"), "/../tieout-testkit/tls/localhost.pem");
    let host = Host::trusting(&world, std::path::Path::new(certificate));
    host.ask("client_create", &json!({ "name": "Anna's Boats" })).unwrap();
    let ways = [("tls", Encryption::AtOnce), ("starttls", Encryption::OnRequest)];
    for (word, encryption) in ways {
        let server = MailServer::encrypted(Manners::Takes, encryption).unwrap();
        let mut wanted = settings(&server, Some(PASSWORD));
        wanted["server"] = json!("localhost");
        wanted["security"] = json!(word);
        host.ask("mail_settings_set", &wanted).unwrap();
        host.ask("mail_test", &json!({})).unwrap();
        let received = server.received();
        assert_eq!(received.len(), 1, "{word}");
        assert!(received[0].signed_in.starts_with("AUTH PLAIN "), "{word}");
        let before = server.heard().iter().position(|line| line == "STARTTLS");
        assert_eq!(before.is_some(), word == "starttls");
    }
}
