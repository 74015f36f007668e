//! Moving to another ledger and back: what would be left, leaving, returning.
//!
//! Not here: what may be left and what is put away (engine), signing in (`sign_in`). Invariant: nothing of the ledger that is left
//! is deleted, and its permission is kept until it is removed.

use std::sync::Arc;

use jiff::civil::Date;
use tieout_connect::SecretKind;
use tieout_connect::factory::{ConnectionKey, ConnectionValues, Environment};
use tieout_domain::{BookId, ConnectionId, ErrorCode, Failure, Recovery, Side};
use tieout_engine::moving::{self, Owed};
use tieout_engine::settings::Changing;
use tieout_engine::suggest::LISTS;
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};
use tieout_store::table::outbox;
use tieout_store::{Reader, StoreError};

use super::{lookup, practice, shared, sign_in};
use crate::app::{App, OpenClient, held};
use crate::connected;
use crate::dto::*;
use crate::event::Topic;

pub async fn move_get(app: &Arc<App>, _request: Nothing) -> Result<MoveView, Failure> {
    let client = app.client()?;
    let look = client.with_store(|store| store.read(look)).await?;
    let systems = choices(app, client.practice);
    Ok(shown(app, look, systems))
}

/// What moving is about, from one moment.
struct Look {
    owed: Owed,
    current: Option<ConnectionRow>,
    /// The day after the newest document the current ledger got.
    first_day: Option<Date>,
    left: Vec<(ConnectionRow, u32)>,
}

fn look(view: &Reader<'_>) -> Result<Look, StoreError> {
    let current = connection::get(view, Side::Ledger)?;
    let book = current.as_ref().and_then(|row| row.book_id.clone());
    let newest = book.map_or(Ok(None), |book| outbox::newest_posted(view, &book))?;
    let left = connection::left(view)?.into_iter().map(|row| {
        let book = row.book_id.clone().unwrap_or_else(|| BookId::new(""));
        outbox::count_posted(view, &book).map(|posted| (row, posted))
    });
    Ok(Look {
        owed: moving::owed(view)?,
        first_day: newest.and_then(|day| day.tomorrow().ok()),
        left: left.collect::<Result<_, _>>()?,
        current,
    })
}

fn shown(app: &App, look: Look, systems: Vec<LedgerChoice>) -> MoveView {
    let owed = look.owed;
    MoveView {
        company_name: look
            .current
            .as_ref()
            .and_then(connected::company)
            .map(|company| company.name),
        ledger_name: look.current.map(|row| ledger_name(app, &row)),
        systems,
        ready: moving::may_leave(&owed).is_ok(),
        run_open: owed.run_open,
        approved: owed.approved,
        in_doubt: owed.in_doubt,
        failed: owed.failed,
        staged: owed.staged,
        posted: owed.posted,
        first_day: look.first_day.map(|day| day.to_string()),
        left: look
            .left
            .into_iter()
            .map(|(row, posted)| left(app, &row, posted))
            .collect(),
    }
}

fn left(app: &App, row: &ConnectionRow, posted: u32) -> LeftLedger {
    let company = connected::company(row);
    LeftLedger {
        id: u32::try_from(row.id.0).unwrap_or(0),
        ledger_name: ledger_name(app, row),
        company_name: company.as_ref().map(|company| company.name.clone()),
        book_number: company.map(|company| company.book_number),
        state: connected::badge(row.state),
        last_success_at: row.last_success_at.map(|at| at.to_string()),
        posted,
    }
}

fn ledger_name(app: &App, row: &ConnectionRow) -> String {
    let factory = app.factory(&row.system);
    factory.map_or_else(|_| row.system.clone(), |factory| factory.name().to_owned())
}

/// A practice client moves among practice companies, so that it never reaches a real ledger.
fn choices(app: &App, practice: bool) -> Vec<LedgerChoice> {
    if practice {
        return app.host.practice.systems();
    }
    let products = app.host.ledgers.iter().map(|factory| LedgerChoice {
        system: factory.system().to_owned(),
        name: factory.name().to_owned(),
    });
    products.collect()
}

pub async fn move_start(app: &Arc<App>, request: MoveStartReq) -> Result<ConnectionView, Failure> {
    let client = app.client()?;
    let first_day = request.first_day.as_deref().map(day).transpose()?;
    if !choices(app, client.practice)
        .iter()
        .any(|choice| choice.system == request.system)
    {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp).param("field", "system"));
    }
    let new = new_row(app, &client, &request.system).await?;
    prepare_to_leave(app, &client).await?;
    let by = changing(app);
    client
        .with_store(move |store| store.write(|writer| moving::leave_for(writer, &new, first_day, &by)))
        .await?;
    arrived(app, &client).await
}

