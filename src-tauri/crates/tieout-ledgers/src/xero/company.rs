//! The connected organisation: who it is and which switches rule our writes. Not here: what follows from them (`fit`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;
use tieout_connect::ledger::{Company, NumberPolicy};
use tieout_domain::{BookId, Currency, ErrorCode, Failure, RecordId, Recovery};

use super::client::Client;
use super::map;
use super::wire::{self, Organisation};

/// What changes too seldom to be asked for every time.
#[derive(Debug, Clone, Default)]
pub struct Extras {
    /// Percent by `TaxType`.
    pub rates: BTreeMap<String, Decimal>,
    pub currencies: usize,
}

/// `TaxType`s that mean "no tax at all", the plainest first.
const UNTAXED: [&str; 3] = ["NONE", "BASEXCLUDED", "EXEMPTOUTPUT"];

pub async fn extras(client: &Client) -> Result<Extras, Failure> {
    let rates = client.list("TaxRates").await?;
    let currencies = client.list("Currencies").await?;
    let known = |text: &str| map::typed::<wire::Currency>("Currencies", text).map(|currency| currency.code);
    let codes = currencies.texts().map(known).collect::<Result<Vec<_>, _>>()?;
    Ok(Extras {
        rates: map::active_rates(rates.texts())?,
        currencies: codes.into_iter().flatten().count(),
    })
}

pub async fn read(client: &Client, book: &BookId, practice: bool, extras: &Extras) -> Result<Company, Failure> {
    let answer = client.list("Organisation").await?;
    let text = answer.texts().next().ok_or_else(|| unread("Organisation"))?;
    let organisation: Organisation = map::typed("Organisation", text)?;
    understand(organisation, book, &client.tenant, practice, extras)
}

fn unread(what: &str) -> Failure {
    Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry).context(format!("reading {what}"))
}

/// Pure: the answer as one company.
pub fn understand(
    wire: Organisation,
    book: &BookId,
    tenant: &str,
    practice: bool,
    extras: &Extras,
) -> Result<Company, Failure> {
    let base = wire.base_currency.ok_or_else(|| unread("BaseCurrency"))?;
    let untaxed = UNTAXED.into_iter().find(|kind| extras.rates.contains_key(*kind));
    let uses_sales_tax = wire.pays_tax.unwrap_or(false);
    let plan = [wire.class, wire.edition]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ");
    Ok(Company {
        book: book.clone(),
        book_number: tenant.to_owned(),
        name: wire.name.ok_or_else(|| unread("Name"))?,
        legal_name: wire.legal_name,
        country: wire.country_code,
        time_zone: wire
            .timezone
            .map(|name| zone(&name).unwrap_or(name.as_str()).to_owned()),
        email: None,
        base_currency: Currency::try_from(base).map_err(|_| unread("BaseCurrency"))?,
        multi_currency: extras.currencies > 1,
        closed_through: closed(wire.period_lock_date, wire.end_of_year_lock_date)?,
        uses_sales_tax,
        untaxed_code: untaxed.filter(|_| uses_sales_tax).map(RecordId::new),
        numbers: NumberPolicy::Reference,
        uses_classes: true,
        plan: (!plan.is_empty()).then_some(plan),
        practice,
    })
}

/// The later of the two. An unreadable lock date must not pass for open books.
fn closed(period: Option<String>, year: Option<String>) -> Result<Option<Date>, Failure> {
    let day = |text: String| wire::date(&text).ok_or_else(|| unread("a lock date"));
    let days = [period, year].into_iter().flatten().map(day);
    Ok(days.collect::<Result<Vec<_>, _>>()?.into_iter().max())
}

/// The usual names of time zones for the ledger's own.
fn zone(name: &str) -> Option<&'static str> {
    Some(match name {
        "NEWZEALANDSTANDARDTIME" => "Pacific/Auckland",
        "AUSEASTERNSTANDARDTIME" => "Australia/Sydney",
        "EAUSTRALIASTANDARDTIME" => "Australia/Brisbane",
        "CENAUSTRALIASTANDARDTIME" => "Australia/Adelaide",
        "AUSCENTRALSTANDARDTIME" => "Australia/Darwin",
        "WAUSTRALIASTANDARDTIME" => "Australia/Perth",
        "TASMANIASTANDARDTIME" => "Australia/Hobart",
        "GMTSTANDARDTIME" => "Europe/London",
        "EASTERNSTANDARDTIME" => "America/New_York",
        "CENTRALSTANDARDTIME" => "America/Chicago",
        "MOUNTAINSTANDARDTIME" => "America/Denver",
        "PACIFICSTANDARDTIME" => "America/Los_Angeles",
        "SINGAPORESTANDARDTIME" => "Asia/Singapore",
        "SOUTHAFRICASTANDARDTIME" => "Africa/Johannesburg",
        "UTC" => "UTC",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, rates: &[&str]) -> Result<Company, Failure> {
        let extras = Extras {
            rates: rates.iter().map(|kind| ((*kind).to_owned(), Decimal::ZERO)).collect(),
            currencies: 1,
        };
        understand(map::typed("o", text)?, &"xero:t".into(), "t", false, &extras)
    }

    #[test]
    fn the_later_lock_date_closes_the_books() {
        let company = read(
            r#"{"Name":"A","BaseCurrency":"NZD","CountryCode":"NZ","PaysTax":true,"Timezone":"NEWZEALANDSTANDARDTIME","Class":"STARTER",
                "Edition":"BUSINESS","PeriodLockDate":"/Date(1539993600000+0000)/","EndOfYearLockDate":"/Date(1539907200000+0000)/"}"#,
            &["OUTPUT2", "NONE", "BASEXCLUDED"],
        )
        .unwrap();
        assert_eq!(company.closed_through, Some(jiff::civil::date(2018, 10, 20)));
        assert_eq!(company.numbers, NumberPolicy::Reference);
        assert_eq!(company.untaxed_code, Some(RecordId::new("NONE")));
        assert_eq!(company.time_zone.as_deref(), Some("Pacific/Auckland"));
        assert_eq!(company.plan.as_deref(), Some("STARTER BUSINESS"));
        assert!(!company.multi_currency);
    }

    #[test]
    fn books_without_a_lock_date_are_open_and_an_unreadable_one_is_no_date() {
        let open = read(r#"{"Name":"A","BaseCurrency":"USD"}"#, &[]).unwrap();
        assert_eq!(
            (open.closed_through, open.untaxed_code, open.uses_sales_tax),
            (None, None, false)
        );
        let odd = r#"{"Name":"A","BaseCurrency":"USD","PeriodLockDate":"last year"}"#;
        assert_eq!(read(odd, &[]).unwrap_err().code, ErrorCode::AnswerUnknown);
        assert_eq!(
            read("{}", &[]).unwrap_err().code,
            ErrorCode::AnswerUnknown,
            "no currency is no company"
        );
    }
}
