//! Bills that fulfil purchase orders.
//!
//! Not here: payments, whose links the book itself keeps.
//! Invariant: an order is closed exactly while the bills linked to it reach its total.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::errors::{Answer, business};
use super::json::{Body, decimal_at, list, text};
use super::kinds::Kind;
use super::store::{Company, Record};

/// Orders that a bill's lines name, with the amounts billed on each.
fn orders_of(bill: &Body) -> BTreeMap<u64, Decimal> {
    let mut orders = BTreeMap::new();
    for line in list(bill, "Line") {
        let amount = decimal_at(&line, "Amount").unwrap_or_default();
        for link in list(&line, "LinkedTxn")
            .iter()
            .filter(|link| text(link, "TxnType") == "PurchaseOrder")
        {
            if let Ok(id) = text(link, "TxnId").parse::<u64>() {
                *orders.entry(id).or_default() += amount;
            }
        }
    }
    orders
}

impl Company {
    /// Orders named by a bill must exist.
    pub(super) fn check_orders(&self, bill: &Body) -> Answer<()> {
        match orders_of(bill)
            .into_keys()
            .find(|id| self.get(Kind::PurchaseOrder, *id).is_none())
        {
            Some(id) => Err(business(&format!(
                "The entity PurchaseOrder {id} that you are trying to link does not exist. PurchaseOrder {id}"
            ))),
            None => Ok(()),
        }
    }

    /// Settles the state of every order that a bill names now or named before.
    pub(super) fn settle_orders(&mut self, bill: u64, before: Option<&Body>, now: Timestamp) {
        let current = self
            .get(Kind::Bill, bill)
            .map(|record| orders_of(&record.body))
            .unwrap_or_default();
        let earlier = before.map(orders_of).unwrap_or_default();
        let mut orders: Vec<u64> = current.keys().chain(earlier.keys()).copied().collect();
        orders.sort_unstable();
        orders.dedup();
        for order in orders {
            self.settle_order(order, bill, current.contains_key(&order), now);
        }
    }

    fn settle_order(&mut self, order: u64, bill: u64, linked: bool, now: Timestamp) {
        let Some(old) = self.get(Kind::PurchaseOrder, order).cloned() else {
            return;
        };
        let mut links = list(&old.body, "LinkedTxn");
        links.retain(|link| text(link, "TxnId") != bill.to_string());
        if linked {
            links.push(super::json::object(
                &json!({"TxnId": bill.to_string(), "TxnType": "Bill"}),
            ));
        }
        let bills = links
            .iter()
            .filter_map(|link| self.get(Kind::Bill, text(link, "TxnId").parse().ok()?));
        let billed: Decimal = bills
            .filter_map(|record| orders_of(&record.body).get(&order).copied())
            .sum();
        let total = decimal_at(&old.body, "TotalAmt").unwrap_or_default();
        let mut body = old.body.clone();
        let closed = !links.is_empty() && billed >= total;
        body.insert("POStatus".into(), json!(if closed { "Closed" } else { "Open" }));
        body.insert("LinkedTxn".into(), json!(links));
        self.amend(
            Kind::PurchaseOrder,
            order,
            Record {
                body,
                token: old.token + 1,
                updated: now,
                ..old
            },
        );
    }

    /// Links of a bill to its orders, as its header shows them.
    pub(super) fn order_links(bill: &Body) -> Vec<Value> {
        let links = orders_of(bill)
            .into_keys()
            .map(|id| json!({"TxnId": id.to_string(), "TxnType": "PurchaseOrder"}));
        links.collect()
    }
}
