//! Constants of QuickBooks Online. Not here: settings of one connection. Invariant: every number has its source in the fact sheet.

use std::num::NonZeroU32;

use tieout_connect::ConnectionValues;
use tieout_connect::ledger::{AccountSlot, Doubt, LedgerProfile, SlotRequirement, Vocabulary};
use tieout_connect::rate::Quotas;
use tieout_domain::ObjectKind;

pub const SYSTEM: &str = "quickbooks";
pub const NAME: &str = "QuickBooks Online";

/// Items of one batch request.
pub const BATCH_MAX: usize = 30;

const fn number(value: u32) -> NonZeroU32 {
    match NonZeroU32::new(value) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// 500 a minute, 10 a second, 40 batches a minute; 4 at once, of the 10 an older document allows.
pub const QUOTAS: Quotas = Quotas {
    per_second: number(10),
    per_minute: number(500),
    per_day: None,
    batches_per_minute: Some(number(40)),
    concurrent: 4,
};

/// The real ledger: 120 s is its own documented limit; window and lag are our cautious reading of silence.
const DOUBT: Doubt = Doubt {
    replay_window_ms: 3_600_000,
    quiet_ms: 150_000,
    lookup_lag_ms: 10_000,
    second_probe_ms: 60_000,
};

/// A practice ledger commits within moments, so nobody has to wait minutes to see a doubt resolved.
const DOUBT_PRACTICE: Doubt = Doubt {
    replay_window_ms: 3_600_000,
    quiet_ms: 3_000,
    lookup_lag_ms: 200,
    second_probe_ms: 1_000,
};

/// The doubt constants of a connection. Only practice connections may change them, by the keys named here.
pub fn doubt(values: &ConnectionValues) -> Doubt {
    if !values.practice {
        return DOUBT;
    }
    let own = |key: &str, default: u64| values.get(key).and_then(|text| text.parse().ok()).unwrap_or(default);
    Doubt {
        replay_window_ms: own("replay_window_ms", DOUBT_PRACTICE.replay_window_ms),
        quiet_ms: own("quiet_ms", DOUBT_PRACTICE.quiet_ms),
        lookup_lag_ms: own("lookup_lag_ms", DOUBT_PRACTICE.lookup_lag_ms),
        second_probe_ms: own("second_probe_ms", DOUBT_PRACTICE.second_probe_ms),
    }
}

pub fn profile(doubt: Doubt) -> LedgerProfile {
    let slot = |slot: AccountSlot, words: &str| SlotRequirement {
        slot,
        type_words: words.to_owned(),
    };
    LedgerProfile {
        system: SYSTEM.to_owned(),
        name: NAME.to_owned(),
        book_id_words: "Realm ID (company ID)".to_owned(),
        vocabulary: Vocabulary {
            item: "Product or service".to_owned(),
            bill: "Bill".to_owned(),
            class: "Class".to_owned(),
            tax_code: "Tax code".to_owned(),
        },
        pulls: super::map::ENTITIES.iter().map(|entity| entity.kind).collect(),
        // Vendors have a body already, but no plan makes one: what is not sent must not be promised.
        pushes: vec![ObjectKind::Item, ObjectKind::Customer, ObjectKind::Invoice],
        batch_max: BATCH_MAX,
        requests_per_minute: 500,
        requests_per_day: None,
        doubt,
        slots: vec![
            slot(AccountSlot::PartAsset, "Other Current Asset / Inventory"),
            slot(AccountSlot::PartIncome, "Income / Sales of Product Income"),
            slot(AccountSlot::PartExpense, "Cost of Goods Sold / Supplies and Materials"),
            slot(AccountSlot::Payable, "Accounts Payable"),
        ],
        shared_name_space: vec![ObjectKind::Customer, ObjectKind::Vendor],
        retires: vec![ObjectKind::Item, ObjectKind::Customer],
        refuses_stale: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_connection_cannot_shorten_the_waits() {
        let values = ConnectionValues::default().with("quiet_ms", "1");
        assert_eq!(doubt(&values).quiet_ms, 150_000);
        assert_eq!(
            doubt(&ConnectionValues {
                practice: true,
                ..values
            })
            .quiet_ms,
            1
        );
    }
}
