//! What a record does to the book.
//!
//! Not here: checks of what was sent; whatever arrives here was filled.
//! Invariant: drafts, orders and deleted documents post nothing; everything else balances.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::dates::read_day;
use super::errors::Saved;
use super::json::{Body, decimal_at, list, text};
use super::kinds::Kind;
use super::store::{Org, Record, is_active};
use crate::book::{Account, AccountId, Application, BookError, DocKind, Document, Party, Posting, Role};

impl Org {
    /// Posts a record under its number; nothing changes when the book refuses.
    pub(super) fn project(&mut self, kind: Kind, number: u64, record: &Record) -> Saved<()> {
        let body = &record.body;
        match kind {
            Kind::Account => {
                self.book.put_account(Account {
                    id: number,
                    name: text(body, "Name").to_owned(),
                    role: role(body),
                    parent: None,
                    active: is_active(body),
                });
                Ok(())
            }
            Kind::Contact => {
                let kept = self.book_party(number, body);
                self.told(kept)
            }
            _ if kind.is_txn() => self.project_document(kind, number, body),
            _ => Ok(()),
        }
    }

    fn book_party(&mut self, number: u64, body: &Body) -> Result<(), BookError> {
        self.book.put_party(Party {
            id: number,
            name: text(body, "Name").to_owned(),
            parent: None,
            active: is_active(body),
        })
    }

    fn project_document(&mut self, kind: Kind, number: u64, body: &Body) -> Saved<()> {
        let live = matches!(text(body, "Status"), "AUTHORISED" | "PAID" | "POSTED");
        let shown = self.book.document(number).is_some();
        let document = self.document(kind, number, body);
        let Some(document) = document.filter(|_| live) else {
            if shown {
                let removed = self.book.remove(number);
                return self.told(removed);
            }
            return Ok(());
        };
        let put = self.book.put(document);
        self.told(put)
    }

    /// The document a record stands for; `None` for those that never post.
    fn document(&self, kind: Kind, number: u64, body: &Body) -> Option<Document> {
        let sale = is_sale(body);
        let doc_kind = match kind {
            Kind::Invoice if sale => DocKind::Invoice,
            Kind::Invoice => DocKind::Bill,
            Kind::CreditNote if sale => DocKind::CreditMemo,
            Kind::CreditNote => DocKind::VendorCredit,
            Kind::Payment if !body.contains_key("Invoice") => DocKind::Refund,
            Kind::Payment | Kind::Overpayment | Kind::Prepayment if sale => DocKind::Payment,
            Kind::Payment | Kind::Overpayment | Kind::Prepayment => DocKind::VendorPayment,
            Kind::BankTransaction if text(body, "Type") == "RECEIVE" => DocKind::MoneyIn,
            Kind::BankTransaction if text(body, "Type") == "SPEND" => DocKind::MoneyOut,
            Kind::ManualJournal => DocKind::Journal,
            _ => return None,
        };
        let mut document = Document::new(number, doc_kind, read_day(text(body, "Date"))?);
        document.due = read_day(text(body, "DueDate"));
        document.number = kind.number().map(|member| text(body, member).to_owned());
        document.party = self.contact_number(body);
        document.total = self.home(
            body,
            decimal_at(body, if kind == Kind::Payment { "Amount" } else { "Total" }),
        );
        document.memo = text(body, "Reference").to_owned();
        document.postings = match kind {
            Kind::Payment => self.payment_postings(body, &document),
            Kind::Overpayment | Kind::Prepayment => self.advance_postings(body, &document),
            Kind::ManualJournal => self.journal_postings(body),
            _ => self.line_postings(kind, body, &document),
        };
        document.applications = self.applications(kind, body);
        Some(document)
    }

    /// An amount of the document's currency in the book's.
    fn home(&self, body: &Body, amount: Option<Decimal>) -> Decimal {
        let rate = decimal_at(body, "CurrencyRate").filter(|rate| *rate > Decimal::ZERO);
        let amount = amount.unwrap_or_default();
        rate.and_then(|rate| amount.checked_div(rate))
            .map_or(amount, crate::book::cents)
    }

    fn contact_number(&self, body: &Body) -> Option<u64> {
        self.number_of(Kind::Contact, body.get("Contact")?.get("ContactID")?.as_str()?)
    }

