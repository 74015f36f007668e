//! Invoices on the wire.

use serde::Deserialize;

use super::{Address, Number, Ref};

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Invoice {
    pub txn_date: String,
    pub customer_ref: Ref,
    pub total_amt: Number,
    #[serde(default)]
    pub doc_number: Option<String>,
    #[serde(default)]
    pub due_date: Option<String>,
    #[serde(default)]
    pub sales_term_ref: Option<Ref>,
    #[serde(default)]
    pub currency_ref: Option<Ref>,
    #[serde(default)]
    pub line: Vec<Line>,
    #[serde(default)]
    pub txn_tax_detail: Option<TaxDetail>,
    #[serde(default)]
    pub balance: Option<Number>,
    #[serde(default)]
    pub private_note: Option<String>,
    #[serde(default)]
    pub bill_addr: Option<Address>,
    #[serde(default)]
    pub ship_addr: Option<Address>,
    #[serde(default)]
    pub ship_date: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TaxDetail {
    pub total_tax: Option<Number>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Line {
    pub description: Option<String>,
    pub amount: Option<Number>,
    pub detail_type: Option<String>,
    pub sales_item_line_detail: Option<SalesItem>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SalesItem {
    pub item_ref: Option<Ref>,
    pub class_ref: Option<Ref>,
    pub tax_code_ref: Option<Ref>,
    pub unit_price: Option<Number>,
    pub qty: Option<Number>,
}
