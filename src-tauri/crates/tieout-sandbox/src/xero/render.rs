//! A record as an answer shows it.
//!
//! Not here: which records are answered (`list`).
//! Invariant: dates stand twice, as milliseconds and as text; amounts have two decimals; lists are there when empty.

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::dates::{day_ms, day_text, moment_ms, moment_text, read_day};
use super::json::{Body, decimal_at, fixed, list, object, text};
use super::kinds::Kind;
use super::store::{Org, Record};
use crate::book::Side;

/// How much of a record is shown.
#[derive(Debug, Clone, Copy)]
pub struct View {
    /// Decimals of unit amounts.
    pub unit_places: u32,
    /// Whether lines and whole contacts are shown; lists without pages leave them out.
    pub whole: bool,
    /// Whether what hangs on a document is left out.
    pub summary: bool,
}

impl View {
    #[must_use]
    pub const fn whole(unit_places: u32) -> Self {
        Self {
            unit_places,
            whole: true,
            summary: false,
        }
    }
}

impl Org {
    #[must_use]
    pub fn shown(&self, kind: Kind, id: &str, view: &View) -> Value {
        self.get(kind, id)
            .map_or(Value::Null, |record| self.render(kind, record, view))
    }

    #[must_use]
    pub fn render(&self, kind: Kind, record: &Record, view: &View) -> Value {
        let mut view = *view;
        if kind == Kind::PurchaseOrder {
            // Orders always show four decimals.
            view.unit_places = 4;
        }
        let view = &view;
        let mut shown: Body = record.body.clone();
        shown.retain(|name, _| !name.starts_with('_'));
        shown.insert(kind.id(), json!(record.id));
        match kind {
            Kind::Contact => self.show_contact(&mut shown, record, view),
            Kind::Item => show_item(&mut shown, view),
            Kind::Account => self.show_account(&mut shown, record),
            Kind::TrackingCategory => show_tracking(&mut shown),
            Kind::ContactGroup => self.show_group(&mut shown, view),
            Kind::TaxRate | Kind::Currency | Kind::BrandingTheme => return Value::Object(shown),
            Kind::User => {}
            Kind::Payment => self.show_payment(&mut shown, record),
            Kind::ManualJournal => self.show_journal(&mut shown, record, view),
            _ => self.show_document(kind, &mut shown, record, view),
        }
        if kind != Kind::TrackingCategory && kind != Kind::ContactGroup {
            stamp(kind, &mut shown, record.updated);
        }
        Value::Object(shown)
    }

    fn show_contact(&self, shown: &mut Body, record: &Record, view: &View) {
        for name in ["Addresses", "Phones", "ContactPersons"] {
            shown.entry(name).or_insert(json!([]));
        }
        for name in ["IsSupplier", "IsCustomer"] {
            shown.entry(name).or_insert(json!(false));
        }
        let files = self.files.get(&record.id).is_some_and(|files| !files.is_empty());
        shown.insert("HasAttachments".into(), json!(files));
        shown.insert("HasValidationErrors".into(), json!(false));
        let groups = self.rows(Kind::ContactGroup).filter(|group| {
            let members = list(&group.body, "Contacts");
            members.iter().any(|member| text(member, "ContactID") == record.id)
        });
        let groups: Vec<Value> = groups
            .map(|group| json!({"ContactGroupID": group.id, "Name": group.body.get("Name"), "Status": "ACTIVE"}))
            .collect();
        shown.insert("ContactGroups".into(), Value::Array(groups));
        if !view.whole || view.summary {
            for name in ["ContactPersons", "PaymentTerms", "Balances"] {
                shown.remove(name);
            }
            return;
        }
        if let Some(balances) = self.balances(&record.id) {
            shown.insert("Balances".into(), balances);
        }
    }

    /// What a contact owes and is owed; nothing when there is nothing. What is overdue is left out.
    fn balances(&self, id: &str) -> Option<Value> {
        let number = self.number_of(Kind::Contact, id)?;
        let owed = self.book.party_balance(number, Side::Receivable);
        let owing = -self.book.party_balance(number, Side::Payable);
        if owed.is_zero() && owing.is_zero() {
            return None;
        }
        let side = |amount: Decimal| json!({"Outstanding": fixed(amount, 2)});
        Some(json!({"AccountsReceivable": side(owed), "AccountsPayable": side(owing)}))
    }

    fn show_account(&self, shown: &mut Body, record: &Record) {
        let files = self.files.get(&record.id).is_some_and(|files| !files.is_empty());
        shown.insert("HasAttachments".into(), json!(files));
        shown.entry("AddToWatchlist").or_insert(json!(false));
    }

    fn show_group(&self, shown: &mut Body, view: &View) {
        let members = list(shown, "Contacts");
        if !view.whole {
            shown.remove("Contacts");
            return;
        }
        let named = members
            .iter()
            .map(|member| self.short_contact(text(member, "ContactID")));
        shown.insert("Contacts".into(), Value::Array(named.collect()));
    }

    pub(super) fn short_contact(&self, id: &str) -> Value {
        let name = self.get(Kind::Contact, id).map(|record| record.body.get("Name"));
        json!({"ContactID": id, "Name": name})
    }

