//! The ledgers: one module per product, each an implementation of `tieout_connect::Ledger`.
//!
//! Not here: decisions, storage, HTTP plumbing. Invariant: shared code sees these only as trait objects; hosts ask `factories`.

mod compare;
mod number;
pub mod quickbooks;
pub mod xero;

use std::sync::Arc;

use tieout_connect::rate::Tallies;
use tieout_connect::{LedgerFactory, Secrets};
use tieout_domain::Clock;

/// Every ledger product this build knows, in the order of the connect page.
/// `tallies` keeps what was spent of each book's quotas from one start of the program to the next.
pub fn factories(
    secrets: &Arc<dyn Secrets>,
    clock: &Arc<dyn Clock>,
    tallies: &Arc<dyn Tallies>,
) -> Vec<Arc<dyn LedgerFactory>> {
    vec![
        Arc::new(quickbooks::Factory::new(
            Arc::clone(secrets),
            Arc::clone(clock),
            Arc::clone(tallies),
        )),
        Arc::new(xero::Factory::new(
            Arc::clone(secrets),
            Arc::clone(clock),
            Arc::clone(tallies),
        )),
    ]
}
