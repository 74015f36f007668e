//! QuickBooks Online, Accounting API v3.
//!
//! Not here: other products, decisions. Invariant: nothing of the vendor leaves this module but through `Ledger` and
//! `LedgerFactory`.

mod body;
mod classify;
mod client;
mod company;
mod factory;
mod failure;
mod fit;
mod map;
mod probe;
mod profile;
mod pull;
mod push;
mod settings;
mod wire;

pub use factory::Factory;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tieout_connect::ConnectionValues;
use tieout_connect::ledger::{
    Company, EntryOutcome, Fitted, Ledger, LedgerProfile, Prepared, ProbeAnswer, ProbeRequest, PullPage, PullRequest,
    Reply, Write,
};
use tieout_connect::rate::Lane;
use tieout_domain::{BookId, Failure, Object, ObjectKind, Record, RecordId};
use tokio::sync::OnceCell;

use body::Facts;
use classify::Evidence;
use client::Client;
use map::{Context, Entity};

/// One company of QuickBooks Online.
pub struct QuickBooks {
    client: Client,
    book: BookId,
    practice: bool,
    profile: LedgerProfile,
    /// What the last `company` said, as far as bodies and refusals need it.
    facts: Mutex<Facts>,
    email: OnceCell<Option<String>>,
}

impl QuickBooks {
    fn new(client: Client, book: BookId, values: &ConnectionValues) -> Self {
        Self {
            client,
            book,
            practice: values.practice,
            profile: profile::profile(profile::doubt(values)),
            facts: Mutex::default(),
            email: OnceCell::new(),
        }
    }

    fn facts(&self) -> Facts {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, company: &Company) {
        *self.facts.lock().unwrap_or_else(PoisonError::into_inner) = Facts {
            multi_currency: company.multi_currency,
            home_currency: Some(company.base_currency.clone()),
            closed_through: company.closed_through,
        };
    }

    /// Documents without a currency are in the home currency, so that one must be known before they are read.
    async fn context(&self, kind: ObjectKind) -> Result<Context, Failure> {
        if kind.is_transaction() && self.facts().home_currency.is_none() {
            self.company().await?;
        }
        Ok(Context {
            home_currency: self.facts().home_currency,
            ..Context::default()
        })
    }
}

#[async_trait]
impl Ledger for QuickBooks {
    fn profile(&self) -> &LedgerProfile {
        &self.profile
    }

    async fn company(&self) -> Result<Company, Failure> {
        let email = self.email.get_or_init(|| self.client.email()).await.clone();
        let company = company::read(&self.client, &self.book, self.practice, email).await?;
        self.remember(&company);
        Ok(company)
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullPage, Failure> {
        pull::page(&self.client.on(Lane::Pull), &self.context(request.kind).await?, request).await
    }

    async fn read(&self, kind: ObjectKind, id: &RecordId) -> Result<Option<Record>, Failure> {
        pull::one(&self.client, Entity::of(kind)?, &self.context(kind).await?, id).await
    }

    async fn numbered(&self, kind: ObjectKind, numbers: &[String]) -> Result<Option<Vec<Record>>, Failure> {
        let (entity, context) = (Entity::of(kind)?, self.context(kind).await?);
        pull::by_numbers(&self.client, entity, &context, numbers)
            .await
            .map(Some)
    }

    fn fit(&self, wanted: &Object, company: &Company) -> Result<Fitted, Vec<Failure>> {
        fit::fit(wanted, company)
    }

    fn prepare(&self, key: &str, writes: &[Write]) -> Result<Prepared, Failure> {
        push::prepare(key, writes, &self.facts())
    }

    fn write_wait(&self, writes: usize) -> Option<Duration> {
        self.client.write_wait(writes)
    }

    async fn send(&self, prepared: &Prepared) -> Reply {
        push::send(&self.client, prepared, &self.facts()).await
    }

    fn classify(&self, prepared: &Prepared, status: u16, body: &str) -> Vec<EntryOutcome> {
        classify::answer(prepared, status, body, Evidence::default(), &self.facts())
    }

    async fn probe(&self, request: &ProbeRequest) -> Result<ProbeAnswer, Failure> {
        probe::probe(
            &self.client.on(Lane::Probe),
            &self.context(request.kind).await?,
            request,
        )
        .await
    }
}
