//! From source documents to outbox entries that wait for review.
//!
//! Not here: whether and how an entry may be sent (`plan`). Invariant: every final source document has an entry, so that the
//! tiles count everything; staging again without a change changes nothing.

use std::collections::BTreeMap;

use tieout_domain::objects::DocumentState;
use tieout_domain::outbox::{OutboxEvent, OutboxState};
use tieout_domain::{BookId, ErrorCode, Failure, Instant, Marker, Object, ObjectKind, RecordId, Recovery};
use tieout_store::query::staging::{self, SourceDocument};
use tieout_store::table::outbox::{self, NewEntry, OutboxRow, Staged};
use tieout_store::{StoreError, Writer};

/// Kinds of documents that are staged.
pub const DOCUMENTS: [ObjectKind; 1] = [ObjectKind::Invoice];

/// Why a document without effect is not sent.
const GONE: &str = "setting:gone_from_source";
const VOID: &str = "setting:void_in_source";

/// What staging did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StagedCounts {
    pub new: u32,
    pub refreshed: u32,
    /// Posted documents that changed in the source: a new revision waits for review.
    pub revised: u32,
    pub ignored: u32,
}

/// Stages every source document of this client for `book`. To be called in the transaction after an import, and after the first
/// sign-in, when the book becomes known.
pub fn stage_transactions(
    writer: &Writer<'_>,
    book: &BookId,
    client_uid: &str,
    now: Instant,
) -> Result<StagedCounts, StoreError> {
    let mut counts = StagedCounts::default();
    for kind in DOCUMENTS {
        let newest = newest_by_source(outbox::of_kind(writer, book, kind)?);
        let elsewhere = outbox::elsewhere(writer, book, kind)?;
        for document in staging::documents(writer, kind)? {
            let marker = Marker::derive(client_uid, book, kind, &document.id, 0);
            let other = elsewhere.get(&document.id).map(in_book);
            let step = step_for(newest.get(&document.id), &document, other.as_deref());
            apply(
                writer,
                book,
                &marker,
                newest.get(&document.id),
                &document,
                step,
                now,
                &mut counts,
            )?;
        }
    }
    Ok(counts)
}

/// Why a document is not sent that another ledger of this client has got.
pub fn in_book(book: &BookId) -> String {
    format!("book:{book}")
}

fn newest_by_source(rows: Vec<OutboxRow>) -> BTreeMap<RecordId, OutboxRow> {
    let mut newest: BTreeMap<RecordId, OutboxRow> = BTreeMap::new();
    for row in rows {
        match newest.get(&row.source_id) {
            Some(known) if known.revision > row.revision => {}
            _ => {
                newest.insert(row.source_id.clone(), row);
            }
        }
    }
    newest
}

/// What has to happen to one document's newest entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Nothing,
    Insert,
    InsertIgnored(&'a str),
    Refresh,
    /// A failed entry whose source was corrected goes back to review.
    Reopen,
    Ignore(&'static str),
    Unignore,
    /// Posted, and the source says something else now.
    Revise,
    /// Posted, and the source voided or lost it.
    Void,
}

/// `elsewhere`: another ledger has this document. That counts for new entries only: what a person decided about one stays.
fn step_for<'a>(entry: Option<&OutboxRow>, document: &SourceDocument, elsewhere: Option<&'a str>) -> Step<'a> {
    let void = document
        .object
        .as_invoice()
        .is_some_and(|invoice| invoice.state == DocumentState::Void);
    let without_effect = match (document.deleted, void) {
        (true, _) => Some(GONE),
        (false, true) => Some(VOID),
        (false, false) => None,
    };
    let Some(entry) = entry else {
        return match without_effect.or(elsewhere) {
            Some(GONE) => Step::Nothing,
            Some(why) => Step::InsertIgnored(why),
            None => Step::Insert,
        };
    };
    let changed = entry.source_hash != document.hash;
    match (entry.state, without_effect) {
        (OutboxState::Staged, Some(_)) if entry.operation == "void" => Step::Nothing,
        (OutboxState::Staged | OutboxState::Failed, Some(why)) if entry.revision == 1 => Step::Ignore(why),
        (OutboxState::Staged, _) if changed => Step::Refresh,
        (OutboxState::Failed, _) if changed => Step::Reopen,
        (OutboxState::Ignored, None) if matches!(entry.ignored_by.as_deref(), Some(GONE | VOID)) => Step::Unignore,
        (OutboxState::Ignored, _) if changed => Step::Refresh,
        (OutboxState::Posted, Some(_)) if entry.operation != "void" => Step::Void,
        (OutboxState::Posted, None) if changed => Step::Revise,
        // What is on its way is looked at again when it has settled.
        (OutboxState::Approved | OutboxState::Sending | OutboxState::InDoubt, _)
        | (
            OutboxState::Staged
            | OutboxState::Failed
            | OutboxState::Ignored
            | OutboxState::Posted
            | OutboxState::Superseded,
            _,
        ) => Step::Nothing,
    }
}

