//! Items (parts, products, services). Not here: stock keeping; the operational system owns quantities.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::RecordRef;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ItemType {
    Service,
    NonInventory,
    Inventory,
    /// A heading, never on a document line.
    Category,
    /// Any other kind the ledger has (bundle, discount, shipping); read, never written.
    Other,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    pub name: String,
    pub full_name: Option<String>,
    pub sku: Option<String>,
    pub description: Option<String>,
    pub purchase_description: Option<String>,
    pub item_type: ItemType,
    /// Default resale price per unit.
    pub unit_price: Option<Decimal>,
    /// Default cost per unit.
    pub purchase_cost: Option<Decimal>,
    pub income_account: Option<RecordRef>,
    pub expense_account: Option<RecordRef>,
    pub asset_account: Option<RecordRef>,
    pub taxable: Option<bool>,
    /// Informational; written only when the setting says so.
    pub quantity_on_hand: Option<Decimal>,
    /// Stock is tracked from this day; required by some ledgers when an inventory item is created.
    pub tracked_since: Option<jiff::civil::Date>,
    pub vendor: Option<RecordRef>,
}
