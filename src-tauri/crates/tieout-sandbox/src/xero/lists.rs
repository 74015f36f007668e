//! Items, accounts, tax rates, tracking and currencies: the lists that documents refer to.
//!
//! Not here: contacts (`contacts`).
//! Invariant: codes and names that must be unique are.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::contacts::texts;
use super::errors::{Problems, Saved, refuse};
use super::json::{Body, decimal, decimal_at, flag, list, object, plain, text};
use super::kinds::Kind;
use super::store::{Org, Record, is_active};
use super::write::Call;

const ITEM: [(&str, usize); 4] = [
    ("Code", 30),
    ("Name", 50),
    ("Description", 4000),
    ("PurchaseDescription", 4000),
];

const ACCOUNT: [(&str, usize); 9] = [
    ("Code", 10),
    ("Name", 150),
    ("Type", 40),
    ("Description", 4000),
    ("BankAccountNumber", 40),
    ("BankAccountType", 20),
    ("CurrencyCode", 3),
    ("TaxType", 50),
    ("Status", 20),
];

/// Account types with the class each belongs to.
const TYPES: [(&str, &str); 17] = [
    ("BANK", "ASSET"),
    ("CURRENT", "ASSET"),
    ("CURRLIAB", "LIABILITY"),
    ("DEPRECIATN", "EXPENSE"),
    ("DIRECTCOSTS", "EXPENSE"),
    ("EQUITY", "EQUITY"),
    ("EXPENSE", "EXPENSE"),
    ("FIXED", "ASSET"),
    ("INVENTORY", "ASSET"),
    ("LIABILITY", "LIABILITY"),
    ("NONCURRENT", "ASSET"),
    ("OTHERINCOME", "REVENUE"),
    ("OVERHEADS", "EXPENSE"),
    ("PREPAYMENT", "ASSET"),
    ("REVENUE", "REVENUE"),
    ("SALES", "REVENUE"),
    ("TERMLIAB", "LIABILITY"),
];

impl Org {
    pub(super) fn fill_item(&self, sent: &Body, old: Option<&Record>, call: &Call) -> Saved<Body> {
        let mut problems = Problems::default();
        let mut body = old.map_or_else(Body::new, |old| old.body.clone());
        texts(sent, &mut body, &ITEM, &mut problems);
        let code = text(&body, "Code").to_owned();
        problems.need(!code.is_empty(), "item_code_missing", &[]);
        let mut namesakes = self.labelled(Kind::Item, &code);
        let taken = namesakes.any(|record| old.is_none_or(|old| old.id != record.id));
        problems.need(!taken, "item_taken", &[&code]);
        for (side, used) in [("SalesDetails", "IsSold"), ("PurchaseDetails", "IsPurchased")] {
            let details = sent.get(side).filter(|details| details.is_object());
            if let Some(details) = details {
                let mut kept = body.get(side).map(object).unwrap_or_default();
                self.item_side(&object(details), &mut kept, call, &mut problems);
                body.insert(side.to_owned(), Value::Object(kept));
            }
            let said = sent.get(used).map(|value| flag(Some(value)));
            let stands =
                said.unwrap_or_else(|| details.is_some() || body.get(used).is_none_or(|value| flag(Some(value))));
            body.insert(used.to_owned(), json!(stands));
            if !stands {
                body.remove(side);
            }
        }
        if let Some(asset) = sent.get("InventoryAssetAccountCode") {
            body.insert("InventoryAssetAccountCode".into(), asset.clone());
        }
        let cogs = body
            .get("PurchaseDetails")
            .is_some_and(|details| details.get("COGSAccountCode").is_some());
        let tracked = cogs && !text(&body, "InventoryAssetAccountCode").is_empty();
        body.insert("IsTrackedAsInventory".into(), json!(tracked));
        problems.done()?;
        Ok(body)
    }

