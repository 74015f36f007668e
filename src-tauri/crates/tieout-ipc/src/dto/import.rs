//! File import.

use std::collections::BTreeMap;

use super::ObjectKind;
use crate::wire;

wire! {
    /// Opens the system's file dialog in the backend; `path` is accepted from the test hosts only.
    struct FilePickReq { purpose: String, multiple: bool, path: Option<String> }

    /// Handles are valid for this run of the program; a path never reaches the UI.
    struct FilePicked { files: Vec<PickedFile> }

    struct PickedFile { handle: String, name: String, bytes: String }

    struct ImportInspectReq { handle: String, encoding: Option<String>, delimiter: Option<String>, header_row: Option<u32>, sheet: Option<String> }

    struct ImportInspection {
        handle: String,
        file: String,
        encoding: String,
        /// Encodings to choose from, the detected one first.
        encodings: Vec<String>,
        /// Whether the encoding is a guess: then `accented` rows must be looked at.
        encoding_guessed: bool,
        /// First rows with other than plain letters, as text.
        accented: Vec<Vec<String>>,
        /// `,` `;` TAB `|`; `None` for workbooks.
        delimiter: Option<String>,
        sheets: Vec<String>,
        sheet: Option<String>,
        header_row: u32,
        columns: Vec<ColumnView>,
        /// First rows as text.
        sample: Vec<Vec<String>>,
        rows: u32,
        /// The kind the headings suggest.
        kind: Option<ObjectKind>,
        /// What a recalled profile says: lines of documents, and a complete list.
        lines: bool,
        snapshot: bool,
        defaults: BTreeMap<String, String>,
        final_when: Option<String>,
        /// The profile of a file with these headings; its answers are in `columns` and `kind`.
        profile: Option<String>,
        /// Roles a column of each kind can take, with `required` ones marked by a leading `*`.
        roles: BTreeMap<String, Vec<String>>,
    }

    /// How a file of one shape was read the last time. Names are unique.
    struct ImportProfileView { name: String, kind: ObjectKind, lines: bool, headings: Vec<String>, used_at: String }

    struct ImportProfileReq { name: String }

    struct ImportProfileRenameReq { name: String, to: String }

    struct ColumnView {
        name: String,
        /// 1 for the first column of that name.
        occurrence: u32,
        /// Role in the record, e.g. `name`, `date`, `lines.amount`; `None` is not imported.
        role: Option<String>,
        /// Format found by evidence over all rows, e.g. `M/D/YYYY`, `1.234,56`.
        format: Option<String>,
        /// More than one reading fits all rows: these must be asked, never guessed.
        ambiguous: Vec<String>,
        /// The column's values in the order in which they first come, where they are few words.
        #[serde(default)]
        values: Vec<String>,
        /// What the source's words mean, e.g. `Posted` is `final`.
        #[serde(default)]
        words: BTreeMap<String, String>,
    }

    /// One file's mapping as the user confirmed it.
    struct FileMapping {
        handle: String,
        kind: ObjectKind,
        /// Lines of `kind`'s documents, joined to the header file by `key`.
        lines: bool,
        encoding: Option<String>,
        delimiter: Option<String>,
        header_row: Option<u32>,
        sheet: Option<String>,
        columns: Vec<ColumnView>,
        /// Whether the file is a full snapshot: only then does absence mean deletion.
        snapshot: bool,
        /// Values by role for rows without one, e.g. the item of lines that name none.
        #[serde(default)]
        defaults: BTreeMap<String, String>,
        /// Role whose value makes a document final; `None`: the state column, or being listed.
        final_when: Option<String>,
    }

    struct ImportPreviewReq { name: String, files: Vec<FileMapping>, currency: String }

    struct ImportPreview {
        kinds: Vec<ImportKindPreview>,
        problems: Vec<ImportProblemRow>,
        problem_total: u32,
    }

    struct ImportKindPreview { kind: ObjectKind, headings: Vec<String>, rows: Vec<Vec<String>>, counts: ImportCounts }

    struct ImportCounts { rows: u32, new: u32, changed: u32, same: u32, gone: u32, problems: u32 }

    /// `accept_gone` confirms that many records vanished on purpose.
    struct ImportRunReq { name: String, files: Vec<FileMapping>, currency: String, accept_gone: bool }

    struct ImportSummary {
        source_name: String,
        imported_at: String,
        /// The same files were imported before: nothing changed.
        already: bool,
        kinds: Vec<ImportKindSummary>,
        invoices: u32,
        amount: String,
        currency: String,
        problems: u32,
        /// What the profile does to the data, in words (e.g. dates moved by 1,487 weeks).
        remarks: Vec<String>,
    }

    struct ImportKindSummary { kind: ObjectKind, counts: ImportCounts }

    struct ImportProblemRow {
        kind: ObjectKind,
        file: String,
        sheet: Option<String>,
        line: u32,
        column: Option<String>,
        code: super::ErrorCode,
        value: Option<String>,
        expected: Option<String>,
        /// The record was left out.
        blocking: bool,
    }
}
