//! Creating, updating, deleting and voiding records.
//!
//! Not here: what each entity needs (`fill`) and posts (`project`).
//! Invariant: a refusal leaves the company exactly as it was, but for numbers used up.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::errors::{Answer, refuse, required};
use super::fill::Before;
use super::json::{Body, flag, money, text, without_blanks};
use super::kinds::Kind;
use super::store::{Company, Record};
use super::{lengths, members};
use crate::book::name_key;

/// Members that the vendor owns; what a client sends for them is not kept.
const OWNED: [&str; 21] = [
    "Id",
    "SyncToken",
    "MetaData",
    "domain",
    "sparse",
    "status",
    "Balance",
    "BalanceWithJobs",
    "CurrentBalance",
    "CurrentBalanceWithSubAccounts",
    "UnappliedAmt",
    "RemainingCredit",
    "HomeTotalAmt",
    "HomeBalance",
    "LinkedTxnOpen",
    "FullyQualifiedName",
    "Level",
    "SubAccount",
    "V4IDPseudonym",
    "FileAccessUri",
    "TempDownloadUri",
];

/// Members that outlive a full update which leaves them out.
const SURVIVORS: [&str; 8] = [
    "LinkedTxn",
    "DocNumber",
    "DepositToAccountRef",
    "CurrencyRef",
    "Active",
    "TxnDate",
    "AccountSubType",
    super::counts::COUNTED,
];

/// What a request says beside the body.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    pub now: Timestamp,
    pub include: &'a str,
    /// Keeps Ids and times as given and skips what people would be asked.
    pub seeding: bool,
}

impl Company {
    /// `POST /{entity}` without an operation: creates, or updates when the body has an Id.
    pub fn save(&mut self, kind: Kind, body: &Value, call: &Call<'_>) -> Answer<Value> {
        members::check(kind.name(), body)?;
        let Value::Object(sent) = without_blanks(body.clone()).unwrap_or_else(|| json!({})) else {
            return Err(refuse("2010", &["body"]).without_element());
        };
        let whole = Value::Object(sent.clone());
        lengths::check(kind, &whole)?;
        lengths::check_custom_fields(&whole, self.switches.custom_field_max)?;
        match sent.get("Id").filter(|_| !call.seeding) {
            Some(_) => self.update(kind, sent, call),
            None => self.create(kind, sent, call),
        }
    }

    fn create(&mut self, kind: Kind, mut body: Body, call: &Call<'_>) -> Answer<Value> {
        if kind.is_read_only() && !call.seeding {
            return Err(refuse("500", &[&format!("create on {}", kind.name())]));
        }
        let fixed = body.get("Id").and_then(Value::as_str).and_then(|id| id.parse().ok());
        let meta = body.get("MetaData").map(super::json::object).unwrap_or_default();
        let token = text(&body, "SyncToken").parse().unwrap_or(0);
        let time = |name: &str| text(&meta, name).parse::<Timestamp>().ok().filter(|_| call.seeding);
        let created = time("CreateTime").unwrap_or(call.now);
        let updated = time("LastUpdatedTime").unwrap_or(created);
        strip(&mut body);
        let before = Before {
            old: None,
            now: call.now,
            seeding: call.seeding,
            include: call.include,
        };
        self.fill(kind, &mut body, &before)?;
        self.check_unique(kind, None, &body, call)?;
        let id = fixed.unwrap_or_else(|| self.new_id(kind));
        let record = Record {
            body,
            token: if call.seeding { token } else { 0 },
            created,
            updated,
            voided: false,
        };
        self.commit(kind, id, record)?;
        self.after_write(kind, id, None, call.now);
        Ok(self.render(kind, id))
    }

    /// What a saved document changes elsewhere.
    fn after_write(&mut self, kind: Kind, id: u64, before: Option<&Body>, now: Timestamp) {
        self.touch_linked(kind, id, now);
        if kind == Kind::Bill {
            self.settle_orders(id, before, now);
        }
    }

