//! Suggestions of one list: from mirror, links and aliases to the suggestion table.
//!
//! Not here: likeness (`matching`), decisions (`decide`). Invariant: recomputed as a whole and never truth; a record that was
//! decided on is no left record any more and is never proposed to another, and a rejected pair is never proposed again.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use tieout_domain::{BookId, ObjectKind, Record, RecordId, Side};
use tieout_store::table::link::{self, Decided};
use tieout_store::table::mirror::{self, MirrorRow};
use tieout_store::table::suggestion::{self, SuggestionRow};
use tieout_store::table::{alias, connection, rejection};
use tieout_store::{Reader, Store, StoreError};

use crate::matching::{self, Alias, Candidate, Reason, Rejected, Scored};

/// Lists that are matched, in the order to match them.
pub const LISTS: [ObjectKind; 7] = [
    ObjectKind::Account,
    ObjectKind::TaxCode,
    ObjectKind::Term,
    ObjectKind::Class,
    ObjectKind::Item,
    ObjectKind::Customer,
    ObjectKind::Vendor,
];

/// Why a pair is proposed, and what speaks against it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Reasons {
    pub reasons: Vec<Reason>,
    pub contradictions: Vec<Reason>,
}

/// Both sides of a list as matching sees them.
pub struct Lists {
    pub lefts: Vec<Candidate>,
    pub rights: Vec<Candidate>,
    pub aliases: Vec<Alias>,
    pub rejected: Rejected,
}

/// Proposes anew for one list.
pub fn refresh(store: &Store, kind: ObjectKind) -> Result<(), StoreError> {
    let Some(book) = store.read(connection::book)? else {
        return Ok(());
    };
    let lists = store.read(|view| read(view, &book, kind))?;
    let rows = propose(kind, &lists)?;
    store.write(|writer| suggestion::replace(writer, kind, &rows))
}

/// Proposes anew for all lists.
pub fn refresh_all(store: &Store) -> Result<(), StoreError> {
    LISTS.into_iter().try_for_each(|kind| refresh(store, kind))
}

fn read(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<Lists, StoreError> {
    let decided = link::list(view, book, kind)?;
    let left_out: BTreeSet<&RecordId> = decided.iter().filter_map(|row| row.ledger_id.as_ref()).collect();
    let taken: BTreeMap<&RecordId, Decided> = decided
        .iter()
        .filter_map(|row| Some((row.source_id.as_ref()?, row.state)))
        .collect();
    let lefts = mirror::list(view, Side::Ledger, kind)?;
    let rights = mirror::list(view, Side::Source, kind)?;
    let as_right = |row: &MirrorRow| {
        let linked = taken.contains_key(&row.id);
        Candidate {
            linked,
            ..candidate(row)
        }
    };
    Ok(Lists {
        lefts: lefts
            .iter()
            .filter(|row| !left_out.contains(&row.id))
            .map(candidate)
            .collect(),
        rights: rights
            .iter()
            .filter(|row| !matches!(taken.get(&row.id), Some(Decided::Ignored | Decided::Create)))
            .map(as_right)
            .collect(),
        aliases: alias::list(view, kind)?
            .into_iter()
            .map(|row| Alias {
                left_name: row.norm,
                right: row.source_id.0,
            })
            .collect(),
        rejected: rejection::list(view, book, kind)?
            .into_iter()
            .map(|(ledger, sources)| (ledger.0, sources.into_iter().map(|id| id.0).collect()))
            .collect(),
    })
}

/// A mirrored record as matching sees it.
pub fn candidate(row: &MirrorRow) -> Candidate {
    Candidate::of(&Record {
        id: row.id.clone(),
        version: None,
        active: row.active,
        updated_at: None,
        marker: None,
        object: row.object.clone(),
        raw: String::new(),
    })
}

fn propose(kind: ObjectKind, lists: &Lists) -> Result<Vec<SuggestionRow>, StoreError> {
    if lists.lefts.is_empty() || lists.rights.is_empty() {
        return Ok(Vec::new());
    }
    let mut rows = Vec::new();
    let Lists {
        lefts,
        rights,
        aliases,
        rejected,
    } = lists;
    for found in matching::suggest_except(kind, lefts, rights, aliases, rejected) {
        // `none` on top means that nothing was found, whatever follows.
        if found.tier == matching::Tier::None {
            continue;
        }
        for (rank, scored) in (1..).zip(&found.candidates) {
            rows.push(row(&found.left, rank, scored)?);
        }
    }
    Ok(rows)
}

fn row(left: &str, rank: u32, scored: &Scored) -> Result<SuggestionRow, StoreError> {
    let why = Reasons {
        reasons: scored.reasons.clone(),
        contradictions: scored.contradictions.clone(),
    };
    Ok(SuggestionRow {
        ledger_id: left.into(),
        rank,
        source_id: scored.right.as_str().into(),
        score: u32::from(scored.score),
        tier: stored_tier(scored.tier),
        reasons: serde_json::to_string(&why)?,
    })
}

const fn stored_tier(tier: matching::Tier) -> suggestion::Tier {
    match tier {
        matching::Tier::Exact => suggestion::Tier::Exact,
        matching::Tier::Strong => suggestion::Tier::Strong,
        matching::Tier::Ambiguous => suggestion::Tier::Ambiguous,
        matching::Tier::Possible | matching::Tier::None => suggestion::Tier::Possible,
    }
}

/// Compares one pair as the suggestions would: what a person asks for by searching has reasons too.
pub fn weigh(kind: ObjectKind, left: &MirrorRow, right: &MirrorRow) -> Option<Scored> {
    let found = matching::suggest(kind, &[candidate(left)], &[candidate(right)], &[]);
    found
        .into_iter()
        .next()
        .and_then(|one| one.candidates.into_iter().next())
}
