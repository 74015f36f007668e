//! Invoices; both sides of the ledger share one type.

use serde::Deserialize;

use super::Number;

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Invoice {
    #[serde(rename = "InvoiceID")]
    pub invoice_id: String,
    #[serde(rename = "Type")]
    pub kind: String,
    pub contact: ContactRef,
    #[serde(default)]
    pub invoice_number: Option<String>,
    #[serde(default)]
    pub reference: Option<String>,
    pub date: String,
    #[serde(default)]
    pub due_date: Option<String>,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub line_amount_types: Option<String>,
    #[serde(default)]
    pub line_items: Vec<Line>,
    #[serde(default)]
    pub currency_code: Option<String>,
    #[serde(default)]
    pub total_tax: Option<Number>,
    pub total: Number,
    #[serde(default)]
    pub amount_due: Option<Number>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ContactRef {
    #[serde(rename = "ContactID")]
    pub contact_id: String,
    #[serde(default)]
    pub name: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Line {
    #[serde(default, rename = "LineItemID")]
    pub line_item_id: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub quantity: Option<Number>,
    #[serde(default)]
    pub unit_amount: Option<Number>,
    #[serde(default)]
    pub item_code: Option<String>,
    #[serde(default)]
    pub account_code: Option<String>,
    #[serde(default, rename = "AccountID")]
    pub account_id: Option<String>,
    #[serde(default)]
    pub tax_type: Option<String>,
    #[serde(default)]
    pub tax_amount: Option<Number>,
    #[serde(default)]
    pub line_amount: Option<Number>,
    #[serde(default)]
    pub discount_rate: Option<Number>,
    #[serde(default)]
    pub tracking: Vec<Tracking>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Tracking {
    #[serde(default, rename = "TrackingCategoryID")]
    pub tracking_category_id: Option<String>,
    #[serde(default, rename = "TrackingOptionID")]
    pub tracking_option_id: Option<String>,
    #[serde(default)]
    pub option: Option<String>,
}
