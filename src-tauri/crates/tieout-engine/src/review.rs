//! The match screen's rows: a record, its state, its candidates with reasons, and what differs.
//!
//! Not here: decisions, shapes of the wire. Invariant: reads one window in one transaction; nothing is loaded that is not shown.

use std::collections::{BTreeMap, BTreeSet};

use tieout_domain::link::LinkState;
use tieout_domain::{BookId, Failure, Object, ObjectKind, RecordId, Side, fields};
use tieout_store::query::matching::{self as lists, Filter};
use tieout_store::table::link::{self, Decided, LinkRow};
use tieout_store::table::mirror::{self, MirrorRow};
use tieout_store::table::rejection;
use tieout_store::table::suggestion::{self, SuggestionRow, Tier};
use tieout_store::{Reader, StoreError};

use crate::decide::{fits, state};
use crate::suggest::{Reasons, weigh};

/// Candidates shown beside the best one.
const OTHERS_MAX: usize = 4;

#[derive(Debug, Clone)]
pub struct Candidate {
    pub record: MirrorRow,
    pub score: u32,
    pub tier: Option<Tier>,
    pub why: Reasons,
    /// Name of the record it is tied to already.
    pub linked_to: Option<String>,
    /// It cannot be taken.
    pub disabled: Option<Failure>,
    /// A person said that it is not the same; taking it after all is possible.
    pub rejected: bool,
}

#[derive(Debug, Clone)]
pub struct Row {
    pub record: MirrorRow,
    pub state: LinkState,
    pub tier: Option<Tier>,
    pub partner: Option<Candidate>,
    pub others: Vec<Candidate>,
    pub differences: u32,
    pub link: Option<LinkRow>,
}

/// One window of a list.
pub fn window(
    view: &Reader<'_>,
    book: &BookId,
    kind: ObjectKind,
    filter: &Filter,
    offset: u32,
    limit: u32,
) -> Result<(Vec<Row>, u32), StoreError> {
    let (found, total) = lists::window(view, book, kind, filter, offset, limit)?;
    let mut rows = Vec::with_capacity(found.len());
    for one in found {
        if let Some(record) = mirror::get(view, filter.side, kind, &one.id)? {
            rows.push(row(view, book, record)?);
        }
    }
    Ok((rows, total))
}

fn row(view: &Reader<'_>, book: &BookId, record: MirrorRow) -> Result<Row, StoreError> {
    let (state, link) = state(view, book, record.side, record.kind, &record.id)?;
    let tied_to = link
        .as_ref()
        .filter(|row| row.state == Decided::Linked)
        .and_then(|row| match record.side {
            Side::Ledger => row.source_id.clone(),
            Side::Source => row.ledger_id.clone(),
        });
    let proposed = match record.side {
        Side::Ledger => suggestion::of_ledger(view, record.kind, &record.id)?,
        Side::Source => suggestion::of_source(view, record.kind, &record.id)?,
    };
    let tier = proposed.first().map(|best| best.tier);
    let (mut partner, mut others) = (None, Vec::new());
    if let Some(id) = tied_to {
        partner = tied(view, &record, &id, &proposed)?;
    } else {
        for (at, one) in proposed.iter().take(OTHERS_MAX + 1).enumerate() {
            let Some(candidate) = proposal(view, book, &record, one)? else {
                continue;
            };
            if at == 0 {
                partner = Some(candidate);
            } else {
                others.push(candidate);
            }
        }
    }
    let differences = partner
        .as_ref()
        .map_or(0, |other| different(&record.object, &other.record.object));
    Ok(Row {
        record,
        state,
        tier,
        partner,
        others,
        differences,
        link,
    })
}

fn other_side(side: Side) -> Side {
    match side {
        Side::Ledger => Side::Source,
        Side::Source => Side::Ledger,
    }
}

/// The partner of a tied record, with the reasons it was once proposed for, where they are still known.
fn tied(
    view: &Reader<'_>,
    record: &MirrorRow,
    id: &RecordId,
    proposed: &[SuggestionRow],
) -> Result<Option<Candidate>, StoreError> {
    let Some(partner) = mirror::get(view, other_side(record.side), record.kind, id)? else {
        return Ok(None);
    };
    let known = proposed.iter().find(|one| one.source_id == *id || one.ledger_id == *id);
    Ok(Some(Candidate {
        record: partner,
        score: known.map_or(1000, |one| one.score),
        tier: known.map(|one| one.tier),
        why: known
            .map(|one| serde_json::from_str(&one.reasons))
            .transpose()?
            .unwrap_or_default(),
        linked_to: None,
        disabled: None,
        rejected: false,
    }))
}

