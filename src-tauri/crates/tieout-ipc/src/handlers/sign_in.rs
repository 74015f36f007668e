//! Signing in: begin in the browser, wait, paste, cancel; and tying the company that came.
//!
//! Not here: OAuth (connectors). Invariant: a client file is tied to one book; a sign-in to another changes nothing.

use std::sync::Arc;
use std::time::Duration;

use tieout_connect::SecretKind;
use tieout_connect::factory::Authorised;
use tieout_connect::ledger::Company;
use tieout_domain::{ErrorCode, Failure, Recovery};
use tieout_engine::import::stage;
use tieout_engine::settings::{Settings, preselect};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};
use tokio::sync::watch;

use crate::app::{App, OpenClient, SignInAttempt, SignInOutcome, held};
use crate::connected::{self, Connected};
use crate::dto::*;
use crate::event::Topic;

/// As long as the listener for the browser's answer stays open.
const WAIT_MAX: Duration = Duration::from_secs(300);
/// Longest wait of one command.
const SLICE_SECONDS_MAX: u32 = 20;

pub async fn sign_in_start(app: &Arc<App>, _request: Nothing) -> Result<SignInStarted, Failure> {
    let client = app.client()?;
    cancel_attempt(app).await;
    let connected = app.connected(&client).await?;
    let expected = connected.row.book_id.as_ref();
    let begun = connected
        .factory
        .begin_sign_in(&connected.key, &connected.values, expected)
        .await?;
    let (ended, outcome) = watch::channel(SignInOutcome::Waiting);
    let attempt = SignInAttempt {
        attempt: begun.attempt,
        system: connected.row.system.clone(),
        loopback: begun.loopback,
        outcome,
        ended: Arc::new(ended),
    };
    *held(&app.sign_in) = Some(attempt.clone());
    if begun.loopback {
        tokio::spawn(listen(Arc::clone(app), Arc::clone(&client), connected, attempt));
    }
    // The address is shown as well, so that a browser that does not open stops nobody.
    let (opener, address) = (Arc::clone(&app.host.desktop), begun.authorize_url.clone());
    tokio::spawn(async move {
        if let Err(error) = opener.open_address(&address).await {
            tracing::warn!(%error, "the browser could not be opened");
        }
    });
    Ok(SignInStarted {
        authorize_url: begun.authorize_url,
        comes_back: begun.loopback,
    })
}

/// Waits for the browser's answer beside everything else.
async fn listen(app: Arc<App>, client: Arc<OpenClient>, connected: Connected, attempt: SignInAttempt) {
    let authorised = connected.factory.wait_for_sign_in(&attempt.attempt, WAIT_MAX).await;
    // Pasted or cancelled meanwhile: that decides.
    if *attempt.outcome.borrow() == SignInOutcome::Waiting {
        conclude(&app, &client, &connected, &attempt, authorised).await;
    }
}

async fn conclude(
    app: &App,
    client: &OpenClient,
    connected: &Connected,
    attempt: &SignInAttempt,
    authorised: Result<Authorised, Failure>,
) {
    let ended = match authorised {
        Ok(authorised) => arrive(app, client, connected, &authorised).await,
        Err(failure) => Err(failure),
    };
    let outcome = match ended {
        Ok(outcome) => outcome,
        Err(failure) if failure.code == ErrorCode::SignInCancelled => SignInOutcome::Cancelled,
        Err(failure) => SignInOutcome::Failed(failure),
    };
    attempt.ended.send_replace(outcome);
    app.changed([Topic::Connection, Topic::Client, Topic::Transactions, Topic::Settings]);
}

/// A company came. A client file that has a company takes only that one; another asks first (S-055).
async fn arrive(
    app: &App,
    client: &OpenClient,
    connected: &Connected,
    authorised: &Authorised,
) -> Result<SignInOutcome, Failure> {
    let (ledger, company) = read(connected, Some(authorised)).await?;
    if connected.row.book_id.is_none() {
        if let Err(failure) = super::moving::refuse_left_book(app, client, &company.book).await {
            // Forgotten here only: withdrawing it over there could end the permission of the connection that is kept.
            app.host.secrets.delete(&connected.key, SecretKind::Tokens)?;
            return Err(failure);
        }
        return Ok(SignInOutcome::Arrived(Box::new(company)));
    }
    keep(app, client, company, true).await?;
    *held(&client.ledger) = Some(ledger);
    Ok(SignInOutcome::Done)
}

