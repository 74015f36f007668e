//! Goods counted in: what an item starts with and what a later count adds or takes.
//!
//! Not here: goods bought and sold, which their documents move.
//! Invariant: what counting put on the shelf stands on the asset account too, against opening balance equity.

use jiff::civil::Date;
use rust_decimal::Decimal;
use serde_json::json;

use super::errors::{Answer, refuse};
use super::fill::Before;
use super::json::{Body, date_at, decimal_at, object, plain, text};
use super::kinds::Kind;
use super::store::Company;
use crate::book::{BookError, DocKind, Document, Move, Posting, Role, cents};

/// A member of the stored record that clients never see: quantity and value counted in so far.
pub const COUNTED: &str = "_counted";

/// The vendor shows no document for a count; ours lie beyond all ids it gives.
const FIRST_DOCUMENT: u64 = 1 << 62;

/// Quantity and value of all counts of an item through the API. Seeded goods are posted by their seed.
fn counted(body: &Body) -> Option<(Decimal, Decimal)> {
    let counted = object(body.get(COUNTED)?);
    Some((decimal_at(&counted, "quantity")?, decimal_at(&counted, "value")?))
}

impl Company {
    /// Notes how far the quantity sent is from the one on hand, at the item's purchase cost.
    pub(super) fn count_in(&self, body: &mut Body, before: &Before<'_>) -> Answer<()> {
        let had = before.old.and_then(|old| decimal_at(old, "QtyOnHand"));
        let step = decimal_at(body, "QtyOnHand").unwrap_or_default() - had.unwrap_or_default();
        if before.seeding || before.old.is_some() && step.is_zero() {
            return Ok(());
        }
        let start = date_at(body, "InvStartDate").unwrap_or(Date::MIN);
        if let Some(closed) = self
            .book
            .closed_through()
            .filter(|closed| !step.is_zero() && start <= *closed)
        {
            return Err(self.book_refusal(&BookError::Closed(closed)));
        }
        let cost = decimal_at(body, "PurchaseCost").unwrap_or_default();
        let value = step
            .checked_mul(cost)
            .ok_or_else(|| refuse("2080", &[&step.to_string()]))?;
        let (quantity, worth) = counted(body).unwrap_or_default();
        let sum = json!({"quantity": plain(quantity + step), "value": plain(worth + cents(value))});
        body.insert(COUNTED.into(), sum);
        Ok(())
    }

    /// Posts the counts of an item, when they changed.
    pub(super) fn post_counts(&mut self, id: u64, body: &Body) -> Answer<()> {
        let Some((quantity, value)) = counted(body) else {
            return Ok(());
        };
        let document = FIRST_DOCUMENT | id;
        let steps = vec![Move {
            item: id,
            quantity,
            value: Some(value),
        }];
        if self.book.document(document).is_some_and(|before| before.moves == steps) {
            return Ok(());
        }
        let date = date_at(body, "InvStartDate").unwrap_or(Date::MIN);
        let mut count = Document::new(document, DocKind::StockCount, date);
        count.number = Some("START".to_owned());
        count.moves = steps;
        let asset = self.book.item(id).and_then(|item| item.asset);
        if let Some((asset, equity)) = asset.zip(self.opening_equity()).filter(|_| !value.is_zero()) {
            let name = text(body, "Name");
            count.postings = vec![
                Posting::new(asset, value).memo(name),
                Posting::new(equity, -value).memo(name),
            ];
        }
        self.book.put(count).map_err(|error| self.book_refusal(&error))
    }

    fn opening_equity(&self) -> Option<u64> {
        let named = |body: &Body| text(body, "AccountSubType") == "OpeningBalanceEquity";
        let found = self.rows(Kind::Account).find(|(_, record)| named(&record.body));
        found.map(|(id, _)| id).or_else(|| self.book.account_for(Role::Equity))
    }
}
