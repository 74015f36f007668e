//! The ledger trait: everything the engine may ask of an accounting system.
//!
//! Not here: HTTP, sign-in and wire shapes. Invariant: `send` is the only method that can change the ledger, and it makes
//! exactly one HTTP write with exactly the bytes that `prepare` gave.

mod budget;
mod outcome;
mod profile;
mod pull;
mod write;

pub use budget::{Budget, calls_of_pull, calls_of_writes};
pub use outcome::{EntryOutcome, Outcome, Reply};
pub use profile::{AccountSlot, Doubt, LedgerProfile, NumberPolicy, SlotRequirement, Vocabulary};
pub use pull::{Company, Cursor, PullPage, PullRequest, PullScope};
pub use write::{
    Fitted, Note, Operation, Prepared, PreparedEntry, ProbeAnswer, ProbeRequest, Probed, RemoteVersion, Write,
};

use std::time::Duration;

use async_trait::async_trait;
use tieout_domain::{Failure, Object, ObjectKind, Record, RecordId};

/// One ledger book as the engine sees it. Implementations never retry a write and never decide.
#[async_trait]
pub trait Ledger: Send + Sync {
    /// Constants of this ledger product.
    fn profile(&self) -> &LedgerProfile;

    /// Identity, currency, lock date and switches of the connected book. One or two reads.
    async fn company(&self) -> Result<Company, Failure>;

    /// One page of one kind. Pages do not overlap; the cursor to store comes with the last page.
    async fn pull(&self, request: &PullRequest) -> Result<PullPage, Failure>;

    /// One record by its remote id, `None` when the ledger says it does not exist (or was deleted).
    async fn read(&self, kind: ObjectKind, id: &RecordId) -> Result<Option<Record>, Failure>;

    /// The documents of a kind that carry one of these numbers now, however old; numbers as `fit` gave them. `None` where this
    /// ledger cannot be asked so, and only a pull tells.
    async fn numbered(&self, _kind: ObjectKind, _numbers: &[String]) -> Result<Option<Vec<Record>>, Failure> {
        Ok(None)
    }

    /// Pure: the nearest document this ledger can hold (lengths, forbidden characters), and what was changed for it.
    /// `Err` names what no change of form can cure.
    fn fit(&self, wanted: &Object, company: &Company) -> Result<Fitted, Vec<Failure>>;

    /// Pure: the exact bytes of one HTTP write for 1 to `profile().batch_max` writes of one step.
    fn prepare(&self, key: &str, writes: &[Write]) -> Result<Prepared, Failure>;

    /// How long a write of so many records has to wait for the book's quotas, asked before it is put on disk as being sent:
    /// what is on disk so must leave at once, because a doubt about it counts from there.
    fn write_wait(&self, _writes: usize) -> Option<Duration> {
        None
    }

    /// How many calls the book has left today; `None` where the ledger does not count days.
    fn budget(&self) -> Option<Budget> {
        None
    }

    /// Sends exactly `prepared`, once. Never fails: what cannot be known is an `Outcome`.
    async fn send(&self, prepared: &Prepared) -> Reply;

    /// Pure: what `send` would have made of this stored answer (for the same bytes).
    fn classify(&self, prepared: &Prepared, status: u16, body: &str) -> Vec<EntryOutcome>;

    /// Looks for our markers among the records of one kind created or changed since `request.since`.
    /// A partial list is an error, never "absent".
    async fn probe(&self, request: &ProbeRequest) -> Result<ProbeAnswer, Failure>;
}
