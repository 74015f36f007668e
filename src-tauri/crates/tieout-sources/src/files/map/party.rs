//! Customers and vendors from a row. Not here: further contacts. Invariant: an address without a single part is no address.

use tieout_domain::objects::{Address, Party};

use super::super::profile::Role;
use super::super::reader::RowReader;
use super::{currency, reference};

pub fn party(row: &mut RowReader<'_>) -> Party {
    let name = row.needed(Role::Name);
    Party {
        company_name: row.text(Role::CompanyName),
        contact_name: row.text(Role::ContactName),
        email: row.text(Role::Email),
        phone: row.text(Role::Phone),
        fax: row.text(Role::Fax),
        website: row.text(Role::Website).as_deref().and_then(web_address),
        tax_number: row.text(Role::TaxNumber),
        account_number: row.text(Role::AccountNumber),
        bill_to: bill_to(row),
        ship_to: ship_to(row),
        terms: reference(row, Role::Terms),
        currency: currency(row),
        notes: row.text(Role::Notes),
        parent: None,
        balance: None,
        name,
    }
}

fn bill_to(row: &mut RowReader<'_>) -> Option<Address> {
    let lines = [row.text(Role::Street), row.text(Role::Street2)];
    address(Address {
        lines: lines.into_iter().flatten().collect(),
        city: row.text(Role::City),
        region: row.text(Role::Region),
        postal_code: row.text(Role::PostalCode),
        country: row.text(Role::Country),
    })
}

/// The address goods go to; its first line is the name on the parcel.
pub fn ship_to(row: &mut RowReader<'_>) -> Option<Address> {
    let lines = [
        row.text(Role::ShipName),
        row.text(Role::ShipStreet),
        row.text(Role::ShipStreet2),
    ];
    address(Address {
        lines: lines.into_iter().flatten().collect(),
        city: row.text(Role::ShipCity),
        region: row.text(Role::ShipRegion),
        postal_code: row.text(Role::ShipPostalCode),
        country: row.text(Role::ShipCountry),
    })
}

fn address(address: Address) -> Option<Address> {
    (!address.is_empty()).then_some(address)
}

/// One desktop database writes links as `words#address#place`; a link to a file on somebody's disk is no website.
fn web_address(text: &str) -> Option<String> {
    let part = text
        .split('#')
        .map(str::trim)
        .find(|part| part.starts_with("http://") || part.starts_with("https://"));
    let plain = !text.contains(['#', ' ', '@']) && text.contains('.');
    part.or(plain.then_some(text)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn only_addresses_of_the_web_are_websites() {
        for (text, found) in [
            (
                "Mayumi's (on the Web)#http://www.example.com/m.htm#",
                Some("http://www.example.com/m.htm"),
            ),
            ("#CAJUN.HTM#", None),
            ("www.example.com", Some("www.example.com")),
            ("see notes", None),
        ] {
            assert_eq!(web_address(text).as_deref(), found, "{text}");
        }
    }
}