fn proposal(
    view: &Reader<'_>,
    book: &BookId,
    record: &MirrorRow,
    one: &SuggestionRow,
) -> Result<Option<Candidate>, StoreError> {
    let id = match record.side {
        Side::Ledger => &one.source_id,
        Side::Source => &one.ledger_id,
    };
    let Some(partner) = mirror::get(view, other_side(record.side), record.kind, id)? else {
        return Ok(None);
    };
    if partner.deleted {
        return Ok(None);
    }
    Ok(Some(Candidate {
        linked_to: linked_to(view, book, &partner)?,
        disabled: disabled(record, &partner),
        rejected: false,
        record: partner,
        score: one.score,
        tier: Some(one.tier),
        why: serde_json::from_str(&one.reasons)?,
    }))
}

/// Name of the record that `record` is tied to.
fn linked_to(view: &Reader<'_>, book: &BookId, record: &MirrorRow) -> Result<Option<String>, StoreError> {
    let (_, link) = state(view, book, record.side, record.kind, &record.id)?;
    let other = link
        .filter(|row| row.state == Decided::Linked)
        .and_then(|row| match record.side {
            Side::Ledger => row.source_id,
            Side::Source => row.ledger_id,
        });
    other.map_or(Ok(None), |id| {
        lists::name(view, other_side(record.side), record.kind, &id)
    })
}

fn disabled(one: &MirrorRow, other: &MirrorRow) -> Option<Failure> {
    let (ledger, source) = if one.side == Side::Ledger {
        (one, other)
    } else {
        (other, one)
    };
    fits(ledger, source).err()
}

fn is_rejected(view: &Reader<'_>, book: &BookId, one: &MirrorRow, other: &MirrorRow) -> Result<bool, StoreError> {
    let (ledger, source) = if one.side == Side::Ledger {
        (one, other)
    } else {
        (other, one)
    };
    rejection::has(view, book, one.kind, &ledger.id, &source.id)
}

/// Records of one side found by what a person typed, as candidates for `for_id` of the other side.
pub fn candidates(
    view: &Reader<'_>,
    book: &BookId,
    kind: ObjectKind,
    side: Side,
    ids: &[RecordId],
    for_id: Option<&RecordId>,
) -> Result<Vec<Candidate>, StoreError> {
    let wanted = match for_id {
        Some(id) => mirror::get(view, other_side(side), kind, id)?,
        None => None,
    };
    let mut out = Vec::new();
    for id in ids {
        let Some(record) = mirror::get(view, side, kind, id)?.filter(|row| !row.deleted) else {
            continue;
        };
        let weighed = wanted.as_ref().and_then(|wanted| {
            let (left, right) = if side == Side::Source {
                (wanted, &record)
            } else {
                (&record, wanted)
            };
            weigh(kind, left, right)
        });
        out.push(Candidate {
            linked_to: linked_to(view, book, &record)?,
            disabled: wanted.as_ref().and_then(|wanted| disabled(wanted, &record)),
            rejected: match &wanted {
                Some(wanted) => is_rejected(view, book, wanted, &record)?,
                None => false,
            },
            score: weighed.as_ref().map_or(0, |one| u32::from(one.score)),
            tier: weighed.as_ref().map(|_| Tier::Possible),
            why: weighed
                .map(|one| Reasons {
                    reasons: one.reasons,
                    contradictions: one.contradictions,
                })
                .unwrap_or_default(),
            record,
        });
    }
    // Wrong types last; the order of finding stays otherwise.
    out.sort_by_key(|candidate| candidate.disabled.is_some());
    Ok(out)
}

/// One field of both sides, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    pub field: String,
    pub ledger: Option<String>,
    pub source: Option<String>,
    pub same: bool,
}

/// Members that cannot agree because each side has its own: ids of other records, and what only one side keeps.
const OWN: [&str; 14] = [
    "terms",
    "parent",
    "vendor",
    "income_account",
    "expense_account",
    "asset_account",
    "balance",
    "full_name",
    "type_words",
    "quantity_on_hand",
    "tracked_since",
    "notes",
    "currency",
    "item_type",
];

