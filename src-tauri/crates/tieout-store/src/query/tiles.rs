//! The five tiles, from the counters that triggers keep; the group-by they are tested against.
//!
//! Not here: what is counted (triggers of the schema). Invariant: both ways agree at every moment.

use rusqlite::named_params;
use tieout_domain::BookId;
use tieout_domain::outbox::{OutboxState, Tiles};

use crate::value::{count, number, rows, unreadable};
use crate::{Reader, StoreError};

/// The tiles with the two parts of pre-sync that a person wants to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    pub tiles: Tiles,
    pub in_doubt: u32,
    pub held: u32,
}

pub fn tiles(view: &Reader<'_>, book: &BookId) -> Result<Counted, StoreError> {
    let mut counted = sum(view, "SELECT state, entries FROM tile WHERE book_id = :book", book)?;
    counted.held = count(number(
        view,
        "SELECT count(*) FROM outbox WHERE book_id = :book AND state = 'staged' AND hold IS NOT NULL AND kind IN
         ('purchase_order', 'invoice', 'bill', 'credit_memo', 'payment', 'journal_entry')",
        named_params! { ":book": book.as_str() },
    )?);
    Ok(counted)
}

/// The slow way, for checks.
pub fn tiles_by_group(view: &Reader<'_>, book: &BookId) -> Result<Tiles, StoreError> {
    let sql = "SELECT state, count(*) AS entries FROM outbox WHERE book_id = :book AND kind IN
         ('purchase_order', 'invoice', 'bill', 'credit_memo', 'payment', 'journal_entry') GROUP BY state";
    sum(view, sql, book).map(|counted| counted.tiles)
}

fn sum(view: &Reader<'_>, sql: &str, book: &BookId) -> Result<Counted, StoreError> {
    let counted = rows(view, sql, named_params! { ":book": book.as_str() }, |row| {
        let word: String = row.get("state")?;
        let state = OutboxState::from_word(&word).ok_or_else(|| unreadable("state", &word))?;
        Ok((state, count(row.get("entries")?)))
    })?;
    let mut out = Counted::default();
    for (state, entries) in counted {
        match state {
            OutboxState::Posted => out.tiles.completed += entries,
            OutboxState::Staged | OutboxState::Approved | OutboxState::Sending => out.tiles.pre_sync += entries,
            OutboxState::InDoubt => {
                out.tiles.pre_sync += entries;
                out.in_doubt += entries;
            }
            OutboxState::Failed => out.tiles.failed += entries,
            OutboxState::Ignored => out.tiles.ignored += entries,
            // Replaced by a later revision, which is counted itself.
            OutboxState::Superseded => {}
        }
    }
    Ok(out)
}
