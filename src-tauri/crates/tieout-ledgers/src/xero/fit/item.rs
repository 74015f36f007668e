//! Items: untracked unless the ledger tracks them already, so that a sale never waits for stock that only the other system counts.

use rust_decimal::Decimal;
use tieout_domain::objects::{Item, ItemType};
use tieout_domain::{ErrorCode, Failure, Recovery};

use super::Fitting;
use crate::xero::map::code_of;

const NAME: usize = 50;
const CODE: usize = 30;
const TEXT: usize = 4000;
/// Decimals of a price.
const PRICE_DP: u32 = 4;

impl Fitting<'_> {
    pub(super) fn item(&mut self, mut item: Item) -> Item {
        self.code(&mut item);
        self.name("name", &mut item.name, NAME);
        self.shorten_opt("description", &mut item.description, TEXT);
        self.shorten_opt("purchase_description", &mut item.purchase_description, TEXT);
        match item.item_type {
            ItemType::Inventory if item.asset_account.is_some() => {}
            ItemType::Inventory => {
                self.note("item_type", "inventory", "non_inventory", ErrorCode::NotMatched);
                item.item_type = ItemType::NonInventory;
            }
            // Services and goods are one kind over there.
            ItemType::Service | ItemType::NonInventory => item.item_type = ItemType::NonInventory,
            ItemType::Category | ItemType::Other => self.refuse(ErrorCode::InvalidInput, "item_type", Some("category")),
        }
        if item.income_account.is_none() && item.expense_account.is_none() {
            let failure = Failure::new(ErrorCode::AccountMissing, Recovery::ChangeSetting);
            self.refused.push(failure.param("slot", "part_income"));
        }
        self.list_price("unit_price", &mut item.unit_price);
        self.list_price("purchase_cost", &mut item.purchase_cost);
        item.full_name = None;
        item.taxable = None;
        item.quantity_on_hand = None;
        item.tracked_since = None;
        item.vendor = None;
        item
    }

    /// The code a new item gets; where it has none, its name is one as far as it fits.
    fn code(&mut self, item: &mut Item) {
        match &mut item.sku {
            Some(_) => self.name_opt("sku", &mut item.sku, CODE),
            None => {
                let code = code_of(&item.name, None);
                if code != item.name {
                    self.note("sku", &item.name, &code, ErrorCode::TooLong);
                }
            }
        }
    }

    /// A price list, not a posting: what is finer than the ledger keeps is rounded and said.
    fn list_price(&mut self, field: &str, price: &mut Option<Decimal>) {
        let Some(exact) = price else { return };
        let kept = exact.round_dp_with_strategy(PRICE_DP, rust_decimal::RoundingStrategy::MidpointAwayFromZero);
        if kept != *exact {
            self.note(field, &exact.to_string(), &kept.to_string(), ErrorCode::TooLong);
            *exact = kept;
        }
    }
}
