//! Suggestions: candidates, rivals, tiers.
//!
//! Not here: decisions. Invariant: a right record is `exact` for one left record only, and never proposed when it is already
//! somebody's partner.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use tieout_domain::ObjectKind;

use super::candidate::{Alias, Candidate};
use super::explain::{contradictions, reasons};
use super::index::{Index, Prepared, Scratch, Weights};
use super::reason::{Reason, ReasonCode};
use super::score::{Pair, among_rivals, compare, odds_to_score};
use super::words::account_word;

/// How far a proposal can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// Nothing was found.
    None,
    /// Listed only.
    Possible,
    /// Two candidates are as good, or the best one is taken.
    Ambiguous,
    /// Filled in; a person confirms.
    Strong,
    /// Can be accepted in bulk.
    Exact,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scored {
    /// Id of the right record.
    pub right: String,
    /// 0 to 1000.
    pub score: u16,
    pub tier: Tier,
    /// At most three, strongest first.
    pub reasons: Vec<Reason>,
    /// Everything that speaks against the pair.
    pub contradictions: Vec<Reason>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Id of the left record.
    pub left: String,
    /// The tier of the first candidate, or `none`.
    pub tier: Tier,
    /// Best first, at most five.
    pub candidates: Vec<Scored>,
}

pub const CANDIDATES_MAX: usize = 5;
/// From here a pair is proposed.
const STRONG_FROM: u16 = 500;
/// From here it is listed.
const POSSIBLE_FROM: u16 = 40;
/// The second candidate must be this far behind, in log-odds.
const MARGIN: f64 = 0.15;

/// One compared pair by position. There are many of them: what was measured is measured again for the few that are shown.
struct Compared {
    right: usize,
    nearness: f32,
    score: u16,
    /// Log-odds by itself.
    alone: f64,
}

/// Both lists, prepared.
struct Lists<'a> {
    kind: ObjectKind,
    lefts: Vec<Prepared<'a>>,
    rights: Vec<Prepared<'a>>,
    /// How many records of a list share a squashed name.
    left_names: BTreeMap<String, u32>,
    right_names: BTreeMap<String, u32>,
    rejected: &'a Rejected,
    /// Weight of a word that only one record has.
    heaviest: f64,
}

/// Per id of a left record the ids of right records that it is not, because a person said so.
pub type Rejected = BTreeMap<String, BTreeSet<String>>;

impl Lists<'_> {
    fn is_rejected(&self, left: &Prepared<'_>, right: usize) -> bool {
        let not = self.rejected.get(&left.record.id);
        not.is_some_and(|ids| ids.contains(&self.rights[right].record.id))
    }
}

/// For each of `lefts`, in their order, the `rights` it may be. Pass only records of one kind that have no partner yet, or mark
/// those that do as `linked`.
pub fn suggest(kind: ObjectKind, lefts: &[Candidate], rights: &[Candidate], aliases: &[Alias]) -> Vec<Suggestion> {
    suggest_except(kind, lefts, rights, aliases, &Rejected::new())
}

/// The same without the rejected pairs: they are no rivals either.
pub fn suggest_except(
    kind: ObjectKind,
    lefts: &[Candidate],
    rights: &[Candidate],
    aliases: &[Alias],
    rejected: &Rejected,
) -> Vec<Suggestion> {
    let (lists, mut compared) = compare_all(kind, lefts, rights, rejected);
    judge(&lists, &mut compared);
    let learned = learn(&lists, aliases, &mut compared);
    let best_of_right = best_of_right(&compared, lists.rights.len());
    if one_to_one(kind) {
        assign(&mut compared, lists.rights.len(), &learned);
    }
    (0..compared.len())
        .into_par_iter()
        .map(|at| suggestion(&lists, at, &compared[at], &best_of_right, &learned))
        .collect()
}

