//! Pull and match.

use super::{FailureView, FieldChange, LinkState, ObjectKind, Side};
use crate::{wire, words};

wire! {
    /// Empty `kinds` means all the ledger has. `accept_gone`: what a full list no longer mentions is gone, however much it is.
    struct PullStartReq {
        kinds: Vec<ObjectKind>,
        changes_only: bool,
        #[serde(default)]
        #[ts(optional, as = "Option<_>")]
        accept_gone: bool,
    }

    struct ListsOverview { kinds: Vec<ListState>, can_undo: Option<DecisionWords>, can_redo: Option<DecisionWords> }

    struct DecisionWords { code: String, count: u32, name: Option<String> }

    /// One tab of the match screen, in dependency order.
    struct ListState {
        kind: ObjectKind,
        ledger_records: u32,
        source_records: u32,
        /// Ledger records without a decision.
        left: u32,
        linked: u32,
        ignored: u32,
        /// Source records without a decision: the next sync creates those that resemble nothing in the ledger.
        source_left: u32,
        /// Source records that the next sync creates because a person said so.
        to_create: u32,
        tiers: TierCounts,
        pulled_at: Option<String>,
        pull: PullWord,
        pulled: u32,
        total: Option<u32>,
        trouble: Option<FailureView>,
        /// Whether the two sides were compared; until they were, a record without a suggestion is not "no match".
        lookup: LookupWord,
        /// Whether this kind can be pushed.
        pushes: bool,
    }

    struct TierCounts { exact: u32, strong: u32, possible: u32, ambiguous: u32, none: u32 }

    struct MatchRowsReq {
        kind: ObjectKind,
        /// Which side's records are listed: the ledger's, or the source's without a partner.
        side: Side,
        view: MatchView,
        /// Empty: all tiers.
        tiers: Vec<Tier>,
        search: String,
        sort: MatchSort,
        descending: bool,
        offset: u32,
        limit: u32,
    }

    struct MatchPage { rows: Vec<MatchRow>, offset: u32, total: u32 }

    struct MatchRow {
        record: RecordView,
        state: LinkState,
        tier: Tier,
        /// Best suggestion, or the linked partner.
        partner: Option<CandidateView>,
        /// Further candidates, best first, at most 4.
        others: Vec<CandidateView>,
        /// Fields in which record and partner differ.
        differences: u32,
        ignore_reason: Option<IgnoreReason>,
        decided_at: Option<String>,
        decided_by: Option<String>,
    }

    struct RecordView {
        side: Side,
        id: String,
        name: String,
        number: Option<String>,
        /// E-mail, account type, city, price: the second line.
        detail: Option<String>,
        active: bool,
    }

    struct CandidateView {
        record: RecordView,
        /// 0 to 1000.
        score: u32,
        tier: Tier,
        reasons: Vec<ReasonView>,
        /// Name of the record it is already linked to.
        linked_to: Option<String>,
        /// It cannot be taken: e.g. the wrong type of account.
        disabled: Option<String>,
        /// A person said that it is not the same.
        rejected: bool,
    }

    /// A chip: `code` is a word of the UI's table, `text` its value.
    struct ReasonView { code: String, text: Option<String>, contradiction: bool }

    struct MatchSearchReq { kind: ObjectKind, side: Side, text: String, for_id: Option<String>, limit: u32 }

    struct MatchCompareReq { kind: ObjectKind, ledger_id: String, source_id: String }

    struct CompareView { ledger: RecordView, source: RecordView, fields: Vec<CompareField>, reasons: Vec<ReasonView>, score: u32, tier: Tier }

    struct CompareField { field: String, ledger: Option<String>, source: Option<String>, same: bool }

    struct MatchLinkReq { kind: ObjectKind, ledger_id: String, source_id: String }

    struct MatchUnlinkReq { kind: ObjectKind, ledger_id: String }

    struct MatchIgnoreReq { kind: ObjectKind, side: Side, ids: Vec<String>, reason: IgnoreReason }

    struct MatchUnignoreReq { kind: ObjectKind, side: Side, ids: Vec<String> }

    /// Source records that are none of the ledger's: the next plan creates them. Nothing is written yet.
    struct MatchCreateReq { kind: ObjectKind, ids: Vec<String> }

    struct MatchUncreateReq { kind: ObjectKind, ids: Vec<String> }

    /// The two are not the same: the pair is never suggested again.
    struct MatchRejectReq { kind: ObjectKind, ledger_id: String, source_id: String }

    /// `ids` empty: every undecided record of the tiers. Ambiguous is refused.
    struct MatchBulkReq { kind: ObjectKind, tiers: Vec<Tier>, ids: Vec<String> }

    struct MatchBulkPreview {
        count: u32,
        /// Of the pairs as shown; accepting names it.
        hash: String,
        pairs: Vec<BulkPair>,
    }

    struct BulkPair { ledger: RecordView, source: RecordView, score: u32, tier: Tier, reasons: Vec<ReasonView>, name_only: bool, differences: Vec<FieldChange> }

    struct MatchBulkAcceptReq { kind: ObjectKind, tiers: Vec<Tier>, ids: Vec<String>, hash: String }

    struct MatchLookupReq { kind: ObjectKind }

    /// What a decision did; the list is read again by its topic.
    struct MatchChange { changed: u32, left: u32, words: Option<DecisionWords>, lists: ListsOverview }

    struct ListsExportReq { kind: ObjectKind, side: Side }
}

words! {
    enum Tier { Exact, Strong, Possible, Ambiguous, None }
    enum MatchView { Open, Linked, Ignored, Create, All }
    enum MatchSort { Tier, Name, Number }
    enum IgnoreReason { NotOurs, Duplicate, Old, Other }
    enum PullWord { Never, Running, Partial, Complete, Failed }
    enum LookupWord { Done, Checking, Failed }
}
