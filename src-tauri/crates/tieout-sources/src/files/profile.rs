//! Import profiles: data that says what the columns of a file mean. Versioned, shareable, written and read as JSON.
//!
//! Not here: reading files. Invariant: a profile never guesses; what it leaves open is settled by the whole column or asked.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tieout_domain::{Currency, ErrorCode, Failure, ObjectKind, Recovery};

use super::date::DatePattern;
use super::number::NumberStyle;

/// The layout of profile files this program writes.
pub const FORMAT: u16 = 1;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ImportProfile {
    pub format: u16,
    pub id: String,
    /// Shown as the source's name.
    pub name: String,
    /// Raised with each change, so that what an older version imported can be told.
    pub version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Of documents that do not say theirs.
    pub currency: Currency,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_shift: Option<DateShift>,
    pub files: Vec<FileProfile>,
}

/// Moves every date read from the files (not the defaults), e.g. to make old sample data recent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateShift {
    pub weeks: i32,
    pub reason: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// One row, one record (of a document: its header).
    #[default]
    Records,
    /// One row, one line of a document that another file heads.
    Lines,
    /// One row, one line, with the document's header repeated on each.
    RecordsWithLines,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileProfile {
    pub kind: ObjectKind,
    #[serde(default)]
    pub part: Part,
    pub recognise: Recogniser,
    /// All headings in their order, those that mean nothing to us too, where they are known: files written back have the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<char>,
    /// 1-based line of the headings; found by the headings themselves where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header_row: Option<u64>,
    /// Rows to leave out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skip: Vec<RowPattern>,
    /// The first row that begins what is no longer data, e.g. totals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stop: Option<RowPattern>,
    pub columns: BTreeMap<Role, Column>,
    /// Values for roles that the file has no column for, or that are empty in a row. Dates as YYYY-MM-DD, amounts as 1234.56.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<Role, String>,
    #[serde(default)]
    pub identity: Identity,
    #[serde(default)]
    pub scope: Scope,
    #[serde(default)]
    pub final_when: FinalWhen,
}

/// What a file must look like to be read by this profile.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recogniser {
    /// File name with `*` for any run of characters, e.g. `orders*.csv`.
    pub file_name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Headings that must all be there, besides the required columns.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headings: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Column {
    pub name: String,
    /// Other headings of the same column, e.g. of older exports.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Which of several columns of this name; 1 is the first.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub occurrence: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<NumberStyle>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<DatePattern>,
    /// Whether a row without a value is a bad row.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// The source's words and what they mean for us, e.g. `{"Posted": "final"}`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, String>,
}

const fn one() -> u32 {
    1
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
const fn is_one(value: &u32) -> bool {
    *value == 1
}

/// Rows told by one cell. `None` of `role` is the first cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowPattern {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    pub test: CellTest,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CellTest {
    Empty,
    Equals(String),
    StartsWith(String),
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Identity {
    /// The `id` column is the source's own id.
    #[default]
    Id,
    /// No own id: a hash over these fields, and which one of its like a row is.
    Content(Vec<Role>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything there is: what is absent was deleted.
    Snapshot,
    /// Some records: absence means nothing.
    #[default]
    Incremental,
}

/// When a document is final in the source; until then it stays a draft.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FinalWhen {
    /// Being in the file is enough.
    #[default]
    Listed,
    /// Once this column has a value.
    Filled(Role),
    /// By the `state` column, whose words mean `draft`, `final` or `void`.
    State,
}

/// What a column means. One list for all kinds, so that one screen can offer it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Id,
    Name,
    CompanyName,
    ContactName,
    Email,
    Phone,
    Fax,
    Website,
    TaxNumber,
    AccountNumber,
    Notes,
    /// Whether the record is in use: yes, true, 1, active.
    Active,
    Street,
    Street2,
    City,
    Region,
    PostalCode,
    Country,
    ShipName,
    ShipStreet,
    ShipStreet2,
    ShipCity,
    ShipRegion,
    ShipPostalCode,
    ShipCountry,
    Currency,
    Terms,
    Sku,
    Description,
    PurchaseDescription,
    ItemType,
    UnitPrice,
    PurchaseCost,
    QuantityOnHand,
    TrackedSince,
    Vendor,
    Number,
    Type,
    DueDays,
    DiscountPercent,
    DiscountDays,
    Date,
    DueDate,
    Customer,
    ShipDate,
    /// Freight charged on the whole document.
    Shipping,
    /// A discount on the whole document, as a positive amount.
    DocumentDiscount,
    Tax,
    Total,
    Memo,
    PurchaseOrder,
    Reference,
    State,
    /// On a line: the id of its document.
    Document,
    Item,
    Quantity,
    /// Line discount as a fraction: 0.15 is 15 percent.
    DiscountFraction,
    Amount,
    Class,
    TaxCode,
}

/// What a role's values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Text,
    Number,
    Date,
}

