//! One ledger record on its way to the source.
//!
//! Not here: the file it travels in (`write_back`). Invariant: nothing is created that may be there already; what the source's files
//! have no place for is no difference; what waits in a file to be imported is not planned again.

use std::collections::{BTreeMap, BTreeSet};

use tieout_domain::fields;
use tieout_domain::objects::{Item, ItemType, Party};
use tieout_domain::write_back::WriteBackState;
use tieout_domain::{ErrorCode, Failure, Object, ObjectKind, RecordId, RecordRef, Recovery, Side};
use tieout_store::table::link::LinkRow;
use tieout_store::table::mirror::MirrorRow;
use tieout_store::table::plan::{PlanAction, PlanEntry, PlanNote};
use tieout_store::table::suggestion::Tier;
use tieout_store::table::write_back::WriteBackRow;

use super::{Names, activity};
use crate::plan::world::World;
use crate::plan::{Back, base, hold, refs};

/// Word of the note on what was handed over before, and did not come with the import after it.
pub const HANDED_OVER: &str = "handed_over";

/// A tied pair in which the ledger is the master.
pub fn pair(world: &World, back: Back<'_>, source: &MirrorRow) -> Option<PlanEntry> {
    let link = world.link(source.kind, &source.id)?;
    let remote = link.ledger_id.as_ref()?;
    let to = ToSource {
        world,
        back,
        kind: source.kind,
    };
    let here = world.source_record(source.kind, &source.id);
    let there = world.ledger_record(source.kind, remote);
    let entry = match (here, there) {
        (Some(here), Some(there)) if there.active => to.update(here, there, link),
        (Some(here), there) if here.active => to.retire(here, remote, there),
        (None, Some(there)) if there.active => {
            let mut entry = to.blank(PlanAction::Hold, Some(source), remote, &source.name);
            hold(
                &mut entry,
                vec![about(ErrorCode::GoneInSource, Recovery::Match, &source.name)],
            );
            Some(entry)
        }
        (Some(_) | None, _) => None,
    };
    to.unless_it_waits(entry?, here)
}

/// Records that only the ledger has, where the settings let them into the source.
pub fn new(world: &World, back: Back<'_>, kind: ObjectKind) -> Vec<PlanEntry> {
    if !world.settings.makes(Side::Source, kind) {
        return Vec::new();
    }
    let to = ToSource { world, back, kind };
    let mut names = Names::of_source(world, kind);
    let mut rows: Vec<&MirrorRow> = world.ledger.get(&kind).into_iter().flat_map(BTreeMap::values).collect();
    let invoiced = invoiced(world);
    rows.retain(|row| to.is_new(row) && !to.is_supplier_only(row, &invoiced));
    rows.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
    rows.into_iter().filter_map(|row| to.create(row, &mut names)).collect()
}

/// Customers of the ledger that a known invoice names.
fn invoiced(world: &World) -> BTreeSet<&RecordId> {
    let invoices = world
        .ledger
        .get(&ObjectKind::Invoice)
        .into_iter()
        .flat_map(BTreeMap::values);
    let named = invoices.filter_map(|invoice| Some(&invoice.object.as_invoice()?.customer.id));
    named.collect()
}

fn about(code: ErrorCode, recovery: Recovery, name: &str) -> Failure {
    Failure::new(code, recovery).param("record", name)
}

#[derive(Clone, Copy)]
struct ToSource<'a> {
    world: &'a World,
    back: Back<'a>,
    kind: ObjectKind,
}