/// Compares each left record with the right records near it.
fn compare_all<'a>(
    kind: ObjectKind,
    lefts: &'a [Candidate],
    rights: &'a [Candidate],
    rejected: &'a Rejected,
) -> (Lists<'a>, Vec<Vec<Compared>>) {
    let words: fn(&str) -> &str = if kind == ObjectKind::Account {
        account_word
    } else {
        |word| word
    };
    let (mut lefts, mut rights) = (prepare(lefts, words), prepare(rights, words));
    let weights = Weights::new(&[&lefts, &rights]);
    weights.weigh(&mut lefts);
    weights.weigh(&mut rights);
    let lists = Lists {
        kind,
        left_names: names(&lefts),
        right_names: names(&rights),
        lefts,
        rights,
        rejected,
        heaviest: weights.heaviest(),
    };
    let index = Index::new(&lists.rights, &lists.lefts);
    let compared = lists
        .lefts
        .par_iter()
        .enumerate()
        .map_init(Scratch::default, |scratch, (at, left)| {
            let near = index.nearest(at, scratch).into_iter();
            near.filter(|(right, _)| !lists.is_rejected(left, *right))
                .map(|(right, nearness)| compared(&lists, left, right, nearness))
                .collect()
        })
        .collect();
    (lists, compared)
}

/// For fitting weights: right position and features of every compared pair.
pub fn compared_features(kind: ObjectKind, lefts: &[Candidate], rights: &[Candidate]) -> Vec<Vec<(usize, Vec<f64>)>> {
    let rejected = Rejected::new();
    let (lists, compared) = compare_all(kind, lefts, rights, &rejected);
    let of_left = |(left, found): (&Prepared<'_>, Vec<Compared>)| {
        let features = |pair: Compared| (pair.right, measured(&lists, left, &pair).features.to_vec());
        found.into_iter().map(features).collect()
    };
    lists.lefts.iter().zip(compared).map(of_left).collect()
}

/// Scores every pair among its rivals: being the best for both sides is evidence.
fn judge(lists: &Lists<'_>, compared: &mut [Vec<Compared>]) {
    let mut best = vec![(f64::MIN, f64::MIN); lists.rights.len()];
    for pair in compared.iter().flatten() {
        raise(&mut best[pair.right], pair.alone);
    }
    compared.par_iter_mut().zip(&lists.lefts).for_each(|(found, left)| {
        let mut own = (f64::MIN, f64::MIN);
        found.iter().for_each(|pair| raise(&mut own, pair.alone));
        for pair in found.iter_mut() {
            let gap = |(first, second): (f64, f64)| pair.alone - if pair.alone >= first { second } else { first };
            let features = among_rivals(pair.alone, gap(own), gap(best[pair.right]), one_to_one(lists.kind));
            pair.score = by_meaning(lists.kind, left, &lists.rights[pair.right], odds_to_score(&features));
        }
        sort(found);
    });
}

fn raise((first, second): &mut (f64, f64), value: f64) {
    if value > *first {
        (*second, *first) = (*first, value);
    } else if value > *second {
        *second = value;
    }
}

fn prepare(list: &[Candidate], words: fn(&str) -> &str) -> Vec<Prepared<'_>> {
    list.par_iter().map(|record| Prepared::new(record, words)).collect()
}

