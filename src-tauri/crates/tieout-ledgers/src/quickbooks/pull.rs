//! Reading lists: whole, page by page, or only what changed.
//!
//! Not here: storing. Invariants: pages do not overlap and nothing between them is skipped: each page is asked for from the
//! last row of the page before, and if that row has moved, the pull stops. The cursor is the server's time at the start, less five minutes.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use tieout_connect::ledger::{Cursor, PullPage, PullRequest, PullScope};
use tieout_domain::{ErrorCode, Failure, Instant, RecordId, Recovery};

use super::client::{Answer, Client, quoted};
use super::map::{self, Context, Entity, Row};
use super::wire::{ChangeList, Members, Rows, TaxRate};

const OVERLAP: SignedDuration = SignedDuration::from_mins(5);

/// Change lists reach back 30 days; one day is left for clocks and zones.
const CHANGES_REACH: SignedDuration = SignedDuration::from_hours(29 * 24);

/// A change list with this many objects may have been cut.
const CHANGES_MAX: usize = 1000;

/// Pages of one pull.
const PAGES_MAX: u32 = 10_000;

/// Rows of one answer.
const ROWS_MAX: usize = 1000;

/// Ids or numbers asked for in one query; keeps the address well below what gateways take.
const IDS_MAX: usize = 100;

/// Where a pull stands; travels as the page token.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Place {
    /// Rows changed since; `None` for all.
    since: Option<Instant>,
    /// Server time when the pull started.
    started: Instant,
    total: u64,
    seen: u64,
    last: RecordId,
    page: u32,
}

pub async fn page(client: &Client, context: &Context, request: &PullRequest) -> Result<PullPage, Failure> {
    let entity = Entity::of(request.kind)?;
    let failed = |failure: Failure| failure.context(format!("pulling {}", entity.name));
    let page = match (&request.page, &request.scope) {
        (Some(token), _) => {
            let place: Place =
                serde_json::from_str(token).map_err(|_| Failure::internal("a page token that is not ours"))?;
            next(client, entity, context, place).await
        }
        (None, PullScope::Full) => first(client, entity, context, None).await,
        (None, PullScope::ChangesSince(cursor)) => changes(client, entity, context, cursor).await,
    };
    page.map_err(failed)
}

/// One record by id; `None` when it is gone.
pub async fn one(
    client: &Client,
    entity: &Entity,
    context: &Context,
    id: &RecordId,
) -> Result<Option<tieout_domain::Record>, Failure> {
    let escaped: String = url::form_urlencoded::byte_serialize(id.as_str().as_bytes()).collect();
    let answer = match client.get(&format!("{}/{escaped}", entity.path())).await {
        Ok(answer) => answer,
        Err(failure) if matches!(failure.code, ErrorCode::GoneInLedger | ErrorCode::InactiveInLedger) => {
            return Ok(None);
        }
        Err(failure) => return Err(failure.context(format!("reading {} {id}", entity.name))),
    };
    match map::row(entity, answer.member(entity.name)?, context)? {
        Row::Record(record) => Ok(Some(*record)),
        Row::Deleted(_) => Ok(None),
    }
}

/// Everything changed since `since`; all of it or an error.
pub async fn changed_since(
    client: &Client,
    entity: &Entity,
    context: &Context,
    since: Instant,
) -> Result<Vec<tieout_domain::Record>, Failure> {
    let mut page = first(client, entity, context, Some(since)).await?;
    let mut records = std::mem::take(&mut page.records);
    while let Some(token) = page.next.take() {
        let place = serde_json::from_str(&token).map_err(Failure::internal)?;
        page = next(client, entity, context, place).await?;
        records.append(&mut page.records);
    }
    Ok(records)
}

/// The records with these ids, in chunks: one request for a hundred, where `one` would need a hundred. A record that is not in the
/// answer does not exist (any more).
pub async fn by_ids(
    client: &Client,
    entity: &Entity,
    context: &Context,
    ids: &[&RecordId],
) -> Result<Vec<tieout_domain::Record>, Failure> {
    let context = with_rates(client, entity, context).await?;
    let mut records = Vec::with_capacity(ids.len());
    for chunk in ids.chunks(IDS_MAX) {
        let list = chunk.iter().map(|id| quoted(id.as_str())).collect::<Vec<_>>().join(",");
        let active = if entity.has_active {
            " and Active in (true,false)"
        } else {
            ""
        };
        let text = format!(
            "select * from {} where Id in ({list}){active} maxresults {IDS_MAX}",
            entity.name
        );
        for raw in &rows(entity, &client.query(&text).await?)?.rows {
            records.push(map::record(entity, raw.get(), &context)?);
        }
    }
    Ok(records)
}

