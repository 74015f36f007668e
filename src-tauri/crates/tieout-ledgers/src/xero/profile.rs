//! Constants of Xero. Not here: settings of one connection. Invariant: every number has its source in the fact sheet.

use std::num::NonZeroU32;

use tieout_connect::ConnectionValues;
use tieout_connect::ledger::{AccountSlot, Doubt, LedgerProfile, SlotRequirement, Vocabulary};
use tieout_connect::rate::Quotas;
use tieout_domain::ObjectKind;

pub const SYSTEM: &str = "xero";
pub const NAME: &str = "Xero";

/// Documents of one request.
pub const BATCH_MAX: usize = 50;

/// Setting: calls a day the app's plan allows for one organisation.
pub const CALLS_PER_DAY: &str = "calls_per_day";

/// What a practice ledger takes in a minute.
pub const CALLS_PER_MINUTE: &str = "calls_per_minute";

/// The smallest plan; all others have 5,000.
pub const CALLS_PER_DAY_DEFAULT: u32 = 1_000;

const fn number(value: u32) -> NonZeroU32 {
    match NonZeroU32::new(value) {
        Some(number) => number,
        None => NonZeroU32::MIN,
    }
}

/// 60 a minute, 5 at once, and what the app's plan gives for a day. Seconds are not counted: the minute is the narrower gate. Only a
/// practice ledger may say that it takes more.
pub fn quotas(values: &ConnectionValues) -> Quotas {
    let said = values.get(CALLS_PER_MINUTE).filter(|_| values.practice);
    let per_minute = match said.and_then(|text| text.parse::<u32>().ok()) {
        // It counts none.
        Some(0) => 60_000,
        Some(calls) => calls.max(60),
        None => 60,
    };
    Quotas {
        per_second: number(per_minute),
        per_minute: number(per_minute),
        per_day: Some(number(calls_per_day(values))),
        batches_per_minute: None,
        concurrent: 5,
    }
}

/// Calls a day as the settings say; nonsense is the smallest plan.
pub fn calls_per_day(values: &ConnectionValues) -> u32 {
    let own = values.get(CALLS_PER_DAY).and_then(|text| text.parse().ok());
    own.filter(|calls| *calls > 0).unwrap_or(CALLS_PER_DAY_DEFAULT)
}

/// The first answer is given again for six minutes, errors too. How long a request may run is not documented: the quiet time is longer
/// than that window.
const DOUBT: Doubt = Doubt {
    replay_window_ms: 360_000,
    quiet_ms: 390_000,
    lookup_lag_ms: 30_000,
    second_probe_ms: 60_000,
};

/// A practice ledger commits within moments, so nobody has to wait minutes to see a doubt resolved.
const DOUBT_PRACTICE: Doubt = Doubt {
    replay_window_ms: 360_000,
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

pub fn profile(doubt: Doubt, per_day: u32) -> LedgerProfile {
    let slot = |slot: AccountSlot, words: &str| SlotRequirement {
        slot,
        type_words: words.to_owned(),
    };
    LedgerProfile {
        system: SYSTEM.to_owned(),
        name: NAME.to_owned(),
        book_id_words: "Tenant ID (organisation ID)".to_owned(),
        vocabulary: Vocabulary {
            item: "Item".to_owned(),
            bill: "Bill".to_owned(),
            class: "Tracking option".to_owned(),
            tax_code: "Tax rate".to_owned(),
        },
        pulls: super::map::ENTITIES.iter().map(|entity| entity.kind).collect(),
        pushes: vec![ObjectKind::Item, ObjectKind::Customer, ObjectKind::Invoice],
        batch_max: BATCH_MAX,
        requests_per_minute: 60,
        requests_per_day: Some(per_day),
        doubt,
        // Untracked items are pushed, so there is no account for stock.
        slots: vec![
            slot(AccountSlot::PartIncome, "Revenue or Sales"),
            slot(AccountSlot::PartExpense, "Direct Costs"),
        ],
        shared_name_space: vec![ObjectKind::Customer, ObjectKind::Vendor],
        // There is no version token: the engine looks before each change.
        // Items have no archive there; contacts do.
        retires: vec![ObjectKind::Customer],
        refuses_stale: false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_real_connection_cannot_shorten_the_waits() {
        let values = ConnectionValues::default().with("quiet_ms", "1");
        assert_eq!(doubt(&values), DOUBT);
        let practice = ConnectionValues {
            practice: true,
            ..values
        };
        assert_eq!(doubt(&practice).quiet_ms, 1);
    }

    #[test]
    fn only_a_practice_ledger_takes_more_in_a_minute() {
        let values = ConnectionValues::default().with(CALLS_PER_MINUTE, "0");
        assert_eq!(quotas(&values).per_minute.get(), 60);
        let practice = ConnectionValues {
            practice: true,
            ..values
        };
        assert_eq!(quotas(&practice).per_minute.get(), 60_000);
    }

    #[test]
    fn the_quiet_time_outlasts_the_window_of_replayed_answers() {
        let real = doubt(&ConnectionValues::default());
        assert!(real.quiet_ms > real.replay_window_ms);
    }

    #[test]
    fn the_day_is_the_smallest_plans_unless_a_number_is_said() {
        for (said, calls) in [
            (None, 1_000),
            (Some("5000"), 5_000),
            (Some("many"), 1_000),
            (Some("0"), 1_000),
        ] {
            let values = ConnectionValues::default();
            let values = said
                .into_iter()
                .fold(values, |values, said| values.with(CALLS_PER_DAY, said));
            assert_eq!(calls_per_day(&values), calls, "{said:?}");
        }
    }
}
