//! Text as people search it: without case and accents.
//!
//! Not here: likeness (engine). Invariant: folding is for looking only; nothing folded is stored.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Lower case, no accents.
pub fn fold(text: &str) -> String {
    text.nfkd()
        .filter(|letter| !is_combining_mark(*letter))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Makes `fold(text)` known to statements of this connection.
pub fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("fold", 1, flags, |context| {
        let text: Option<String> = context.get(0)?;
        Ok(text.map(|text| fold(&text)))
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn accents_and_case_do_not_matter_when_searching() {
        assert_eq!(super::fold("Romero Y TOMILLO, Ção"), "romero y tomillo, cao");
    }
}
