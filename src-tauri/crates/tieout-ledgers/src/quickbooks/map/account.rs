//! Accounts: QuickBooks' types and subtypes as neutral roles. Not here: who needs which role (profile slots).

use tieout_domain::Object;
use tieout_domain::objects::{Account, AccountRole};

use super::{bare, path_name};
use crate::quickbooks::wire;

pub fn read(wire: wire::Account, active: bool) -> Result<Object, String> {
    let kind = wire.account_type.as_deref().unwrap_or_default();
    let sub = wire.account_sub_type.as_deref().unwrap_or_default();
    Ok(Object::Account(Account {
        name: bare(wire.name, active)?,
        full_name: path_name(wire.fully_qualified_name, active),
        number: wire.acct_num,
        role: role(kind, sub),
        type_words: [kind.to_owned(), spaced(sub)]
            .into_iter()
            .filter(|words| !words.is_empty())
            .collect::<Vec<_>>()
            .join(" / "),
        parent: wire.parent_ref.map(Into::into),
        balance: wire.current_balance.map(|number| number.0),
    }))
}

pub fn role(kind: &str, sub: &str) -> AccountRole {
    match (kind, sub) {
        ("Bank", _) => AccountRole::Bank,
        ("Accounts Receivable", _) => AccountRole::Receivable,
        ("Other Current Asset", "Inventory") => AccountRole::Inventory,
        ("Other Current Asset", _) => AccountRole::OtherCurrentAsset,
        ("Fixed Asset", _) => AccountRole::FixedAsset,
        ("Other Asset", _) => AccountRole::OtherAsset,
        ("Accounts Payable", _) => AccountRole::Payable,
        ("Credit Card", _) => AccountRole::CreditCard,
        ("Other Current Liability", _) => AccountRole::OtherCurrentLiability,
        ("Long Term Liability", _) => AccountRole::LongTermLiability,
        ("Equity", _) => AccountRole::Equity,
        ("Income", "SalesOfProductIncome") => AccountRole::ProductIncome,
        ("Income", _) => AccountRole::Income,
        ("Cost of Goods Sold", "SuppliesMaterialsCogs") => AccountRole::MaterialCost,
        ("Cost of Goods Sold", _) => AccountRole::CostOfSales,
        ("Expense", _) => AccountRole::Expense,
        ("Other Income", _) => AccountRole::OtherIncome,
        ("Other Expense", _) => AccountRole::OtherExpense,
        _ => AccountRole::Unknown,
    }
}

/// A detail type as the ledger's own screens write it: most are the word with blanks, some are not.
fn spaced(words: &str) -> String {
    match words {
        "SuppliesMaterialsCogs" => return "Supplies and Materials".to_owned(),
        "SalesOfProductIncome" => return "Sales of Product Income".to_owned(),
        "RentOrLeaseOfBuildings" => return "Rent or Lease of Buildings".to_owned(),
        "FurnitureAndFixtures" => return "Furniture and Fixtures".to_owned(),
        "MachineryAndEquipment" => return "Machinery and Equipment".to_owned(),
        _ => {}
    }
    let mut out = String::new();
    for letter in words.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push(' ');
        }
        out.push(letter);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_accounts_an_inventory_item_needs_are_told_apart() {
        for (kind, sub, expected) in [
            ("Income", "SalesOfProductIncome", AccountRole::ProductIncome),
            ("Income", "ServiceFeeIncome", AccountRole::Income),
            ("Other Current Asset", "Inventory", AccountRole::Inventory),
            (
                "Other Current Asset",
                "UndepositedFunds",
                AccountRole::OtherCurrentAsset,
            ),
            ("Cost of Goods Sold", "SuppliesMaterialsCogs", AccountRole::MaterialCost),
            ("Cost of Goods Sold", "CostOfLaborCos", AccountRole::CostOfSales),
            ("Something New", "", AccountRole::Unknown),
        ] {
            assert_eq!(role(kind, sub), expected, "{kind} / {sub}");
        }
        assert_eq!(spaced("SuppliesMaterialsCogs"), "Supplies and Materials");
    }
}