fn names(list: &[Prepared<'_>]) -> BTreeMap<String, u32> {
    let mut names = BTreeMap::new();
    list.iter()
        .for_each(|record| *names.entry(record.name.squash.clone()).or_insert(0) += 1);
    names
}

/// Lists of these kinds hold each thing once; those of people and firms hold duplicates.
const fn one_to_one(kind: ObjectKind) -> bool {
    matches!(
        kind,
        ObjectKind::Account | ObjectKind::Item | ObjectKind::Term | ObjectKind::TaxCode | ObjectKind::Class
    )
}

fn compared(lists: &Lists<'_>, left: &Prepared<'_>, right: usize, nearness: f32) -> Compared {
    Compared {
        right,
        nearness,
        score: 0,
        alone: compare(left, &lists.rights[right], nearness, lists.heaviest).alone(),
    }
}

fn measured(lists: &Lists<'_>, left: &Prepared<'_>, pair: &Compared) -> Pair {
    compare(left, &lists.rights[pair.right], pair.nearness, lists.heaviest)
}

fn sort(found: &mut [Compared]) {
    found.sort_by(|a, b| {
        b.score
            .cmp(&a.score)
            .then(b.alone.total_cmp(&a.alone))
            .then(a.right.cmp(&b.right))
    });
}

/// Terms are what they mean; everything else is judged by its features.
fn by_meaning(kind: ObjectKind, left: &Prepared<'_>, right: &Prepared<'_>, score: u16) -> u16 {
    match (kind, left.record.term, right.record.term) {
        (ObjectKind::Term, Some(a), Some(b)) if a == b => 900 + score / 10,
        (ObjectKind::Term, Some(_), Some(_)) => score / 10,
        _ => score,
    }
}

/// Puts what was learned first; returns the lefts it holds for.
fn learn(lists: &Lists<'_>, aliases: &[Alias], all: &mut [Vec<Compared>]) -> BTreeSet<usize> {
    if aliases.is_empty() {
        return BTreeSet::new();
    }
    let rights = lists.rights.iter().enumerate();
    let ids: BTreeMap<&str, usize> = rights.map(|(at, right)| (right.record.id.as_str(), at)).collect();
    let by_name: BTreeMap<&str, &str> = aliases
        .iter()
        .map(|alias| (alias.left_name.as_str(), alias.right.as_str()))
        .collect();
    let mut learned = BTreeSet::new();
    for (at, left) in lists.lefts.iter().enumerate() {
        let norm = super::normalise::normal_name(&left.record.name);
        let named = by_name.get(norm.as_str()).and_then(|id| ids.get(id)).copied();
        let Some(right) = named.filter(|right| !lists.is_rejected(left, *right)) else {
            continue;
        };
        let found = &mut all[at];
        let pair = match found.iter().position(|pair| pair.right == right) {
            Some(place) => found.remove(place),
            None => compared(lists, left, right, 0.0),
        };
        found.insert(0, Compared { score: 1000, ..pair });
        learned.insert(at);
    }
    learned
}

/// For each right record the best score anybody has with it.
fn best_of_right(compared: &[Vec<Compared>], rights: usize) -> Vec<u16> {
    let mut best = vec![0u16; rights];
    for pair in compared.iter().flatten() {
        best[pair.right] = best[pair.right].max(pair.score);
    }
    best
}

/// Gives each right record to the left record that fits it best, best pairs first, and puts that pair on top.
fn assign(compared: &mut [Vec<Compared>], rights: usize, learned: &BTreeSet<usize>) {
    let mut pairs: Vec<(u16, f64, usize, usize)> = Vec::new();
    for (left, found) in compared.iter().enumerate() {
        let firm = learned.contains(&left);
        for pair in found
            .iter()
            .filter(|pair| pair.score >= STRONG_FROM / 2)
            .take(if firm { 1 } else { usize::MAX })
        {
            pairs.push((pair.score, pair.alone, left, pair.right));
        }
    }
    pairs.sort_by(|a, b| {
        b.0.cmp(&a.0)
            .then(b.1.total_cmp(&a.1))
            .then((a.2, a.3).cmp(&(b.2, b.3)))
    });
    let (mut left_done, mut right_done) = (vec![false; compared.len()], vec![false; rights]);
    for (_, _, left, right) in pairs {
        if left_done[left] || right_done[right] {
            continue;
        }
        (left_done[left], right_done[right]) = (true, true);
        if let Some(at) = compared[left].iter().position(|pair| pair.right == right) {
            compared[left][..=at].rotate_right(1);
        }
    }
}

fn suggestion(
    lists: &Lists<'_>,
    at: usize,
    found: &[Compared],
    best_of_right: &[u16],
    learned: &BTreeSet<usize>,
) -> Suggestion {
    let left = &lists.lefts[at];
    let mut candidates = Vec::new();
    for (rank, pair) in found
        .iter()
        .filter(|pair| pair.score >= POSSIBLE_FROM)
        .take(CANDIDATES_MAX)
        .enumerate()
    {
        let right = &lists.rights[pair.right];
        let measured = measured(lists, left, pair);
        let mut reasons = reasons(left, right, &measured);
        let mut contradictions = contradictions(left, right, &measured);
        let is_learned = rank == 0 && learned.contains(&at);
        if is_learned {
            reasons.insert(0, Reason::of(ReasonCode::Learned));
            reasons.truncate(3);
        }
        contradictions.retain(|reason| counts(lists.kind, reason.code));
        if right.record.linked {
            contradictions.push(Reason::of(ReasonCode::AlreadyLinked));
        }
        let others = found.iter().filter(|other| other.right != pair.right);
        let standing = Standing {
            best_for_right: best_of_right[pair.right],
            rival: others.max_by(|a, b| a.alone.total_cmp(&b.alone)),
            calm: contradictions.is_empty(),
            grave: contradictions.iter().any(|reason| is_grave(reason.code)),
            learned: is_learned,
            winkler: measured.winkler(),
        };
        let tier = match rank {
            0 => tier(lists, left, right, pair, &standing),
            _ => Tier::Possible,
        };
        candidates.push(Scored {
            right: right.record.id.clone(),
            score: pair.score,
            tier,
            reasons,
            contradictions,
        });
    }
    Suggestion {
        left: left.record.id.clone(),
        tier: candidates.first().map_or(Tier::None, |first| first.tier),
        candidates,
    }
}

/// Account numbers belong to each chart, customer codes to each system: being other than the other side's says nothing there.
fn counts(kind: ObjectKind, code: ReasonCode) -> bool {
    code != ReasonCode::OtherNumber || kind == ObjectKind::Item
}

/// Contradictions that a likely name does not outweigh; legal forms and e-mail addresses change in honest lists.
const fn is_grave(code: ReasonCode) -> bool {
    matches!(
        code,
        ReasonCode::OtherTaxNumber | ReasonCode::OtherPlace | ReasonCode::OtherType | ReasonCode::OtherMeaning
    )
}

/// How a pair stands among all others.
struct Standing<'a> {
    /// Best score anybody has with this right record.
    best_for_right: u16,
    /// The left record's next best candidate.
    rival: Option<&'a Compared>,
    /// Nothing contradicts.
    calm: bool,
    /// What contradicts makes it another record, however alike the names are.
    grave: bool,
    learned: bool,
    /// Jaro-Winkler of the core names.
    winkler: f64,
}