    /// Lines against the debt of the contact, or against the bank account.
    fn line_postings(&self, kind: Kind, body: &Body, document: &Document) -> Vec<Posting> {
        let incoming = matches!(
            document.kind,
            DocKind::Invoice | DocKind::VendorCredit | DocKind::MoneyIn
        );
        let sign = if incoming { Decimal::ONE } else { Decimal::NEGATIVE_ONE };
        let against = if kind == Kind::BankTransaction {
            self.account_in(body, "BankAccount")
        } else {
            self.control(is_sale(body))
        };
        let mut sums: BTreeMap<AccountId, (Decimal, String)> = BTreeMap::new();
        let inclusive = text(body, "LineAmountTypes") == "Inclusive";
        for line in list(body, "LineItems") {
            let tax = decimal_at(&line, "TaxAmount").unwrap_or_default();
            let amount = decimal_at(&line, "LineAmount").unwrap_or_default();
            let net = if inclusive { amount - tax } else { amount };
            let account = self.account_of_code(&line);
            let entries = [
                (account, net, text(&line, "Description")),
                (self.tax_account(), tax, ""),
            ];
            for (account, amount, memo) in entries {
                let (Some(account), false) = (account, amount.is_zero()) else {
                    continue;
                };
                let sum = sums.entry(account).or_default();
                sum.0 += self.home(body, Some(amount));
                if sum.1.is_empty() {
                    memo.clone_into(&mut sum.1);
                }
            }
        }
        let mut postings: Vec<Posting> = sums
            .into_iter()
            .map(|(account, (amount, memo))| Posting::new(account, -amount * sign).memo(&memo))
            .collect();
        let total: Decimal = postings.iter().map(|posting| posting.amount).sum();
        if let Some(against) = against.filter(|_| !postings.is_empty()) {
            postings.push(Posting::new(against, -total).of(document.party));
        }
        postings
    }

    /// Money against the debt that it settles, or that a refund brings back.
    fn payment_postings(&self, body: &Body, document: &Document) -> Vec<Posting> {
        let sale = is_sale(body);
        let comes_in = sale != (document.kind == DocKind::Refund);
        let amount = if comes_in { document.total } else { -document.total };
        let pair = self.account_in(body, "Account").zip(self.control(sale));
        pair.map_or_else(Vec::new, |(bank, control)| {
            vec![
                Posting::new(bank, amount),
                Posting::new(control, -amount).of(document.party),
            ]
        })
    }

    /// Money that came or went before there was anything to settle.
    fn advance_postings(&self, body: &Body, document: &Document) -> Vec<Posting> {
        let sale = is_sale(body);
        let amount = if sale { document.total } else { -document.total };
        let pair = self.account_in(body, "_bank").zip(self.control(sale));
        pair.map_or_else(Vec::new, |(bank, control)| {
            vec![
                Posting::new(bank, amount),
                Posting::new(control, -amount).of(document.party),
            ]
        })
    }

    fn journal_postings(&self, body: &Body) -> Vec<Posting> {
        let inclusive = text(body, "LineAmountTypes") == "Inclusive";
        let mut postings = Vec::new();
        for line in list(body, "JournalLines") {
            let amount = decimal_at(&line, "LineAmount").unwrap_or_default();
            let tax = decimal_at(&line, "TaxAmount").unwrap_or_default();
            let net = if inclusive { amount - tax } else { amount };
            let entries = [(self.account_of_code(&line), net), (self.tax_account(), tax)];
            for (account, amount) in entries {
                if let Some(account) = account.filter(|_| !amount.is_zero()) {
                    postings.push(Posting::new(account, amount).memo(text(&line, "Description")));
                }
            }
        }
        postings
    }

