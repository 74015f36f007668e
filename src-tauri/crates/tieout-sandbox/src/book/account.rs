//! Accounts with neutral roles.
//!
//! Not here: a vendor's account types; each face maps its own onto a role.
//! Invariant: a role decides the side on which a balance is shown, never the sign that is stored (debits are positive).

use rust_decimal::Decimal;

use super::{AccountId, Book};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    Asset,
    Liability,
    Equity,
    Revenue,
    Expense,
}

/// Which way a debt runs: to us or from us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    Receivable,
    Payable,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Bank,
    Receivable,
    CurrentAsset,
    FixedAsset,
    OtherAsset,
    Payable,
    Card,
    CurrentLiability,
    LongTermLiability,
    Equity,
    RetainedEarnings,
    Income,
    CostOfSales,
    Expense,
    OtherIncome,
    OtherExpense,
}

impl Role {
    #[must_use]
    pub const fn class(self) -> Class {
        match self {
            Self::Bank | Self::Receivable | Self::CurrentAsset | Self::FixedAsset | Self::OtherAsset => Class::Asset,
            Self::Payable | Self::Card | Self::CurrentLiability | Self::LongTermLiability => Class::Liability,
            Self::Equity | Self::RetainedEarnings => Class::Equity,
            Self::Income | Self::OtherIncome => Class::Revenue,
            Self::CostOfSales | Self::Expense | Self::OtherExpense => Class::Expense,
        }
    }

    /// Which debts an account holds, if its balance belongs to parties.
    #[must_use]
    pub const fn side(self) -> Option<Side> {
        match self {
            Self::Receivable => Some(Side::Receivable),
            Self::Payable => Some(Side::Payable),
            _ => None,
        }
    }

    /// Accounts whose balance belongs to parties.
    #[must_use]
    pub const fn is_personal(self) -> bool {
        self.side().is_some()
    }

    /// Accounts that a new financial year starts at zero.
    #[must_use]
    pub const fn is_nominal(self) -> bool {
        matches!(self.class(), Class::Revenue | Class::Expense)
    }

    /// `amount` (debit positive) as a reader of this kind of account expects to see it.
    #[must_use]
    pub fn natural(self, amount: Decimal) -> Decimal {
        match self.class() {
            Class::Asset | Class::Expense => amount,
            Class::Liability | Class::Equity | Class::Revenue => -amount,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    pub id: AccountId,
    pub name: String,
    pub role: Role,
    pub parent: Option<AccountId>,
    pub active: bool,
}

impl Book {
    pub fn put_account(&mut self, account: Account) {
        self.accounts.insert(account.id, account);
    }

    #[must_use]
    pub fn account(&self, id: AccountId) -> Option<&Account> {
        self.accounts.get(&id)
    }

    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.accounts.values()
    }

    /// The first active account with this role, in order of id.
    #[must_use]
    pub fn account_for(&self, role: Role) -> Option<AccountId> {
        self.accounts
            .values()
            .find(|account| account.role == role && account.active)
            .map(|account| account.id)
    }

    /// Balance of one account, debit positive.
    #[must_use]
    pub fn balance(&self, id: AccountId) -> Decimal {
        self.account_totals.get(&id).copied().unwrap_or_default()
    }
}
