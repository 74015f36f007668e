//! Moving a client to another ledger and back (C-17, S-049, S-050).
//!
//! Not here: signing in and secrets (hosts), what is put away and how (`tieout_store::table::away`). Invariant: a ledger is never
//! left while its answer is owed, and a document that one ledger has or may have is never sent to another by itself.

use jiff::civil::Date;
use tieout_domain::outbox::{OutboxEvent, OutboxState};
use tieout_domain::{BookId, ConnectionId, ErrorCode, Failure, Recovery, Side};
use tieout_store::table::audit::{self, NewAudit};
use tieout_store::table::connection::{self, ConnectionRow, ConnectionState};
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::{away, client, run};
use tieout_store::{Reader, StoreError, Writer};

use crate::settings::{self, Changing};
use crate::stage::{self, DOCUMENTS};
use crate::waiting;

/// What the current ledger is still owed, and what it has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Owed {
    /// A run is under way, or was interrupted and not looked after.
    pub run_open: bool,
    /// Approved, nothing sent: goes back to review when the ledger is left.
    pub approved: u32,
    /// Sent, outcome unknown: must be looked up first.
    pub in_doubt: u32,
    pub failed: u32,
    pub staged: u32,
    /// What stays in the ledger that is left.
    pub posted: u32,
}

/// What leaving the current ledger would leave behind.
pub fn owed(view: &Reader<'_>) -> Result<Owed, StoreError> {
    let run_open = run::open(view)?.is_some();
    let Some(book) = connection::book(view)? else {
        return Ok(Owed {
            run_open,
            ..Owed::default()
        });
    };
    let count = |state| outbox::count_state(view, &book, state).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
    Ok(Owed {
        run_open,
        approved: waiting::approved(view, &book)?,
        in_doubt: count(OutboxState::InDoubt)? + count(OutboxState::Sending)?,
        failed: count(OutboxState::Failed)?,
        staged: count(OutboxState::Staged)?,
        posted: outbox::count_posted(view, &book)?,
    })
}

/// Whether the ledger may be left now: a run ends first, and what was sent is looked up first.
pub fn may_leave(owed: &Owed) -> Result<(), Failure> {
    if owed.run_open {
        return Err(crate::run::in_progress());
    }
    if owed.in_doubt > 0 {
        return Err(Failure::new(ErrorCode::AnswerLost, Recovery::Retry).param("count", owed.in_doubt));
    }
    Ok(())
}

/// A ledger that is left rests, if it works.
const fn rested(state: ConnectionState) -> ConnectionState {
    match state {
        ConnectionState::Connected => ConnectionState::Paused,
        ConnectionState::New | ConnectionState::SignInNeeded | ConnectionState::Paused | ConnectionState::Removed => {
            state
        }
    }
}

/// A ledger that is come back to works again, if it only rested.
const fn woken(state: ConnectionState) -> ConnectionState {
    match state {
        ConnectionState::Paused => ConnectionState::Connected,
        ConnectionState::New
        | ConnectionState::SignInNeeded
        | ConnectionState::Connected
        | ConnectionState::Removed => state,
    }
}

/// Leaves the current ledger for a new one, which has no book before it is signed in to. Documents before `first_day` stay what
/// they are: the new ledger's go-live date holds them.
pub fn leave_for(
    writer: &Writer<'_>,
    new: &ConnectionRow,
    first_day: Option<Date>,
    by: &Changing,
) -> Result<(), StoreError> {
    let before = leave(writer, by)?;
    connection::set_current(writer, None)?;
    connection::insert(writer, new)?;
    if let Some(day) = first_day {
        settings::set(writer, by, "policy.go_live_date", &format!("\"{day}\""))?;
    }
    told(writer, by, before.as_ref(), new)
}

