//! What the vendor adds to a record, and what it insists on, entity by entity.
//!
//! Not here: members and lengths (checked before), postings (after).
//! Invariant: filling a record that is already filled changes nothing.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::accounts;
use super::errors::{Answer, business, refuse, required};
use super::json::{Body, date_at, decimal_at, default, flag, list, money, ref_id, ref_text, reference, text};
use super::kinds::Kind;
use super::store::Company;
use crate::book::cents;

/// What was there before, for line Ids and kept members.
pub struct Before<'a> {
    pub old: Option<&'a Body>,
    pub now: Timestamp,
    /// A restored or seeded record is taken at its word where people would be asked.
    pub seeding: bool,
    /// The `include` parameter of the request.
    pub include: &'a str,
}

impl Before<'_> {
    fn old_lines(&self) -> Vec<Body> {
        self.old.map(|old| list(old, "Line")).unwrap_or_default()
    }
}

impl Company {
    pub fn fill(&mut self, kind: Kind, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        match kind {
            Kind::Customer | Kind::Vendor | Kind::Employee => self.fill_party(kind, body),
            Kind::Account => accounts::fill(self, body),
            Kind::Item => self.fill_item(body, before),
            Kind::Term => fill_term(body),
            Kind::Class | Kind::Department => self.fill_dimension(kind, body),
            Kind::Invoice | Kind::CreditMemo | Kind::SalesReceipt | Kind::Estimate => {
                self.fill_sale(kind, body, before)
            }
            Kind::Bill | Kind::PurchaseOrder => self.fill_purchase(kind, body, before),
            Kind::JournalEntry => self.fill_journal(body, before),
            Kind::Payment => self.fill_payment(body, before),
            Kind::BillPayment => self.fill_bill_payment(body, before),
            Kind::Attachable => Ok(()),
            Kind::PaymentMethod | Kind::TaxAgency | Kind::TaxCode | Kind::TaxRate => {
                default(body, "Active", json!(true));
                Ok(())
            }
        }
    }

    fn currency(&self, body: &mut Body) -> Answer<()> {
        let home = self.home_currency();
        let code = ref_text(body, "CurrencyRef").unwrap_or_else(|| home.clone());
        if code != home && !self.multi_currency() {
            return Err(business("Multicurrency is not enabled for this company."));
        }
        let name = match code.as_str() {
            "USD" => "United States Dollar",
            "CAD" => "Canadian Dollar",
            "EUR" => "Euro",
            "GBP" => "British Pound Sterling",
            other => other,
        };
        body.insert("CurrencyRef".into(), json!({"value": code, "name": name}));
        Ok(())
    }

    /// A document is kept in its party's currency and in no other.
    pub(super) fn follow_currency(&self, kind: Kind, party: u64, body: &mut Body) -> Answer<()> {
        if !self.multi_currency() {
            return Ok(());
        }
        let own = self
            .get(kind, party)
            .and_then(|record| ref_text(&record.body, "CurrencyRef"));
        let own = own.unwrap_or_else(|| self.home_currency());
        match ref_text(body, "CurrencyRef") {
            Some(sent) if sent != own => Err(business("You can only use one foreign currency per transaction.")),
            Some(_) => Ok(()),
            None => {
                body.insert("CurrencyRef".into(), json!({"value": own}));
                Ok(())
            }
        }
    }

    fn fill_party(&mut self, kind: Kind, body: &mut Body) -> Answer<()> {
        if text(body, "DisplayName").trim().is_empty() {
            let parts =
                ["Title", "GivenName", "MiddleName", "FamilyName", "Suffix"].map(|part| text(body, part).trim());
            let name = parts
                .into_iter()
                .filter(|part| !part.is_empty())
                .collect::<Vec<_>>()
                .join(" ");
            if name.is_empty() {
                return Err(refuse("6080", &[]));
            }
            body.insert("DisplayName".into(), json!(name));
        }
        let name = text(body, "DisplayName").trim().to_owned();
        body.insert("DisplayName".into(), json!(name));
        self.forbid(&name, "DisplayName")?;
        for member in ["BillAddr", "ShipAddr"] {
            self.address_id(body, member);
        }
        self.fill_active(body, "DisplayName", kind)?;
        let bare = text(body, "DisplayName").trim_end_matches(" (deleted)").to_owned();
        default(body, "PrintOnCheckName", json!(bare));
        match kind {
            Kind::Customer => self.fill_customer(body)?,
            Kind::Vendor => {
                self.name_dimension(body, Kind::Term, "TermRef")?;
                default(body, "Vendor1099", json!(false));
                self.currency(body)?;
            }
            _ => default(body, "BillableTime", json!(false)),
        }
        Ok(())
    }

