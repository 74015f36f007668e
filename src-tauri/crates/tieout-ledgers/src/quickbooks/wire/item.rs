//! Items on the wire.

use serde::Deserialize;

use super::{Number, Ref};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Item {
    pub name: Option<String>,
    pub fully_qualified_name: Option<String>,
    pub sku: Option<String>,
    pub description: Option<String>,
    pub purchase_desc: Option<String>,
    #[serde(rename = "Type")]
    pub item_type: Option<String>,
    pub unit_price: Option<Number>,
    pub purchase_cost: Option<Number>,
    pub income_account_ref: Option<Ref>,
    pub expense_account_ref: Option<Ref>,
    pub asset_account_ref: Option<Ref>,
    pub taxable: Option<bool>,
    pub qty_on_hand: Option<Number>,
    pub inv_start_date: Option<String>,
    pub pref_vendor_ref: Option<Ref>,
}
