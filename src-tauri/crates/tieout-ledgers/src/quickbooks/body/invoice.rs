//! Invoices as sent. Invariant: an update carries the whole set of lines, since lines left out vanish.

use serde_json::{Value, json};
use tieout_connect::ledger::{Operation, Write};
use tieout_domain::objects::{Invoice, InvoiceLine, LineKind};
use tieout_domain::{ErrorCode, Failure, Recovery};

use super::party::address;
use super::{Body, Facts, amount, number};
use crate::quickbooks::map::{Note, SHIPPING_ITEM};

pub fn invoice(body: &mut Body, invoice: &Invoice, write: &Write, facts: &Facts) -> Result<(), Failure> {
    body.text("DocNumber", invoice.number.as_deref());
    body.date("TxnDate", Some(invoice.date));
    body.date("DueDate", invoice.due_date);
    body.date("ShipDate", invoice.ship_date);
    body.reference("CustomerRef", Some(&invoice.customer));
    body.reference("SalesTermRef", invoice.terms.as_ref());
    if facts.multi_currency {
        body.wrapped("CurrencyRef", "value", Some(invoice.currency.as_str()));
    }
    private_note(body, invoice, write);
    if let Some(bill_to) = &invoice.bill_to {
        address(body, "BillAddr", bill_to);
    }
    if let Some(ship_to) = &invoice.ship_to {
        address(body, "ShipAddr", ship_to);
    }
    let lines = invoice.lines.iter().zip(1u32..).map(|(line, at)| self::line(line, at));
    body.set("Line", Value::Array(lines.collect::<Result<_, _>>()?));
    // US codes live on the line and need no more; any other code belongs to a company that must say how it counts.
    let abroad = |line: &InvoiceLine| {
        line.tax_code
            .as_ref()
            .is_some_and(|code| !matches!(code.id.as_str(), "TAX" | "NON"))
    };
    if invoice.lines.iter().any(abroad) {
        body.text("GlobalTaxCalculation", Some("TaxExcluded"));
    }
    if let Some(tax) = invoice.tax_total {
        body.set("TxnTaxDetail", json!({"TotalTax": amount(tax)?}));
    }
    Ok(())
}

fn private_note(body: &mut Body, invoice: &Invoice, write: &Write) {
    let texts = [&invoice.memo, &invoice.purchase_order, &invoice.reference];
    if write.operation != Operation::Create && texts.iter().all(|text| text.is_none()) {
        return;
    }
    let note = Note {
        memo: invoice.memo.clone(),
        purchase_order: invoice.purchase_order.clone(),
        reference: invoice.reference.clone(),
        marker: Some(write.marker.clone()),
    };
    body.text("PrivateNote", note.compose().as_deref());
}

fn line(line: &InvoiceLine, at: u32) -> Result<Value, Failure> {
    let mut body = Body::default();
    body.set("LineNum", Value::from(at));
    body.text("Description", line.description.as_deref());
    match line.kind {
        LineKind::Item | LineKind::Shipping => {
            body.set("Amount", amount(line.amount)?);
            body.text("DetailType", Some("SalesItemLineDetail"));
            body.set("SalesItemLineDetail", sales_item(line)?);
        }
        LineKind::Discount => {
            body.set("Amount", amount(-line.amount)?);
            body.text("DetailType", Some("DiscountLineDetail"));
            body.set("DiscountLineDetail", json!({"PercentBased": false}));
        }
        LineKind::Text if !line.amount.is_zero() => {
            // `fit` refuses it; a document short of an amount must not leave by another way either.
            return Err(Failure::new(ErrorCode::LineWithoutItem, Recovery::FixSource)
                .param("line", at)
                .param("amount", line.amount));
        }
        LineKind::Text => {
            body.text("DetailType", Some("DescriptionOnly"));
            body.set("DescriptionLineDetail", json!({}));
        }
    }
    Ok(Value::Object(body.members))
}

fn sales_item(line: &InvoiceLine) -> Result<Value, Failure> {
    let mut detail = Body::default();
    match line.kind {
        LineKind::Shipping => detail.wrapped("ItemRef", "value", Some(SHIPPING_ITEM)),
        _ => detail.reference("ItemRef", line.item.as_ref()),
    }
    if line.kind == LineKind::Item {
        if let Some(price) = line.unit_price {
            detail.set("UnitPrice", number(price.normalize())?);
        }
        if let Some(quantity) = line.quantity {
            detail.set("Qty", number(quantity.normalize())?);
        }
        detail.reference("ClassRef", line.class.as_ref());
    }
    detail.reference("TaxCodeRef", line.tax_code.as_ref());
    Ok(Value::Object(detail.members))
}
