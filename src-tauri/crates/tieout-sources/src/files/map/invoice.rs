//! Invoices from header and line rows.
//!
//! Not here: finding the files (`source`). Invariant: an invoice is whole or left out: one bad line leaves the document out, listed,
//! because a document with a wrong total is worse than none.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;
use tieout_connect::source::{RowProblem, SourceBatch, SourceRecord};
use tieout_domain::money::round_half_up;
use tieout_domain::objects::{DocumentState, DueRule, Invoice, InvoiceLine, LineKind};
use tieout_domain::{Currency, ErrorCode, Object, Record, RecordId, RecordRef};

use super::super::identity::{self, RowId};
use super::super::profile::{FinalWhen, Role};
use super::super::reader::{Bound, RowReader};
use super::super::table::Row;
use super::{party, words};

/// What other files of the same source say about what documents refer to.
#[derive(Debug, Default)]
pub struct Lookups {
    pub customers: BTreeMap<String, String>,
    pub items: BTreeMap<String, String>,
    pub terms: BTreeMap<String, (String, DueRule)>,
}

/// The tables documents are made of; `lines` is `None` when headers repeat on each line row.
pub struct Documents<'a> {
    pub headers: &'a Bound<'a>,
    pub lines: Option<&'a Bound<'a>>,
    pub currency: &'a Currency,
    pub lookups: &'a Lookups,
}

/// A document's header row, its id, and its line rows.
struct Group<'a> {
    id: RowId,
    header: &'a Row,
    lines: Vec<&'a Row>,
}

pub fn invoices(documents: &Documents<'_>, batch: &mut SourceBatch) {
    for group in groups(documents, batch) {
        let mut problems = Vec::new();
        let invoice = invoice(documents, &group, &mut problems);
        // A doubt that blocks nothing travels along; anything else leaves the document out.
        let whole = problems.iter().all(|problem| !problem.blocking);
        batch.problems.append(&mut problems);
        if let Some(invoice) = invoice.filter(|_| whole) {
            batch.records.push(record(documents, &group, invoice));
        }
    }
}

fn groups<'a>(documents: &Documents<'a>, batch: &mut SourceBatch) -> Vec<Group<'a>> {
    let headers = documents.headers;
    let Some(lines) = documents.lines else {
        return repeated_headers(headers, batch);
    };
    let rows = headers.data_rows();
    let ids = identity::assign(headers, &rows, &mut batch.problems);
    batch.rows += rows.len() as u64;
    let mut by_document: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    for row in lines.data_rows() {
        batch.rows += 1;
        match lines.text(row, Role::Document) {
            Some(document) => by_document.entry(document).or_default().push(row),
            None => batch
                .problems
                .push(lines.problem(row, Role::Document, ErrorCode::ValueMissing, None)),
        }
    }
    let spoiled = spoiled_documents(lines);
    let mut groups = Vec::new();
    for (header, id) in rows.into_iter().zip(ids) {
        let key = headers.text(header, Role::Id).unwrap_or_default();
        let (Some(id), Some(lines)) = (id, Some(by_document.remove(&key).unwrap_or_default())) else {
            continue;
        };
        if !spoiled.contains(&key) {
            groups.push(Group { id, header, lines });
        }
    }
    for row in by_document.into_values().flatten() {
        let problem = lines.problem(row, Role::Document, ErrorCode::LineWithoutHeader, None);
        batch.problems.push(problem);
    }
    groups
}

/// Documents that a row of the wrong width belongs to: as far as the column can still be told, they would lack a line.
fn spoiled_documents(lines: &Bound<'_>) -> BTreeSet<String> {
    lines
        .table
        .uneven
        .iter()
        .filter_map(|row| lines.text(row, Role::Document))
        .collect()
}

