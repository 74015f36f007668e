//! Whether a document may be written at all: period, go-live, currency, totals.
//!
//! Not here: references and form (`plan`). Invariant: a refusal names the date, amount or currency it is about; nothing is ever
//! let through because a limit is unknown.

use jiff::civil::Date;
use tieout_connect::ledger::Company;
use tieout_domain::objects::Invoice;
use tieout_domain::period::PeriodLock;
use tieout_domain::{ErrorCode, Failure, Recovery};

use crate::settings::{ClosedPeriod, Settings, ZeroTotal};

/// Where a document goes in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dated {
    AsIs,
    /// On the first open day instead.
    Moved(Date),
}

/// Checks the posting date against the ledger's lock and the go-live date (C-06, C-07).
pub fn date(date: Date, company: &Company, settings: &Settings) -> Result<Dated, Failure> {
    if let Some(go_live) = settings.go_live.filter(|go_live| date < *go_live) {
        return Err(Failure::new(ErrorCode::BeforeGoLive, Recovery::ChangeSetting)
            .param("date", date)
            .param("go_live", go_live));
    }
    let lock = company
        .closed_through
        .map_or(PeriodLock::Open, PeriodLock::ClosedThrough);
    if lock.allows(date) {
        return Ok(Dated::AsIs);
    }
    let closed_through = company.closed_through.unwrap_or(date);
    match (settings.closed_period, closed_through.tomorrow()) {
        (ClosedPeriod::FirstOpenDay, Ok(first_open)) => Ok(Dated::Moved(first_open)),
        (ClosedPeriod::Hold, _) | (ClosedPeriod::FirstOpenDay, Err(_)) => Err(Failure::new(
            ErrorCode::PeriodClosed,
            Recovery::OpenPeriod { closed_through },
        )
        .param("date", date)
        .param("closed_through", closed_through)),
    }
}

/// Checks what the document says against itself and the book.
pub fn amounts(invoice: &Invoice, company: &Company, settings: &Settings) -> Vec<Failure> {
    let mut found = Vec::new();
    if invoice.currency != company.base_currency && !company.multi_currency {
        found.push(
            Failure::new(ErrorCode::CurrencyNotAllowed, Recovery::FixSource)
                .param("currency", &invoice.currency)
                .param("base", &company.base_currency),
        );
    }
    if invoice.sum() != Some(invoice.total) {
        let sum = invoice.sum().map(|sum| sum.to_string()).unwrap_or_default();
        found.push(
            Failure::new(ErrorCode::TotalDiffers, Recovery::FixSource)
                .param("total", invoice.total)
                .param("sum", sum),
        );
    }
    if invoice.total.is_zero() && settings.zero_total == ZeroTotal::Skip {
        found.push(Failure::new(ErrorCode::ZeroTotal, Recovery::ChangeSetting));
    } else if invoice.total.is_sign_negative() && !invoice.total.is_zero() {
        found.push(Failure::new(ErrorCode::NegativeTotal, Recovery::FixSource).param("total", invoice.total));
    }
    found
}
