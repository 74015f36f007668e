//! The connected company: who it is and which switches rule our writes. Not here: what follows from them (`fit`).

use tieout_connect::ledger::{Company, NumberPolicy};
use tieout_domain::{BookId, Currency, ErrorCode, Failure, RecordId, Recovery};

use super::client::Client;
use super::map;
use super::wire::{CompanyInfo, Preferences};

pub async fn read(client: &Client, book: &BookId, practice: bool, email: Option<String>) -> Result<Company, Failure> {
    let info = client.get(&format!("companyinfo/{}", client.realm)).await?;
    let preferences = client.get("preferences").await?;
    let info: CompanyInfo = map::typed("CompanyInfo", info.member("CompanyInfo")?)?;
    let preferences: Preferences = map::typed("Preferences", preferences.member("Preferences")?)?;
    understand(info, preferences, book, &client.realm, practice, email)
}

/// Pure: the two answers as one company.
pub fn understand(
    info: CompanyInfo,
    preferences: Preferences,
    book: &BookId,
    realm: &str,
    practice: bool,
    email: Option<String>,
) -> Result<Company, Failure> {
    let unread =
        |what: &str| Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry).context(format!("reading {what}"));
    let home = preferences
        .currency_prefs
        .home_currency
        .ok_or_else(|| unread("HomeCurrency"))?;
    let base_currency = Currency::try_from(home.value).map_err(|_| unread("HomeCurrency"))?;
    // An unreadable closing date must not pass for open books.
    let closed = preferences.accounting_info_prefs.book_close_date;
    let closed_through = closed
        .map(|text| text.parse())
        .transpose()
        .map_err(|_| unread("BookCloseDate"))?;
    let uses_sales_tax = preferences.tax_prefs.using_sales_tax.unwrap_or(false);
    let in_us = info
        .country
        .as_deref()
        .is_none_or(|country| matches!(country, "US" | "USA"));
    let own_numbers = preferences.sales_forms_prefs.custom_txn_numbers.unwrap_or(false);
    let plan = info
        .name_value
        .iter()
        .find(|pair| pair.name.as_deref() == Some("OfferingSku"));
    Ok(Company {
        book: book.clone(),
        book_number: realm.to_owned(),
        name: info.company_name.clone().ok_or_else(|| unread("CompanyName"))?,
        plan: plan.and_then(|pair| pair.value.clone()),
        legal_name: info.legal_name,
        country: info.country,
        time_zone: info.default_time_zone,
        email,
        base_currency,
        multi_currency: preferences.currency_prefs.multi_currency_enabled.unwrap_or(false),
        closed_through,
        uses_sales_tax,
        untaxed_code: (uses_sales_tax && in_us).then(|| RecordId::new("NON")),
        numbers: if own_numbers {
            NumberPolicy::Ours
        } else {
            NumberPolicy::Reference
        },
        uses_classes: preferences
            .accounting_info_prefs
            .class_tracking_per_txn_line
            .unwrap_or(false),
        practice,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(preferences: &str) -> Result<Company, Failure> {
        let info = map::typed(
            "i",
            r#"{"CompanyName":"Craig's","Country":"US","NameValue":[{"Name":"OfferingSku","Value":"Plus"}]}"#,
        );
        understand(
            info.unwrap(),
            map::typed("p", preferences)?,
            &"quickbooks:1".into(),
            "1",
            false,
            None,
        )
    }

    #[test]
    fn switches_are_read_and_missing_ones_are_off() {
        let company = read(
            r#"{"AccountingInfoPrefs":{"BookCloseDate":"2026-01-31"},"SalesFormsPrefs":{"CustomTxnNumbers":true},
                "TaxPrefs":{"UsingSalesTax":true},"CurrencyPrefs":{"MultiCurrencyEnabled":false,"HomeCurrency":{"value":"USD"}}}"#,
        )
        .unwrap();
        assert_eq!(company.closed_through, Some(jiff::civil::date(2026, 1, 31)));
        assert_eq!((company.numbers, company.multi_currency), (NumberPolicy::Ours, false));
        assert_eq!(company.untaxed_code, Some(RecordId::new("NON")));
        assert_eq!(company.plan.as_deref(), Some("Plus"));
        let bare = read(r#"{"CurrencyPrefs":{"HomeCurrency":{"value":"EUR"}}}"#).unwrap();
        assert_eq!((bare.closed_through, bare.uses_classes), (None, false));
    }

    #[test]
    fn an_unreadable_closing_date_is_no_open_book() {
        let closed =
            r#"{"AccountingInfoPrefs":{"BookCloseDate":"last year"},"CurrencyPrefs":{"HomeCurrency":{"value":"USD"}}}"#;
        assert_eq!(read(closed).unwrap_err().code, ErrorCode::AnswerUnknown);
        assert_eq!(
            read("{}").unwrap_err().code,
            ErrorCode::AnswerUnknown,
            "no currency is no company"
        );
    }
}