/// Goes back to a ledger that was left: links, history, lists and settings of its book are as they were.
pub fn go_back(writer: &Writer<'_>, id: ConnectionId, by: &Changing) -> Result<(), StoreError> {
    let rows = connection::left(writer)?;
    let row = rows.into_iter().find(|row| row.id == id);
    let row = row.ok_or_else(|| StoreError::NotFound(format!("connection {}", id.0)))?;
    let before = leave(writer, by)?;
    connection::set_current(writer, Some(id))?;
    let back = ConnectionRow {
        state: woken(row.state),
        ..row
    };
    connection::update(writer, &back)?;
    if let Some(book) = &back.book_id {
        away::bring_back(writer, book)?;
        arrive(writer, book, by)?;
    }
    told(writer, by, before.as_ref(), &back)
}

/// Puts everything of the current ledger away and pauses its connection.
fn leave(writer: &Writer<'_>, by: &Changing) -> Result<Option<ConnectionRow>, StoreError> {
    may_leave(&owed(writer)?)?;
    let Some(row) = connection::get(writer, Side::Ledger)? else {
        return Ok(None);
    };
    if let Some(book) = &row.book_id {
        waiting::send_back(writer, book, &by.who, by.now)?;
        away::put_away(writer, book, settings::is_of_the_book)?;
        let paused = ConnectionRow {
            state: rested(row.state),
            ..row.clone()
        };
        connection::update(writer, &paused)?;
    }
    Ok(Some(row))
}

fn told(
    writer: &Writer<'_>,
    by: &Changing,
    before: Option<&ConnectionRow>,
    now: &ConnectionRow,
) -> Result<(), StoreError> {
    let entry = NewAudit::new(by.now, &by.who, "ledger_changed")
        .with("before", before.map(|row| row.system.clone()).unwrap_or_default())
        .with("after", now.system.as_str());
    audit::append(writer, &entry).map(drop)
}

/// Stages what came since, and leaves out what another ledger has got meanwhile.
fn arrive(writer: &Writer<'_>, book: &BookId, by: &Changing) -> Result<(), StoreError> {
    if let Some(client) = client::get(writer)? {
        stage::stage_transactions(writer, book, &client.uid, by.now)?;
    }
    for kind in DOCUMENTS {
        let elsewhere = outbox::elsewhere(writer, book, kind)?;
        for row in outbox::of_kind(writer, book, kind)? {
            if let Some(other) = elsewhere.get(&row.source_id).filter(|_| is_unsent(&row)) {
                outbox::advance(writer, row.id, OutboxEvent::Ignore)?;
                outbox::set_ignored_by(writer, row.id, Some(&stage::in_book(other)))?;
            }
        }
    }
    Ok(())
}

/// A document that this ledger never got.
const fn is_unsent(row: &OutboxRow) -> bool {
    row.revision == 1 && matches!(row.state, OutboxState::Staged | OutboxState::Failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_is_left_only_when_nothing_is_on_its_way() {
        let idle = Owed {
            approved: 3,
            failed: 2,
            staged: 9,
            posted: 40,
            ..Owed::default()
        };
        assert_eq!(may_leave(&idle), Ok(()), "what was never sent can go back to review");
        let doubtful = Owed { in_doubt: 1, ..idle };
        assert_eq!(may_leave(&doubtful).unwrap_err().code, ErrorCode::AnswerLost);
        let busy = Owed { run_open: true, ..idle };
        assert_eq!(may_leave(&busy).unwrap_err().code, ErrorCode::RunInProgress);
    }

    #[test]
    fn only_a_working_connection_rests_and_only_a_resting_one_works_again() {
        for state in ConnectionState::ALL {
            let (left, back) = (rested(state), woken(rested(state)));
            match state {
                ConnectionState::Connected | ConnectionState::Paused => {
                    assert_eq!((left, back), (ConnectionState::Paused, ConnectionState::Connected));
                }
                other => assert_eq!((left, back), (other, other), "signing in stays the user's act"),
            }
        }
    }
}
