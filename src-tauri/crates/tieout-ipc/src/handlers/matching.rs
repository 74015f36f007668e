//! Match: rows, search, decisions, undo.
//!
//! Not here: pulling (`pull`), decisions themselves (engine). Invariant: a handler checks, calls and shapes; nothing else.

use std::sync::Arc;

use tieout_domain::{ErrorCode, Failure, RecordId, Recovery};
use tieout_engine::decide::{self, Deciding, Words};
use tieout_engine::matching::{Candidate as Matched, SearchIndex};
use tieout_engine::{review, suggest};
use tieout_store::query::matching::{Filter, Sort, View};
use tieout_store::table::{alias, decision, link, mirror, suggestion};
use tieout_store::{Reader, StoreError, Writer};

use super::lookup;
use super::match_shapes::{bulk_pair, candidate, field, match_row, reasons, record, tier};
use super::overview::{kinds, overview};
use super::shared::ROWS_MAX;
use crate::app::{App, OpenClient, held};
use crate::connected::book;
use crate::dto::*;
use crate::event::Topic;

/// Pairs shown before a bulk accept; the count is of all.
const PAIRS_SHOWN: usize = 2_000;
/// Found records of one search.
const SEARCH_MAX: u32 = 50;
/// Lists up to this size are proposed anew before a decision answers; larger ones right after it.
const PROMPT_RECORDS: u32 = 1_500;

pub async fn match_rows(app: &Arc<App>, request: MatchRowsReq) -> Result<MatchPage, Failure> {
    let limit = request.limit.min(ROWS_MAX);
    let offset = request.offset;
    let (rows, total) = app
        .client()?
        .with_store(move |store| {
            store.read(|view| review::window(view, &book(view)?, request.kind, &filter(&request), offset, limit))
        })
        .await?;
    Ok(MatchPage {
        rows: rows.into_iter().map(match_row).collect(),
        offset,
        total,
    })
}

fn filter(request: &MatchRowsReq) -> Filter {
    Filter {
        side: request.side,
        view: match request.view {
            MatchView::Open => View::Open,
            MatchView::Linked => View::Linked,
            MatchView::Ignored => View::Ignored,
            MatchView::Create => View::Create,
            MatchView::All => View::All,
        },
        tiers: request.tiers.iter().map(|word| stored_tier(*word)).collect(),
        search: request.search.clone(),
        sort: match request.sort {
            MatchSort::Tier => Sort::Tier,
            MatchSort::Name => Sort::Name,
            MatchSort::Number => Sort::Number,
        },
        descending: request.descending,
    }
}

const fn stored_tier(word: Tier) -> Option<suggestion::Tier> {
    match word {
        Tier::Exact => Some(suggestion::Tier::Exact),
        Tier::Strong => Some(suggestion::Tier::Strong),
        Tier::Possible => Some(suggestion::Tier::Possible),
        Tier::Ambiguous => Some(suggestion::Tier::Ambiguous),
        Tier::None => None,
    }
}

pub async fn match_search(app: &Arc<App>, request: MatchSearchReq) -> Result<Vec<CandidateView>, Failure> {
    let client = app.client()?;
    let limit = request.limit.clamp(1, SEARCH_MAX);
    let work = move || -> Result<Vec<review::Candidate>, Failure> {
        let index = search_index(&client, request.side, request.kind)?;
        let hits = index.search(&request.text, usize::try_from(limit).unwrap_or(50));
        let ids: Vec<RecordId> = hits.into_iter().map(|hit| RecordId(hit.id)).collect();
        let for_id = request.for_id.map(RecordId);
        let found = client
            .store
            .read(|view| review::candidates(view, &book(view)?, request.kind, request.side, &ids, for_id.as_ref()))?;
        Ok(found)
    };
    let found = tokio::task::spawn_blocking(work).await.map_err(Failure::internal)??;
    Ok(found.into_iter().map(candidate).collect())
}

/// The type-ahead of a list, made on first use after a change.
fn search_index(client: &OpenClient, side: tieout_domain::Side, kind: ObjectKind) -> Result<Arc<SearchIndex>, Failure> {
    let alive = client.store.read(|view| mirror::alive(view, side, kind))?;
    let known = held(&client.search).get(&(side, kind)).cloned();
    if let Some((_, index)) = known.filter(|(records, _)| *records == alive) {
        return Ok(index);
    }
    let (records, aliases) = client.store.read(|view| {
        let records: Vec<Matched> = mirror::list(view, side, kind)?.iter().map(suggest::candidate).collect();
        let aliases = alias::list(view, kind)?
            .into_iter()
            .map(|row| (row.source_id.0, row.norm));
        Ok((records, aliases.collect::<Vec<_>>()))
    })?;
    let aliases = if side == tieout_domain::Side::Source {
        aliases
    } else {
        Vec::new()
    };
    let index = Arc::new(SearchIndex::new(&records, &aliases));
    held(&client.search).insert((side, kind), (alive, Arc::clone(&index)));
    Ok(index)
}

