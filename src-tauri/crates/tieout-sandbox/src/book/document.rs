//! Documents and the postings they make.
//!
//! Not here: how a vendor's lines become postings (each face).
//! Invariant: a voided document has no postings, no applications and is worth nothing.

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{AccountId, DocId, Move, PartyId};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DocKind {
    Invoice,
    CreditMemo,
    CashSale,
    Payment,
    Bill,
    VendorCredit,
    VendorPayment,
    /// Money that goes back for a credit, or comes back.
    Refund,
    /// Money spent on something no bill was entered for.
    MoneyOut,
    /// Money received for something no invoice was written for.
    MoneyIn,
    PurchaseOrder,
    Estimate,
    Journal,
    /// Goods that were counted, not bought.
    StockCount,
}

impl DocKind {
    /// Whether it is money that came in or went out for other documents.
    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(self, Self::Payment | Self::VendorPayment)
    }

    /// Whether it takes from what is owed: set against a claim directly, or by a payment that names both.
    #[must_use]
    pub const fn is_credit(self) -> bool {
        matches!(self, Self::CreditMemo | Self::VendorCredit)
    }
}

/// One signed line on an account, in home currency; debits are positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    pub account: AccountId,
    pub amount: Decimal,
    pub party: Option<PartyId>,
    pub memo: String,
    pub tags: Vec<Tag>,
}

/// What a posting is about beside its account: one of the face's dimensions and a value in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    pub dimension: u64,
    pub value: u64,
}

impl Posting {
    #[must_use]
    pub const fn new(account: AccountId, amount: Decimal) -> Self {
        Self {
            account,
            amount,
            party: None,
            memo: String::new(),
            tags: Vec::new(),
        }
    }

    #[must_use]
    pub const fn of(mut self, party: Option<PartyId>) -> Self {
        self.party = party;
        self
    }

    #[must_use]
    pub fn memo(mut self, memo: &str) -> Self {
        memo.clone_into(&mut self.memo);
        self
    }

    /// Adds the value, if there is one, in a dimension.
    #[must_use]
    pub fn tagged(mut self, dimension: u64, value: Option<u64>) -> Self {
        self.tags.extend(value.map(|value| Tag { dimension, value }));
        self
    }

    #[must_use]
    pub fn tag(&self, dimension: u64) -> Option<u64> {
        let found = self.tags.iter().find(|tag| tag.dimension == dimension);
        found.map(|tag| tag.value)
    }
}

/// An amount of one document set against another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Application {
    pub to: DocId,
    pub amount: Decimal,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    pub id: DocId,
    pub kind: DocKind,
    pub number: Option<String>,
    pub date: Date,
    pub due: Option<Date>,
    pub party: Option<PartyId>,
    /// In the document's currency, never negative.
    pub total: Decimal,
    pub memo: String,
    pub postings: Vec<Posting>,
    pub applications: Vec<Application>,
    pub moves: Vec<Move>,
    pub voided: bool,
}

impl Document {
    #[must_use]
    pub const fn new(id: DocId, kind: DocKind, date: Date) -> Self {
        Self {
            id,
            kind,
            number: None,
            date,
            due: None,
            party: None,
            total: Decimal::ZERO,
            memo: String::new(),
            postings: Vec::new(),
            applications: Vec::new(),
            moves: Vec::new(),
            voided: false,
        }
    }

    pub(super) fn empty(&mut self) {
        self.total = Decimal::ZERO;
        self.postings.clear();
        self.applications.clear();
        self.moves.clear();
    }
}
