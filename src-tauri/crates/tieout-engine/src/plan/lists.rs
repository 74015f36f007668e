//! Step 1: items and customers, to the side that is to have what the other says.
//!
//! Not here: documents. Invariant: a record that may already exist on the other side is never created there; it is held until its
//! match is decided. What is switched off is not planned at all.

mod to_ledger;
mod to_source;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tieout_domain::fields::FieldChange;
use tieout_domain::outbox::OutboxState;
use tieout_domain::{ErrorCode, Failure, ObjectKind, RecordId, Recovery, text};
use tieout_store::table::plan::PlanEntry;

use self::to_ledger::Planned;
use super::Rules;
use super::world::{LISTS, World};

pub fn plan(world: &World, rules: Rules<'_>) -> Vec<PlanEntry> {
    let uses = Uses::of(world);
    let mut entries = Vec::new();
    for kind in LISTS.into_iter().filter(|kind| world.settings.is_on(*kind)) {
        let mut names = Names::of_ledger(world, kind);
        let (here, gone) = (world.source.get(&kind), world.gone.get(&kind));
        let mut records: Vec<_> = here.into_iter().chain(gone).flat_map(BTreeMap::values).collect();
        records.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        for record in records {
            entries.extend(
                Planned {
                    world,
                    rules,
                    uses: &uses,
                    record,
                }
                .entry(&mut names),
            );
        }
        entries.extend(to_source::new(world, rules.back, kind));
    }
    entries
}

/// Which list records the open documents need, and since when.
struct Uses(BTreeMap<(ObjectKind, RecordId), Date>);

impl Uses {
    fn of(world: &World) -> Self {
        let mut first = BTreeMap::new();
        let documents = world.source.get(&ObjectKind::Invoice).into_iter().flatten();
        for (id, row) in documents {
            let open = world
                .newest(ObjectKind::Invoice, id)
                .is_some_and(|entry| matches!(entry.state, OutboxState::Staged | OutboxState::Failed));
            let Some(invoice) = row.object.as_invoice().filter(|_| open) else {
                continue;
            };
            let items = invoice
                .lines
                .iter()
                .filter_map(|line| line.item.as_ref())
                .map(|item| (ObjectKind::Item, item));
            for (kind, used) in items.chain([(ObjectKind::Customer, &invoice.customer)]) {
                let since = first.entry((kind, used.id.clone())).or_insert(invoice.date);
                *since = (*since).min(invoice.date);
            }
        }
        Self(first)
    }

    fn since(&self, kind: ObjectKind, id: &RecordId) -> Option<Date> {
        self.0.get(&(kind, id.clone())).copied()
    }
}

/// Names that are taken on one side, or will be by this plan.
struct Names(BTreeSet<String>);

impl Names {
    /// What a new record would be taken for: a source may allow two of a name, but they could not be told apart when they come back.
    fn of_source(world: &World, kind: ObjectKind) -> Self {
        let rows = world.source.get(&kind).into_iter().flat_map(BTreeMap::values);
        Self(rows.map(|row| text::name_key(&row.name)).collect())
    }

    fn of_ledger(world: &World, kind: ObjectKind) -> Self {
        let shared = world.shared_name_space.contains(&kind);
        let kinds = world
            .ledger
            .keys()
            .filter(|other| **other == kind || (shared && world.shared_name_space.contains(other)));
        let rows = kinds
            .filter_map(|kind| world.ledger.get(kind))
            .flat_map(BTreeMap::values);
        Self(rows.map(|row| text::name_key(&row.name)).collect())
    }

    fn take(&mut self, name: &str) -> Result<(), Failure> {
        if self.0.insert(text::name_key(name)) {
            Ok(())
        } else {
            Err(Failure::new(ErrorCode::NameTaken, Recovery::Match).param("record", name))
        }
    }
}

/// `ledger` is what the target says now, whichever side it is.
fn activity(now: bool, wanted: bool) -> FieldChange {
    FieldChange {
        field: "active".to_owned(),
        last_pushed: None,
        wanted: Some(wanted.to_string()),
        ledger: Some(now.to_string()),
    }
}
