//! From a record to what the book needs of it: parties, accounts, items, terms and postings.
//!
//! Not here: whether the record is allowed (`write`, `fill`).
//! Invariant: a pure reading of the stored record, so a replayed journal posts the same again.

use rust_decimal::Decimal;
use serde_json::Value;

use super::accounts;
use super::errors::{Answer, Refusal, bad_reference, business, refuse};
use super::json::{Body, date_at, decimal, decimal_at, flag, list, ref_id, ref_text, text};
use super::kinds::Kind;
use super::lines::SHIPPING;
use super::store::{Company, Record};
use crate::book::{
    Account, Application, BookError, DocKind, Document, Item, Move, Party, Posting, Role, Term, TermRule, cents,
};

/// The two dimensions of this vendor's postings.
pub const CLASS: u64 = 1;
pub const DEPARTMENT: u64 = 2;

impl Company {
    /// Brings a record into the book.
    pub fn project(&mut self, kind: Kind, id: u64, record: &Record) -> Answer<()> {
        let body = &record.body;
        match kind {
            Kind::Customer | Kind::Vendor | Kind::Employee => self.project_party(id, body),
            Kind::Account => {
                self.book.put_account(Account {
                    id,
                    name: text(body, "Name").to_owned(),
                    role: accounts::role(body),
                    parent: ref_id(body, "ParentRef"),
                    active: flag(body.get("Active")),
                });
                Ok(())
            }
            Kind::Item => {
                self.project_item(id, body);
                self.post_counts(id, body)
            }
            Kind::Term => {
                self.book.put_term(Term {
                    id,
                    rule: term_rule(body),
                });
                Ok(())
            }
            _ if kind.is_txn() => {
                let document = self.document(kind, id, record);
                self.book.put(document).map_err(|error| self.book_refusal(&error))
            }
            _ => Ok(()),
        }
    }

    fn project_party(&mut self, id: u64, body: &Body) -> Answer<()> {
        let shown = text(body, "DisplayName");
        let name = shown.strip_suffix(" (deleted)").unwrap_or(shown).to_owned();
        let party = Party {
            id,
            name,
            parent: ref_id(body, "ParentRef"),
            active: flag(body.get("Active")),
        };
        self.book.put_party(party).map_err(|error| self.book_refusal(&error))
    }

    fn project_item(&mut self, id: u64, body: &Body) {
        let counted = text(body, "Type") == "Inventory";
        // What was counted in through the API comes with its own document.
        let seeded = counted && !body.contains_key(super::counts::COUNTED);
        let quantity = decimal_at(body, "QtyOnHand").filter(|_| seeded).unwrap_or_default();
        let cost = decimal_at(body, "PurchaseCost").unwrap_or_default();
        self.book.put_item(Item {
            id,
            name: text(body, "Name").to_owned(),
            counted,
            income: ref_id(body, "IncomeAccountRef"),
            expense: ref_id(body, "ExpenseAccountRef"),
            asset: ref_id(body, "AssetAccountRef"),
            cost,
            quantity,
            value: cents(quantity * cost),
        });
    }

    fn document(&self, kind: Kind, id: u64, record: &Record) -> Document {
        let body = &record.body;
        let date = date_at(body, "TxnDate").unwrap_or_else(|| self.today(record.created));
        let mut document = Document::new(id, doc_kind(kind), date);
        document.number = Some(text(body, "DocNumber").to_owned()).filter(|number| !number.is_empty());
        document.due = date_at(body, "DueDate");
        document.party = ref_id(body, "CustomerRef").or_else(|| ref_id(body, "VendorRef"));
        document.total = decimal_at(body, "TotalAmt").unwrap_or_default();
        text(body, "PrivateNote").clone_into(&mut document.memo);
        document.voided = record.voided;
        match kind {
            Kind::Invoice | Kind::CreditMemo | Kind::SalesReceipt => self.post_sale(kind, body, &mut document),
            Kind::Bill => self.post_bill(body, &mut document),
            Kind::JournalEntry => self.post_journal(body, &mut document),
            Kind::Payment => self.post_payment(body, &mut document),
            Kind::BillPayment => self.post_bill_payment(body, &mut document),
            _ => {}
        }
        document
    }

    fn any_income(&self) -> u64 {
        self.book.account_for(Role::Income).unwrap_or(1)
    }

