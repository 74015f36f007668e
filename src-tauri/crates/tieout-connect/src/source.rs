//! The source trait: how records of an operational system are read.
//!
//! Not here: file formats and profiles' recognisers (sources). Invariant: a bad row is a problem with a place, a reason and the
//! row as it came; good rows go on, nothing is lost.

use serde::{Deserialize, Serialize};
use tieout_domain::{ErrorCode, Failure, ObjectKind, Record};

/// Where a raw row came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowPlace {
    /// File name without folder.
    pub file: String,
    /// Sheet of a workbook.
    pub sheet: Option<String>,
    /// 1-based line of the file (row of the sheet) on which the record starts.
    pub line: u64,
}

/// A row that could not be taken, or could only be taken with a doubt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowProblem {
    pub place: RowPlace,
    /// Heading of the column, where one column is to blame.
    pub column: Option<String>,
    pub code: ErrorCode,
    /// The value as it stands in the file.
    pub value: Option<String>,
    /// What was expected, e.g. `M/D/YYYY`.
    pub expected: Option<String>,
    /// Whether the record was left out because of it.
    pub blocking: bool,
}

/// One record read from the source, with all the raw rows it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRecord {
    /// `id` is the external id, or content hash + occurrence where the source has none; `raw` holds the rows.
    pub record: Record,
    pub places: Vec<RowPlace>,
    /// Set for records without an own id: identity is a hash over normalised key fields, and this is the n-th of its like.
    pub occurrence: Option<u32>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SourceBatch {
    pub records: Vec<SourceRecord>,
    pub problems: Vec<RowProblem>,
    /// Data rows read, good and bad.
    pub rows: u64,
    /// Whether this is a full snapshot of `kinds`: only then does absence mean deletion.
    pub complete: bool,
}

/// One readable set of records. Reading blocks; call it off the async threads.
pub trait Source: Send + Sync {
    /// Name on screens, e.g. `Northwind files`.
    fn name(&self) -> &str;

    /// Kinds this source can list, prerequisites first.
    fn kinds(&self) -> &[ObjectKind];

    /// Fingerprint of everything `read(kind)` would read (file hashes and profile version), for "already imported".
    fn fingerprint(&self, kind: ObjectKind) -> Result<String, Failure>;

    /// Everything of one kind. A file that cannot be read as a whole is an error; bad rows are problems.
    fn read(&self, kind: ObjectKind) -> Result<SourceBatch, Failure>;
}
