//! What QuickBooks puts on the wire, as far as we use it.
//!
//! Not here: meaning (`map`) and anything we send (`push`). Invariant: only members we use are required, unknown ones are
//! ignored, numbers become decimals exactly, and the record's own text is kept beside it.

mod company;
mod fault;
mod invoice;
mod item;
mod lists;

mod party;

pub use crate::number::Number;
pub use company::{CompanyInfo, Preferences};
pub use fault::{Fault, FaultError};
pub use invoice::{Invoice, Line};
pub use item::Item;
pub use lists::{Account, Class, TaxCode, TaxRate, Term};
pub use party::{Address, Party};

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use tieout_domain::{Instant, RecordId, RecordRef};

/// The members of one JSON object, unread.
pub type Members = BTreeMap<String, Box<RawValue>>;

/// A reference; `name` is for display.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Ref {
    pub value: String,
    #[serde(default)]
    pub name: Option<String>,
}

impl From<Ref> for RecordRef {
    fn from(wire: Ref) -> Self {
        let reference = Self::new(wire.value);
        match wire.name {
            Some(name) => reference.named(name),
            None => reference,
        }
    }
}

/// Members every record has.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Head {
    pub id: RecordId,
    #[serde(default)]
    pub sync_token: Option<String>,
    /// Documents have no such member: they are active.
    #[serde(default)]
    pub active: Option<bool>,
    #[serde(default)]
    pub meta_data: Option<MetaData>,
    /// `Deleted` in change lists and answers to deletes.
    #[serde(default, rename = "status")]
    pub status: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct MetaData {
    #[serde(default)]
    pub create_time: Option<String>,
    #[serde(default)]
    pub last_updated_time: Option<String>,
}

impl Head {
    pub fn is_deleted(&self) -> bool {
        self.status.as_deref() == Some("Deleted")
    }

    pub fn updated_at(&self) -> Option<Instant> {
        instant(self.meta_data.as_ref()?.last_updated_time.as_deref()?)
    }

    pub fn created_at(&self) -> Option<Instant> {
        instant(self.meta_data.as_ref()?.create_time.as_deref()?)
    }
}

/// Times carry the company's offset.
pub fn instant(text: &str) -> Option<Instant> {
    text.parse().ok()
}

/// A list as queries and change lists give it: rows under the entity's name, counts beside them.
#[derive(Debug, Default)]
pub struct Rows {
    pub rows: Vec<Box<RawValue>>,
    pub total: Option<u64>,
}

impl Rows {
    /// The rows of `entity` in a `QueryResponse`. An empty object means none.
    pub fn of(entity: &str, response: &Members) -> Result<Self, serde_json::Error> {
        let rows = response
            .get(entity)
            .map(|raw| serde_json::from_str(raw.get()))
            .transpose()?;
        let total = response
            .get("totalCount")
            .map(|raw| serde_json::from_str(raw.get()))
            .transpose()?;
        Ok(Self {
            rows: rows.unwrap_or_default(),
            total,
        })
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct ChangeList {
    #[serde(default)]
    pub query_response: Vec<Members>,
}