fn repeated_headers<'a>(rows: &Bound<'a>, batch: &mut SourceBatch) -> Vec<Group<'a>> {
    let mut by_id: BTreeMap<String, Vec<&Row>> = BTreeMap::new();
    let mut order = Vec::new();
    for row in rows.data_rows() {
        batch.rows += 1;
        match rows.text(row, Role::Id) {
            Some(id) => {
                let group = by_id.entry(id.clone()).or_default();
                if group.is_empty() {
                    order.push(id);
                }
                group.push(row);
            }
            None => batch
                .problems
                .push(rows.problem(row, Role::Id, ErrorCode::ValueMissing, None)),
        }
    }
    let group = |id: String| {
        let lines = by_id.remove(&id)?;
        Some(Group {
            header: lines.first()?,
            id: RowId { id, occurrence: None },
            lines,
        })
    };
    let groups: Vec<Group<'_>> = order.into_iter().filter_map(group).collect();
    let spoiled = spoiled_ids(rows);
    groups
        .into_iter()
        .filter(|group| !spoiled.contains(&group.id.id))
        .filter(|group| agrees(rows, group, batch))
        .collect()
}

fn spoiled_ids(rows: &Bound<'_>) -> BTreeSet<String> {
    rows.table
        .uneven
        .iter()
        .filter_map(|row| rows.text(row, Role::Id))
        .collect()
}

/// Whether the header repeated on each line says the same each time.
fn agrees(rows: &Bound<'_>, group: &Group<'_>, batch: &mut SourceBatch) -> bool {
    const SAID_ONCE: [Role; 8] = [
        Role::Customer,
        Role::Date,
        Role::Number,
        Role::Currency,
        Role::Shipping,
        Role::Tax,
        Role::Total,
        Role::DocumentDiscount,
    ];
    let mut agrees = true;
    for (row, role) in group.lines.iter().flat_map(|row| SAID_ONCE.map(|role| (*row, role))) {
        let first = rows.text(group.header, role);
        if rows.text(row, role) != first {
            batch
                .problems
                .push(rows.problem(row, role, ErrorCode::InvalidInput, first));
            agrees = false;
        }
    }
    agrees
}

fn invoice(documents: &Documents<'_>, group: &Group<'_>, problems: &mut Vec<RowProblem>) -> Option<Invoice> {
    let mut row = RowReader::new(documents.headers, group.header);
    if group.lines.is_empty() {
        row.missing(Role::Id, "at least one line");
    }
    let currency = super::currency(&mut row).unwrap_or_else(|| documents.currency.clone());
    let mut lines = Vec::new();
    for line in &group.lines {
        lines.extend(item_line(documents, line, &currency, problems));
    }
    lines.extend(extra_line(&mut row, Role::Shipping, LineKind::Shipping, &currency));
    lines.extend(extra_line(
        &mut row,
        Role::DocumentDiscount,
        LineKind::Discount,
        &currency,
    ));
    let mut invoice = header(documents, &mut row, currency);
    if let Some(invoice) = &mut invoice {
        invoice.lines = lines;
        settle_total(&mut row, invoice);
    }
    problems.append(&mut row.problems);
    invoice
}

/// Everything but lines and total.
fn header(documents: &Documents<'_>, row: &mut RowReader<'_>, currency: Currency) -> Option<Invoice> {
    let lookups = documents.lookups;
    let customer = row.needed(Role::Customer);
    let terms = row.text(Role::Terms);
    let term = terms.as_ref().and_then(|terms| lookups.terms.get(terms));
    let said_due = row.date(Role::DueDate);
    let date = row.needed_date(Role::Date);
    let state = state(documents, row);
    let tax_total = row.amount(Role::Tax).map(|tax| round_half_up(tax, &currency));
    let ship_date = row.date(Role::ShipDate);
    let date = date?;
    Some(Invoice {
        number: row.text(Role::Number).or_else(|| row.text(Role::Id)),
        reference: row.text(Role::Reference),
        date,
        due_date: said_due.or_else(|| term.and_then(|(_, rule)| due(date, *rule))),
        customer: named(customer, &lookups.customers),
        terms: terms.map(|id| RecordRef {
            name: term.map(|(name, _)| name.clone()),
            id: RecordId::new(id),
        }),
        currency,
        lines: Vec::new(),
        tax_total,
        total: Decimal::ZERO,
        balance: None,
        memo: row.text(Role::Memo),
        bill_to: None,
        ship_to: party::ship_to(row),
        ship_date,
        purchase_order: row.text(Role::PurchaseOrder),
        state,
    })
}

