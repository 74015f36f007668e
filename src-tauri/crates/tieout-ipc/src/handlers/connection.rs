//! The ledger connection: values, signing in, checking, removing.
//!
//! Not here: OAuth (connectors), which company is right (`ledger_link`). Invariant: no secret comes back to a screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use secrecy::SecretString;
use tieout_connect::SecretKind;
use tieout_connect::factory::{ConnectionKey, ConnectionValues};
use tieout_domain::{ConnectionId, ErrorCode, Failure, Recovery, Side};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};

use super::sign_in;
use crate::app::{App, OpenClient, held};
use crate::connected::{self, Connected};
use crate::dto::*;
use crate::event::Topic;

pub async fn connection_get(app: &Arc<App>, _request: Nothing) -> Result<ConnectionView, Failure> {
    let client = app.client()?;
    let row = client
        .with_store(|store| store.read(|view| connection::get(view, Side::Ledger)))
        .await?;
    if row.as_ref().is_some_and(|row| row.state == ConnectionState::Connected) {
        // Opening makes no request; it tells the ledger's own words.
        let _ = app.ledger(&client).await;
    }
    connected::view(app, &client, row.as_ref())
}

/// Looks at typed values without keeping them.
pub async fn connection_check(app: &Arc<App>, request: ConnectionValuesReq) -> Result<ConnectionView, Failure> {
    let client = app.client()?;
    let factory = app.factory(&request.system)?;
    let stored = client
        .with_store(|store| store.read(|view| connection::get(view, Side::Ledger)))
        .await?;
    let (values, secret) = merged(app, &client, &request, stored.as_ref()).await?;
    // A typed secret is looked at under a name of its own, so that a check changes nothing that is kept.
    let trial = ConnectionKey::new(format!("check-{}", uuid::Uuid::new_v4().simple()));
    let stored_key = stored.as_ref().map(|row| ConnectionKey::new(row.secrets_key.clone()));
    let kept = match (&secret, &stored_key) {
        (Some(typed), _) => Some(typed.clone()),
        (None, Some(key)) => app.host.secrets.get(key, SecretKind::ClientSecret)?,
        (None, None) => None,
    };
    if let Some(secret) = &kept {
        app.host.secrets.put(&trial, SecretKind::ClientSecret, secret)?;
    }
    let checks = factory.check(&trial, &values).await;
    app.host.secrets.delete(&trial, SecretKind::ClientSecret)?;
    *held(&client.checks) = checks;
    let mut view = connected::view(app, &client, stored.as_ref())?;
    for line in view.values.iter_mut().filter(|line| !line.secret) {
        line.value = values.get(&line.key).map(str::to_owned);
    }
    Ok(view)
}

pub async fn connection_save(app: &Arc<App>, request: ConnectionValuesReq) -> Result<ConnectionView, Failure> {
    let client = app.client()?;
    let stored = client
        .with_store(|store| store.read(|view| connection::get(view, Side::Ledger)))
        .await?;
    if let Some(row) = stored
        .as_ref()
        .filter(|row| row.book_id.is_some() && row.system != request.system)
    {
        // One ledger for one client file (C-17): its links and entries belong to that book.
        let name = app.factory(&row.system)?.name().to_owned();
        return Err(Failure::new(ErrorCode::AlreadyConnected, Recovery::ReadHelp).param("ledger", name));
    }
    let (values, secret) = merged(app, &client, &request, stored.as_ref()).await?;
    if let Some(row) = stored.filter(|row| row.system != request.system) {
        // One ledger's secret means nothing to another, and must never be sent to it.
        let key = ConnectionKey::new(row.secrets_key);
        for kind in SecretKind::ALL {
            app.host.secrets.delete(&key, kind)?;
        }
    }
    let connected = save(app, &client, &request.system, values, secret).await?;
    let checks = connected.factory.check(&connected.key, &connected.values).await;
    *held(&client.checks) = checks;
    connected::view(app, &client, Some(&connected.row))
}

/// Typed values over the stored ones over the defaults, and the secret where one was typed.
async fn merged(
    app: &App,
    client: &OpenClient,
    request: &ConnectionValuesReq,
    stored: Option<&ConnectionRow>,
) -> Result<(ConnectionValues, Option<SecretString>), Failure> {
    let factory = app.factory(&request.system)?;
    let stored = stored.filter(|row| row.system == request.system);
    let mut values = match stored {
        Some(row) => serde_json::from_str(&row.settings).map_err(Failure::internal)?,
        None => {
            factory
                .defaults(&tieout_connect::factory::Environment::Production)
                .await?
        }
    };
    values.practice = client.practice;
    let mut secret = None;
    let fields: BTreeMap<String, bool> = factory
        .fields()
        .into_iter()
        .map(|field| (field.key, field.secret))
        .collect();
    for (key, value) in &request.values {
        match fields.get(key) {
            Some(true) if value.trim().is_empty() => {}
            Some(true) => secret = Some(SecretString::from(value.trim().to_owned())),
            Some(false) => {
                values.values.insert(key.clone(), value.trim().to_owned());
            }
            None => return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp).param("field", key)),
        }
    }
    Ok((values, secret))
}

