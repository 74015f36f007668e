//! The practice client: demo records on one side, a practice company on the other, all values filled in.
//!
//! Not here: the practice ledger (host). Invariant: nothing of it touches another client file; signing in stays the user's act.

use std::sync::Arc;

use secrecy::SecretString;
use tieout_connect::SecretKind;
use tieout_connect::factory::{ConnectionKey, Environment};
use tieout_domain::{Failure, Side};
use tieout_engine::import::{ImportOrder, import};
use tieout_store::table::connection;

use super::connection::save;
use crate::app::{App, OpenClient, held};

/// File name of the practice client.
pub const ID: &str = "practice";
pub const NAME: &str = "Northwind Traders";

/// Loads the operational side and fills in the connection. Doing it again changes nothing that is there.
pub async fn prepare(app: &Arc<App>, client: &Arc<OpenClient>) -> Result<(), Failure> {
    load_demo(app, client).await?;
    fill_in_connection(app, client).await
}

async fn load_demo(app: &Arc<App>, client: &Arc<OpenClient>) -> Result<(), Failure> {
    let (app, client) = (Arc::clone(app), Arc::clone(client));
    let work = move || {
        let demo = app.host.files.demo(&app.host.data_dir.join("demo"))?;
        let order = ImportOrder {
            source: demo.source.as_ref(),
            currency: &demo.currency,
            profile: &demo.profile,
            remarks: &demo.remarks,
            accept_gone: false,
            who: &app.host.user,
            now: app.host.clock.instant(),
        };
        import(&client.store, &order).map(drop)
    };
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)?
}

async fn fill_in_connection(app: &Arc<App>, client: &OpenClient) -> Result<(), Failure> {
    let access = app.host.practice.start(&app.host.data_dir.join("practice")).await?;
    let factory = app.factory(&access.system)?;
    let practice = Environment::Practice {
        discovery_url: access.discovery_url.clone(),
    };
    let mut values = factory
        .defaults(&practice)
        .await?
        .with("client_id", access.client_id.clone());
    values.practice = true;
    let stored = client
        .with_store(|store| store.read(|view| connection::get(view, Side::Ledger)))
        .await?;
    let settings = serde_json::to_string(&values).map_err(Failure::internal)?;
    let as_it_was = match &stored {
        Some(row) if row.settings == settings => {
            let key = ConnectionKey::new(row.secrets_key.clone());
            app.host.secrets.get(&key, SecretKind::ClientSecret)?.is_some()
        }
        _ => false,
    };
    if !as_it_was {
        save(
            app,
            client,
            &access.system,
            values,
            Some(SecretString::from(access.client_secret)),
        )
        .await?;
    }
    let connected = app.connected(client).await?;
    let checks = connected.factory.check(&connected.key, &connected.values).await;
    *held(&client.checks) = checks;
    Ok(())
}