/// The documents with one of these numbers, a hundred numbers a request; more of them may share one.
pub async fn by_numbers(
    client: &Client,
    entity: &Entity,
    context: &Context,
    numbers: &[String],
) -> Result<Vec<tieout_domain::Record>, Failure> {
    let mut records = Vec::new();
    for chunk in numbers.chunks(IDS_MAX) {
        let text = numbered(entity, chunk);
        let found = rows(entity, &client.query(&text).await?)?.rows;
        if found.len() >= ROWS_MAX {
            // Ten documents a number: the answer may have been cut, and then it proves nothing.
            return Err(
                Failure::new(ErrorCode::AnswerUnknown, Recovery::Pull).context("more documents than fit an answer")
            );
        }
        for raw in &found {
            records.push(map::record(entity, raw.get(), context)?);
        }
    }
    Ok(records)
}

fn numbered(entity: &Entity, numbers: &[String]) -> String {
    let list = numbers
        .iter()
        .map(|number| quoted(number))
        .collect::<Vec<_>>()
        .join(",");
    format!(
        "select * from {} where DocNumber in ({list}) maxresults {ROWS_MAX}",
        entity.name
    )
}

async fn first(
    client: &Client,
    entity: &Entity,
    context: &Context,
    since: Option<Instant>,
) -> Result<PullPage, Failure> {
    let counted = client
        .query(&format!(
            "select count(*) from {}{}",
            entity.name,
            condition(entity, since)
        ))
        .await?;
    let place = Place {
        since,
        started: counted.server_time()?,
        total: rows(entity, &counted)?.total.unwrap_or(0),
        seen: 0,
        last: RecordId::new(""),
        page: 0,
    };
    next(client, entity, context, place).await
}

async fn next(client: &Client, entity: &Entity, context: &Context, mut place: Place) -> Result<PullPage, Failure> {
    if place.page >= PAGES_MAX {
        return Err(Failure::internal("more pages than any list has"));
    }
    // From the last row we have: it must still be there.
    let start = place.seen.max(1);
    // By id even for changes: times are whole seconds, and a batch shares one.
    let text = format!(
        "select * from {}{} orderby Id startposition {start} maxresults {}",
        entity.name,
        condition(entity, place.since),
        entity.page
    );
    let found = rows(entity, &client.query(&text).await?)?;
    let full = found.rows.len() >= entity.page;
    let context = with_rates(client, entity, context).await?;
    let mut records = Vec::with_capacity(found.rows.len());
    for raw in &found.rows {
        records.push(map::record(entity, raw.get(), &context)?);
    }
    if place.seen > 0 {
        let same = records.first().is_some_and(|record| record.id == place.last);
        if !same {
            return Err(moved());
        }
        records.remove(0);
    }
    place.seen += u64::try_from(records.len()).unwrap_or(u64::MAX);
    place.page += 1;
    if let Some(record) = records.last() {
        place.last = record.id.clone();
    }
    if !full && place.seen < place.total {
        return Err(moved());
    }
    let next = full
        .then(|| serde_json::to_string(&place))
        .transpose()
        .map_err(Failure::internal)?;
    Ok(PullPage {
        records,
        deleted: Vec::new(),
        total: Some(place.total.max(place.seen)),
        whole: place.since.is_none(),
        next,
        cursor: cursor(place.started),
    })
}

async fn changes(client: &Client, entity: &Entity, context: &Context, from: &Cursor) -> Result<PullPage, Failure> {
    let since: Instant = from
        .0
        .parse()
        .map_err(|_| Failure::internal(format!("`{}` is not a cursor of ours", from.0)))?;
    let age = since.duration_until(client.clock.instant());
    if age > CHANGES_REACH {
        // Deletions that old cannot be asked for any more: only the whole list tells.
        return first(client, entity, context, None).await;
    }
    if !entity.in_changes {
        return first(client, entity, context, Some(since)).await;
    }
    let answer = client
        .get(&format!("cdc?entities={}&changedSince={}", entity.name, escaped(since)))
        .await?;
    let lists: Vec<ChangeList> = serde_json::from_str(answer.member("CDCResponse")?).map_err(|error| unread(&error))?;
    let mut page = PullPage {
        records: Vec::new(),
        deleted: Vec::new(),
        total: None,
        whole: false,
        next: None,
        cursor: from.clone(),
    };
    let mut count = 0;
    for response in lists.iter().flat_map(|list| &list.query_response) {
        let found = Rows::of(entity.name, response).map_err(|error| unread(&error))?;
        count += found.rows.len();
        for raw in &found.rows {
            match map::row(entity, raw.get(), context)? {
                Row::Record(record) => page.records.push(*record),
                Row::Deleted(id) => page.deleted.push(id),
            }
        }
    }
    if count >= CHANGES_MAX {
        // Cut off, and it cannot be paged: only the whole list tells which deletions were left out.
        return first(client, entity, context, None).await;
    }
    page.cursor = cursor(answer.server_time()?);
    page.total = u64::try_from(count).ok();
    Ok(page)
}

