//! The mail of a run's report: where it stands.
//!
//! Not here: what it says (engine) and how it is sent (connect). Invariant: what was sent, or is being sent, is never claimed again.

use rusqlite::{Row, named_params};
use tieout_domain::{ErrorCode, Failure, Instant, Recovery, RunId};

use crate::value::{execute, first, from_json, instant, json, unreadable};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    Sending,
    Sent,
    /// Certainly not sent.
    Failed,
    /// It left, and no answer came: it may have arrived.
    InDoubt,
}

impl MailState {
    pub const ALL: [Self; 4] = [Self::Sending, Self::Sent, Self::Failed, Self::InDoubt];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Failed => "failed",
            Self::InDoubt => "in_doubt",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    pub run: RunId,
    pub state: MailState,
    pub to: Vec<String>,
    pub failure: Option<Failure>,
    pub at: Instant,
}

const COLUMNS: &str = "run_id, state, sent_to, failure, at";

pub fn get(view: &Reader<'_>, run: RunId) -> Result<Option<MailRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM report_mail WHERE run_id = :run");
    first(view, &sql, named_params! { ":run": run.0 }, read)
}

/// The mail of the newest run that has one.
pub fn newest(view: &Reader<'_>) -> Result<Option<MailRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM report_mail ORDER BY run_id DESC LIMIT 1");
    first(view, &sql, [], read)
}

fn read(row: &Row<'_>) -> Result<MailRow, StoreError> {
    let state: String = row.get("state")?;
    let known = MailState::ALL.into_iter().find(|known| known.word() == state);
    let failure: Option<String> = row.get("failure")?;
    Ok(MailRow {
        run: RunId(row.get("run_id")?),
        state: known.ok_or_else(|| unreadable("mail state", &state))?,
        to: from_json(&row.get::<_, String>("sent_to")?)?,
        failure: failure.map(|text| from_json(&text)).transpose()?,
        at: instant(&row.get::<_, String>("at")?)?,
    })
}

/// Takes the right to send; false where it was sent, or is being sent.
pub fn claim(writer: &Writer<'_>, run: RunId, to: &[String], now: Instant) -> Result<bool, StoreError> {
    let taken = execute(
        writer,
        "INSERT INTO report_mail (run_id, state, sent_to, at) VALUES (:run, 'sending', :to, :at)
         ON CONFLICT (run_id) DO UPDATE SET state = 'sending', sent_to = :to, failure = NULL, at = :at
         WHERE state IN ('failed', 'in_doubt')",
        named_params! { ":run": run.0, ":to": json(to)?, ":at": now.to_string() },
    )?;
    Ok(taken > 0)
}

/// Says how a claimed mail ended.
pub fn settle(
    writer: &Writer<'_>,
    run: RunId,
    state: MailState,
    failure: Option<&Failure>,
    now: Instant,
) -> Result<(), StoreError> {
    execute(
        writer,
        "UPDATE report_mail SET state = :state, failure = :failure, at = :at WHERE run_id = :run AND state = 'sending'",
        named_params! { ":run": run.0, ":state": state.word(), ":failure": failure.map(json).transpose()?,
        ":at": now.to_string() },
    )?;
    Ok(())
}

/// Start-up: what was being sent when the program ended may have arrived.
pub fn after_start(writer: &Writer<'_>) -> Result<(), StoreError> {
    let lost = Failure::new(ErrorCode::MailInDoubt, Recovery::Retry).context("the program ended while mailing");
    execute(
        writer,
        "UPDATE report_mail SET state = 'in_doubt', failure = :failure WHERE state = 'sending'",
        named_params! { ":failure": json(&lost)? },
    )?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Store;
    use crate::table::run::{self, RunAction};

    fn store() -> (tempfile::TempDir, Store, RunId) {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("c.tieout")).unwrap();
        let run = store
            .write(|writer| run::start(writer, RunAction::Push, None, "ann", Instant::UNIX_EPOCH))
            .unwrap();
        (folder, store, run)
    }

    fn claimed(store: &Store, run: RunId) -> bool {
        let to = ["bea@example.com".to_owned()];
        store
            .write(|writer| claim(writer, run, &to, Instant::UNIX_EPOCH))
            .unwrap()
    }

    fn settled(store: &Store, run: RunId, state: MailState) {
        store
            .write(|writer| settle(writer, run, state, None, Instant::UNIX_EPOCH))
            .unwrap();
    }

    #[test]
    fn a_mail_is_sent_once_and_a_failed_one_may_be_tried_again() {
        let (_folder, store, run) = store();
        assert!(claimed(&store, run));
        assert!(!claimed(&store, run), "somebody is sending it");
        settled(&store, run, MailState::Failed);
        assert!(claimed(&store, run));
        settled(&store, run, MailState::Sent);
        assert!(!claimed(&store, run), "it was sent");
        settled(&store, run, MailState::Failed);
        let row = store.read(newest).unwrap().unwrap();
        assert_eq!(row.state, MailState::Sent, "only what is claimed can end");
        assert_eq!(row.to, ["bea@example.com"]);
    }

    #[test]
    fn a_mail_that_the_end_of_the_program_interrupted_is_in_doubt() {
        let (_folder, store, run) = store();
        assert!(claimed(&store, run));
        store.write(after_start).unwrap();
        let row = store.read(|view| get(view, run)).unwrap().unwrap();
        assert_eq!(row.state, MailState::InDoubt);
        assert_eq!(row.failure.unwrap().code, ErrorCode::MailInDoubt);
        assert!(claimed(&store, run), "a person may send it again");
    }
}
