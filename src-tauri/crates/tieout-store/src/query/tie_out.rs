//! Every source document beside what the ledger says of it: the raw material of the tie-out.
//!
//! Not here: causes and sums (engine). Invariant: one row per source document, whatever became of it.

use jiff::civil::Date;
use rusqlite::named_params;
use rust_decimal::Decimal;
use tieout_domain::outbox::OutboxState;
use tieout_domain::{BookId, ObjectKind};

use crate::value::{decimal, rows, unreadable};
use crate::{Reader, StoreError};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentPair {
    /// `None`: there is no such document on this side (any more).
    pub source: Option<Decimal>,
    pub ledger: Option<Decimal>,
    /// State of the newest entry, and whether it is held.
    pub state: Option<OutboxState>,
    pub held: bool,
}

pub fn pairs(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<Vec<DocumentPair>, StoreError> {
    let sql = "
        WITH newest AS (
            SELECT source_id, state, hold, max(revision) FROM outbox WHERE book_id = :book AND kind = :kind GROUP BY source_id
        )
        SELECT CASE WHEN s.deleted = 1 OR json_extract(s.object, '$.invoice.state') = 'void' THEN NULL ELSE s.amount END
                   AS source_amount,
               CASE WHEN g.deleted = 1 THEN NULL ELSE g.amount END AS ledger_amount,
               n.state AS state, n.hold IS NOT NULL AS held
        FROM mirror s
        LEFT JOIN newest n ON n.source_id = s.remote_id
        LEFT JOIN link l ON l.book_id = :book AND l.kind = s.kind AND l.source_id = s.remote_id AND l.state = 'linked'
        LEFT JOIN mirror g ON g.side = 'ledger' AND g.kind = s.kind AND g.remote_id = l.ledger_id
        WHERE s.side = 'source' AND s.kind = :kind";
    rows(
        view,
        sql,
        named_params! { ":book": book.as_str(), ":kind": kind.word() },
        |row| {
            let amount = |name: &str| -> Result<Option<Decimal>, StoreError> {
                row.get::<_, Option<String>>(name)?
                    .map(|text| decimal(&text))
                    .transpose()
            };
            let state: Option<String> = row.get("state")?;
            Ok(DocumentPair {
                source: amount("source_amount")?,
                ledger: amount("ledger_amount")?,
                state: state
                    .map(|word| OutboxState::from_word(&word).ok_or_else(|| unreadable("state", &word)))
                    .transpose()?,
                held: row.get("held")?,
            })
        },
    )
}

/// First and last date of the source's documents of a kind; `None` without any.
pub fn period(view: &Reader<'_>, kind: ObjectKind) -> Result<Option<(Date, Date)>, StoreError> {
    let sql = "SELECT min(doc_date) AS first, max(doc_date) AS last FROM mirror
        WHERE side = 'source' AND kind = :kind AND deleted = 0 AND doc_date IS NOT NULL";
    let found = rows(view, sql, named_params! { ":kind": kind.word() }, |row| {
        let date = |name: &str| -> Result<Option<Date>, StoreError> {
            let text: Option<String> = row.get(name)?;
            text.map(|text| text.parse().map_err(|_| unreadable("doc_date", &text)))
                .transpose()
        };
        Ok(date("first")?.zip(date("last")?))
    })?;
    Ok(found.into_iter().next().flatten())
}
