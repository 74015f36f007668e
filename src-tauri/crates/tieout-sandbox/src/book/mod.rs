//! A real double-entry book in memory, in nobody's words but a bookkeeper's.
//!
//! Not here: any vendor's shapes, ids as text, JSON or HTTP.
//! Invariant: the postings of every live document sum to zero, hence so does the trial balance.

mod account;
mod document;
mod party;
mod reports;
mod stock;
mod terms;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use rust_decimal::Decimal;

pub use account::{Account, Class, Role, Side};
pub use document::{Application, DocKind, Document, Posting, Tag};
pub use party::{NameRule, Party, name_key};
pub use reports::{LedgerLine, OpenItem, TrialLine};
pub use stock::{Item, Move};
pub use terms::{Term, TermRule};

pub type AccountId = u64;
pub type PartyId = u64;
pub type DocId = u64;
pub type ItemId = u64;

/// Why the book refuses a change. Nothing has changed when one is returned.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BookError {
    #[error("postings do not balance: {0}")]
    Unbalanced(Decimal),
    #[error("no such account: {0}")]
    UnknownAccount(AccountId),
    #[error("no such party: {0}")]
    UnknownParty(PartyId),
    #[error("no such document: {0}")]
    UnknownDocument(DocId),
    #[error("the books are closed through {0}")]
    Closed(Date),
    #[error("the name belongs to party {0}")]
    NameTaken(PartyId),
    #[error("more applied to document {to} than the {open} open on it")]
    OverApplied { to: DocId, open: Decimal },
    #[error("more applied than document {0} is worth")]
    OverSpent(DocId),
}

/// One company's books.
#[derive(Debug, Clone, Default)]
pub struct Book {
    accounts: BTreeMap<AccountId, Account>,
    parties: BTreeMap<PartyId, Party>,
    /// Everybody who bears a name, by the key names are compared with.
    names: BTreeMap<String, BTreeSet<PartyId>>,
    children: BTreeMap<PartyId, BTreeSet<PartyId>>,
    items: BTreeMap<ItemId, Item>,
    terms: BTreeMap<u64, Term>,
    documents: BTreeMap<DocId, Document>,
    /// Target document to (source document, amount): who settled what.
    settlements: BTreeMap<DocId, BTreeMap<DocId, Decimal>>,
    account_totals: BTreeMap<AccountId, Decimal>,
    party_totals: BTreeMap<(PartyId, Side), Decimal>,
    closed_through: Option<Date>,
    /// First month of the financial year, 1 when unset.
    pub first_month: i8,
    pub name_rule: NameRule,
}

impl Book {
    #[must_use]
    pub fn new() -> Self {
        Self {
            first_month: 1,
            ..Self::default()
        }
    }

    pub const fn close_through(&mut self, date: Option<Date>) {
        self.closed_through = date;
    }

    #[must_use]
    pub const fn closed_through(&self) -> Option<Date> {
        self.closed_through
    }

