//! Failures: what happened, to what, and what to do next.
//!
//! Not here: the sentences people read (the UI's one table from code to text and button).
//! Invariant: every failure carries a recovery; a vendor's raw text travels as detail, never as the message.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $word:literal),+ $(,)?) => {
        /// What went wrong. A code exists only where the UI acts on it; each has a help page `docs/help/<word>.md`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
        pub enum ErrorCode { $($(#[$doc])* #[serde(rename = $word)] $name),+ }

        impl ErrorCode {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }

            pub fn from_word(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

codes! {
    // Connection and rights
    /// No network, DNS failure, connection refused.
    Offline => "offline",
    /// The ledger is reachable but not working (5xx, maintenance).
    LedgerUnavailable => "ledger_unavailable",
    /// Asked to slow down.
    RateLimited => "rate_limited",
    /// The permission ended, was revoked, or never existed.
    SignInNeeded => "sign_in_needed",
    /// The user closed or denied the sign-in.
    SignInCancelled => "sign_in_cancelled",
    /// The signed-in company is not the one this client file is tied to.
    WrongCompany => "wrong_company",
    /// A second organisation for the same client file.
    AlreadyConnected => "already_connected",
    /// The person who connected lacks a right.
    PermissionMissing => "permission_missing",
    /// The ledger's subscription lapsed or its plan lacks a feature.
    SubscriptionLapsed => "subscription_lapsed",
    /// A client id, secret or address is missing or wrong.
    ConnectionSettings => "connection_settings",
    // Uncertain and odd answers
    /// Sent, no answer: being verified.
    AnswerLost => "answer_lost",
    /// An answer we do not know, or that is not what was asked for.
    AnswerUnknown => "answer_unknown",
    /// The ledger saved it, but with other amounts.
    AnswerDiffers => "answer_differs",
    /// More than one record carries our reference.
    FoundTwice => "found_twice",
    // Refusals of one record
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
    /// Any other refusal with the ledger's own words in the details.
    RefusedByLedger => "refused_by_ledger",
    // Held back by us before anything is sent
    AccountMissing => "account_missing",
    AccountWrongType => "account_wrong_type",
    NotMatched => "not_matched",
    /// A decision on the match screen is still open.
    MatchUndecided => "match_undecided",
    ParentFailed => "parent_failed",
    NotFinal => "not_final",
    BeforeGoLive => "before_go_live",
    SwitchedOff => "switched_off",
    HeldByUser => "held_by_user",
    TotalDiffers => "total_differs",
    /// A line has an amount, and nothing says what was sold.
    LineWithoutItem => "line_without_item",
    /// A tied record that the source no longer has, where the ledger's side is the master.
    GoneInSource => "gone_in_source",
    /// A new record that the settings do not let into the other system.
    OneWay => "one_way",
    /// Nothing that was imported tells how a file for the source must look.
    SourceNotWritable => "source_not_writable",
    /// A document names a customer or an item that no list of the source has.
    NotInSource => "not_in_source",
    /// A document names a customer or an item by words that several records of the source have.
    NameNotUnique => "name_not_unique",
    AttemptsExhausted => "attempts_exhausted",
    // Files
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
    // Mail of the sync report
    /// A value that mailing needs is missing or wrong: a server, an address, a password.
    MailSettings => "mail_settings",
    /// No mail server answers at that name and port.
    MailUnreachable => "mail_unreachable",
    /// The connection to the mail server cannot be made private, or its certificate is not trusted.
    MailNotSecure => "mail_not_secure",
    MailSignInRefused => "mail_sign_in_refused",
    MailRecipientRefused => "mail_recipient_refused",
    /// Any other refusal, with the mail server's own words in the details.
    MailRefused => "mail_refused",
    /// It left, and the connection was lost before the mail server confirmed it.
    MailInDoubt => "mail_in_doubt",
    // Our own files and process
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

/// What to do next. The UI turns it into one button; the engine decides by it whether a retry can help.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Recovery {
    /// It goes on by itself.
    Wait,
    /// Trying again can help.
    Retry,
    /// The connection must be authorised again.
    Reconnect,
    /// The record must be corrected in the source.
    FixSource,
    /// A pair must be decided on the match screen.
    Match,
    /// A setting must be chosen.
    ChangeSetting,
    /// The ledger's books are closed through this date.
    OpenPeriod {
        #[ts(type = "string")]
        closed_through: Date,
    },
    /// Two records must be compared by a person.
    Compare,
    /// Somebody with more rights must act.
    AskAdmin,
    /// A new plan must be made.
    PlanAgain,
    /// Pull first: what we know is outdated.
    Pull,
    /// A file must be chosen or its profile corrected.
    ChooseFile,
    /// Nothing can be done inside the program; the help page says what to do outside.
    ReadHelp,
}

impl Recovery {
    /// Whether sending the same document again can succeed.
    pub const fn retry_helps(&self) -> bool {
        matches!(self, Self::Wait | Self::Retry | Self::Reconnect)
    }
}

/// A failure as it travels inside the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{code:?} {params:?}: {}", context.join(" ← "))]
pub struct Failure {
    pub code: ErrorCode,
    pub recovery: Recovery,
    /// Values for the sentence: `record`, `limit`, `closed_through`, … Never a secret.
    pub params: BTreeMap<String, String>,
    /// What we were doing, innermost first; for the log and Details.
    pub context: Vec<String>,
    /// The other system's own words and code, for Details.
    pub raw: Option<String>,
}

impl Failure {
    pub fn new(code: ErrorCode, recovery: Recovery) -> Self {
        Self {
            code,
            recovery,
            params: BTreeMap::new(),
            context: Vec::new(),
            raw: None,
        }
    }

    pub fn internal(what: impl std::fmt::Display) -> Self {
        Self::new(ErrorCode::Internal, Recovery::ReadHelp).context(what.to_string())
    }

    #[must_use]
    pub fn param(mut self, name: &str, value: impl std::fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    #[must_use]
    pub fn context(mut self, what: impl Into<String>) -> Self {
        self.context.push(what.into());
        self
    }

    #[must_use]
    pub fn raw(mut self, words: impl Into<String>) -> Self {
        self.raw = Some(words.into());
        self
    }
}

impl From<ErrorCode> for &'static str {
    fn from(code: ErrorCode) -> Self {
        code.word()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_its_help_page() {
        for code in ErrorCode::ALL {
            let page = format!("{}/../../../docs/help/{}.md", env!("CARGO_MANIFEST_DIR"), code.word());
            let text = std::fs::read_to_string(&page).unwrap_or_default();
            assert!(text.contains("**What to do**"), "{page} says what to do");
        }
    }

    #[test]
    fn every_code_is_found_again_by_its_word() {
        for code in ErrorCode::ALL {
            assert_eq!(ErrorCode::from_word(code.word()), Some(*code));
            assert_eq!(serde_json::to_value(code).unwrap(), code.word());
        }
    }
}
