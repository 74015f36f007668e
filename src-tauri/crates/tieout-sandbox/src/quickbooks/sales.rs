//! Sales forms and payments: numbers, due dates, tax and totals.
//!
//! Not here: single lines (`lines`), postings (`project`).
//! Invariant: the total is computed; a total that was sent is ignored.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::errors::{Answer, business, refuse, required};
use super::fill::Before;
use super::json::{Body, decimal, decimal_at, default, flag, list, money, ref_id, ref_text, reference, text};
use super::kinds::Kind;
use super::lines::Totals;
use super::store::Company;
use super::switches::Duplicates;
use crate::book::{DocKind, cents};

impl Company {
    pub(super) fn fill_sale(&mut self, kind: Kind, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        let customer = self.resolve(Kind::Customer, body, "CustomerRef")?;
        if customer.is_none() && kind != Kind::SalesReceipt {
            return Err(required("CustomerRef"));
        }
        if let Some(customer) = customer {
            self.follow_currency(Kind::Customer, customer, body)?;
        }
        self.fill_document(body, before)?;
        let old_lines = before.old.map(|old| list(old, "Line")).unwrap_or_default();
        let totals = self.sale_lines(body, &old_lines)?;
        self.check_stock_start(body)?;
        let tax = self.tax(body, &totals)?;
        let total = totals.subtotal - totals.discount + tax;
        if total < Decimal::ZERO {
            return Err(business("Enter a transaction amount that is 0 or greater."));
        }
        if total.is_zero() && self.switches.zero_total_refused && !before.seeding && before.old.is_none() {
            return Err(business("You must set a transaction amount."));
        }
        body.insert("TotalAmt".into(), money(total));
        if let Some(customer) = customer {
            self.take_from_customer(kind, body, customer);
        }
        self.name_dimension(body, Kind::Term, "SalesTermRef")?;
        if kind == Kind::Invoice {
            let usual = ref_id(&super::json::object(&self.prefs["SalesFormsPrefs"]), "DefaultTerms");
            self.fill_due(body, usual);
            for name in [
                "AllowIPNPayment",
                "AllowOnlinePayment",
                "AllowOnlineCreditCardPayment",
                "AllowOnlineACHPayment",
            ] {
                default(body, name, json!(false));
            }
        }
        if kind == Kind::SalesReceipt {
            self.deposit_account(body)?;
        }
        default(body, "ApplyTaxAfterDiscount", json!(false));
        default(body, "PrintStatus", json!("NeedToPrint"));
        default(body, "EmailStatus", json!("NotSet"));
        self.custom_fields(body);
        self.number(kind, body, before)
    }

    fn take_from_customer(&self, kind: Kind, body: &mut Body, customer: u64) {
        body.insert(
            "CustomerRef".into(),
            reference(customer, &self.name_of(Kind::Customer, customer)),
        );
        let Some(record) = self.get(Kind::Customer, customer) else {
            return;
        };
        for member in ["BillAddr", "ShipAddr"] {
            if let Some(address) = record.body.get(member) {
                default(body, member, address.clone());
            }
        }
        if let (Some(term), Kind::Invoice) = (record.body.get("SalesTermRef"), kind) {
            default(body, "SalesTermRef", term.clone());
        }
    }

    pub(super) fn deposit_account(&self, body: &mut Body) -> Answer<()> {
        let sent = self.resolve(Kind::Account, body, "DepositToAccountRef")?;
        let undeposited = || {
            let undeposited = |record: &Body| text(record, "AccountSubType") == "UndepositedFunds";
            self.rows(Kind::Account)
                .find(|(_, record)| undeposited(&record.body))
                .map(|(id, _)| id)
        };
        if let Some(account) = sent.or_else(undeposited) {
            let named = reference(account, &self.name_of(Kind::Account, account));
            body.insert("DepositToAccountRef".into(), named);
        }
        Ok(())
    }

    /// Sales forms list the company's custom fields, filled or not.
    fn custom_fields(&self, body: &mut Body) {
        let mut fields = Vec::new();
        let sent = list(body, "CustomField");
        for row in self
            .pref("SalesFormsPrefs", "CustomField")
            .as_array()
            .into_iter()
            .flatten()
        {
            let (Some(id), Some(name)) = (row["DefinitionId"].as_str(), row["Name"].as_str()) else {
                continue;
            };
            let mut field = json!({"DefinitionId": id, "Name": name, "Type": "StringType"});
            if let Some(own) = sent.iter().find(|own| text(own, "DefinitionId") == id)
                && let Some(value) = own.get("StringValue")
            {
                field["StringValue"] = value.clone();
            }
            fields.push(field);
        }
        body.insert("CustomField".into(), json!(fields));
    }