/// "Yes, that is the right company": only now the client file is tied to it.
pub async fn sign_in_confirm(app: &Arc<App>, _request: Nothing) -> Result<SignInState, Failure> {
    let client = app.client()?;
    let attempt = held(&app.sign_in).clone();
    let Some(attempt) = attempt else {
        return state(app, None).await;
    };
    let outcome = attempt.outcome.borrow().clone();
    if let SignInOutcome::Arrived(company) = outcome {
        keep(app, &client, *company, true).await?;
        attempt.ended.send_replace(SignInOutcome::Done);
        app.changed([Topic::Connection, Topic::Client, Topic::Transactions, Topic::Settings]);
    }
    let outcome = attempt.outcome.borrow().clone();
    state(app, Some(outcome)).await
}

pub async fn sign_in_wait(app: &Arc<App>, request: SignInWaitReq) -> Result<SignInState, Failure> {
    let attempt = held(&app.sign_in).clone();
    let Some(mut attempt) = attempt else {
        return state(app, None).await;
    };
    let slice = Duration::from_secs(u64::from(request.seconds.min(SLICE_SECONDS_MAX)));
    // Time running out is an answer like any other: still waiting.
    let _ = tokio::time::timeout(
        slice,
        attempt.outcome.wait_for(|outcome| *outcome != SignInOutcome::Waiting),
    )
    .await;
    let outcome = attempt.outcome.borrow().clone();
    state(app, Some(outcome)).await
}

pub async fn sign_in_paste(app: &Arc<App>, request: SignInPasteReq) -> Result<SignInState, Failure> {
    let client = app.client()?;
    let attempt = held(&app.sign_in).clone();
    let attempt = attempt.ok_or_else(|| {
        Failure::new(ErrorCode::SignInCancelled, Recovery::Reconnect).context("no sign-in is under way")
    })?;
    let connected = app.connected(&client).await?;
    match connected
        .factory
        .finish_with_address(&attempt.attempt, request.address.trim())
        .await
    {
        Ok(authorised) => {
            conclude(app, &client, &connected, &attempt, Ok(authorised)).await;
            let outcome = attempt.outcome.borrow().clone();
            state(app, Some(outcome)).await
        }
        // A wrong address was pasted: the attempt goes on.
        Err(failure) => {
            let mut state = state(app, Some(SignInOutcome::Waiting)).await?;
            state.trouble = Some(failure.into());
            Ok(state)
        }
    }
}

pub async fn sign_in_cancel(app: &Arc<App>, _request: Nothing) -> Result<SignInState, Failure> {
    cancel_attempt(app).await;
    state(app, Some(SignInOutcome::Cancelled)).await
}

/// Ends the attempt under way, if there is one. A company that nobody confirmed is let go of again.
pub async fn cancel_attempt(app: &App) {
    let attempt = held(&app.sign_in).take();
    if let Some(attempt) = attempt {
        let outcome = attempt.outcome.borrow().clone();
        if matches!(outcome, SignInOutcome::Waiting | SignInOutcome::Arrived(_)) {
            attempt.ended.send_replace(SignInOutcome::Cancelled);
        }
        if matches!(outcome, SignInOutcome::Arrived(_)) {
            let_go(app).await;
        }
        if let Ok(factory) = app.factory(&attempt.system) {
            factory.cancel_sign_in(&attempt.attempt).await;
        }
    }
}

/// Withdraws the permission of a company that is not the right one, and forgets its tokens.
async fn let_go(app: &App) {
    let Ok(client) = app.client() else { return };
    let Ok(connected) = app.connected(&client).await else {
        return;
    };
    // The tokens are forgotten here even where the ledger is out of reach.
    if let Err(failure) = connected.factory.revoke(&connected.key, &connected.values).await {
        tracing::warn!(
            code = failure.code.word(),
            "a permission that was not wanted may still stand"
        );
    }
}

async fn state(app: &Arc<App>, outcome: Option<SignInOutcome>) -> Result<SignInState, Failure> {
    let mut connection = super::connection_get(app, Nothing {}).await?;
    if let Some(SignInOutcome::Arrived(company)) = &outcome {
        connected::show_company(&mut connection, company.as_ref().clone());
    }
    let (word, trouble) = match outcome {
        None => (SignInWord::None, None),
        Some(SignInOutcome::Waiting) => (SignInWord::Waiting, None),
        Some(SignInOutcome::Arrived(_)) => (SignInWord::Arrived, None),
        Some(SignInOutcome::Done) => (SignInWord::Done, None),
        Some(SignInOutcome::Cancelled) => (SignInWord::Cancelled, None),
        Some(SignInOutcome::Failed(failure)) => (SignInWord::Failed, Some(failure.into())),
    };
    Ok(SignInState {
        state: word,
        connection,
        trouble,
    })
}

