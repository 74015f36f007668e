//! Makes Xero connections: sign-in attempts, tokens, and one shared limiter per book.
//!
//! Not here: the lines of the connect page (`settings`). Invariant: two openings of one book share its limits and its tokens.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use tieout_connect::factory::{Authorised, ConnectionField, Environment, FieldCheck, PermissionStatus, SignIn};
use tieout_connect::http::{BaseUrl, Http, HttpLimits, Reach};
use tieout_connect::oauth::{Answer, Attempt, Code, LoopbackListener, TokenKeeper};
use tieout_connect::rate::{Lane, Limiter, Tallies};
use tieout_connect::retry::Pace;
use tieout_connect::{ConnectionKey, ConnectionValues, Ledger, LedgerFactory, Secrets};
use tieout_domain::{BookId, Clock, ErrorCode, Failure, Recovery};
use tokio::sync::Mutex;
use url::Url;

use super::client::Client;
use super::settings::{self, Settings};
use super::{Xero, profile, tenants};

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
    http: Http,
    base: BaseUrl,
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

    /// The one limiter of a book in this process. Another number of calls a day counts from the next start.
    async fn limiter(&self, book: &BookId, values: &ConnectionValues) -> Arc<Limiter> {
        let made = || {
            let (clock, tallies) = (Arc::clone(&self.clock), Arc::clone(&self.tallies));
            let quotas = profile::quotas(values);
            Arc::new(Limiter::new(book.clone(), quotas, clock, tallies))
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

    /// Changes the code into tokens and asks which organisation they are for. Until that is known to be the right one, the permission
    /// before stays: another person's sign-in must not end it.
    async fn conclude(&self, pending: &Pending, answer: Answer) -> Result<Authorised, Failure> {
        let attempt = pending.attempt.lock().await;
        let code = Code {
            code: &answer.code,
            redirect: attempt.redirect(),
            verifier: attempt.verifier(),
        };
        let mut tokens = pending.keeper.exchange(&code).await?;
        let tenants = tenants::all(&pending.http, &pending.base, &tokens.access).await?;
        let event = tenants::event_of(&tokens.access);
        let expected = pending.expected.as_ref().and_then(tenant_of);
        let tenant = tenants::choose(&tenants, expected, event.as_deref())?;
        tokens.part = Some(tenant.tenant_id.clone());
        pending.keeper.keep(&tokens).await?;
        tracing::info!(connection = %pending.connection, "signed in");
        Ok(Authorised {
            book: book_id(&tenant.tenant_id),
            book_number: tenant.tenant_id.clone(),
            email: None,
            permission_ends: tokens.refresh_ends,
        })
    }
}

pub fn book_id(tenant: &str) -> BookId {
    BookId::new(format!("{}:{tenant}", profile::SYSTEM))
}

/// The tenant of a book of ours.
fn tenant_of(book: &BookId) -> Option<&str> {
    book.as_str().strip_prefix(profile::SYSTEM)?.strip_prefix(':')
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

/// Withdraws the permission. The ledger's own way to do that ends it for every organisation of this person, other client files'
/// included: where there are others, only ours is given up.
async fn leave(keeper: &TokenKeeper, http: &Http, base: &BaseUrl) -> Result<(), Failure> {
    let ours = async {
        let part = keeper.part().await?;
        let access = keeper.access().await?;
        let tenants = tenants::all(http, base, &access).await?;
        Ok::<_, Failure>((part, access, tenants))
    };
    let (part, access, tenants) = match ours.await {
        Ok(found) => found,
        Err(failure) => {
            keeper.forget().await?;
            let over = failure.code == ErrorCode::SignInNeeded;
            return if over { Ok(()) } else { Err(failure) };
        }
    };
    let ours = tenants.iter().find(|tenant| Some(&tenant.tenant_id) == part.as_ref());
    match ours {
        Some(ours) if tenants.len() > 1 => {
            let told = tenants::disconnect(http, base, &access, &ours.id).await;
            keeper.forget().await?;
            told
        }
        _ => keeper.revoke().await,
    }
}

/// Listens on the first of the addresses whose port is free.
async fn listen(redirects: &[Url]) -> Result<(LoopbackListener, Url), Failure> {
    let mut refused = Failure::new(ErrorCode::ConnectionSettings, Recovery::ChangeSetting)
        .param("field", settings::REDIRECT_URLS)
        .context("no address to come back to");
    for redirect in redirects {
        match LoopbackListener::bind(redirect).await {
            Ok(listening) => return Ok(listening),
            Err(failure) => refused = failure.param("field", settings::REDIRECT_URLS),
        }
    }
    Err(refused)
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

    async fn check(&self, _connection: &ConnectionKey, values: &ConnectionValues) -> Vec<FieldCheck> {
        settings::check(values).await
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
        let (listener, redirect) = listen(&settings.redirects).await?;
        let attempt = Attempt::new(&settings.provider, redirect);
        let sign_in = SignIn {
            attempt: uuid::Uuid::new_v4().to_string(),
            authorize_url: attempt.authorize_url(&settings.provider, &settings.client_id).into(),
            redirect_url: attempt.redirect().to_string(),
            loopback: true,
        };
        let pending = Pending {
            connection: connection.clone(),
            keeper: self.keeper(connection, values).await?,
            attempt: Mutex::new(attempt),
            listener: Mutex::new(Some(listener)),
            expected: expected.cloned(),
            http: http(values)?,
            base: settings.base,
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
        let told = leave(&keeper, &http(values)?, &Settings::of(values)?.base).await;
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
        let tenant = tenant_of(book).ok_or_else(|| Failure::internal(format!("`{book}` is no book of this ledger")))?;
        let settings = Settings::of(values)?;
        let keeper = self.keeper(connection, values).await?;
        let limiter = self.limiter(book, values).await;
        let client = Client {
            http: http(values)?,
            base: settings.base,
            tenant: tenant.to_owned(),
            keeper,
            limiter,
            clock: Arc::clone(&self.clock),
            pace: pace(values.practice),
            lane: Lane::User,
        };
        Ok(Arc::new(Xero::new(client, book.clone(), values)))
    }
}