fn condition(entity: &Entity, since: Option<Instant>) -> String {
    let active = entity.has_active.then(|| "Active in (true,false)".to_owned());
    let changed = since.map(|since| format!("MetaData.LastUpdatedTime >= {}", quoted(&seconds(since))));
    let parts: Vec<String> = [active, changed].into_iter().flatten().collect();
    if parts.is_empty() {
        String::new()
    } else {
        format!(" where {}", parts.join(" and "))
    }
}

/// Whole seconds in UTC: QuickBooks keeps no fractions.
fn seconds(instant: Instant) -> String {
    Instant::from_second(instant.as_second()).unwrap_or(instant).to_string()
}

fn escaped(instant: Instant) -> String {
    url::form_urlencoded::byte_serialize(seconds(instant).as_bytes()).collect()
}

fn cursor(started: Instant) -> Cursor {
    Cursor(seconds(started.checked_sub(OVERLAP).unwrap_or(started)))
}

fn rows(entity: &Entity, answer: &Answer) -> Result<Rows, Failure> {
    let response: Members = serde_json::from_str(answer.member("QueryResponse")?).map_err(|error| unread(&error))?;
    Rows::of(entity.name, &response).map_err(|error| unread(&error))
}

/// A tax code's rate is a sum over another list.
async fn with_rates(client: &Client, entity: &Entity, context: &Context) -> Result<Context, Failure> {
    if entity.kind != tieout_domain::ObjectKind::TaxCode {
        return Ok(context.clone());
    }
    let answer = client
        .query("select * from TaxRate where Active in (true,false) maxresults 1000")
        .await?;
    let response: Members = serde_json::from_str(answer.member("QueryResponse")?).map_err(|error| unread(&error))?;
    let raw = Rows::of("TaxRate", &response).map_err(|error| unread(&error))?.rows;
    let tax_rates = raw
        .iter()
        .map(|raw| map::typed::<TaxRate>("TaxRate", raw.get()))
        .collect::<Result<_, _>>()?;
    Ok(Context {
        tax_rates,
        ..context.clone()
    })
}

fn unread(error: &serde_json::Error) -> Failure {
    Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry).context(format!("reading a list: {error}"))
}

/// Rows came or went while we read: what we have may have holes.
fn moved() -> Failure {
    Failure::new(ErrorCode::ChangedInLedger, Recovery::Retry).context("the list changed while it was read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inactive_records_are_asked_for_and_documents_have_no_such_member() {
        let customer = Entity::of(tieout_domain::ObjectKind::Customer).unwrap();
        let invoice = Entity::of(tieout_domain::ObjectKind::Invoice).unwrap();
        let since: Instant = "2026-03-04T06:58:50.262-07:00".parse().unwrap();
        assert_eq!(condition(customer, None), " where Active in (true,false)");
        assert_eq!(
            condition(customer, Some(since)),
            " where Active in (true,false) and MetaData.LastUpdatedTime >= '2026-03-04T13:58:50Z'"
        );
        assert_eq!(condition(invoice, None), "");
    }

    #[test]
    fn numbers_are_asked_for_as_they_are() {
        let invoice = Entity::of(tieout_domain::ObjectKind::Invoice).unwrap();
        assert_eq!(
            numbered(invoice, &["1".into(), "O'N-2".into()]),
            r"select * from Invoice where DocNumber in ('1','O\'N-2') maxresults 1000"
        );
    }

    #[test]
    fn the_cursor_is_five_minutes_before_the_servers_start() {
        let started: Instant = "2026-03-04T06:58:50.262-07:00".parse().unwrap();
        assert_eq!(cursor(started).0, "2026-03-04T13:53:50Z");
    }
}
