//! Tax as Xero computes it: per line, rounded half up to the cent, then summed (fact sheet §3).
//!
//! Not here: which rate a line has (`fit` asks the company's rates). Invariant: pure and exact; what cannot be computed is `None`,
//! never a guess.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use tieout_domain::objects::{Invoice, LineKind};
use tieout_domain::{Currency, money};

/// What the amounts of a document's lines are said to hold (`LineAmountTypes`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Exclusive,
    Inclusive,
    NoTax,
}

impl Mode {
    pub const fn word(self) -> &'static str {
        match self {
            Self::Exclusive => "Exclusive",
            Self::Inclusive => "Inclusive",
            Self::NoTax => "NoTax",
        }
    }

    pub fn from_word(word: Option<&str>) -> Self {
        match word {
            Some("Inclusive") => Self::Inclusive,
            Some("NoTax") => Self::NoTax,
            _ => Self::Exclusive,
        }
    }

    /// Our lines are net: taxed where any of them has a rate.
    pub fn of(invoice: &Invoice) -> Self {
        if invoice.lines.iter().any(|line| line.tax_code.is_some()) {
            Self::Exclusive
        } else {
            Self::NoTax
        }
    }
}

/// Tax of one line's amount at `percent`.
pub fn of_amount(amount: Decimal, percent: Decimal, mode: Mode, currency: &Currency) -> Option<Decimal> {
    let hundred = Decimal::ONE_HUNDRED;
    let exact = match mode {
        Mode::NoTax => Decimal::ZERO,
        Mode::Exclusive => amount.checked_mul(percent)?.checked_div(hundred)?,
        Mode::Inclusive => amount
            .checked_mul(percent)?
            .checked_div(hundred.checked_add(percent)?)?,
    };
    Some(money::round_half_up(exact, currency))
}

/// What the ledger will add to each line; `None` when a rate is not known.
pub fn of_lines(invoice: &Invoice, rates: &BTreeMap<String, Decimal>) -> Option<Vec<Decimal>> {
    let mode = Mode::of(invoice);
    let one = |line: &tieout_domain::objects::InvoiceLine| {
        let Some(code) = line.tax_code.as_ref().filter(|_| line.kind != LineKind::Text) else {
            return Some(Decimal::ZERO);
        };
        let percent = rates.get(code.id.as_str())?;
        of_amount(line.amount, *percent, mode, &invoice.currency)
    };
    invoice.lines.iter().map(one).collect()
}

/// The tax of a document as the lines have to be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shares {
    /// Sum as the ledger would compute it.
    pub computed: Decimal,
    /// For each line the tax it must be told; `None` where the ledger's own figure is the wanted one.
    pub told: Vec<Option<Decimal>>,
}