#[allow(
    clippy::too_many_arguments,
    reason = "one private call site; a struct would only rename the arguments"
)]
fn apply(
    writer: &Writer<'_>,
    book: &BookId,
    marker: &Marker,
    entry: Option<&OutboxRow>,
    document: &SourceDocument,
    step: Step<'_>,
    now: Instant,
    counts: &mut StagedCounts,
) -> Result<(), StoreError> {
    let staged = staged(document);
    let insert = |revision: u32, operation: &str, ignored_by: Option<&str>| {
        let remote_id = entry.and_then(|entry| entry.remote_id.as_ref());
        outbox::insert(
            writer,
            &NewEntry {
                book,
                operation,
                marker,
                revision,
                staged: &staged,
                remote_id,
                ignored_by,
                now,
            },
        )
    };
    let revision = entry.map_or(1, |entry| entry.revision + 1);
    match (step, entry) {
        (Step::Insert, _) => {
            insert(revision, "create", None)?;
            counts.new += 1;
        }
        (Step::InsertIgnored(why), _) => {
            insert(revision, "create", Some(why))?;
            counts.ignored += 1;
        }
        (Step::Revise, _) => {
            insert(revision, "update", None)?;
            counts.revised += 1;
        }
        (Step::Void, _) => {
            insert(revision, "void", None)?;
            counts.revised += 1;
        }
        (Step::Refresh, Some(entry)) => {
            outbox::refresh(writer, entry.id, &staged)?;
            counts.refreshed += 1;
        }
        (Step::Reopen, Some(entry)) => {
            outbox::advance(writer, entry.id, OutboxEvent::Withdraw)?;
            outbox::set_failure(writer, entry.id, None)?;
            outbox::refresh(writer, entry.id, &staged)?;
            counts.refreshed += 1;
        }
        (Step::Ignore(why), Some(entry)) => {
            outbox::advance(writer, entry.id, OutboxEvent::Ignore)?;
            outbox::set_ignored_by(writer, entry.id, Some(why))?;
            counts.ignored += 1;
        }
        (Step::Unignore, Some(entry)) => {
            outbox::advance(writer, entry.id, OutboxEvent::Unignore)?;
            outbox::set_ignored_by(writer, entry.id, None)?;
            outbox::refresh(writer, entry.id, &staged)?;
            counts.refreshed += 1;
        }
        (Step::Nothing, _) | (Step::Refresh | Step::Reopen | Step::Ignore(_) | Step::Unignore, None) => {}
    }
    Ok(())
}

fn staged(document: &SourceDocument) -> Staged {
    let invoice = document.object.as_invoice();
    let draft = invoice.is_some_and(|invoice| invoice.state == DocumentState::Draft);
    Staged {
        kind: document.object.kind(),
        source_id: document.id.clone(),
        name: name(&document.object, &document.id),
        doc_date: document.object.date(),
        amount: document.object.total(),
        currency: invoice.map(|invoice| invoice.currency.clone()),
        party_source_id: invoice.map(|invoice| invoice.customer.id.clone()),
        source_hash: document.hash.clone(),
        hold: draft
            .then(|| Failure::new(ErrorCode::NotFinal, Recovery::FixSource).param("record", document.object.name())),
    }
}

fn name(object: &Object, id: &RecordId) -> String {
    match object.name() {
        "" => id.to_string(),
        name => name.to_owned(),
    }
}