/// Both records side by side; fields that neither side says are left out.
pub fn side_by_side(ledger: &Object, source: &Object) -> Vec<Field> {
    let (mut theirs, ours) = (fields::fields(ledger), fields::fields(source));
    let mut out: Vec<Field> = Vec::new();
    let mut all: BTreeMap<String, (Option<String>, Option<String>)> = BTreeMap::new();
    for (field, value) in ours {
        let other = theirs.remove(&field);
        all.insert(field, (other, Some(value)));
    }
    all.extend(theirs.into_iter().map(|(field, value)| (field, (Some(value), None))));
    for (field, (ledger, source)) in all {
        if OWN.contains(&field.as_str()) {
            continue;
        }
        let same = ledger == source;
        out.push(Field {
            field,
            ledger,
            source,
            same,
        });
    }
    out.sort_by_key(|field| (field.field != "name", field.field.clone()));
    out
}

/// Fields that both sides say, and say otherwise.
pub fn different(one: &Object, other: &Object) -> u32 {
    let differing = side_by_side(one, other)
        .into_iter()
        .filter(|field| field.ledger.is_some() && field.source.is_some() && !field.same);
    u32::try_from(differing.count()).unwrap_or(u32::MAX)
}

/// One pair that may be accepted in bulk.
#[derive(Debug, Clone)]
pub struct BulkPair {
    pub ledger: MirrorRow,
    pub source: MirrorRow,
    pub score: u32,
    pub tier: Tier,
    pub why: Reasons,
    /// Nothing but the name speaks for it.
    pub name_only: bool,
}

/// Everything a bulk accept would tie, name-only pairs last, and the hash that names it.
pub fn bulk(
    view: &Reader<'_>,
    book: &BookId,
    kind: ObjectKind,
    tiers: &[Tier],
    ids: &[RecordId],
) -> Result<(Vec<BulkPair>, String), StoreError> {
    let best = suggestion::best(view, kind)?;
    let mut uses: BTreeMap<&RecordId, u32> = BTreeMap::new();
    let decided: Vec<LinkRow> = link::list(view, book, kind)?;
    let lefts: BTreeSet<&RecordId> = decided.iter().filter_map(|row| row.ledger_id.as_ref()).collect();
    let rights: BTreeSet<&RecordId> = decided.iter().filter_map(|row| row.source_id.as_ref()).collect();
    let is_decided = |row: &SuggestionRow| lefts.contains(&row.ledger_id) || rights.contains(&row.source_id);
    let wanted: Vec<&SuggestionRow> = best
        .iter()
        .filter(|row| tiers.contains(&row.tier) && row.tier != Tier::Ambiguous)
        .filter(|row| ids.is_empty() || ids.contains(&row.ledger_id))
        .filter(|row| !is_decided(row))
        .collect();
    wanted
        .iter()
        .for_each(|row| *uses.entry(&row.source_id).or_default() += 1);
    let mut pairs = Vec::new();
    // Two ledger records that would take the same source record are a person's decision.
    for row in wanted.iter().filter(|row| uses.get(&row.source_id) == Some(&1)) {
        pairs.extend(pair(view, kind, row)?);
    }
    pairs.sort_by(|a, b| {
        (a.name_only, std::cmp::Reverse(a.score), &a.ledger.name, &a.ledger.id).cmp(&(
            b.name_only,
            std::cmp::Reverse(b.score),
            &b.ledger.name,
            &b.ledger.id,
        ))
    });
    let hash = hash(&pairs);
    Ok((pairs, hash))
}

fn pair(view: &Reader<'_>, kind: ObjectKind, row: &SuggestionRow) -> Result<Option<BulkPair>, StoreError> {
    let ledger = mirror::get(view, Side::Ledger, kind, &row.ledger_id)?.filter(|row| !row.deleted);
    let source = mirror::get(view, Side::Source, kind, &row.source_id)?.filter(|row| !row.deleted);
    let (Some(ledger), Some(source)) = (ledger, source) else {
        return Ok(None);
    };
    if fits(&ledger, &source).is_err() {
        return Ok(None);
    }
    let why: Reasons = serde_json::from_str(&row.reasons)?;
    let name_only = why.reasons.iter().all(|reason| is_about_name(reason.code));
    Ok(Some(BulkPair {
        ledger,
        source,
        score: row.score,
        tier: row.tier,
        why,
        name_only,
    }))
}

const fn is_about_name(code: crate::matching::ReasonCode) -> bool {
    use crate::matching::ReasonCode as Code;
    matches!(
        code,
        Code::SameName | Code::SameCoreName | Code::NameAlike | Code::WordsAlike
    )
}

fn hash(pairs: &[BulkPair]) -> String {
    let mut hasher = blake3::Hasher::new();
    for pair in pairs {
        for part in [
            pair.ledger.id.as_str(),
            &pair.ledger.hash,
            pair.source.id.as_str(),
            &pair.source.hash,
        ] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
    }
    hasher.finalize().to_hex().to_string()
}
