//! Lines of a document: what is sent, completed, checked and multiplied out.
//!
//! Not here: the document around them (`documents`).
//! Invariant: tax is worked out per line and rounded there; a document's totals are sums of its lines.

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::{Value, json};

use super::errors::Problems;
use super::json::{Body, decimal, decimal_at, fixed, list, object, plain, text};
use super::kinds::Kind;
use super::store::{Org, Record, is_active};
use crate::book::cents;

const LINE_MAX: i64 = 999_999_999_999;

/// What a line must know about the document around it.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    pub sale: bool,
    /// `Exclusive`, `Inclusive` or `NoTax`.
    pub amount_types: &'a str,
    /// Whether the document posts, so that nothing may be missing.
    pub final_: bool,
    pub discounts: bool,
    /// Decimals of a unit amount: 2, or 4 on request.
    pub unit_places: u32,
}

/// What the lines come to.
#[derive(Debug, Default)]
pub struct Totals {
    pub net: Decimal,
    pub tax: Decimal,
    pub discount: Decimal,
}

impl Org {
    /// The new lines: sent ones over stored ones of the same id; stored ones that were not sent are gone.
    pub(super) fn lines(&self, sent: &[Body], old: &[Body], around: &Around<'_>, problems: &mut Problems) -> Vec<Body> {
        let mut lines = Vec::new();
        for line in sent {
            let id = text(line, "LineItemID");
            let before = old
                .iter()
                .find(|old| !id.is_empty() && text(old, "LineItemID").eq_ignore_ascii_case(id));
            let merged = before.map_or_else(|| line.clone(), |before| laid_over(before, line));
            lines.push(self.line(merged, before.is_some(), around, problems));
        }
        lines
    }

    fn line(&self, mut line: Body, known: bool, around: &Around<'_>, problems: &mut Problems) -> Body {
        if !known {
            line.insert("LineItemID".into(), json!(uuid::Uuid::new_v4().to_string()));
        }
        for name in [
            "Quantity",
            "UnitAmount",
            "LineAmount",
            "TaxAmount",
            "DiscountRate",
            "DiscountAmount",
        ] {
            if let Some(value) = line.get(name).filter(|value| decimal(value).is_none()) {
                problems.add("not_a_number", &[name, &value.to_string()]);
                line.remove(name);
            }
        }
        self.fill_from_item(&mut line, around, problems);
        amounts(&mut line, around, problems);
        let counts = decimal_at(&line, "LineAmount").is_some_and(|amount| !amount.is_zero());
        let bare = !counts && !line.contains_key("AccountCode") && !line.contains_key("UnitAmount");
        if !bare {
            self.account(&mut line, around, problems);
        }
        self.tax(&mut line, around, bare, problems);
        self.tracking(&mut line, problems);
        if around.final_ {
            problems.need(!text(&line, "Description").is_empty(), "description_missing", &[]);
        }
        if text(&line, "Description").chars().count() > 4000 {
            problems.add("too_long", &["Description", "4000"]);
        }
        keep_known(&mut line);
        line
    }

    /// What the item fills in: description, price, account and tax.
    fn fill_from_item(&self, line: &mut Body, around: &Around<'_>, problems: &mut Problems) {
        let code = text(line, "ItemCode").to_owned();
        if code.is_empty() {
            return;
        }
        let Some(item) = self.labelled(Kind::Item, &code).next() else {
            problems.add("item_unknown", &[&code]);
            return;
        };
        let (side, about) = if around.sale {
            ("SalesDetails", "Description")
        } else {
            ("PurchaseDetails", "PurchaseDescription")
        };
        let details = item.body.get(side).map(object).unwrap_or_default();
        let mut fill = |name: &str, value: Option<&Value>| {
            if let Some(value) = value.filter(|_| line.get(name).is_none_or(|at| at == "" || at.is_null())) {
                line.insert(name.to_owned(), value.clone());
            }
        };
        fill("Description", item.body.get(about).or_else(|| item.body.get("Name")));
        fill("UnitAmount", details.get("UnitPrice"));
        fill(
            "AccountCode",
            details.get("AccountCode").or_else(|| details.get("COGSAccountCode")),
        );
        fill("TaxType", details.get("TaxType"));
    }

    fn account(&self, line: &mut Body, around: &Around<'_>, problems: &mut Problems) {
        let (code, id) = (text(line, "AccountCode").to_owned(), text(line, "AccountID").to_owned());
        if code.is_empty() && id.is_empty() {
            problems.need(!around.final_, "account_missing", &[]);
            return;
        }
        let shown = if code.is_empty() { &id } else { &code };
        let good = |account: &Record| is_active(&account.body) && takes_lines(&account.body);
        let known = self.account_named(&code, &id).is_some_and(good);
        if !known && !around.final_ && self.switches.drops_bad_accounts {
            problems.warn("account_dropped", &[shown]);
            line.remove("AccountCode");
            line.remove("AccountID");
            return;
        }
        let Some(account) = self.account_named(&code, &id) else {
            problems.add("account_invalid", &[shown]);
            return;
        };
        if !is_active(&account.body) {
            problems.add("account_archived", &[shown]);
        } else if !takes_lines(&account.body) {
            problems.add("account_invalid", &[shown]);
        }
        let found = text(&account.body, "Code").to_owned();
        line.insert("AccountID".into(), json!(account.id));
        if !found.is_empty() {
            line.insert("AccountCode".into(), json!(found));
        }
        if text(line, "TaxType").is_empty()
            && let Some(tax) = account.body.get("TaxType")
        {
            line.insert("TaxType".into(), tax.clone());
        }
    }

