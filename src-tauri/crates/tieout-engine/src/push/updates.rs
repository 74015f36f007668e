//! Updates and voids: looking before writing, and comparing afterwards (`reliability.md` §5).
//!
//! Not here: creations. Invariant: a record that moved since the plan is planned again, never overwritten.

use tieout_connect::ledger::ProbeRequest;
use tieout_domain::fields::{self, FieldChange};
use tieout_domain::objects::{DocumentState, Invoice};
use tieout_domain::{ErrorCode, Failure, Object, Record, Recovery, Side};
use tieout_store::table::mirror::{self, MirrorRow};
use tieout_store::table::outbox::{self, OutboxRow};

use super::settle::Verdict;
use super::sweep::{earlier, found, probed};
use super::{Memory, Pusher, Step};

/// What a record is, seen against the update that is meant for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It says what we want.
    AsWanted,
    /// It is as it was when the plan was made.
    AsBefore,
    /// Somebody else changed it.
    Moved,
}

impl Pusher {
    /// Creations go as they are. Of updates those are left that still apply; the others are settled without a send.
    pub(super) async fn fresh(
        &self,
        memory: &mut Memory,
        batch: Vec<OutboxRow>,
    ) -> Result<Result<Vec<OutboxRow>, Step>, Failure> {
        if batch.first().is_none_or(|row| row.operation == "create") {
            return Ok(Ok(batch));
        }
        let Some(kind) = batch.first().map(|row| row.kind) else {
            return Ok(Ok(batch));
        };
        let request = ProbeRequest {
            kind,
            since: earlier(self.clock.instant(), super::sweep::SKEW_MINUTES),
            wanted: batch.iter().map(probed).collect(),
        };
        let answer = match self.ledger.probe(&request).await {
            Ok(answer) => answer,
            Err(failure) => return Ok(Err(self.after_trouble(memory, &failure, None))),
        };
        let (mut left, mut settled, mut versions) = (Vec::new(), Vec::new(), Vec::new());
        for mut row in batch {
            let before = self.mirrored(&row).await?;
            let verdict = match found(&answer, &row.marker) {
                [] => Verdict::Failed(about(&row, ErrorCode::GoneInLedger, Recovery::Pull)),
                [record, ..] => match standing(&row, before.as_ref(), record) {
                    Standing::AsWanted => super::sweep::adopted(&row, record),
                    Standing::AsBefore => {
                        versions.push((row.id, record.version.clone()));
                        row.remote_version.clone_from(&record.version);
                        left.push(row);
                        continue;
                    }
                    Standing::Moved => Verdict::Failed(about(&row, ErrorCode::ChangedInLedger, Recovery::PlanAgain)),
                },
            };
            settled.push((row, "read_before_write".to_owned(), verdict));
        }
        if !settled.is_empty() {
            self.settle_all(memory, None, settled).await?;
        }
        self.write(move |writer| {
            versions
                .iter()
                .try_for_each(|(id, version)| outbox::set_version(writer, *id, version.as_deref()))
        })
        .await?;
        memory.checked.extend(left.iter().map(|row| row.id));
        Ok(Ok(left))
    }

    /// The ledger's record as the plan saw it.
    pub(super) async fn mirrored(&self, row: &OutboxRow) -> Result<Option<MirrorRow>, Failure> {
        let Some(remote) = row.remote_id.clone() else {
            return Ok(None);
        };
        let kind = row.kind;
        self.read(move |view| mirror::get(view, Side::Ledger, kind, &remote))
            .await
    }
}

fn about(row: &OutboxRow, code: ErrorCode, recovery: Recovery) -> Failure {
    Failure::new(code, recovery).param("record", &row.name)
}

/// Where a record stands between what it was (`before`) and what is wanted.
pub fn standing(row: &OutboxRow, before: Option<&MirrorRow>, now: &Record) -> Standing {
    if row.operation == "void" {
        let void = now
            .object
            .as_invoice()
            .is_some_and(|invoice| invoice.state == DocumentState::Void);
        return if void { Standing::AsWanted } else { Standing::AsBefore };
    }
    if row.operation == "deactivate" {
        return match (now.active, moved(row, before, now)) {
            (false, _) => Standing::AsWanted,
            (true, false) => Standing::AsBefore,
            (true, true) => Standing::Moved,
        };
    }
    let Some(document) = &row.document else {
        return Standing::Moved;
    };
    let was = before.map(|row| &row.object);
    let said = fields::fields(&now.object);
    let planned = fields::changes(document, was, None);
    let wanted = planned
        .iter()
        .all(|change| said.get(&change.field) == change.wanted.as_ref());
    let revived = before.is_some_and(|row| !row.active);
    if wanted && (!revived || now.active) {
        return Standing::AsWanted;
    }
    if moved(row, before, now) {
        Standing::Moved
    } else {
        Standing::AsBefore
    }
}

/// Whether somebody changed the record since the plan saw it.
fn moved(row: &OutboxRow, before: Option<&MirrorRow>, now: &Record) -> bool {
    let same_version = now.version.is_some() && now.version == row.remote_version;
    let same_words =
        before.is_some_and(|before| before.hash == fields::hash(&now.object) && before.active == now.active);
    !same_version && !same_words
}

/// Where a found record says something else than was wanted, in what must not differ: for documents the party, the date and the
/// money; for lists the name.
pub fn differences(document: Option<&Object>, record: &Record) -> Vec<FieldChange> {
    match (document, &record.object) {
        (Some(Object::Invoice(wanted)), Object::Invoice(there)) => money_differences(wanted, there),
        (Some(wanted), there) if !fields::changes(wanted, Some(there), None).is_empty() => {
            let same = tieout_domain::text::name_key(wanted.name()) == tieout_domain::text::name_key(there.name());
            let change = change("name", wanted.name().to_owned(), there.name().to_owned());
            if same { Vec::new() } else { vec![change] }
        }
        (Some(_) | None, _) => Vec::new(),
    }
}

fn money_differences(wanted: &Invoice, there: &Invoice) -> Vec<FieldChange> {
    let mut found = Vec::new();
    if wanted.customer.id != there.customer.id {
        found.push(change(
            "customer",
            wanted.customer.id.to_string(),
            there.customer.id.to_string(),
        ));
    }
    if wanted.date != there.date {
        found.push(change("date", wanted.date.to_string(), there.date.to_string()));
    }
    if wanted.currency != there.currency {
        found.push(change(
            "currency",
            wanted.currency.to_string(),
            there.currency.to_string(),
        ));
    }
    if wanted.total != there.total {
        found.push(change("total", wanted.total.to_string(), there.total.to_string()));
    }
    found
}

fn change(field: &str, wanted: String, ledger: String) -> FieldChange {
    FieldChange {
        field: field.to_owned(),
        last_pushed: None,
        wanted: Some(wanted),
        ledger: Some(ledger),
    }
}
