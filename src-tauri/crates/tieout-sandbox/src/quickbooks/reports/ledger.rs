//! The general ledger: a section per account with its postings and running balance.
//!
//! Not here: totals of the whole book.
//! Invariant: opening balance plus the rows of a section is its closing balance.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::statements::passes;
use super::{Asked, cell, figure, named, text};
use crate::book::{DocKind, Document, LedgerLine};
use crate::quickbooks::kinds::Kind;
use crate::quickbooks::store::Company;

const WIDTH: usize = 8;

pub fn columns() -> Value {
    let columns = [
        ("Date", "tx_date"),
        ("Transaction Type", "txn_type"),
        ("Num", "doc_num"),
        ("Name", "name"),
        ("Memo/Description", "memo"),
        ("Split", "split_acc"),
        ("Amount", "subt_nat_amount"),
        ("Balance", "rbal_nat_amount"),
    ];
    let rows = columns
        .iter()
        .map(|(title, kind)| json!({"ColTitle": title, "ColType": kind}));
    Value::Array(rows.collect())
}

/// What the ledger needs per account while sections are built.
struct Books<'a> {
    opening: BTreeMap<u64, Decimal>,
    lines: BTreeMap<u64, Vec<LedgerLine<'a>>>,
    wanted: Option<Vec<u64>>,
}

fn row(first: Value) -> Vec<Value> {
    let mut cells = vec![first];
    cells.resize(WIDTH, text(""));
    cells
}

impl Company {
    pub(super) fn ledger_rows(&self, asked: &Asked<'_>) -> Value {
        let opening = self
            .book
            .opening_balances(asked.from)
            .into_iter()
            .map(|line| (line.account, line.balance));
        let mut books = Books {
            opening: opening.collect(),
            lines: BTreeMap::new(),
            wanted: asked.ids("account"),
        };
        for line in self.book.lines(Some(asked.from), Some(asked.to)) {
            if passes(asked, &line) {
                books.lines.entry(line.posting.account).or_default().push(line);
            }
        }
        let mut tops: Vec<_> = self
            .book
            .accounts()
            .filter(|account| account.parent.is_none())
            .collect();
        tops.sort_by_key(|account| (account.role, account.name.clone()));
        let sections = tops
            .into_iter()
            .filter_map(|account| self.ledger_section(account.id, &books));
        Value::Array(sections.map(|(section, _)| section).collect())
    }

    /// One account's section with those of its sub-accounts, and what moved in them.
    fn ledger_section(&self, id: u64, books: &Books<'_>) -> Option<(Value, Decimal)> {
        let account = self.book.account(id)?;
        let wanted = books.wanted.as_ref().is_none_or(|wanted| wanted.contains(&id));
        let (mut rows, mut moved) = if wanted {
            self.own_rows(id, books)
        } else {
            (Vec::new(), Decimal::ZERO)
        };
        let own = !rows.is_empty();
        let children: Vec<_> = self
            .book
            .accounts()
            .filter(|child| child.parent == Some(id))
            .filter_map(|child| self.ledger_section(child.id, books))
            .collect();
        let nested = !children.is_empty();
        for (section, amount) in children {
            rows.push(section);
            moved += amount;
        }
        if rows.is_empty() {
            return None;
        }
        let suffix = if own && nested { " with sub-accounts" } else { "" };
        let mut total = row(text(&format!("Total for {}{suffix}", account.name)));
        total[6] = cell(moved);
        // In the recordings only accounts of the first level are named with their id.
        let title = if account.parent.is_some() {
            text(&account.name)
        } else {
            named(&account.name, id)
        };
        let section = json!({
            "Header": {"ColData": row(title)}, "Rows": {"Row": rows},
            "Summary": {"ColData": total}, "type": "Section"
        });
        Some((section, moved))
    }

    fn own_rows(&self, id: u64, books: &Books<'_>) -> (Vec<Value>, Decimal) {
        let natural = |amount: Decimal| self.book.role(id).map_or(amount, |role| role.natural(amount));
        let opening = natural(books.opening.get(&id).copied().unwrap_or_default());
        let mut rows = Vec::new();
        if !opening.is_zero() {
            let mut cells = row(text("Beginning Balance"));
            cells[7] = text(&figure(opening));
            rows.push(json!({"ColData": cells, "type": "Data"}));
        }
        let mut moved = Decimal::ZERO;
        for line in books.lines.get(&id).into_iter().flatten() {
            let amount = natural(line.posting.amount);
            moved += amount;
            let memo = if line.posting.memo.is_empty() {
                &line.document.memo
            } else {
                &line.posting.memo
            };
            let cells = json!([
                text(&line.document.date.to_string()),
                named(type_name(line.document.kind), line.document.id),
                text(line.document.number.as_deref().unwrap_or("")),
                self.party_cell(line),
                text(memo),
                self.split_cell(line.document, id),
                text(&figure(amount)),
                text(&figure(opening + moved)),
            ]);
            rows.push(json!({"ColData": cells, "type": "Data"}));
        }
        (rows, moved)
    }

    fn party_cell(&self, line: &LedgerLine<'_>) -> Value {
        let party = line.posting.party.or(line.document.party);
        let found = party.and_then(|id| {
            let kinds = [Kind::Customer, Kind::Vendor, Kind::Employee];
            let kind = kinds.into_iter().find(|kind| self.get(*kind, id).is_some())?;
            Some(named(&self.name_of(kind, id), id))
        });
        found.unwrap_or_else(|| json!({"value": "", "id": ""}))
    }

    /// The account on the other side, or the word for several.
    fn split_cell(&self, document: &Document, own: u64) -> Value {
        let mut others: Vec<u64> = document
            .postings
            .iter()
            .map(|posting| posting.account)
            .filter(|account| *account != own)
            .collect();
        others.dedup();
        match others.as_slice() {
            [] => text(""),
            [only] => named(&self.account_name(*only), *only),
            _ => text("-Split-"),
        }
    }
}

const fn type_name(kind: DocKind) -> &'static str {
    match kind {
        DocKind::Invoice => "Invoice",
        DocKind::CreditMemo => "Credit Memo",
        DocKind::CashSale => "Sales Receipt",
        DocKind::Payment => "Payment",
        DocKind::Bill => "Bill",
        DocKind::VendorCredit => "Vendor Credit",
        DocKind::VendorPayment => "Bill Payment (Check)",
        DocKind::PurchaseOrder => "Purchase Order",
        DocKind::Estimate => "Estimate",
        DocKind::Journal => "Journal Entry",
        DocKind::Refund => "Refund",
        DocKind::MoneyOut => "Expense",
        DocKind::MoneyIn => "Deposit",
        DocKind::StockCount => "Inventory Starting Value",
    }
}