    fn tax(&self, line: &mut Body, around: &Around<'_>, bare: bool, problems: &mut Problems) {
        if around.amount_types == "NoTax" {
            line.insert("TaxType".into(), json!("NONE"));
            line.insert("TaxAmount".into(), fixed(Decimal::ZERO, 2));
            return;
        }
        let tax_type = text(line, "TaxType").to_owned();
        let rate = if tax_type.is_empty() || bare {
            Decimal::ZERO
        } else {
            self.tax_rate(&tax_type, line, problems).unwrap_or_default()
        };
        let amount = decimal_at(line, "LineAmount").unwrap_or_default();
        let worked_out = self.tax_on(amount, rate, around.amount_types);
        let tax = decimal_at(line, "TaxAmount").unwrap_or(worked_out);
        problems.need(tax.abs() <= amount.abs(), "tax_too_big", &[]);
        line.insert("TaxAmount".into(), fixed(tax, 2));
    }

    /// The rate of a tax type that may be used with the line's account.
    fn tax_rate(&self, tax_type: &str, line: &Body, problems: &mut Problems) -> Option<Decimal> {
        let Some(rate) = self.get(Kind::TaxRate, tax_type) else {
            problems.add("tax_unknown", &[tax_type]);
            return None;
        };
        problems.need(is_active(&rate.body), "tax_inactive", &[]);
        let code = text(line, "AccountCode");
        let account = self.account_named(code, text(line, "AccountID"));
        if let Some(may) = account.and_then(|account| applies_to(text(&account.body, "Class")))
            && rate.body.get(may) == Some(&json!(false))
        {
            problems.add("tax_for_account", &[tax_type, code]);
        }
        decimal_at(&rate.body, "EffectiveRate")
    }

    /// Tax of one line, half up; what happens to negative halves is a switch.
    pub(super) fn tax_on(&self, amount: Decimal, rate: Decimal, amount_types: &str) -> Decimal {
        let hundred = Decimal::ONE_HUNDRED;
        let tax = match amount_types {
            "Exclusive" => amount.checked_mul(rate).map(|product| product / hundred),
            "Inclusive" => amount.checked_mul(rate).map(|product| product / (hundred + rate)),
            _ => None,
        };
        let tax = tax.unwrap_or_default();
        let half = if self.switches.negative_tax_mirrored {
            RoundingStrategy::MidpointAwayFromZero
        } else if tax.is_sign_negative() {
            RoundingStrategy::MidpointTowardZero
        } else {
            RoundingStrategy::MidpointAwayFromZero
        };
        tax.round_dp_with_strategy(2, half)
    }

    /// Resolves tracking by name and option or by the two ids.
    fn tracking(&self, line: &mut Body, problems: &mut Problems) {
        let sent = list(line, "Tracking");
        problems.need(sent.len() <= 2, "tracking_many", &[]);
        let mut kept = Vec::new();
        for one in &sent {
            match self.tracked(one) {
                Some(found) => kept.push(found),
                None => problems.add("tracking_unknown", &[text(one, "Option")]),
            }
        }
        line.insert("Tracking".into(), Value::Array(kept));
    }

    /// One tracking entry with both names and both ids.
    pub(super) fn tracked(&self, one: &Body) -> Option<Value> {
        let by_id = self.get(Kind::TrackingCategory, text(one, "TrackingCategoryID"));
        let category = by_id.or_else(|| self.labelled(Kind::TrackingCategory, text(one, "Name")).next())?;
        let options = list(&category.body, "Options");
        let option = options.iter().find(|option| {
            let id = text(one, "TrackingOptionID");
            let name = text(one, "Option");
            (!id.is_empty() && text(option, "TrackingOptionID").eq_ignore_ascii_case(id))
                || (!name.is_empty() && text(option, "Name").eq_ignore_ascii_case(name))
        })?;
        Some(json!({
            "TrackingCategoryID": category.id, "TrackingOptionID": option.get("TrackingOptionID"),
            "Name": category.body.get("Name"), "Option": option.get("Name")
        }))
    }
}

/// A line as it was with what was sent laid over it; amounts that follow from what changed are worked out again.
fn laid_over(before: &Body, sent: &Body) -> Body {
    let mut line = before.clone();
    let changes = |names: &[&str]| names.iter().any(|name| sent.contains_key(*name));
    if changes(&[
        "Quantity",
        "UnitAmount",
        "DiscountRate",
        "DiscountAmount",
        "LineAmount",
        "ItemCode",
    ]) {
        line.remove("LineAmount");
        line.remove("TaxAmount");
    }
    if changes(&["TaxType", "AccountCode"]) {
        line.remove("TaxAmount");
    }
    if changes(&["AccountCode"]) {
        line.remove("AccountID");
    }
    line.extend(sent.iter().map(|(name, value)| (name.clone(), value.clone())));
    line
}

