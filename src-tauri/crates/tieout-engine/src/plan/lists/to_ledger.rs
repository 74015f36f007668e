//! One source record on its way to the ledger.
//!
//! Not here: pairs in which the ledger is the master (`to_source`). Invariant: nothing is created that may be there already.

use tieout_connect::ledger::AccountSlot;
use tieout_domain::fields;
use tieout_domain::objects::{Item, ItemType, Party};
use tieout_domain::{ErrorCode, Failure, Object, ObjectKind, RecordRef, Recovery, Side};
use tieout_store::table::link::Decided;
use tieout_store::table::mirror::MirrorRow;
use tieout_store::table::plan::{PlanAction, PlanEntry, PlanNote};
use tieout_store::table::suggestion::Tier;

use super::{Names, Uses, activity, to_source};
use crate::plan::world::World;
use crate::plan::{Rules, base, hold, notes, on_its_way, refs, reusable};

/// One source record on its way to a plan entry.
pub(super) struct Planned<'a> {
    pub world: &'a World,
    pub rules: Rules<'a>,
    pub uses: &'a Uses,
    pub record: &'a MirrorRow,
}

impl Planned<'_> {
    pub fn entry(&self, names: &mut Names) -> Option<PlanEntry> {
        let (kind, id) = (self.record.kind, &self.record.id);
        if on_its_way(self.world.newest(kind, id)) {
            return None;
        }
        match self.world.link(kind, id) {
            Some(link) => match (link.state, self.world.settings.master(kind)) {
                (Decided::Linked, Side::Ledger) => to_source::pair(self.world, self.rules.back, self.record),
                (Decided::Linked, Side::Source) if self.is_over() => self.retire(),
                (Decided::Linked, Side::Source) => self.update(),
                // Said by a person: neither what resembles it nor its being inactive holds it back.
                (Decided::Create, _) => self.create(names, true),
                (Decided::Ignored | Decided::Rejected, _) => None,
            },
            None if !self.record.active && self.uses.since(kind, id).is_none() => None,
            None => self.create(names, false),
        }
    }

    fn blank(&self, action: PlanAction) -> PlanEntry {
        let (kind, id) = (self.record.kind, &self.record.id);
        PlanEntry {
            action,
            kind,
            target: Side::Ledger,
            source_id: Some(id.clone()),
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
            wins: None,
            conflict: false,
            ticked: action.acts(),
        }
    }

    fn held(&self, why: Vec<Failure>) -> PlanEntry {
        let mut entry = self.blank(PlanAction::Hold);
        hold(&mut entry, why);
        entry
    }

    fn about(&self, code: ErrorCode, recovery: Recovery) -> Failure {
        Failure::new(code, recovery).param("record", &self.record.name)
    }

    /// `wished`: a person asked for it.
    fn create(&self, names: &mut Names, wished: bool) -> Option<PlanEntry> {
        let (kind, id) = (self.record.kind, &self.record.id);
        match self.world.marked(kind, id).as_slice() {
            [] if self.world.settings.makes(Side::Ledger, kind) => Some(self.made(names)),
            [] => wished.then(|| self.held(vec![self.about(ErrorCode::OneWay, Recovery::ChangeSetting)])),
            [ours] => {
                // Written by another computer, or before this file was restored from a backup.
                let mut entry = self.blank(PlanAction::Link);
                entry.ledger_id = Some(ours.id.clone());
                Some(entry)
            }
            _ => Some(self.held(vec![self.about(ErrorCode::FoundTwice, Recovery::Compare)])),
        }
    }

    fn made(&self, names: &mut Names) -> PlanEntry {
        if let Some(why) = self.undecided() {
            return self.held(vec![why]);
        }
        let mut entry = self.blank(PlanAction::Create);
        let fitted = self
            .wanted(None, &mut entry.notes)
            .and_then(|wanted| (self.rules.fit)(&wanted));
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
            self.about(ErrorCode::MatchUndecided, Recovery::Match)
                .param("tier", tier.word())
        })
    }

    /// Gone or inactive in the source, and no open document needs it.
    fn is_over(&self) -> bool {
        let (kind, id) = (self.record.kind, &self.record.id);
        let over = !self.record.active || self.world.source_record(kind, id).is_none();
        over && self.uses.since(kind, id).is_none()
    }

    /// Proposes to make the partner inactive where the ledger can. Not ticked: nothing disappears from a ledger that nobody asked for
    /// (C-04).
    fn retire(&self) -> Option<PlanEntry> {
        if !self.world.retires.contains(&self.record.kind) {
            return None;
        }
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
            return Some(self.held(vec![self.about(ErrorCode::GoneInLedger, Recovery::Match)]));
        };
        let needed = self.uses.since(kind, id).is_some();
        if !ledger.active && !needed {
            return None;
        }
        let mut entry = self.blank(PlanAction::Update);
        entry.wins = Some(Side::Source);
        entry.conflict = base::conflict(self.world, self.record, ledger);
        entry.ledger_id = Some(remote.clone());
        let fitted = match self
            .wanted(Some(ledger), &mut entry.notes)
            .and_then(|wanted| (self.rules.fit)(&wanted))
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
