//! Reading and writing values of columns: JSON, words, instants, decimals.
//!
//! Not here: any table. Invariant: a stored value that cannot be read is an error with its text, never a default.

use rusqlite::{OptionalExtension, Params, Row};
use rust_decimal::Decimal;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tieout_domain::{Instant, ObjectKind, Side};

use crate::{Reader, StoreError};

pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<String, StoreError> {
    Ok(serde_json::to_string(value)?)
}

pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Value(format!("{error} in {}", clip(text))))
}

pub fn instant(text: &str) -> Result<Instant, StoreError> {
    text.parse().map_err(|_| unreadable("instant", text))
}

pub fn kind(text: &str) -> Result<ObjectKind, StoreError> {
    ObjectKind::from_word(text).ok_or_else(|| unreadable("kind", text))
}

pub fn decimal(text: &str) -> Result<Decimal, StoreError> {
    Decimal::from_str_exact(text).map_err(|_| unreadable("amount", text))
}

pub const fn side_word(side: Side) -> &'static str {
    match side {
        Side::Source => "source",
        Side::Ledger => "ledger",
    }
}

pub fn side(text: &str) -> Result<Side, StoreError> {
    match text {
        "source" => Ok(Side::Source),
        "ledger" => Ok(Side::Ledger),
        _ => Err(unreadable("side", text)),
    }
}

/// A count as it crosses to screens.
pub fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(if number < 0 { 0 } else { u32::MAX })
}

pub fn unreadable(what: &str, text: &str) -> StoreError {
    StoreError::Value(format!("`{}` is no {what}", clip(text)))
}

fn clip(text: &str) -> String {
    text.chars().take(80).collect()
}

/// All rows of a query.
pub fn rows<T>(
    view: &Reader<'_>,
    sql: &str,
    params: impl Params,
    mut each: impl FnMut(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = view.prepare_cached(sql)?;
    let mut found = statement.query(params)?;
    let mut out = Vec::new();
    while let Some(row) = found.next()? {
        out.push(each(row)?);
    }
    Ok(out)
}

/// The first row of a query, if there is one.
pub fn first<T>(
    view: &Reader<'_>,
    sql: &str,
    params: impl Params,
    each: impl FnOnce(&Row<'_>) -> Result<T, StoreError>,
) -> Result<Option<T>, StoreError> {
    let mut statement = view.prepare_cached(sql)?;
    let found = statement.query_row(params, |row| Ok(each(row))).optional()?;
    found.transpose()
}

/// One whole number, such as a count.
pub fn number(view: &Reader<'_>, sql: &str, params: impl Params) -> Result<i64, StoreError> {
    Ok(view.prepare_cached(sql)?.query_row(params, |row| row.get(0))?)
}

pub fn execute(writer: &crate::Writer<'_>, sql: &str, params: impl Params) -> Result<usize, StoreError> {
    Ok(writer.prepare_cached(sql)?.execute(params)?)
}
