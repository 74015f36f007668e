//! Files (CSV, workbooks) read by import profiles.
//!
//! Not here: guessing. What a profile does not say is either beyond doubt in the whole column, or asked.
//! Invariant: the same rows give the same ids and the same records, in whatever order and however often they come.

pub mod date;
pub mod detect;
mod failure;
mod identity;
pub mod inspect;
pub mod limits;
mod map;
pub mod number;
pub mod profile;
mod reader;
mod source;
pub mod table;
pub mod write;

pub use inspect::{Inspection, inspect, preview, write_profile};
pub use profile::ImportProfile;
pub use source::FileSource;
pub use write::{FileTarget, Form};
