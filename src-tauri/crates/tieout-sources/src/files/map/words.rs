//! Words that files use for types and states. Not here: ledgers' own words (their crates). Invariant: an unknown word is `None`
//! or `Unknown`, never the nearest guess.

use tieout_domain::objects::{AccountRole, DocumentState, ItemType};

fn key(word: &str) -> String {
    word.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

pub fn yes_or_no(word: &str) -> Option<bool> {
    match key(word).as_str() {
        "1" | "yes" | "y" | "true" | "t" | "active" => Some(true),
        "0" | "no" | "n" | "false" | "f" | "inactive" => Some(false),
        _ => None,
    }
}

pub fn item_type(word: &str) -> Option<ItemType> {
    match key(word).as_str() {
        "inventory" | "stock" | "stockitem" => Some(ItemType::Inventory),
        "noninventory" | "nonstock" => Some(ItemType::NonInventory),
        "service" | "labor" | "labour" => Some(ItemType::Service),
        _ => None,
    }
}

pub fn document_state(word: &str) -> Option<DocumentState> {
    match key(word).as_str() {
        "draft" => Some(DocumentState::Draft),
        "final" => Some(DocumentState::Final),
        "void" => Some(DocumentState::Void),
        _ => None,
    }
}

pub fn account_role(words: &str) -> AccountRole {
    match key(words).as_str() {
        "bank" | "cash" | "cashatbank" => AccountRole::Bank,
        "accountsreceivable" | "receivable" | "receivables" => AccountRole::Receivable,
        "inventory" | "stock" => AccountRole::Inventory,
        "othercurrentasset" | "currentasset" | "othercurrentassets" => AccountRole::OtherCurrentAsset,
        "fixedasset" | "fixedassets" => AccountRole::FixedAsset,
        "otherasset" | "asset" | "otherassets" => AccountRole::OtherAsset,
        "accountspayable" | "payable" | "payables" => AccountRole::Payable,
        "creditcard" => AccountRole::CreditCard,
        "othercurrentliability" | "currentliability" | "othercurrentliabilities" => AccountRole::OtherCurrentLiability,
        "longtermliability" | "longtermliabilities" => AccountRole::LongTermLiability,
        "equity" => AccountRole::Equity,
        "productincome" | "salesofproductincome" => AccountRole::ProductIncome,
        "income" | "revenue" | "sales" => AccountRole::Income,
        "costofgoodssold" | "cogs" | "costofsales" => AccountRole::CostOfSales,
        "suppliesandmaterials" | "materialcost" => AccountRole::MaterialCost,
        "expense" | "expenses" => AccountRole::Expense,
        "otherincome" => AccountRole::OtherIncome,
        "otherexpense" | "otherexpenses" => AccountRole::OtherExpense,
        _ => AccountRole::Unknown,
    }
}
