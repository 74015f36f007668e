//! Items as sent. Invariant: the code of an item that exists is never changed: documents and our links name it by that.

use serde_json::Value;
use tieout_connect::ledger::{Operation, Write};
use tieout_domain::objects::{Item, ItemType};
use tieout_domain::{Failure, RecordRef};

use super::{Body, remote};
use crate::xero::map::code_of;

pub fn item(body: &mut Body, item: &Item, write: &Write) -> Result<(), Failure> {
    let created = write.operation == Operation::Create;
    let code = if created {
        code_of(&item.name, item.sku.as_deref())
    } else {
        remote(write)?.as_str().to_owned()
    };
    body.text("Code", Some(&code));
    body.text("Name", Some(&item.name));
    body.text("Description", item.description.as_deref());
    body.text("PurchaseDescription", item.purchase_description.as_deref());
    sales(body, item)?;
    purchase(body, item)?;
    // Tracking begins with its accounts and never ends by ours.
    if created && item.item_type == ItemType::Inventory {
        body.text(
            "InventoryAssetAccountCode",
            code_of_account(item.asset_account.as_ref()),
        );
    }
    Ok(())
}

fn sales(body: &mut Body, item: &Item) -> Result<(), Failure> {
    let mut sales = Body::default();
    sales.number("UnitPrice", item.unit_price)?;
    sales.text("AccountCode", code_of_account(item.income_account.as_ref()));
    nested(body, "SalesDetails", sales);
    Ok(())
}

fn purchase(body: &mut Body, item: &Item) -> Result<(), Failure> {
    let mut purchase = Body::default();
    purchase.number("UnitPrice", item.purchase_cost)?;
    let member = match item.item_type {
        ItemType::Inventory => "COGSAccountCode",
        _ => "AccountCode",
    };
    purchase.text(member, code_of_account(item.expense_account.as_ref()));
    nested(body, "PurchaseDetails", purchase);
    Ok(())
}

fn nested(body: &mut Body, name: &str, inner: Body) {
    if !inner.members.is_empty() {
        body.set(name, Value::Object(inner.members));
    }
}

fn code_of_account(account: Option<&RecordRef>) -> Option<&str> {
    account.map(|account| account.id.as_str())
}