fn tier(
    lists: &Lists<'_>,
    left: &Prepared<'_>,
    right: &Prepared<'_>,
    pair: &Compared,
    standing: &Standing<'_>,
) -> Tier {
    if right.record.linked {
        return Tier::Ambiguous;
    }
    if standing.learned {
        return if standing.calm { Tier::Exact } else { Tier::Strong };
    }
    if pair.score < STRONG_FROM || standing.grave {
        return Tier::Possible;
    }
    let first_for_left = standing.rival.is_none_or(|rival| pair.score > rival.score);
    let first_for_right = pair.score >= standing.best_for_right;
    if standing.calm && first_for_left && first_for_right && is_certain(lists, left, right, standing.winkler) {
        return Tier::Exact;
    }
    // Lists of people and firms hold duplicates: a second record may mean the same partner, and a person looks at it.
    if !first_for_right && one_to_one(lists.kind) {
        return Tier::Ambiguous;
    }
    match standing.rival {
        Some(rival) if pair.alone - rival.alone < MARGIN => Tier::Ambiguous,
        _ => Tier::Strong,
    }
}

/// The same core name, unique on both sides; or the same unique key and nearly the same name.
fn is_certain(lists: &Lists<'_>, left: &Prepared<'_>, right: &Prepared<'_>, winkler: f64) -> bool {
    let once = |names: &BTreeMap<String, u32>, name: &str| names.get(name).copied().unwrap_or(0) <= 1;
    let name = &left.name.squash;
    let same_name = *name == right.name.squash && once(&lists.left_names, name) && once(&lists.right_names, name);
    if lists.kind == ObjectKind::Term {
        let (Some(a), Some(b)) = (left.record.term, right.record.term) else {
            return same_name;
        };
        let unique = |list: &[Prepared<'_>]| list.iter().filter(|other| other.record.term == Some(a)).count() == 1;
        // Cash on delivery and due on receipt both mean no days, but not quite the same.
        let has_days = !matches!(a.due, super::terms::Due::Days(0));
        return a == b && unique(&lists.lefts) && unique(&lists.rights) && (has_days || same_name);
    }
    let same = |a: &Option<String>, b: &Option<String>| a.is_some() && a == b;
    let key = same(&left.tax_number, &right.tax_number)
        || same(&left.email, &right.email)
        || same(&left.number, &right.number);
    same_name && !name.is_empty() || key && winkler > 0.9
}
