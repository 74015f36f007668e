//! Reports in the vendor's rows and columns, computed from the book.
//!
//! Not here: sums (`book::reports`).
//! Invariant: amounts are text, an empty cell is empty text, and sections carry their totals.

mod ledger;
mod statements;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::QuickBooks;
use super::errors::{Answer, refuse};
use super::store::Company;
use crate::wire::{Reply, Request};

/// What a report was asked for.
pub struct Asked<'a> {
    pub request: &'a Request,
    pub from: Date,
    pub to: Date,
    pub macro_name: Option<String>,
}

impl Asked<'_> {
    /// Ids of a filter such as `customer=1,2`; `None` lets everything pass.
    fn ids(&self, name: &str) -> Option<Vec<u64>> {
        let text = self.request.param(name).filter(|text| !text.is_empty())?;
        Some(text.split(',').filter_map(|id| id.trim().parse().ok()).collect())
    }
}

impl QuickBooks {
    pub(super) fn report(&self, name: &str, request: &Request, now: Timestamp) -> Answer<Reply> {
        let company = &self.company;
        let today = company.today(now);
        let asked = asked(company, request, today, name)?;
        let (columns, rows, name) = match name.to_lowercase().as_str() {
            "trialbalance" => (two_sided(), company.trial_balance_rows(&asked), "TrialBalance"),
            "generalledger" => (ledger::columns(), company.ledger_rows(&asked), "GeneralLedger"),
            "profitandloss" => (one_sided(), company.profit_rows(&asked), "ProfitAndLoss"),
            "balancesheet" => (one_sided(), company.balance_sheet_rows(&asked), "BalanceSheet"),
            "agedreceivables" => (
                aged("Customer"),
                company.aged_rows(&asked, today, true),
                "AgedReceivables",
            ),
            "agedpayables" => (aged("Vendor"), company.aged_rows(&asked, today, false), "AgedPayables"),
            other => return Err(refuse("500", &[&format!("report {other}")]).without_element()),
        };
        let most = company.switches.report_cells_max;
        if most > 0 && cells(&rows) > most {
            return Err(refuse("10100", &[]).without_element());
        }
        let empty = !statements::has_figures(&rows);
        let body = json!({
            "Header": header(company, &asked, name, empty, now), "Columns": {"Column": columns}, "Rows": {"Row": rows}
        });
        Ok(Reply::json(200, &body))
    }
}

/// Cells of a report, headings and totals included.
fn cells(rows: &Value) -> usize {
    match rows {
        Value::Array(items) => items.iter().map(cells).sum(),
        Value::Object(map) => {
            let own = map.get("ColData").and_then(Value::as_array).map_or(0, Vec::len);
            own + map.values().map(cells).sum::<usize>()
        }
        _ => 0,
    }
}

fn asked<'a>(company: &Company, request: &'a Request, today: Date, name: &str) -> Answer<Asked<'a>> {
    let date = |param: &str| match request.param(param).filter(|text| !text.is_empty()) {
        Some(text) => text
            .parse::<Date>()
            .map(Some)
            .map_err(|_| refuse("2060", &[text]).at(param)),
        None => Ok(None),
    };
    let (from, to) = (date("start_date")?, date("end_date")?.or(date("report_date")?));
    if let (None, None) = (from, to) {
        let default = if name.eq_ignore_ascii_case("GeneralLedger") {
            "this month-to-date"
        } else {
            "this calendar year-to-date"
        };
        let wanted = request.param("date_macro").unwrap_or(default);
        let (from, to) = period(company, wanted, today);
        return Ok(Asked {
            request,
            from,
            to,
            macro_name: Some(wanted.to_owned()),
        });
    }
    let to = to.unwrap_or(today);
    let from = from.unwrap_or_else(|| company.book.year_start(to));
    Ok(Asked {
        request,
        from,
        to,
        macro_name: None,
    })
}

