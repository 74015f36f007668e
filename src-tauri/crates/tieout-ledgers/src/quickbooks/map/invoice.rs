//! Invoices. Our reference is in `PrivateNote`, which cannot be queried: it is compared here.

use rust_decimal::Decimal;
use tieout_domain::objects::{DocumentState, Invoice, InvoiceLine, LineKind};
use tieout_domain::{Currency, Object};

use super::{Context, Mapped, date, note, party};
use crate::quickbooks::wire;

/// The item that stands for shipping on every sales form.
pub const SHIPPING_ITEM: &str = "SHIPPING_ITEM_ID";

/// Lines come back in this order whatever was sent: items and texts, shipping, discount.
pub const fn line_rank(kind: LineKind) -> u8 {
    match kind {
        LineKind::Item | LineKind::Text => 0,
        LineKind::Shipping => 1,
        LineKind::Discount => 2,
    }
}

pub fn read(wire: wire::Invoice, context: &Context) -> Mapped {
    let currency = match wire.currency_ref {
        Some(currency) => Currency::try_from(currency.value).map_err(|error| error.to_string())?,
        None => context.home_currency.clone().ok_or("it names no currency")?,
    };
    let mut lines = wire
        .line
        .into_iter()
        .filter_map(|line| self::line(line).transpose())
        .collect::<Result<Vec<_>, _>>()?;
    lines.sort_by_key(|line| line_rank(line.kind));
    let voided = wire
        .private_note
        .as_deref()
        .is_some_and(|note| note.starts_with("Voided"));
    let state = if voided && wire.total_amt.0.is_zero() {
        DocumentState::Void
    } else {
        DocumentState::Final
    };
    let note = note::Note::parse(wire.private_note);
    let invoice = Invoice {
        number: wire.doc_number,
        reference: note.reference,
        date: date(&wire.txn_date)?,
        due_date: wire.due_date.as_deref().map(date).transpose()?,
        customer: wire.customer_ref.into(),
        terms: wire.sales_term_ref.map(Into::into),
        currency,
        lines,
        tax_total: wire.txn_tax_detail.and_then(|tax| tax.total_tax).map(|number| number.0),
        total: wire.total_amt.0,
        balance: wire.balance.map(|number| number.0),
        memo: note.memo,
        bill_to: wire.bill_addr.and_then(party::address),
        ship_to: wire.ship_addr.and_then(party::address),
        ship_date: wire.ship_date.as_deref().map(date).transpose()?,
        purchase_order: note.purchase_order,
        state,
    };
    Ok((Object::Invoice(invoice), note.marker))
}

/// `None` for lines the ledger adds by itself.
fn line(wire: wire::Line) -> Result<Option<InvoiceLine>, String> {
    let amount = wire.amount.map(|number| number.0);
    let detail = wire.sales_item_line_detail.unwrap_or_default();
    let kind = match wire.detail_type.as_deref() {
        Some("SubTotalLineDetail") => return Ok(None),
        Some("DiscountLineDetail") => LineKind::Discount,
        Some("DescriptionOnly" | "DescriptionLineDetail") => LineKind::Text,
        _ if detail.item_ref.as_ref().is_some_and(|item| item.value == SHIPPING_ITEM) => LineKind::Shipping,
        _ => LineKind::Item,
    };
    let amount = match (kind, amount) {
        (LineKind::Text, amount) => amount.unwrap_or(Decimal::ZERO),
        (LineKind::Discount, Some(amount)) => -amount,
        (_, Some(amount)) => amount,
        (_, None) => return Err("a line has no amount".to_owned()),
    };
    Ok(Some(InvoiceLine {
        kind,
        item: detail.item_ref.filter(|_| kind == LineKind::Item).map(Into::into),
        account: None,
        description: wire.description,
        quantity: detail.qty.map(|number| number.0),
        unit_price: detail.unit_price.map(|number| number.0),
        discount_percent: None,
        amount,
        tax_code: detail.tax_code_ref.map(Into::into),
        class: detail.class_ref.map(Into::into),
    }))
}
