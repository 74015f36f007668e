//! Accounts of a chart. Not here: which default slot wants which role (engine settings).

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::RecordRef;

/// What an account is for, in neutral words; each ledger maps its own types to these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AccountRole {
    Bank,
    Receivable,
    Inventory,
    OtherCurrentAsset,
    FixedAsset,
    OtherAsset,
    Payable,
    CreditCard,
    OtherCurrentLiability,
    LongTermLiability,
    Equity,
    /// Income from selling goods: what inventory items need.
    ProductIncome,
    Income,
    /// Cost of goods sold, materials: what inventory items need.
    MaterialCost,
    CostOfSales,
    Expense,
    OtherIncome,
    OtherExpense,
    /// The source or ledger does not say.
    Unknown,
}

impl AccountRole {
    /// Whether the account belongs on the balance sheet.
    pub const fn is_balance_sheet(self) -> bool {
        match self {
            Self::Bank
            | Self::Receivable
            | Self::Inventory
            | Self::OtherCurrentAsset
            | Self::FixedAsset
            | Self::OtherAsset
            | Self::Payable
            | Self::CreditCard
            | Self::OtherCurrentLiability
            | Self::LongTermLiability
            | Self::Equity => true,
            Self::ProductIncome
            | Self::Income
            | Self::MaterialCost
            | Self::CostOfSales
            | Self::Expense
            | Self::OtherIncome
            | Self::OtherExpense
            | Self::Unknown => false,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub name: String,
    /// With parents, separated by ` : `.
    pub full_name: Option<String>,
    pub number: Option<String>,
    pub role: AccountRole,
    /// The system's own words, e.g. `Cost of Goods Sold / Supplies and Materials`.
    pub type_words: String,
    pub parent: Option<RecordRef>,
    pub balance: Option<Decimal>,
}
