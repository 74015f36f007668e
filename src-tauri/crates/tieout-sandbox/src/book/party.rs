//! Parties: whoever owes us or is owed by us.
//!
//! Not here: addresses and the like, which no posting needs, and whether a party may be customer and vendor at once:
//! some ledgers keep two lists, others one, so a balance is asked for by side.
//! Invariant: no two parties share a name (case and outer blanks ignored) where the book's rule forbids it.

use rust_decimal::Decimal;

use super::{Book, BookError, PartyId, Side};

/// Who may not share a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NameRule {
    /// No two parties, active or not.
    #[default]
    Always,
    /// No two active parties; an archived one gives its name free.
    WhileActive,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Party {
    pub id: PartyId,
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
        if let Some(owner) = self.name_owner(&key, &party) {
            return Err(BookError::NameTaken(owner));
        }
        if let Some(old) = self.parties.get(&party.id) {
            if let Some(bearers) = self.names.get_mut(&name_key(&old.name)) {
                bearers.remove(&party.id);
            }
            if let Some(parent) = old.parent {
                self.children.entry(parent).or_default().remove(&party.id);
            }
        }
        if let Some(parent) = party.parent {
            self.children.entry(parent).or_default().insert(party.id);
        }
        self.names.entry(key).or_default().insert(party.id);
        self.parties.insert(party.id, party);
        Ok(())
    }

    /// Another party whose name stands in the way.
    fn name_owner(&self, key: &str, party: &Party) -> Option<PartyId> {
        let in_the_way = |other: &&PartyId| {
            let active = self.parties.get(other).is_some_and(|other| other.active);
            **other != party.id && (self.name_rule == NameRule::Always || active && party.active)
        };
        self.names.get(key)?.iter().find(in_the_way).copied()
    }

    #[must_use]
    pub fn party(&self, id: PartyId) -> Option<&Party> {
        self.parties.get(&id)
    }

    /// What a party owes us, or on the payable side what we owe it.
    #[must_use]
    pub fn party_balance(&self, id: PartyId, side: Side) -> Decimal {
        let balance = self.party_totals.get(&(id, side)).copied().unwrap_or_default();
        match side {
            Side::Receivable => balance,
            Side::Payable => -balance,
        }
    }

    /// A party's balance with those of the parties under it.
    #[must_use]
    pub fn family_balance(&self, id: PartyId, side: Side) -> Decimal {
        let children = self.children.get(&id).into_iter().flatten();
        children.map(|child| self.family_balance(*child, side)).sum::<Decimal>() + self.party_balance(id, side)
    }
}