    #[must_use]
    pub fn document(&self, id: DocId) -> Option<&Document> {
        self.documents.get(&id)
    }

    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.documents.values()
    }

    /// Writes a document, replacing an earlier one with the same id.
    pub fn put(&mut self, mut document: Document) -> Result<(), BookError> {
        self.check_open(document.date)?;
        if let Some(old) = self.documents.get(&document.id) {
            self.check_open(old.date)?;
        }
        if document.voided {
            document.empty();
        }
        self.check(&document)?;
        if let Some(old) = self.documents.remove(&document.id) {
            self.reverse(&old);
        }
        if document.voided {
            self.unsettle(document.id);
        }
        self.price_moves(&mut document);
        self.post(&document);
        let (id, room) = (document.id, self.room(&document));
        self.documents.insert(id, document);
        self.trim_settlements(id, room);
        Ok(())
    }

    /// Takes a document and everything it did out of the book.
    pub fn remove(&mut self, id: DocId) -> Result<(), BookError> {
        let date = self.documents.get(&id).ok_or(BookError::UnknownDocument(id))?.date;
        self.check_open(date)?;
        if let Some(old) = self.documents.remove(&id) {
            self.reverse(&old);
        }
        self.unsettle(id);
        Ok(())
    }

    /// What is still open: owed on a claim, left on a credit, unapplied on a payment.
    #[must_use]
    pub fn open_amount(&self, id: DocId) -> Decimal {
        self.documents
            .get(&id)
            .map_or(Decimal::ZERO, |document| self.room(document) - self.settled(id))
    }

    /// Documents that settle this one, with amounts.
    pub fn settled_by(&self, id: DocId) -> impl Iterator<Item = (DocId, Decimal)> {
        self.settlements
            .get(&id)
            .into_iter()
            .flatten()
            .map(|(source, amount)| (*source, *amount))
    }

    fn check_open(&self, date: Date) -> Result<(), BookError> {
        match self.closed_through {
            Some(closed) if date <= closed => Err(BookError::Closed(closed)),
            _ => Ok(()),
        }
    }

    fn check(&self, document: &Document) -> Result<(), BookError> {
        let sum: Decimal = document.postings.iter().map(|posting| posting.amount).sum();
        if !sum.is_zero() {
            return Err(BookError::Unbalanced(sum));
        }
        for posting in &document.postings {
            if !self.accounts.contains_key(&posting.account) {
                return Err(BookError::UnknownAccount(posting.account));
            }
            if let Some(party) = posting.party.filter(|party| !self.parties.contains_key(party)) {
                return Err(BookError::UnknownParty(party));
            }
        }
        for application in &document.applications {
            let target = self
                .documents
                .get(&application.to)
                .ok_or(BookError::UnknownDocument(application.to))?;
            let others = self
                .settled_by(application.to)
                .filter(|(source, _)| *source != document.id);
            let open = self.room(target) - others.map(|(_, amount)| amount).sum::<Decimal>();
            if application.amount > open {
                return Err(BookError::OverApplied {
                    to: application.to,
                    open,
                });
            }
        }
        if self.room(document) < Decimal::ZERO {
            return Err(BookError::OverSpent(document.id));
        }
        Ok(())
    }

    fn settled(&self, id: DocId) -> Decimal {
        self.settled_by(id).map(|(_, amount)| amount).sum()
    }

    /// What can be settled on a document, or is left of it to settle others with: its total less what it was itself set
    /// against. A credit that money settles adds to that money.
    fn room(&self, document: &Document) -> Decimal {
        let adds = |to: DocId| {
            let credit = self.documents.get(&to).is_some_and(|target| target.kind.is_credit());
            credit && document.kind.is_money()
        };
        let spent = document
            .applications
            .iter()
            .map(|one| if adds(one.to) { -one.amount } else { one.amount });
        document.total - spent.sum::<Decimal>()
    }

    fn post(&mut self, document: &Document) {
        self.sum_up(document, Decimal::ONE);
        for application in &document.applications {
            let by_source = self.settlements.entry(application.to).or_default();
            *by_source.entry(document.id).or_default() += application.amount;
        }
    }

    fn reverse(&mut self, document: &Document) {
        self.sum_up(document, Decimal::NEGATIVE_ONE);
        for application in &document.applications {
            if let Some(by_source) = self.settlements.get_mut(&application.to) {
                by_source.remove(&document.id);
            }
        }
    }

    /// Nothing settles `id` any more; its payments become unapplied.
    fn unsettle(&mut self, id: DocId) {
        for source in self.settlements.remove(&id).unwrap_or_default().into_keys() {
            if let Some(document) = self.documents.get_mut(&source) {
                document.applications.retain(|application| application.to != id);
            }
        }
    }

    /// A document made smaller than what was settled on it gives the surplus back, newest settlement first.
    fn trim_settlements(&mut self, id: DocId, room: Decimal) {
        let mut surplus = self.settled(id) - room;
        let Some(by_source) = self.settlements.get_mut(&id) else {
            return;
        };
        for (source, amount) in by_source.iter_mut().rev() {
            let back = surplus.min(*amount).max(Decimal::ZERO);
            *amount -= back;
            surplus -= back;
            let Some(document) = self.documents.get_mut(source) else {
                continue;
            };
            document.applications.retain(|application| application.to != id);
            if !amount.is_zero() {
                document.applications.push(Application {
                    to: id,
                    amount: *amount,
                });
            }
        }
        by_source.retain(|_, amount| !amount.is_zero());
    }

    fn sum_up(&mut self, document: &Document, sign: Decimal) {
        for posting in &document.postings {
            let amount = posting.amount * sign;
            *self.account_totals.entry(posting.account).or_default() += amount;
            let side = self
                .accounts
                .get(&posting.account)
                .and_then(|account| account.role.side());
            if let Some(whose) = posting.party.zip(side) {
                *self.party_totals.entry(whose).or_default() += amount;
            }
        }
        for step in &document.moves {
            if let Some(item) = self.items.get_mut(&step.item) {
                item.quantity += step.quantity * sign;
                item.value += step.value.unwrap_or_default() * sign;
            }
        }
    }
}

/// Half up to cents, the way ledgers round a line.
#[must_use]
pub fn cents(amount: Decimal) -> Decimal {
    amount.round_dp_with_strategy(2, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
}
