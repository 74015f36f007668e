//! Which of two tied records moved: each is compared with what it said when the two last agreed (`reliability.md` §10).
//!
//! Not here: who wins. Invariant: without a base nothing is called a conflict; it is never a guess.

use std::collections::BTreeSet;

use tieout_domain::{Instant, Object, fields};
use tieout_store::table::base::{self, Base, Pair};
use tieout_store::table::link::{Decided, LinkRow};
use tieout_store::table::mirror::MirrorRow;
use tieout_store::table::plan::PlanEntry;
use tieout_store::{StoreError, Writer};

use super::on_its_way;
use super::world::{LISTS, World};

/// Hash of what both sides can say; quantities move by themselves and are nobody's edit (C-11).
pub fn owned(object: &Object) -> String {
    match object {
        Object::Item(item) if item.quantity_on_hand.is_some() || item.tracked_since.is_some() => {
            let mut item = item.clone();
            item.quantity_on_hand = None;
            item.tracked_since = None;
            fields::hash(&Object::Item(item))
        }
        other => fields::hash(other),
    }
}

fn of<'a>(world: &'a World, source: &MirrorRow, ledger: &MirrorRow) -> Option<&'a Base> {
    let bases = world.bases.get(&source.kind)?;
    bases.get(&(source.id.clone(), ledger.id.clone()))
}

/// The source says what it said when the two last agreed.
pub fn source_is_as_agreed(world: &World, source: &MirrorRow, ledger: &MirrorRow) -> bool {
    of(world, source, ledger).is_some_and(|base| base.source_hash == owned(&source.object))
}

/// Both records moved since they last agreed.
pub fn conflict(world: &World, source: &MirrorRow, ledger: &MirrorRow) -> bool {
    of(world, source, ledger)
        .is_some_and(|base| base.source_hash != owned(&source.object) && base.ledger_hash != owned(&ledger.object))
}

/// Writes down which pairs agree now: those of which a plan of the lists has nothing to say.
pub fn note(writer: &Writer<'_>, world: &World, entries: &[PlanEntry], at: Instant) -> Result<(), StoreError> {
    let said: BTreeSet<_> = entries
        .iter()
        .map(|entry| (entry.kind, entry.source_id.as_ref()))
        .collect();
    for link in world.links.values().filter(|link| link.state == Decided::Linked) {
        let Some((source, ledger)) = both(world, link) else {
            continue;
        };
        if !said.contains(&(link.kind, link.source_id.as_ref())) {
            agree(writer, world, source, ledger, at)?;
        }
    }
    Ok(())
}

/// Both records of a pair whose kind is shared, if they are there, active, and nothing is under way for them.
fn both<'a>(world: &'a World, link: &'a LinkRow) -> Option<(&'a MirrorRow, &'a MirrorRow)> {
    let (kind, source, ledger) = (link.kind, link.source_id.as_ref()?, link.ledger_id.as_ref()?);
    let shared = LISTS.contains(&kind) && world.settings.is_on(kind);
    let moving = on_its_way(world.newest(kind, source)) || world.handed.contains_key(&(kind, ledger.clone()));
    let pair = (world.source_record(kind, source)?, world.ledger_record(kind, ledger)?);
    (shared && !moving && pair.0.active && pair.1.active).then_some(pair)
}

fn agree(
    writer: &Writer<'_>,
    world: &World,
    source: &MirrorRow,
    ledger: &MirrorRow,
    at: Instant,
) -> Result<(), StoreError> {
    let (here, there) = (owned(&source.object), owned(&ledger.object));
    if of(world, source, ledger).is_some_and(|base| base.source_hash == here && base.ledger_hash == there) {
        return Ok(());
    }
    let pair = Pair {
        book: &world.book,
        kind: source.kind,
        source: &source.id,
        ledger: &ledger.id,
    };
    base::put(writer, pair, &here, &there, at)
}
