//! The source traits: how records of an operational system are read, and how changes are handed to it.
//!
//! Not here: file formats and profiles' recognisers (sources), what is handed over and when (engine). Invariant: a bad row is a
//! problem with a place, a reason and the row as it came; good rows go on, nothing is lost. Nothing here changes a file of the source.

use serde::{Deserialize, Serialize};
use tieout_domain::fields::FieldChange;
use tieout_domain::{ErrorCode, Failure, Object, ObjectKind, Record, RecordId, RunId};

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

/// What the source is asked to do with one of its list records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WriteBackAction {
    Create,
    Update,
    /// Make inactive; nothing is ever deleted.
    Deactivate,
}

impl WriteBackAction {
    pub const ALL: [Self; 3] = [Self::Create, Self::Update, Self::Deactivate];

    pub const fn word(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Deactivate => "deactivate",
        }
    }

    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.word() == word)
    }
}

/// One list record on its way from the ledger to the source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteBack {
    pub action: WriteBackAction,
    /// The record in the source; `None` for creates: the source gives its id when the file is imported there.
    pub source_id: Option<RecordId>,
    pub ledger_id: RecordId,
    /// The record as the source should have it, whole, in the source's terms: references are source ids, with their names. Fields
    /// that are not carried (`WriteBackTarget::carries`) are in it as far as the source said them before.
    pub wanted: Object,
    /// What is new: `wanted` is what to write, `ledger` what the source says now (the target of this write), `last_pushed` what both
    /// last agreed on. Empty for deactivations; every field of `wanted` for creates.
    pub changes: Vec<FieldChange>,
    /// `Record::raw` of the source's record as it was at approval; `None` for creates, and where an older program approved. What is
    /// not changed is written as it stands there, what has no field of ours included.
    pub raw: Option<String>,
}

/// A file ready to be imported into the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WrittenFile {
    /// As `WriteBackTarget::file_name` says.
    pub name: String,
    pub bytes: Vec<u8>,
    /// Records in it.
    pub rows: u32,
    /// Changed fields, as in `fields::Fields`, that the file has no column for; sorted, each once.
    pub left_out: Vec<String>,
}

/// Where list records go back to. Asked only where the settings let the ledger's side win or be shared.
pub trait WriteBackTarget: Send + Sync {
    /// Kinds the source can take.
    fn kinds(&self) -> &[ObjectKind];

    /// Whether the source's files have a place for a field, named as in `fields::Fields` (`phone`, `bill_to.city`,
    /// `bill_to.lines.1`) or `active`. What is not carried is never a difference: it would be handed over for ever.
    fn carries(&self, kind: ObjectKind, field: &str) -> bool;

    /// Name of the file of one run, without folder; no two kinds and no two runs share one.
    fn file_name(&self, kind: ObjectKind, run: RunId) -> String;

    /// Makes the file, in the order given. Equal calls give equal bytes, whenever they are made: after a crash the file is made
    /// again. Errors: a kind that is not in `kinds`, a record of another kind, an update without `source_id`.
    fn write_back(&self, kind: ObjectKind, run: RunId, records: &[WriteBack]) -> Result<WrittenFile, Failure>;
}