/// Reads the company of the tied book again and keeps it.
pub async fn read_company(app: &App, client: &OpenClient, connected: &Connected) -> Result<(), Failure> {
    let (ledger, company) = read(connected, None).await?;
    keep(app, client, company, false).await?;
    *held(&client.ledger) = Some(ledger);
    Ok(())
}

/// The company behind a sign-in, or behind the tied book; another one than before is refused.
async fn read(
    connected: &Connected,
    authorised: Option<&Authorised>,
) -> Result<(Arc<dyn tieout_connect::Ledger>, Company), Failure> {
    let tied = connected.row.book_id.as_ref();
    let book = authorised.map(|authorised| &authorised.book).or(tied);
    let book = book.ok_or_else(|| Failure::new(ErrorCode::SignInNeeded, Recovery::Reconnect))?;
    if tied.is_some_and(|tied| tied != book) {
        return Err(wrong_company(&connected.row));
    }
    let ledger = connected.factory.open(&connected.key, &connected.values, book).await?;
    let mut company = ledger.company().await?;
    if company.book != *book {
        return Err(wrong_company(&connected.row));
    }
    let email = authorised.and_then(|authorised| authorised.email.clone());
    company.email = email.or(company.email).or_else(|| connected.row.connected_by.clone());
    Ok((ledger, company))
}

fn wrong_company(row: &ConnectionRow) -> Failure {
    let name = connected::company(row).map(|company| company.name).unwrap_or_default();
    Failure::new(ErrorCode::WrongCompany, Recovery::Reconnect).param("company", name)
}

async fn keep(app: &App, client: &OpenClient, company: Company, signed_in: bool) -> Result<(), Failure> {
    let (now, who) = (app.host.clock.instant(), app.host.user.clone());
    client
        .with_store(move |store| {
            store.write(|writer| {
                let Some(row) = connection::get(writer, tieout_domain::Side::Ledger)? else {
                    return Ok(());
                };
                let row = ConnectionRow {
                    book_id: Some(company.book.clone()),
                    company: Some(serde_json::to_string(&company)?),
                    state: ConnectionState::Connected,
                    connected_by: company.email.clone(),
                    last_success_at: Some(now),
                    ..row
                };
                connection::update(writer, &row)?;
                if signed_in {
                    let entry = NewAudit::new(now, &who, "connection_made")
                        .with("ledger", row.system.as_str())
                        .with("name", company.name.as_str())
                        .with("ledger_id", company.book_number.as_str());
                    audit::append(writer, &entry)?;
                    stage(writer, now)?;
                    preselect(writer, now)?;
                }
                Ok(())
            })
        })
        .await
}

/// Writes the connection's state, with its audit entry.
pub async fn set_state(app: &App, client: &OpenClient, state: ConnectionState) -> Result<(), Failure> {
    let (now, who) = (app.host.clock.instant(), app.host.user.clone());
    client
        .with_store(move |store| {
            store.write(|writer| {
                let Some(row) = connection::get(writer, tieout_domain::Side::Ledger)? else {
                    return Ok(());
                };
                if row.state == state {
                    return Ok(());
                }
                let entry = NewAudit::new(now, &who, "connection_state")
                    .with("before", row.state.word())
                    .with("after", state.word());
                connection::update(writer, &ConnectionRow { state, ..row })?;
                audit::append(writer, &entry).map(drop)
            })
        })
        .await?;
    *held(&client.ledger) = None;
    app.changed([Topic::Connection, Topic::Client]);
    Ok(())
}

/// Where the sign-in lasts for one sync (C-23), it ends here: after a run that sent, when the client is left, and when it is opened
/// after a program that ended in between. The permission over there stays; only who signs in again can use it.
pub async fn end_of_sync(app: &App, client: &OpenClient) {
    if let Err(failure) = forget_if_wanted(app, client).await {
        tracing::error!(%failure, "a sign-in for one sync was not forgotten");
    }
}

async fn forget_if_wanted(app: &App, client: &OpenClient) -> Result<(), Failure> {
    let wanted = client
        .with_store(|store| store.read(|view| Ok(Settings::load(view)?.sign_in_each_sync)))
        .await?;
    if !wanted {
        return Ok(());
    }
    let Ok(connected) = app.connected(client).await else {
        return Ok(());
    };
    if connected.row.state == ConnectionState::Connected {
        connected.factory.forget(&connected.key, &connected.values).await?;
        set_state(app, client, ConnectionState::SignInNeeded).await?;
    }
    Ok(())
}