    /// What the record settles.
    fn applications(&self, kind: Kind, body: &Body) -> Vec<Application> {
        let to = |kind: Kind, body: &Body, amount: Option<Decimal>| {
            let id = body.get(kind.name())?.get(kind.id())?.as_str()?;
            let to = self.number_of(kind, id)?;
            Some(Application { to, amount: amount? })
        };
        if kind == Kind::Payment {
            let amount = decimal_at(body, "Amount");
            let targets = [Kind::Invoice, Kind::CreditNote, Kind::Overpayment, Kind::Prepayment];
            return targets
                .into_iter()
                .filter_map(|target| to(target, body, amount))
                .collect();
        }
        let mut sums: BTreeMap<u64, Decimal> = BTreeMap::new();
        for allocation in list(body, "Allocations") {
            if let Some(one) = to(Kind::Invoice, &allocation, decimal_at(&allocation, "Amount")) {
                *sums.entry(one.to).or_default() += one.amount;
            }
        }
        sums.into_iter()
            .map(|(to, amount)| Application { to, amount })
            .collect()
    }

    /// The account of what customers owe, or of what is owed to suppliers.
    pub(super) fn control(&self, sale: bool) -> Option<AccountId> {
        self.system_account(if sale { "DEBTORS" } else { "CREDITORS" })
    }

    fn tax_account(&self) -> Option<AccountId> {
        self.system_account("GST")
    }

    fn system_account(&self, system: &str) -> Option<AccountId> {
        let found = self
            .rows(Kind::Account)
            .find(|record| text(&record.body, "SystemAccount") == system)?;
        self.number_of(Kind::Account, &found.id)
    }

    fn account_of_code(&self, line: &Body) -> Option<AccountId> {
        let record = self.account_named(text(line, "AccountCode"), text(line, "AccountID"))?;
        self.number_of(Kind::Account, &record.id)
    }

    fn account_in(&self, body: &Body, member: &str) -> Option<AccountId> {
        self.number_of(Kind::Account, body.get(member)?.get("AccountID")?.as_str()?)
    }

    /// An account by code or else by id.
    pub(super) fn account_named(&self, code: &str, id: &str) -> Option<&Record> {
        if code.is_empty() {
            return self.get(Kind::Account, id);
        }
        let with_code = |record: &&Record| text(&record.body, "Code").eq_ignore_ascii_case(code);
        self.rows(Kind::Account).find(with_code)
    }

    /// What the vendor says to the book's refusal.
    fn told(&self, outcome: Result<(), BookError>) -> Saved<()> {
        let Err(error) = outcome else { return Ok(()) };
        match error {
            BookError::NameTaken(owner) => {
                let name = self.owner(owner).map_or("", |(_, record)| text(&record.body, "Name"));
                super::errors::refuse("contact_name_taken", &[name])
            }
            BookError::OverApplied { .. } => super::errors::refuse("payment_too_big", &[]),
            BookError::OverSpent(_) => super::errors::refuse("over_allocated", &[]),
            other => Err(vec![format!("The practice book refused it: {other}")]),
        }
    }
}

/// Whether a document belongs to the side of the customers; payments and advances say so by what they settle.
#[must_use]
pub fn is_sale(body: &Body) -> bool {
    let kind = if body.contains_key("PaymentType") {
        "PaymentType"
    } else {
        "Type"
    };
    let kind = text(body, kind);
    kind.starts_with("ACCREC") || kind.starts_with("AR") || kind.starts_with("RECEIVE")
}

/// What an account is to the book.
fn role(body: &Body) -> Role {
    match (text(body, "SystemAccount"), text(body, "Type")) {
        ("DEBTORS", _) => Role::Receivable,
        ("CREDITORS", _) => Role::Payable,
        ("RETAINEDEARNINGS", _) => Role::RetainedEarnings,
        (_, "BANK") if text(body, "BankAccountType") == "CREDITCARD" => Role::Card,
        (_, "BANK") => Role::Bank,
        (_, "FIXED") => Role::FixedAsset,
        (_, "NONCURRENT") => Role::OtherAsset,
        (_, "CURRENT" | "INVENTORY" | "PREPAYMENT") => Role::CurrentAsset,
        (_, "CURRLIAB" | "PAYGLIABILITY" | "SUPERANNUATIONLIABILITY" | "LIABILITY") => Role::CurrentLiability,
        (_, "TERMLIAB") => Role::LongTermLiability,
        (_, "EQUITY") => Role::Equity,
        (_, "REVENUE" | "SALES") => Role::Income,
        (_, "OTHERINCOME") => Role::OtherIncome,
        (_, "DIRECTCOSTS") => Role::CostOfSales,
        _ => Role::Expense,
    }
}
