//! Proposed pairs with score and reasons.
//!
//! Not here: how they are found (engine). Invariant: never truth: a kind's suggestions are replaced as a whole.

use rusqlite::{Row, named_params};
use tieout_domain::{ObjectKind, RecordId};

use crate::value::{execute, rows, unreadable};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    Exact,
    Strong,
    Possible,
    Ambiguous,
}

impl Tier {
    pub const ALL: [Self; 4] = [Self::Exact, Self::Strong, Self::Possible, Self::Ambiguous];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Strong => "strong",
            Self::Possible => "possible",
            Self::Ambiguous => "ambiguous",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tier| tier.word() == word)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SuggestionRow {
    pub ledger_id: RecordId,
    /// 1 is best.
    pub rank: u32,
    pub source_id: RecordId,
    /// Per mille.
    pub score: u32,
    pub tier: Tier,
    /// JSON.
    pub reasons: String,
}

const COLUMNS: &str = "ledger_id, rank, source_id, score, tier, reasons";

/// The candidates of one ledger record, best first.
pub fn of_ledger(view: &Reader<'_>, kind: ObjectKind, id: &RecordId) -> Result<Vec<SuggestionRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM suggestion WHERE kind = :kind AND ledger_id = :id ORDER BY rank");
    rows(
        view,
        &sql,
        named_params! { ":kind": kind.word(), ":id": id.as_str() },
        read,
    )
}

/// The ledger records that may be this source record, best first.
pub fn of_source(view: &Reader<'_>, kind: ObjectKind, id: &RecordId) -> Result<Vec<SuggestionRow>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM suggestion INDEXED BY suggestion_source
         WHERE kind = :kind AND source_id = :id ORDER BY score DESC, rank, ledger_id"
    );
    rows(
        view,
        &sql,
        named_params! { ":kind": kind.word(), ":id": id.as_str() },
        read,
    )
}

/// The best candidate of each ledger record.
pub fn best(view: &Reader<'_>, kind: ObjectKind) -> Result<Vec<SuggestionRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM suggestion WHERE kind = :kind AND rank = 1 ORDER BY ledger_id");
    rows(view, &sql, named_params! { ":kind": kind.word() }, read)
}

fn read(row: &Row<'_>) -> Result<SuggestionRow, StoreError> {
    let tier: String = row.get("tier")?;
    Ok(SuggestionRow {
        ledger_id: RecordId(row.get("ledger_id")?),
        rank: row.get("rank")?,
        source_id: RecordId(row.get("source_id")?),
        score: row.get("score")?,
        tier: Tier::from_word(&tier).ok_or_else(|| unreadable("tier", &tier))?,
        reasons: row.get("reasons")?,
    })
}

/// Takes one proposed pair out until all are made anew; the next best candidate takes its place.
pub fn drop_pair(
    writer: &Writer<'_>,
    kind: ObjectKind,
    ledger: &RecordId,
    source: &RecordId,
) -> Result<(), StoreError> {
    let left = of_ledger(writer, kind, ledger)?;
    if left.iter().all(|row| row.source_id != *source) {
        return Ok(());
    }
    execute(
        writer,
        "DELETE FROM suggestion WHERE kind = :kind AND ledger_id = :ledger",
        named_params! { ":kind": kind.word(), ":ledger": ledger.as_str() },
    )?;
    let others = left.into_iter().filter(|row| row.source_id != *source);
    (1..)
        .zip(others)
        .try_for_each(|(rank, row)| insert(writer, kind, &SuggestionRow { rank, ..row }))
}

/// Replaces everything proposed for a kind.
pub fn replace(writer: &Writer<'_>, kind: ObjectKind, new: &[SuggestionRow]) -> Result<(), StoreError> {
    execute(
        writer,
        "DELETE FROM suggestion WHERE kind = :kind",
        named_params! { ":kind": kind.word() },
    )?;
    new.iter().try_for_each(|row| insert(writer, kind, row))
}

fn insert(writer: &Writer<'_>, kind: ObjectKind, row: &SuggestionRow) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO suggestion (kind, ledger_id, rank, source_id, score, tier, reasons)
         VALUES (:kind, :ledger, :rank, :source, :score, :tier, :reasons)",
        named_params! {
            ":kind": kind.word(), ":ledger": row.ledger_id.as_str(), ":rank": row.rank,
            ":source": row.source_id.as_str(), ":score": row.score, ":tier": row.tier.word(),
            ":reasons": row.reasons,
        },
    )?;
    Ok(())
}
