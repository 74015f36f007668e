//! Between wire and neutral objects, kind by kind.
//!
//! Not here: requests (`push`) and paging (`pull`). Invariant: a record that cannot be understood is an error that names it
//! and the member, never a record with a guess in it.

mod account;
#[cfg(test)]
mod golden;
mod invoice;
mod item;
mod lists;
mod note;
mod party;

pub use invoice::{SHIPPING_ITEM, line_rank};
pub use item::type_word;
pub use note::{Note, stamp};

use serde::de::DeserializeOwned;
use serde_json::Value;
use tieout_domain::{ErrorCode, Failure, Marker, Object, ObjectKind, Record, Recovery};

use super::wire::{self, Head};

/// How one kind is called and read over there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity {
    pub kind: ObjectKind,
    /// As in queries and answers; in paths it is lower case.
    pub name: &'static str,
    /// Whether queries leave inactive ones out unless asked.
    pub has_active: bool,
    /// Whether change lists cover it.
    pub in_changes: bool,
    pub page: usize,
}

const fn list(kind: ObjectKind, name: &'static str) -> Entity {
    Entity {
        kind,
        name,
        has_active: true,
        in_changes: true,
        page: 1000,
    }
}

/// Every kind we read. Documents come in smaller pages: their lines make them heavy.
pub const ENTITIES: [Entity; 8] = [
    list(ObjectKind::Account, "Account"),
    Entity {
        in_changes: false,
        ..list(ObjectKind::TaxCode, "TaxCode")
    },
    list(ObjectKind::Term, "Term"),
    list(ObjectKind::Class, "Class"),
    list(ObjectKind::Item, "Item"),
    list(ObjectKind::Customer, "Customer"),
    list(ObjectKind::Vendor, "Vendor"),
    Entity {
        has_active: false,
        page: 200,
        ..list(ObjectKind::Invoice, "Invoice")
    },
];

impl Entity {
    pub fn of(kind: ObjectKind) -> Result<&'static Self, Failure> {
        ENTITIES
            .iter()
            .find(|entity| entity.kind == kind)
            .ok_or_else(|| Failure::internal(format!("{kind} is not read from this ledger yet")))
    }

    pub fn path(&self) -> String {
        self.name.to_ascii_lowercase()
    }
}

/// What reading a record needs besides its own text.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Currency of documents that do not name one.
    pub home_currency: Option<tieout_domain::Currency>,
    pub tax_rates: Vec<wire::TaxRate>,
}

/// What one row says: a record, or that a record was deleted.
pub enum Row {
    Record(Box<Record>),
    Deleted(tieout_domain::RecordId),
}

/// Reads one row of `entity`.
pub fn row(entity: &Entity, raw: &str, context: &Context) -> Result<Row, Failure> {
    let value = said(raw).map_err(|error| unreadable(entity, None, &error))?;
    let head: Head = from(&value).map_err(|error| unreadable(entity, None, &error))?;
    if head.is_deleted() {
        return Ok(Row::Deleted(head.id));
    }
    let active = head.active.unwrap_or(true);
    let (object, marker) = object(entity.kind, &value, active, context)
        .map_err(|error| unreadable(entity, Some(head.id.as_str()), &error))?;
    Ok(Row::Record(Box::new(Record {
        updated_at: head.updated_at(),
        id: head.id,
        version: head.sync_token,
        active,
        marker,
        object,
        raw: raw.to_owned(),
    })))
}

/// Reads one record; a deletion is an error here.
pub fn record(entity: &Entity, raw: &str, context: &Context) -> Result<Record, Failure> {
    match row(entity, raw, context)? {
        Row::Record(record) => Ok(*record),
        Row::Deleted(id) => Err(Failure::new(ErrorCode::GoneInLedger, Recovery::Pull)
            .param("remote_id", id)
            .param("kind", entity.kind)),
    }
}

type Mapped = Result<(Object, Option<Marker>), String>;

fn object(kind: ObjectKind, value: &Value, active: bool, context: &Context) -> Mapped {
    let plain = |object: Object| (object, None);
    match kind {
        ObjectKind::Customer => party::customer(from(value)?, active),
        ObjectKind::Vendor => party::vendor(from(value)?, active),
        ObjectKind::Item => item::read(from(value)?, active).map(plain),
        ObjectKind::Account => account::read(from(value)?, active).map(plain),
        ObjectKind::Term => lists::term(from(value)?, active).map(plain),
        ObjectKind::TaxCode => lists::tax_code(from(value)?, active, &context.tax_rates).map(plain),
        ObjectKind::Class => lists::class(from(value)?, active).map(plain),
        ObjectKind::Invoice => invoice::read(from(value)?, context),
        ObjectKind::PurchaseOrder
        | ObjectKind::Bill
        | ObjectKind::CreditMemo
        | ObjectKind::Payment
        | ObjectKind::JournalEntry => Err(format!("{kind} is not read yet")),
    }
}

/// The value without members that say nothing: null and empty text.
fn said(raw: &str) -> Result<Value, String> {
    let mut value: Value = serde_json::from_str(raw).map_err(|error| error.to_string())?;
    drop_unsaid(&mut value);
    Ok(value)
}

fn drop_unsaid(value: &mut Value) {
    match value {
        Value::Object(members) => {
            members.retain(|_, member| !member.is_null() && member.as_str() != Some(""));
            members.values_mut().for_each(drop_unsaid);
        }
        Value::Array(members) => members.iter_mut().for_each(drop_unsaid),
        _ => {}
    }
}

fn from<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    T::deserialize(value).map_err(|error| error.to_string())
}

/// Parses a whole entity that is not a record (company, preferences, rates).
pub fn typed<T: DeserializeOwned>(name: &str, raw: &str) -> Result<T, Failure> {
    said(raw).and_then(|value| from(&value)).map_err(|error| {
        Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry).context(format!("reading {name}: {error}"))
    })
}

fn unreadable(entity: &Entity, id: Option<&str>, error: &str) -> Failure {
    let failure = Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry)
        .param("kind", entity.kind)
        .context(format!(
            "reading {} {}: {error}",
            entity.name,
            id.unwrap_or("without id")
        ));
    match id {
        Some(id) => failure.param("remote_id", id),
        None => failure,
    }
}

/// The bare name: inactive records gain a suffix that belongs to nobody.
fn bare(name: Option<String>, active: bool) -> Result<String, String> {
    let name = name.ok_or("it has no name")?;
    match name.strip_suffix(" (deleted)") {
        Some(bare) if !active => Ok(bare.to_owned()),
        _ => Ok(name),
    }
}

/// `A:B` as people write it.
fn path_name(name: Option<String>, active: bool) -> Option<String> {
    bare(name, active).ok().map(|name| name.replace(':', " : "))
}

fn date(text: &str) -> Result<jiff::civil::Date, String> {
    text.parse().map_err(|_| format!("`{text}` is not a date"))
}

fn small<T: TryFrom<i64>>(number: wire::Number) -> Option<T> {
    use rust_decimal::prelude::ToPrimitive as _;
    number
        .0
        .is_integer()
        .then(|| number.0.to_i64())
        .flatten()
        .and_then(|value| T::try_from(value).ok())
}

/// When the ledger says a record was created.
pub fn created_at(raw: &str) -> Option<tieout_domain::Instant> {
    serde_json::from_str::<Head>(raw).ok()?.created_at()
}
