//! Lines of documents: checked, completed and added up.
//!
//! Not here: what they post (`project`).
//! Invariant: a line that leaves here has an Id, a number and an amount of two decimals.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::errors::{Answer, ApiError, Refusal, business, refuse, required};
use super::json::{Body, date_at, decimal, decimal_at, default, list, money, plain, ref_id, ref_text, reference, text};
use super::kinds::Kind;
use super::store::Company;
use crate::book::{Role, cents};

/// A reference that names no record: the built-in shipping line.
pub const SHIPPING: &str = "SHIPPING_ITEM_ID";

/// What the lines of a sale add up to.
#[derive(Debug, Clone, Copy, Default)]
pub struct Totals {
    pub subtotal: Decimal,
    pub discount: Decimal,
    pub taxable: Decimal,
}

/// Gives each line that has none an Id above all Ids used so far, and numbers the lines.
fn number_lines(lines: &mut [Body], old: &[Body]) {
    let id_of = |line: &Body| text(line, "Id").parse::<u64>().ok();
    let known: Vec<u64> = old.iter().filter_map(id_of).collect();
    let mut next = known.iter().max().copied().unwrap_or(0);
    for (at, line) in lines.iter_mut().enumerate() {
        if id_of(line).is_none_or(|id| !known.contains(&id)) {
            next += 1;
            line.insert("Id".into(), json!(next.to_string()));
        }
        default(line, "LineNum", json!(at + 1));
    }
}

fn detail_of(line: &Body) -> Answer<(String, Body)> {
    let kind = text(line, "DetailType").to_owned();
    if kind.is_empty() {
        return Err(required("DetailType"));
    }
    let holder = if kind == "DescriptionOnly" {
        "DescriptionLineDetail"
    } else {
        kind.as_str()
    };
    match line.get(holder) {
        Some(Value::Object(detail)) => Ok((kind, detail.clone())),
        None if matches!(
            kind.as_str(),
            "DescriptionOnly" | "SubTotalLineDetail" | "DiscountLineDetail"
        ) =>
        {
            Ok((kind, Body::new()))
        }
        _ => Err(required(holder)),
    }
}

/// The amount of a line, which must be the product of price and quantity when both are given. A real client library
/// sends zero for both when its user gave neither.
fn amount_of(line: &Body, detail: &Body) -> Answer<Decimal> {
    let product = decimal_at(detail, "UnitPrice")
        .zip(decimal_at(detail, "Qty"))
        .filter(|(price, qty)| !(price.is_zero() && qty.is_zero()))
        .map(|(price, qty)| cents(price * qty));
    let Some(sent) = decimal_at(line, "Amount") else {
        return Err(required("Amount"));
    };
    match product {
        Some(product) if product != cents(sent) => Err(refuse("6070", &[&grouped(sent)])),
        _ => Ok(cents(sent)),
    }
}

/// `1,861.07`
fn grouped(amount: Decimal) -> String {
    let mut rounded = cents(amount);
    rounded.rescale(2);
    let digits = rounded.to_string();
    let (sign, digits) = digits
        .strip_prefix('-')
        .map_or(("", digits.as_str()), |rest| ("-", rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "00"));
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    format!("{sign}{out}.{fraction}")
}

fn tidy_numbers(detail: &mut Body) {
    for name in ["Qty", "UnitPrice", "DiscountPercent"] {
        if let Some(value) = detail.get(name).and_then(decimal) {
            detail.insert(name.into(), plain(value));
        }
    }
}

/// Each line has an error of its own, and all are told together.
fn all_at_once(errors: Vec<ApiError>) -> Answer<()> {
    if errors.is_empty() {
        return Ok(());
    }
    Err(Box::new(Refusal {
        status: 400,
        kind: "ValidationFault",
        errors,
    }))
}

impl Company {
    /// Where the switch says so, receivables and payables may be touched by one line of an entry only.
    fn check_personal_lines(&self, lines: &[Body]) -> Answer<()> {
        let personal = |line: &&Body| {
            let detail = line.get("JournalEntryLineDetail").map(super::json::object);
            let account = detail.and_then(|detail| ref_id(&detail, "AccountRef"));
            let role = account.and_then(|account| self.book.role(account));
            role.is_some_and(Role::is_personal)
        };
        if self.switches.one_personal_line && lines.iter().filter(personal).count() > 1 {
            return Err(business(
                "You can only use one Accounts Receivable or Accounts Payable line in a journal entry.",
            ));
        }
        Ok(())
    }

