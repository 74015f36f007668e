//! A record as the vendor shows it: what is stored plus what the book knows.
//!
//! Not here: the envelope around it.
//! Invariant: balances are read from the book at the moment of asking, never stored.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::json::{Body, decimal_at, flag, list, money, text};
use super::kinds::Kind;
use super::sales::doc_name;
use super::store::{Company, Record};
use crate::book::Side;

impl Company {
    #[must_use]
    pub fn render(&self, kind: Kind, id: u64) -> Value {
        let Some(record) = self.get(kind, id) else {
            return Value::Null;
        };
        let mut body = record.body.clone();
        body.insert("domain".into(), json!("QBO"));
        body.insert("sparse".into(), json!(false));
        body.insert("Id".into(), json!(id.to_string()));
        body.insert("SyncToken".into(), json!(record.token.to_string()));
        body.insert("MetaData".into(), self.meta(record));
        match kind {
            Kind::Customer => {
                body.insert("Balance".into(), money(self.book.party_balance(id, Side::Receivable)));
                body.insert(
                    "BalanceWithJobs".into(),
                    money(self.book.family_balance(id, Side::Receivable)),
                );
            }
            Kind::Vendor => {
                body.insert("Balance".into(), money(self.book.party_balance(id, Side::Payable)));
                mask(&mut body, "TaxIdentifier");
            }
            Kind::Account => {
                let balance = self.shown_balance(id, &body);
                body.insert("CurrentBalance".into(), money(balance));
                body.insert("CurrentBalanceWithSubAccounts".into(), money(self.with_children(id)));
            }
            Kind::Item if text(&body, "Type") == "Inventory" => {
                body.remove(super::counts::COUNTED);
                let quantity = self.book.item(id).map_or(Decimal::ZERO, |item| item.quantity);
                body.insert("QtyOnHand".into(), super::json::plain(quantity));
            }
            Kind::Attachable => self.file_members(id, &mut body),
            _ if kind.is_txn() => self.document_members(kind, id, &mut body),
            _ => {}
        }
        if self.switches.newer_members {
            newer(kind, id, &mut body);
        }
        Value::Object(body)
    }

    fn meta(&self, record: &Record) -> Value {
        json!({"CreateTime": self.stamp(record.created), "LastUpdatedTime": self.stamp(record.updated)})
    }

    /// Balance of one account as its readers expect it; inactive ones show nothing.
    fn shown_balance(&self, id: u64, body: &Body) -> Decimal {
        let role = self.book.role(id);
        let nominal = role.is_none_or(crate::book::Role::is_nominal);
        if nominal || !flag(body.get("Active")) {
            return Decimal::ZERO;
        }
        role.map_or(Decimal::ZERO, |role| role.natural(self.book.balance(id)))
    }

    fn with_children(&self, id: u64) -> Decimal {
        let own = self
            .get(Kind::Account, id)
            .map_or(Decimal::ZERO, |record| self.shown_balance(id, &record.body));
        let children = self.book.accounts().filter(|account| account.parent == Some(id));
        children.map(|child| self.with_children(child.id)).sum::<Decimal>() + own
    }

    fn document_members(&self, kind: Kind, id: u64, body: &mut Body) {
        let open = self.book.open_amount(id);
        match kind {
            Kind::Invoice | Kind::Bill => {
                body.insert("Balance".into(), money(open));
                let mut links = if kind == Kind::Bill {
                    Self::order_links(body)
                } else {
                    Vec::new()
                };
                links.extend(self.links(id));
                body.insert("LinkedTxn".into(), json!(links));
            }
            Kind::CreditMemo => {
                body.insert("Balance".into(), money(open));
                body.insert("RemainingCredit".into(), money(open));
            }
            Kind::SalesReceipt => {
                body.insert("Balance".into(), json!(0));
            }
            Kind::Payment => {
                body.insert("UnappliedAmt".into(), money(open));
                self.drop_dead_lines(id, body);
            }
            Kind::BillPayment => self.drop_dead_lines(id, body),
            _ => {}
        }
        if self.multi_currency() && decimal_at(body, "TotalAmt").is_some() {
            let home = decimal_at(body, "TotalAmt").unwrap_or_default() * self.rate(body);
            body.insert("HomeTotalAmt".into(), money(home));
        }
    }

    /// Documents that settle this one.
    fn links(&self, id: u64) -> Vec<Value> {
        let links = self.book.settled_by(id).filter_map(|(source, _)| {
            let source = self.book.document(source)?;
            Some(json!({"TxnId": source.id.to_string(), "TxnType": doc_name(source.kind)}))
        });
        links.collect()
    }

    /// Lines of a payment whose document is gone are gone too.
    pub(super) fn drop_dead_lines(&self, id: u64, body: &mut Body) {
        let Some(document) = self.book.document(id) else { return };
        let mut lines = list(body, "Line");
        lines.retain_mut(|line| {
            let target = list(line, "LinkedTxn")
                .first()
                .and_then(|link| text(link, "TxnId").parse::<u64>().ok());
            let applied: Vec<_> = document
                .applications
                .iter()
                .filter(|one| Some(one.to) == target)
                .collect();
            if let [only] = applied.as_slice() {
                line.insert("Amount".into(), money(only.amount));
            }
            !applied.is_empty()
        });
        body.insert("Line".into(), json!(lines));
    }

    fn file_members(&self, id: u64, body: &mut Body) {
        if text(body, "FileName").is_empty() {
            return;
        }
        let address = format!("/v3/company/{}/download/{id}", self.realm);
        body.insert(
            "TempDownloadUri".into(),
            json!(format!("{}/practice-files/{id}", self.base_url)),
        );
        body.insert("FileAccessUri".into(), json!(address));
    }
}

fn mask(body: &mut Body, member: &str) {
    let shown = text(body, member).to_owned();
    if shown.len() > 4 {
        let tail: String = shown.chars().skip(shown.chars().count() - 4).collect();
        body.insert(member.into(), json!(format!("XXXXX{tail}")));
    }
}

/// Members seen in 2026 that older recordings lack.
fn newer(kind: Kind, id: u64, body: &mut Body) {
    if kind.is_txn() {
        super::json::default(body, "CustomField", json!([]));
        for line in body.get_mut("Line").and_then(Value::as_array_mut).into_iter().flatten() {
            line["CustomExtensions"] = json!([]);
            if kind == Kind::Bill && line.get("LinkedTxn").is_none() {
                line["LinkedTxn"] = json!([]);
            }
        }
    }
    if matches!(kind, Kind::Customer | Kind::Vendor) {
        body.insert("V4IDPseudonym".into(), json!(format!("00{id:030x}")));
    }
    if let Some(meta) = body.get_mut("MetaData") {
        meta["LastModifiedByRef"] = json!({"value": "9130350000000000001"});
    }
}
