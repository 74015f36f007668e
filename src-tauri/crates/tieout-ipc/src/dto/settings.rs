//! Settings of the open client.

use super::ObjectKind;
use crate::{wire, words};

wire! {
    struct SettingsView {
        objects: Vec<ObjectSwitch>,
        accounts: Vec<SlotView>,
        policies: Policies,
        /// What the last change switched along, to be said in place.
        also_switched: Vec<ObjectKind>,
        /// A sync came to its end before: the setup steps can be skipped.
        setup_done: bool,
        changed_at: Option<String>,
        changed_by: Option<String>,
        /// Settings that somebody changed, each with the last time.
        changes: Vec<SettingChange>,
    }

    /// `name` as in `SettingSetReq`.
    struct SettingChange { name: String, at: String, who: String }

    struct ObjectSwitch {
        kind: ObjectKind,
        on: bool,
        /// Each side's own word (Voucher / Bill, Part / Item).
        source_words: String,
        ledger_words: String,
        needs: Vec<ObjectKind>,
        needed_by: Vec<ObjectKind>,
        /// It cannot be pushed to this ledger yet.
        unavailable: bool,
        /// The side whose value wins; documents: always the source.
        master: Side2,
        /// Where new records are made. None: it always goes one way, from the source; sharing and master cannot be chosen.
        sharing: Option<SharingWord>,
        /// Files for the source can be made; otherwise what should go there is held until its list was imported once.
        can_write_back: bool,
    }

    struct SlotView {
        slot: String,
        /// e.g. `Other Current Asset / Inventory`
        required_words: String,
        account: Option<AccountChoice>,
        /// The chosen account is gone, inactive or of the wrong type.
        trouble: Option<super::FailureView>,
        /// Why nothing can be chosen yet, e.g. `not_pulled`.
        locked: Option<String>,
    }

    struct AccountChoicesReq { slot: String, search: String }

    struct AccountChoice {
        id: String,
        name: String,
        number: Option<String>,
        type_words: String,
        /// Wrong type or inactive: listed last and not to be chosen.
        disabled: Option<String>,
    }

    struct Policies {
        /// Documents dated before are never pushed unattended.
        go_live_date: Option<String>,
        first_push_at: Option<String>,
        closed_period: ClosedPeriodPolicy,
        zero_total: ZeroTotalPolicy,
        /// Before our number where the ledger keeps its own, e.g. `TTA-`.
        reference_prefix: String,
        /// A ledger record that a new source record may be: ask (hold) or create.
        create_unmatched: bool,
        /// Amount from which a document counts as high-value on Home.
        high_value: String,
        /// The sign-in at the ledger lasts for one sync.
        sign_in_each_sync: bool,
    }

    /// `value` is JSON of the setting's type: a bool for `object.<kind>`, an account id for `account.<slot>`,
    /// `one_way` or `both` for `sharing.<kind>`, `source` or `ledger` for `master.<kind>`, a string for the policies (`policy.go_live_date`, `policy.closed_period`, …).
    struct SettingSetReq { name: String, value: String }
}

words! {
    enum ClosedPeriodPolicy { Hold, FirstOpenDay }
    enum ZeroTotalPolicy { Skip, Send }
    enum Side2 { Source, Ledger }
    /// One way: the master's new records are made on the other side. Both: each side's.
    enum SharingWord { OneWay, Both }
}
