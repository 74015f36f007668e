//! Step 2: invoices.
//!
//! Not here: lists. Invariant: a document is written whole with every line's reference resolved, or held with every reason at once.

use std::collections::{BTreeMap, BTreeSet};

use tieout_connect::ledger::{AccountSlot, NumberPolicy};
use tieout_domain::objects::{DocumentState, Invoice, InvoiceLine, LineKind};
use tieout_domain::outbox::OutboxState;
use tieout_domain::{ErrorCode, Failure, Object, ObjectKind, RecordId, RecordRef, Recovery, Side, fields};
use tieout_store::table::mirror::MirrorRow;
use tieout_store::table::outbox::OutboxRow;
use tieout_store::table::plan::{PlanAction, PlanEntry, PlanNote};

use super::world::World;
use super::{Fit, hold, notes, refs};
use crate::guard::{self, Dated};

const KIND: ObjectKind = ObjectKind::Invoice;

/// Entries whose newest revision is in `state`, by date and number.
pub fn plan(world: &World, fit: Fit<'_>, state: OutboxState) -> Vec<PlanEntry> {
    let mut rows: Vec<&OutboxRow> = world
        .outbox
        .values()
        .filter(|row| row.kind == KIND && row.state == state)
        .collect();
    rows.sort_by(|a, b| (a.doc_date, &a.name, &a.source_id).cmp(&(b.doc_date, &b.name, &b.source_id)));
    let mut numbers = Numbers::of(world);
    rows.into_iter()
        .map(|row| Planned { world, fit, row }.entry(&mut numbers))
        .collect()
}

/// Document numbers that are taken, and by which ledger record.
struct Numbers<'a> {
    in_ledger: BTreeMap<&'a str, Vec<&'a MirrorRow>>,
    in_plan: BTreeSet<String>,
}

impl<'a> Numbers<'a> {
    fn of(world: &'a World) -> Self {
        let mut in_ledger: BTreeMap<&str, Vec<&MirrorRow>> = BTreeMap::new();
        for row in world.ledger.get(&KIND).into_iter().flat_map(BTreeMap::values) {
            if let Some(number) = row.number.as_deref() {
                in_ledger.entry(number).or_default().push(row);
            }
        }
        Self {
            in_ledger,
            in_plan: BTreeSet::new(),
        }
    }

    /// Takes a number for the document that is (or will be) `own` in the ledger.
    fn take(&mut self, number: &str, own: Option<&RecordId>) -> Result<(), Failure> {
        let mut others = self.in_ledger.get(number).into_iter().flatten();
        let taken = others.any(|row| Some(&row.id) != own);
        if taken || !self.in_plan.insert(number.to_owned()) {
            return Err(Failure::new(ErrorCode::NumberTaken, Recovery::FixSource).param("number", number));
        }
        Ok(())
    }
}

struct Planned<'a> {
    world: &'a World,
    fit: Fit<'a>,
    row: &'a OutboxRow,
}