    fn check_count(&self, lines: &[Body]) -> Answer<()> {
        if lines.len() > self.switches.lines_max {
            return Err(business(&format!(
                "A transaction may have {} lines.",
                self.switches.lines_max
            )));
        }
        Ok(())
    }

    /// Completes the lines of a sales form in place and returns what they add up to.
    pub fn sale_lines(&self, body: &mut Body, old: &[Body]) -> Answer<Totals> {
        let mut totals = Totals::default();
        let (mut lines, mut discounts) = (Vec::new(), Vec::new());
        let sent = list(body, "Line");
        self.check_count(&sent)?;
        for mut line in sent {
            let (kind, detail) = detail_of(&line)?;
            match kind.as_str() {
                "SubTotalLineDetail" => {}
                "DiscountLineDetail" => discounts.push((line, detail)),
                "DescriptionOnly" => {
                    default(&mut line, "DescriptionLineDetail", json!({}));
                    lines.push(line);
                }
                "SalesItemLineDetail" => {
                    let (amount, taxed) = self.sale_line(&mut line, detail)?;
                    totals.subtotal += amount;
                    totals.taxable += if taxed { amount } else { Decimal::ZERO };
                    lines.push(line);
                }
                _ => lines.push(line),
            }
        }
        if lines.is_empty() {
            return Err(required("Line"));
        }
        number_lines(&mut lines, old);
        lines.push(super::json::object(&json!({
            "Amount": money(totals.subtotal), "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}
        })));
        for (line, detail) in discounts {
            let (line, amount) = self.discount_line(line, detail, totals.subtotal)?;
            totals.discount += amount;
            lines.push(line);
        }
        body.insert("Line".into(), json!(lines));
        Ok(totals)
    }

    fn sale_line(&self, line: &mut Body, mut detail: Body) -> Answer<(Decimal, bool)> {
        let amount = amount_of(line, &detail)?;
        if ref_text(&detail, "ItemRef").is_none_or(|item| item != SHIPPING) {
            let item = self.resolve(Kind::Item, &detail, "ItemRef")?;
            let item = item.or_else(|| self.is_active(Kind::Item, 1).then_some(1));
            if let Some(item) = item {
                detail.insert("ItemRef".into(), reference(item, &self.name_of(Kind::Item, item)));
            }
        }
        self.name_dimension(&mut detail, Kind::Class, "ClassRef")?;
        if self.is_us() {
            default(&mut detail, "TaxCodeRef", json!({"value": "NON"}));
        }
        let code = ref_text(&detail, "TaxCodeRef").unwrap_or_default();
        if self.is_us() && code != "TAX" && code != "NON" {
            return Err(refuse("6100", &[&code]));
        }
        if !self.is_us() && code.is_empty() {
            return Err(business(
                "Make sure all your transactions have a GST/HST rate before you save",
            ));
        }
        tidy_numbers(&mut detail);
        line.insert("Amount".into(), money(amount));
        line.insert("SalesItemLineDetail".into(), Value::Object(detail));
        Ok((amount, code != "NON"))
    }

    fn discount_line(&self, mut line: Body, mut detail: Body, subtotal: Decimal) -> Answer<(Body, Decimal)> {
        let percent = decimal_at(&detail, "DiscountPercent").filter(|_| super::json::flag(detail.get("PercentBased")));
        let amount = match (percent, decimal_at(&line, "Amount")) {
            (Some(percent), _) => cents(subtotal * percent / Decimal::ONE_HUNDRED),
            (None, Some(amount)) => cents(amount),
            (None, None) => return Err(refuse("6090", &[])),
        };
        let account = self.resolve(Kind::Account, &detail, "DiscountAccountRef")?;
        if let Some(account) = account.or_else(|| self.discount_account()) {
            detail.insert(
                "DiscountAccountRef".into(),
                reference(account, &self.name_of(Kind::Account, account)),
            );
        }
        default(&mut detail, "PercentBased", json!(false));
        tidy_numbers(&mut detail);
        line.insert("Amount".into(), money(amount));
        line.insert("DiscountLineDetail".into(), Value::Object(detail));
        Ok((line, amount))
    }