fn named(id: String, names: &BTreeMap<String, String>) -> RecordRef {
    RecordRef {
        name: names.get(&id).cloned(),
        id: RecordId::new(id),
    }
}

fn item_line(
    documents: &Documents<'_>,
    row: &Row,
    currency: &Currency,
    problems: &mut Vec<RowProblem>,
) -> Option<InvoiceLine> {
    let mut row = RowReader::new(documents.lines.unwrap_or(documents.headers), row);
    let item = row.text(Role::Item).map(|id| named(id, &documents.lookups.items));
    let quantity = row.amount(Role::Quantity);
    let unit_price = row.amount(Role::UnitPrice);
    let discount_percent = discount(&mut row);
    let written = row.amount(Role::Amount);
    let amount = match (written, row.problems.is_empty()) {
        (Some(amount), _) => Some(round_half_up(amount, currency)),
        (None, true) => computed(&mut row, quantity, unit_price, discount_percent, currency),
        (None, false) => None,
    };
    let line = amount.map(|amount| InvoiceLine {
        kind: if item.is_some() { LineKind::Item } else { LineKind::Text },
        description: row
            .text(Role::Description)
            .or_else(|| item.as_ref().and_then(|item| item.name.clone())),
        tax_code: row.text(Role::TaxCode).map(RecordRef::new),
        class: row.text(Role::Class).map(RecordRef::new),
        item,
        quantity,
        unit_price,
        discount_percent,
        amount,
    });
    problems.append(&mut row.problems);
    line
}

/// Line discount in percent; `None` where there is none, so that a 0 in the file is no difference later.
fn discount(row: &mut RowReader<'_>) -> Option<Decimal> {
    let fraction = row.amount(Role::DiscountFraction);
    if fraction.is_some_and(|fraction| fraction.is_sign_negative() && !fraction.is_zero() || fraction > Decimal::ONE) {
        row.not_a_number(Role::DiscountFraction, "0 to 1");
    }
    let percent = row.amount(Role::DiscountPercent);
    let from_fraction = fraction.and_then(|fraction| fraction.checked_mul(Decimal::ONE_HUNDRED));
    from_fraction
        .or(percent)
        .map(|percent| percent.normalize())
        .filter(|percent| !percent.is_zero())
}

/// Quantity times price less discount, rounded half up once, at the end.
fn computed(
    row: &mut RowReader<'_>,
    quantity: Option<Decimal>,
    unit_price: Option<Decimal>,
    discount_percent: Option<Decimal>,
    currency: &Currency,
) -> Option<Decimal> {
    let (Some(quantity), Some(unit_price)) = (quantity, unit_price) else {
        row.missing(
            if quantity.is_none() {
                Role::Quantity
            } else {
                Role::UnitPrice
            },
            "a number",
        );
        return None;
    };
    let kept = Decimal::ONE_HUNDRED.checked_sub(discount_percent.unwrap_or_default())?;
    let gross = quantity.checked_mul(unit_price);
    let net = gross
        .and_then(|gross| gross.checked_mul(kept))
        .and_then(|net| net.checked_div(Decimal::ONE_HUNDRED));
    if net.is_none() {
        row.not_a_number(Role::UnitPrice, "a smaller number");
    }
    net.map(|net| round_half_up(net, currency))
}

