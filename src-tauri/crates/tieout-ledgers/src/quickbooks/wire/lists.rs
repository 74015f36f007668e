//! Accounts and the small lists on the wire.

use serde::Deserialize;

use super::{Number, Ref};

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Account {
    pub name: Option<String>,
    pub fully_qualified_name: Option<String>,
    pub acct_num: Option<String>,
    pub account_type: Option<String>,
    pub account_sub_type: Option<String>,
    pub parent_ref: Option<Ref>,
    pub current_balance: Option<Number>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Term {
    pub name: Option<String>,
    #[serde(rename = "Type")]
    pub term_type: Option<String>,
    pub due_days: Option<Number>,
    pub day_of_month_due: Option<Number>,
    pub due_next_month_days: Option<Number>,
    pub discount_percent: Option<Number>,
    pub discount_days: Option<Number>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TaxCode {
    pub name: Option<String>,
    pub description: Option<String>,
    pub taxable: Option<bool>,
    pub sales_tax_rate_list: Option<TaxRateList>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TaxRateList {
    pub tax_rate_detail: Vec<TaxRateDetail>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TaxRateDetail {
    pub tax_rate_ref: Ref,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct TaxRate {
    pub id: String,
    #[serde(default)]
    pub rate_value: Option<Number>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Class {
    pub name: Option<String>,
    pub fully_qualified_name: Option<String>,
    pub parent_ref: Option<Ref>,
}
