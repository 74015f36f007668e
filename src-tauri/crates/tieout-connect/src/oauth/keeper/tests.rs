//! Renewals against a token endpoint that answers as it likes. No ledger here.

use std::sync::atomic::{AtomicU32, Ordering};

use tieout_domain::{Instant, Reading};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;
use crate::http::{HttpLimits, Reach};
use crate::oauth::attempt::tests::provider;
use crate::secrets::MemorySecrets;

const PLANTED: &str = "PlantedSecret0123456789abcdefABCDEF";

struct Fixed;
impl Clock for Fixed {
    fn now(&self) -> Reading {
        Reading {
            wall: "2026-01-01T00:00:00Z".parse().unwrap(),
            monotonic_ms: 0,
            boot: "b".into(),
        }
    }
}

struct World {
    keeper: Arc<TokenKeeper>,
    secrets: Arc<MemorySecrets>,
    asked: Arc<AtomicU32>,
}

impl World {
    /// A keeper whose endpoint gives `answers` in turn (the last one for ever); an empty one hangs up.
    async fn new(access_ends: &str, answers: Vec<(u16, String)>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(AtomicU32::new(0));
        tokio::spawn(serve(listener, answers, Arc::clone(&asked)));
        let secrets = Arc::new(MemorySecrets::default());
        let connection = ConnectionKey::new("c1");
        secrets
            .put(
                &connection,
                SecretKind::ClientSecret,
                &format!("client-{PLANTED}").into(),
            )
            .unwrap();
        let set = TokenSet {
            access: "a0".into(),
            refresh: format!("r0-{PLANTED}").into(),
            access_ends: access_ends.parse().unwrap(),
            refresh_ends: None,
            part: Some("b1".into()),
            refreshing: false,
            ended: false,
        };
        secrets.put(&connection, SecretKind::Tokens, &set.seal()).unwrap();
        let http = Http::new(Reach::Practice, HttpLimits::default()).unwrap();
        let store: Arc<dyn Secrets> = secrets.clone();
        let keeper = TokenKeeper::new(http, provider(&base), "app".into(), connection, store, Arc::new(Fixed));
        Self {
            keeper: Arc::new(keeper),
            secrets,
            asked,
        }
    }

    fn stored(&self) -> TokenSet {
        let kept = self
            .secrets
            .get(&ConnectionKey::new("c1"), SecretKind::Tokens)
            .unwrap()
            .unwrap();
        TokenSet::unseal(&kept).unwrap()
    }

    fn asked(&self) -> u32 {
        self.asked.load(Ordering::SeqCst)
    }
}

async fn serve(listener: TcpListener, answers: Vec<(u16, String)>, asked: Arc<AtomicU32>) {
    loop {
        let (mut socket, _) = listener.accept().await.unwrap();
        let mut request = vec![0; 8192];
        let _ = socket.read(&mut request).await.unwrap();
        let nth = asked.fetch_add(1, Ordering::SeqCst) as usize;
        let (status, body) = &answers[nth.min(answers.len() - 1)];
        if !body.is_empty() {
            let length = body.len();
            let head = "Content-Type: application/json\r\nConnection: close\r\n";
            let text = format!("HTTP/1.1 {status} X\r\n{head}Content-Length: {length}\r\n\r\n{body}");
            socket.write_all(text.as_bytes()).await.unwrap();
        }
    }
}

const LATER: &str = "2026-01-01T00:59:00Z";
const SOON: &str = "2026-01-01T00:01:00Z";

fn pair(n: u32) -> (u16, String) {
    let body = format!(
        r#"{{"token_type":"bearer","expires_in":3600,"access_token":"a{n}","refresh_token":"r{n}","x_refresh_token_expires_in":8726400,"new":{{"x":1.5}}}}"#
    );
    (200, body)
}

#[tokio::test]
async fn a_token_with_life_left_is_used_as_it_is() {
    let world = World::new(LATER, vec![pair(1)]).await;
    assert_eq!(world.keeper.access().await.unwrap().expose_secret(), "a0");
    assert_eq!(world.asked(), 0);
}