/// Freight or a discount on the whole document as a line of its own; nothing where it is zero.
fn extra_line(row: &mut RowReader<'_>, role: Role, kind: LineKind, currency: &Currency) -> Option<InvoiceLine> {
    let amount = row
        .amount(role)
        .map(|amount| round_half_up(amount, currency))
        .filter(|amount| !amount.is_zero())?;
    Some(InvoiceLine {
        kind,
        item: None,
        description: None,
        quantity: None,
        unit_price: None,
        discount_percent: None,
        amount: if kind == LineKind::Discount { -amount } else { amount },
        tax_code: None,
        class: None,
    })
}

/// The total is the sum; a total in the file is a witness, and the document is left out when they differ.
fn settle_total(row: &mut RowReader<'_>, invoice: &mut Invoice) {
    let Some(sum) = invoice.sum() else {
        row.not_a_number(Role::Total, "a smaller number");
        return;
    };
    invoice.total = sum;
    if row.amount(Role::Total).is_some_and(|said| said != sum) {
        row.differs(Role::Total, sum);
    }
}

fn state(documents: &Documents<'_>, row: &mut RowReader<'_>) -> DocumentState {
    match &documents.headers.profile.final_when {
        FinalWhen::Listed => DocumentState::Final,
        FinalWhen::Filled(role) if row.bound.text(row.row, *role).is_some() => DocumentState::Final,
        FinalWhen::Filled(_) => DocumentState::Draft,
        FinalWhen::State => words::document_state(&row.needed(Role::State)).unwrap_or_else(|| {
            row.not_a_word(Role::State, "draft | final | void");
            DocumentState::Draft
        }),
    }
}

/// The day a document dated `date` falls due.
fn due(date: Date, rule: DueRule) -> Option<Date> {
    match rule {
        DueRule::NetDays(days) => date.checked_add(jiff::Span::new().try_days(i64::from(days)).ok()?).ok(),
        DueRule::DayOfMonth { day, grace_days } => {
            let in_month = |month: Date| {
                let last = month.days_in_month();
                month.with().day(i8::try_from(day).ok()?.min(last)).build().ok()
            };
            let first = date.first_of_month();
            let next = first.checked_add(jiff::Span::new().months(1)).ok()?;
            let after = next.checked_add(jiff::Span::new().months(1)).ok()?;
            let earliest = date
                .checked_add(jiff::Span::new().try_days(i64::from(grace_days)).ok()?)
                .ok()?;
            [first, next, after]
                .into_iter()
                .filter_map(in_month)
                .find(|candidate| *candidate >= earliest)
        }
        DueRule::Unknown => None,
    }
}

fn record(documents: &Documents<'_>, group: &Group<'_>, invoice: Invoice) -> SourceRecord {
    let lines = documents.lines.unwrap_or(documents.headers);
    let mut raw = Vec::new();
    let mut places = Vec::new();
    if documents.lines.is_some() {
        raw.push(documents.headers.raw(group.header));
        places.push(documents.headers.table.place(group.header.line));
    }
    for row in &group.lines {
        raw.push(lines.raw(row));
        places.push(lines.table.place(row.line));
    }
    SourceRecord {
        record: Record {
            id: RecordId::new(group.id.id.clone()),
            version: None,
            active: true,
            updated_at: None,
            marker: None,
            object: Object::Invoice(invoice),
            raw: Value::Array(raw).to_string(),
        },
        places,
        occurrence: group.id.occurrence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn due_days_follow_the_rule_of_the_terms() {
        let date = |year, month, day| Date::new(year, month, day).unwrap();
        for (from, rule, until) in [
            (date(2026, 11, 4), DueRule::NetDays(30), Some(date(2026, 12, 4))),
            (
                date(2026, 1, 31),
                DueRule::DayOfMonth { day: 31, grace_days: 5 },
                Some(date(2026, 2, 28)),
            ),
            (
                date(2026, 1, 10),
                DueRule::DayOfMonth { day: 25, grace_days: 5 },
                Some(date(2026, 1, 25)),
            ),
            (date(2026, 1, 10), DueRule::Unknown, None),
        ] {
            assert_eq!(due(from, rule), until);
        }
    }
}