    /// An account that the preferences name by its bare Id.
    pub(super) fn preferred_account(&self, name: &str) -> Option<u64> {
        let id = self.pref("SalesFormsPrefs", name).as_str()?.parse().ok()?;
        self.is_active(Kind::Account, id).then_some(id)
    }

    fn discount_account(&self) -> Option<u64> {
        if let Some(account) = self.preferred_account("DefaultDiscountAccount") {
            return Some(account);
        }
        let of_type = |(id, record): (u64, &super::store::Record)| {
            (text(&record.body, "AccountSubType") == "DiscountsRefundsGiven").then_some(id)
        };
        self.rows(Kind::Account).find_map(of_type)
    }

    /// Goods cannot move before the day on which counting them began.
    pub fn check_stock_start(&self, body: &Body) -> Answer<()> {
        let Some(date) = date_at(body, "TxnDate") else {
            return Ok(());
        };
        for line in list(body, "Line") {
            let detail = ["SalesItemLineDetail", "ItemBasedExpenseLineDetail"]
                .into_iter()
                .find_map(|name| line.get(name));
            let item = detail.and_then(|detail| ref_id(&super::json::object(detail), "ItemRef"));
            let record = item.and_then(|item| self.get(Kind::Item, item));
            if record
                .and_then(|record| date_at(&record.body, "InvStartDate"))
                .is_some_and(|start| date < start)
            {
                return Err(refuse("6270", &[]));
            }
        }
        Ok(())
    }

    pub fn name_dimension(&self, body: &mut Body, kind: Kind, member: &str) -> Answer<()> {
        if let Some(id) = self.resolve(kind, body, member)? {
            body.insert(member.into(), reference(id, &self.name_of(kind, id)));
        }
        Ok(())
    }

    /// Completes the lines of a bill or purchase order and returns their sum.
    pub fn expense_lines(&self, body: &mut Body, old: &[Body]) -> Answer<Decimal> {
        let mut lines = list(body, "Line");
        if lines.is_empty() {
            return Err(required("Line"));
        }
        self.check_count(&lines)?;
        let mut sum = Decimal::ZERO;
        let mut errors: Vec<ApiError> = Vec::new();
        for line in &mut lines {
            match self.expense_line(line) {
                Ok(amount) => sum += amount,
                Err(refusal) => errors.extend(refusal.errors),
            }
        }
        all_at_once(errors)?;
        number_lines(&mut lines, old);
        body.insert("Line".into(), json!(lines));
        Ok(sum)
    }

    fn expense_line(&self, line: &mut Body) -> Answer<Decimal> {
        let (kind, mut detail) = detail_of(line)?;
        match kind.as_str() {
            "ItemBasedExpenseLineDetail" => {
                let item = self.resolve(Kind::Item, &detail, "ItemRef")?;
                let item = item.ok_or_else(|| required("ItemRef"))?;
                detail.insert("ItemRef".into(), reference(item, &self.name_of(Kind::Item, item)));
            }
            "AccountBasedExpenseLineDetail" => {
                let id = self.resolve(Kind::Account, &detail, "AccountRef")?;
                let id = id.ok_or_else(|| required("AccountRef"))?;
                detail.insert("AccountRef".into(), reference(id, &self.name_of(Kind::Account, id)));
            }
            "DescriptionOnly" => return Ok(Decimal::ZERO),
            other => return Err(refuse("2010", &[&format!("DetailType:{other}")])),
        }
        let amount = amount_of(line, &detail)?;
        self.expense_detail(&mut detail)?;
        line.insert("Amount".into(), money(amount));
        line.insert(kind, Value::Object(detail));
        Ok(amount)
    }

    fn expense_detail(&self, detail: &mut Body) -> Answer<()> {
        self.name_dimension(detail, Kind::Class, "ClassRef")?;
        self.name_dimension(detail, Kind::Customer, "CustomerRef")?;
        if text(detail, "BillableStatus") == "Billable" && ref_id(detail, "CustomerRef").is_none() {
            return Err(refuse("6310", &[]));
        }
        if !self.is_us() && ref_text(detail, "TaxCodeRef").is_none() {
            return Err(business(
                "Make sure all your transactions have a GST/HST rate before you save",
            ));
        }
        default(detail, "TaxCodeRef", json!({"value": "NON"}));
        default(detail, "BillableStatus", json!("NotBillable"));
        tidy_numbers(detail);
        Ok(())
    }

