//! Contacts as sent. Invariant: `ContactNumber` is our reference and is only said when a contact is made: those of others are theirs.

use serde_json::{Map, Value, json};
use tieout_connect::ledger::{Operation, Write};
use tieout_domain::objects::{Address, Party};
use tieout_domain::{Currency, Failure};

use super::{Body, Facts, remote};
use crate::xero::map::term;

pub fn contact(body: &mut Body, party: &Party, write: &Write, facts: &Facts) -> Result<(), Failure> {
    if write.operation == Operation::Create {
        body.text("ContactNumber", Some(write.marker.as_str()));
        if facts.multi_currency {
            body.text("DefaultCurrency", party.currency.as_ref().map(Currency::as_str));
        }
    } else {
        body.text("ContactID", Some(remote(write)?.as_str()));
        // An update of an archived contact is planned only to have it back.
        body.text("ContactStatus", Some("ACTIVE"));
    }
    body.text("Name", Some(&party.name));
    body.text("AccountNumber", party.account_number.as_deref());
    if let Some(contact) = &party.contact_name {
        // The last word is the family name; reading joins them again.
        let (given, family) = contact
            .rsplit_once(' ')
            .map_or((contact.as_str(), None), |(given, family)| (given, Some(family)));
        body.text("FirstName", Some(given));
        body.text("LastName", family);
    }
    body.text("EmailAddress", party.email.as_deref());
    body.text("TaxNumber", party.tax_number.as_deref());
    addresses(body, party);
    phones(body, party);
    if let Some(terms) = party.terms.as_ref().and_then(|terms| term::said(terms.id.as_str())) {
        body.set("PaymentTerms", json!({"Sales": terms}));
    }
    Ok(())
}

fn addresses(body: &mut Body, party: &Party) {
    let both = [("POBOX", &party.bill_to), ("STREET", &party.ship_to)];
    let said = both
        .into_iter()
        .filter_map(|(kind, address)| Some(self::address(kind, address.as_ref()?)));
    let said: Vec<Value> = said.collect();
    if !said.is_empty() {
        body.set("Addresses", Value::Array(said));
    }
}

fn address(kind: &str, address: &Address) -> Value {
    const LINES: [&str; 4] = ["AddressLine1", "AddressLine2", "AddressLine3", "AddressLine4"];
    let mut members = Map::from_iter([("AddressType".to_owned(), Value::from(kind))]);
    let lines = LINES.into_iter().zip(address.lines.iter().map(Some));
    let rest = [
        ("City", address.city.as_ref()),
        ("Region", address.region.as_ref()),
        ("PostalCode", address.postal_code.as_ref()),
        ("Country", address.country.as_ref()),
    ];
    for (member, value) in lines.chain(rest) {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            members.insert(member.to_owned(), Value::from(value.as_str()));
        }
    }
    Value::Object(members)
}

fn phones(body: &mut Body, party: &Party) {
    let both = [("DEFAULT", &party.phone), ("FAX", &party.fax)];
    let said = both.into_iter().filter_map(|(kind, number)| {
        let number = number.as_ref().filter(|number| !number.is_empty())?;
        Some(json!({"PhoneType": kind, "PhoneNumber": number}))
    });
    let said: Vec<Value> = said.collect();
    if !said.is_empty() {
        body.set("Phones", Value::Array(said));
    }
}
