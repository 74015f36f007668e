//! Reading lists: whole, page by page, or only what changed.
//!
//! Not here: storing. Invariants: pages are ordered by id, and a list that grew or shrank while it was read is not a list: the pull
//! stops. The cursor is the server's time at the start, less five minutes.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tieout_connect::ledger::{Cursor, PullPage, PullRequest, PullScope};
use tieout_domain::{ErrorCode, Failure, Instant, ObjectKind, Record, RecordId, Recovery};

use super::client::{Answer, Ask, Client, escaped, seconds};
use super::map::{self, Context, Entity, Row};
use super::terms;

const OVERLAP: SignedDuration = SignedDuration::from_mins(5);

/// Rows of one page, the most the ledger gives.
const PAGE: u32 = 1000;

/// Pages of one pull.
const PAGES_MAX: u32 = 10_000;

/// Ids asked for in one read; keeps the address well below what gateways take.
const IDS_MAX: usize = 40;

/// References asked for in one read.
const REFERENCES_MAX: usize = 20;

/// Where a pull stands; travels as the page token.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Place {
    /// Rows changed since; `None` for all.
    since: Option<Instant>,
    /// Server time when the pull started.
    started: Instant,
    total: u64,
    page: u32,
}

pub async fn page(client: &Client, context: &Context, request: &PullRequest) -> Result<PullPage, Failure> {
    let entity = Entity::of(request.kind)?;
    let page = match (&request.page, &request.scope) {
        (Some(token), _) => {
            let place = serde_json::from_str(token).map_err(|_| Failure::internal("a page token that is not ours"))?;
            next(client, entity, context, place).await
        }
        (None, PullScope::ChangesSince(cursor)) if entity.in_changes => {
            first(client, entity, context, Some(since(cursor)?)).await
        }
        (None, PullScope::Full | PullScope::ChangesSince(_)) => first(client, entity, context, None).await,
    };
    page.map_err(|failure| failure.context(format!("pulling {}", entity.plural)))
}

fn since(cursor: &Cursor) -> Result<Instant, Failure> {
    cursor
        .0
        .parse()
        .map_err(|_| Failure::internal(format!("`{}` is not a cursor of ours", cursor.0)))
}

/// One record by id; `None` when it is gone.
pub async fn one(
    client: &Client,
    entity: &Entity,
    context: &Context,
    id: &RecordId,
) -> Result<Option<Record>, Failure> {
    let by_path = matches!(
        entity.kind,
        ObjectKind::Customer | ObjectKind::Vendor | ObjectKind::Item | ObjectKind::Invoice
    );
    let found = if by_path {
        let ask = Ask {
            plural: entity.plural,
            id: Some(id.to_string()),
            query: entity
                .always
                .replace("&includeArchived=true", "")
                .replace("includeArchived=true", ""),
            modified_since: None,
        };
        match client.get(&ask).await {
            Ok(answer) => records(entity, &answer, context)?.0,
            Err(failure) if failure.code == ErrorCode::GoneInLedger => return Ok(None),
            Err(failure) => return Err(failure.context(format!("reading {} {id}", entity.plural))),
        }
    } else {
        first(client, entity, context, None).await?.records
    };
    Ok(found.into_iter().find(|record| record.id == *id))
}

/// Everything changed since `since`; all of it or an error.
pub async fn changed_since(
    client: &Client,
    entity: &Entity,
    context: &Context,
    since: Instant,
) -> Result<Vec<Record>, Failure> {
    let mut page = first(client, entity, context, Some(since)).await?;
    let mut records = std::mem::take(&mut page.records);
    while let Some(token) = page.next.take() {
        let place = serde_json::from_str(&token).map_err(Failure::internal)?;
        page = next(client, entity, context, place).await?;
        records.append(&mut page.records);
    }
    Ok(records)
}

/// The records with these ids, many in one read. A record that is not in the answer does not exist (any more).
pub async fn by_ids(
    client: &Client,
    entity: &Entity,
    context: &Context,
    ids: &[&RecordId],
) -> Result<Vec<Record>, Failure> {
    if entity.paged_by.is_none() {
        let mut all = if ids.is_empty() {
            Vec::new()
        } else {
            first(client, entity, context, None).await?.records
        };
        all.retain(|record| ids.contains(&&record.id));
        return Ok(all);
    }
    let mut found = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS_MAX) {
        let list = chunk
            .iter()
            .map(|id| escaped(id.as_str()))
            .collect::<Vec<_>>()
            .join(",");
        let ask = Ask {
            plural: entity.plural,
            query: format!("IDs={list}&page=1&pageSize={PAGE}&{}", entity.always),
            ..Ask::default()
        };
        found.append(&mut records(entity, &client.get(&ask).await?, context)?.0);
    }
    Ok(found)
}

/// The documents with one of these references; more of them may share one.
pub async fn by_references(client: &Client, context: &Context, references: &[String]) -> Result<Vec<Record>, Failure> {
    let entity = Entity::of(ObjectKind::Invoice)?;
    let mut found = Vec::new();
    for chunk in references.chunks(REFERENCES_MAX) {
        let any = chunk
            .iter()
            .map(|reference| format!("Reference=={}", quoted(reference)));
        let any = any.collect::<Vec<_>>().join(" OR ");
        let condition = escaped(&format!("Type==\"ACCREC\" AND ({any})"));
        let ask = Ask {
            plural: entity.plural,
            query: format!("where={condition}&page=1&pageSize={PAGE}&{}", entity.always),
            ..Ask::default()
        };
        let answer = client.get(&ask).await?;
        if answer.pages.is_some_and(|pages| pages.page_count > 1) {
            let failure = Failure::new(ErrorCode::AnswerUnknown, Recovery::Pull);
            return Err(failure.context("more documents than fit an answer"));
        }
        found.append(&mut records(entity, &answer, context)?.0);
    }
    Ok(found)
}

