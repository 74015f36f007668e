//! Items that are counted, at moving average cost.
//!
//! Not here: layers (first in, first out) and bins.
//! Invariant: a document keeps the cost it moved, so taking it out restores quantity and value exactly.

use rust_decimal::Decimal;

use super::{AccountId, Book, Document, ItemId, Posting, cents};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub id: ItemId,
    pub name: String,
    pub counted: bool,
    pub income: Option<AccountId>,
    pub expense: Option<AccountId>,
    pub asset: Option<AccountId>,
    /// Cost to fall back on while nothing is in stock.
    pub cost: Decimal,
    pub quantity: Decimal,
    pub value: Decimal,
}

/// Goods coming in (value known) or going out (priced by the book).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Move {
    pub item: ItemId,
    pub quantity: Decimal,
    pub value: Option<Decimal>,
}

impl Book {
    /// Writes an item; stock on hand of an earlier one is kept.
    pub fn put_item(&mut self, mut item: Item) {
        if let Some(old) = self.items.get(&item.id) {
            item.quantity = old.quantity;
            item.value = old.value;
        }
        self.items.insert(item.id, item);
    }

    #[must_use]
    pub fn item(&self, id: ItemId) -> Option<&Item> {
        self.items.get(&id)
    }

    /// Sets a cost on goods going out and posts it: cost of sales against the asset.
    pub(super) fn price_moves(&self, document: &mut Document) {
        for step in &mut document.moves {
            let Some(item) = self.items.get(&step.item).filter(|_| step.value.is_none()) else {
                continue;
            };
            let unit = if item.quantity > Decimal::ZERO {
                item.value / item.quantity
            } else {
                item.cost
            };
            let value = cents(unit * step.quantity);
            step.value = Some(value);
            if let (Some(expense), Some(asset)) = (item.expense, item.asset)
                && !value.is_zero()
            {
                document.postings.push(Posting::new(expense, -value).memo(&item.name));
                document.postings.push(Posting::new(asset, value).memo(&item.name));
            }
        }
    }
}
