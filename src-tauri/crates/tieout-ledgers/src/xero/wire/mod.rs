//! What Xero puts on the wire, as far as we use it.
//!
//! Not here: meaning (`map`) and anything we send (`body`). Invariant: only members we use are required, unknown ones are ignored,
//! numbers become decimals exactly, and the record's own text is kept beside it.

mod contact;
mod invoice;
mod lists;
mod time;

pub use contact::{Address, Contact, PaymentTerms, Terms};
pub use invoice::{Invoice, Line, Tracking};
pub use lists::{Account, Currency, Details, Item, Organisation, TaxRate, TrackingCategory};
pub use time::{date, instant};

pub use crate::number::Number;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

/// The members of one JSON object, unread.
pub type Members = BTreeMap<String, Box<RawValue>>;

/// Which part of a list an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Pagination {
    pub page_count: u32,
    pub item_count: u64,
}

/// What an element of an answer says of its fate (`summarizeErrors=false`).
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Fate {
    #[serde(default)]
    pub status_attribute_string: Option<String>,
    #[serde(default)]
    pub has_errors: Option<bool>,
    #[serde(default)]
    pub has_validation_errors: Option<bool>,
    #[serde(default)]
    pub validation_errors: Vec<Said>,
    #[serde(default)]
    pub warnings: Vec<Said>,
}

impl Fate {
    pub fn failed(&self) -> bool {
        self.status_attribute_string.as_deref() == Some("ERROR")
            || self.has_errors == Some(true)
            || self.has_validation_errors == Some(true)
            || !self.validation_errors.is_empty()
    }
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Said {
    #[serde(default)]
    pub message: Option<String>,
}

/// The words of a list of errors or warnings.
pub fn words(said: &[Said]) -> Vec<String> {
    said.iter().filter_map(|said| said.message.clone()).collect()
}
