//! Xero, Accounting API 2.0.
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
mod tax;
mod tenants;
mod terms;
mod wire;

pub use factory::Factory;

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tieout_connect::ConnectionValues;
use tieout_connect::ledger::{
    Budget, Company, EntryOutcome, Fitted, Ledger, LedgerProfile, Prepared, ProbeAnswer, ProbeRequest, PullPage,
    PullRequest, Reply, Write,
};
use tieout_connect::rate::{Lane, Span};
use tieout_domain::{BookId, Failure, Object, ObjectKind, Record, RecordId};

use body::Facts;
use classify::Evidence;
use client::Client;
use company::Extras;
use map::{Context, Entity};

/// One organisation of Xero.
pub struct Xero {
    client: Client,
    book: BookId,
    practice: bool,
    profile: LedgerProfile,
    /// Read once, and again after the tax rates were pulled.
    extras: Mutex<Option<Extras>>,
    /// What the last `company` said, as far as bodies and refusals need it.
    facts: Mutex<Facts>,
}

impl Xero {
    fn new(client: Client, book: BookId, values: &ConnectionValues) -> Self {
        Self {
            client,
            book,
            practice: values.practice,
            profile: profile::profile(profile::doubt(values), profile::calls_per_day(values)),
            extras: Mutex::default(),
            facts: Mutex::default(),
        }
    }

    fn facts(&self) -> Facts {
        self.facts.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn remember(&self, company: &Company, extras: &Extras) {
        *self.facts.lock().unwrap_or_else(PoisonError::into_inner) = Facts {
            multi_currency: company.multi_currency,
            base_currency: Some(company.base_currency.clone()),
            closed_through: company.closed_through,
            rates: extras.rates.clone(),
        };
    }

    async fn extras(&self) -> Result<Extras, Failure> {
        let known = |extras: &Mutex<Option<Extras>>| extras.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known(&self.extras) {
            return Ok(known);
        }
        let read = company::extras(&self.client).await?;
        *self.extras.lock().unwrap_or_else(PoisonError::into_inner) = Some(read.clone());
        Ok(read)
    }

    /// Documents without a currency are in the base currency, so that one must be known before they are read.
    async fn context(&self, kind: ObjectKind) -> Result<Context, Failure> {
        if kind.is_transaction() && self.facts().base_currency.is_none() {
            self.company().await?;
        }
        Ok(Context {
            base_currency: self.facts().base_currency,
        })
    }
}

#[async_trait]
impl Ledger for Xero {
    fn profile(&self) -> &LedgerProfile {
        &self.profile
    }

    async fn company(&self) -> Result<Company, Failure> {
        let extras = self.extras().await?;
        let company = company::read(&self.client, &self.book, self.practice, &extras).await?;
        self.remember(&company, &extras);
        Ok(company)
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullPage, Failure> {
        if request.kind == ObjectKind::TaxCode {
            *self.extras.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        pull::page(&self.client.on(Lane::Pull), &self.context(request.kind).await?, request).await
    }

    async fn read(&self, kind: ObjectKind, id: &RecordId) -> Result<Option<Record>, Failure> {
        pull::one(&self.client, Entity::of(kind)?, &self.context(kind).await?, id).await
    }

    async fn numbered(&self, kind: ObjectKind, numbers: &[String]) -> Result<Option<Vec<Record>>, Failure> {
        if kind != ObjectKind::Invoice {
            return Ok(None);
        }
        let context = self.context(kind).await?;
        pull::by_references(&self.client, &context, numbers).await.map(Some)
    }

    fn fit(&self, wanted: &Object, company: &Company) -> Result<Fitted, Vec<Failure>> {
        fit::fit(wanted, company, &self.facts())
    }

    fn prepare(&self, key: &str, writes: &[Write]) -> Result<Prepared, Failure> {
        push::prepare(key, writes, &self.facts())
    }

    fn write_wait(&self, _writes: usize) -> Option<Duration> {
        self.client.write_wait()
    }

    fn budget(&self) -> Option<Budget> {
        let (left_today, per_day) = self.client.limiter.left(Span::Day)?;
        Some(Budget { left_today, per_day })
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
