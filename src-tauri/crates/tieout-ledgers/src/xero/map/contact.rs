//! Contacts. Every contact can be invoiced, so every contact is a customer; a vendor is one that has had a bill (`IsSupplier`).
//!
//! Our reference is the whole `ContactNumber`, which is unique, kept for apps, and shown as contact code.

use tieout_domain::objects::{Address, Party};
use tieout_domain::{Currency, Marker, Object, RecordRef};

use super::{Mapped, term};
use crate::xero::wire::{self, Contact};

pub fn customer(wire: Contact) -> Result<Mapped, String> {
    let sales = wire.payment_terms.clone().and_then(|terms| terms.sales);
    let party = shared(&wire, sales)?;
    Ok(mapped(wire, Object::Customer(party)))
}

/// `None` for contacts nobody has bought from yet.
pub fn vendor(wire: Contact) -> Result<Option<Mapped>, String> {
    if wire.is_supplier != Some(true) {
        return Ok(None);
    }
    let bills = wire.payment_terms.clone().and_then(|terms| terms.bills);
    let party = Party {
        balance: None,
        ..shared(&wire, bills)?
    };
    Ok(Some(mapped(wire, Object::Vendor(party))))
}

fn mapped(wire: Contact, object: Object) -> Mapped {
    Mapped {
        // Archived, and erased at a person's request: both can be on no new document.
        active: wire.contact_status.as_deref().is_none_or(|status| status == "ACTIVE"),
        deleted: false,
        marker: wire.contact_number.as_deref().and_then(Marker::parse),
        version: Vec::new(),
        id: wire.contact_id,
        object,
    }
}

fn shared(wire: &Contact, terms: Option<wire::Terms>) -> Result<Party, String> {
    let names: Vec<&str> = [&wire.first_name, &wire.last_name]
        .into_iter()
        .flatten()
        .map(String::as_str)
        .collect();
    let currency = wire.default_currency.clone().map(Currency::try_from).transpose();
    let address = |kind: &str| {
        let found = wire
            .addresses
            .iter()
            .find(|address| address.address_type.as_deref() == Some(kind));
        found.cloned().and_then(address)
    };
    let outstanding = wire
        .balances
        .as_ref()
        .and_then(|balances| balances.accounts_receivable.as_ref()?.outstanding);
    Ok(Party {
        name: wire.name.clone().ok_or("it has no name")?,
        contact_name: (!names.is_empty()).then(|| names.join(" ")),
        email: wire.email_address.clone(),
        phone: phone(wire, "DEFAULT"),
        fax: phone(wire, "FAX"),
        website: wire.website.clone(),
        tax_number: wire.tax_number.clone(),
        account_number: wire.account_number.clone(),
        bill_to: address("POBOX"),
        ship_to: address("STREET"),
        terms: terms.and_then(term::reference).map(RecordRef::new),
        currency: currency.map_err(|error| error.to_string())?,
        balance: outstanding.map(|number| number.0),
        ..Party::default()
    })
}

/// Country and area code before the number; we only ever send a whole number.
fn phone(wire: &Contact, kind: &str) -> Option<String> {
    let phone = wire
        .phones
        .iter()
        .find(|phone| phone.phone_type.as_deref() == Some(kind))?;
    let parts = [&phone.phone_country_code, &phone.phone_area_code, &phone.phone_number];
    let words: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

fn address(wire: wire::Address) -> Option<Address> {
    let lines = [
        wire.address_line1,
        wire.address_line2,
        wire.address_line3,
        wire.address_line4,
    ];
    let address = Address {
        lines: lines.into_iter().flatten().collect(),
        city: wire.city,
        region: wire.region,
        postal_code: wire.postal_code,
        country: wire.country,
    };
    (!address.is_empty()).then_some(address)
}
