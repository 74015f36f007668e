//! Trial balance, profit and loss, balance sheet and ageing.
//!
//! Not here: single postings (`ledger`).
//! Invariant: accounts come in the order of their roles, then of their names.

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{Asked, cell, figure, named, text};
use crate::book::{Class, LedgerLine, Role, Side, TrialLine};
use crate::quickbooks::kinds::Kind;
use crate::quickbooks::project::{CLASS, DEPARTMENT};
use crate::quickbooks::store::Company;

/// Whether any cell below shows a figure or a name of its own.
pub fn has_figures(rows: &Value) -> bool {
    match rows {
        Value::Array(items) => items.iter().any(has_figures),
        Value::Object(map) => {
            let own = map.get("ColData").and_then(Value::as_array).is_some_and(|cells| {
                cells
                    .iter()
                    .skip(1)
                    .any(|cell| cell["value"].as_str().is_some_and(|value| !value.is_empty()))
            });
            own || map.values().any(has_figures)
        }
        _ => false,
    }
}

impl Company {
    /// Sorts lines by role and name.
    fn ordered(&self, mut lines: Vec<TrialLine>) -> Vec<TrialLine> {
        lines.retain(|line| !line.balance.is_zero());
        lines.sort_by_cached_key(|line| (self.book.role(line.account), self.account_name(line.account)));
        lines
    }

    pub(super) fn account_name(&self, id: u64) -> String {
        self.get(Kind::Account, id)
            .map(|record| crate::quickbooks::json::text(&record.body, "FullyQualifiedName").to_owned())
            .unwrap_or_default()
    }

    pub(super) fn trial_balance_rows(&self, asked: &Asked<'_>) -> Value {
        let (mut debits, mut credits) = (Decimal::ZERO, Decimal::ZERO);
        let mut rows = Vec::new();
        for line in self.ordered(self.book.trial_balance(asked.to)) {
            let (debit, credit) = (line.balance.max(Decimal::ZERO), (-line.balance).max(Decimal::ZERO));
            debits += debit;
            credits += credit;
            let name = named(&self.account_name(line.account), line.account);
            rows.push(json!({"ColData": [name, cell(debit), cell(credit)]}));
        }
        rows.push(json!({
            "Summary": {"ColData": [text("TOTAL"), text(&figure(debits)), text(&figure(credits))]},
            "type": "Section", "group": "GrandTotal"
        }));
        Value::Array(rows)
    }

    fn section(&self, title: &str, total: &str, group: &str, lines: &[&TrialLine]) -> (Value, Decimal) {
        let mut sum = Decimal::ZERO;
        let mut rows = Vec::new();
        for line in lines {
            let amount = self
                .book
                .role(line.account)
                .map_or(line.balance, |role| role.natural(line.balance));
            sum += amount;
            let name = named(&self.account_name(line.account), line.account);
            rows.push(json!({"ColData": [name, cell(amount)], "type": "Data"}));
        }
        let mut section = json!({
            "Header": {"ColData": [text(title), text("")]},
            "Summary": {"ColData": [text(total), cell(sum)]}, "type": "Section", "group": group
        });
        if !rows.is_empty() {
            section["Rows"] = json!({"Row": rows});
        }
        (section, sum)
    }

    pub(super) fn profit_rows(&self, asked: &Asked<'_>) -> Value {
        let lines = self.ordered(self.book.earnings(asked.from, asked.to, |line| passes(asked, line)));
        let of = |role: Role| {
            lines
                .iter()
                .filter(|line| self.book.role(line.account) == Some(role))
                .collect::<Vec<_>>()
        };
        let (income, earned) = self.section("Income", "Total Income", "Income", &of(Role::Income));
        let cost_lines = of(Role::CostOfSales);
        let (cost, costs) = self.section("Cost of Goods Sold", "Total Cost of Goods Sold", "COGS", &cost_lines);
        let (expenses, spent) = self.section("Expenses", "Total Expenses", "Expenses", &of(Role::Expense));
        let (other_in, more) = self.section(
            "Other Income",
            "Total Other Income",
            "OtherIncome",
            &of(Role::OtherIncome),
        );
        let other_lines = of(Role::OtherExpense);
        let (other_out, less) = self.section("Other Expenses", "Total Other Expenses", "OtherExpenses", &other_lines);
        let operating = earned - costs - spent;
        let mut rows = vec![income];
        if !cost_lines.is_empty() {
            rows.push(cost);
        }
        rows.push(sum_row("Gross Profit", earned - costs, "GrossProfit"));
        rows.push(expenses);
        rows.push(sum_row("Net Operating Income", operating, "NetOperatingIncome"));
        if !more.is_zero() {
            rows.push(other_in);
        }
        if !other_lines.is_empty() {
            rows.push(other_out);
        }
        if !more.is_zero() || !other_lines.is_empty() {
            rows.push(sum_row("Net Other Income", more - less, "NetOtherIncome"));
        }
        rows.push(sum_row("Net Income", operating + more - less, "NetIncome"));
        Value::Array(rows)
    }

