//! Invoices. Not here: numbering and reference policy (plan).
//! Invariant: `total` equals the sum of the line amounts plus tax; `Invoice::sum` proves it.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::Address;
use crate::{Currency, RecordRef};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DocumentState {
    Draft,
    Final,
    Void,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    Item,
    Shipping,
    /// A negative amount against the whole document.
    Discount,
    Text,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvoiceLine {
    pub kind: LineKind,
    pub item: Option<RecordRef>,
    /// Where the amount is booked, for lines that have no item to say it.
    pub account: Option<RecordRef>,
    pub description: Option<String>,
    pub quantity: Option<Decimal>,
    /// Price of one unit before any discount of the line.
    pub unit_price: Option<Decimal>,
    /// Line discount in percent, already taken off `amount`.
    pub discount_percent: Option<Decimal>,
    /// Net amount, in the currency's smallest unit.
    pub amount: Decimal,
    pub tax_code: Option<RecordRef>,
    pub class: Option<RecordRef>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invoice {
    pub number: Option<String>,
    /// The other system's number where it keeps its own (reference with prefix, C-14).
    pub reference: Option<String>,
    pub date: Date,
    pub due_date: Option<Date>,
    pub customer: RecordRef,
    pub terms: Option<RecordRef>,
    pub currency: Currency,
    pub lines: Vec<InvoiceLine>,
    pub tax_total: Option<Decimal>,
    pub total: Decimal,
    /// What is still unpaid, where the ledger says.
    pub balance: Option<Decimal>,
    pub memo: Option<String>,
    pub bill_to: Option<Address>,
    pub ship_to: Option<Address>,
    pub ship_date: Option<Date>,
    pub purchase_order: Option<String>,
    pub state: DocumentState,
}

impl Invoice {
    /// Lines plus tax; `None` when the sum does not fit a decimal.
    pub fn sum(&self) -> Option<Decimal> {
        let start = self.tax_total.unwrap_or_default();
        self.lines
            .iter()
            .try_fold(start, |sum, line| sum.checked_add(line.amount))
    }
}
