//! Customers and vendors. Not here: further contacts, which stay in the source (C-19).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::{Currency, RecordRef};

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Address {
    /// Street lines in order, without blanks.
    pub lines: Vec<String>,
    pub city: Option<String>,
    pub region: Option<String>,
    pub postal_code: Option<String>,
    pub country: Option<String>,
}

impl Address {
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Party {
    /// The name it goes by in lists; unique in most ledgers.
    pub name: String,
    pub company_name: Option<String>,
    pub contact_name: Option<String>,
    pub email: Option<String>,
    pub phone: Option<String>,
    pub fax: Option<String>,
    pub website: Option<String>,
    pub tax_number: Option<String>,
    /// Its code or account number in the operational system.
    pub account_number: Option<String>,
    pub bill_to: Option<Address>,
    pub ship_to: Option<Address>,
    pub terms: Option<RecordRef>,
    pub currency: Option<Currency>,
    pub notes: Option<String>,
    pub parent: Option<RecordRef>,
    pub balance: Option<Decimal>,
}
