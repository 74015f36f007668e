//! Between wire and neutral objects, kind by kind.
//!
//! Not here: requests (`push`) and paging (`pull`). Invariant: a record that cannot be understood is an error that names it and the
//! member, never a record with a guess in it.
//!
//! Ids: contacts and invoices go by their GUID. Items and accounts go by their code, because documents name them by it and by nothing
//! else; a tax rate's key is its `TaxType`; a tracking option is `category/option`; a term is its rule.

mod account;
mod contact;
#[cfg(test)]
mod golden;
mod invoice;
mod item;
mod lists;
pub mod term;

pub use item::code_of;
pub use lists::{active_rates, tracking};

use serde::de::DeserializeOwned;
use serde_json::Value;
use tieout_domain::{Currency, ErrorCode, Failure, Instant, Marker, Object, ObjectKind, Record, RecordId, Recovery};

use super::wire;

/// How one kind is called and read over there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity {
    pub kind: ObjectKind,
    /// In paths and as the member of an envelope.
    pub plural: &'static str,
    /// What pages are ordered by; `None` where the whole list comes at once.
    pub paged_by: Option<&'static str>,
    /// Whether `If-Modified-Since` brings every change, deletions included.
    pub in_changes: bool,
    /// Parameters of every read.
    pub always: &'static str,
}

const fn whole(kind: ObjectKind, plural: &'static str) -> Entity {
    Entity {
        kind,
        plural,
        paged_by: None,
        in_changes: false,
        always: "",
    }
}

const fn contacts(kind: ObjectKind) -> Entity {
    Entity {
        kind,
        plural: "Contacts",
        paged_by: Some("ContactID"),
        in_changes: true,
        always: "includeArchived=true",
    }
}

/// Every kind we read. Deleted items leave no trace, so their list always comes whole.
pub const ENTITIES: [Entity; 8] = [
    Entity {
        in_changes: true,
        ..whole(ObjectKind::Account, "Accounts")
    },
    whole(ObjectKind::TaxCode, "TaxRates"),
    whole(ObjectKind::Term, "Contacts"),
    Entity {
        always: "includeArchived=true",
        ..whole(ObjectKind::Class, "TrackingCategories")
    },
    Entity {
        always: "unitdp=4",
        ..whole(ObjectKind::Item, "Items")
    },
    contacts(ObjectKind::Customer),
    contacts(ObjectKind::Vendor),
    Entity {
        kind: ObjectKind::Invoice,
        plural: "Invoices",
        paged_by: Some("InvoiceID"),
        in_changes: true,
        always: "unitdp=4&includeArchived=true",
    },
];

impl Entity {
    pub fn of(kind: ObjectKind) -> Result<&'static Self, Failure> {
        ENTITIES
            .iter()
            .find(|entity| entity.kind == kind)
            .ok_or_else(|| Failure::internal(format!("{kind} is not read from this ledger yet")))
    }
}

/// What reading a record needs besides its own text.
#[derive(Debug, Clone, Default)]
pub struct Context {
    /// Currency of documents that do not name one.
    pub base_currency: Option<Currency>,
}

/// What one row says.
#[derive(Debug, Clone, PartialEq)]
pub enum Row {
    Record(Box<Record>),
    Deleted(RecordId),
}

/// One record before its text and its times are put to it.
struct Mapped {
    id: String,
    active: bool,
    deleted: bool,
    marker: Option<Marker>,
    /// Members of the version beside the time.
    version: Vec<String>,
    object: Object,
}

/// Reads one row of a list. A row may hold several records (tracking options) or none of this kind (a contact nobody buys from).
pub fn rows(entity: &Entity, raw: &str, context: &Context) -> Result<Vec<Row>, Failure> {
    let value = said(raw).map_err(|error| unreadable(entity, None, &error))?;
    let mapped = mapped(entity.kind, &value, context).map_err(|error| {
        let id = [
            "ContactID",
            "InvoiceID",
            "Code",
            "AccountID",
            "TaxType",
            "TrackingCategoryID",
        ]
        .iter()
        .find_map(|name| value.get(name)?.as_str());
        unreadable(entity, id, &error)
    })?;
    Ok(mapped.into_iter().map(|mapped| row(mapped, &value, raw)).collect())
}

fn row(mapped: Mapped, value: &Value, raw: &str) -> Row {
    if mapped.deleted {
        return Row::Deleted(RecordId::new(mapped.id));
    }
    let updated = value.get("UpdatedDateUTC").and_then(Value::as_str);
    let updated_at = updated.and_then(wire::instant);
    Row::Record(Box::new(Record {
        id: RecordId::new(mapped.id),
        version: updated_at.map(|at| version(at, &mapped.version)),
        active: mapped.active,
        updated_at,
        marker: mapped.marker,
        object: mapped.object,
        raw: raw.to_owned(),
    }))
}

/// There is no version token: the time of the last change stands for one. An invoice's lines ride along, since a change must name them.
fn version(updated: Instant, more: &[String]) -> String {
    format!("{};{}", updated.as_millisecond(), more.join(","))
}

/// The line ids of a version.
pub fn line_ids(version: Option<&str>) -> Vec<String> {
    let ids = version
        .and_then(|version| Some(version.split_once(';')?.1))
        .unwrap_or_default();
    ids.split(',').filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

fn mapped(kind: ObjectKind, value: &Value, context: &Context) -> Result<Vec<Mapped>, String> {
    match kind {
        ObjectKind::Customer => contact::customer(from(value)?).map(|one| vec![one]),
        ObjectKind::Vendor => contact::vendor(from(value)?).map(|one| one.into_iter().collect()),
        ObjectKind::Item => item::read(from(value)?).map(|one| vec![one]),
        ObjectKind::Account => account::read(from(value)?).map(|one| vec![one]),
        ObjectKind::TaxCode => lists::tax_code(from(value)?).map(|one| vec![one]),
        ObjectKind::Class => lists::classes(from(value)?),
        ObjectKind::Invoice => invoice::read(from(value)?, context).map(|one| one.into_iter().collect()),
        ObjectKind::Term
        | ObjectKind::PurchaseOrder
        | ObjectKind::Bill
        | ObjectKind::CreditMemo
        | ObjectKind::Payment
        | ObjectKind::JournalEntry => Err(format!("{kind} has no list of its own")),
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

/// Parses what is not a record (organisation, rates, currencies).
pub fn typed<T: DeserializeOwned>(name: &str, raw: &str) -> Result<T, Failure> {
    said(raw).and_then(|value| from(&value)).map_err(|error| {
        Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry).context(format!("reading {name}: {error}"))
    })
}

fn unreadable(entity: &Entity, id: Option<&str>, error: &str) -> Failure {
    let what = format!("reading {} {}: {error}", entity.plural, id.unwrap_or("without id"));
    let failure = Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry)
        .param("kind", entity.kind)
        .context(what);
    match id {
        Some(id) => failure.param("remote_id", id),
        None => failure,
    }
}
