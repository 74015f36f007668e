//! What a record says for each role: the way back of `map`.
//!
//! Not here: ids and formats. Invariant: each role that `map` reads for a list kind is written from the same field.

use rust_decimal::Decimal;
use tieout_domain::objects::{Address, Item, Party};
use tieout_domain::{Object, RecordRef};

use super::super::profile::{Column, Role};
use super::{Value, words};

/// The value of a role; `nth` is the line of an address that a street column holds.
pub fn of(object: &Object, role: Role, nth: usize, column: Option<&Column>) -> Value {
    match object {
        Object::Customer(party) | Object::Vendor(party) => of_party(party, role, nth),
        Object::Item(item) => of_item(item, role, column),
        Object::Account(_) | Object::TaxCode(_) | Object::Term(_) | Object::Class(_) | Object::Invoice(_) => {
            Value::Empty
        }
    }
}

fn text(text: Option<&String>) -> Value {
    text.map_or(Value::Empty, |text| Value::Text(text.clone()))
}

fn number(amount: Option<Decimal>) -> Value {
    amount.map_or(Value::Empty, Value::Number)
}

/// In the source's terms a reference is what its column holds.
fn reference(reference: Option<&RecordRef>) -> Value {
    reference.map_or(Value::Empty, |reference| Value::Text(reference.id.to_string()))
}

fn of_party(party: &Party, role: Role, nth: usize) -> Value {
    match role {
        Role::Name => Value::Text(party.name.clone()),
        Role::CompanyName => text(party.company_name.as_ref()),
        Role::ContactName => text(party.contact_name.as_ref()),
        Role::Email => text(party.email.as_ref()),
        Role::Phone => text(party.phone.as_ref()),
        Role::Fax => text(party.fax.as_ref()),
        Role::Website => text(party.website.as_ref()),
        Role::TaxNumber => text(party.tax_number.as_ref()),
        Role::AccountNumber => text(party.account_number.as_ref()),
        Role::Notes => text(party.notes.as_ref()),
        Role::Terms => reference(party.terms.as_ref()),
        Role::Currency => party
            .currency
            .as_ref()
            .map_or(Value::Empty, |currency| Value::Text(currency.to_string())),
        Role::Street | Role::Street2 => text(line(party.bill_to.as_ref(), nth)),
        Role::City => text(part(party.bill_to.as_ref(), |address| &address.city)),
        Role::Region => text(part(party.bill_to.as_ref(), |address| &address.region)),
        Role::PostalCode => text(part(party.bill_to.as_ref(), |address| &address.postal_code)),
        Role::Country => text(part(party.bill_to.as_ref(), |address| &address.country)),
        Role::ShipName | Role::ShipStreet | Role::ShipStreet2 => text(line(party.ship_to.as_ref(), nth)),
        Role::ShipCity => text(part(party.ship_to.as_ref(), |address| &address.city)),
        Role::ShipRegion => text(part(party.ship_to.as_ref(), |address| &address.region)),
        Role::ShipPostalCode => text(part(party.ship_to.as_ref(), |address| &address.postal_code)),
        Role::ShipCountry => text(part(party.ship_to.as_ref(), |address| &address.country)),
        _ => Value::Empty,
    }
}

fn line(address: Option<&Address>, nth: usize) -> Option<&String> {
    address.and_then(|address| address.lines.get(nth))
}

fn part(address: Option<&Address>, of: fn(&Address) -> &Option<String>) -> Option<&String> {
    address.and_then(|address| of(address).as_ref())
}

fn of_item(item: &Item, role: Role, column: Option<&Column>) -> Value {
    match role {
        Role::Name => Value::Text(item.name.clone()),
        Role::Sku => text(item.sku.as_ref()),
        Role::Description => text(item.description.as_ref()),
        Role::PurchaseDescription => text(item.purchase_description.as_ref()),
        Role::ItemType => words::item_type(column, item.item_type).map_or(Value::Empty, Value::Text),
        Role::UnitPrice => number(item.unit_price),
        Role::PurchaseCost => number(item.purchase_cost),
        Role::QuantityOnHand => number(item.quantity_on_hand),
        Role::TrackedSince => item.tracked_since.map_or(Value::Empty, Value::Date),
        Role::Vendor => reference(item.vendor.as_ref()),
        _ => Value::Empty,
    }
}
