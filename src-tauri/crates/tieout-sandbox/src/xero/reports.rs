//! The trial balance.
//!
//! Not here: other reports, which nobody asks for yet.
//! Invariant: debits equal credits; every amount is text.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::dates::{moment_ms, read_day};
use super::errors::{self, Answer};
use super::json::text;
use super::kinds::Kind;
use super::store::{Org, Record};
use super::write::envelope;
use crate::wire::Request;

/// Sections in their order: the title and the classes of accounts in it.
const SECTIONS: [(&str, &str); 5] = [
    ("Revenue", "REVENUE"),
    ("Expenses", "EXPENSE"),
    ("Assets", "ASSET"),
    ("Liabilities", "LIABILITY"),
    ("Equity", "EQUITY"),
];

impl Org {
    pub(super) fn report(&self, name: &str, request: &Request, now: Timestamp) -> Answer {
        if !name.eq_ignore_ascii_case("TrialBalance") {
            return Err(errors::not_implemented());
        }
        let sent = request.param("date").filter(|date| !date.is_empty());
        let to = match sent {
            None => self.today(now),
            Some(sent) => read_day(sent).ok_or_else(|| errors::bad_query("The date cannot be read"))?,
        };
        let report = json!({
            "ReportID": "TrialBalance", "ReportName": "Trial Balance", "ReportType": "TrialBalance",
            "ReportTitles": ["Trial Balance", self.info["Name"], format!("As at {}", to.strftime("%-d %B %Y"))],
            "ReportDate": now.strftime("%-d %B %Y").to_string(), "UpdatedDateUTC": moment_ms(now), "Fields": [],
            "Rows": self.trial_rows(to)
        });
        Ok(envelope("Reports", json!([report]), now))
    }

    fn trial_rows(&self, to: Date) -> Value {
        // The month's movement stands in the first pair of columns, the year's balance in the second.
        let month: BTreeMap<u64, Decimal> = self.moved(to.first_of_month(), to);
        let heads = ["Account", "Debit", "Credit", "YTD Debit", "YTD Credit"];
        let cells: Vec<Value> = heads.iter().map(|head| json!({"Value": head})).collect();
        let mut rows = vec![json!({"RowType": "Header", "Cells": cells})];
        let mut sums = [Decimal::ZERO; 4];
        let balances = self.book.trial_balance(to);
        for (title, class) in SECTIONS {
            let mut section = Vec::new();
            for line in &balances {
                let Some((_, account)) = self.owner(line.account) else {
                    continue;
                };
                if text(&account.body, "Class") != class {
                    continue;
                }
                let moved = month.get(&line.account).copied().unwrap_or_default();
                if line.balance.is_zero() && moved.is_zero() {
                    continue;
                }
                let figures = [sides(moved), sides(line.balance)].concat();
                for (sum, figure) in sums.iter_mut().zip(&figures) {
                    *sum += *figure;
                }
                section.push(row(account, &figures));
            }
            if !section.is_empty() {
                rows.push(json!({"RowType": "Section", "Title": title, "Rows": section}));
            }
        }
        let total = sums.iter().map(|sum| json!({"Value": format!("{sum:.2}")}));
        let cells: Vec<Value> = [json!({"Value": "Total"})].into_iter().chain(total).collect();
        rows.push(json!({"RowType": "Section", "Title": "", "Rows": [{"RowType": "SummaryRow", "Cells": cells}]}));
        Value::Array(rows)
    }

    fn moved(&self, from: Date, to: Date) -> BTreeMap<u64, Decimal> {
        let mut sums = BTreeMap::new();
        for line in self.book.lines(Some(from), Some(to)) {
            *sums.entry(line.posting.account).or_insert(Decimal::ZERO) += line.posting.amount;
        }
        sums
    }

    /// The sum of every account's balance; anything but nothing is a fault of ours.
    pub(super) fn postings_sum(&self) -> Decimal {
        let lines = self.book.lines(None, None);
        lines.iter().map(|line| line.posting.amount).sum()
    }

    /// Accounts with their balances, for checkers outside.
    pub(super) fn account_lines(&self) -> Vec<Value> {
        let accounts = self.rows(Kind::Account).filter_map(|record| {
            let number = self.number_of(Kind::Account, &record.id)?;
            Some(json!({
                "id": record.id, "code": text(&record.body, "Code"), "name": text(&record.body, "Name"),
                "balance": self.book.balance(number).to_string()
            }))
        });
        accounts.collect()
    }
}

fn sides(amount: Decimal) -> Vec<Decimal> {
    vec![amount.max(Decimal::ZERO), (-amount).max(Decimal::ZERO)]
}

fn row(account: &Record, figures: &[Decimal]) -> Value {
    let about = json!([{"Id": "account", "Value": account.id}]);
    let code = text(&account.body, "Code");
    let name = text(&account.body, "Name");
    let title = if code.is_empty() {
        name.to_owned()
    } else {
        format!("{name} ({code})")
    };
    let mut cells = vec![json!({"Value": title, "Attributes": about})];
    cells.extend(figures.iter().map(|figure| {
        let shown = if figure.is_zero() {
            String::new()
        } else {
            format!("{figure:.2}")
        };
        json!({"Value": shown, "Attributes": about})
    }));
    json!({"RowType": "Row", "Cells": cells})
}