impl Role {
    pub const fn shape(self) -> Shape {
        match self {
            Self::UnitPrice
            | Self::PurchaseCost
            | Self::QuantityOnHand
            | Self::DueDays
            | Self::DiscountPercent
            | Self::DiscountDays
            | Self::Shipping
            | Self::DocumentDiscount
            | Self::Tax
            | Self::Total
            | Self::Quantity
            | Self::DiscountFraction
            | Self::Amount => Shape::Number,
            Self::TrackedSince | Self::Date | Self::DueDate | Self::ShipDate => Shape::Date,
            _ => Shape::Text,
        }
    }
}

impl ImportProfile {
    /// Reads a profile; one of a newer layout, or a contradictory one, is refused with the reason.
    pub fn from_json(text: &str) -> Result<Self, Failure> {
        let refuse = |why: String| {
            Failure::new(ErrorCode::InvalidInput, Recovery::ChooseFile)
                .param("field", "profile")
                .param("reason", why)
        };
        let profile: Self = serde_json::from_str(text).map_err(|error| refuse(error.to_string()))?;
        if profile.format > FORMAT {
            return Err(refuse(format!("layout {} is newer than this program", profile.format)));
        }
        let checked = profile.files.iter().try_for_each(FileProfile::check);
        checked.and_then(|()| profile.check_parts()).map_err(refuse)?;
        Ok(profile)
    }

    pub fn to_json(&self) -> Result<String, Failure> {
        serde_json::to_string_pretty(self).map_err(|error| Failure::internal(format!("writing profile: {error}")))
    }

    /// One document's lines are either in its own rows or in another file; a profile that says both would count them twice.
    fn check_parts(&self) -> Result<(), String> {
        let has = |kind, part| self.files.iter().any(|file| file.kind == kind && file.part == part);
        let mixed = self.files.iter().find(|file| {
            file.part == Part::RecordsWithLines && (has(file.kind, Part::Records) || has(file.kind, Part::Lines))
        });
        match mixed {
            Some(file) => Err(format!(
                "{}: holds documents with their lines, and another file holds headers or lines of the same kind; import them separately",
                file.recognise.file_name
            )),
            None => Ok(()),
        }
    }
}

impl FileProfile {
    fn check(&self) -> Result<(), String> {
        let name = &self.recognise.file_name;
        if matches!(self.identity, Identity::Id) && self.part != Part::Lines && !self.columns.contains_key(&Role::Id) {
            return Err(format!(
                "{name}: no column is the id, and no fields are named to recognise a row by"
            ));
        }
        if self.part != Part::Lines && self.kind == ObjectKind::Invoice && !self.columns.contains_key(&Role::Id) {
            return Err(format!("{name}: documents need a column with their id"));
        }
        if self.part == Part::Lines && !self.columns.contains_key(&Role::Document) {
            return Err(format!("{name}: no column says which document a line belongs to"));
        }
        match &self.final_when {
            FinalWhen::Filled(role) if !self.columns.contains_key(role) => {
                Err(format!("{name}: the column that makes a document final is not mapped"))
            }
            FinalWhen::State if !self.columns.contains_key(&Role::State) => {
                Err(format!("{name}: no column is the state"))
            }
            _ => Ok(()),
        }
    }

    /// Headings by which the header row is found: the recogniser's, and the required columns without alias.
    pub fn required_headings(&self) -> Vec<String> {
        let required = self.columns.iter().filter(|(role, column)| {
            column.aliases.is_empty() && (column.required || matches!(role, Role::Id | Role::Document))
        });
        let mut names = self.recognise.headings.clone();
        for (_, column) in required {
            if !names.contains(&column.name) {
                names.push(column.name.clone());
            }
        }
        names
    }

    /// Whether this profile's file-name pattern takes the name.
    pub fn takes(&self, file_name: &str) -> bool {
        glob(&self.recognise.file_name.to_lowercase(), &file_name.to_lowercase())
    }
}

/// `*` is any run of characters; everything else is itself.
fn glob(pattern: &str, text: &str) -> bool {
    let Some((front, rest)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(text) = text.strip_prefix(front) else {
        return false;
    };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or("");
    let mut left = text;
    for part in parts {
        match left.find(part) {
            Some(at) => left = &left[at + part.len()..],
            None => return false,
        }
    }
    left.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_name_patterns_take_what_they_say() {
        for (pattern, name, takes) in [
            ("orders*.csv", "orders-2024.csv", true),
            ("orders*.csv", "orders.csv", true),
            ("orders.csv", "orders.csv", true),
            ("orders.csv", "my-orders.csv", false),
            ("*report*.xlsx", "a report of b.xlsx", true),
            ("*report*.xlsx", "a.xlsx", false),
        ] {
            assert_eq!(glob(pattern, name), takes, "{pattern} {name}");
        }
    }

    #[test]
    fn a_profile_that_cannot_work_is_refused_with_the_reason() {
        let json = r#"{"format":1,"id":"x","name":"X","version":1,"currency":"USD","files":[{"kind":"customer",
            "recognise":{"file_name":"c.csv"},"columns":{"name":{"name":"Name"}}}]}"#;
        assert!(ImportProfile::from_json(json).unwrap_err().params["reason"].contains("no column is the id"));
        assert!(ImportProfile::from_json(&json.replace("\"format\":1", "\"format\":9")).is_err());
    }
}