impl Planned<'_> {
    fn blank(&self) -> PlanEntry {
        let party = self.row.party_source_id.as_ref();
        let party = party.and_then(|id| self.world.source_record(ObjectKind::Customer, id));
        PlanEntry {
            action: PlanAction::Create,
            kind: KIND,
            target: Side::Ledger,
            source_id: Some(self.row.source_id.clone()),
            ledger_id: self
                .world
                .partner(KIND, &self.row.source_id)
                .cloned()
                .or_else(|| self.row.remote_id.clone()),
            outbox_id: Some(self.row.id),
            name: self.row.name.clone(),
            doc_date: self.row.doc_date,
            amount: self.row.amount,
            party: party.map(|row| row.name.clone()),
            document: None,
            changes: Vec::new(),
            notes: Vec::new(),
            failures: Vec::new(),
            wins: None,
            conflict: false,
            ticked: true,
        }
    }

    fn entry(&self, numbers: &mut Numbers<'_>) -> PlanEntry {
        let mut entry = self.blank();
        let done = match self.row.operation.as_str() {
            "void" => self.void(&mut entry),
            "update" => self.write(&mut entry, PlanAction::Update, numbers),
            _ => self.create(&mut entry, numbers),
        };
        if let Err(why) = done {
            hold(&mut entry, why);
        }
        entry
    }

    fn create(&self, entry: &mut PlanEntry, numbers: &mut Numbers<'_>) -> Result<(), Vec<Failure>> {
        let ours = self.world.marked(KIND, &self.row.source_id);
        let tied = self.world.partner(KIND, &self.row.source_id);
        match (tied, ours.as_slice()) {
            (Some(remote), _) => {
                entry.action = PlanAction::Link;
                entry.ledger_id = Some(remote.clone());
                Ok(())
            }
            (None, [found]) => {
                // Written by another computer, or before this file was restored from a backup.
                entry.action = PlanAction::Link;
                entry.ledger_id = Some(found.id.clone());
                Ok(())
            }
            (None, [_, _, ..]) => Err(vec![
                Failure::new(ErrorCode::FoundTwice, Recovery::Compare).param("record", &self.row.name),
            ]),
            (None, []) => {
                entry.ledger_id = None;
                self.write(entry, PlanAction::Create, numbers)
            }
        }
    }

    fn void(&self, entry: &mut PlanEntry) -> Result<(), Vec<Failure>> {
        entry.action = PlanAction::Void;
        let there = self.there(entry)?;
        guard::date(
            there.object.date().unwrap_or_default(),
            &self.world.company,
            &self.world.settings,
        )
        .map_err(|why| vec![why])?;
        entry.document = Some(there.object.clone());
        Ok(())
    }

    /// The document as the ledger last told it.
    fn there(&self, entry: &PlanEntry) -> Result<&MirrorRow, Vec<Failure>> {
        let remote = entry.ledger_id.as_ref();
        remote
            .and_then(|id| self.world.ledger_record(KIND, id))
            .ok_or_else(|| vec![Failure::new(ErrorCode::GoneInLedger, Recovery::Pull).param("record", &self.row.name)])
    }

    fn write(&self, entry: &mut PlanEntry, action: PlanAction, numbers: &mut Numbers<'_>) -> Result<(), Vec<Failure>> {
        entry.action = action;
        let source = self.world.source_record(KIND, &self.row.source_id);
        let Some(invoice) = source.and_then(|row| row.object.as_invoice()) else {
            return Err(vec![
                Failure::new(ErrorCode::NotFound, Recovery::FixSource).param("record", &self.row.name),
            ]);
        };
        let wanted = self.wanted(invoice, entry, numbers)?;
        let fitted = (self.fit)(&Object::Invoice(wanted))?;
        if fitted.document.total() != Some(invoice.total) {
            return Err(vec![Failure::internal("fitting a document changed its total")]);
        }
        let there = if action == PlanAction::Update {
            Some(self.there(entry)?)
        } else {
            None
        };
        let link = self.world.link(KIND, &self.row.source_id);
        let last = link.and_then(|link| link.last_pushed.as_ref());
        entry.changes = fields::changes(&fitted.document, there.map(|row| &row.object), last);
        entry.notes.extend(notes(fitted.notes));
        entry.doc_date = fitted.document.date();
        entry.document = Some(fitted.document);
        Ok(())
    }

    /// The document with remote references, or every reason why it cannot be written.
    fn wanted(
        &self,
        invoice: &Invoice,
        entry: &mut PlanEntry,
        numbers: &mut Numbers<'_>,
    ) -> Result<Invoice, Vec<Failure>> {
        let mut why = Vec::new();
        if invoice.state == DocumentState::Draft {
            why.push(Failure::new(ErrorCode::NotFinal, Recovery::FixSource).param("record", &self.row.name));
        }
        why.extend(guard::amounts(invoice, &self.world.company, &self.world.settings));
        let mut wanted = invoice.clone();
        wanted.balance = None;
        match guard::date(invoice.date, &self.world.company, &self.world.settings) {
            Ok(Dated::AsIs) => {}
            Ok(Dated::Moved(to)) => move_date(&mut wanted, to, &mut entry.notes),
            Err(refused) => why.push(refused),
        }
        match refs::needed(self.world, ObjectKind::Customer, &invoice.customer) {
            Ok(customer) => wanted.customer = customer,
            Err(refused) => why.push(refused),
        }
        wanted.terms = refs::wished(
            self.world,
            ObjectKind::Term,
            "terms",
            invoice.terms.as_ref(),
            &mut entry.notes,
        );
        for line in &mut wanted.lines {
            self.line(line, &mut entry.notes, &mut why);
        }
        if let Err(refused) = self.number(&mut wanted, entry.ledger_id.as_ref(), numbers) {
            why.push(refused);
        }
        if why.is_empty() { Ok(wanted) } else { Err(unique(why)) }
    }

    fn number(&self, wanted: &mut Invoice, own: Option<&RecordId>, numbers: &mut Numbers<'_>) -> Result<(), Failure> {
        let Some(number) = wanted.number.clone() else {
            return Ok(());
        };
        match self.world.company.numbers {
            NumberPolicy::Ours => numbers.take(&number, own),
            NumberPolicy::Reference => {
                wanted.reference = Some(format!("{}{number}", self.world.settings.reference_prefix));
                wanted.number = None;
                Ok(())
            }
        }
    }

    /// Where a line's amount goes in a ledger that wants to be told: to the account of its item, else to the default one. Others
    /// have places of their own for it, and their `fit` leaves it out.
    fn booked_to(&self, line: &InvoiceLine) -> Option<RecordRef> {
        let Some(item) = &line.item else {
            let extra = matches!(line.kind, LineKind::Shipping | LineKind::Discount);
            return self.income().filter(|_| extra);
        };
        let row = self.world.ledger_record(ObjectKind::Item, &item.id);
        let own = row.and_then(|row| match &row.object {
            Object::Item(item) => item.income_account.clone(),
            _ => None,
        });
        own.or_else(|| self.income())
    }

    /// The default account for what is sold.
    fn income(&self) -> Option<RecordRef> {
        let chosen = self.world.settings.accounts.get(&AccountSlot::PartIncome)?;
        let row = self.world.ledger_record(ObjectKind::Account, chosen)?;
        row.active.then(|| RecordRef::new(row.id.as_str()).named(&row.name))
    }

    fn line(&self, line: &mut InvoiceLine, said: &mut Vec<PlanNote>, why: &mut Vec<Failure>) {
        if let Some(item) = &line.item {
            match refs::needed(self.world, ObjectKind::Item, item) {
                Ok(item) => line.item = Some(item),
                Err(refused) => why.push(refused),
            }
        }
        line.account = self.booked_to(line);
        line.class = refs::wished(self.world, ObjectKind::Class, "class", line.class.as_ref(), said);
        match &line.tax_code {
            Some(code) => match self.world.partner(ObjectKind::TaxCode, &code.id) {
                Some(remote) => line.tax_code = Some(RecordRef::new(remote.as_str())),
                None => why.push(
                    Failure::new(ErrorCode::TaxCodeUnmapped, Recovery::Match)
                        .param("tax_code", code.name.as_deref().unwrap_or(code.id.as_str())),
                ),
            },
            None => {
                let untaxed = self.world.company.untaxed_code.as_ref();
                line.tax_code = untaxed.map(|code| RecordRef::new(code.as_str()));
            }
        }
    }
}

fn move_date(wanted: &mut Invoice, to: jiff::civil::Date, said: &mut Vec<PlanNote>) {
    let original = format!("Original date {}", wanted.date);
    said.push(PlanNote {
        field: "date".to_owned(),
        from: wanted.date.to_string(),
        to: to.to_string(),
        reason: ErrorCode::PeriodClosed.word().to_owned(),
    });
    wanted.memo = Some(match wanted.memo.take() {
        Some(memo) => format!("{memo} · {original}"),
        None => original,
    });
    wanted.date = to;
}

/// Ten lines with the same unmatched item are one reason.
fn unique(why: Vec<Failure>) -> Vec<Failure> {
    let mut out: Vec<Failure> = Vec::new();
    for failure in why {
        if !out.contains(&failure) {
            out.push(failure);
        }
    }
    out
}
