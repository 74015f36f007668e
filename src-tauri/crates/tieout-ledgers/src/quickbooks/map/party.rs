//! Customers and vendors.
//!
//! Our reference: customers in `Notes`, vendors in `AcctNum` (100 characters, free for use and never masked; `TaxIdentifier`
//! comes back masked and vendors have no documented notes member).

use tieout_domain::objects::{Address, Party};
use tieout_domain::{Currency, Object};

use super::{Mapped, bare, note};
use crate::quickbooks::wire;

pub fn customer(wire: wire::Party, active: bool) -> Mapped {
    let (notes, marker) = note::unstamp(wire.notes.clone());
    let party = Party {
        notes,
        tax_number: wire.resale_num.clone(),
        terms: wire.sales_term_ref.clone().map(Into::into),
        parent: wire.parent_ref.clone().map(Into::into),
        ..shared(wire, active)?
    };
    Ok((Object::Customer(party), marker))
}

pub fn vendor(wire: wire::Party, active: bool) -> Mapped {
    let (account_number, marker) = note::unstamp(wire.acct_num.clone());
    // All but the last digits come back as X: what is not known is not said.
    let whole = |number: &String| !number.contains(['X', '*']);
    let party = Party {
        account_number,
        tax_number: wire.tax_identifier.clone().filter(whole),
        terms: wire.term_ref.clone().map(Into::into),
        ..shared(wire, active)?
    };
    Ok((Object::Vendor(party), marker))
}

fn shared(wire: wire::Party, active: bool) -> Result<Party, String> {
    let names = [wire.given_name, wire.middle_name, wire.family_name];
    let contact = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let currency = wire.currency_ref.map(|currency| Currency::try_from(currency.value));
    Ok(Party {
        name: bare(wire.display_name, active)?,
        company_name: wire.company_name,
        contact_name: (!contact.is_empty()).then_some(contact),
        email: wire.primary_email_addr.and_then(|mail| mail.address),
        phone: wire.primary_phone.and_then(|phone| phone.free_form_number),
        fax: wire.fax.and_then(|phone| phone.free_form_number),
        website: wire.web_addr.and_then(|web| web.uri),
        bill_to: wire.bill_addr.and_then(address),
        ship_to: wire.ship_addr.and_then(address),
        currency: currency.transpose().map_err(|error| error.to_string())?,
        balance: wire.balance.map(|number| number.0),
        ..Party::default()
    })
}

pub fn address(wire: wire::Address) -> Option<Address> {
    let lines = [wire.line1, wire.line2, wire.line3, wire.line4, wire.line5];
    let address = Address {
        lines: lines.into_iter().flatten().collect(),
        city: wire.city,
        region: wire.country_sub_division_code,
        postal_code: wire.postal_code,
        country: wire.country,
    };
    (!address.is_empty()).then_some(address)
}
