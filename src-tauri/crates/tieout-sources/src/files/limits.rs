//! Bounds on files from outside, checked before memory is spent, because a failed allocation ends the process.
//!
//! Not here: bounds on answers from ledgers (connect). Invariant: a breach names the limit.

/// Bytes of a CSV file.
pub const CSV_BYTES_MAX: u64 = 2 << 30;
pub const COLUMNS_MAX: usize = 1_000;
pub const FIELD_BYTES_MAX: usize = 1 << 20;
pub const RECORD_BYTES_MAX: usize = 4 << 20;
/// A field with more line breaks than this is a quote that nobody closed.
pub const FIELD_LINES_MAX: usize = 50;
/// Rows looked at to find the header and the delimiter.
pub const PREAMBLE_ROWS_MAX: usize = 30;

/// Bytes of a workbook on disk.
pub const XLSX_BYTES_MAX: u64 = 512 << 20;
pub const XLSX_ENTRIES_MAX: usize = 2_000;
pub const XLSX_INFLATED_MAX: u64 = 3 << 30;
pub const XLSX_STRINGS_MAX: u64 = 256 << 20;
pub const XLSX_RATIO_MAX: u64 = 50;
/// Below this an odd ratio is harmless.
pub const XLSX_RATIO_FROM: u64 = 10 << 20;
/// Longest run without a tag: more is one giant string.
pub const XLSX_RUN_MAX: u64 = 1 << 20;
pub const XLSX_ROWS_MAX: u32 = 1_048_576;
pub const XLSX_COLUMNS_MAX: u32 = 500;
pub const XLSX_STRING_MAX: usize = 32_767;
/// Cells of one sheet.
pub const XLSX_CELLS_MAX: u64 = 20_000_000;
