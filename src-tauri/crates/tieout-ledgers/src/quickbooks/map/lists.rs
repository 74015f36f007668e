//! Terms, tax codes, classes.

use rust_decimal::Decimal;
use tieout_domain::Object;
use tieout_domain::objects::{Class, DueRule, TaxCode, Term};

use super::{bare, path_name, small};
use crate::quickbooks::wire;

pub fn term(wire: wire::Term, active: bool) -> Result<Object, String> {
    let due = match (wire.due_days.and_then(small), wire.day_of_month_due.and_then(small)) {
        (Some(days), _) => DueRule::NetDays(days),
        (None, Some(day)) => DueRule::DayOfMonth {
            day,
            grace_days: wire.due_next_month_days.and_then(small).unwrap_or(0),
        },
        (None, None) => DueRule::Unknown,
    };
    Ok(Object::Term(Term {
        name: bare(wire.name, active)?,
        due,
        discount_percent: wire
            .discount_percent
            .map(|number| number.0)
            .filter(|percent| !percent.is_zero()),
        discount_days: wire.discount_days.and_then(small),
    }))
}

/// The rate is only said when all rates of the code are known.
pub fn tax_code(wire: wire::TaxCode, active: bool, rates: &[wire::TaxRate]) -> Result<Object, String> {
    let value = |id: &str| rates.iter().find(|rate| rate.id == id).and_then(|rate| rate.rate_value);
    let rate_percent = wire
        .sales_tax_rate_list
        .filter(|list| !list.tax_rate_detail.is_empty())
        .and_then(|list| {
            list.tax_rate_detail.iter().try_fold(Decimal::ZERO, |sum, detail| {
                sum.checked_add(value(&detail.tax_rate_ref.value)?.0)
            })
        });
    Ok(Object::TaxCode(TaxCode {
        name: bare(wire.name, active)?,
        description: wire.description,
        taxable: wire.taxable.unwrap_or(true),
        rate_percent,
    }))
}

pub fn class(wire: wire::Class, active: bool) -> Result<Object, String> {
    Ok(Object::Class(Class {
        name: bare(wire.name, active)?,
        full_name: path_name(wire.fully_qualified_name, active),
        parent: wire.parent_ref.map(Into::into),
    }))
}
