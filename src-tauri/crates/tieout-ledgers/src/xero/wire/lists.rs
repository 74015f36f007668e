//! Organisation, accounts, tax rates, tracking categories, items.

use serde::Deserialize;

use super::{Number, PaymentTerms};

/// Lock dates are absent while none is set.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Organisation {
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub legal_name: Option<String>,
    #[serde(default)]
    pub pays_tax: Option<bool>,
    #[serde(default)]
    pub base_currency: Option<String>,
    #[serde(default)]
    pub country_code: Option<String>,
    #[serde(default)]
    pub period_lock_date: Option<String>,
    #[serde(default)]
    pub end_of_year_lock_date: Option<String>,
    #[serde(default)]
    pub timezone: Option<String>,
    #[serde(default)]
    pub class: Option<String>,
    #[serde(default)]
    pub edition: Option<String>,
    #[serde(default)]
    pub payment_terms: Option<PaymentTerms>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Currency {
    #[serde(default)]
    pub code: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Account {
    #[serde(rename = "AccountID")]
    pub account_id: String,
    #[serde(default)]
    pub code: Option<String>,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default, rename = "Type")]
    pub kind: Option<String>,
    #[serde(default)]
    pub bank_account_type: Option<String>,
    #[serde(default)]
    pub system_account: Option<String>,
    #[serde(default)]
    pub status: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TaxRate {
    pub tax_type: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub effective_rate: Option<Number>,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub can_apply_to_revenue: Option<bool>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TrackingCategory {
    #[serde(rename = "TrackingCategoryID")]
    pub tracking_category_id: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub status: Option<String>,
    #[serde(default)]
    pub options: Vec<TrackingOption>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TrackingOption {
    #[serde(rename = "TrackingOptionID")]
    pub tracking_option_id: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub status: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Item {
    pub code: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub purchase_description: Option<String>,
    #[serde(default)]
    pub inventory_asset_account_code: Option<String>,
    #[serde(default)]
    pub is_tracked_as_inventory: Option<bool>,
    #[serde(default)]
    pub quantity_on_hand: Option<Number>,
    #[serde(default)]
    pub sales_details: Details,
    #[serde(default)]
    pub purchase_details: Details,
}

/// One side of an item. Tracked items book their cost to `COGSAccountCode`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Details {
    #[serde(default)]
    pub unit_price: Option<Number>,
    #[serde(default)]
    pub account_code: Option<String>,
    #[serde(default, rename = "COGSAccountCode")]
    pub cogs_account_code: Option<String>,
}