    fn item_side(&self, sent: &Body, kept: &mut Body, call: &Call, problems: &mut Problems) {
        for (name, value) in sent.iter().filter(|(_, value)| !value.is_null()) {
            match name.as_str() {
                "UnitPrice" => match decimal(value) {
                    Some(price) => {
                        let price = price.round_dp_with_strategy(
                            call.unit_places,
                            rust_decimal::RoundingStrategy::MidpointAwayFromZero,
                        );
                        kept.insert(name.clone(), plain(price));
                    }
                    None => problems.add("not_a_number", &[name, &value.to_string()]),
                },
                "AccountCode" | "COGSAccountCode" => {
                    let code = value.as_str().unwrap_or("");
                    let known = self
                        .account_named(code, "")
                        .is_some_and(|account| is_active(&account.body));
                    problems.need(code.is_empty() || known, "account_invalid", &[code]);
                    kept.insert(name.clone(), value.clone());
                }
                "TaxType" => {
                    let type_ = value.as_str().unwrap_or("");
                    let known = type_.is_empty() || self.get(Kind::TaxRate, type_).is_some();
                    problems.need(known, "tax_unknown", &[type_]);
                    kept.insert(name.clone(), value.clone());
                }
                _ => {}
            }
        }
    }

    pub(super) fn fill_account(&self, sent: &Body, old: Option<&Record>) -> Saved<Body> {
        let mut problems = Problems::default();
        let mut body = old.map_or_else(Body::new, |old| old.body.clone());
        texts(sent, &mut body, &ACCOUNT, &mut problems);
        for name in ["EnablePaymentsToAccount", "ShowInExpenseClaims", "AddToWatchlist"] {
            let value = sent.get(name).or_else(|| body.get(name));
            let value = flag(value);
            body.insert(name.to_owned(), json!(value));
        }
        body.entry("Status").or_insert(json!("ACTIVE"));
        let type_ = text(&body, "Type").to_owned();
        match TYPES.iter().find(|(known, _)| *known == type_) {
            Some((_, class)) => {
                body.insert("Class".into(), json!(class));
            }
            None => problems.add("type_unknown", &[&type_]),
        }
        if type_ == "BANK" {
            body.entry("BankAccountType").or_insert(json!("BANK"));
            let currency = self.base_currency().to_owned();
            body.entry("CurrencyCode").or_insert(json!(currency));
            problems.need(
                !text(&body, "BankAccountNumber").is_empty(),
                "name_missing",
                &["BankAccountNumber"],
            );
        } else {
            problems.need(!text(&body, "Code").is_empty(), "name_missing", &["Code"]);
        }
        body.entry("TaxType").or_insert(json!("NONE"));
        self.check_account(&body, old, &mut problems);
        problems.done()?;
        Ok(body)
    }

    fn check_account(&self, body: &Body, old: Option<&Record>, problems: &mut Problems) {
        let (name, code) = (text(body, "Name"), text(body, "Code"));
        problems.need(!name.is_empty(), "name_missing", &["Name"]);
        let others = || {
            self.rows(Kind::Account)
                .filter(|record| old.is_none_or(|old| old.id != record.id))
        };
        let same = |record: &Record, member: &str, value: &str| text(&record.body, member).eq_ignore_ascii_case(value);
        let named = others().any(|record| same(record, "Name", name));
        problems.need(!named, "account_name_taken", &[]);
        let coded = !code.is_empty() && others().any(|record| same(record, "Code", code));
        problems.need(!coded, "account_code_taken", &[]);
        let tax = text(body, "TaxType");
        problems.need(self.get(Kind::TaxRate, tax).is_some(), "tax_unknown", &[tax]);
    }

    /// Whether anything was posted to an account.
    pub(super) fn account_in_use(&self, id: &str) -> bool {
        let number = self.number_of(Kind::Account, id);
        let mut documents = self.book.documents();
        number.is_some_and(|number| {
            documents.any(|document| document.postings.iter().any(|posting| posting.account == number))
        })
    }