    fn fill_customer(&mut self, body: &mut Body) -> Answer<()> {
        let parent = self.resolve(Kind::Customer, body, "ParentRef")?;
        if flag(body.get("Job")) && parent.is_none() {
            return Err(refuse("6150", &[]));
        }
        let own = text(body, "DisplayName").to_owned();
        let (full, level) = match parent.and_then(|parent| self.get(Kind::Customer, parent)) {
            Some(record) => {
                let level = decimal_at(&record.body, "Level").unwrap_or_default() + Decimal::ONE;
                (format!("{}:{own}", text(&record.body, "FullyQualifiedName")), level)
            }
            None => (own, Decimal::ZERO),
        };
        if level >= Decimal::from(5) {
            return Err(refuse("6180", &[]));
        }
        body.insert("FullyQualifiedName".into(), json!(full));
        if parent.is_some() {
            body.insert("Level".into(), super::json::plain(level));
        }
        default(body, "Job", json!(parent.is_some()));
        default(body, "Taxable", json!(true));
        default(body, "BillWithParent", json!(false));
        default(body, "PreferredDeliveryMethod", json!("Print"));
        default(body, "DefaultTaxCodeRef", json!({"value": "2"}));
        self.name_dimension(body, Kind::Term, "SalesTermRef")?;
        self.currency(body)
    }

    /// Characters that separate levels or break lines cannot be part of a name.
    fn forbid(&self, name: &str, member: &str) -> Answer<()> {
        if name.contains([':', '\t', '\n']) {
            return Err(match self.switches.forbidden_character_code.as_str() {
                "6000" => business(&format!("{member} contains a character that is not allowed.")),
                _ => refuse("2040", &[member]).at(member),
            });
        }
        Ok(())
    }

    fn address_id(&mut self, body: &mut Body, member: &str) {
        let fresh = body
            .get(member)
            .and_then(Value::as_object)
            .is_some_and(|address| !address.contains_key("Id"));
        if fresh {
            let id = self.new_address_id().to_string();
            body[member]["Id"] = json!(id);
        }
    }

    /// `Active`, and the suffix that inactive names carry.
    pub fn fill_active(&self, body: &mut Body, label: &str, _kind: Kind) -> Answer<()> {
        const SUFFIX: &str = " (deleted)";
        default(body, "Active", json!(true));
        let active = flag(body.get("Active"));
        let name = text(body, label).to_owned();
        let bare = name.strip_suffix(SUFFIX).unwrap_or(&name);
        let shown = if active {
            bare.to_owned()
        } else {
            format!("{bare}{SUFFIX}")
        };
        body.insert(label.into(), json!(shown));
        Ok(())
    }

    fn fill_item(&mut self, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        let name = text(body, "Name").trim().to_owned();
        if name.is_empty() {
            return Err(required("Name"));
        }
        self.forbid(&name, "Name")?;
        default(body, "Type", json!("NonInventory"));
        let kind = text(body, "Type").to_owned();
        if before.old.is_some_and(|old| text(old, "Type") == "Inventory") && kind != "Inventory" {
            return Err(business("An inventory item cannot be changed to another type."));
        }
        for member in ["IncomeAccountRef", "ExpenseAccountRef", "AssetAccountRef"] {
            self.name_dimension(body, Kind::Account, member)?;
        }
        self.name_dimension(body, Kind::Class, "ClassRef")?;
        accounts::check_item(self, body, &kind)?;
        self.fill_active(body, "Name", Kind::Item)?;
        let shown = text(body, "Name").to_owned();
        let parent = self.resolve(Kind::Item, body, "ParentRef")?;
        let full = parent.map_or_else(
            || shown.clone(),
            |id| {
                format!(
                    "{}:{shown}",
                    text(
                        &self.get(Kind::Item, id).map(|r| r.body.clone()).unwrap_or_default(),
                        "FullyQualifiedName"
                    )
                )
            },
        );
        body.insert("FullyQualifiedName".into(), json!(full));
        default(body, "Taxable", json!(false));
        default(body, "UnitPrice", json!(0));
        default(body, "PurchaseCost", json!(0));
        default(body, "TrackQtyOnHand", json!(kind == "Inventory"));
        if kind == "Inventory" {
            self.count_in(body, before)?;
        }
        Ok(())
    }

    fn fill_dimension(&mut self, kind: Kind, body: &mut Body) -> Answer<()> {
        let name = text(body, "Name").trim().to_owned();
        if name.is_empty() {
            return Err(required("Name"));
        }
        self.forbid(&name, "Name")?;
        let wanted = if kind == Kind::Class {
            flag(Some(self.pref("AccountingInfoPrefs", "ClassTrackingPerTxn")))
                || flag(Some(self.pref("AccountingInfoPrefs", "ClassTrackingPerTxnLine")))
        } else {
            flag(Some(self.pref("AccountingInfoPrefs", "TrackDepartments")))
        };
        if !wanted {
            return Err(refuse("5030", &[kind.name()]));
        }
        self.fill_active(body, "Name", kind)?;
        let shown = text(body, "Name").to_owned();
        let parent = self.resolve(kind, body, "ParentRef")?;
        let full = parent.and_then(|id| self.get(kind, id)).map_or_else(
            || shown.clone(),
            |record| format!("{}:{shown}", text(&record.body, "FullyQualifiedName")),
        );
        if full.matches(':').count() >= 5 {
            return Err(refuse("6180", &[]));
        }
        body.insert("FullyQualifiedName".into(), json!(full));
        let sub = if kind == Kind::Class {
            "SubClass"
        } else {
            "SubDepartment"
        };
        body.insert(sub.into(), json!(parent.is_some()));
        Ok(())
    }