impl ToSource<'_> {
    fn blank(&self, action: PlanAction, source: Option<&MirrorRow>, ledger: &RecordId, name: &str) -> PlanEntry {
        PlanEntry {
            action,
            kind: self.kind,
            target: Side::Source,
            source_id: source.map(|row| row.id.clone()),
            ledger_id: Some(ledger.clone()),
            outbox_id: None,
            name: name.to_owned(),
            doc_date: None,
            amount: None,
            party: None,
            document: None,
            changes: Vec::new(),
            notes: Vec::new(),
            failures: Vec::new(),
            wins: None,
            conflict: false,
            ticked: action.acts(),
        }
    }

    /// Whether files for the source can be made at all.
    fn writable(&self) -> bool {
        self.back.is_some_and(|back| back.kinds().contains(&self.kind))
    }

    fn carries(&self, field: &str) -> bool {
        self.back.is_some_and(|back| back.carries(self.kind, field))
    }

    /// Neither shown nor noted: what the files have no place for.
    fn keep_carried(&self, entry: &mut PlanEntry) {
        entry.changes.retain(|change| self.carries(&change.field));
        entry.notes.retain(|note| self.carries(&note.field));
    }

    fn not_writable(&self, entry: &mut PlanEntry) {
        let why = about(ErrorCode::SourceNotWritable, Recovery::ChooseFile, &entry.name);
        hold(entry, vec![why.param("kind", self.kind.word())]);
    }

    /// The ledger's own, undecided on, and of a sort that the source keeps. What carries our reference came from the source.
    fn is_new(&self, row: &MirrorRow) -> bool {
        let decided = self.world.decided_in_ledger.contains(&(self.kind, row.id.clone()));
        let kept = match &row.object {
            Object::Item(item) => !matches!(item.item_type, ItemType::Category | ItemType::Other),
            _ => true,
        };
        row.active && kept && !decided && row.marker.is_none()
    }

    /// Some ledgers list every contact as a customer and those that were billed by as vendors too. One of both lists that no known
    /// invoice names is taken for a supplier: the source's customers are not filled up with the ledger's suppliers.
    fn is_supplier_only(&self, row: &MirrorRow, invoiced: &BTreeSet<&RecordId>) -> bool {
        let twin = self.world.ledger_record(ObjectKind::Vendor, &row.id);
        let listed_twice = self.kind == ObjectKind::Customer && twin.is_some_and(|twin| twin.name == row.name);
        listed_twice && !invoiced.contains(&row.id)
    }

    fn create(&self, row: &MirrorRow, names: &mut Names) -> Option<PlanEntry> {
        let mut entry = self.blank(PlanAction::Create, None, &row.id, &row.name);
        match self.candidate(row) {
            Candidate::None => {}
            Candidate::ShownThere => return None,
            Candidate::Undecided(tier) => {
                let why = about(ErrorCode::MatchUndecided, Recovery::Match, &row.name);
                hold(&mut entry, vec![why.param("tier", tier.word())]);
                return Some(entry);
            }
        }
        if let Err(why) = names.take(&row.name) {
            hold(&mut entry, vec![why]);
        } else if self.writable() {
            let document = self.wanted(&row.object, None, &mut entry.notes);
            entry.changes = fields::changes(&document, None, None);
            self.keep_carried(&mut entry);
            entry.document = Some(document);
        } else {
            self.not_writable(&mut entry);
        }
        self.unless_it_waits(entry, None)
    }

    /// A source record may be this one, and nobody has said so or denied it. Where the source's record is held for it, once is enough.
    fn candidate(&self, row: &MirrorRow) -> Candidate {
        let Some(best) = self.world.candidates.get(&(self.kind, row.id.clone())) else {
            return Candidate::None;
        };
        if self.world.settings.create_unmatched && best.tier == Tier::Possible {
            return Candidate::None;
        }
        let there = self.world.source_record(self.kind, &best.source_id);
        let shown = self.world.settings.makes(Side::Ledger, self.kind) && there.is_some_and(|row| row.active);
        if shown {
            Candidate::ShownThere
        } else {
            Candidate::Undecided(best.tier)
        }
    }

    fn update(&self, here: &MirrorRow, there: &MirrorRow, link: &LinkRow) -> Option<PlanEntry> {
        if !here.active {
            return None;
        }
        let mut entry = self.blank(PlanAction::Update, Some(here), &there.id, &here.name);
        let wanted = self.wanted(&there.object, Some(&here.object), &mut entry.notes);
        let last = link.last_pushed.as_ref();
        let last = last.map(|last| self.wanted(last, Some(&here.object), &mut Vec::new()));
        entry.changes = fields::changes(&wanted, Some(&here.object), last.as_ref());
        if self.writable() {
            self.keep_carried(&mut entry);
        }
        if base::source_is_as_agreed(self.world, here, there) {
            // The ledger says what was last written there, in its own form: nobody changed anything.
            entry
                .changes
                .retain(|change| change.last_pushed.is_none() || change.last_pushed != change.wanted);
        }
        if entry.changes.is_empty() {
            return None;
        }
        entry.wins = Some(Side::Ledger);
        entry.conflict = base::conflict(self.world, here, there);
        let takes = |field: &str| entry.changes.iter().any(|change| change.field == field);
        match fields::overlay(&here.object, &wanted, &takes) {
            Ok(_) if !self.writable() => self.not_writable(&mut entry),
            Ok(document) => entry.document = Some(document),
            Err(error) => hold(&mut entry, vec![Failure::internal(error)]),
        }
        Some(entry)
    }

    /// Proposes to make the partner inactive. Not ticked: nothing disappears from a source that nobody asked for (C-04).
    fn retire(&self, here: &MirrorRow, remote: &RecordId, there: Option<&MirrorRow>) -> Option<PlanEntry> {
        if self.writable() && self.carries("active") {
            let mut entry = self.blank(PlanAction::Deactivate, Some(here), remote, &here.name);
            entry.ticked = false;
            entry.document = Some(here.object.clone());
            entry.changes.push(activity(true, false));
            return Some(entry);
        }
        // Nothing can be proposed; what is gone still needs a person's decision.
        there.is_none().then(|| {
            let mut entry = self.blank(PlanAction::Hold, Some(here), remote, &here.name);
            hold(
                &mut entry,
                vec![about(ErrorCode::GoneInLedger, Recovery::Match, &here.name)],
            );
            entry
        })
    }

    /// What waits in a file to be imported is not planned again, unless the wish is another by now. What an import since did not show
    /// is offered again, unticked: the file may still be imported.
    fn unless_it_waits(&self, mut entry: PlanEntry, here: Option<&MirrorRow>) -> Option<PlanEntry> {
        let ledger = entry.ledger_id.clone()?;
        let waits = self.world.handed.get(&(self.kind, ledger));
        let Some(waits) = waits.filter(|_| entry.action.acts()) else {
            return Some(entry);
        };
        if waits.state == WriteBackState::Approved {
            return None;
        }
        if entry.action != PlanAction::Create && !same_wish(waits, &entry, here) {
            return Some(entry);
        }
        waits.missed_at?;
        entry.ticked = false;
        entry.notes.push(PlanNote {
            field: "file".to_owned(),
            from: waits.file_name.clone(),
            to: String::new(),
            reason: HANDED_OVER.to_owned(),
        });
        Some(entry)
    }

    /// The ledger's record in the source's terms.
    fn wanted(&self, there: &Object, here: Option<&Object>, said: &mut Vec<PlanNote>) -> Object {
        match there {
            Object::Item(item) => Object::Item(self.item(item, here)),
            Object::Customer(party) => Object::Customer(self.party(party, here.is_some(), said)),
            other => other.clone(),
        }
    }

    fn party(&self, party: &Party, exists: bool, said: &mut Vec<PlanNote>) -> Party {
        let mut wanted = party.clone();
        wanted.terms = refs::wished_back(self.world, ObjectKind::Term, "terms", party.terms.as_ref(), said);
        wanted.parent = refs::wished_back(self.world, ObjectKind::Customer, "parent", party.parent.as_ref(), said);
        wanted.balance = None;
        if exists {
            wanted.currency = None;
        }
        wanted
    }

    fn item(&self, item: &Item, here: Option<&Object>) -> Item {
        let back = |kind, of: Option<&RecordRef>| refs::wished_back(self.world, kind, "", of, &mut Vec::new());
        let mut wanted = item.clone();
        wanted.full_name = None;
        // Quantities belong to the operational system (C-11).
        wanted.quantity_on_hand = None;
        wanted.tracked_since = None;
        wanted.vendor = back(ObjectKind::Vendor, item.vendor.as_ref());
        if let Some(Object::Item(here)) = here {
            // An existing item keeps its type and its accounts.
            wanted.item_type = here.item_type;
            wanted.income_account.clone_from(&here.income_account);
            wanted.expense_account.clone_from(&here.expense_account);
            wanted.asset_account.clone_from(&here.asset_account);
        } else {
            wanted.income_account = back(ObjectKind::Account, item.income_account.as_ref());
            wanted.expense_account = back(ObjectKind::Account, item.expense_account.as_ref());
            wanted.asset_account = back(ObjectKind::Account, item.asset_account.as_ref());
        }
        wanted
    }
}

enum Candidate {
    None,
    /// The plan holds the source's record for the same decision.
    ShownThere,
    Undecided(Tier),
}

/// The source still says what it said then, and should still say what was handed over.
fn same_wish(waits: &WriteBackRow, entry: &PlanEntry, here: Option<&MirrorRow>) -> bool {
    let now = here.map(|row| row.hash.as_str());
    let action = waits.action == entry.action.word();
    action && waits.source_hash.as_deref() == now && entry.document.as_ref() == Some(&waits.wanted)
}
