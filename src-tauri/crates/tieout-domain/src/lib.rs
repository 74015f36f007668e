//! The words and rules of Tieout: pure types, no I/O, no async.
//!
//! Not here: how anything is stored, sent or shown.
//! Invariant: a value that exists is valid; whatever cannot be read is an error, never a default.

pub mod cell;
pub mod clock;
pub mod error;
pub mod fields;
pub mod ids;
pub mod kind;
pub mod link;
pub mod marker;
pub mod money;
pub mod objects;
pub mod outbox;
pub mod period;
pub mod run;
pub mod text;
pub mod write_back;

pub use clock::{Clock, Instant, Reading};
pub use error::{ErrorCode, Failure, Recovery};
pub use ids::{BookId, ConnectionId, OutboxId, PlanId, RecordId, RunId, SendId};
pub use kind::{ObjectKind, Side};
pub use marker::Marker;
pub use money::{Currency, Money};
pub use objects::{Object, Record, RecordRef};