/// Quantity, unit amount and line amount: any two give the third.
fn amounts(line: &mut Body, around: &Around<'_>, problems: &mut Problems) {
    let round = |amount: Decimal, places| amount.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero);
    let unit = decimal_at(line, "UnitAmount").map(|unit| round(unit, around.unit_places));
    let sent = decimal_at(line, "LineAmount");
    let quantity = decimal_at(line, "Quantity").or_else(|| (unit.is_some() || sent.is_some()).then_some(Decimal::ONE));
    if let Some(quantity) = quantity.filter(|quantity| quantity.is_sign_negative() && !quantity.is_zero()) {
        problems.add("quantity", &[&format!("{:.4}", quantity)]);
    }
    let discounted = ["DiscountRate", "DiscountAmount"];
    let has_discount = discounted
        .iter()
        .any(|name| decimal_at(line, name).is_some_and(|value| !value.is_zero()));
    problems.need(!has_discount || around.discounts, "discount_here", &[]);
    let Some(quantity) = quantity else {
        line.insert("LineAmount".into(), fixed(Decimal::ZERO, 2));
        return;
    };
    let rate = decimal_at(line, "DiscountRate").unwrap_or_default();
    let keeps = (Decimal::ONE_HUNDRED - rate) / Decimal::ONE_HUNDRED;
    let off = decimal_at(line, "DiscountAmount")
        .filter(|_| rate.is_zero())
        .unwrap_or_default();
    let unit = unit.or_else(|| {
        sent.and_then(|sent| sent.checked_div(quantity))
            .map(|unit| round(unit, around.unit_places))
    });
    let unit = unit.unwrap_or_default();
    let gross = quantity.checked_mul(unit).unwrap_or(Decimal::MAX);
    let amount = gross.checked_mul(keeps).map_or(Decimal::MAX, |amount| amount - off);
    if amount.abs() > Decimal::new(LINE_MAX, 2) {
        problems.add("line_too_big", &[&amount.to_string()]);
        return;
    }
    let expected = cents(amount);
    if let Some(sent) = sent.filter(|sent| decimal_at(line, "UnitAmount").is_some() && *sent != expected) {
        problems.add("line_total", &[&format!("{sent:.2}"), &format!("{expected:.2}")]);
    }
    line.insert("Quantity".into(), plain(quantity));
    line.insert("UnitAmount".into(), plain(unit));
    line.insert("LineAmount".into(), fixed(sent.unwrap_or(expected), 2));
}

/// Whether a document line may be on this account.
fn takes_lines(account: &Body) -> bool {
    let system = matches!(
        text(account, "SystemAccount"),
        "DEBTORS" | "CREDITORS" | "RETAINEDEARNINGS" | "GST"
    );
    !system && text(account, "Type") != "BANK"
}

/// The member of a tax rate that says whether it goes with a class of accounts.
fn applies_to(class: &str) -> Option<&'static str> {
    Some(match class {
        "ASSET" => "CanApplyToAssets",
        "EQUITY" => "CanApplyToEquity",
        "EXPENSE" => "CanApplyToExpenses",
        "LIABILITY" => "CanApplyToLiabilities",
        "REVENUE" => "CanApplyToRevenue",
        _ => return None,
    })
}

/// Members of a line that are kept; the rest is the client's business.
fn keep_known(line: &mut Body) {
    const KEPT: [&str; 13] = [
        "LineItemID",
        "Description",
        "Quantity",
        "UnitAmount",
        "ItemCode",
        "AccountCode",
        "AccountID",
        "TaxType",
        "TaxAmount",
        "LineAmount",
        "Tracking",
        "DiscountRate",
        "DiscountAmount",
    ];
    line.retain(|name, value| KEPT.contains(&name.as_str()) && !value.is_null());
}

/// What finished lines come to.
#[must_use]
pub fn totals(lines: &[Body], amount_types: &str) -> Totals {
    let mut totals = Totals::default();
    for line in lines {
        let amount = decimal_at(line, "LineAmount").unwrap_or_default();
        let tax = decimal_at(line, "TaxAmount").unwrap_or_default();
        totals.net += if amount_types == "Inclusive" {
            amount - tax
        } else {
            amount
        };
        totals.tax += tax;
        let (quantity, unit) = (decimal_at(line, "Quantity"), decimal_at(line, "UnitAmount"));
        let gross = quantity
            .zip(unit)
            .and_then(|(quantity, unit)| quantity.checked_mul(unit));
        let discounted = line.contains_key("DiscountRate") || line.contains_key("DiscountAmount");
        if let Some(gross) = gross.filter(|_| discounted) {
            totals.discount += cents(gross) - amount;
        }
    }
    totals
}
