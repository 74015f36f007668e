//! Why a pair is proposed, and what speaks against it.
//!
//! Not here: how reasons are found (`explain`). Invariant: a code the screens have words for, with the values of both sides.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReasonCode {
    // for
    Learned,
    SameName,
    /// Equal but for legal form, accents and signs.
    SameCoreName,
    NameAlike,
    WordsAlike,
    SameTaxNumber,
    SameEmail,
    SameNumber,
    SamePhone,
    SameAddress,
    SameCity,
    SameType,
    SameMeaning,
    // against
    OtherTaxNumber,
    OtherEmail,
    OtherNumber,
    OtherPlace,
    OtherNumbersInName,
    OtherLegalForm,
    OtherType,
    OtherMeaning,
    Inactive,
    AlreadyLinked,
}

/// A chip beside a suggestion: a code the screens have words for, with the values of both sides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub code: ReasonCode,
    pub left: Option<String>,
    pub right: Option<String>,
    pub per_mille: Option<u16>,
}

impl Reason {
    pub const fn of(code: ReasonCode) -> Self {
        Self {
            code,
            left: None,
            right: None,
            per_mille: None,
        }
    }

    pub fn left(mut self, value: Option<&str>) -> Self {
        self.left = value.map(str::to_owned);
        self
    }

    pub fn right(mut self, value: Option<&str>) -> Self {
        self.right = value.map(str::to_owned);
        self
    }

    pub const fn per_mille(mut self, value: u16) -> Self {
        self.per_mille = Some(value);
        self
    }
}
