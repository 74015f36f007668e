//! Lists: which records, in which order, in which pages.
//!
//! Not here: `where` and `order` themselves (`filter`).
//! Invariant: a page never shows more than it says; without pages, lines are left out.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::dates::{read_day, read_moment};
use super::errors::{self, Answer};
use super::filter::{mentions, parse, parse_order};
use super::json::text;
use super::kinds::Kind;
use super::render::View;
use super::store::{Org, Record};
use super::write::{Call, asked, frame};
use crate::wire::{Reply, Request};

const PAGE: usize = 100;
const PAGE_MAX: usize = 1000;

impl Org {
    pub(super) fn list(&self, kind: Kind, request: &Request, now: Timestamp) -> Answer {
        let mut found = self.found(kind, request, now)?;
        let orders = request.param("order").filter(|order| !order.is_empty());
        let default = if kind.is_txn() { "UpdatedDateUTC ASC" } else { "" };
        match orders.unwrap_or(default) {
            "" => {}
            orders => {
                let orders = parse_order(orders, kind).map_err(|text| errors::bad_query(&text))?;
                self.sort(kind, &mut found, &orders);
            }
        }
        if found.is_empty() && self.switches.not_modified && since(request)?.is_some() {
            return Ok(Reply::new(304, "application/json", ""));
        }
        let mut body = frame(now);
        let (pages, summary) = (self.wants_pages(kind, request), asked(request, "summaryOnly"));
        if pages {
            let (page, size) = page_of(request);
            let count = found.len();
            body["pagination"] = json!({
                "page": page, "pageSize": size, "pageCount": count.div_ceil(size), "itemCount": count
            });
            found = found
                .into_iter()
                .skip((page - 1).saturating_mul(size))
                .take(size)
                .collect();
        }
        let view = View {
            unit_places: Call::of(request, now).unit_places,
            whole: (pages && !summary) || !kind.is_paged(),
            summary,
        };
        let list = found.into_iter().map(|record| self.render(kind, record, &view));
        body[kind.plural()] = Value::Array(list.collect());
        Ok(Reply::json(200, &body))
    }

    fn wants_pages(&self, kind: Kind, request: &Request) -> bool {
        let asked_for = ["page", "pageSize", "Statuses"]
            .iter()
            .any(|name| request.param(name).is_some());
        let always = kind == Kind::PurchaseOrder || !self.switches.unpaged_lists || asked(request, "summaryOnly");
        kind.is_paged() && (asked_for || always)
    }

    /// The records that every condition lets pass.
    fn found(&self, kind: Kind, request: &Request, now: Timestamp) -> Result<Vec<&Record>, Reply> {
        let since = since(request)?.filter(|_| kind.is_incremental());
        let lag = SignedDuration::from_secs(i64::try_from(self.switches.lookup_lag_s).unwrap_or(0));
        let seen = |record: &&Record| lag.is_zero() || now.duration_since(record.updated) >= lag;
        let filter = request.param("where").filter(|text| !text.trim().is_empty());
        if filter.is_some() && kind == Kind::PurchaseOrder {
            return Err(errors::bad_query("Purchase orders cannot be filtered"));
        }
        let filter = filter
            .map(|text| parse(text, kind))
            .transpose()
            .map_err(|text| errors::bad_query(&text))?;
        let narrow = Narrow::of(kind, request);
        let mut found = Vec::new();
        for record in self.rows(kind).filter(seen) {
            let changed = since.is_none_or(|since| record.updated.as_second() >= since.as_second());
            if !changed || !self.narrowed(kind, record, &narrow) {
                continue;
            }
            let passes = match &filter {
                Some(filter) => self
                    .passes(kind, record, filter)
                    .map_err(|text| errors::bad_query(&text))?,
                None => true,
            };
            if passes {
                found.push(record);
            }
        }
        Ok(found)
    }

    fn narrowed(&self, kind: Kind, record: &Record, narrow: &Narrow) -> bool {
        let body = &record.body;
        let among = |list: &Option<Vec<String>>, value: &str| {
            list.as_ref()
                .is_none_or(|list| list.iter().any(|one| one.eq_ignore_ascii_case(value)))
        };
        let contact = body
            .get("Contact")
            .and_then(|contact| contact["ContactID"].as_str())
            .unwrap_or("");
        let archived = kind == Kind::Contact && text(body, "ContactStatus") == "ARCHIVED";
        let day = read_day(text(body, "Date"));
        among(&narrow.ids, &record.id)
            && among(&narrow.numbers, kind.number().map_or("", |member| text(body, member)))
            && among(&narrow.contacts, contact)
            && among(&narrow.statuses, self.status(kind, record))
            && (!narrow.ours || record.by_app)
            && (!archived || narrow.archived || narrow.ids.is_some())
            && narrow.from.is_none_or(|from| day.is_some_and(|day| day >= from))
            && narrow.to.is_none_or(|to| day.is_some_and(|day| day <= to))
            && narrow.search.as_deref().is_none_or(|wanted| {
                let name = self
                    .get(Kind::Contact, contact)
                    .map_or("", |contact| text(&contact.body, "Name"));
                mentions(record, name, wanted)
            })
    }
}

/// Conditions that have parameters of their own.
#[derive(Debug, Default)]
struct Narrow {
    ids: Option<Vec<String>>,
    numbers: Option<Vec<String>>,
    contacts: Option<Vec<String>>,
    statuses: Option<Vec<String>>,
    search: Option<String>,
    from: Option<jiff::civil::Date>,
    to: Option<jiff::civil::Date>,
    ours: bool,
    archived: bool,
}

impl Narrow {
    fn of(kind: Kind, request: &Request) -> Self {
        let words = |name: &str| {
            let sent = request.param(name).filter(|sent| !sent.is_empty())?;
            Some(sent.split(',').map(|word| word.trim().to_owned()).collect::<Vec<_>>())
        };
        let order = kind == Kind::PurchaseOrder;
        Self {
            ids: words("IDs"),
            numbers: words("InvoiceNumbers"),
            contacts: words("ContactIDs"),
            statuses: words("Statuses").or_else(|| words("Status").filter(|_| order)),
            search: request
                .param("SearchTerm")
                .or_else(|| request.param("searchTerm"))
                .filter(|text| !text.is_empty())
                .map(str::to_owned),
            from: request.param("DateFrom").and_then(read_day),
            to: request.param("DateTo").and_then(read_day),
            ours: asked(request, "createdByMyApp"),
            archived: asked(request, "includeArchived"),
        }
    }
}

/// The time of `If-Modified-Since`.
fn since(request: &Request) -> Result<Option<Timestamp>, Reply> {
    let sent = request.header("if-modified-since");
    if sent.is_empty() {
        return Ok(None);
    }
    let unreadable = || errors::bad_query(&format!("The If-Modified-Since header cannot be read: {sent}"));
    read_moment(sent).map(Some).ok_or_else(unreadable)
}

/// Page and size, out of range adjusted.
fn page_of(request: &Request) -> (usize, usize) {
    let number = |name: &str| request.param(name).and_then(|sent| sent.parse::<usize>().ok());
    let page = number("page").unwrap_or(1).max(1);
    let size = number("pageSize").unwrap_or(PAGE).clamp(1, PAGE_MAX);
    (page, size)
}
