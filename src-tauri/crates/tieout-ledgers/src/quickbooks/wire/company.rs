//! Company and preferences on the wire.

use serde::Deserialize;

use super::Ref;

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CompanyInfo {
    pub company_name: Option<String>,
    pub legal_name: Option<String>,
    pub country: Option<String>,
    pub default_time_zone: Option<String>,
    pub name_value: Vec<NameValue>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct NameValue {
    pub name: Option<String>,
    pub value: Option<String>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct Preferences {
    pub accounting_info_prefs: AccountingInfoPrefs,
    pub sales_forms_prefs: SalesFormsPrefs,
    pub tax_prefs: TaxPrefs,
    pub currency_prefs: CurrencyPrefs,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct AccountingInfoPrefs {
    /// Present only when books are closed.
    pub book_close_date: Option<String>,
    pub class_tracking_per_txn_line: Option<bool>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct SalesFormsPrefs {
    pub custom_txn_numbers: Option<bool>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct TaxPrefs {
    pub using_sales_tax: Option<bool>,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct CurrencyPrefs {
    pub multi_currency_enabled: Option<bool>,
    pub home_currency: Option<Ref>,
}