pub async fn match_compare(app: &Arc<App>, request: MatchCompareReq) -> Result<CompareView, Failure> {
    let client = app.client()?;
    let work = move || -> Result<CompareView, Failure> {
        let (ledger, source) = client.store.read(|view| {
            let one = |side, id: &str| {
                mirror::get(view, side, request.kind, &RecordId::new(id))?
                    .ok_or_else(|| StoreError::NotFound(format!("{} {id}", request.kind)))
            };
            Ok((
                one(Side::Ledger, &request.ledger_id)?,
                one(Side::Source, &request.source_id)?,
            ))
        })?;
        let weighed = suggest::weigh(request.kind, &ledger, &source);
        let fields = review::side_by_side(&ledger.object, &source.object)
            .into_iter()
            .map(field)
            .collect();
        let why = weighed.map(|one| {
            let why = suggest::Reasons {
                reasons: one.reasons,
                contradictions: one.contradictions,
            };
            (u32::from(one.score), tier(one.tier), reasons(&why))
        });
        let (score, tier, reasons) = why.unwrap_or((0, Tier::None, Vec::new()));
        Ok(CompareView {
            ledger: record(&ledger),
            source: record(&source),
            fields,
            reasons,
            score,
            tier,
        })
    };
    tokio::task::spawn_blocking(work).await.map_err(Failure::internal)?
}

pub async fn match_link(app: &Arc<App>, request: MatchLinkReq) -> Result<MatchChange, Failure> {
    let (ledger, source) = (RecordId(request.ledger_id), RecordId(request.source_id));
    decided(app, request.kind, move |writer, by| {
        decide::link(writer, by, request.kind, &ledger, &source)
    })
    .await
}

pub async fn match_unlink(app: &Arc<App>, request: MatchUnlinkReq) -> Result<MatchChange, Failure> {
    let ledger = RecordId(request.ledger_id);
    decided(app, request.kind, move |writer, by| {
        decide::unlink(writer, by, request.kind, &ledger)
    })
    .await
}

pub async fn match_ignore(app: &Arc<App>, request: MatchIgnoreReq) -> Result<MatchChange, Failure> {
    let ids = ids(request.ids)?;
    let reason = match request.reason {
        IgnoreReason::NotOurs => link::Reason::NotOurs,
        IgnoreReason::Duplicate => link::Reason::Duplicate,
        IgnoreReason::Old => link::Reason::Old,
        IgnoreReason::Other => link::Reason::Other,
    };
    decided(app, request.kind, move |writer, by| {
        decide::ignore(writer, by, request.side, request.kind, &ids, reason)
    })
    .await
}

pub async fn match_unignore(app: &Arc<App>, request: MatchUnignoreReq) -> Result<MatchChange, Failure> {
    let ids = ids(request.ids)?;
    decided(app, request.kind, move |writer, by| {
        decide::unignore(writer, by, request.side, request.kind, &ids)
    })
    .await
}

/// Only for lists the ledger takes from us: anything else would be a promise that no plan keeps.
pub async fn match_create(app: &Arc<App>, request: MatchCreateReq) -> Result<MatchChange, Failure> {
    let ids = ids(request.ids)?;
    let client = app.client()?;
    let (_, pushes) = kinds(app, &client).await;
    if !pushes.contains(&request.kind) {
        return Err(Failure::new(ErrorCode::SwitchedOff, Recovery::ReadHelp).param("kind", request.kind.word()));
    }
    decided(app, request.kind, move |writer, by| {
        decide::create(writer, by, request.kind, &ids)
    })
    .await
}

pub async fn match_uncreate(app: &Arc<App>, request: MatchUncreateReq) -> Result<MatchChange, Failure> {
    let ids = ids(request.ids)?;
    decided(app, request.kind, move |writer, by| {
        decide::uncreate(writer, by, request.kind, &ids)
    })
    .await
}

pub async fn match_reject(app: &Arc<App>, request: MatchRejectReq) -> Result<MatchChange, Failure> {
    let (ledger, source) = (RecordId(request.ledger_id), RecordId(request.source_id));
    decided(app, request.kind, move |writer, by| {
        decide::reject(writer, by, request.kind, &ledger, &source)
    })
    .await
}

fn ids(ids: Vec<String>) -> Result<Vec<RecordId>, Failure> {
    if ids.is_empty() {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp).param("field", "ids"));
    }
    Ok(ids.into_iter().map(RecordId).collect())
}

pub async fn match_bulk_preview(app: &Arc<App>, request: MatchBulkReq) -> Result<MatchBulkPreview, Failure> {
    let tiers = bulk_tiers(&request.tiers)?;
    let ids: Vec<RecordId> = request.ids.into_iter().map(RecordId).collect();
    let (pairs, hash) = app
        .client()?
        .with_store(move |store| store.read(|view| review::bulk(view, &book(view)?, request.kind, &tiers, &ids)))
        .await?;
    let count = u32::try_from(pairs.len()).unwrap_or(u32::MAX);
    Ok(MatchBulkPreview {
        count,
        hash,
        pairs: pairs.into_iter().take(PAIRS_SHOWN).map(bulk_pair).collect(),
    })
}

