//! What matching looks at of a record.
//!
//! Not here: how likeness is judged. Invariant: empty text is no value.

use rust_decimal::Decimal;
use tieout_domain::objects::{AccountRole, Address, Party};
use tieout_domain::{Object, Record};

use super::terms::TermMeaning;

/// One record to match. Every member but `id` and `name` may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Candidate {
    pub id: String,
    pub name: String,
    /// Account number, SKU, customer code.
    pub number: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub tax_number: Option<String>,
    pub street: Option<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
    pub description: Option<String>,
    pub brand: Option<String>,
    pub price: Option<Decimal>,
    /// Name of the record above, e.g. of the parent account.
    pub parent: Option<String>,
    pub role: Option<AccountRole>,
    pub term: Option<TermMeaning>,
    pub inactive: bool,
    /// Already the partner of another record: it may be listed, never proposed.
    pub linked: bool,
}

/// A pair that a person confirmed before under these names; it beats every score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alias {
    /// `normal_name` of the left record.
    pub left_name: String,
    /// Id of the right record.
    pub right: String,
}

impl Candidate {
    pub fn of(record: &Record) -> Self {
        let mut found = Self {
            id: record.id.0.clone(),
            name: record.object.name().to_owned(),
            number: said(record.object.number()),
            inactive: !record.active,
            ..Self::default()
        };
        match &record.object {
            Object::Customer(party) | Object::Vendor(party) => found.take_party(party),
            Object::Item(item) => {
                found.description = said(item.description.as_deref());
                found.price = item.unit_price;
            }
            Object::Account(account) => {
                found.role = Some(account.role).filter(|role| *role != AccountRole::Unknown);
                found.parent = account.parent.as_ref().and_then(|parent| said(parent.name.as_deref()));
            }
            Object::Term(term) => found.term = TermMeaning::of(term),
            Object::Class(class) => {
                found.parent = class.parent.as_ref().and_then(|parent| said(parent.name.as_deref()))
            }
            Object::TaxCode(code) => {
                found.description = said(code.description.as_deref());
                found.price = code.rate_percent;
            }
            Object::Invoice(_) => {}
        }
        found
    }

    fn take_party(&mut self, party: &Party) {
        self.email = said(party.email.as_deref());
        self.phone = said(party.phone.as_deref());
        self.tax_number = said(party.tax_number.as_deref());
        if let Some(address) = party.bill_to.as_ref().or(party.ship_to.as_ref()) {
            self.take_address(address);
        }
    }

    fn take_address(&mut self, address: &Address) {
        self.street = Some(address.lines.join(" ")).filter(|street| !street.is_empty());
        self.city = said(address.city.as_deref());
        self.region = said(address.region.as_deref());
        self.postal_code = said(address.postal_code.as_deref());
        self.country = said(address.country.as_deref());
    }
}

fn said(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
