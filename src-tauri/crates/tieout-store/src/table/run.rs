//! Runs: one user-started pull or push each.
//!
//! Not here: what a run does. Invariant: one open run at a time (unique index); an ended run never starts again.

use rusqlite::{Row, named_params};
use serde::{Deserialize, Serialize};
use tieout_domain::run::{RunEvent, RunState};
use tieout_domain::{Failure, Instant, PlanId, RunId};

use crate::value::{count, execute, first, from_json, instant, json, number, rows, unreadable};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunAction {
    Pull,
    Push,
}

impl RunAction {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Pull => "pull",
            Self::Push => "push",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunRow {
    pub id: RunId,
    pub action: RunAction,
    pub plan_id: Option<PlanId>,
    pub state: RunState,
    pub paused: bool,
    /// JSON, of the engine.
    pub progress: String,
    pub failure: Option<Failure>,
    pub started_by: String,
    pub started_at: Instant,
    pub ended_at: Option<Instant>,
    pub has_report: bool,
}

const COLUMNS: &str = "id, action, plan_id, state, paused, progress, failure, started_by, started_at, ended_at, \
    report IS NOT NULL AS has_report";

/// Runs for the current ledger; a file that never had one has runs without a book.
const OF_THE_BOOK: &str = "book_id IS (SELECT book_id FROM connection WHERE side = 'ledger' AND current = 1)";

pub fn get(view: &Reader<'_>, id: RunId) -> Result<RunRow, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM run WHERE id = :id");
    first(view, &sql, named_params! { ":id": id.0 }, read)?.ok_or_else(|| StoreError::NotFound(format!("run {id}")))
}

pub fn open(view: &Reader<'_>) -> Result<Option<RunRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM run WHERE state IN ('queued', 'running') LIMIT 1");
    first(view, &sql, [], read)
}

/// The newest run of an action.
pub fn last(view: &Reader<'_>, action: Option<RunAction>) -> Result<Option<RunRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM run WHERE (:action IS NULL OR action = :action) AND {OF_THE_BOOK} ORDER BY id DESC LIMIT 1"
    );
    first(
        view,
        &sql,
        named_params! { ":action": action.map(RunAction::word) },
        read,
    )
}

/// A window of runs, newest first, and how many there are.
pub fn page(view: &Reader<'_>, offset: u32, limit: u32) -> Result<(Vec<RunRow>, u32), StoreError> {
    let total = number(view, "SELECT count(*) FROM run", [])?;
    let sql = format!("SELECT {COLUMNS} FROM run ORDER BY id DESC LIMIT :limit OFFSET :offset");
    Ok((
        rows(view, &sql, named_params! { ":limit": limit, ":offset": offset }, read)?,
        count(total),
    ))
}

pub fn report(view: &Reader<'_>, id: RunId) -> Result<Option<String>, StoreError> {
    first(
        view,
        "SELECT report FROM run WHERE id = :id",
        named_params! { ":id": id.0 },
        |row| Ok(row.get(0)?),
    )
    .map(Option::flatten)
}

/// One part of the newest reports, newest first, without reading their long lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportPart {
    pub id: RunId,
    pub ended_at: Instant,
    /// JSON, of the engine.
    pub part: String,
}

/// `member` is the name of a member of the saved report; reports without it are passed over.
pub fn report_parts(view: &Reader<'_>, member: &str, limit: u32) -> Result<Vec<ReportPart>, StoreError> {
    let sql = format!(
        "SELECT id, coalesce(ended_at, started_at) AS ended, json_extract(report, '$.' || :member) AS part
         FROM run WHERE report IS NOT NULL AND json_extract(report, '$.' || :member) IS NOT NULL AND {OF_THE_BOOK}
         ORDER BY id DESC LIMIT :limit"
    );
    rows(
        view,
        &sql,
        named_params! { ":member": member, ":limit": limit },
        |row| {
            Ok(ReportPart {
                id: RunId(row.get("id")?),
                ended_at: instant(&row.get::<_, String>("ended")?)?,
                part: row.get("part")?,
            })
        },
    )
}

/// The id the next run will have, as long as no other comes before it.
pub fn next(view: &Reader<'_>) -> Result<RunId, StoreError> {
    number(view, "SELECT coalesce(max(id), 0) + 1 FROM run", []).map(RunId)
}

/// Whether a run of this sort for the current ledger ever came to its own end.
pub fn was_completed(view: &Reader<'_>, action: RunAction) -> Result<bool, StoreError> {
    let sql = format!(
        "SELECT count(*) FROM run
         WHERE action = :action AND state IN ('completed', 'completed_with_failures') AND {OF_THE_BOOK}"
    );
    Ok(number(view, &sql, named_params! { ":action": action.word() })? > 0)
}

