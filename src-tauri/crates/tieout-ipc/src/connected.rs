//! The ledger connection of the open client: its row, its values, its factory, the book behind it.
//!
//! Not here: commands. Invariant: a ledger is opened for the book this client file is tied to and no other.

use std::sync::Arc;

use tieout_connect::factory::{ConnectionKey, ConnectionValues, FieldCheck};
use tieout_connect::ledger::{AccountSlot, Company};
use tieout_connect::{Ledger, LedgerFactory, SecretKind, WriteBackTarget};
use tieout_domain::{BookId, ErrorCode, Failure, Recovery, Side};
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};
use tieout_store::table::import;
use tieout_store::{Reader, StoreError};

use crate::app::{App, OpenClient, held};
use crate::dto::{ConnectionBadge, ConnectionValue, ConnectionView, LedgerChoice};

/// A stored connection with what is needed to use it.
#[derive(Clone)]
pub struct Connected {
    pub row: ConnectionRow,
    pub key: ConnectionKey,
    pub values: ConnectionValues,
    pub factory: Arc<dyn LedgerFactory>,
}

impl App {
    pub fn factory(&self, system: &str) -> Result<Arc<dyn LedgerFactory>, Failure> {
        let found = self.host.ledgers.iter().find(|factory| factory.system() == system);
        found.cloned().ok_or_else(|| {
            Failure::new(ErrorCode::ConnectionSettings, Recovery::Reconnect)
                .param("system", system)
                .context("unknown ledger")
        })
    }

    /// The stored ledger connection of a client, or `setup_incomplete`.
    pub async fn connected(&self, client: &OpenClient) -> Result<Connected, Failure> {
        let row = client
            .with_store(|store| store.read(|view| connection::get(view, Side::Ledger)))
            .await?;
        let row = row.ok_or_else(not_connected)?;
        let factory = self.factory(&row.system)?;
        let values = serde_json::from_str(&row.settings).map_err(Failure::internal)?;
        Ok(Connected {
            key: ConnectionKey::new(row.secrets_key.clone()),
            row,
            values,
            factory,
        })
    }

    /// The connected book, opened on first use. For reading and writing lists and documents.
    pub async fn ledger(&self, client: &OpenClient) -> Result<Arc<dyn Ledger>, Failure> {
        if let Some(ledger) = held(&client.ledger).clone() {
            return Ok(ledger);
        }
        let connected = self.connected(client).await?;
        match (connected.row.state, &connected.row.book_id) {
            (ConnectionState::Connected | ConnectionState::Paused, Some(book)) => {
                let ledger = connected.factory.open(&connected.key, &connected.values, book).await?;
                *held(&client.ledger) = Some(Arc::clone(&ledger));
                Ok(ledger)
            }
            (ConnectionState::SignInNeeded, _) => {
                Err(Failure::new(ErrorCode::SignInNeeded, Recovery::Reconnect).context("the permission ended"))
            }
            _ => Err(not_connected()),
        }
    }
}

/// The book that decisions of this file are about, or `setup_incomplete`.
pub fn book(view: &Reader<'_>) -> Result<BookId, StoreError> {
    connection::book(view)?.ok_or_else(|| not_connected().into())
}

/// Where list records go back to, in the columns of the client's own files; `None` before the first import.
pub async fn write_back(app: &App, client: &OpenClient) -> Result<Option<Arc<dyn WriteBackTarget>>, Failure> {
    let profiles = client.with_store(|store| store.read(import::profiles)).await?;
    app.host.files.write_back(&profiles)
}

/// The company as last read.
pub fn company(row: &ConnectionRow) -> Option<Company> {
    row.company.as_deref().and_then(|text| serde_json::from_str(text).ok())
}

fn not_connected() -> Failure {
    Failure::new(ErrorCode::SetupIncomplete, Recovery::Reconnect).context("no ledger is connected")
}

pub const fn badge(state: ConnectionState) -> ConnectionBadge {
    match state {
        ConnectionState::New => ConnectionBadge::New,
        ConnectionState::Connected => ConnectionBadge::Connected,
        ConnectionState::SignInNeeded => ConnectionBadge::SignInNeeded,
        ConnectionState::Paused => ConnectionBadge::Paused,
        ConnectionState::Removed => ConnectionBadge::Removed,
    }
}

