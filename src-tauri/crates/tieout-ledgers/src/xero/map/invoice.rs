//! Sales invoices. Bills are in the same list and are left out.
//!
//! Our reference is our own number in `Reference`, which the ledger neither changes nor keeps unique; no member is left for more.

use rust_decimal::Decimal;
use tieout_domain::objects::{DocumentState, Invoice, InvoiceLine, LineKind};
use tieout_domain::{Currency, Object, RecordRef};

use super::{Context, Mapped};
use crate::xero::tax::Mode;
use crate::xero::wire;

pub fn read(wire: wire::Invoice, context: &Context) -> Result<Option<Mapped>, String> {
    if wire.kind != "ACCREC" {
        return Ok(None);
    }
    let currency = match wire.currency_code {
        Some(code) => Currency::try_from(code).map_err(|error| error.to_string())?,
        None => context.base_currency.clone().ok_or("it names no currency")?,
    };
    let mode = Mode::from_word(wire.line_amount_types.as_deref());
    let status = wire.status.as_deref().unwrap_or_default();
    let version = wire.line_items.iter().filter_map(|line| line.line_item_id.clone());
    let version = version.collect();
    let lines = wire.line_items.into_iter().map(|line| self::line(line, mode));
    let customer = RecordRef::new(wire.contact.contact_id);
    let invoice = Invoice {
        number: wire.invoice_number,
        reference: wire.reference,
        date: day(&wire.date)?,
        due_date: wire.due_date.as_deref().map(day).transpose()?,
        customer: match wire.contact.name {
            Some(name) => customer.named(name),
            None => customer,
        },
        terms: None,
        currency,
        lines: lines.collect::<Result<_, _>>()?,
        tax_total: wire.total_tax.map(|number| number.0).filter(|tax| !tax.is_zero()),
        total: wire.total.0,
        balance: wire.amount_due.map(|number| number.0),
        memo: None,
        bill_to: None,
        ship_to: None,
        ship_date: None,
        purchase_order: None,
        state: match status {
            "DRAFT" | "SUBMITTED" => DocumentState::Draft,
            "VOIDED" => DocumentState::Void,
            _ => DocumentState::Final,
        },
    };
    Ok(Some(Mapped {
        id: wire.invoice_id,
        active: true,
        deleted: status == "DELETED",
        marker: None,
        version,
        object: Object::Invoice(invoice),
    }))
}

/// Amounts that hold their tax are read without it.
fn line(wire: wire::Line, mode: Mode) -> Result<InvoiceLine, String> {
    let number = |number: Option<wire::Number>| number.map(|number| number.0);
    let gross = number(wire.line_amount);
    let tax = number(wire.tax_amount)
        .filter(|_| mode == Mode::Inclusive)
        .unwrap_or_default();
    let amount = gross
        .unwrap_or_default()
        .checked_sub(tax)
        .ok_or("a line's amount is too large")?;
    let account = wire.account_code.or(wire.account_id);
    let kind = match (&wire.item_code, &account) {
        (None, None) if amount.is_zero() => LineKind::Text,
        (None, _) if amount.is_sign_negative() && !amount.is_zero() => LineKind::Discount,
        _ => LineKind::Item,
    };
    if gross.is_none() && kind != LineKind::Text {
        return Err("a line has no amount".to_owned());
    }
    let worded = kind != LineKind::Text;
    Ok(InvoiceLine {
        kind,
        item: wire.item_code.map(RecordRef::new),
        account: account.map(RecordRef::new),
        description: wire.description,
        quantity: number(wire.quantity).filter(|_| worded),
        unit_price: number(wire.unit_amount).filter(|_| worded),
        discount_percent: number(wire.discount_rate).filter(|percent| !percent.is_zero()),
        amount: if worded { amount } else { Decimal::ZERO },
        tax_code: wire.tax_type.filter(|_| worded).map(RecordRef::new),
        class: wire.tracking.into_iter().find_map(class),
    })
}

fn class(wire: wire::Tracking) -> Option<RecordRef> {
    let id = format!("{}/{}", wire.tracking_category_id?, wire.tracking_option_id?);
    let class = RecordRef::new(id);
    Some(match wire.option {
        Some(option) => class.named(option),
        None => class,
    })
}

fn day(text: &str) -> Result<jiff::civil::Date, String> {
    wire::date(text).ok_or_else(|| format!("`{text}` is not a date"))
}
