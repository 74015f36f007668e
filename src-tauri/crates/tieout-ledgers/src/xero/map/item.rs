//! Items. They have no member for our reference: their code, which is unique, is the handle (`probe`).

use tieout_domain::objects::{Item, ItemType};
use tieout_domain::{Object, RecordRef, text};

use super::Mapped;
use crate::xero::wire::{self, Details};

/// Longest code of an item.
pub const CODE_MAX: usize = 30;

pub fn read(wire: wire::Item) -> Result<Mapped, String> {
    let tracked = wire.is_tracked_as_inventory == Some(true) || wire.inventory_asset_account_code.is_some();
    let number = |details: &Details| details.unit_price.map(|number| number.0);
    let bought = &wire.purchase_details;
    let expense = bought.account_code.clone().or_else(|| bought.cogs_account_code.clone());
    let item = Item {
        name: wire.name.clone().unwrap_or_else(|| wire.code.clone()),
        full_name: None,
        sku: Some(wire.code.clone()),
        description: wire.description,
        purchase_description: wire.purchase_description,
        item_type: if tracked {
            ItemType::Inventory
        } else {
            ItemType::NonInventory
        },
        unit_price: number(&wire.sales_details),
        purchase_cost: number(bought),
        income_account: wire.sales_details.account_code.map(RecordRef::new),
        expense_account: expense.map(RecordRef::new),
        asset_account: wire.inventory_asset_account_code.map(RecordRef::new),
        taxable: None,
        quantity_on_hand: wire.quantity_on_hand.map(|number| number.0),
        tracked_since: None,
        vendor: None,
    };
    Ok(Mapped {
        id: wire.code,
        active: true,
        deleted: false,
        marker: None,
        version: Vec::new(),
        object: Object::Item(item),
    })
}

/// The code a new item gets: its own, or its name where it has none.
pub fn code_of(name: &str, own: Option<&str>) -> String {
    text::shorten(own.unwrap_or(name), CODE_MAX)
}
