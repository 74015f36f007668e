//! Shapes of the match screen: from the engine's rows to what crosses to the UI.
//!
//! Not here: reading and deciding. Invariant: every reason has a word of the UI's table.

use tieout_domain::objects::{Address, DueRule};
use tieout_domain::{Object, fields};
use tieout_engine::matching::{Reason, ReasonCode, Tier as MatchingTier};
use tieout_engine::review::{self, BulkPair as Pair, Candidate, Row};
use tieout_engine::suggest::Reasons;
use tieout_store::table::link::{Decided, Reason as IgnoredFor};
use tieout_store::table::mirror::MirrorRow;
use tieout_store::table::suggestion;

use crate::dto::*;

pub fn match_row(row: Row) -> MatchRow {
    let ignored = row.link.as_ref().filter(|link| link.state == Decided::Ignored);
    MatchRow {
        record: record(&row.record),
        state: row.state,
        tier: shown_tier(row.tier),
        differences: row.differences,
        ignore_reason: ignored.and_then(|link| link.reason).map(ignore_reason),
        decided_at: row.link.as_ref().map(|link| link.decided_at.to_string()),
        decided_by: row.link.as_ref().map(|link| link.decided_by.clone()),
        partner: row.partner.map(candidate),
        others: row.others.into_iter().map(candidate).collect(),
    }
}

const fn ignore_reason(reason: IgnoredFor) -> IgnoreReason {
    match reason {
        IgnoredFor::NotOurs => IgnoreReason::NotOurs,
        IgnoredFor::Duplicate => IgnoreReason::Duplicate,
        IgnoredFor::Old => IgnoreReason::Old,
        IgnoredFor::Other => IgnoreReason::Other,
    }
}

fn shown_tier(tier: Option<suggestion::Tier>) -> Tier {
    match tier {
        Some(suggestion::Tier::Exact) => Tier::Exact,
        Some(suggestion::Tier::Strong) => Tier::Strong,
        Some(suggestion::Tier::Possible) => Tier::Possible,
        Some(suggestion::Tier::Ambiguous) => Tier::Ambiguous,
        None => Tier::None,
    }
}

pub const fn tier(tier: MatchingTier) -> Tier {
    match tier {
        MatchingTier::Exact => Tier::Exact,
        MatchingTier::Strong => Tier::Strong,
        MatchingTier::Possible => Tier::Possible,
        MatchingTier::Ambiguous => Tier::Ambiguous,
        MatchingTier::None => Tier::None,
    }
}

pub fn candidate(candidate: Candidate) -> CandidateView {
    CandidateView {
        record: record(&candidate.record),
        score: candidate.score,
        tier: shown_tier(candidate.tier),
        reasons: reasons(&candidate.why),
        linked_to: candidate.linked_to,
        disabled: candidate.disabled.map(|failure| failure.code.word().to_owned()),
        rejected: candidate.rejected,
    }
}

/// What speaks for a pair, then what speaks against it.
pub fn reasons(why: &Reasons) -> Vec<ReasonView> {
    why.reasons
        .iter()
        .chain(&why.contradictions)
        .filter_map(reason)
        .collect()
}

/// A chip; `None` for what the row says by itself (inactive, already linked).
fn reason(reason: &Reason) -> Option<ReasonView> {
    use ReasonCode as Code;
    let (code, contradiction) = match reason.code {
        Code::Learned => ("learned", false),
        Code::SameName => ("same_name", false),
        Code::SameCoreName => ("legal_form", false),
        Code::NameAlike | Code::WordsAlike => ("name", false),
        Code::SameTaxNumber => ("tax_no", false),
        Code::SameEmail => ("email", false),
        Code::SameNumber => ("number", false),
        Code::SamePhone => ("phone", false),
        Code::SameAddress => ("address", false),
        Code::SameCity => ("city", false),
        Code::SameType => ("type", false),
        Code::SameMeaning => ("terms", false),
        Code::OtherTaxNumber => ("tax_no", true),
        Code::OtherEmail => ("email", true),
        Code::OtherNumber => ("number", true),
        Code::OtherPlace => ("city", true),
        Code::OtherNumbersInName => ("name", true),
        Code::OtherLegalForm => ("legal_form", true),
        Code::OtherType | Code::OtherMeaning => ("type", true),
        Code::Inactive | Code::AlreadyLinked => return None,
    };
    Some(ReasonView {
        code: code.to_owned(),
        text: text(reason),
        contradiction,
    })
}

fn text(reason: &Reason) -> Option<String> {
    match (reason.per_mille, &reason.left, &reason.right) {
        (Some(share), _, _) => Some(format!("{} %", share / 10)),
        (None, Some(left), Some(right)) if left != right => Some(format!("{left} / {right}")),
        (None, Some(one), _) | (None, None, Some(one)) => Some(one.clone()),
        (None, None, None) => None,
    }
}

pub fn record(row: &MirrorRow) -> RecordView {
    RecordView {
        side: row.side,
        id: row.id.to_string(),
        name: row.name.clone(),
        number: row.number.clone(),
        detail: detail(&row.object),
        active: row.active,
    }
}

/// The second line under a name.
fn detail(object: &Object) -> Option<String> {
    match object {
        Object::Customer(party) | Object::Vendor(party) => {
            let town = party.bill_to.as_ref().or(party.ship_to.as_ref()).and_then(town);
            joined([party.email.clone().or_else(|| party.phone.clone()), town])
        }
        Object::Item(item) => {
            let price = item.unit_price.map(|price| price.normalize().to_string());
            joined([item.description.clone(), price])
        }
        Object::Account(account) => Some(account.type_words.clone()).filter(|words| !words.is_empty()),
        Object::Term(term) => match term.due {
            DueRule::NetDays(days) => Some(days.to_string()),
            DueRule::DayOfMonth { day, .. } => Some(format!("{day}.")),
            DueRule::Unknown => None,
        },
        Object::TaxCode(code) => {
            let rate = code.rate_percent.map(|rate| format!("{} %", rate.normalize()));
            joined([code.description.clone(), rate])
        }
        Object::Class(class) => class.full_name.clone(),
        Object::Invoice(invoice) => invoice.customer.name.clone(),
    }
}

fn town(address: &Address) -> Option<String> {
    joined([address.city.clone(), address.country.clone()])
}

fn joined(parts: [Option<String>; 2]) -> Option<String> {
    let said: Vec<String> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    (!said.is_empty()).then(|| said.join(", "))
}

/// Paths of the domain's fields in the words of the UI's table.
pub fn field(field: review::Field) -> CompareField {
    CompareField {
        field: field.field,
        ledger: field.ledger,
        source: field.source,
        same: field.same,
    }
}

pub fn bulk_pair(pair: Pair) -> BulkPair {
    BulkPair {
        differences: fields::changes(&pair.source.object, Some(&pair.ledger.object), None)
            .into_iter()
            .filter(|change| change.ledger.is_some())
            .collect(),
        ledger: record(&pair.ledger),
        source: record(&pair.source),
        score: pair.score,
        tier: shown_tier(Some(pair.tier)),
        reasons: reasons(&pair.why),
        name_only: pair.name_only,
    }
}
