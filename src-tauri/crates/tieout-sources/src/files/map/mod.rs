//! Rows to neutral objects, one small function a kind.
//!
//! Not here: ids and duplicates (`identity`). Invariant: an object is made only of what was read without a problem.

mod groups;
mod invoice;
mod lookups;
mod party;
pub mod words;

pub use invoice::{Documents, invoices};
pub use lookups::Lookups;

use tieout_domain::objects::{Account, AccountRole, Class, DueRule, Item, ItemType, TaxCode, Term};
use tieout_domain::{Currency, Object, ObjectKind, RecordRef};

use super::profile::Role;
use super::reader::RowReader;

/// The object of one row; problems are left in `row`. `None` for kinds that are not one row each.
pub fn object(kind: ObjectKind, row: &mut RowReader<'_>) -> Option<Object> {
    Some(match kind {
        ObjectKind::Account => Object::Account(account(row)),
        ObjectKind::TaxCode => Object::TaxCode(tax_code(row)),
        ObjectKind::Term => Object::Term(term(row)),
        ObjectKind::Class => Object::Class(class(row)),
        ObjectKind::Item => Object::Item(item(row)),
        ObjectKind::Customer => Object::Customer(party::party(row)),
        ObjectKind::Vendor => Object::Vendor(party::party(row)),
        ObjectKind::PurchaseOrder
        | ObjectKind::Invoice
        | ObjectKind::Bill
        | ObjectKind::CreditMemo
        | ObjectKind::Payment
        | ObjectKind::JournalEntry => return None,
    })
}

/// Whether the record is in use; said by nobody, it is.
pub fn active(row: &mut RowReader<'_>) -> bool {
    let Some(word) = row.text(Role::Active) else {
        return true;
    };
    words::yes_or_no(&word).unwrap_or_else(|| {
        row.not_a_word(Role::Active, "yes | no");
        true
    })
}

fn reference(row: &mut RowReader<'_>, role: Role) -> Option<RecordRef> {
    row.text(role).map(RecordRef::new)
}

fn currency(row: &mut RowReader<'_>) -> Option<Currency> {
    let word = row.text(Role::Currency)?;
    let currency = Currency::try_from(word.to_uppercase()).ok();
    if currency.is_none() {
        row.not_a_word(Role::Currency, "a currency code such as USD");
    }
    currency
}

fn account(row: &mut RowReader<'_>) -> Account {
    let type_words = row.text(Role::Type).unwrap_or_default();
    Account {
        name: row.needed(Role::Name),
        full_name: None,
        number: row.text(Role::Number),
        role: if type_words.is_empty() {
            AccountRole::Unknown
        } else {
            words::account_role(&type_words)
        },
        type_words,
        parent: None,
        balance: None,
    }
}

fn term(row: &mut RowReader<'_>) -> Term {
    Term {
        name: row.needed(Role::Name),
        due: row.whole(Role::DueDays).map_or(DueRule::Unknown, DueRule::NetDays),
        discount_percent: row.amount(Role::DiscountPercent),
        discount_days: row.whole(Role::DiscountDays),
    }
}

fn tax_code(row: &mut RowReader<'_>) -> TaxCode {
    let rate_percent = row.amount(Role::Tax);
    TaxCode {
        name: row.needed(Role::Name),
        description: row.text(Role::Description),
        taxable: rate_percent.is_none_or(|rate| !rate.is_zero()),
        rate_percent,
    }
}

fn class(row: &mut RowReader<'_>) -> Class {
    Class {
        name: row.needed(Role::Name),
        full_name: None,
        parent: None,
    }
}

fn item(row: &mut RowReader<'_>) -> Item {
    let item_type = match row.text(Role::ItemType) {
        None => ItemType::NonInventory,
        Some(word) => words::item_type(&word).unwrap_or_else(|| {
            row.not_a_word(Role::ItemType, "inventory | non-inventory | service");
            ItemType::Other
        }),
    };
    Item {
        name: row.needed(Role::Name),
        full_name: None,
        sku: row.text(Role::Sku),
        description: row.text(Role::Description),
        purchase_description: row.text(Role::PurchaseDescription),
        item_type,
        unit_price: row.amount(Role::UnitPrice),
        purchase_cost: row.amount(Role::PurchaseCost),
        income_account: None,
        expense_account: None,
        asset_account: None,
        taxable: None,
        quantity_on_hand: row.amount(Role::QuantityOnHand),
        tracked_since: row.date(Role::TrackedSince),
        vendor: reference(row, Role::Vendor),
    }
}