async fn first(
    client: &Client,
    entity: &Entity,
    context: &Context,
    since: Option<Instant>,
) -> Result<PullPage, Failure> {
    if entity.kind == ObjectKind::Term {
        return terms::all(client).await;
    }
    let place = Place {
        since,
        started: Instant::UNIX_EPOCH,
        total: 0,
        page: 1,
    };
    next(client, entity, context, place).await
}

async fn next(client: &Client, entity: &Entity, context: &Context, mut place: Place) -> Result<PullPage, Failure> {
    if place.page > PAGES_MAX {
        return Err(Failure::internal("more pages than any list has"));
    }
    let answer = client.get(&asked(entity, &place)).await?;
    let total = answer.pages.map_or(answer.rows.len() as u64, |pages| pages.item_count);
    if place.page == 1 {
        (place.started, place.total) = (answer.server_time()?, total);
    } else if total != place.total {
        return Err(moved());
    }
    let (records, deleted) = records(entity, &answer, context)?;
    let more = answer.pages.is_some_and(|pages| pages.page_count > place.page);
    if more && answer.rows.is_empty() {
        return Err(moved());
    }
    // A page of contacts also holds those that are no vendors; bills are not asked for.
    let counted = entity.kind != ObjectKind::Vendor && entity.kind != ObjectKind::Class && deleted.is_empty();
    let cursor = cursor(place.started);
    let (whole, total) = (place.since.is_none(), place.total);
    place.page += 1;
    let next = more
        .then(|| serde_json::to_string(&place))
        .transpose()
        .map_err(Failure::internal)?;
    Ok(PullPage {
        records,
        // A whole list proves by itself what is gone.
        deleted: if whole { Vec::new() } else { deleted },
        total: counted.then_some(total),
        whole,
        next,
        cursor,
    })
}

fn asked(entity: &Entity, place: &Place) -> Ask {
    let mut query: Vec<String> = Vec::new();
    if entity.kind == ObjectKind::Invoice {
        let all = if place.since.is_none() {
            " AND Status!=\"DELETED\""
        } else {
            ""
        };
        query.push(format!("where={}", escaped(&format!("Type==\"ACCREC\"{all}"))));
    }
    if let Some(order) = entity.paged_by {
        query.push(format!("order={order}%20ASC&page={}&pageSize={PAGE}", place.page));
    }
    if !entity.always.is_empty() {
        query.push(entity.always.to_owned());
    }
    Ask {
        plural: entity.plural,
        id: None,
        query: query.join("&"),
        modified_since: place.since,
    }
}

/// What the rows of an answer say: records, and what was deleted.
fn records(entity: &Entity, answer: &Answer, context: &Context) -> Result<(Vec<Record>, Vec<RecordId>), Failure> {
    let (mut records, mut deleted) = (Vec::with_capacity(answer.rows.len()), Vec::new());
    for text in answer.texts() {
        for row in map::rows(entity, text, context)? {
            match row {
                Row::Record(record) => records.push(*record),
                Row::Deleted(id) => deleted.push(id),
            }
        }
    }
    Ok((records, deleted))
}

pub fn cursor(started: Instant) -> Cursor {
    Cursor(seconds(started.checked_sub(OVERLAP).unwrap_or(started)))
}

/// A literal of a `where`.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Rows came or went while we read: what we have may have holes.
fn moved() -> Failure {
    Failure::new(ErrorCode::ChangedInLedger, Recovery::Retry).context("the list changed while it was read")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(since: Option<Instant>) -> Place {
        Place {
            since,
            started: Instant::UNIX_EPOCH,
            total: 0,
            page: 2,
        }
    }

    #[test]
    fn archived_records_are_asked_for_and_pages_are_ordered_by_what_never_changes() {
        let contacts = asked(Entity::of(ObjectKind::Customer).unwrap(), &place(None));
        assert_eq!(
            contacts.query,
            "order=ContactID%20ASC&page=2&pageSize=1000&includeArchived=true"
        );
        let items = asked(Entity::of(ObjectKind::Item).unwrap(), &place(None));
        assert_eq!(items.query, "unitdp=4");
        let rates = asked(Entity::of(ObjectKind::TaxCode).unwrap(), &place(None));
        assert_eq!(rates.query, "");
    }

    #[test]
    fn bills_are_not_asked_for_and_changes_bring_what_was_deleted() {
        let entity = Entity::of(ObjectKind::Invoice).unwrap();
        let whole = asked(entity, &place(None)).query;
        assert!(
            whole.starts_with("where=Type%3D%3D%22ACCREC%22%20AND%20Status%21%3D%22DELETED%22&"),
            "{whole}"
        );
        let changes = asked(entity, &place(Some(Instant::UNIX_EPOCH)));
        assert!(
            changes.query.starts_with("where=Type%3D%3D%22ACCREC%22&"),
            "{changes:?}"
        );
        assert!(changes.modified_since.is_some());
    }

    #[test]
    fn the_cursor_is_five_minutes_before_the_servers_start() {
        let started: Instant = "2026-03-04T06:58:50.262-07:00".parse().unwrap();
        assert_eq!(cursor(started).0, "2026-03-04T13:53:50Z");
    }

    #[test]
    fn a_quotation_mark_cannot_end_a_literal() {
        assert_eq!(quoted(r#"TTA-"1\"#), r#""TTA-\"1\\""#);
    }
}