    fn post_sale(&self, kind: Kind, body: &Body, document: &mut Document) {
        let sign = if kind == Kind::CreditMemo {
            Decimal::NEGATIVE_ONE
        } else {
            Decimal::ONE
        };
        let rate = self.rate(body) * sign;
        let mut credits: Vec<Posting> = Vec::new();
        for line in list(body, "Line") {
            let Some(amount) = decimal_at(&line, "Amount") else {
                continue;
            };
            let detail = |name: &str| line.get(name).map(super::json::object).unwrap_or_default();
            let (account, amount, detail) = match text(&line, "DetailType") {
                "SalesItemLineDetail" => {
                    let detail = detail("SalesItemLineDetail");
                    self.move_out(&detail, sign, document);
                    (self.income_account(&detail), -amount, detail)
                }
                "DiscountLineDetail" => {
                    let detail = detail("DiscountLineDetail");
                    (
                        ref_id(&detail, "DiscountAccountRef").unwrap_or_else(|| self.any_income()),
                        amount,
                        detail,
                    )
                }
                _ => continue,
            };
            let posting = Posting::new(account, cents(amount * rate))
                .of(document.party)
                .memo(text(&line, "Description"))
                .tagged(CLASS, ref_id(&detail, "ClassRef").or_else(|| ref_id(body, "ClassRef")))
                .tagged(DEPARTMENT, ref_id(body, "DepartmentRef"));
            credits.push(posting);
        }
        let tax = body
            .get("TxnTaxDetail")
            .and_then(|tax| tax.get("TotalTax"))
            .and_then(decimal)
            .unwrap_or_default();
        if !tax.is_zero() {
            credits.push(Posting::new(self.tax_account(), -cents(tax * rate)).of(document.party));
        }
        let sum: Decimal = credits.iter().map(|posting| posting.amount).sum();
        let against = if kind == Kind::SalesReceipt {
            ref_id(body, "DepositToAccountRef").or_else(|| self.book.account_for(Role::Bank))
        } else {
            ref_id(body, "ARAccountRef").or_else(|| self.book.account_for(Role::Receivable))
        };
        document
            .postings
            .push(Posting::new(against.unwrap_or(0), -sum).of(document.party));
        document.postings.extend(credits);
    }

    fn income_account(&self, detail: &Body) -> u64 {
        let shipping = ref_text(detail, "ItemRef").is_some_and(|item| item == SHIPPING);
        let shipped = shipping
            .then(|| self.preferred_account("DefaultShippingAccount"))
            .flatten();
        let item = ref_id(detail, "ItemRef").and_then(|id| self.book.item(id));
        let own = ref_id(detail, "ItemAccountRef").or(shipped);
        own.or_else(|| item.and_then(|item| item.income))
            .unwrap_or_else(|| self.any_income())
    }

    fn move_out(&self, detail: &Body, sign: Decimal, document: &mut Document) {
        let shipping = ref_text(detail, "ItemRef").is_some_and(|item| item == SHIPPING);
        let item = ref_id(detail, "ItemRef")
            .filter(|_| !shipping)
            .and_then(|id| self.book.item(id));
        if let Some(item) = item.filter(|item| item.counted) {
            let quantity = decimal_at(detail, "Qty").unwrap_or_default();
            document.moves.push(Move {
                item: item.id,
                quantity: -quantity * sign,
                value: None,
            });
        }
    }

    fn tax_account(&self) -> u64 {
        let is_tax = |body: &Body| {
            matches!(text(body, "AccountSubType"), "SalesTaxPayable" | "GlobalTaxPayable") && flag(body.get("Active"))
        };
        let found = self
            .rows(Kind::Account)
            .find(|(_, record)| is_tax(&record.body))
            .map(|(id, _)| id);
        found
            .or_else(|| self.book.account_for(Role::CurrentLiability))
            .unwrap_or_else(|| self.any_income())
    }

    fn post_bill(&self, body: &Body, document: &mut Document) {
        let rate = self.rate(body);
        let mut debits = Vec::new();
        for line in list(body, "Line") {
            let kind = text(&line, "DetailType").to_owned();
            let (Some(amount), Some(detail)) = (decimal_at(&line, "Amount"), line.get(&kind)) else {
                continue;
            };
            let detail = super::json::object(detail);
            let home = cents(amount * rate);
            let account = if kind == "ItemBasedExpenseLineDetail" {
                self.bought(&detail, home, document)
            } else {
                ref_id(&detail, "AccountRef").unwrap_or(0)
            };
            let posting = Posting::new(account, home)
                .of(document.party)
                .memo(text(&line, "Description"))
                .tagged(CLASS, ref_id(&detail, "ClassRef"))
                .tagged(DEPARTMENT, ref_id(body, "DepartmentRef"));
            debits.push(posting);
        }
        let tax = body
            .get("TxnTaxDetail")
            .and_then(|tax| tax.get("TotalTax"))
            .and_then(decimal)
            .unwrap_or_default();
        if !tax.is_zero() {
            debits.push(Posting::new(self.tax_account(), cents(tax * rate)).of(document.party));
        }
        let sum: Decimal = debits.iter().map(|posting| posting.amount).sum();
        let payable = ref_id(body, "APAccountRef")
            .or_else(|| self.book.account_for(Role::Payable))
            .unwrap_or(0);
        document.postings = debits;
        document.postings.push(Posting::new(payable, -sum).of(document.party));
    }

    fn bought(&self, detail: &Body, value: Decimal, document: &mut Document) -> u64 {
        let Some(item) = ref_id(detail, "ItemRef").and_then(|id| self.book.item(id)) else {
            return 0;
        };
        if item.counted {
            let quantity = decimal_at(detail, "Qty").unwrap_or_default();
            document.moves.push(Move {
                item: item.id,
                quantity,
                value: Some(value),
            });
            return item.asset.unwrap_or(0);
        }
        let fallback = || {
            self.book
                .account_for(Role::CostOfSales)
                .or_else(|| self.book.account_for(Role::Expense))
        };
        item.expense.or_else(fallback).unwrap_or(0)
    }

