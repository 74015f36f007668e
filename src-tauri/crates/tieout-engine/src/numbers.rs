//! Document numbers that the ledger has already, asked for before the check and the plan.
//!
//! Not here: what follows from a number that is taken (`plan::documents`). Invariant: the mirror only learns what the ledger said;
//! a document that was entered over there since the last pull is known before anything is approved.

use std::collections::BTreeSet;
use std::sync::Arc;

use tieout_connect::Ledger;
use tieout_connect::ledger::{Company, NumberPolicy};
use tieout_domain::outbox::OutboxState;
use tieout_domain::{BookId, Failure, Instant, Marker, Object, ObjectKind, Record, Side};
use tieout_store::table::mirror::{self, Told};
use tieout_store::table::outbox;
use tieout_store::{Reader, Store, StoreError, Writer};

use crate::stage::DOCUMENTS;

/// Asks the ledger for the numbers of all documents that wait to be created, and stores the documents that carry them. Gives how
/// many there are; 0 as well where the ledger numbers by itself or cannot be asked.
pub async fn look_up(
    store: &Arc<Store>,
    ledger: &dyn Ledger,
    company: &Company,
    book: &BookId,
    now: Instant,
) -> Result<usize, Failure> {
    if company.numbers != NumberPolicy::Ours {
        return Ok(0);
    }
    let mut known = 0;
    for kind in DOCUMENTS {
        let book = book.clone();
        let wanted = on_file(store, move |store| store.read(|view| waiting(view, &book, kind))).await?;
        let (markers, documents): (BTreeSet<_>, Vec<_>) = wanted.into_iter().unzip();
        let numbers = as_sent(ledger, company, &documents);
        if numbers.is_empty() {
            continue;
        }
        let Some(mut found) = ledger.numbered(kind, &numbers).await? else {
            continue;
        };
        // Our own documents, sent by another computer or before a restore, are adopted by the marker search before the push.
        found.retain(|record| record.marker.as_ref().is_none_or(|marker| !markers.contains(marker)));
        known += found.len();
        on_file(store, move |store| {
            store.write(|writer| keep(writer, kind, &found, now))
        })
        .await?;
    }
    Ok(known)
}

/// Source documents whose entry is not in the ledger yet as far as we know, with our references.
fn waiting(view: &Reader<'_>, book: &BookId, kind: ObjectKind) -> Result<Vec<(Marker, Object)>, StoreError> {
    let mut documents = Vec::new();
    for row in outbox::of_kind(view, book, kind)? {
        let open = matches!(row.state, OutboxState::Staged | OutboxState::Failed) && row.operation == "create";
        if open && let Some(source) = mirror::get(view, Side::Source, kind, &row.source_id)? {
            documents.push((row.marker, source.object));
        }
    }
    Ok(documents)
}

/// The numbers in the form the ledger would get them. A document that cannot be sent needs no number.
fn as_sent(ledger: &dyn Ledger, company: &Company, wanted: &[Object]) -> Vec<String> {
    let number = |object: &Object| {
        let number = object.as_invoice()?.number.clone()?;
        let fitted = ledger.fit(object, company).ok().map(|fitted| fitted.document);
        let short = fitted.and_then(|document| document.as_invoice()?.number.clone());
        // References are not resolved here, so a document may not fit for reasons that have nothing to do with its number.
        Some(short.unwrap_or(number))
    };
    let mut numbers: Vec<String> = wanted.iter().filter_map(number).collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

fn keep(writer: &Writer<'_>, kind: ObjectKind, found: &[Record], at: Instant) -> Result<(), StoreError> {
    for record in found {
        let told = Told {
            side: Side::Ledger,
            record,
            place: None,
            import: None,
            at,
        };
        let known = mirror::known_one(writer, Side::Ledger, kind, &record.id)?;
        mirror::put(writer, &told, known.as_ref())?;
    }
    Ok(())
}

async fn on_file<T: Send + 'static>(
    store: &Arc<Store>,
    work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, Failure> {
    let store = Arc::clone(store);
    let done = tokio::task::spawn_blocking(move || work(&store)).await;
    Ok(done.map_err(Failure::internal)??)
}