fn read(row: &Row<'_>) -> Result<RunRow, StoreError> {
    let (action, state): (String, String) = (row.get("action")?, row.get("state")?);
    let failure: Option<String> = row.get("failure")?;
    let ended: Option<String> = row.get("ended_at")?;
    Ok(RunRow {
        id: RunId(row.get("id")?),
        action: match action.as_str() {
            "pull" => RunAction::Pull,
            "push" => RunAction::Push,
            _ => return Err(unreadable("run action", &action)),
        },
        plan_id: row.get::<_, Option<i64>>("plan_id")?.map(PlanId),
        state: RunState::from_word(&state).ok_or_else(|| unreadable("run state", &state))?,
        paused: row.get("paused")?,
        progress: row.get("progress")?,
        failure: failure.map(|text| from_json(&text)).transpose()?,
        started_by: row.get("started_by")?,
        started_at: instant(&row.get::<_, String>("started_at")?)?,
        ended_at: ended.map(|text| instant(&text)).transpose()?,
        has_report: row.get("has_report")?,
    })
}

/// Starts a run; `Illegal` when another one is open.
pub fn start(
    writer: &Writer<'_>,
    action: RunAction,
    plan: Option<PlanId>,
    by: &str,
    now: Instant,
) -> Result<RunId, StoreError> {
    if open(writer)?.is_some() {
        return Err(StoreError::Illegal("a run is under way".into()));
    }
    execute(
        writer,
        "INSERT INTO run (action, plan_id, state, progress, started_by, started_at)
         VALUES (:action, :plan, 'running', '{}', :by, :at)",
        named_params! { ":action": action.word(), ":plan": plan.map(|id| id.0), ":by": by, ":at": now.to_string() },
    )?;
    Ok(RunId(writer.last_insert_rowid()))
}

pub fn set_paused(writer: &Writer<'_>, id: RunId, paused: bool) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE run SET paused = :paused WHERE id = :id",
        named_params! { ":id": id.0, ":paused": paused },
    )?;
    Ok(())
}

pub fn set_progress(writer: &Writer<'_>, id: RunId, progress: &str) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE run SET progress = :progress WHERE id = :id",
        named_params! { ":id": id.0, ":progress": progress },
    )?;
    Ok(())
}

/// Ends a run by one event of its life.
pub fn end(
    writer: &Writer<'_>,
    id: RunId,
    event: RunEvent,
    failure: Option<&Failure>,
    now: Instant,
) -> Result<RunState, StoreError> {
    let state = get(writer, id)?
        .state
        .next(event)
        .map_err(|illegal| StoreError::Illegal(illegal.to_string()))?;
    execute(
        writer,
        "UPDATE run SET state = :state, paused = 0, failure = :failure, ended_at = :at WHERE id = :id",
        named_params! {
            ":id": id.0, ":state": state.word(), ":failure": failure.map(json).transpose()?, ":at": now.to_string(),
        },
    )?;
    Ok(state)
}

/// Saves the report of an ended run; a saved report is never changed.
pub fn save_report(writer: &Writer<'_>, id: RunId, report: &str) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE run SET report = :report WHERE id = :id AND report IS NULL",
        named_params! { ":id": id.0, ":report": report },
    )?;
    Ok(())
}

/// Per kind and state: how far the entries of a run are.
pub fn standing(view: &Reader<'_>, id: RunId) -> Result<Vec<(tieout_domain::ObjectKind, String, u32)>, StoreError> {
    let sql = "SELECT kind, state, count(*) AS entries FROM outbox WHERE run_id = :run GROUP BY kind, state";
    rows(view, sql, named_params! { ":run": id.0 }, |row| {
        let kind = crate::value::kind(&row.get::<_, String>("kind")?)?;
        Ok((kind, row.get("state")?, count(row.get("entries")?)))
    })
}

/// One line of a run's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    pub at: Instant,
    pub kind: tieout_domain::ObjectKind,
    pub name: String,
    pub outcome: String,
}

/// The last lines of a run's log, newest first.
pub fn log(view: &Reader<'_>, id: RunId, limit: u32) -> Result<Vec<LogLine>, StoreError> {
    let sql = "SELECT a.at, o.kind, o.name, a.outcome FROM attempt a JOIN outbox o ON o.id = a.outbox_id
               WHERE a.run_id = :run ORDER BY a.id DESC LIMIT :limit";
    rows(view, sql, named_params! { ":run": id.0, ":limit": limit }, |row| {
        Ok(LogLine {
            at: instant(&row.get::<_, String>("at")?)?,
            kind: crate::value::kind(&row.get::<_, String>("kind")?)?,
            name: row.get("name")?,
            outcome: row.get("outcome")?,
        })
    })
}
