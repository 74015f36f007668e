//! Signs in to a practice ledger, reads its lists and holds the connector to the promises every ledger makes.
//!
//! Not here: the suite's own place among the tests (tests/integration). Run with the discovery address of a practice ledger.
#![allow(clippy::print_stdout, reason = "printing what it sees is what this program does")]

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};
use tieout_connect::clock::SystemClock;
use tieout_connect::conformance::{self, Fixture};
use tieout_connect::factory::Environment;
use tieout_connect::http::{Http, HttpLimits, Reach, Request};
use tieout_connect::ledger::{Ledger, PullRequest, PullScope};
use tieout_connect::rate::{NoTallies, Tallies};
use tieout_connect::secrets::MemorySecrets;
use tieout_connect::{ConnectionKey, SecretKind, Secrets};
use tieout_domain::{Clock, Failure, ObjectKind, RecordId};

#[tokio::main]
async fn main() -> Result<(), Failure> {
    let discovery_url = std::env::args()
        .nth(1)
        .ok_or_else(|| Failure::internal("which practice ledger?"))?;
    let practice = Practice {
        base: discovery_url
            .split("/.well-known")
            .next()
            .unwrap_or_default()
            .to_owned(),
        http: Http::new(Reach::Practice, HttpLimits::default())?,
        ledger: sign_in(discovery_url).await?,
    };
    let company = practice.ledger.company().await?;
    println!("{} · {} · {:?}", company.name, company.book_number, company.email);
    for kind in practice.ledger.profile().pulls.clone() {
        let page = practice
            .ledger
            .pull(&PullRequest {
                kind,
                scope: PullScope::Full,
                page: None,
            })
            .await?;
        println!("{kind}: {:?} in all, next from {}", page.total, page.cursor.0);
    }
    let broken = conformance::all(&practice).await;
    for promise in &broken {
        println!("broken: {}", promise.0);
    }
    println!("{} promises broken", broken.len());
    Ok(())
}

async fn sign_in(discovery_url: String) -> Result<Arc<dyn Ledger>, Failure> {
    let secrets: Arc<dyn Secrets> = Arc::new(MemorySecrets::default());
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let tallies: Arc<dyn Tallies> = Arc::new(NoTallies);
    let factories = tieout_ledgers::factories(&secrets, &clock, &tallies);
    let factory = &factories[0];
    let connection = ConnectionKey::new("example");
    secrets.put(&connection, SecretKind::ClientSecret, &"practice-client-secret".into())?;
    let values = factory.defaults(&Environment::Practice { discovery_url }).await?;
    let values = values.with("client_id", "practice-client-id");
    for check in factory.check(&connection, &values).await {
        println!("{}: {}", check.key, check.reason.unwrap_or_else(|| "ok".into()));
    }
    let begun = factory.begin_sign_in(&connection, &values, None).await?;
    let browser = Http::new(Reach::Practice, HttpLimits::default())?;
    // The practice ledger consents by itself when asked to; a real one shows its page.
    let url = format!("{}&auto=1", begun.authorize_url)
        .parse()
        .map_err(Failure::internal)?;
    let consent = browser
        .send(Request::get(url))
        .await
        .map_err(|failure| failure.as_failure())?;
    let back = consent
        .header("location")
        .ok_or_else(|| Failure::internal("no consent"))?;
    let back = back.parse().map_err(Failure::internal)?;
    let waiting = factory.wait_for_sign_in(&begun.attempt, Duration::from_secs(10));
    let (authorised, _page) = tokio::join!(waiting, browser.send(Request::get(back)));
    let authorised = authorised?;
    println!("signed in: {authorised:?}");
    factory.open(&connection, &values, &authorised.book).await
}

struct Practice {
    base: String,
    http: Http,
    ledger: Arc<dyn Ledger>,
}

impl Practice {
    async fn tell(&self, path: &str, body: Value) {
        let url = format!("{}/_practice/{path}", self.base).parse();
        if let Ok(url) = url {
            let request = Request::new("POST", url).body("application/json", body.to_string().into_bytes());
            let answer = self.http.send(request).await;
            println!("  {path} {body}: {:?}", answer.map(|answer| answer.status));
        }
    }
}

#[async_trait]
impl Fixture for Practice {
    fn ledger(&self) -> &dyn Ledger {
        self.ledger.as_ref()
    }

    fn key(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }

    async fn lose_next_answer(&self) {
        self.tell(
            "faults",
            json!([{"fault": "reset_after_commit", "method": "POST", "path": "/v3/", "times": 1}]),
        )
        .await;
    }

    async fn throttle_next(&self) {
        self.tell(
            "faults",
            json!([{"fault": "429", "path": "/v3/", "times": 1, "retry_after": "1"}]),
        )
        .await;
    }

    async fn expire_access(&self) {
        self.tell("settings", json!({"expire_access_tokens": true})).await;
    }

    async fn close_books(&self) -> bool {
        self.tell("settings", json!({"close_date": "2099-12-31"})).await;
        true
    }

    async fn add_unknown_member(&self) -> String {
        self.tell("faults", json!([{"fault": "unknown_members", "path": "/v3/"}]))
            .await;
        "NewMemberOfNextYear".to_owned()
    }

    async fn delete_something(&self) -> Option<(ObjectKind, RecordId)> {
        let kind = ObjectKind::Invoice;
        let page = self
            .ledger
            .pull(&PullRequest {
                kind,
                scope: PullScope::Full,
                page: None,
            })
            .await
            .ok()?;
        let unpaid = |record: &&tieout_domain::Record| {
            record
                .object
                .as_invoice()
                .is_some_and(|invoice| invoice.balance == Some(invoice.total))
        };
        let id = page.records.iter().find(unpaid)?.id.clone();
        self.tell("settings", json!({"delete": {"Invoice": {"Id": id.as_str()}}}))
            .await;
        Some((kind, id))
    }
}
