//! References in a difference as people know them: by name, not by the ledger's id.
//!
//! Not here: what is sent (the entry's document keeps its ids). Invariant: two records are never shown by the same words.

use tieout_domain::fields::FieldChange;
use tieout_domain::{Object, ObjectKind, RecordId, RecordRef, Side};
use tieout_store::table::plan::{PlanAction, PlanEntry};

use super::world::World;

/// Says the names of the records that an entry's differences are about, and where each line of a new document will be booked.
pub fn say(world: &World, entry: &mut PlanEntry) {
    if entry.action == PlanAction::Create && entry.target == Side::Ledger {
        entry.changes.extend(revenue(world, entry.document.as_ref()));
        entry.changes.sort_by(|one, other| one.field.cmp(&other.field));
    }
    for change in &mut entry.changes {
        if let Some(kind) = referred(&change.field, entry.kind) {
            name(world, (entry.target, kind), change);
        }
    }
}

/// The ledger books a line on its item's account (S-234): not sent, but part of what is approved.
fn revenue(world: &World, document: Option<&Object>) -> Vec<FieldChange> {
    let lines = document
        .and_then(Object::as_invoice)
        .map(|invoice| invoice.lines.iter());
    let account = |item: &RecordRef| match &world.ledger_record(ObjectKind::Item, &item.id)?.object {
        Object::Item(item) => item.income_account.clone(),
        _ => None,
    };
    let booked = lines.into_iter().flatten().enumerate().filter_map(|(index, line)| {
        Some(FieldChange {
            field: format!("lines.{}.income_account", index + 1),
            last_pushed: None,
            wanted: Some(account(line.item.as_ref()?)?.id.to_string()),
            ledger: None,
        })
    });
    booked.collect()
}

/// The kind of record a field refers to; `None` for plain values.
fn referred(field: &str, of: ObjectKind) -> Option<ObjectKind> {
    Some(match field.rsplit('.').next().unwrap_or(field) {
        "vendor" => ObjectKind::Vendor,
        "customer" => ObjectKind::Customer,
        "parent" => of,
        "terms" => ObjectKind::Term,
        "item" => ObjectKind::Item,
        "tax_code" => ObjectKind::TaxCode,
        "class" => ObjectKind::Class,
        "income_account" | "expense_account" | "asset_account" => ObjectKind::Account,
        _ => return None,
    })
}

/// References in a difference are ids of the target.
fn name(world: &World, of: (Side, ObjectKind), change: &mut FieldChange) {
    let named = |id: &Option<String>| id.as_ref().map(|id| words(world, of, id));
    let (wanted, ledger) = (named(&change.wanted), named(&change.ledger));
    let alike = wanted == ledger && change.wanted != change.ledger;
    let told = |id: &Option<String>| {
        let words = named(id)?;
        let id = id.as_ref()?;
        Some(if alike && words != *id {
            format!("{words} ({id})")
        } else {
            words
        })
    };
    *change = FieldChange {
        field: change.field.clone(),
        last_pushed: told(&change.last_pushed),
        wanted: told(&change.wanted),
        ledger: told(&change.ledger),
    };
}

/// The name as that side has it; the id where the record is not known (any more).
fn words(world: &World, (side, kind): (Side, ObjectKind), id: &str) -> String {
    let row = match side {
        Side::Source => world.source_record(kind, &RecordId::new(id)),
        Side::Ledger => world.ledger_record(kind, &RecordId::new(id)),
    };
    row.map_or_else(|| id.to_owned(), |row| row.name.clone())
}