    fn number(&mut self, kind: Kind, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        let custom = flag(Some(self.pref("SalesFormsPrefs", "CustomTxnNumbers")));
        let number = text(body, "DocNumber").to_owned();
        if number.is_empty() {
            if !custom || before.include.contains("allowautodocnum") {
                self.last_number += 1;
                body.insert("DocNumber".into(), json!(self.last_number.to_string()));
            }
            return Ok(());
        }
        let checked = match self.switches.sales_duplicates {
            Duplicates::Always => true,
            Duplicates::WhenNumbersAreCustom => custom,
            Duplicates::Never => false,
        };
        let unchanged = before.old.is_some_and(|old| text(old, "DocNumber") == number);
        if checked && !unchanged && !before.seeding && !before.include.contains("allowduplicatedocnum") {
            self.refuse_duplicate(kind, &number, |_| true)?;
        }
        Ok(())
    }

    /// Refuses a document number that another record of the kind carries.
    pub(super) fn refuse_duplicate(&self, kind: Kind, number: &str, same: impl Fn(&Body) -> bool) -> Answer<()> {
        let twin = self
            .labelled(kind, number)
            .into_iter()
            .find(|id| self.get(kind, *id).is_some_and(|record| same(&record.body)));
        match twin {
            Some(twin) => Err(refuse("6140", &[number, kind.name(), &twin.to_string()])),
            None => Ok(()),
        }
    }

    /// Tax of a sales form; also writes `TxnTaxDetail`.
    fn tax(&self, body: &mut Body, totals: &Totals) -> Answer<Decimal> {
        let mut detail = body.get("TxnTaxDetail").map(super::json::object).unwrap_or_default();
        if text(body, "GlobalTaxCalculation") == "NotApplicable" && !detail.is_empty() && !self.is_us() {
            return Err(refuse("6170", &[]));
        }
        let using = self.pref("TaxPrefs", "UsingSalesTax").as_bool().unwrap_or(true);
        if !using {
            body.insert("TxnTaxDetail".into(), json!({"TotalTax": 0}));
            return Ok(Decimal::ZERO);
        }
        let share = if totals.subtotal.is_zero() || !flag(body.get("ApplyTaxAfterDiscount")) {
            totals.taxable
        } else {
            totals.taxable - cents(totals.discount * totals.taxable / totals.subtotal)
        };
        if let (true, Some(own)) = (
            self.switches.automatic_tax,
            self.pref("TaxPrefs", "TaxGroupCodeRef").as_object(),
        ) {
            detail.insert("TxnTaxCodeRef".into(), json!(own));
        }
        let tax = match decimal_at(&detail, "TotalTax") {
            Some(sent) => cents(sent),
            None if self.is_us() => match ref_id(&detail, "TxnTaxCodeRef") {
                Some(code) => cents(share * self.rate_of(code) / Decimal::ONE_HUNDRED),
                None => Decimal::ZERO,
            },
            None => self.line_taxes(body),
        };
        detail.insert("TotalTax".into(), money(tax));
        body.insert("TxnTaxDetail".into(), Value::Object(detail));
        Ok(tax)
    }

    /// Outside the US each line's own code is taxed.
    fn line_taxes(&self, body: &Body) -> Decimal {
        let mut sum = Decimal::ZERO;
        for line in list(body, "Line") {
            let detail = line
                .get("SalesItemLineDetail")
                .map(super::json::object)
                .unwrap_or_default();
            if let (Some(code), Some(amount)) = (ref_id(&detail, "TaxCodeRef"), decimal_at(&line, "Amount")) {
                sum += cents(amount * self.rate_of(code) / Decimal::ONE_HUNDRED);
            }
        }
        sum
    }

    /// Percentage of a tax code: the sum of its sales rates.
    fn rate_of(&self, code: u64) -> Decimal {
        let Some(record) = self.get(Kind::TaxCode, code) else {
            return Decimal::ZERO;
        };
        let rates = record
            .body
            .get("SalesTaxRateList")
            .map(super::json::object)
            .unwrap_or_default();
        let of_rate = |rate: &Body| {
            let id = ref_id(rate, "TaxRateRef")?;
            decimal_at(&self.get(Kind::TaxRate, id)?.body, "RateValue")
        };
        list(&rates, "TaxRateDetail").iter().filter_map(of_rate).sum()
    }

