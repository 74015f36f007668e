//! Object kinds and the two sides. Not here: what an object holds (`objects`).
//! Invariant: the order of `ObjectKind` is the order of work, prerequisites first.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where a record lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The operational system.
    Source,
    /// The accounting system.
    Ledger,
}

/// Kind of record, in dependency order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    Account,
    TaxCode,
    Term,
    Class,
    Item,
    Customer,
    Vendor,
    PurchaseOrder,
    Invoice,
    Bill,
    CreditMemo,
    Payment,
    JournalEntry,
}

impl ObjectKind {
    pub const ALL: [Self; 13] = [
        Self::Account,
        Self::TaxCode,
        Self::Term,
        Self::Class,
        Self::Item,
        Self::Customer,
        Self::Vendor,
        Self::PurchaseOrder,
        Self::Invoice,
        Self::Bill,
        Self::CreditMemo,
        Self::Payment,
        Self::JournalEntry,
    ];

    /// The word used in the database and on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Account => "account",
            Self::TaxCode => "tax_code",
            Self::Term => "term",
            Self::Class => "class",
            Self::Item => "item",
            Self::Customer => "customer",
            Self::Vendor => "vendor",
            Self::PurchaseOrder => "purchase_order",
            Self::Invoice => "invoice",
            Self::Bill => "bill",
            Self::CreditMemo => "credit_memo",
            Self::Payment => "payment",
            Self::JournalEntry => "journal_entry",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Transactions are counted in the five tiles; lists are counted on the match screen.
    pub const fn is_transaction(self) -> bool {
        match self {
            Self::PurchaseOrder
            | Self::Invoice
            | Self::Bill
            | Self::CreditMemo
            | Self::Payment
            | Self::JournalEntry => true,
            Self::Account | Self::TaxCode | Self::Term | Self::Class | Self::Item | Self::Customer | Self::Vendor => {
                false
            }
        }
    }

    /// Kinds that must be switched on before this one can be pushed.
    pub const fn prerequisites(self) -> &'static [Self] {
        match self {
            Self::PurchaseOrder => &[Self::Item, Self::Vendor],
            Self::Invoice => &[Self::Item, Self::Customer],
            Self::Bill => &[Self::Vendor],
            Self::JournalEntry => &[Self::Account, Self::Customer, Self::Vendor],
            Self::CreditMemo | Self::Payment => &[Self::Customer],
            Self::Account | Self::TaxCode | Self::Term | Self::Class | Self::Item | Self::Customer | Self::Vendor => {
                &[]
            }
        }
    }
}

impl std::fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prerequisite_always_comes_before_what_needs_it() {
        for kind in ObjectKind::ALL {
            assert_eq!(ObjectKind::from_word(kind.word()), Some(kind));
            assert!(kind.prerequisites().iter().all(|needed| *needed < kind), "{kind}");
        }
    }
}