/// Keeps values and secret; the connection stays as it is otherwise.
pub(super) async fn save(
    app: &App,
    client: &OpenClient,
    system: &str,
    values: ConnectionValues,
    secret: Option<SecretString>,
) -> Result<Connected, Failure> {
    let factory = app.factory(system)?;
    let settings = serde_json::to_string(&values).map_err(Failure::internal)?;
    let (now, who, system) = (app.host.clock.instant(), app.host.user.clone(), system.to_owned());
    let row = client
        .with_store(move |store| {
            store.write(|writer| {
                let before = connection::get(writer, Side::Ledger)?;
                let row = match before {
                    Some(row) => {
                        let state = match row.state {
                            ConnectionState::Removed => ConnectionState::New,
                            other => other,
                        };
                        let row = ConnectionRow {
                            system,
                            settings,
                            state,
                            ..row
                        };
                        connection::update(writer, &row)?;
                        row
                    }
                    None => first_row(writer, system, settings, now)?,
                };
                audit::append(
                    writer,
                    &NewAudit::new(now, &who, "connection_saved").with("ledger", row.system.as_str()),
                )?;
                Ok(row)
            })
        })
        .await?;
    let key = ConnectionKey::new(row.secrets_key.clone());
    if let Some(secret) = secret {
        app.host.secrets.put(&key, SecretKind::ClientSecret, &secret)?;
    }
    *held(&client.ledger) = None;
    held(&client.checks).clear();
    app.changed([Topic::Connection]);
    Ok(Connected {
        row,
        key,
        values,
        factory,
    })
}

fn first_row(
    writer: &tieout_store::Writer<'_>,
    system: String,
    settings: String,
    now: tieout_domain::Instant,
) -> Result<ConnectionRow, tieout_store::StoreError> {
    let mut row = ConnectionRow {
        id: ConnectionId(0),
        side: Side::Ledger,
        system,
        settings,
        book_id: None,
        company: None,
        state: ConnectionState::New,
        secrets_key: uuid::Uuid::new_v4().simple().to_string(),
        connected_by: None,
        last_success_at: None,
        created_at: now,
    };
    row.id = connection::insert(writer, &row)?;
    Ok(row)
}

/// Renews the access and reads the company again.
pub async fn connection_refresh(app: &Arc<App>, _request: Nothing) -> Result<ConnectionView, Failure> {
    let client = app.client()?;
    let connected = app.connected(&client).await?;
    let renewed = connected.factory.refresh(&connected.key, &connected.values).await;
    let trouble = match renewed {
        Ok(_) => sign_in::read_company(app, &client, &connected).await.err(),
        Err(failure) => Some(failure),
    };
    if trouble
        .as_ref()
        .is_some_and(|failure| failure.code == ErrorCode::SignInNeeded)
    {
        sign_in::set_state(app, &client, ConnectionState::SignInNeeded).await?;
    }
    let row = app.connected(&client).await?.row;
    let mut view = connected::view(app, &client, Some(&row))?;
    view.trouble = trouble.map(FailureView::from);
    Ok(view)
}

/// Withdraws the permission and forgets the secrets; records, links and history stay.
pub async fn connection_remove(app: &Arc<App>, _request: Nothing) -> Result<ConnectionView, Failure> {
    let client = app.client()?;
    super::shared::refuse_while_running(&client).await?;
    sign_in::cancel_attempt(app).await;
    let connected = app.connected(&client).await?;
    // Out of reach or not: here the permission ends. The failure says what may still stand over there.
    let trouble = connected.factory.revoke(&connected.key, &connected.values).await.err();
    for kind in SecretKind::ALL {
        app.host.secrets.delete(&connected.key, kind)?;
    }
    *held(&client.ledger) = None;
    held(&client.checks).clear();
    sign_in::set_state(app, &client, ConnectionState::Removed).await?;
    let row = app.connected(&client).await?.row;
    let mut view = connected::view(app, &client, Some(&row))?;
    view.trouble = trouble.map(FailureView::from);
    Ok(view)
}
