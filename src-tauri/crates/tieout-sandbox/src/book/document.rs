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
    PurchaseOrder,
    Estimate,
    Journal,
}

impl DocKind {
    /// Whether it settles other documents.
    #[must_use]
    pub const fn settles(self) -> bool {
        matches!(self, Self::Payment | Self::VendorPayment)
    }

    /// Whether it is spent like money when applied.
    #[must_use]
    pub const fn is_credit(self) -> bool {
        matches!(self, Self::CreditMemo | Self::VendorCredit)
    }

    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Invoice => "invoice",
            Self::CreditMemo => "credit_memo",
            Self::CashSale => "cash_sale",
            Self::Payment => "payment",
            Self::Bill => "bill",
            Self::VendorCredit => "vendor_credit",
            Self::VendorPayment => "vendor_payment",
            Self::PurchaseOrder => "purchase_order",
            Self::Estimate => "estimate",
            Self::Journal => "journal",
        }
    }
}

/// One signed line on an account, in home currency; debits are positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    pub account: AccountId,
    pub amount: Decimal,
    pub party: Option<PartyId>,
    pub memo: String,
    pub class: Option<u64>,
    pub department: Option<u64>,
}

impl Posting {
    #[must_use]
    pub const fn new(account: AccountId, amount: Decimal) -> Self {
        Self {
            account,
            amount,
            party: None,
            memo: String::new(),
            class: None,
            department: None,
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

    /// What can be settled on it: its total.
    #[must_use]
    pub const fn worth(&self) -> Decimal {
        self.total
    }

    pub(super) fn empty(&mut self) {
        self.total = Decimal::ZERO;
        self.postings.clear();
        self.applications.clear();
        self.moves.clear();
    }
}