    pub(super) fn balance_sheet_rows(&self, asked: &Asked<'_>) -> Value {
        let lines = self.ordered(self.book.trial_balance(asked.to));
        let of = |class: Class| {
            let fits = |line: &&TrialLine| self.book.role(line.account).is_some_and(|role| role.class() == class);
            lines.iter().filter(fits).collect::<Vec<_>>()
        };
        let (assets, _) = self.section("ASSETS", "TOTAL ASSETS", "TotalAssets", &of(Class::Asset));
        let (owed, debts) = self.section("Liabilities", "Total Liabilities", "Liabilities", &of(Class::Liability));
        let (mut equity, own) = self.section("Equity", "Total Equity", "Equity", &of(Class::Equity));
        let nominal = |line: &&TrialLine| self.book.role(line.account).is_some_and(Role::is_nominal);
        let profit: Decimal = -lines.iter().filter(nominal).map(|line| line.balance).sum::<Decimal>();
        let row = json!({"ColData": [text("Net Income"), cell(profit)], "type": "Data", "group": "NetIncome"});
        match equity["Rows"]["Row"].as_array_mut() {
            Some(rows) => rows.push(row),
            None => equity["Rows"] = json!({"Row": [row]}),
        }
        equity["Summary"] = json!({"ColData": [text("Total Equity"), cell(own + profit)]});
        let total = cell(debts + own + profit);
        json!([assets, {
            "Header": {"ColData": [text("LIABILITIES AND EQUITY"), text("")]}, "Rows": {"Row": [owed, equity]},
            "Summary": {"ColData": [text("TOTAL LIABILITIES AND EQUITY"), total]},
            "type": "Section", "group": "TotalLiabilitiesAndEquity"
        }])
    }

    pub(super) fn aged_rows(&self, asked: &Asked<'_>, today: Date, receivable: bool) -> Value {
        let to = if asked.macro_name.is_some() { today } else { asked.to };
        let (side, kind) = if receivable {
            (Side::Receivable, Kind::Customer)
        } else {
            (Side::Payable, Kind::Vendor)
        };
        let mut parties: BTreeMap<(String, u64), [Decimal; 5]> = BTreeMap::new();
        for item in self.book.open_items(side, to) {
            let late = item.due.until(to).map_or(0, |span| span.get_days());
            let bucket = match late {
                ..=0 => 0,
                1..=30 => 1,
                31..=60 => 2,
                61..=90 => 3,
                _ => 4,
            };
            let key = (self.name_of(kind, item.party), item.party);
            parties.entry(key).or_default()[bucket] += item.open;
        }
        let mut totals = [Decimal::ZERO; 5];
        let mut rows = Vec::new();
        for ((name, id), amounts) in parties {
            let sum: Decimal = amounts.iter().sum();
            if amounts.iter().all(Decimal::is_zero) {
                continue;
            }
            let mut cells = vec![named(&name, id)];
            cells.extend(amounts.iter().map(|amount| cell(*amount)));
            cells.push(text(&figure(sum)));
            rows.push(json!({"ColData": cells}));
            totals
                .iter_mut()
                .zip(amounts)
                .for_each(|(total, amount)| *total += amount);
        }
        let mut cells = vec![text("TOTAL")];
        cells.extend(totals.iter().map(|amount| text(&figure(*amount))));
        cells.push(text(&figure(totals.iter().sum())));
        rows.push(json!({"Summary": {"ColData": cells}, "type": "Section", "group": "GrandTotal"}));
        Value::Array(rows)
    }
}

fn sum_row(title: &str, amount: Decimal, group: &str) -> Value {
    json!({"Summary": {"ColData": [text(title), cell(amount)]}, "type": "Section", "group": group})
}

/// Whether a posting belongs to the customers, vendors, classes and locations asked for.
pub fn passes(asked: &Asked<'_>, line: &LedgerLine<'_>) -> bool {
    let within = |name: &str, id: Option<u64>| {
        asked
            .ids(name)
            .is_none_or(|wanted| id.is_some_and(|id| wanted.contains(&id)))
    };
    let party = line.posting.party.or(line.document.party);
    within("customer", party)
        && within("vendor", party)
        && within("class", line.posting.tag(CLASS))
        && within("classid", line.posting.tag(CLASS))
        && within("department", line.posting.tag(DEPARTMENT))
}