pub async fn match_bulk_accept(app: &Arc<App>, request: MatchBulkAcceptReq) -> Result<MatchChange, Failure> {
    let tiers = bulk_tiers(&request.tiers)?;
    let ids: Vec<RecordId> = request.ids.into_iter().map(RecordId).collect();
    let kind = request.kind;
    decided(app, kind, move |writer, by| {
        let (pairs, hash) = review::bulk(writer, &by.book, kind, &tiers, &ids)?;
        if hash != request.hash {
            return Err(Failure::new(ErrorCode::PlanOutdated, Recovery::Match).into());
        }
        if pairs.is_empty() {
            return Err(Failure::new(ErrorCode::InvalidInput, Recovery::Match)
                .param("pairs", 0)
                .into());
        }
        let pairs: Vec<_> = pairs.into_iter().map(|pair| (pair.ledger.id, pair.source.id)).collect();
        decide::link_all(writer, by, kind, &pairs)
    })
    .await
}

/// Ambiguous pairs are decided one by one.
fn bulk_tiers(words: &[Tier]) -> Result<Vec<suggestion::Tier>, Failure> {
    if words.contains(&Tier::Ambiguous) {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::Match).param("tier", "ambiguous"));
    }
    let all = [
        suggestion::Tier::Exact,
        suggestion::Tier::Strong,
        suggestion::Tier::Possible,
    ];
    let wanted: Vec<_> = words.iter().filter_map(|word| stored_tier(*word)).collect();
    Ok(if words.is_empty() { all.to_vec() } else { wanted })
}

pub async fn match_undo(app: &Arc<App>, _request: Nothing) -> Result<MatchChange, Failure> {
    travel(app, "undo", decide::undo).await
}

pub async fn match_redo(app: &Arc<App>, _request: Nothing) -> Result<MatchChange, Failure> {
    travel(app, "redo", decide::redo).await
}

async fn travel(
    app: &Arc<App>,
    code: &'static str,
    work: fn(&Writer<'_>, &Deciding) -> Result<Option<Words>, StoreError>,
) -> Result<MatchChange, Failure> {
    let client = app.client()?;
    let (who, now) = (app.host.user.clone(), app.host.clock.instant());
    let done = client
        .with_store(move |store| {
            store.write(|writer| {
                let book = book(writer)?;
                work(writer, &Deciding { book, who, now })
            })
        })
        .await;
    match done {
        Ok(Some(words)) => {
            change(
                app,
                &client,
                Words {
                    code: code.into(),
                    ..words
                },
            )
            .await
        }
        Ok(None) => Err(Failure::new(ErrorCode::NotFound, Recovery::ReadHelp).context("there is no such step")),
        Err(failure) => {
            if failure.code == ErrorCode::AlreadyLinked && code == "undo" {
                forget_step(&client).await?;
            }
            Err(failure)
        }
    }
}

/// A step whose records moved on can never be taken back; it must not block the way for good.
async fn forget_step(client: &OpenClient) -> Result<(), Failure> {
    client
        .with_store(|store| {
            store.write(|writer| match decision::to_undo(writer)? {
                Some(row) => decision::forget_through(writer, row.id),
                None => Ok(()),
            })
        })
        .await
}

/// Carries a decision out and answers with what it left.
async fn decided(
    app: &Arc<App>,
    kind: ObjectKind,
    work: impl FnOnce(&Writer<'_>, &Deciding) -> Result<Words, StoreError> + Send + 'static,
) -> Result<MatchChange, Failure> {
    if kind.is_transaction() {
        return Err(Failure::new(ErrorCode::InvalidInput, Recovery::ReadHelp).param("kind", kind));
    }
    let client = app.client()?;
    let (who, now) = (app.host.user.clone(), app.host.clock.instant());
    let words = client
        .with_store(move |store| {
            store.write(|writer| {
                let book = book(writer)?;
                work(writer, &Deciding { book, who, now })
            })
        })
        .await?;
    change(app, &client, words).await
}

async fn change(app: &Arc<App>, client: &Arc<OpenClient>, words: Words) -> Result<MatchChange, Failure> {
    let kind = words.kind;
    let small = client
        .with_store(move |store| store.read(|view| is_small(view, kind)))
        .await?;
    if small {
        // The decision is made all the same; a failure is kept with the list.
        let _ = lookup::propose(client, vec![kind]).await;
    } else {
        lookup::propose_later(app, client, kind);
    }
    let lists = overview(app, client).await?;
    app.changed([Topic::Matches, Topic::Plan, Topic::Audit]);
    super::recheck::look_again_later(app, client);
    let left = lists
        .kinds
        .iter()
        .find(|list| list.kind == kind)
        .map_or(0, |list| list.left);
    let shown = DecisionWords {
        code: words.code,
        count: words.count,
        name: words.name,
    };
    Ok(MatchChange {
        changed: words.count,
        left,
        words: Some(shown),
        lists,
    })
}

fn is_small(view: &Reader<'_>, kind: ObjectKind) -> Result<bool, StoreError> {
    let records = mirror::alive(view, Side::Ledger, kind)?.max(mirror::alive(view, Side::Source, kind)?);
    Ok(records <= PROMPT_RECORDS)
}
