//! Shapes that cross between the backend and the UI.
//!
//! Not here: behaviour. Invariant: amounts are decimal strings, dates ISO strings, instants RFC 3339 strings; no secret goes out.

mod activity;
mod app;
mod audit;
mod clients;
mod connection;
mod import;
mod mail;
mod matching;
mod settings;
mod sync;

pub use activity::*;
pub use app::*;
pub use audit::*;
pub use clients::*;
pub use connection::*;
pub use import::*;
pub use mail::*;
pub use matching::*;
pub use settings::*;
pub use sync::*;
pub use tieout_domain::{
    ErrorCode, ObjectKind, Recovery, Side, fields::FieldChange, link::LinkState, outbox::OutboxState, run::RunState,
};

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Derives what every shape on the wire needs; requests refuse unknown members.
#[macro_export]
macro_rules! wire {
    ($($(#[$meta:meta])* struct $name:ident { $($(#[$fmeta:meta])* $field:ident: $ty:ty),* $(,)? })+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(deny_unknown_fields)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),* }
    )+ };
}

/// An enum of words on the wire.
#[macro_export]
macro_rules! words {
    ($($(#[$meta:meta])* enum $name:ident { $($(#[$vmeta:meta])* $variant:ident),+ $(,)? })+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, ts_rs::TS)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$vmeta])* $variant),+ }
    )+ };
}

wire! {
    /// No request or no answer.
    struct Nothing {}

    /// A window of rows; at most 500.
    struct PageReq { offset: u32, limit: u32 }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Page<T: TS> {
    pub rows: Vec<T>,
    pub offset: u32,
    /// Rows in the whole list, not in this window.
    pub total: u32,
}

/// A failure stored with a record, as shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FailureView {
    pub code: ErrorCode,
    pub params: std::collections::BTreeMap<String, String>,
    pub recovery: Recovery,
    /// The other system's own words.
    pub raw: Option<String>,
}

impl From<tieout_domain::Failure> for FailureView {
    fn from(failure: tieout_domain::Failure) -> Self {
        Self {
            code: failure.code,
            params: failure.params,
            recovery: failure.recovery,
            raw: failure.raw,
        }
    }
}