/// The connection as screens show it; no secret goes out, only whether one is stored.
pub fn view(app: &App, client: &OpenClient, row: Option<&ConnectionRow>) -> Result<ConnectionView, Failure> {
    let systems = app.host.ledgers.iter().map(|factory| LedgerChoice {
        system: factory.system().to_owned(),
        name: factory.name().to_owned(),
    });
    let mut out = empty(systems.collect(), client.practice);
    let factory = match row {
        Some(row) => Some(app.factory(&row.system)?),
        None => app.host.ledgers.first().cloned(),
    };
    if let Some(factory) = &factory {
        out.values = lines(app, factory.as_ref(), row, &held(&client.checks))?;
    }
    let Some(row) = row else { return Ok(out) };
    out.state = badge(row.state);
    out.system = Some(row.system.clone());
    out.ledger_name = factory.map(|factory| factory.name().to_owned());
    out.email.clone_from(&row.connected_by);
    out.connected_at = row.book_id.is_some().then(|| row.created_at.to_string());
    out.last_success_at = row.last_success_at.map(|at| at.to_string());
    if let Some(company) = company(row) {
        show_company(&mut out, company);
        // The profile is known once the book can be opened.
        out.book_words = held(&client.ledger)
            .as_ref()
            .map(|ledger| ledger.profile().book_id_words.clone());
    }
    Ok(out)
}

/// Default accounts that the ledger wants; all there are while it is not known.
pub fn slots(client: &OpenClient) -> Vec<AccountSlot> {
    let known = held(&client.ledger);
    let wanted = known
        .as_ref()
        .map(|ledger| ledger.profile().slots.iter().map(|need| need.slot).collect());
    wanted.unwrap_or_else(|| AccountSlot::ALL.to_vec())
}

/// What a company says of itself, in the words of the General panel.
pub fn show_company(out: &mut ConnectionView, company: Company) {
    out.practice |= company.practice;
    out.company_name = Some(company.name);
    out.book_number = Some(company.book_number);
    out.email = company.email;
    out.currency = Some(company.base_currency.to_string());
    out.country = company.country;
    out.time_zone = company.time_zone;
    out.plan = company.plan;
    out.closed_through = company.closed_through.map(|date| date.to_string());
}

const fn empty(systems: Vec<LedgerChoice>, practice: bool) -> ConnectionView {
    ConnectionView {
        state: ConnectionBadge::New,
        practice,
        systems,
        system: None,
        ledger_name: None,
        company_name: None,
        book_words: None,
        book_number: None,
        email: None,
        currency: None,
        country: None,
        time_zone: None,
        plan: None,
        closed_through: None,
        connected_at: None,
        last_success_at: None,
        values: Vec::new(),
        trouble: None,
    }
}

/// A connection that works has proven its values: a sign-in used every one of them.
fn proven(row: Option<&ConnectionRow>, checked: bool) -> Option<bool> {
    row.filter(|row| checked && row.state == ConnectionState::Connected)
        .map(|_| true)
}

fn lines(
    app: &App,
    factory: &dyn LedgerFactory,
    row: Option<&ConnectionRow>,
    checks: &[FieldCheck],
) -> Result<Vec<ConnectionValue>, Failure> {
    let values: ConnectionValues = match row {
        Some(row) => serde_json::from_str(&row.settings).map_err(Failure::internal)?,
        None => ConnectionValues::default(),
    };
    let mut out = Vec::new();
    for field in factory.fields() {
        let check = checks.iter().find(|check| check.key == field.key);
        let stored = match row {
            Some(row) if field.secret => {
                let key = ConnectionKey::new(row.secrets_key.clone());
                app.host.secrets.get(&key, SecretKind::ClientSecret)?.is_some()
            }
            Some(_) => values.get(&field.key).is_some(),
            None => false,
        };
        let value = values.get(&field.key).map(str::to_owned).or(field.value_default);
        out.push(ConnectionValue {
            value: if field.secret { None } else { value },
            secret: field.secret,
            stored,
            ok: check.map(|check| check.ok).or_else(|| proven(row, field.checked)),
            reason: check.and_then(|check| check.reason.clone()),
            key: field.key,
            label: field.label,
        });
    }
    Ok(out)
}
