//! Rows of files that could not be taken, or only with a doubt.
//!
//! Not here: sentences. Invariant: a problem names file, line and, where one is to blame, the column.

use rusqlite::{Row, named_params};
use tieout_domain::{ErrorCode, ObjectKind};

use crate::value::{count, execute, kind as kind_of, number, rows, unreadable};
use crate::{Reader, StoreError, Writer};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportProblemRow {
    pub import: i64,
    pub kind: ObjectKind,
    pub file: String,
    pub sheet: Option<String>,
    pub line: u32,
    pub column: Option<String>,
    pub code: ErrorCode,
    pub value: Option<String>,
    pub expected: Option<String>,
    pub blocking: bool,
}

/// A window of an import's problems and how many there are.
pub fn page(
    view: &Reader<'_>,
    import: i64,
    offset: u32,
    limit: u32,
) -> Result<(Vec<ImportProblemRow>, u32), StoreError> {
    let found = rows(
        view,
        "SELECT import_id, kind, file, sheet, line, column_name, code, value, expected, blocking FROM import_problem
         WHERE import_id = :import ORDER BY file, line, id LIMIT :limit OFFSET :offset",
        named_params! { ":import": import, ":limit": limit, ":offset": offset },
        read,
    )?;
    let sql = "SELECT count(*) FROM import_problem WHERE import_id = :import";
    let total = number(view, sql, named_params! { ":import": import })?;
    Ok((found, count(total)))
}

/// Left-out rows of the newest import.
pub fn blocking_of_last(view: &Reader<'_>) -> Result<u32, StoreError> {
    let sql = "SELECT count(*) FROM import_problem WHERE blocking = 1 AND import_id = (SELECT max(id) FROM import)";
    number(view, sql, []).map(count)
}

fn read(row: &Row<'_>) -> Result<ImportProblemRow, StoreError> {
    let code: String = row.get("code")?;
    Ok(ImportProblemRow {
        import: row.get("import_id")?,
        kind: kind_of(&row.get::<_, String>("kind")?)?,
        file: row.get("file")?,
        sheet: row.get("sheet")?,
        line: row.get("line")?,
        column: row.get("column_name")?,
        code: ErrorCode::from_word(&code).ok_or_else(|| unreadable("error code", &code))?,
        value: row.get("value")?,
        expected: row.get("expected")?,
        blocking: row.get("blocking")?,
    })
}

pub fn insert(writer: &Writer<'_>, row: &ImportProblemRow) -> Result<(), StoreError> {
    execute(
        writer,
        "INSERT INTO import_problem (import_id, kind, file, sheet, line, column_name, code, value, expected, blocking)
         VALUES (:import, :kind, :file, :sheet, :line, :column, :code, :value, :expected, :blocking)",
        named_params! {
            ":import": row.import, ":kind": row.kind.word(), ":file": row.file, ":sheet": row.sheet, ":line": row.line,
            ":column": row.column, ":code": row.code.word(), ":value": row.value, ":expected": row.expected,
            ":blocking": row.blocking,
        },
    )?;
    Ok(())
}