    fn post_journal(&self, body: &Body, document: &mut Document) {
        let rate = self.rate(body);
        for line in list(body, "Line") {
            let Some(detail) = line.get("JournalEntryLineDetail").map(super::json::object) else {
                continue;
            };
            let amount = cents(decimal_at(&line, "Amount").unwrap_or_default() * rate);
            let amount = if text(&detail, "PostingType") == "Credit" {
                -amount
            } else {
                amount
            };
            let entity = detail.get("Entity").map(super::json::object).unwrap_or_default();
            let account = ref_id(&detail, "AccountRef").unwrap_or(0);
            let posting = Posting::new(account, amount)
                .of(ref_id(&entity, "EntityRef"))
                .memo(text(&line, "Description"))
                .tagged(CLASS, ref_id(&detail, "ClassRef"))
                .tagged(DEPARTMENT, ref_id(&detail, "DepartmentRef"));
            if self.book.role(account).is_some_and(Role::is_personal) {
                document.total += cents(decimal_at(&line, "Amount").unwrap_or_default());
            }
            document.postings.push(posting);
        }
        // Rounding each line of a foreign entry may leave a cent over; it goes to the last line.
        let sum: Decimal = document.postings.iter().map(|posting| posting.amount).sum();
        if let Some(last) = document.postings.last_mut() {
            last.amount -= sum;
        }
    }

    fn applications(&self, body: &Body, document: &mut Document) {
        for line in list(body, "Line") {
            let amount = decimal_at(&line, "Amount").unwrap_or_default();
            let target = list(&line, "LinkedTxn")
                .first()
                .and_then(|link| text(link, "TxnId").parse().ok());
            // A document deleted since leaves its payment unapplied.
            if let Some(to) = target.filter(|to| self.book.document(*to).is_some_and(|target| !target.voided)) {
                document.applications.push(Application { to, amount });
            }
        }
    }

    fn post_payment(&self, body: &Body, document: &mut Document) {
        let amount = cents(document.total * self.rate(body));
        let bank = ref_id(body, "DepositToAccountRef")
            .or_else(|| self.book.account_for(Role::Bank))
            .unwrap_or(0);
        let receivable = ref_id(body, "ARAccountRef")
            .or_else(|| self.book.account_for(Role::Receivable))
            .unwrap_or(0);
        document.postings = vec![
            Posting::new(bank, amount).of(document.party),
            Posting::new(receivable, -amount).of(document.party),
        ];
        self.applications(body, document);
    }

    fn post_bill_payment(&self, body: &Body, document: &mut Document) {
        let amount = cents(document.total * self.rate(body));
        let bank = self.paying_account(body).unwrap_or(0);
        let payable = ref_id(body, "APAccountRef")
            .or_else(|| self.book.account_for(Role::Payable))
            .unwrap_or(0);
        document.postings = vec![
            Posting::new(payable, amount).of(document.party),
            Posting::new(bank, -amount).of(document.party),
        ];
        self.applications(body, document);
    }

    /// The book's refusal in the vendor's words.
    #[must_use]
    pub fn book_refusal(&self, error: &BookError) -> Box<Refusal> {
        match error {
            BookError::Closed(_) => refuse(
                if self.switches.closed_code == "6200" {
                    "6200"
                } else {
                    "6210"
                },
                &[],
            ),
            BookError::NameTaken(_) => refuse(
                "6240",
                &["Another customer, vendor or employee is already using this name. Please use a different name."],
            ),
            BookError::Unbalanced(off) => refuse("2300", &[&off.to_string()]),
            BookError::UnknownAccount(_) | BookError::UnknownParty(_) => bad_reference(),
            BookError::UnknownDocument(_) => super::errors::not_found(),
            BookError::OverApplied { .. } | BookError::OverSpent(_) => {
                business("You can't apply more than the open balance of a transaction.")
            }
        }
    }
}

fn doc_kind(kind: Kind) -> DocKind {
    match kind {
        Kind::Invoice => DocKind::Invoice,
        Kind::CreditMemo => DocKind::CreditMemo,
        Kind::SalesReceipt => DocKind::CashSale,
        Kind::Payment => DocKind::Payment,
        Kind::Bill => DocKind::Bill,
        Kind::BillPayment => DocKind::VendorPayment,
        Kind::PurchaseOrder => DocKind::PurchaseOrder,
        Kind::Estimate => DocKind::Estimate,
        _ => DocKind::Journal,
    }
}

fn term_rule(body: &Body) -> TermRule {
    let whole = |name: &str| {
        body.get(name)
            .and_then(Value::as_i64)
            .and_then(|days| i32::try_from(days).ok())
    };
    match whole("DayOfMonthDue").and_then(|day| i8::try_from(day).ok()) {
        Some(day) => TermRule::DayOfMonth {
            day,
            margin: whole("DueNextMonthDays").unwrap_or(0),
        },
        None => TermRule::Days(whole("DueDays").unwrap_or(0)),
    }
}