    /// Completes the lines of a journal entry; they must balance.
    pub fn journal_lines(&self, body: &mut Body, old: &[Body]) -> Answer<()> {
        let mut lines = list(body, "Line");
        self.check_count(&lines)?;
        let counted = lines
            .iter()
            .filter(|line| text(line, "DetailType") != "DescriptionOnly")
            .count();
        if counted < 2 {
            return Err(business("Fill out at least two detail lines to continue."));
        }
        let mut errors: Vec<ApiError> = Vec::new();
        let mut sum = Decimal::ZERO;
        for (at, line) in lines.iter_mut().enumerate() {
            match self.journal_line_of(line, at + 1) {
                Ok(amount) => sum += amount,
                Err(refusal) => errors.extend(refusal.errors),
            }
        }
        all_at_once(errors)?;
        self.check_personal_lines(&lines)?;
        if !sum.is_zero() {
            let text = sum.abs().to_string();
            return Err(match self.switches.unbalanced_code.as_str() {
                "6000" => business("Please balance debits and credits."),
                _ => refuse("2300", &[&text]),
            });
        }
        number_lines(&mut lines, old);
        body.insert("Line".into(), json!(lines));
        Ok(())
    }

    fn journal_line_of(&self, line: &mut Body, at: usize) -> Answer<Decimal> {
        let (kind, mut detail) = detail_of(line)?;
        if kind == "DescriptionOnly" {
            return Ok(Decimal::ZERO);
        }
        let sign = match text(&detail, "PostingType") {
            "Debit" => Decimal::ONE,
            "Credit" => Decimal::NEGATIVE_ONE,
            _ => return Err(refuse("2260", &[&at.to_string()]).at("PostingType")),
        };
        let account = self
            .resolve(Kind::Account, &detail, "AccountRef")?
            .ok_or_else(|| required("AccountRef"))?;
        let amount = decimal_at(line, "Amount").ok_or_else(|| business("You must set a transaction amount."))?;
        if amount < Decimal::ZERO {
            return Err(business("You must specify a transaction amount that is 0 or greater."));
        }
        detail.insert(
            "AccountRef".into(),
            reference(account, &self.name_of(Kind::Account, account)),
        );
        self.journal_party(&mut detail, account)?;
        self.name_dimension(&mut detail, Kind::Class, "ClassRef")?;
        self.name_dimension(&mut detail, Kind::Department, "DepartmentRef")?;
        line.insert("Amount".into(), money(amount));
        line.insert(kind, Value::Object(detail));
        Ok(cents(amount) * sign)
    }

    /// Receivable lines need a customer, payable lines a vendor.
    fn journal_party(&self, detail: &mut Body, account: u64) -> Answer<()> {
        let entity = detail.get("Entity").map(super::json::object).unwrap_or_default();
        let kind = match text(&entity, "Type") {
            "Vendor" => Some(Kind::Vendor),
            "Employee" => Some(Kind::Employee),
            "Customer" => Some(Kind::Customer),
            _ => None,
        };
        let party = kind
            .map(|kind| self.resolve(kind, &entity, "EntityRef"))
            .transpose()?
            .flatten();
        if let (Some(kind), Some(party)) = (kind, party) {
            let named = json!({"Type": kind.name(), "EntityRef": reference(party, &self.name_of(kind, party))});
            detail.insert("Entity".into(), named);
        }
        match self.book.role(account) {
            Some(Role::Receivable) if kind != Some(Kind::Customer) || party.is_none() => Err(business(
                "When you use Accounts Receivable, you must choose a customer in the Name field.",
            )),
            Some(Role::Payable) if kind != Some(Kind::Vendor) || party.is_none() => Err(business(
                "When you use Accounts Payable, you must choose a vendor in the Name field.",
            )),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_that_is_not_price_times_quantity_half_up_is_refused_with_the_vendors_words() {
        let line = |amount: &str| super::super::json::object(&json!({"Amount": amount}));
        let detail = super::super::json::object(&json!({"UnitPrice": "128.350", "Qty": "14.50"}));
        assert_eq!(amount_of(&line("1861.08"), &detail), Ok(Decimal::new(186_108, 2)));
        let refusal = amount_of(&line("1861.07"), &detail).unwrap_err();
        assert_eq!(
            refusal.errors[0].detail,
            "Amount is not equal to UnitPrice * Qty. Supplied value:1,861.07"
        );
    }
}
