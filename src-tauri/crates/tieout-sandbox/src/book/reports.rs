//! What the postings add up to: trial balance, ledger, ageing.
//!
//! Not here: a vendor's rows and columns.
//! Invariant: every figure is a sum of postings; nothing is stored for a report.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use super::{AccountId, Book, DocId, Document, PartyId, Posting, Role, Side};

/// One account's balance at the end of a period, debit positive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrialLine {
    pub account: AccountId,
    pub balance: Decimal,
}

/// One posting with the document it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct LedgerLine<'a> {
    pub document: &'a Document,
    pub posting: &'a Posting,
}

/// A document with something open on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenItem {
    pub document: DocId,
    pub party: PartyId,
    pub date: Date,
    pub due: Date,
    /// Positive when it is owed, negative when it is a credit.
    pub open: Decimal,
}

impl Book {
    /// First day of the financial year that `date` falls in.
    #[must_use]
    pub fn year_start(&self, date: Date) -> Date {
        let month = self.first_month.clamp(1, 12);
        let year = if date.month() < month {
            date.year() - 1
        } else {
            date.year()
        };
        Date::new(year, month, 1).unwrap_or(date)
    }

    /// Balances at the end of `to`; earnings of earlier years stand in retained earnings.
    #[must_use]
    pub fn trial_balance(&self, to: Date) -> Vec<TrialLine> {
        self.balances(to, self.year_start(to))
    }

    /// Balances that the day `from` opens with.
    #[must_use]
    pub fn opening_balances(&self, from: Date) -> Vec<TrialLine> {
        from.yesterday()
            .map_or_else(|_| Vec::new(), |to| self.balances(to, self.year_start(from)))
    }

    /// Balances at the end of `to`, income and expenses counted from `year` on.
    fn balances(&self, to: Date, year: Date) -> Vec<TrialLine> {
        let mut sums: BTreeMap<AccountId, Decimal> = BTreeMap::new();
        for line in self.lines(None, Some(to)) {
            let nominal = self.role(line.posting.account).is_some_and(Role::is_nominal);
            let earlier = nominal && line.document.date < year;
            let account = if earlier {
                self.retained_earnings(line.posting.account)
            } else {
                line.posting.account
            };
            *sums.entry(account).or_default() += line.posting.amount;
        }
        sums.into_iter()
            .map(|(account, balance)| TrialLine { account, balance })
            .collect()
    }

    /// Movement per income and expense account over the lines that `wanted` lets pass, debit positive.
    #[must_use]
    pub fn earnings(&self, from: Date, to: Date, wanted: impl Fn(&LedgerLine<'_>) -> bool) -> Vec<TrialLine> {
        let mut sums: BTreeMap<AccountId, Decimal> = BTreeMap::new();
        for line in self.lines(Some(from), Some(to)).iter().filter(|line| wanted(line)) {
            if self.role(line.posting.account).is_some_and(Role::is_nominal) {
                *sums.entry(line.posting.account).or_default() += line.posting.amount;
            }
        }
        sums.into_iter()
            .map(|(account, balance)| TrialLine { account, balance })
            .collect()
    }

    /// All postings of a period in order of date and document.
    #[must_use]
    pub fn lines(&self, from: Option<Date>, to: Option<Date>) -> Vec<LedgerLine<'_>> {
        let inside = |date: Date| from.is_none_or(|from| date >= from) && to.is_none_or(|to| date <= to);
        let mut documents: Vec<&Document> = self.documents().filter(|document| inside(document.date)).collect();
        documents.sort_by_key(|document| (document.date, document.id));
        let lines = documents.into_iter().flat_map(|document| {
            document
                .postings
                .iter()
                .map(move |posting| LedgerLine { document, posting })
        });
        lines.collect()
    }

    /// Open items of one side at the end of `to`, as they stood then.
    #[must_use]
    pub fn open_items(&self, side: Side, to: Date) -> Vec<OpenItem> {
        let mut open: BTreeMap<(DocId, PartyId), Decimal> = BTreeMap::new();
        for line in self.lines(None, Some(to)) {
            if let Some(party) = line.posting.party
                && self.role(line.posting.account).and_then(Role::side) == Some(side)
            {
                *open.entry((line.document.id, party)).or_default() += line.posting.amount;
            }
        }
        self.apply(&mut open, to);
        let sign = if side == Side::Payable {
            Decimal::NEGATIVE_ONE
        } else {
            Decimal::ONE
        };
        let items = open
            .into_iter()
            .filter(|(_, amount)| !amount.is_zero())
            .filter_map(|((id, party), amount)| {
                let document = self.document(id)?;
                let due = document.due.unwrap_or(document.date);
                Some(OpenItem {
                    document: id,
                    party,
                    date: document.date,
                    due,
                    open: amount * sign,
                })
            });
        items.collect()
    }

    /// Moves what a payment settles from the payment to the documents it settles; the sum stays.
    fn apply(&self, open: &mut BTreeMap<(DocId, PartyId), Decimal>, to: Date) {
        for source in self.documents().filter(|document| document.date <= to) {
            for application in &source.applications {
                let Some(target) = self.document(application.to).filter(|target| target.date <= to) else {
                    continue;
                };
                let (Some(payer), Some(owner)) = (source.party, self.owner_of(target)) else {
                    continue;
                };
                let Some(left) = open.get(&(target.id, owner)).copied() else {
                    continue;
                };
                let home = self.in_home(target, application.amount);
                let shift = if left < Decimal::ZERO { -home } else { home };
                *open.entry((target.id, owner)).or_default() -= shift;
                *open.entry((source.id, payer)).or_default() += shift;
            }
        }
    }

    fn owner_of(&self, document: &Document) -> Option<PartyId> {
        let personal = |posting: &&Posting| self.role(posting.account).is_some_and(Role::is_personal);
        document.party.or_else(|| {
            document
                .postings
                .iter()
                .find(personal)
                .and_then(|posting| posting.party)
        })
    }

    /// An amount of a document's currency at the rate the document was posted with.
    fn in_home(&self, document: &Document, amount: Decimal) -> Decimal {
        let personal = |posting: &&Posting| self.role(posting.account).is_some_and(Role::is_personal);
        let posted: Decimal = document
            .postings
            .iter()
            .filter(personal)
            .map(|posting| posting.amount)
            .sum();
        if document.total.is_zero() || posted.abs() == document.total {
            return amount;
        }
        super::cents(amount * posted.abs() / document.total)
    }

    #[must_use]
    pub fn role(&self, account: AccountId) -> Option<Role> {
        self.account(account).map(|account| account.role)
    }

    fn retained_earnings(&self, fallback: AccountId) -> AccountId {
        self.account_for(Role::RetainedEarnings)
            .or_else(|| self.account_for(Role::Equity))
            .unwrap_or(fallback)
    }
}