    /// The contact of a document: whole on its own and in pages, bare in lists.
    fn contact_shown(&self, body: &Body, view: &View) -> Option<Value> {
        let id = body.get("Contact")?.get("ContactID")?.as_str()?;
        let record = self.get(Kind::Contact, id)?;
        let mut shown = object(&self.short_contact(id));
        if let Some(number) = record.body.get("ContactNumber").filter(|number| *number != "") {
            shown.insert("ContactNumber".into(), number.clone());
        }
        shown.insert("HasValidationErrors".into(), json!(false));
        for name in ["Addresses", "Phones", "ContactGroups", "ContactPersons"] {
            let kept = record.body.get(name).filter(|_| view.whole && !view.summary);
            shown.insert(name.to_owned(), kept.cloned().unwrap_or(json!([])));
        }
        Some(Value::Object(shown))
    }

    fn show_document(&self, kind: Kind, shown: &mut Body, record: &Record, view: &View) {
        shown.insert("Status".into(), json!(self.status(kind, record)));
        if let Some(contact) = self.contact_shown(&record.body, view) {
            shown.insert("Contact".into(), contact);
        }
        let files = self.files.get(&record.id).is_some_and(|files| !files.is_empty());
        shown.insert("HasAttachments".into(), json!(files));
        if matches!(kind, Kind::Invoice | Kind::CreditNote | Kind::PurchaseOrder) {
            shown.insert("HasErrors".into(), json!(false));
        }
        if let Some(bank) = shown
            .get("BankAccount")
            .and_then(|bank| bank["AccountID"].as_str())
            .map(str::to_owned)
        {
            shown.insert("BankAccount".into(), self.short_account(&bank));
        }
        if view.whole {
            let lines = list(&record.body, "LineItems")
                .into_iter()
                .map(|line| self.shown_line(line, view));
            shown.insert("LineItems".into(), Value::Array(lines.collect()));
        } else {
            shown.insert("LineItems".into(), json!([]));
        }
        match kind {
            Kind::Invoice => self.show_invoice(shown, record, view),
            Kind::CreditNote | Kind::Overpayment | Kind::Prepayment => self.show_credit(kind, shown, record),
            _ => {}
        }
        document_days(shown);
    }

    fn show_journal(&self, shown: &mut Body, record: &Record, view: &View) {
        let files = self.files.get(&record.id).is_some_and(|files| !files.is_empty());
        shown.insert("HasAttachments".into(), json!(files));
        if !view.whole {
            shown.insert("JournalLines".into(), json!([]));
        }
        document_days(shown);
        shown.remove("DateString");
    }

    fn shown_line(&self, mut line: Body, view: &View) -> Value {
        if let Some(unit) = decimal_at(&line, "UnitAmount") {
            line.insert("UnitAmount".into(), fixed(unit, view.unit_places));
        }
        if let Some(quantity) = decimal_at(&line, "Quantity") {
            line.insert("Quantity".into(), fixed(quantity, 4));
        }
        let code = text(&line, "ItemCode").to_owned();
        if let Some(item) = self.labelled(Kind::Item, &code).next() {
            let (code, name) = (item.body.get("Code"), text(&item.body, "Name"));
            line.insert("Item".into(), json!({"ItemID": item.id, "Code": code, "Name": name}));
        }
        line.entry("Tracking").or_insert(json!([]));
        Value::Object(line)
    }

    pub(super) fn short_account(&self, id: &str) -> Value {
        let Some(account) = self.get(Kind::Account, id) else {
            return json!({"AccountID": id});
        };
        let mut shown = json!({"AccountID": id, "Name": account.body.get("Name")});
        if let Some(code) = account.body.get("Code").filter(|code| *code != "") {
            shown["Code"] = code.clone();
        }
        shown
    }
}

fn show_item(shown: &mut Body, view: &View) {
    for side in ["SalesDetails", "PurchaseDetails"] {
        let Some(mut details) = shown.get(side).map(object) else {
            continue;
        };
        if let Some(price) = decimal_at(&details, "UnitPrice") {
            details.insert("UnitPrice".into(), fixed(price, view.unit_places));
        }
        shown.insert(side.to_owned(), Value::Object(details));
    }
}

fn show_tracking(shown: &mut Body) {
    let options = list(shown, "Options").into_iter().map(|mut option| {
        let status = text(&option, "Status").to_owned();
        option.insert("HasValidationErrors".into(), json!(false));
        option.insert("IsDeleted".into(), json!(status == "DELETED"));
        option.insert("IsArchived".into(), json!(status == "ARCHIVED"));
        option.insert("IsActive".into(), json!(status == "ACTIVE"));
        Value::Object(option)
    });
    let options = Value::Array(options.collect());
    shown.insert("Options".into(), options);
}

/// Each day of a document twice: as milliseconds and as text.
pub(super) fn document_days(shown: &mut Body) {
    for (name, twin) in [
        ("Date", "DateString"),
        ("DueDate", "DueDateString"),
        ("DeliveryDate", "DeliveryDateString"),
        ("ExpectedPaymentDate", ""),
        ("PlannedPaymentDate", ""),
    ] {
        let Some(day) = read_day(text(shown, name)) else {
            continue;
        };
        shown.insert(name.to_owned(), json!(day_ms(day)));
        if !twin.is_empty() {
            shown.insert(twin.to_owned(), json!(day_text(day)));
        }
    }
}

fn stamp(kind: Kind, shown: &mut Body, updated: Timestamp) {
    shown.insert("UpdatedDateUTC".into(), json!(moment_ms(updated)));
    let spelled = matches!(
        kind,
        Kind::Invoice | Kind::CreditNote | Kind::Payment | Kind::Overpayment | Kind::Prepayment
    );
    if spelled {
        shown.insert("UpdatedDateUTCString".into(), json!(moment_text(updated)));
    }
}
