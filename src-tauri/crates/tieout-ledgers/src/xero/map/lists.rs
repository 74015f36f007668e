//! Tax rates and tracking options.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use tieout_domain::objects::{Class, TaxCode};
use tieout_domain::{Failure, Object};

use super::{Mapped, typed};
use crate::xero::wire::{TaxRate, TrackingCategory};

pub fn tax_code(wire: TaxRate) -> Result<Mapped, String> {
    let rate = wire.effective_rate.map(|number| number.0);
    let code = TaxCode {
        name: wire.name.ok_or("it has no name")?,
        description: None,
        taxable: rate.is_none_or(|rate| !rate.is_zero()),
        rate_percent: rate,
    };
    let sold = wire.can_apply_to_revenue != Some(false);
    Ok(Mapped {
        id: wire.tax_type,
        // A rate that cannot stand on a sale is of no use here.
        active: sold && wire.status.as_deref().is_none_or(|status| status == "ACTIVE"),
        deleted: wire.status.as_deref() == Some("DELETED"),
        marker: None,
        version: Vec::new(),
        object: Object::TaxCode(code),
    })
}

/// Percent by `TaxType`, of all rates that are in use.
pub fn active_rates<'a>(raw: impl Iterator<Item = &'a str>) -> Result<BTreeMap<String, Decimal>, Failure> {
    let mut rates = BTreeMap::new();
    for text in raw {
        let rate: TaxRate = typed("TaxRates", text)?;
        let active = rate.status.as_deref().is_none_or(|status| status == "ACTIVE");
        if let Some(percent) = rate.effective_rate.filter(|_| active) {
            rates.insert(rate.tax_type, percent.0);
        }
    }
    Ok(rates)
}

/// One class per option: only an option can stand on a line.
pub fn classes(wire: TrackingCategory) -> Result<Vec<Mapped>, String> {
    let category = wire.name.ok_or("it has no name")?;
    let open = wire.status.as_deref().is_none_or(|status| status == "ACTIVE");
    let gone = wire.status.as_deref() == Some("DELETED");
    let mut classes = Vec::with_capacity(wire.options.len());
    for option in wire.options {
        let name = option.name.ok_or("an option has no name")?;
        let status = option.status.as_deref();
        classes.push(Mapped {
            id: format!("{}/{}", wire.tracking_category_id, option.tracking_option_id),
            active: open && status.is_none_or(|status| status == "ACTIVE"),
            deleted: gone || status == Some("DELETED"),
            marker: None,
            version: Vec::new(),
            object: Object::Class(Class {
                full_name: Some(format!("{category} : {name}")),
                name,
                parent: None,
            }),
        });
    }
    Ok(classes)
}

/// Category and option of a class id.
pub fn tracking(id: &str) -> Option<(&str, &str)> {
    id.split_once('/')
}