    pub(super) fn fill_payment(&mut self, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        let customer = self
            .resolve(Kind::Customer, body, "CustomerRef")?
            .ok_or_else(|| required("CustomerRef"))?;
        body.insert(
            "CustomerRef".into(),
            reference(customer, &self.name_of(Kind::Customer, customer)),
        );
        let total = decimal_at(body, "TotalAmt").ok_or_else(|| required("TotalAmt"))?;
        if total < Decimal::ZERO {
            return Err(business("You must specify a transaction amount that is 0 or greater."));
        }
        self.follow_currency(Kind::Customer, customer, body)?;
        self.fill_document(body, before)?;
        self.deposit_account(body)?;
        self.payment_lines(body, &["Invoice", "CreditMemo", "JournalEntry"])?;
        body.insert("TotalAmt".into(), money(total));
        default(body, "ProcessPayment", json!(false));
        self.name_dimension(body, Kind::PaymentMethod, "PaymentMethodRef")
    }

    /// Lines of a payment name documents of its own side.
    fn payment_lines(&self, body: &mut Body, linkable: &[&str]) -> Answer<()> {
        let mut lines = list(body, "Line");
        for line in &mut lines {
            let amount = decimal_at(line, "Amount").ok_or_else(|| required("Amount"))?;
            if amount < Decimal::ZERO {
                return Err(business("You must specify a transaction amount that is 0 or greater."));
            }
            line.insert("Amount".into(), money(amount));
            let links = list(line, "LinkedTxn");
            if links.is_empty() {
                return Err(required("LinkedTxn"));
            }
            for link in links {
                let (id, kind) = (text(&link, "TxnId").to_owned(), text(&link, "TxnType").to_owned());
                let found = id.parse().ok().and_then(|id| self.book.document(id));
                let right = linkable.contains(&kind.as_str())
                    && found.is_some_and(|document| doc_name(document.kind) == kind && !document.voided);
                if !right {
                    return Err(business(&format!(
                        "The entity {kind} {id} that you are trying to link does not exist. {kind} {id}"
                    )));
                }
            }
        }
        body.insert("Line".into(), json!(lines));
        Ok(())
    }

    pub(super) fn fill_bill_payment(&mut self, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        let vendor = self
            .resolve(Kind::Vendor, body, "VendorRef")?
            .ok_or_else(|| required("VendorRef"))?;
        body.insert(
            "VendorRef".into(),
            reference(vendor, &self.name_of(Kind::Vendor, vendor)),
        );
        let total = decimal_at(body, "TotalAmt").ok_or_else(|| required("TotalAmt"))?;
        if text(body, "PayType").is_empty() {
            return Err(required("PayType"));
        }
        if self.paying_account(body).is_none() {
            return Err(required("BankAccountRef"));
        }
        self.follow_currency(Kind::Vendor, vendor, body)?;
        self.fill_document(body, before)?;
        if list(body, "Line").is_empty() {
            return Err(required("Line"));
        }
        self.payment_lines(body, &["Bill", "VendorCredit", "JournalEntry"])?;
        body.insert("TotalAmt".into(), money(total));
        Ok(())
    }

    /// The account a vendor payment goes out of.
    pub(super) fn paying_account(&self, body: &Body) -> Option<u64> {
        let of = |holder: &str, member: &str| ref_id(&super::json::object(body.get(holder)?), member);
        of("CheckPayment", "BankAccountRef").or_else(|| of("CreditCardPayment", "CCAccountRef"))
    }

    /// Home units per unit of the document's currency.
    pub(super) fn rate(&self, body: &Body) -> Decimal {
        let foreign = ref_text(body, "CurrencyRef").is_some_and(|code| code != self.home_currency());
        let rate = body
            .get("ExchangeRate")
            .and_then(decimal)
            .filter(|rate| *rate > Decimal::ZERO);
        rate.filter(|_| foreign).unwrap_or(Decimal::ONE)
    }
}

/// The vendor's word for a kind of document.
#[must_use]
pub const fn doc_name(kind: DocKind) -> &'static str {
    match kind {
        DocKind::Invoice => "Invoice",
        DocKind::CreditMemo => "CreditMemo",
        DocKind::CashSale => "SalesReceipt",
        DocKind::Payment => "Payment",
        DocKind::Bill => "Bill",
        DocKind::VendorCredit => "VendorCredit",
        DocKind::VendorPayment => "BillPayment",
        DocKind::PurchaseOrder => "PurchaseOrder",
        DocKind::Estimate => "Estimate",
        DocKind::Journal => "JournalEntry",
        DocKind::Refund => "RefundReceipt",
        DocKind::MoneyOut => "Purchase",
        DocKind::MoneyIn => "Deposit",
        DocKind::StockCount => "InventoryAdjustment",
    }
}