pub async fn move_back(app: &Arc<App>, request: MoveBackReq) -> Result<ConnectionView, Failure> {
    let client = app.client()?;
    prepare_to_leave(app, &client).await?;
    let (id, by) = (ConnectionId(i64::from(request.id)), changing(app));
    client
        .with_store(move |store| store.write(|writer| moving::go_back(writer, id, &by)))
        .await?;
    let view = arrived(app, &client).await?;
    let (app, client) = (Arc::clone(app), Arc::clone(&client));
    tokio::spawn(async move {
        // Proposals are made anew from the lists that came back.
        if let Err(failure) = lookup::propose(&client, LISTS.to_vec()).await {
            tracing::warn!(%failure, "no partners were proposed after the return");
        }
        app.changed([Topic::Matches, Topic::Lists]);
    });
    Ok(view)
}

fn day(text: &str) -> Result<Date, Failure> {
    text.parse()
        .map_err(|_| Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp).param("field", "first_day"))
}

fn changing(app: &App) -> Changing {
    Changing {
        who: app.host.user.clone(),
        now: app.host.clock.instant(),
    }
}

async fn new_row(app: &App, client: &OpenClient, system: &str) -> Result<ConnectionRow, Failure> {
    // A practice company fills in its own values.
    let values = if client.practice {
        ConnectionValues {
            practice: true,
            ..ConnectionValues::default()
        }
    } else {
        app.factory(system)?.defaults(&Environment::Production).await?
    };
    Ok(ConnectionRow {
        id: ConnectionId(0),
        side: Side::Ledger,
        system: system.to_owned(),
        settings: serde_json::to_string(&values).map_err(Failure::internal)?,
        book_id: None,
        company: None,
        state: ConnectionState::New,
        secrets_key: uuid::Uuid::new_v4().simple().to_string(),
        connected_by: None,
        last_success_at: None,
        created_at: app.host.clock.instant(),
    })
}

/// Ends what goes on with the current ledger. One that was never signed in to is forgotten with its secrets.
async fn prepare_to_leave(app: &App, client: &OpenClient) -> Result<(), Failure> {
    shared::refuse_while_running(client).await?;
    sign_in::cancel_attempt(app).await;
    let row = client
        .with_store(|store| store.read(|view| connection::get(view, Side::Ledger)))
        .await?;
    if let Some(row) = row.filter(|row| row.book_id.is_none()) {
        let key = ConnectionKey::new(row.secrets_key);
        for kind in SecretKind::ALL {
            app.host.secrets.delete(&key, kind)?;
        }
    }
    Ok(())
}

/// What this process knew of the ledger before is not true of this one.
async fn arrived(app: &Arc<App>, client: &Arc<OpenClient>) -> Result<ConnectionView, Failure> {
    *held(&client.ledger) = None;
    held(&client.checks).clear();
    held(&client.search).clear();
    *held(&client.lookups) = lookup::Lookups::default();
    if client.practice {
        practice::prepare(app, client).await?;
    }
    app.changed(Topic::ALL);
    super::connection_get(app, Nothing {}).await
}

/// The company that a first sign-in brought may be one that this client left: its links wait there, so it is gone back to.
pub(super) async fn refuse_left_book(app: &App, client: &OpenClient, book: &BookId) -> Result<(), Failure> {
    let rows = client.with_store(|store| store.read(connection::left)).await?;
    match rows.iter().find(|row| row.book_id.as_ref() == Some(book)) {
        Some(row) => Err(Failure::new(ErrorCode::AlreadyConnected, Recovery::ReadHelp)
            .param("left", ledger_name(app, row))
            .param(
                "company",
                connected::company(row).map(|company| company.name).unwrap_or_default(),
            )),
        None => Ok(()),
    }
}

/// Puts the ledger's name in the place of its book in "posted in another ledger".
pub(super) async fn name_books(app: &App, client: &OpenClient, rows: &mut [TransactionRow]) -> Result<(), Failure> {
    let in_book = |row: &TransactionRow| row.ignored_by.as_deref().is_some_and(|by| by.starts_with("book:"));
    if !rows.iter().any(in_book) {
        return Ok(());
    }
    let left = client.with_store(|store| store.read(connection::left)).await?;
    for row in rows.iter_mut().filter(|row| in_book(row)) {
        let book = row.ignored_by.as_deref().and_then(|by| by.strip_prefix("book:"));
        let known = left
            .iter()
            .find(|other| other.book_id.as_ref().map(BookId::as_str) == book);
        if let Some(known) = known {
            row.ignored_by = Some(format!("book:{}", ledger_name(app, known)));
        }
    }
    Ok(())
}
