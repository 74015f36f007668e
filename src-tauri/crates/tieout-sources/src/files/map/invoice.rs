//! Invoices from header and line rows.
//!
//! Not here: finding the files (`source`). Invariant: an invoice is whole or left out: one bad line leaves the document out, listed,
//! because a document with a wrong total is worse than none.

use std::collections::BTreeSet;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::Value;
use tieout_connect::source::{RowProblem, SourceBatch, SourceRecord};
use tieout_domain::money::round_half_up;
use tieout_domain::objects::{DocumentState, DueRule, Invoice, InvoiceLine, LineKind};
use tieout_domain::{Currency, ErrorCode, Object, Record, RecordId, RecordRef};

use super::super::profile::{FinalWhen, Role};
use super::super::reader::{At, Bound, RowReader};
use super::groups::{Group, groups};
use super::lookups::{Directory, Lookups, Meant};
use super::{party, words};

/// The files documents are made of; `lines` is `None` when headers repeat on each line row.
pub struct Documents<'a> {
    pub headers: &'a [Bound<'a>],
    pub lines: Option<&'a [Bound<'a>]>,
    pub currency: &'a Currency,
    pub lookups: &'a Lookups,
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
    tell_unknown_once(&mut batch.problems);
}

/// A list that was not imported would be told on every row; its value is told where it comes first.
fn tell_unknown_once(problems: &mut Vec<RowProblem>) {
    let mut told = BTreeSet::new();
    problems.retain(|problem| {
        problem.code != ErrorCode::NotInSource || told.insert((problem.column.clone(), problem.value.clone()))
    });
}

fn invoice(documents: &Documents<'_>, group: &Group<'_>, problems: &mut Vec<RowProblem>) -> Option<Invoice> {
    let mut row = RowReader::new(group.header.bound, group.header.row);
    if group.lines.is_empty() {
        row.missing(Role::Id, "at least one line");
    }
    let currency = super::currency(&mut row).unwrap_or_else(|| documents.currency.clone());
    let mut lines = Vec::new();
    for line in &group.lines {
        lines.extend(item_line(documents, *line, &currency, problems));
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
    let customer = referred(row, Role::Customer, customer, &lookups.customers);
    let terms = row.text(Role::Terms);
    let terms = terms.map(|terms| referred(row, Role::Terms, terms, &lookups.terms));
    let rule = terms.as_ref().and_then(|terms| lookups.rules.get(terms.id.as_str()));
    let said_due = row.date(Role::DueDate);
    let date = row.needed_date(Role::Date);
    let state = state(row);
    let tax_total = row.amount(Role::Tax).map(|tax| round_half_up(tax, &currency));
    let ship_date = row.date(Role::ShipDate);
    let date = date?;
    Some(Invoice {
        number: row.text(Role::Number).or_else(|| row.text(Role::Id)),
        reference: row.text(Role::Reference),
        date,
        due_date: said_due.or_else(|| rule.and_then(|rule| due(date, *rule))),
        customer,
        terms,
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

/// The record that a word stands for. Two records of that name are a problem; none at all is told, and the word stays.
fn referred(row: &mut RowReader<'_>, role: Role, word: String, directory: &Directory) -> RecordRef {
    if word.is_empty() || directory.is_empty() {
        return RecordRef::new(word);
    }
    match directory.meant(word.clone()) {
        Meant::One(of) => of,
        Meant::Several(ids) => {
            row.not_one(role, &ids);
            RecordRef::new(word)
        }
        Meant::Unknown(of) => {
            row.unknown(role);
            of
        }
    }
}

fn item_line(
    documents: &Documents<'_>,
    at: At<'_>,
    currency: &Currency,
    problems: &mut Vec<RowProblem>,
) -> Option<InvoiceLine> {
    let mut row = RowReader::new(at.bound, at.row);
    let quantity = row.amount(Role::Quantity);
    let unit_price = row.amount(Role::UnitPrice);
    let discount_percent = discount(&mut row);
    let written = row.amount(Role::Amount);
    let amount = match (written, row.problems.is_empty()) {
        (Some(amount), _) => Some(round_half_up(amount, currency)),
        (None, true) => computed(&mut row, quantity, unit_price, discount_percent, currency),
        (None, false) => None,
    };
    let item = row.text(Role::Item);
    let item = item.map(|item| referred(&mut row, Role::Item, item, &documents.lookups.items));
    let line = amount.map(|amount| InvoiceLine {
        kind: if item.is_some() { LineKind::Item } else { LineKind::Text },
        description: row
            .text(Role::Description)
            .or_else(|| item.as_ref().and_then(|item| item.name.clone())),
        tax_code: row.text(Role::TaxCode).map(RecordRef::new),
        class: row.text(Role::Class).map(RecordRef::new),
        item,
        account: None,
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
        account: None,
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

fn state(row: &mut RowReader<'_>) -> DocumentState {
    match &row.bound.profile.final_when {
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
    let header = documents.lines.map(|_| &group.header);
    let rows = || header.into_iter().chain(&group.lines);
    let raw = rows().map(|at| at.bound.raw(at.row)).collect();
    let places = rows().map(|at| at.bound.table.place(at.row.line)).collect();
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