/// The vendor's named periods; an unknown name means this month to date.
fn period(company: &Company, name: &str, today: Date) -> (Date, Date) {
    let month = today.first_of_month();
    let year = today.first_of_year();
    let fiscal = company.book.year_start(today);
    let before = |date: Date| date.yesterday().unwrap_or(date);
    let end_of_year = |start: Date| start.checked_add(1.year()).map_or(today, before);
    match name.to_lowercase().as_str() {
        "today" => (today, today),
        "yesterday" => (before(today), before(today)),
        "this month" => (month, today.last_of_month()),
        "last month" => (before(month).first_of_month(), before(month)),
        "this calendar year" => (year, end_of_year(year)),
        "this calendar year-to-date" => (year, today),
        "last calendar year" => (before(year).first_of_year(), before(year)),
        "this fiscal year" => (fiscal, end_of_year(fiscal)),
        "this fiscal year-to-date" => (fiscal, today),
        "last fiscal year" => (company.book.year_start(before(fiscal)), before(fiscal)),
        "all" => (jiff::civil::date(1900, 1, 1), today),
        _ => (month, today),
    }
}

fn header(company: &Company, asked: &Asked<'_>, name: &str, empty: bool, now: Timestamp) -> Value {
    let param = |name: &str| asked.request.param(name).filter(|text| !text.is_empty());
    let mut options = Vec::new();
    if matches!(name, "ProfitAndLoss" | "BalanceSheet") {
        options.push(json!({"Name": "AccountingStandard", "Value": "GAAP"}));
    }
    if name.starts_with("Aged") {
        options.push(json!({"Name": "report_date", "Value": asked.to.to_string()}));
    }
    options.push(json!({"Name": "NoReportData", "Value": empty.to_string()}));
    let mut header = json!({
        "Time": company.stamp(now), "ReportName": name, "StartPeriod": asked.from.to_string(),
        "EndPeriod": asked.to.to_string(), "Currency": company.home_currency(), "Option": options
    });
    if !name.starts_with("Aged") {
        // What was computed, not what was asked for: the book knows no cash basis.
        header["ReportBasis"] = json!("Accrual");
    }
    if let Some(name) = &asked.macro_name {
        header["DateMacro"] = json!(name);
    }
    if let Some(by) = param("summarize_column_by") {
        header["SummarizeColumnsBy"] = json!(by);
    }
    if let Some(customer) = param("customer") {
        header["Customer"] = json!(customer);
    }
    header
}

fn two_sided() -> Value {
    json!([
        {"ColTitle": "", "ColType": "Account"}, {"ColTitle": "Debit", "ColType": "Money"},
        {"ColTitle": "Credit", "ColType": "Money"}
    ])
}

fn one_sided() -> Value {
    json!([
        {"ColTitle": "", "ColType": "Account", "MetaData": [{"Name": "ColKey", "Value": "account"}]},
        {"ColTitle": "TOTAL", "ColType": "Money", "MetaData": [{"Name": "ColKey", "Value": "total"}]}
    ])
}

fn aged(party: &str) -> Value {
    let mut columns = vec![json!({"ColTitle": "", "ColType": party})];
    let titles = ["Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "TOTAL"];
    columns.extend(
        titles
            .iter()
            .map(|title| json!({"ColTitle": title, "ColType": "Money"})),
    );
    Value::Array(columns)
}

/// An amount in a cell; nothing is shown for nothing.
fn cell(amount: Decimal) -> Value {
    if amount.is_zero() {
        return json!({"value": ""});
    }
    json!({"value": figure(amount)})
}

fn figure(amount: Decimal) -> String {
    let mut rounded = crate::book::cents(amount);
    rounded.rescale(2);
    rounded.to_string()
}

fn text(value: &str) -> Value {
    json!({"value": value})
}

fn named(value: &str, id: u64) -> Value {
    json!({"value": value, "id": id.to_string()})
}
