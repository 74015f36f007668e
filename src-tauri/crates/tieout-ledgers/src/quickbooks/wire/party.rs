//! Customers and vendors on the wire. Not here: which members we own (`map`).

use serde::Deserialize;

use super::{Number, Ref};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Party {
    pub display_name: Option<String>,
    pub company_name: Option<String>,
    pub given_name: Option<String>,
    pub middle_name: Option<String>,
    pub family_name: Option<String>,
    pub primary_email_addr: Option<Mail>,
    pub primary_phone: Option<Phone>,
    pub fax: Option<Phone>,
    pub web_addr: Option<Web>,
    pub bill_addr: Option<Address>,
    pub ship_addr: Option<Address>,
    pub notes: Option<String>,
    /// Customers.
    pub resale_num: Option<String>,
    pub sales_term_ref: Option<Ref>,
    pub parent_ref: Option<Ref>,
    /// Vendors.
    pub acct_num: Option<String>,
    pub tax_identifier: Option<String>,
    pub term_ref: Option<Ref>,
    pub currency_ref: Option<Ref>,
    pub balance: Option<Number>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Mail {
    pub address: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Phone {
    pub free_form_number: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Web {
    #[serde(rename = "URI")]
    pub uri: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Address {
    pub line1: Option<String>,
    pub line2: Option<String>,
    pub line3: Option<String>,
    pub line4: Option<String>,
    pub line5: Option<String>,
    pub city: Option<String>,
    pub country: Option<String>,
    pub country_sub_division_code: Option<String>,
    pub postal_code: Option<String>,
}
