//! Codes in plain words: kinds, steps, results, causes and what to do about them.
//!
//! Not here: the screen's sentences (the UI). Invariant: a cause's words are its help page's, so that paper and help never part.

use std::collections::BTreeMap;

use tieout_domain::run::RunState;
use tieout_domain::{ErrorCode, ObjectKind};
use tieout_store::table::plan::PlanStep;

use super::{Exception, show};

macro_rules! pages {
    ($($code:ident => $word:literal),+ $(,)?) => {
        /// The help page of a code.
        const fn page(code: ErrorCode) -> &'static str {
            match code {
                $(ErrorCode::$code => {
                    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../docs/help/", $word, ".md"))
                })+
            }
        }
    };
}

pages! {
    Offline => "offline",
    LedgerUnavailable => "ledger_unavailable",
    RateLimited => "rate_limited",
    SignInNeeded => "sign_in_needed",
    SignInCancelled => "sign_in_cancelled",
    WrongCompany => "wrong_company",
    AlreadyConnected => "already_connected",
    PermissionMissing => "permission_missing",
    SubscriptionLapsed => "subscription_lapsed",
    ConnectionSettings => "connection_settings",
    AnswerLost => "answer_lost",
    AnswerUnknown => "answer_unknown",
    AnswerDiffers => "answer_differs",
    FoundTwice => "found_twice",
    NameTaken => "name_taken",
    NumberTaken => "number_taken",
    PeriodClosed => "period_closed",
    ChangedInLedger => "changed_in_ledger",
    GoneInLedger => "gone_in_ledger",
    InactiveInLedger => "inactive_in_ledger",
    ReferenceInvalid => "reference_invalid",
    TooLong => "too_long",
    ForbiddenCharacter => "forbidden_character",
    TaxDiffers => "tax_differs",
    TaxCodeUnmapped => "tax_code_unmapped",
    ShippingUnmapped => "shipping_unmapped",
    DiscountUnmapped => "discount_unmapped",
    ZeroTotal => "zero_total",
    NegativeTotal => "negative_total",
    CurrencyNotAllowed => "currency_not_allowed",
    Unbalanced => "unbalanced",
    RefusedByLedger => "refused_by_ledger",
    AccountMissing => "account_missing",
    AccountWrongType => "account_wrong_type",
    NotMatched => "not_matched",
    MatchUndecided => "match_undecided",
    ParentFailed => "parent_failed",
    NotFinal => "not_final",
    BeforeGoLive => "before_go_live",
    SwitchedOff => "switched_off",
    HeldByUser => "held_by_user",
    TotalDiffers => "total_differs",
    LineWithoutItem => "line_without_item",
    GoneInSource => "gone_in_source",
    OneWay => "one_way",
    SourceNotWritable => "source_not_writable",
    NotInSource => "not_in_source",
    NameNotUnique => "name_not_unique",
    AttemptsExhausted => "attempts_exhausted",
    FileUnreadable => "file_unreadable",
    FileTooLarge => "file_too_large",
    FileNotRecognised => "file_not_recognised",
    ColumnMissing => "column_missing",
    AmountUnreadable => "amount_unreadable",
    DateUnreadable => "date_unreadable",
    FormatAmbiguous => "format_ambiguous",
    ValueMissing => "value_missing",
    DuplicateId => "duplicate_id",
    LineWithoutHeader => "line_without_header",
    ManyRowsGone => "many_rows_gone",
    MailSettings => "mail_settings",
    MailUnreachable => "mail_unreachable",
    MailNotSecure => "mail_not_secure",
    MailSignInRefused => "mail_sign_in_refused",
    MailRecipientRefused => "mail_recipient_refused",
    MailRefused => "mail_refused",
    MailInDoubt => "mail_in_doubt",
    ClientFileInUse => "client_file_in_use",
    ClientFileNewer => "client_file_newer",
    ClientFileDamaged => "client_file_damaged",
    ClientFileOnShare => "client_file_on_share",
    DiskFull => "disk_full",
    RunInProgress => "run_in_progress",
    PlanOutdated => "plan_outdated",
    SetupIncomplete => "setup_incomplete",
    NotFound => "not_found",
    InvalidInput => "invalid_input",
    AlreadyLinked => "already_linked",
    SecretsLocked => "secrets_locked",
    Internal => "internal",
}

/// The help page's title.
pub fn cause(code: ErrorCode) -> &'static str {
    page(code).lines().next().unwrap_or_default().trim_start_matches("# ")
}

/// The help page's steps as one paragraph.
pub fn what_to_do(code: ErrorCode) -> String {
    let steps = page(code)
        .lines()
        .skip_while(|line| !line.starts_with("**What to do**"))
        .skip(1)
        .skip_while(|line| line.is_empty())
        .take_while(|line| !line.is_empty())
        .map(|line| line.trim_start_matches(|letter: char| letter.is_ascii_digit()))
        .map(|line| line.trim_start_matches('.').trim());
    steps.collect::<Vec<_>>().join(" ").replace("**", "").replace('`', "")
}

