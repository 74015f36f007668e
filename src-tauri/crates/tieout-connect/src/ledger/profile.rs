//! Constants of a ledger product. Not here: settings of one client. Invariant: data only; shared code never asks for a vendor.

use serde::{Deserialize, Serialize};
use tieout_domain::ObjectKind;
use tieout_domain::objects::AccountRole;

/// Times that rule the resolution of doubt (`reliability.md` §4), in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Doubt {
    /// How long the ledger gives the first answer again for the same key and bytes; 0 when it never does.
    pub replay_window_ms: u64,
    /// How long a request may still be worked on after we lost sight of it.
    pub quiet_ms: u64,
    /// How long a finished write may stay invisible to look-ups.
    pub lookup_lag_ms: u64,
    /// Between the first and the second negative probe.
    pub second_probe_ms: u64,
}

/// The ledger's own words for ours (S-244).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Vocabulary {
    pub item: String,
    pub bill: String,
    pub class: String,
    pub tax_code: String,
}

/// A default account the push of some kinds needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AccountSlot {
    PartAsset,
    PartIncome,
    PartExpense,
    Payable,
}

impl AccountSlot {
    pub const ALL: [Self; 4] = [Self::PartAsset, Self::PartIncome, Self::PartExpense, Self::Payable];

    pub const fn word(self) -> &'static str {
        match self {
            Self::PartAsset => "part_asset",
            Self::PartIncome => "part_income",
            Self::PartExpense => "part_expense",
            Self::Payable => "payable",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|slot| slot.word() == word)
    }

    /// The role an account must have to be chosen.
    pub const fn role(self) -> AccountRole {
        match self {
            Self::PartAsset => AccountRole::Inventory,
            Self::PartIncome => AccountRole::ProductIncome,
            Self::PartExpense => AccountRole::MaterialCost,
            Self::Payable => AccountRole::Payable,
        }
    }
}

/// The required type of a slot in the ledger's own words, for the screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SlotRequirement {
    pub slot: AccountSlot,
    pub type_words: String,
}

/// Whose number a document carries (C-14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NumberPolicy {
    /// We may set the document's number.
    Ours,
    /// The ledger numbers; ours travels as a reference with prefix.
    Reference,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerProfile {
    /// Short name in ids and files, e.g. `quickbooks`.
    pub system: String,
    /// Product name on screens, e.g. `QuickBooks Online`.
    pub name: String,
    /// What a book's id is called, e.g. `Realm ID (company ID)`.
    pub book_id_words: String,
    pub vocabulary: Vocabulary,
    pub pulls: Vec<ObjectKind>,
    pub pushes: Vec<ObjectKind>,
    pub batch_max: usize,
    /// Requests the ledger allows in a minute, and writes in batches a minute, for the plan's budget line.
    pub requests_per_minute: u32,
    pub requests_per_day: Option<u32>,
    pub doubt: Doubt,
    pub slots: Vec<SlotRequirement>,
    /// Kinds whose names share one space of unique names.
    pub shared_name_space: Vec<ObjectKind>,
    /// Kinds of lists whose records can be made inactive; no plan proposes it for the others.
    pub retires: Vec<ObjectKind>,
    /// Whether the ledger refuses a change that is meant for an older version of a record. Where it does not, the look before
    /// each change is all that keeps somebody else's change.
    pub refuses_stale: bool,
}
