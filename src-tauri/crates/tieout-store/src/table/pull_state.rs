//! How far the last pull of each kind got.
//!
//! Not here: what a cursor means (the ledger that gave it). Invariant: written in the transaction of the page it speaks of.

use rusqlite::{Row, named_params};
use tieout_domain::{Failure, Instant, ObjectKind};

use crate::value::{execute, first, from_json, instant, json, kind as kind_of, rows, unreadable};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PullState {
    Never,
    /// Some pages came; what is missing is unknown.
    Partial,
    Complete,
    Failed,
}

impl PullState {
    pub const ALL: [Self; 4] = [Self::Never, Self::Partial, Self::Complete, Self::Failed];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Never => "never",
            Self::Partial => "partial",
            Self::Complete => "complete",
            Self::Failed => "failed",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PullStateRow {
    pub kind: ObjectKind,
    /// Where the next changes-only pull starts.
    pub cursor: Option<String>,
    /// Token of the next page of the pull under way.
    pub page: Option<String>,
    /// JSON scope of the pull under way.
    pub scope: Option<String>,
    pub state: PullState,
    pub pulled: u32,
    pub total: Option<u32>,
    pub failure: Option<Failure>,
    pub started_at: Option<Instant>,
    pub ended_at: Option<Instant>,
}

impl PullStateRow {
    pub const fn never(kind: ObjectKind) -> Self {
        Self {
            kind,
            cursor: None,
            page: None,
            scope: None,
            state: PullState::Never,
            pulled: 0,
            total: None,
            failure: None,
            started_at: None,
            ended_at: None,
        }
    }
}

const COLUMNS: &str = "kind, cursor, page, scope, state, pulled, total, failure, started_at, ended_at";

pub fn get(view: &Reader<'_>, kind: ObjectKind) -> Result<PullStateRow, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM pull_state WHERE kind = :kind");
    let found = first(view, &sql, named_params! { ":kind": kind.word() }, read)?;
    Ok(found.unwrap_or(PullStateRow::never(kind)))
}

pub fn all(view: &Reader<'_>) -> Result<Vec<PullStateRow>, StoreError> {
    // What was put away for another ledger is none of this one's (`away`).
    let sql = format!("SELECT {COLUMNS} FROM pull_state WHERE kind NOT LIKE 'away:%'");
    rows(view, &sql, [], read)
}

fn read(row: &Row<'_>) -> Result<PullStateRow, StoreError> {
    let word: String = row.get("state")?;
    let at = |column: &str| -> Result<Option<Instant>, StoreError> {
        let text: Option<String> = row.get(column)?;
        text.map(|text| instant(&text)).transpose()
    };
    let failure: Option<String> = row.get("failure")?;
    Ok(PullStateRow {
        kind: kind_of(&row.get::<_, String>("kind")?)?,
        cursor: row.get("cursor")?,
        page: row.get("page")?,
        scope: row.get("scope")?,
        state: PullState::ALL
            .into_iter()
            .find(|state| state.word() == word)
            .ok_or_else(|| unreadable("pull state", &word))?,
        pulled: row.get("pulled")?,
        total: row.get("total")?,
        failure: failure.map(|text| from_json(&text)).transpose()?,
        started_at: at("started_at")?,
        ended_at: at("ended_at")?,
    })
}

pub fn put(writer: &Writer<'_>, row: &PullStateRow) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO pull_state (kind, cursor, page, scope, state, pulled, total, failure, started_at, ended_at)
         VALUES (:kind, :cursor, :page, :scope, :state, :pulled, :total, :failure, :started_at, :ended_at)
         ON CONFLICT (kind) DO UPDATE SET cursor = :cursor, page = :page, scope = :scope, state = :state,
                pulled = :pulled, total = :total, failure = :failure, started_at = :started_at, ended_at = :ended_at",
        named_params! {
            ":kind": row.kind.word(), ":cursor": row.cursor, ":page": row.page, ":scope": row.scope,
            ":state": row.state.word(), ":pulled": row.pulled, ":total": row.total,
            ":failure": row.failure.as_ref().map(json).transpose()?,
            ":started_at": row.started_at.map(|at| at.to_string()), ":ended_at": row.ended_at.map(|at| at.to_string()),
        },
    )?;
    Ok(())
}
