//! Makes QuickBooks connections: sign-in attempts, tokens, and one shared limiter and token set per book.
//!
//! Not here: the lines of the connect page (`settings`). Invariant: two openings of one book share its limits and its tokens.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tieout_connect::factory::{Authorised, ConnectionField, Environment, FieldCheck, PermissionStatus, SignIn};
use tieout_connect::http::{Http, HttpLimits, Reach};
use tieout_connect::oauth::{Answer, Attempt, Code, LoopbackListener, TokenKeeper};
use tieout_connect::rate::{Lane, Limiter, Tallies};
use tieout_connect::retry::Pace;
use tieout_connect::{ConnectionKey, ConnectionValues, Ledger, LedgerFactory, SecretKind, Secrets};
use tieout_domain::{BookId, Clock, ErrorCode, Failure, Recovery};
use tokio::sync::Mutex;

use super::client::Client;
use super::settings::{self, Settings};
use super::{QuickBooks, profile};

pub struct Factory {
    secrets: Arc<dyn Secrets>,
    clock: Arc<dyn Clock>,
    tallies: Arc<dyn Tallies>,
    open: Mutex<Open>,
}

#[derive(Default)]
struct Open {
    attempts: HashMap<String, Arc<Pending>>,
    keepers: HashMap<ConnectionKey, (ConnectionValues, Arc<TokenKeeper>)>,
    limiters: HashMap<BookId, Arc<Limiter>>,
}

/// A sign-in that waits for its answer.
struct Pending {
    connection: ConnectionKey,
    keeper: Arc<TokenKeeper>,
    attempt: Mutex<Attempt>,
    listener: Mutex<Option<LoopbackListener>>,
    expected: Option<BookId>,
    practice: bool,
}

impl Factory {
    pub fn new(secrets: Arc<dyn Secrets>, clock: Arc<dyn Clock>, tallies: Arc<dyn Tallies>) -> Self {
        Self {
            secrets,
            clock,
            tallies,
            open: Mutex::new(Open::default()),
        }
    }

    async fn keeper(&self, connection: &ConnectionKey, values: &ConnectionValues) -> Result<Arc<TokenKeeper>, Failure> {
        let mut open = self.open.lock().await;
        if let Some((known, keeper)) = open.keepers.get(connection)
            && known == values
        {
            return Ok(Arc::clone(keeper));
        }
        let settings = Settings::of(values)?;
        let http = http(values)?;
        let keeper = Arc::new(TokenKeeper::new(
            http,
            settings.provider,
            settings.client_id,
            connection.clone(),
            Arc::clone(&self.secrets),
            Arc::clone(&self.clock),
        ));
        open.keepers
            .insert(connection.clone(), (values.clone(), Arc::clone(&keeper)));
        Ok(keeper)
    }

    /// The one limiter of a book in this process.
    async fn limiter(&self, book: &BookId) -> Arc<Limiter> {
        let made = || {
            let (clock, tallies) = (Arc::clone(&self.clock), Arc::clone(&self.tallies));
            Arc::new(Limiter::new(book.clone(), profile::QUOTAS, clock, tallies))
        };
        let mut open = self.open.lock().await;
        Arc::clone(open.limiters.entry(book.clone()).or_insert_with(made))
    }

    async fn pending(&self, attempt: &str) -> Result<Arc<Pending>, Failure> {
        let open = self.open.lock().await;
        open.attempts.get(attempt).cloned().ok_or_else(|| {
            Failure::new(ErrorCode::SignInCancelled, Recovery::Reconnect).context("this sign-in is over; begin again")
        })
    }

    /// Changes the code into tokens, unless it is for another company than this client file is tied to.
    async fn conclude(&self, pending: &Pending, answer: Answer) -> Result<Authorised, Failure> {
        let realm = answer
            .book
            .filter(|realm| realm.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let realm = realm.ok_or_else(|| {
            Failure::new(ErrorCode::AnswerUnknown, Recovery::Reconnect).context("the answer names no company")
        })?;
        let book = book_id(&realm);
        if let Some(expected) = pending.expected.as_ref().filter(|expected| **expected != book) {
            return Err(Failure::new(ErrorCode::WrongCompany, Recovery::Reconnect)
                .param("expected", expected.as_str().rsplit(':').next().unwrap_or_default())
                .param("found", &realm));
        }
        let redirect = pending.attempt.lock().await.redirect().clone();
        let code = Code {
            code: &answer.code,
            redirect: &redirect,
            verifier: None,
        };
        let tokens = pending.keeper.sign_in(&code).await?;
        let email = email(pending).await;
        tracing::info!(connection = %pending.connection, "signed in");
        Ok(Authorised {
            book,
            book_number: realm,
            email,
            permission_ends: tokens.refresh_ends,
        })
    }
}

/// Only for the screen, so it neither fails nor is repeated.
async fn email(pending: &Pending) -> Option<String> {
    let values = ConnectionValues {
        practice: pending.practice,
        ..ConnectionValues::default()
    };
    super::client::email(&http(&values).ok()?, &pending.keeper).await
}

pub fn book_id(realm: &str) -> BookId {
    BookId::new(format!("{}:{realm}", profile::SYSTEM))
}

fn http(values: &ConnectionValues) -> Result<Http, Failure> {
    // A practice connection may be told to lose patience sooner, for trials of lost answers.
    let own = values
        .get("answer_timeout_ms")
        .filter(|_| values.practice)
        .and_then(|text| text.parse().ok());
    let default = HttpLimits::default();
    let whole_answer = own.map_or(default.whole_answer, Duration::from_millis);
    Http::new(
        Reach::of(values.practice),
        HttpLimits {
            whole_answer,
            ..default
        },
    )
}

fn pace(practice: bool) -> Pace {
    if practice {
        Pace {
            first: Duration::from_millis(50),
            throttled: Duration::from_secs(1),
        }
    } else {
        Pace::default()
    }
}

#[async_trait]
impl LedgerFactory for Factory {
    fn system(&self) -> &str {
        profile::SYSTEM
    }

