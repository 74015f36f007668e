//! Items as sent. Invariant: quantities are only said when an item is created; later they belong to the ledger.

use rust_decimal::Decimal;
use serde_json::Value;
use tieout_connect::ledger::{Operation, Write};
use tieout_domain::Failure;
use tieout_domain::objects::{Item, ItemType};

use super::{Body, number};
use crate::quickbooks::map::type_word;

pub fn item(body: &mut Body, item: &Item, write: &Write) -> Result<(), Failure> {
    body.text("Name", Some(&item.name));
    body.text("Sku", item.sku.as_deref());
    body.text("Description", item.description.as_deref());
    body.text("PurchaseDesc", item.purchase_description.as_deref());
    body.reference("IncomeAccountRef", item.income_account.as_ref());
    body.reference("ExpenseAccountRef", item.expense_account.as_ref());
    body.reference("AssetAccountRef", item.asset_account.as_ref());
    body.reference("PrefVendorRef", item.vendor.as_ref());
    if let Some(price) = item.unit_price {
        body.set("UnitPrice", number(price.normalize())?);
    }
    if let Some(cost) = item.purchase_cost {
        body.set("PurchaseCost", number(cost.normalize())?);
    }
    if let Some(taxable) = item.taxable {
        body.set("Taxable", Value::Bool(taxable));
    }
    if write.operation == Operation::Create {
        let word = type_word(item.item_type).ok_or_else(|| Failure::internal("a type of item that is only read"))?;
        body.text("Type", Some(word));
        if item.item_type == ItemType::Inventory {
            body.set("TrackQtyOnHand", Value::Bool(true));
            body.set(
                "QtyOnHand",
                number(item.quantity_on_hand.unwrap_or(Decimal::ZERO).normalize())?,
            );
            body.date("InvStartDate", item.tracked_since);
        }
    }
    Ok(())
}