    /// The record that a body with Id and SyncToken means.
    pub fn current(&self, kind: Kind, body: &Body, token_needed: TokenNeeded) -> Answer<(u64, Record)> {
        let given = body
            .get("Id")
            .map(|id| id.as_str().map_or_else(|| id.to_string(), str::to_owned));
        let given = given.ok_or_else(|| required("Id"))?;
        let id: u64 = given.parse().map_err(|_| refuse("2030", &[&given]).at("Id"))?;
        let record = self.get(kind, id).cloned().ok_or_else(|| self.gone(kind, id))?;
        let token = body
            .get("SyncToken")
            .map(|token| token.as_str().map_or_else(|| token.to_string(), str::to_owned));
        match token {
            Some(token) if token != record.token.to_string() => {
                Err(refuse("5010", &["Practice User", "Practice User"]))
            }
            None if token_needed == TokenNeeded::Yes && self.switches.missing_token_code == "5010" => {
                Err(refuse("5010", &["Practice User", "Practice User"]))
            }
            None if token_needed == TokenNeeded::Yes => Err(required("SyncToken")),
            _ => Ok((id, record)),
        }
    }

    fn update(&mut self, kind: Kind, mut sent: Body, call: &Call<'_>) -> Answer<Value> {
        let (id, mut old) = self.current(kind, &sent, TokenNeeded::Yes)?;
        if let (Kind::Item, Some(item)) = (kind, self.book.item(id).filter(|item| item.counted)) {
            // A quantity sent is compared with what is on hand now, not with what was once counted.
            old.body.insert("QtyOnHand".into(), super::json::plain(item.quantity));
        }
        let sparse = flag(sent.get("sparse"));
        strip(&mut sent);
        if sparse && kind == Kind::Bill && !sent.contains_key("VendorRef") {
            return Err(required("VendorRef"));
        }
        let mut body = if sparse { old.body.clone() } else { Body::new() };
        if sparse && matches!(kind, Kind::Payment | Kind::BillPayment) {
            self.drop_dead_lines(id, &mut body);
        }
        if sparse && sent.contains_key("TxnDate") | sent.contains_key("SalesTermRef") && !sent.contains_key("DueDate") {
            body.remove("DueDate");
        }
        if sparse && sent.contains_key("DisplayName") && !sent.contains_key("PrintOnCheckName") {
            let followed = old.body.get("PrintOnCheckName") == old.body.get("DisplayName");
            if followed {
                body.remove("PrintOnCheckName");
            }
        }
        body.extend(sent);
        for member in SURVIVORS {
            if let Some(value) = old.body.get(member) {
                body.entry(member).or_insert_with(|| value.clone());
            }
        }
        if let (false, Some(currency)) = (kind.is_txn(), old.body.get("CurrencyRef")) {
            // Fixed at creation; another one is not refused but has no effect.
            body.insert("CurrencyRef".into(), currency.clone());
        }
        let before = Before {
            old: Some(&old.body),
            now: call.now,
            seeding: false,
            include: call.include,
        };
        self.fill(kind, &mut body, &before)?;
        if body == old.body {
            return Ok(self.render(kind, id));
        }
        self.check_unique(kind, Some(id), &body, call)?;
        let record = Record {
            body,
            token: old.token + 1,
            updated: call.now,
            ..old.clone()
        };
        let released = self.settled_by_document(kind, id);
        self.commit(kind, id, record)?;
        self.touch_all(&released, call.now);
        self.after_write(kind, id, Some(&old.body), call.now);
        Ok(self.render(kind, id))
    }

    /// Names of lists and numbers of documents that must not be taken.
    fn check_unique(&self, kind: Kind, own: Option<u64>, body: &Body, call: &Call<'_>) -> Answer<()> {
        if call.seeding {
            return Ok(());
        }
        match kind {
            Kind::Account | Kind::Item | Kind::Class | Kind::Department | Kind::Term | Kind::PaymentMethod => {
                let label = text(body, "Name");
                let full = |body: &Body| name_key(text(body, "FullyQualifiedName"));
                let taken = self.labelled(kind, label).into_iter().any(|id| {
                    Some(id) != own && self.get(kind, id).is_some_and(|other| full(&other.body) == full(body))
                });
                let words = format!(
                    "Another {} is already using this name. Please use a different name.",
                    kind.name().to_lowercase()
                );
                if taken { Err(refuse("6240", &[&words])) } else { Ok(()) }
            }
            Kind::Bill if own.is_none() && self.warns("WarnDuplicateBillNumber") => {
                let vendor = super::json::ref_text(body, "VendorRef");
                self.check_number(kind, body, |other| super::json::ref_text(other, "VendorRef") == vendor)
            }
            Kind::JournalEntry if own.is_none() && self.warns("WarnDuplicateJournalNumber") => {
                self.check_number(kind, body, |_| true)
            }
            _ => Ok(()),
        }
    }

