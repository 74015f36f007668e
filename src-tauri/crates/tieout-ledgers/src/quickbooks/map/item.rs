//! Items. They have no free member for our reference: their unique name is the handle (`probe`).

use tieout_domain::Object;
use tieout_domain::objects::{Item, ItemType};

use super::{bare, date, path_name};
use crate::quickbooks::wire;

pub fn read(wire: wire::Item, active: bool) -> Result<Object, String> {
    let item_type = match wire.item_type.as_deref() {
        Some("Service") => ItemType::Service,
        Some("NonInventory") => ItemType::NonInventory,
        Some("Inventory") => ItemType::Inventory,
        Some("Category") => ItemType::Category,
        _ => ItemType::Other,
    };
    Ok(Object::Item(Item {
        name: bare(wire.name, active)?,
        full_name: path_name(wire.fully_qualified_name, active),
        sku: wire.sku,
        description: wire.description,
        purchase_description: wire.purchase_desc,
        item_type,
        unit_price: wire.unit_price.map(|number| number.0),
        purchase_cost: wire.purchase_cost.map(|number| number.0),
        income_account: wire.income_account_ref.map(Into::into),
        expense_account: wire.expense_account_ref.map(Into::into),
        asset_account: wire.asset_account_ref.map(Into::into),
        taxable: wire.taxable,
        quantity_on_hand: wire.qty_on_hand.map(|number| number.0),
        tracked_since: wire.inv_start_date.as_deref().map(date).transpose()?,
        vendor: wire.pref_vendor_ref.map(Into::into),
    }))
}

/// The word for a type we may create; `None` for what is only read.
pub const fn type_word(item_type: ItemType) -> Option<&'static str> {
    match item_type {
        ItemType::Service => Some("Service"),
        ItemType::NonInventory => Some("NonInventory"),
        ItemType::Inventory => Some("Inventory"),
        ItemType::Category | ItemType::Other => None,
    }
}