    pub(super) fn fill_tax_rate(&self, sent: &Body, old: Option<&Record>) -> Saved<Body> {
        let mut problems = Problems::default();
        let mut body = old.map_or_else(Body::new, |old| old.body.clone());
        for (name, value) in sent
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "EffectiveRate" | "DisplayTaxRate"))
        {
            body.insert(name.clone(), value.clone());
        }
        problems.need(!text(&body, "Name").is_empty(), "name_missing", &["Name"]);
        let taken = self
            .labelled(Kind::TaxRate, text(&body, "Name"))
            .any(|record| old.is_none_or(|old| old.id != record.id));
        problems.need(!taken, "name_taken", &["Name"]);
        let components = list(&body, "TaxComponents");
        let sum: Decimal = components.iter().filter_map(|part| decimal_at(part, "Rate")).sum();
        body.insert("EffectiveRate".into(), plain(sum));
        body.insert("DisplayTaxRate".into(), plain(sum));
        body.entry("Status").or_insert(json!("ACTIVE"));
        for class in ["Assets", "Equity", "Expenses", "Liabilities", "Revenue"] {
            body.entry(format!("CanApplyTo{class}")).or_insert(json!(true));
        }
        problems.done()?;
        Ok(body)
    }

    pub(super) fn fill_tracking(&self, sent: &Body, old: Option<&Record>) -> Saved<Body> {
        let mut body = old.map_or_else(Body::new, |old| old.body.clone());
        let mut problems = Problems::default();
        texts(sent, &mut body, &[("Name", 100), ("Status", 20)], &mut problems);
        body.entry("Status").or_insert(json!("ACTIVE"));
        problems.need(!text(&body, "Name").is_empty(), "name_missing", &["Name"]);
        let others = || {
            self.rows(Kind::TrackingCategory)
                .filter(|record| old.is_none_or(|old| old.id != record.id))
        };
        let name = text(&body, "Name");
        let taken = others().any(|record| text(&record.body, "Name").eq_ignore_ascii_case(name));
        problems.need(!taken, "name_taken", &["Name"]);
        let active = others().filter(|record| is_active(&record.body)).count() + usize::from(is_active(&body));
        problems.need(active <= 2 && others().count() < 4, "tracking_max", &[]);
        if old.is_none() {
            let mut options = Vec::new();
            for option in list(sent, "Options") {
                options.push(problems.take(tracking_option(&option, &options)).unwrap_or_default());
            }
            body.insert("Options".into(), Value::Array(options));
        }
        problems.done()?;
        Ok(body)
    }

    pub(super) fn fill_currency(&self, sent: &Body) -> Saved<Body> {
        let code = text(sent, "Code").to_uppercase();
        if code.len() != 3 || !(self.switches.multicurrency || code == self.base_currency()) {
            return refuse("currency", &[&code]);
        }
        let mut body = Body::new();
        body.insert("Code".into(), json!(code));
        body.insert("Description".into(), json!(describe(&code)));
        Ok(body)
    }
}

fn describe(code: &str) -> &str {
    match code {
        "AUD" => "Australian Dollar",
        "EUR" => "Euro",
        "GBP" => "British Pound",
        "NZD" => "New Zealand Dollar",
        "USD" => "United States Dollar",
        other => other,
    }
}

/// One new option of a category that already has `others`.
pub(super) fn tracking_option(sent: &Body, others: &[Value]) -> Saved<Value> {
    let name = text(sent, "Name");
    if name.is_empty() {
        return refuse("name_missing", &["Name"]);
    }
    if name.chars().count() > 100 {
        return refuse("too_long", &["Name", "100"]);
    }
    let taken = others.iter().any(|option| {
        option["Name"]
            .as_str()
            .is_some_and(|other| other.eq_ignore_ascii_case(name))
    });
    if taken {
        return refuse("name_taken", &["Name"]);
    }
    let id = uuid::Uuid::new_v4().to_string();
    let id = sent.get("TrackingOptionID").cloned().unwrap_or_else(|| json!(id));
    Ok(json!({"TrackingOptionID": id, "Name": name, "Status": "ACTIVE"}))
}
