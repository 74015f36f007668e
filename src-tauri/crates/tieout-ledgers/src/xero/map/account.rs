//! Accounts: Xero's types as neutral roles. Not here: who needs which role (profile slots).

use tieout_domain::Object;
use tieout_domain::objects::{Account, AccountRole};

use super::Mapped;
use crate::xero::wire;

pub fn read(wire: wire::Account) -> Result<Mapped, String> {
    let kind = wire.kind.as_deref().unwrap_or_default();
    let account = Account {
        name: wire.name.ok_or("it has no name")?,
        full_name: None,
        number: wire.code.clone(),
        role: role(kind, wire.system_account.as_deref(), wire.bank_account_type.as_deref()),
        type_words: words(kind).to_owned(),
        parent: None,
        balance: None,
    };
    Ok(Mapped {
        // Some bank accounts have no code; nothing is ever booked to them by an invoice.
        id: wire.code.unwrap_or(wire.account_id),
        active: wire.status.as_deref().is_none_or(|status| status == "ACTIVE"),
        deleted: wire.status.as_deref() == Some("DELETED"),
        marker: None,
        version: Vec::new(),
        object: Object::Account(account),
    })
}

pub fn role(kind: &str, system: Option<&str>, bank: Option<&str>) -> AccountRole {
    match (kind, system, bank) {
        (_, Some("DEBTORS"), _) => AccountRole::Receivable,
        (_, Some("CREDITORS"), _) => AccountRole::Payable,
        ("BANK", _, Some("CREDITCARD")) => AccountRole::CreditCard,
        ("BANK", ..) => AccountRole::Bank,
        ("INVENTORY", ..) => AccountRole::Inventory,
        ("CURRENT" | "PREPAYMENT", ..) => AccountRole::OtherCurrentAsset,
        ("FIXED", ..) => AccountRole::FixedAsset,
        ("NONCURRENT", ..) => AccountRole::OtherAsset,
        ("CURRLIAB" | "LIABILITY", ..) => AccountRole::OtherCurrentLiability,
        ("TERMLIAB", ..) => AccountRole::LongTermLiability,
        ("EQUITY", ..) => AccountRole::Equity,
        // The one type of both goods and services; default charts use either word.
        ("REVENUE" | "SALES", ..) => AccountRole::ProductIncome,
        ("OTHERINCOME", ..) => AccountRole::OtherIncome,
        ("DIRECTCOSTS", ..) => AccountRole::MaterialCost,
        ("EXPENSE" | "OVERHEADS" | "DEPRECIATN", ..) => AccountRole::Expense,
        _ => AccountRole::Unknown,
    }
}

/// A type as the ledger's own screens write it.
fn words(kind: &str) -> &str {
    match kind {
        "BANK" => "Bank",
        "CURRENT" => "Current Asset",
        "CURRLIAB" => "Current Liability",
        "DEPRECIATN" => "Depreciation",
        "DIRECTCOSTS" => "Direct Costs",
        "EQUITY" => "Equity",
        "EXPENSE" => "Expense",
        "FIXED" => "Fixed Asset",
        "INVENTORY" => "Inventory",
        "LIABILITY" => "Liability",
        "NONCURRENT" => "Non-current Asset",
        "OTHERINCOME" => "Other Income",
        "OVERHEADS" => "Overhead",
        "PREPAYMENT" => "Prepayment",
        "REVENUE" => "Revenue",
        "SALES" => "Sales",
        "TERMLIAB" => "Non-current Liability",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_type_has_a_role_and_words() {
        for kind in [
            "BANK",
            "CURRENT",
            "CURRLIAB",
            "DEPRECIATN",
            "DIRECTCOSTS",
            "EQUITY",
            "EXPENSE",
            "FIXED",
            "INVENTORY",
            "LIABILITY",
            "NONCURRENT",
            "OTHERINCOME",
            "OVERHEADS",
            "PREPAYMENT",
            "REVENUE",
            "SALES",
            "TERMLIAB",
        ] {
            assert_ne!(role(kind, None, None), AccountRole::Unknown, "{kind}");
            assert_ne!(words(kind), kind, "{kind}");
        }
        assert_eq!(role("CURRENT", Some("DEBTORS"), None), AccountRole::Receivable);
        assert_eq!(role("CURRLIAB", Some("CREDITORS"), None), AccountRole::Payable);
        assert_eq!(role("BANK", None, Some("CREDITCARD")), AccountRole::CreditCard);
        assert_eq!(role("SOMETHINGNEW", None, None), AccountRole::Unknown);
    }
}