/// Spreads a rounding difference over the taxed lines, a cent each, the largest first. `Err` holds what the ledger would compute,
/// where the difference is more than rounding.
pub fn shares(invoice: &Invoice, each: &[Decimal]) -> Result<Shares, Decimal> {
    let computed: Decimal = each.iter().copied().sum();
    let mut told = vec![None; each.len()];
    let difference = invoice.tax_total.unwrap_or_default() - computed;
    let cent = Decimal::new(1, invoice.currency.decimals());
    let cents = (difference / cent).normalize();
    let mut taxed: Vec<usize> = (0..each.len()).filter(|at| !each[*at].is_zero()).collect();
    taxed.sort_by_key(|at| std::cmp::Reverse(each[*at].abs()));
    let Some(count) = usize::try_from(cents.abs()).ok().filter(|_| cents.is_integer()) else {
        return Err(computed);
    };
    if count > taxed.len() {
        return Err(computed);
    }
    let step = if cents.is_sign_negative() { -cent } else { cent };
    for at in taxed.into_iter().take(count) {
        told[at] = Some(each[at] + step);
    }
    Ok(Shares { computed, told })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xero::fit::tests::{invoice, line};
    use proptest::prelude::*;
    use tieout_domain::RecordRef;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn nzd() -> Currency {
        Currency::try_from("NZD").unwrap()
    }

    fn taxed(amounts: &[&str], tax_total: &str) -> Invoice {
        let lines = amounts.iter().map(|amount| {
            let mut line = line(amount);
            line.tax_code = Some(RecordRef::new("OUTPUT2"));
            line
        });
        let mut invoice = invoice(lines.collect());
        invoice.currency = nzd();
        invoice.tax_total = Some(d(tax_total));
        invoice
    }

    fn rates() -> BTreeMap<String, Decimal> {
        BTreeMap::from([("OUTPUT2".to_owned(), d("15"))])
    }

    #[test]
    fn tax_is_rounded_on_each_line_and_then_summed() {
        // The vendor's own example: 11.44; the sum taxed at once would be 11.45.
        let invoice = taxed(&["25.06", "25.61", "25.63"], "11.44");
        let each = of_lines(&invoice, &rates()).unwrap();
        assert_eq!(each, [d("3.76"), d("3.84"), d("3.84")]);
        let shares = shares(&invoice, &each).unwrap();
        assert_eq!((shares.computed, shares.told), (d("11.44"), vec![None, None, None]));
    }

    #[test]
    fn each_mode_has_its_own_sum() {
        for (amount, percent, mode, expected) in [
            ("100", "10", Mode::Exclusive, "10.00"),
            ("110", "10", Mode::Inclusive, "10.00"),
            ("100", "10", Mode::NoTax, "0"),
            ("0.05", "10", Mode::Exclusive, "0.01"),
            ("0.04", "10", Mode::Exclusive, "0.00"),
            ("10", "15", Mode::Inclusive, "1.30"),
            ("-0.05", "10", Mode::Exclusive, "-0.01"),
            ("100", "0", Mode::Inclusive, "0.00"),
        ] {
            let tax = of_amount(d(amount), d(percent), mode, &nzd());
            assert_eq!(tax, Some(d(expected)), "{amount} at {percent} {}", mode.word());
        }
    }

    #[test]
    fn a_cent_of_rounding_is_told_to_the_largest_line_and_more_than_rounding_is_not() {
        let invoice = taxed(&["25.06", "25.61", "125.63"], "26.45");
        let each = of_lines(&invoice, &rates()).unwrap();
        let said = shares(&invoice, &each).unwrap();
        assert_eq!(said.computed, d("26.44"));
        assert_eq!(said.told, vec![None, None, Some(d("18.85"))]);
        assert_eq!(shares(&taxed(&["100"], "10.00"), &[d("15.00")]), Err(d("15.00")));
        assert_eq!(shares(&taxed(&["100"], "15.005"), &[d("15.00")]), Err(d("15.00")));
    }

    #[test]
    fn an_unknown_rate_is_no_rate() {
        assert_eq!(of_lines(&taxed(&["1"], "0"), &BTreeMap::new()), None);
    }

    proptest! {
        #[test]
        fn what_the_lines_are_told_adds_up_to_the_documents_tax(
            cents in prop::collection::vec(100i64..1_000_000, 1..20),
            off in -19i64..20,
        ) {
            let amounts: Vec<String> = cents.iter().map(|cents| Decimal::new(*cents, 2).to_string()).collect();
            let amounts: Vec<&str> = amounts.iter().map(String::as_str).collect();
            let mut invoice = taxed(&amounts, "0");
            let each = of_lines(&invoice, &rates()).unwrap();
            let wanted = each.iter().copied().sum::<Decimal>() + Decimal::new(off, 2);
            invoice.tax_total = Some(wanted);
            match shares(&invoice, &each) {
                Ok(shares) => {
                    let told: Decimal = shares.told.iter().zip(&each).map(|(told, own)| told.unwrap_or(*own)).sum();
                    prop_assert_eq!(told, wanted);
                }
                Err(_) => prop_assert!(off.unsigned_abs() as usize > each.len()),
            }
        }
    }
}