/// What is particular to one exception: its params but for those the row shows anyway, and the ledger's own words.
pub fn details(exception: &Exception) -> String {
    let shown = |(name, value): &(&String, &String)| {
        let own = name.as_str() == "record" && **value == exception.name;
        let date = name.as_str() == "date" && exception.date.as_ref() == Some(*value);
        !own && !date && !value.is_empty()
    };
    let params: BTreeMap<String, String> = exception
        .failure
        .params
        .iter()
        .filter(shown)
        .map(|(name, value)| (name.replace('_', " "), readable(value)))
        .collect();
    let params: Vec<String> = params.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let raw = exception
        .failure
        .raw
        .as_ref()
        .map(|words| format!("The ledger says: {words}"));
    params.into_iter().chain(raw).collect::<Vec<_>>().join("; ")
}

fn readable(value: &str) -> String {
    value.parse().map_or_else(|_| value.replace('_', " "), show::date)
}

pub const fn kind(kind: ObjectKind) -> &'static str {
    match kind {
        ObjectKind::Account => "Account",
        ObjectKind::TaxCode => "Tax code",
        ObjectKind::Term => "Payment term",
        ObjectKind::Class => "Class",
        ObjectKind::Item => "Item",
        ObjectKind::Customer => "Customer",
        ObjectKind::Vendor => "Vendor",
        ObjectKind::PurchaseOrder => "Purchase order",
        ObjectKind::Invoice => "Invoice",
        ObjectKind::Bill => "Bill",
        ObjectKind::CreditMemo => "Credit memo",
        ObjectKind::Payment => "Payment",
        ObjectKind::JournalEntry => "Journal entry",
    }
}

pub fn kinds(of: ObjectKind) -> String {
    match of {
        ObjectKind::JournalEntry => "Journal entries".to_owned(),
        ObjectKind::Class => "Classes".to_owned(),
        other => format!("{}s", kind(other)),
    }
}

pub const fn step(step: PlanStep) -> &'static str {
    match step {
        PlanStep::Lists => "Step 1: customers and items",
        PlanStep::Documents => "Step 2: invoices",
        PlanStep::Retry => "Trying again what failed",
    }
}

pub const fn result(state: RunState) -> &'static str {
    match state {
        RunState::Queued => "Waiting",
        RunState::Running => "Running",
        RunState::Completed => "Completed",
        RunState::CompletedWithFailures => "Completed, with exceptions",
        RunState::Cancelled => "Stopped by a person",
        RunState::Aborted => "Broke off",
    }
}

/// A line of the bridge.
pub fn bridge(word: &str) -> String {
    match word {
        "held" => "Held, not sent".to_owned(),
        "failed" => "Failed".to_owned(),
        "ignored" => "Ignored".to_owned(),
        "not_sent" => "Not sent yet".to_owned(),
        "being_verified" => "Being verified".to_owned(),
        "amount_differs" => "Amount differs in the ledger".to_owned(),
        other => other.replace('_', " "),
    }
}

/// A warning of the run: `<what>:<kind>:<detail>`, or a sentence already.
pub fn warning(text: &str) -> String {
    let mut parts = text.splitn(3, ':');
    let (what, of, detail) = (parts.next(), parts.next(), parts.next());
    let of = of.and_then(ObjectKind::from_word).map(|of| kinds(of).to_lowercase());
    match (what, of, detail) {
        (Some("not_found_again"), Some(of), Some(number)) => format!(
            "When the ledger was asked again, it did not show {number} of the {of} that this run sent. Look them up there before you rely on this report."
        ),
        (Some("not_checked"), Some(of), Some(code)) => {
            let why = ErrorCode::from_word(code).map_or_else(|| code.to_owned(), |code| cause(code).to_owned());
            format!(
                "The ledger could not be asked again about the {of} of this run ({why}). The totals are those it confirmed while they were sent."
            )
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_title_and_says_what_to_do() {
        for code in ErrorCode::ALL {
            let (title, todo) = (cause(*code), what_to_do(*code));
            assert!(
                !title.is_empty() && !title.contains('_') && !title.starts_with('#'),
                "{code:?}: {title}"
            );
            assert!(
                todo.len() > 5 && !todo.contains("**") && !todo.starts_with('1'),
                "{code:?}: {todo}"
            );
        }
    }

    #[test]
    fn warnings_are_sentences() {
        assert!(warning("not_found_again:invoice:3").contains("3 of the invoices"));
        assert!(warning("not_checked:invoice:offline").contains("You are offline"));
        assert_eq!(warning("plain words"), "plain words");
    }
}
