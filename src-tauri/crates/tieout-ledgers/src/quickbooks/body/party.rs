//! Customers and vendors as sent. Invariant: `Notes` and `AcctNum` of a record we did not create are only sent when the user changed them.

use serde_json::{Map, Value};
use tieout_connect::ledger::{Operation, Write};
use tieout_domain::objects::{Address, Party};

use super::{Body, Facts};
use crate::quickbooks::map::stamp;

pub fn customer(body: &mut Body, party: &Party, write: &Write, facts: &Facts) {
    shared(body, party, write, facts);
    stamped(body, "Notes", party.notes.as_deref(), write);
    body.text("ResaleNum", party.tax_number.as_deref());
    body.reference("SalesTermRef", party.terms.as_ref());
    if let Some(ship_to) = &party.ship_to {
        address(body, "ShipAddr", ship_to);
    }
    if party.parent.is_some() {
        body.reference("ParentRef", party.parent.as_ref());
        body.set("Job", Value::Bool(true));
    }
}

pub fn vendor(body: &mut Body, party: &Party, write: &Write, facts: &Facts) {
    shared(body, party, write, facts);
    stamped(body, "AcctNum", party.account_number.as_deref(), write);
    body.text("TaxIdentifier", party.tax_number.as_deref());
    body.reference("TermRef", party.terms.as_ref());
}

/// A create always carries our reference; an update only touches the member when we own its text.
fn stamped(body: &mut Body, member: &str, text: Option<&str>, write: &Write) {
    if write.operation == Operation::Create || text.is_some() {
        body.set(member, Value::from(stamp(text, &write.marker)));
    }
}

fn shared(body: &mut Body, party: &Party, write: &Write, facts: &Facts) {
    body.text("DisplayName", Some(&party.name));
    body.text("CompanyName", party.company_name.as_deref());
    if let Some(contact) = &party.contact_name {
        // The last word is the family name; reading joins them again.
        let (given, family) = contact
            .rsplit_once(' ')
            .map_or((contact.as_str(), None), |(given, family)| (given, Some(family)));
        body.text("GivenName", Some(given));
        body.text("FamilyName", family);
    }
    body.wrapped("PrimaryEmailAddr", "Address", party.email.as_deref());
    body.wrapped("PrimaryPhone", "FreeFormNumber", party.phone.as_deref());
    body.wrapped("Fax", "FreeFormNumber", party.fax.as_deref());
    body.wrapped("WebAddr", "URI", party.website.as_deref());
    if let Some(bill_to) = &party.bill_to {
        address(body, "BillAddr", bill_to);
    }
    // Fixed once the record exists.
    if write.operation == Operation::Create && facts.multi_currency {
        body.wrapped(
            "CurrencyRef",
            "value",
            party.currency.as_ref().map(tieout_domain::Currency::as_str),
        );
    }
}

pub fn address(body: &mut Body, name: &str, address: &Address) {
    const LINES: [&str; 5] = ["Line1", "Line2", "Line3", "Line4", "Line5"];
    let mut members = Map::new();
    let lines = LINES.into_iter().zip(address.lines.iter().map(Some));
    let rest = [
        ("City", address.city.as_ref()),
        ("CountrySubDivisionCode", address.region.as_ref()),
        ("PostalCode", address.postal_code.as_ref()),
        ("Country", address.country.as_ref()),
    ];
    for (member, value) in lines.chain(rest) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            members.insert(member.to_owned(), Value::from(value.as_str()));
        }
    }
    if !members.is_empty() {
        body.set(name, Value::Object(members));
    }
}
