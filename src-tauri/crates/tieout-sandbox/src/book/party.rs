//! Customers, vendors and employees: one name space.
//!
//! Not here: addresses and the like, which no posting needs.
//! Invariant: no two parties, active or not, share a name (case and outer blanks ignored).

use rust_decimal::Decimal;

use super::{Book, BookError, PartyId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartyKind {
    Customer,
    Vendor,
    Employee,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub id: PartyId,
    pub kind: PartyKind,
    /// The name that must be unique; sub-customers include their parents.
    pub name: String,
    pub parent: Option<PartyId>,
    pub active: bool,
}

/// How names are compared.
#[must_use]
pub fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

impl Book {
    /// Writes a party, replacing an earlier one with the same id.
    pub fn put_party(&mut self, party: Party) -> Result<(), BookError> {
        let key = name_key(&party.name);
        if let Some(owner) = self.names.get(&key).filter(|owner| **owner != party.id) {
            return Err(BookError::NameTaken(*owner));
        }
        if let Some(old) = self.parties.get(&party.id) {
            self.names.remove(&name_key(&old.name));
            if let Some(parent) = old.parent {
                self.children.entry(parent).or_default().remove(&party.id);
            }
        }
        if let Some(parent) = party.parent {
            self.children.entry(parent).or_default().insert(party.id);
        }
        self.names.insert(key, party.id);
        self.parties.insert(party.id, party);
        Ok(())
    }

    #[must_use]
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.parties.get(&id)
    }

    #[must_use]
    pub fn party_named(&self, name: &str) -> Option<&Party> {
        self.names.get(&name_key(name)).and_then(|id| self.parties.get(id))
    }

    /// What a customer owes us, or what we owe a vendor.
    #[must_use]
    pub fn party_balance(&self, id: PartyId) -> Decimal {
        let owed = self.party_totals.get(&id).copied().unwrap_or_default();
        let vendor = self
            .parties
            .get(&id)
            .is_some_and(|party| party.kind == PartyKind::Vendor);
        if vendor { -owed } else { owed }
    }

    /// A customer's balance with those of its sub-customers.
    #[must_use]
    pub fn family_balance(&self, id: PartyId) -> Decimal {
        let children = self.children.get(&id).into_iter().flatten();
        children.map(|child| self.family_balance(*child)).sum::<Decimal>() + self.party_balance(id)
    }
}