    fn name(&self) -> &str {
        profile::NAME
    }

    fn fields(&self) -> Vec<ConnectionField> {
        settings::fields()
    }

    async fn defaults(&self, environment: &Environment) -> Result<ConnectionValues, Failure> {
        settings::defaults(environment).await
    }

    async fn check(&self, connection: &ConnectionKey, values: &ConnectionValues) -> Vec<FieldCheck> {
        let stored = self.secrets.get(connection, SecretKind::ClientSecret);
        settings::check(values, stored.ok().flatten()).await
    }

    async fn begin_sign_in(
        &self,
        connection: &ConnectionKey,
        values: &ConnectionValues,
        expected: Option<&BookId>,
    ) -> Result<SignIn, Failure> {
        let settings = Settings::of(values)?;
        // The attempt before may hold the port: it goes first.
        self.open
            .lock()
            .await
            .attempts
            .retain(|_, pending| pending.connection != *connection);
        let loopback = LoopbackListener::can_serve(&settings.redirect);
        let (listener, redirect) = if loopback {
            let (listener, actual) = LoopbackListener::bind(&settings.redirect).await?;
            (Some(listener), actual)
        } else {
            (None, settings.redirect)
        };
        let attempt = Attempt::new(&settings.provider, redirect);
        let sign_in = SignIn {
            attempt: uuid::Uuid::new_v4().to_string(),
            authorize_url: attempt.authorize_url(&settings.provider, &settings.client_id).into(),
            redirect_url: attempt.redirect().to_string(),
            loopback,
        };
        let pending = Pending {
            connection: connection.clone(),
            keeper: self.keeper(connection, values).await?,
            attempt: Mutex::new(attempt),
            listener: Mutex::new(listener),
            expected: expected.cloned(),
            practice: values.practice,
        };
        self.open
            .lock()
            .await
            .attempts
            .insert(sign_in.attempt.clone(), Arc::new(pending));
        Ok(sign_in)
    }

    async fn wait_for_sign_in(&self, attempt: &str, limit: Duration) -> Result<Authorised, Failure> {
        let pending = self.pending(attempt).await?;
        let listener = pending.listener.lock().await.take();
        let listener = listener.ok_or_else(|| {
            Failure::new(ErrorCode::InvalidInput, Recovery::Retry).context("nobody listens for this sign-in")
        })?;
        let answer = listener.wait(&pending.attempt, limit).await;
        self.cancel_sign_in(attempt).await;
        self.conclude(&pending, answer?).await
    }

    async fn finish_with_address(&self, attempt: &str, address: &str) -> Result<Authorised, Failure> {
        let pending = self.pending(attempt).await?;
        let accepted = pending.attempt.lock().await.accept_address(address);
        match accepted {
            Ok(answer) => {
                self.cancel_sign_in(attempt).await;
                self.conclude(&pending, answer).await
            }
            Err(refused) => Err(refused.into_failure()),
        }
    }

    async fn cancel_sign_in(&self, attempt: &str) {
        self.open.lock().await.attempts.remove(attempt);
    }

    async fn permission(&self, connection: &ConnectionKey) -> Result<PermissionStatus, Failure> {
        let known = self
            .open
            .lock()
            .await
            .keepers
            .get(connection)
            .map(|(_, keeper)| Arc::clone(keeper));
        match known {
            Some(keeper) => keeper.status().await,
            None => TokenKeeper::stored_status(self.secrets.as_ref(), connection),
        }
    }

    async fn refresh(
        &self,
        connection: &ConnectionKey,
        values: &ConnectionValues,
    ) -> Result<PermissionStatus, Failure> {
        self.keeper(connection, values).await?.renew_always().await
    }

    async fn revoke(&self, connection: &ConnectionKey, values: &ConnectionValues) -> Result<(), Failure> {
        let keeper = self.keeper(connection, values).await?;
        let told = keeper.revoke().await;
        self.open.lock().await.keepers.remove(connection);
        told
    }

    async fn forget(&self, connection: &ConnectionKey, values: &ConnectionValues) -> Result<(), Failure> {
        let forgotten = self.keeper(connection, values).await?.forget().await;
        self.open.lock().await.keepers.remove(connection);
        forgotten
    }

    async fn open(
        &self,
        connection: &ConnectionKey,
        values: &ConnectionValues,
        book: &BookId,
    ) -> Result<Arc<dyn Ledger>, Failure> {
        let realm = book
            .as_str()
            .strip_prefix(profile::SYSTEM)
            .and_then(|rest| rest.strip_prefix(':'));
        let realm = realm.ok_or_else(|| Failure::internal(format!("`{book}` is no book of this ledger")))?;
        let settings = Settings::of(values)?;
        let keeper = self.keeper(connection, values).await?;
        let limiter = self.limiter(book).await;
        let client = Client {
            http: http(values)?,
            base: settings.base,
            realm: realm.to_owned(),
            keeper,
            limiter,
            clock: Arc::clone(&self.clock),
            pace: pace(values.practice),
            lane: Lane::User,
        };
        Ok(Arc::new(QuickBooks::new(client, book.clone(), values)))
    }
}
