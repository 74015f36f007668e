//! The lists of the match screen with their counts, and lists as files.
//!
//! Not here: rows. Invariant: a list that was pulled in part is never shown as complete.

use std::sync::Arc;

use tieout_domain::cell::neutral;
use tieout_domain::link::LinkState;
use tieout_domain::{Failure, Side as Of};
use tieout_engine::decide::Words;
use tieout_engine::suggest::LISTS;
use tieout_store::query::matching::{self as lists, ListCounts};
use tieout_store::table::pull_state::{self, PullState, PullStateRow};
use tieout_store::table::{connection, decision, mirror};
use tieout_store::{Reader, StoreError};

use crate::app::{App, OpenClient, held};
use crate::dto::*;

/// Kinds that can be pushed, until the connected ledger says which.
const PUSHED: [ObjectKind; 2] = [ObjectKind::Item, ObjectKind::Customer];

pub async fn lists_overview(app: &Arc<App>, _request: Nothing) -> Result<ListsOverview, Failure> {
    let client = app.client()?;
    overview(app, &client).await
}

/// All lists, in the order to match them.
pub async fn overview(app: &Arc<App>, client: &OpenClient) -> Result<ListsOverview, Failure> {
    let (pulls, pushes) = kinds(app, client).await;
    let pulling = super::pull::is_pulling(client);
    let lookups = held(&client.lookups).clone();
    client
        .with_store(move |store| {
            store.read(|view| {
                let book = connection::book(view)?;
                let mut found = Vec::new();
                for kind in pulls {
                    let counts = match &book {
                        Some(book) => lists::counts(view, book, kind)?,
                        None => unconnected(view, kind)?,
                    };
                    let pull = pull_state::get(view, kind)?;
                    let lookup = super::lookup::word(&lookups, kind, pulling);
                    found.push(ListState {
                        lookup,
                        ..list_state(kind, counts, pull, pushes.contains(&kind), pulling)
                    });
                }
                let (undo, redo) = decision::words(view)?;
                Ok(ListsOverview {
                    kinds: found,
                    can_undo: words(undo)?,
                    can_redo: words(redo)?,
                })
            })
        })
        .await
}

/// Lists the ledger has, and those it takes; a ledger that was never connected has all.
pub async fn kinds(app: &Arc<App>, client: &OpenClient) -> (Vec<ObjectKind>, Vec<ObjectKind>) {
    // Opening makes no request.
    let _ = app.ledger(client).await;
    let ledger = held(&client.ledger).clone();
    ledger.map_or_else(
        || (LISTS.to_vec(), PUSHED.to_vec()),
        |ledger| {
            let profile = ledger.profile();
            let mut pulls: Vec<_> = profile
                .pulls
                .iter()
                .copied()
                .filter(|kind| !kind.is_transaction())
                .collect();
            pulls.sort_unstable();
            (pulls, profile.pushes.clone())
        },
    )
}

fn unconnected(view: &Reader<'_>, kind: ObjectKind) -> Result<ListCounts, StoreError> {
    let source_records = mirror::alive(view, Of::Source, kind)?;
    Ok(ListCounts {
        source_records,
        source_left: source_records,
        ..ListCounts::default()
    })
}

fn list_state(kind: ObjectKind, counts: ListCounts, pull: PullStateRow, pushes: bool, pulling: bool) -> ListState {
    let word = match pull.state {
        PullState::Partial if pulling => PullWord::Running,
        PullState::Never => PullWord::Never,
        PullState::Partial => PullWord::Partial,
        PullState::Complete => PullWord::Complete,
        PullState::Failed => PullWord::Failed,
    };
    // A pull of changes alone brings few records; what the list holds is what people ask about.
    let (pulled, total) = match pull.state {
        PullState::Complete => (counts.ledger_records, Some(counts.ledger_records)),
        PullState::Never | PullState::Partial | PullState::Failed => (pull.pulled, pull.total),
    };
    ListState {
        kind,
        ledger_records: counts.ledger_records,
        source_records: counts.source_records,
        left: counts.left(),
        linked: counts.linked,
        ignored: counts.ignored,
        source_left: counts.source_left,
        to_create: counts.to_create,
        tiers: TierCounts {
            exact: counts.exact,
            strong: counts.strong,
            possible: counts.possible,
            ambiguous: counts.ambiguous,
            none: counts.none,
        },
        pulled_at: pull.ended_at.map(|at| at.to_string()),
        pull: word,
        pulled,
        total,
        trouble: pull.failure.map(FailureView::from),
        lookup: LookupWord::Done,
        pushes,
    }
}

fn words(text: Option<String>) -> Result<Option<DecisionWords>, StoreError> {
    let Some(text) = text else { return Ok(None) };
    let words: Words = serde_json::from_str(&text)?;
    Ok(Some(DecisionWords {
        code: words.code,
        count: words.count,
        name: words.name,
    }))
}

/// Writes a list as CSV, for people and spreadsheets.
pub async fn lists_export(app: &Arc<App>, request: ListsExportReq) -> Result<SavedFile, Failure> {
    let client = app.client()?;
    let text = client
        .with_store(move |store| store.read(|view| csv(view, request.side, request.kind)))
        .await?;
    let side = match request.side {
        Of::Source => "source",
        Of::Ledger => "ledger",
    };
    let now = app.host.clock.instant();
    let name = format!(
        "{}-{}-{side}-{}.csv",
        client.id,
        request.kind,
        now.strftime("%Y%m%d-%H%M%S")
    );
    super::shared::save_file(app, &name, text.into_bytes()).await
}

fn csv(view: &Reader<'_>, side: Of, kind: ObjectKind) -> Result<String, StoreError> {
    let book = connection::book(view)?;
    let rows = mirror::list(view, side, kind)?;
    let mut columns: Vec<String> = Vec::new();
    let fields: Vec<_> = rows
        .iter()
        .map(|row| tieout_domain::fields::fields(&row.object))
        .collect();
    for name in fields.iter().flat_map(std::collections::BTreeMap::keys) {
        if !columns.contains(name) {
            columns.push(name.clone());
        }
    }
    columns.sort_by_key(|column| (column != "name", column.clone()));
    let mut out = line(
        ["id", "active", "state"]
            .into_iter()
            .chain(columns.iter().map(String::as_str)),
    );
    for (row, said) in rows.iter().zip(&fields) {
        let state = match &book {
            Some(book) => tieout_engine::decide::state(view, book, side, kind, &row.id)?.0,
            None => LinkState::Unlinked,
        };
        let active = if row.active { "yes" } else { "no" };
        let cells = columns.iter().map(|column| said.get(column).map_or("", String::as_str));
        out.push_str(&line([row.id.as_str(), active, state.word()].into_iter().chain(cells)));
    }
    Ok(out)
}

/// One line: every field quoted, and text that a spreadsheet would run made harmless (`security.md` §7).
fn line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    let quoted: Vec<String> = cells
        .map(|cell| format!("\"{}\"", neutral(cell).replace('"', "\"\"")))
        .collect();
    format!("{}\r\n", quoted.join(","))
}