    fn check_number(&self, kind: Kind, body: &Body, same: impl Fn(&Body) -> bool) -> Answer<()> {
        let number = text(body, "DocNumber");
        if number.is_empty() {
            Ok(())
        } else {
            self.refuse_duplicate(kind, number, same)
        }
    }

    fn warns(&self, name: &str) -> bool {
        let rows = self.pref("OtherPrefs", "NameValue").as_array();
        rows.into_iter()
            .flatten()
            .any(|row| row["Name"] == name && flag(row.get("Value")))
    }

    /// Documents that a payment settles count as changed.
    fn touch_linked(&mut self, kind: Kind, id: u64, now: Timestamp) {
        let targets = self.settled_by_document(kind, id);
        self.touch_all(&targets, now);
    }

    fn settled_by_document(&self, kind: Kind, id: u64) -> Vec<u64> {
        if !matches!(kind, Kind::Payment | Kind::BillPayment) {
            return Vec::new();
        }
        let applications = self
            .book
            .document(id)
            .map(|document| document.applications.as_slice())
            .unwrap_or_default();
        applications.iter().map(|application| application.to).collect()
    }

    fn touch_all(&mut self, targets: &[u64], now: Timestamp) {
        for target in targets {
            let document = self.book.document(*target);
            if let Some(kind) = document.and_then(|document| Kind::find(super::sales::doc_name(document.kind))) {
                self.touch(kind, *target, now);
            }
        }
    }

    /// `?operation=delete`
    pub fn delete(&mut self, kind: Kind, body: &Value, call: &Call<'_>) -> Answer<Value> {
        if !kind.is_deletable() {
            return Err(refuse("500", &[&format!("delete on {}", kind.name())]));
        }
        let needed = if kind == Kind::Attachable {
            TokenNeeded::No
        } else {
            TokenNeeded::Yes
        };
        let (id, old) = self.current(kind, &super::json::object(body), needed)?;
        if kind == Kind::Bill
            && let Some((payment, _)) = self.book.settled_by(id).next()
        {
            return Err(refuse("800", &[&format!("BillPayment {payment}")]));
        }
        let released = self.settled_by_document(kind, id);
        self.drop_record(kind, id, call.now)?;
        self.touch_all(&released, call.now);
        if kind == Kind::Bill {
            self.settle_orders(id, Some(&old.body), call.now);
        }
        Ok(json!({"domain": "QBO", "status": "Deleted", "Id": id.to_string()}))
    }

    /// `?operation=void`, and `include=void` for payments and sales receipts.
    pub fn void(&mut self, kind: Kind, body: &Value, call: &Call<'_>) -> Answer<Value> {
        let (id, old) = self.current(kind, &super::json::object(body), TokenNeeded::Yes)?;
        if old.voided {
            return Ok(self.render(kind, id));
        }
        let mut voided = old.body.clone();
        if let Some(lines) = voided.get_mut("Line").and_then(Value::as_array_mut) {
            for line in lines.iter_mut().filter(|line| line.get("Amount").is_some()) {
                line["Amount"] = json!(0);
                if let Some(detail) = line.get_mut("SalesItemLineDetail").and_then(Value::as_object_mut) {
                    if detail.contains_key("Qty") {
                        detail.insert("Qty".into(), json!(0));
                    }
                    detail.remove("UnitPrice");
                }
            }
        }
        if matches!(kind, Kind::Payment | Kind::BillPayment) {
            voided.insert("Line".into(), json!([]));
        }
        if voided.contains_key("TxnTaxDetail") {
            voided.insert("TxnTaxDetail".into(), json!({"TotalTax": 0}));
        }
        voided.insert("TotalAmt".into(), money(rust_decimal::Decimal::ZERO));
        voided.insert("PrivateNote".into(), json!("Voided"));
        let released = self.settled_by_document(kind, id);
        let record = Record {
            body: voided,
            token: old.token + 1,
            updated: call.now,
            voided: true,
            ..old
        };
        self.commit(kind, id, record)?;
        self.touch_all(&released, call.now);
        Ok(self.render(kind, id))
    }
}

/// Whether a body must carry the version it was made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenNeeded {
    Yes,
    No,
}

fn strip(body: &mut Body) {
    for member in OWNED {
        body.remove(member);
    }
    body.remove("LinkedTxn");
}
