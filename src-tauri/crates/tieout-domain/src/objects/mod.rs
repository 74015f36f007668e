//! Neutral objects: what a record says, in the words of neither system.
//!
//! Not here: vendor wire shapes (ledger crates), file columns (sources). `None` means "not said", never "empty".
//! Invariant: an object in the mirror is what the other side last said; a document in the outbox is what we want it to say.

mod account;
mod invoice;
mod item;
mod lists;
mod party;

pub use account::{Account, AccountRole};
pub use invoice::{DocumentState, Invoice, InvoiceLine, LineKind};
pub use item::{Item, ItemType};
pub use lists::{Class, DueRule, TaxCode, Term};
pub use party::{Address, Party};

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{Instant, Marker, ObjectKind, RecordId};

/// Points at another record of the *same side*: a source id in source objects, a remote id in ledger objects and frozen documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct RecordRef {
    pub id: RecordId,
    /// For display only; identity is the id.
    pub name: Option<String>,
}

impl RecordRef {
    pub fn new(id: impl Into<String>) -> Self {
        Self {
            id: RecordId::new(id),
            name: None,
        }
    }

    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Object {
    Account(Account),
    TaxCode(TaxCode),
    Term(Term),
    Class(Class),
    Item(Item),
    Customer(Party),
    Vendor(Party),
    Invoice(Invoice),
}

impl Object {
    pub const fn kind(&self) -> ObjectKind {
        match self {
            Self::Account(_) => ObjectKind::Account,
            Self::TaxCode(_) => ObjectKind::TaxCode,
            Self::Term(_) => ObjectKind::Term,
            Self::Class(_) => ObjectKind::Class,
            Self::Item(_) => ObjectKind::Item,
            Self::Customer(_) => ObjectKind::Customer,
            Self::Vendor(_) => ObjectKind::Vendor,
            Self::Invoice(_) => ObjectKind::Invoice,
        }
    }

    /// The name people know it by; for a document its number, or the other system's where the ledger gives its own.
    pub fn name(&self) -> &str {
        match self {
            Self::Account(account) => &account.name,
            Self::TaxCode(code) => &code.name,
            Self::Term(term) => &term.name,
            Self::Class(class) => &class.name,
            Self::Item(item) => &item.name,
            Self::Customer(party) | Self::Vendor(party) => &party.name,
            Self::Invoice(invoice) => {
                let number = invoice.number.as_deref().or(invoice.reference.as_deref());
                number.unwrap_or("")
            }
        }
    }

    /// A second handle to search by: account number, SKU, document number.
    pub fn number(&self) -> Option<&str> {
        match self {
            Self::Account(account) => account.number.as_deref(),
            Self::Item(item) => item.sku.as_deref(),
            Self::Customer(party) | Self::Vendor(party) => party.account_number.as_deref(),
            Self::Invoice(invoice) => invoice.number.as_deref(),
            Self::TaxCode(_) | Self::Term(_) | Self::Class(_) => None,
        }
    }

    pub const fn date(&self) -> Option<Date> {
        match self {
            Self::Invoice(invoice) => Some(invoice.date),
            _ => None,
        }
    }

    pub const fn total(&self) -> Option<Decimal> {
        match self {
            Self::Invoice(invoice) => Some(invoice.total),
            _ => None,
        }
    }

    pub fn as_invoice(&self) -> Option<&Invoice> {
        match self {
            Self::Invoice(invoice) => Some(invoice),
            _ => None,
        }
    }

    pub fn as_party(&self) -> Option<&Party> {
        match self {
            Self::Customer(party) | Self::Vendor(party) => Some(party),
            _ => None,
        }
    }
}

/// One object as one system knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    pub id: RecordId,
    /// The system's version token, if it has one (e.g. a sync token).
    pub version: Option<String>,
    pub active: bool,
    /// The other system's own "last changed".
    pub updated_at: Option<Instant>,
    /// Our reference, if the record carries one.
    pub marker: Option<Marker>,
    pub object: Object,
    /// The other system's reply or the file's row, as it came.
    pub raw: String,
}

impl Record {
    pub const fn kind(&self) -> ObjectKind {
        self.object.kind()
    }
}