    /// Date, currency and dimensions that every document has.
    pub(super) fn fill_document(&mut self, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        default(body, "TxnDate", json!(self.today(before.now).to_string()));
        self.currency(body)?;
        let foreign = ref_text(body, "CurrencyRef").is_some_and(|code| code != self.home_currency());
        if foreign && decimal_at(body, "ExchangeRate").is_none_or(|rate| rate <= Decimal::ZERO) {
            return Err(refuse("2410", &[]));
        }
        self.name_dimension(body, Kind::Department, "DepartmentRef")?;
        self.name_dimension(body, Kind::Class, "ClassRef")?;
        if let Some(Value::String(memo)) = body.get("CustomerMemo").cloned() {
            body.insert("CustomerMemo".into(), json!({"value": memo}));
        }
        Ok(())
    }

    fn fill_journal(&mut self, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        self.fill_document(body, before)?;
        self.journal_lines(body, &before.old_lines())?;
        default(body, "Adjustment", json!(false));
        default(body, "TxnTaxDetail", json!({}));
        body.insert("TotalAmt".into(), json!(0));
        Ok(())
    }

    fn fill_purchase(&mut self, kind: Kind, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        let vendor = self
            .resolve(Kind::Vendor, body, "VendorRef")?
            .ok_or_else(|| required("VendorRef"))?;
        body.insert(
            "VendorRef".into(),
            reference(vendor, &self.name_of(Kind::Vendor, vendor)),
        );
        self.follow_currency(Kind::Vendor, vendor, body)?;
        self.fill_document(body, before)?;
        let sum = self.expense_lines(body, &before.old_lines())?;
        self.check_stock_start(body)?;
        if sum < Decimal::ZERO {
            return Err(business("You must specify a transaction amount that is 0 or greater."));
        }
        let payable = self.resolve(Kind::Account, body, "APAccountRef")?;
        let payable = payable.or_else(|| self.book.account_for(crate::book::Role::Payable));
        if let Some(payable) = payable {
            body.insert(
                "APAccountRef".into(),
                reference(payable, &self.name_of(Kind::Account, payable)),
            );
        }
        let record = self
            .get(Kind::Vendor, vendor)
            .map(|record| record.body.clone())
            .unwrap_or_default();
        if let Some(address) = record.get("BillAddr") {
            default(body, "VendorAddr", address.clone());
        }
        if let (None, Some(term)) = (ref_id(body, "SalesTermRef"), record.get("TermRef")) {
            default(body, "SalesTermRef", term.clone());
        }
        self.name_dimension(body, Kind::Term, "SalesTermRef")?;
        default(body, "LinkedTxn", json!([]));
        self.check_orders(body)?;
        let tax = body
            .get("TxnTaxDetail")
            .and_then(|tax| tax.get("TotalTax"))
            .and_then(super::json::decimal);
        body.insert("TotalAmt".into(), money(sum + cents(tax.unwrap_or_default())));
        if kind == Kind::Bill {
            self.fill_due(body, None);
        } else {
            default(body, "POStatus", json!("Open"));
            default(body, "EmailStatus", json!("NotSet"));
            if text(body, "DocNumber").is_empty() && !self.custom_po_numbers() {
                self.last_order += 1;
                body.insert("DocNumber".into(), json!(self.last_order.to_string()));
            }
        }
        Ok(())
    }

    fn custom_po_numbers(&self) -> bool {
        let rows = self
            .pref("OtherPrefs", "NameValue")
            .as_array()
            .cloned()
            .unwrap_or_default();
        rows.iter()
            .any(|row| row["Name"] == "VendorAndPurchasesPrefs.UseCustomTxnNumbers" && flag(row.get("Value")))
    }

    /// The due date by the document's term, else by `usual`; recorded invoices without a term follow the company's.
    pub(super) fn fill_due(&self, body: &mut Body, usual: Option<u64>) {
        if body.contains_key("DueDate") {
            return;
        }
        let Some(date) = date_at(body, "TxnDate") else { return };
        let term = ref_id(body, "SalesTermRef").or(usual).and_then(|id| self.book.term(id));
        let due = term.map_or(date, |term| term.rule.due(date));
        body.insert("DueDate".into(), json!(due.to_string()));
    }
}

fn fill_term(body: &mut Body) -> Answer<()> {
    if text(body, "Name").trim().is_empty() {
        return Err(required("Name"));
    }
    let on_day = body.contains_key("DayOfMonthDue");
    if !on_day && !body.contains_key("DueDays") {
        return Err(required("DueDays"));
    }
    default(body, "Type", json!(if on_day { "DATE_DRIVEN" } else { "STANDARD" }));
    default(body, "Active", json!(true));
    if !on_day {
        default(body, "DiscountPercent", json!(0));
    }
    Ok(())
}