#[tokio::test]
async fn many_callers_renew_once_and_the_new_pair_is_stored_before_use() {
    let world = World::new(SOON, vec![pair(1)]).await;
    let callers: Vec<_> = (0..8)
        .map(|_| {
            let keeper = Arc::clone(&world.keeper);
            tokio::spawn(async move { keeper.access().await.unwrap().expose_secret().to_owned() })
        })
        .collect();
    for caller in callers {
        assert_eq!(caller.await.unwrap(), "a1");
    }
    assert_eq!(world.asked(), 1, "single flight");
    let stored = world.stored();
    assert_eq!((stored.refresh.expose_secret(), stored.refreshing), ("r1", false));
    assert_eq!(stored.access_ends, "2026-01-01T01:00:00Z".parse::<Instant>().unwrap());
    assert_eq!(
        stored.refresh_ends,
        Some("2026-04-12T00:00:00Z".parse().unwrap()),
        "8,726,400 seconds later"
    );
}

#[tokio::test]
async fn two_401s_for_one_token_renew_once() {
    let world = World::new(LATER, vec![pair(1), pair(2)]).await;
    let stale = world.keeper.access().await.unwrap();
    assert_eq!(world.keeper.renew(&stale).await.unwrap().expose_secret(), "a1");
    assert_eq!(world.keeper.renew(&stale).await.unwrap().expose_secret(), "a1");
    assert_eq!(world.asked(), 1);
}

#[tokio::test]
async fn a_lost_answer_keeps_the_old_pair_for_one_more_try() {
    let world = World::new(SOON, vec![(0, String::new()), pair(1)]).await;
    assert_eq!(world.keeper.access().await.err().unwrap().code, ErrorCode::AnswerLost);
    assert!(world.stored().refreshing, "a crash here is seen at the next start");
    assert_eq!(world.keeper.access().await.unwrap().expose_secret(), "a1");
}

#[tokio::test]
async fn an_ended_permission_is_final_and_never_asked_about_again() {
    let grant = r#"{"error":"invalid_grant","error_description":"Token invalid"}"#;
    let world = World::new(SOON, vec![(400, grant.to_owned())]).await;
    for _ in 0..3 {
        assert_eq!(world.keeper.access().await.err().unwrap().code, ErrorCode::SignInNeeded);
    }
    assert_eq!(world.asked(), 1);
    assert!(!world.keeper.status().await.unwrap().signed_in);
}

#[tokio::test]
async fn wrong_keys_are_a_matter_of_settings_and_do_not_end_the_permission() {
    let world = World::new(SOON, vec![(401, r#"{"error":"invalid_client"}"#.to_owned()), pair(1)]).await;
    assert_eq!(
        world.keeper.access().await.err().unwrap().code,
        ErrorCode::ConnectionSettings
    );
    assert_eq!(world.keeper.access().await.unwrap().expose_secret(), "a1");
}

#[tokio::test]
async fn a_planted_secret_is_in_no_error() {
    for body in [
        format!(r#"{{"error":"invalid_grant","error_description":"Token {PLANTED}{PLANTED} invalid"}}"#),
        format!(r#"{{"access_token":"{PLANTED}""#),
        format!("<html>{PLANTED}{PLANTED}</html>"),
    ] {
        for status in [200, 400, 500] {
            let world = World::new(SOON, vec![(status, body.clone())]).await;
            let failure = world.keeper.access().await.err().unwrap();
            let shown = format!("{failure} {failure:?} {:?}", world.keeper.status().await);
            assert!(!shown.contains(PLANTED), "{shown}");
        }
    }
}

#[tokio::test]
async fn revoking_forgets_the_tokens_even_if_the_vendor_is_down() {
    let world = World::new(LATER, vec![(503, "{}".to_owned())]).await;
    assert_eq!(
        world.keeper.revoke().await.err().unwrap().code,
        ErrorCode::LedgerUnavailable
    );
    assert_eq!(world.keeper.access().await.err().unwrap().code, ErrorCode::SignInNeeded);
}
