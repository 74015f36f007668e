//! Failures of whole files. Not here: bad rows (`reader`). Invariant: each names the file and what to change.

use tieout_domain::{ErrorCode, Failure, Recovery};

/// The file cannot be read as a whole; `reason` is a stable word the screens translate.
pub fn unreadable(file: &str, reason: &str) -> Failure {
    Failure::new(ErrorCode::FileUnreadable, Recovery::ChooseFile)
        .param("file", file)
        .param("reason", reason)
}

/// A limit is exceeded; naming it tells how to split the file.
pub fn too_large(file: &str, limit: &str, max: u64) -> Failure {
    Failure::new(ErrorCode::FileTooLarge, Recovery::ChooseFile)
        .param("file", file)
        .param("limit", limit)
        .param("max", max)
}

pub fn not_recognised(file: &str, why: impl std::fmt::Display) -> Failure {
    Failure::new(ErrorCode::FileNotRecognised, Recovery::ChooseFile)
        .param("file", file)
        .param("why", why)
}

pub fn column_missing(file: &str, columns: &[String]) -> Failure {
    Failure::new(ErrorCode::ColumnMissing, Recovery::ChooseFile)
        .param("file", file)
        .param("column", columns.join(", "))
}

/// Both readings fit every row of the column: only a person can say.
pub fn ambiguous(file: &str, column: &str, example: &str, options: &[String]) -> Failure {
    Failure::new(ErrorCode::FormatAmbiguous, Recovery::ChooseFile)
        .param("file", file)
        .param("column", column)
        .param("value", example)
        .param("options", options.join(" | "))
}
