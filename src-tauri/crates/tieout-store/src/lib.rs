//! The client file: the only user of SQLite.
//!
//! Not here: decisions (engine). Invariant: one writer; every write is one durable transaction or did not happen.

pub mod backup;
mod book_lock;
pub mod error;
pub mod file;
mod fold;
pub mod integrity;
mod place;
pub mod query;
pub mod table;
mod value;

pub use book_lock::BookLock;
pub use error::StoreError;
pub use file::{Reader, Store, Writer};
