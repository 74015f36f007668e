//! Step 1: items and customers.
//!
//! Not here: documents. Invariant: a record that may already exist in the ledger is never created; it is held until its match is
//! decided.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use tieout_connect::ledger::AccountSlot;
use tieout_domain::fields::{self, FieldChange};
use tieout_domain::objects::{Item, ItemType, Party};
use tieout_domain::outbox::OutboxState;
use tieout_domain::{ErrorCode, Failure, Object, ObjectKind, RecordId, RecordRef, Recovery, text};
use tieout_store::table::link::Decided;
use tieout_store::table::mirror::MirrorRow;
use tieout_store::table::plan::{PlanAction, PlanEntry, PlanNote};
use tieout_store::table::suggestion::Tier;

use super::world::{LISTS, World};
use super::{Fit, hold, notes, on_its_way, refs, reusable};

pub fn plan(world: &World, fit: Fit<'_>) -> Vec<PlanEntry> {
    let uses = Uses::of(world);
    let mut entries = Vec::new();
    for kind in LISTS {
        let mut names = Names::of(world, kind);
        let (here, gone) = (world.source.get(&kind), world.gone.get(&kind));
        let mut records: Vec<_> = here.into_iter().chain(gone).flat_map(BTreeMap::values).collect();
        records.sort_by(|a, b| (&a.name, &a.id).cmp(&(&b.name, &b.id)));
        for record in records {
            entries.extend(
                Planned {
                    world,
                    fit,
                    uses: &uses,
                    record,
                }
                .entry(&mut names),
            );
        }
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

/// Names that are taken in the ledger, or will be by this plan.
struct Names(BTreeSet<String>);

impl Names {
    fn of(world: &World, kind: ObjectKind) -> Self {
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

/// One source record on its way to a plan entry.
struct Planned<'a> {
    world: &'a World,
    fit: Fit<'a>,
    uses: &'a Uses,
    record: &'a MirrorRow,
}

impl Planned<'_> {
    fn entry(&self, names: &mut Names) -> Option<PlanEntry> {
        let (kind, id) = (self.record.kind, &self.record.id);
        if on_its_way(self.world.newest(kind, id)) {
            return None;
        }
        match self.world.link(kind, id) {
            Some(link) => match link.state {
                Decided::Linked if self.is_over() => self.retire(),
                Decided::Linked => self.update(),
                // Said by a person: neither what resembles it nor its being inactive holds it back.
                Decided::Create => Some(self.create(names)),
                Decided::Ignored | Decided::Rejected => None,
            },
            None if !self.record.active && self.uses.since(kind, id).is_none() => None,
            None => Some(self.create(names)),
        }
    }

    fn blank(&self, action: PlanAction) -> PlanEntry {
        let (kind, id) = (self.record.kind, &self.record.id);
        PlanEntry {
            action,
            kind,
            source_id: id.clone(),
            ledger_id: None,
            outbox_id: reusable(self.world.newest(kind, id)).map(|row| row.id),
            name: self.record.name.clone(),
            doc_date: None,
            amount: None,
            party: None,
            document: None,
            changes: Vec::new(),
            notes: Vec::new(),
            failures: Vec::new(),
            ticked: action.acts(),
        }
    }

    fn held(&self, why: Vec<Failure>) -> PlanEntry {
        let mut entry = self.blank(PlanAction::Hold);
        hold(&mut entry, why);
        entry
    }

    fn create(&self, names: &mut Names) -> PlanEntry {
        let (kind, id) = (self.record.kind, &self.record.id);
        match self.world.marked(kind, id).as_slice() {
            [] => {}
            [ours] => {
                // Written by another computer, or before this file was restored from a backup.
                let mut entry = self.blank(PlanAction::Link);
                entry.ledger_id = Some(ours.id.clone());
                return entry;
            }
            _ => {
                return self.held(vec![
                    Failure::new(ErrorCode::FoundTwice, Recovery::Compare).param("record", &self.record.name),
                ]);
            }
        }
        if let Some(why) = self.undecided() {
            return self.held(vec![why]);
        }
        let mut entry = self.blank(PlanAction::Create);
        let fitted = self
            .wanted(None, &mut entry.notes)
            .and_then(|wanted| (self.fit)(&wanted));
        match fitted {
            Ok(fitted) => {
                if let Err(why) = names.take(fitted.document.name()) {
                    return self.held(vec![why]);
                }
                entry.changes = fields::changes(&fitted.document, None, None);
                entry.notes.extend(notes(fitted.notes));
                entry.document = Some(fitted.document);
            }
            Err(why) => hold(&mut entry, why),
        }
        entry
    }

    /// A ledger record may be this one, and nobody has said so or denied it.
    fn undecided(&self) -> Option<Failure> {
        let tier = self.world.suggested.get(&(self.record.kind, self.record.id.clone()))?;
        let waived = self.world.settings.create_unmatched && *tier == Tier::Possible;
        (!waived).then(|| {
            Failure::new(ErrorCode::MatchUndecided, Recovery::Match)
                .param("record", &self.record.name)
                .param("tier", tier.word())
        })
    }

    /// Gone or inactive in the source, and no open document needs it.
    fn is_over(&self) -> bool {
        let (kind, id) = (self.record.kind, &self.record.id);
        let over = !self.record.active || self.world.source_record(kind, id).is_none();
        over && self.uses.since(kind, id).is_none()
    }

    /// Proposes to make the partner inactive. Not ticked: nothing disappears from a ledger that nobody asked for (C-04).
    fn retire(&self) -> Option<PlanEntry> {
        let remote = self.world.partner(self.record.kind, &self.record.id)?;
        let ledger = self
            .world
            .ledger_record(self.record.kind, remote)
            .filter(|row| row.active)?;
        let mut entry = self.blank(PlanAction::Deactivate);
        entry.ticked = false;
        entry.ledger_id = Some(remote.clone());
        entry.document = Some(ledger.object.clone());
        entry.changes.push(activity(true, false));
        Some(entry)
    }

    fn update(&self) -> Option<PlanEntry> {
        let (kind, id) = (self.record.kind, &self.record.id);
        let link = self.world.link(kind, id)?;
        let remote = link.ledger_id.as_ref()?;
        let Some(ledger) = self.world.ledger_record(kind, remote) else {
            let gone = Failure::new(ErrorCode::GoneInLedger, Recovery::Match).param("record", &self.record.name);
            return Some(self.held(vec![gone]));
        };
        let needed = self.uses.since(kind, id).is_some();
        if !ledger.active && !needed {
            return None;
        }
        let mut entry = self.blank(PlanAction::Update);
        entry.ledger_id = Some(remote.clone());
        let fitted = match self
            .wanted(Some(ledger), &mut entry.notes)
            .and_then(|wanted| (self.fit)(&wanted))
        {
            Ok(fitted) => fitted,
            Err(why) => {
                hold(&mut entry, why);
                return Some(entry);
            }
        };
        // What we wrote and the ledger then kept in its own form is no difference, as long as neither side moved since.
        let settled =
            link.last_pushed.as_ref() == Some(&fitted.document) && link.base_hash.as_ref() == Some(&ledger.hash);
        if !settled {
            entry.changes = fields::changes(&fitted.document, Some(&ledger.object), link.last_pushed.as_ref());
        }
        if !ledger.active {
            entry.changes.push(activity(false, true));
        }
        entry.notes.extend(notes(fitted.notes));
        entry.document = Some(fitted.document);
        (!entry.changes.is_empty()).then_some(entry)
    }

    fn wanted(&self, ledger: Option<&MirrorRow>, said: &mut Vec<PlanNote>) -> Result<Object, Vec<Failure>> {
        match &self.record.object {
            Object::Item(item) => self.item(item, ledger).map(Object::Item),
            Object::Customer(party) => Ok(Object::Customer(self.party(party, ledger.is_some(), said))),
            other => Ok(other.clone()),
        }
    }

    fn party(&self, party: &Party, exists: bool, said: &mut Vec<PlanNote>) -> Party {
        let mut wanted = party.clone();
        wanted.terms = refs::wished(self.world, ObjectKind::Term, "terms", party.terms.as_ref(), said);
        wanted.parent = refs::wished(self.world, ObjectKind::Customer, "parent", party.parent.as_ref(), said);
        wanted.balance = None;
        if exists {
            // No ledger lets the currency of an existing party change.
            wanted.currency = None;
        }
        wanted
    }

    fn item(&self, item: &Item, ledger: Option<&MirrorRow>) -> Result<Item, Vec<Failure>> {
        let mut wanted = item.clone();
        wanted.full_name = None;
        // Quantities stay in the operational system (C-11).
        wanted.quantity_on_hand = None;
        wanted.vendor = refs::wished(
            self.world,
            ObjectKind::Vendor,
            "vendor",
            item.vendor.as_ref(),
            &mut Vec::new(),
        );
        if let Some(Object::Item(there)) = ledger.map(|row| &row.object) {
            // An existing item keeps its type and its accounts.
            wanted.item_type = there.item_type;
            wanted.income_account.clone_from(&there.income_account);
            wanted.expense_account.clone_from(&there.expense_account);
            wanted.asset_account.clone_from(&there.asset_account);
            wanted.tracked_since = there.tracked_since;
            return Ok(wanted);
        }
        let mut missing = Vec::new();
        let inventory = item.item_type == ItemType::Inventory;
        let mut account = |own: Option<&RecordRef>, slot: AccountSlot, wanted: bool| {
            if !wanted || (own.is_none() && !self.world.slots.contains(&slot)) {
                return None;
            }
            self.account(own, slot).map_err(|why| missing.push(why)).ok()
        };
        wanted.income_account = account(item.income_account.as_ref(), AccountSlot::PartIncome, true);
        let bought = inventory || item.purchase_cost.is_some() || item.expense_account.is_some();
        wanted.expense_account = account(item.expense_account.as_ref(), AccountSlot::PartExpense, bought);
        wanted.asset_account = account(item.asset_account.as_ref(), AccountSlot::PartAsset, inventory);
        if inventory && wanted.tracked_since.is_none() {
            wanted.tracked_since = self.uses.since(ObjectKind::Item, &self.record.id);
        }
        if missing.is_empty() { Ok(wanted) } else { Err(missing) }
    }

    /// The record's own account where it is linked, otherwise the default of the slot, with its type checked.
    fn account(&self, own: Option<&RecordRef>, slot: AccountSlot) -> Result<RecordRef, Failure> {
        let linked = own.and_then(|own| self.world.partner(ObjectKind::Account, &own.id));
        let chosen = linked.or_else(|| self.world.settings.accounts.get(&slot));
        let about = |code| Failure::new(code, Recovery::ChangeSetting).param("slot", slot.word());
        let row = chosen
            .and_then(|id| self.world.ledger_record(ObjectKind::Account, id))
            .filter(|row| row.active)
            .ok_or_else(|| about(ErrorCode::AccountMissing))?;
        match &row.object {
            Object::Account(account) if linked.is_some() || account.role == slot.role() => {
                Ok(RecordRef::new(row.id.as_str()).named(&row.name))
            }
            _ => Err(about(ErrorCode::AccountWrongType).param("account", &row.name)),
        }
    }
}

fn activity(now: bool, wanted: bool) -> FieldChange {
    FieldChange {
        field: "active".to_owned(),
        last_pushed: None,
        wanted: Some(wanted.to_string()),
        ledger: Some(now.to_string()),
    }
}
