//! Practice clients: demo records on one side, a practice company on the other, all values filled in.
//!
//! Not here: the practice ledger (host). Invariant: nothing of it touches another client file; signing in stays the user's act.

use std::sync::Arc;

use secrecy::SecretString;
use tieout_connect::SecretKind;
use tieout_connect::factory::{ConnectionKey, Environment};
use tieout_domain::{ErrorCode, Failure, Recovery, Side};
use tieout_engine::import::{ImportOrder, import};
use tieout_store::table::connection;

use super::connection::save;
use crate::app::{App, OpenClient, held};

/// File name of the practice client of the usual ledger; those of the others are named after their ledger as well.
const ID: &str = "practice";
const NAME: &str = "Northwind Traders";

/// A practice client: one for each ledger that has a practice company.
pub struct PracticeClient {
    /// File name.
    pub id: String,
    pub name: String,
}

/// The practice client of `system`, or of the usual one.
pub fn client_of(app: &App, system: Option<&str>) -> Result<PracticeClient, Failure> {
    let systems = app.host.practice.systems();
    let at = match system {
        None => 0,
        Some(system) => {
            let found = systems.iter().position(|choice| choice.system == system);
            found.ok_or_else(|| {
                Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp)
                    .param("field", "system")
                    .context("no practice company wears this face")
            })?
        }
    };
    let choice = systems
        .get(at)
        .ok_or_else(|| Failure::internal("this host has no practice company"))?;
    let usual = at == 0;
    Ok(PracticeClient {
        id: folder_of(&choice.system, usual),
        name: if usual {
            NAME.to_owned()
        } else {
            format!("{NAME} ({})", choice.name)
        },
    })
}

/// One word for the client file of a practice company and for the folder of its book.
fn folder_of(system: &str, usual: bool) -> String {
    if usual { ID.to_owned() } else { format!("{ID}-{system}") }
}

/// Whether a file of this name is a practice client's, where the file itself cannot tell.
pub fn is_practice(id: &str) -> bool {
    id == ID || id.starts_with(&format!("{ID}-"))
}

/// Loads the operational side and fills in the connection. Doing it again changes nothing that is there.
pub async fn prepare(app: &Arc<App>, client: &Arc<OpenClient>) -> Result<(), Failure> {
    load_demo(app, client).await?;
    let stored = client
        .with_store(|store| store.read(|view| connection::get(view, Side::Ledger)))
        .await?;
    let system = match stored {
        Some(row) => row.system,
        None => system_of(app, &client.id)?,
    };
    fill_in_connection(app, client, &system).await
}

/// The ledger a practice client begins with.
fn system_of(app: &App, id: &str) -> Result<String, Failure> {
    let systems = app.host.practice.systems();
    let named = systems.iter().find(|choice| folder_of(&choice.system, false) == id);
    let choice = named.or(systems.first());
    choice
        .map(|choice| choice.system.clone())
        .ok_or_else(|| Failure::internal("this host has no practice company"))
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

async fn fill_in_connection(app: &Arc<App>, client: &OpenClient, system: &str) -> Result<(), Failure> {
    let folder = client_of(app, Some(system))?.id;
    let access = app.host.practice.start(&app.host.data_dir.join(folder), system).await?;
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
    let secret = Some(access.client_secret).filter(|secret| !secret.is_empty());
    let as_it_was = match &stored {
        Some(row) if row.settings == settings => {
            let key = ConnectionKey::new(row.secrets_key.clone());
            secret.is_none() || app.host.secrets.get(&key, SecretKind::ClientSecret)?.is_some()
        }
        _ => false,
    };
    if !as_it_was {
        save(app, client, &access.system, values, secret.map(SecretString::from)).await?;
    }
    let connected = app.connected(client).await?;
    let checks = connected.factory.check(&connected.key, &connected.values).await;
    *held(&client.checks) = checks;
    Ok(())
}
