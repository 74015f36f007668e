//! One send: T1 on disk, the wire, T2 on disk (`reliability.md` §3).
//!
//! Not here: looking after a doubt. Invariant: if T1 cannot commit, nothing leaves; an answer is never dropped while the file can
//! take it.

use tieout_connect::ledger::{EntryOutcome, Operation, Outcome, Prepared, RemoteVersion, Reply, Write};
use tieout_domain::outbox::OutboxEvent;
use tieout_domain::{ErrorCode, Failure, OutboxId, Recovery, SendId};
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::send::{self, NewSend, SendRow};
use tieout_store::{StoreError, Writer};

use super::settle::{Settling, Verdict, settle, verdict};
use super::{Memory, PATIENCE_MS, Pusher, Step, is_disk_full};
use crate::crash_point;

/// Tries to write an answer down while the disk is full.
const FULL_DISK_TRIES: u32 = 12;
const FULL_DISK_WAIT_MS: u64 = 5_000;

impl Pusher {
    pub(super) async fn send(&self, memory: &mut Memory, batch: Vec<OutboxRow>) -> Result<Step, Failure> {
        if let Some(step) = self.quota(batch.len()) {
            return Ok(step);
        }
        let batch = match self.fresh(memory, batch).await? {
            Ok(batch) => batch,
            Err(step) => return Ok(step),
        };
        if batch.is_empty() {
            return Ok(Step::Moved);
        }
        let key = uuid::Uuid::now_v7().to_string();
        let prepared = match self.prepare(&key, &batch) {
            Ok(prepared) => prepared,
            Err(_) => return self.send_singly(memory, batch).await,
        };
        self.carry(memory, batch, prepared).await
    }

    /// A full quota is waited for here, before T1: what is on disk as being sent leaves at once.
    fn quota(&self, writes: usize) -> Option<Step> {
        let wait = self.ledger.write_wait(writes)?;
        let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        if ms <= PATIENCE_MS {
            return Some(Step::Wait(ms.max(1)));
        }
        let failure = Failure::new(ErrorCode::RateLimited, Recovery::Wait).param("seconds", wait.as_secs());
        Some(Step::Broken(failure))
    }

    fn prepare(&self, key: &str, batch: &[OutboxRow]) -> Result<Prepared, Failure> {
        let writes = batch.iter().map(write_of).collect::<Result<Vec<_>, _>>()?;
        self.ledger.prepare(key, &writes)
    }

    /// One entry that cannot be put into bytes must not stop the others of its batch.
    async fn send_singly(&self, memory: &mut Memory, batch: Vec<OutboxRow>) -> Result<Step, Failure> {
        let mut step = Step::Moved;
        for row in batch {
            let key = uuid::Uuid::now_v7().to_string();
            step = match self.prepare(&key, std::slice::from_ref(&row)) {
                Ok(prepared) => self.carry(memory, vec![row], prepared).await?,
                Err(failure) => {
                    self.settle_all(
                        memory,
                        None,
                        vec![(row, "refused_by_us".to_owned(), Verdict::Failed(failure))],
                    )
                    .await?;
                    Step::Moved
                }
            };
            if !matches!(step, Step::Moved) {
                break;
            }
        }
        Ok(step)
    }

    async fn carry(&self, memory: &mut Memory, batch: Vec<OutboxRow>, prepared: Prepared) -> Result<Step, Failure> {
        crash_point!("t1.before");
        let (rows, send) = match self.first_commit(batch, &prepared).await {
            Ok(committed) => committed,
            // Nothing has left: the run rests until there is space.
            Err(failure) if is_disk_full(&failure) => {
                return Ok(self.after_trouble(memory, &failure, Some(FULL_DISK_WAIT_MS)));
            }
            Err(failure) => return Err(failure),
        };
        crash_point!("t1.after");
        let reply = self.ledger.send(&prepared).await;
        crash_point!("wire.answered");
        self.second_commit(memory, rows, send, reply).await
    }

    /// T1: on disk as being sent, with the exact bytes.
    async fn first_commit(
        &self,
        batch: Vec<OutboxRow>,
        prepared: &Prepared,
    ) -> Result<(Vec<OutboxRow>, SendId), Failure> {
        let (book, at, prepared) = (self.book.clone(), self.clock.now(), prepared.clone());
        self.write(move |writer| {
            let mut stored = prepared.clone();
            let bytes = std::mem::take(&mut stored.body);
            let new = NewSend {
                book: &book,
                key: &prepared.key,
                prepared: &serde_json::to_string(&stored)?,
                bytes: &bytes,
                at: &at,
            };
            let send = send::insert(writer, &new)?;
            let mut rows = Vec::with_capacity(batch.len());
            for row in batch {
                outbox::advance(writer, row.id, OutboxEvent::Send)?;
                outbox::set_send(writer, row.id, send, row.attempt + 1)?;
                rows.push(outbox::get(writer, row.id)?);
            }
            crash_point!("t1.inside");
            Ok((rows, send))
        })
        .await
    }

    /// T2: everything the answer says, at once.
    async fn second_commit(
        &self,
        memory: &mut Memory,
        rows: Vec<OutboxRow>,
        send: SendId,
        reply: Reply,
    ) -> Result<Step, Failure> {
        let trouble = trouble(&reply);
        let mut settled = pair(rows, &reply);
        if memory.alike.lasting() {
            settled.iter_mut().for_each(|(row, _, verdict)| give_up(row, verdict));
        }
        memory.alike.note(&settled);
        self.settle_all(memory, Some((send, reply)), settled).await?;
        crash_point!("t2.after");
        match trouble {
            Some((failure, wish)) => Ok(self.after_trouble(memory, &failure, wish)),
            None => {
                memory.trouble = 0;
                Ok(Step::Moved)
            }
        }
    }

    /// Settles entries in one transaction; keeps trying while the disk is full, because the answer exists only here.
    pub(super) async fn settle_all(
        &self,
        memory: &Memory,
        send: Option<(SendId, Reply)>,
        settled: Vec<(OutboxRow, String, Verdict)>,
    ) -> Result<(), Failure> {
        let mut tries = 0;
        loop {
            let (run, who, now) = (memory.run, self.who.clone(), self.clock.now());
            let (send, settled) = (send.clone(), settled.clone());
            let done = self
                .write(move |writer| {
                    let settling = Settling {
                        run: Some(run),
                        send: send.as_ref().map(|(id, _)| *id),
                        who: &who,
                        now: &now,
                    };
                    if let Some((id, reply)) = &send {
                        let (body, exchange) = (reply.body.as_deref(), reply.exchange_id.as_deref());
                        send::set_ended(writer, *id, &now, reply.status, body, exchange)?;
                    }
                    settle_each(writer, &settling, &settled)
                })
                .await;
            match done {
                Err(failure) if is_disk_full(&failure) && tries < FULL_DISK_TRIES => {
                    tries += 1;
                    self.waiter.wait(FULL_DISK_WAIT_MS).await;
                }
                done => return done,
            }
        }
    }

    /// Sends the very same bytes under the very same key once more; the entries stay in doubt until the answer is read.
    pub(super) async fn replay(
        &self,
        memory: &mut Memory,
        rows: Vec<OutboxRow>,
        send: SendRow,
    ) -> Result<Step, Failure> {
        let mut prepared: Prepared = serde_json::from_str(&send.prepared).map_err(Failure::internal)?;
        prepared.body = send.bytes;
        let (id, at) = (send.id, self.clock.now());
        self.write(move |writer| send::set_sent_again(writer, id, &at)).await?;
        let reply = self.ledger.send(&prepared).await;
        let trouble = trouble(&reply);
        let settled = pair(rows, &reply)
            .into_iter()
            .map(|(row, word, verdict)| {
                // An error may be a replayed one, and "not sent" is about the repetition only: the first doubt stays.
                let verdict = match verdict {
                    Verdict::Again { failure, .. } => Verdict::Doubt(failure.unwrap_or_else(lost)),
                    Verdict::Failed(failure) | Verdict::Apart(failure) => Verdict::Doubt(failure),
                    other => other,
                };
                (row, word, verdict)
            })
            .collect();
        self.settle_all(memory, Some((id, reply)), settled).await?;
        Ok(match trouble {
            Some((failure, wish)) => self.after_trouble(memory, &failure, wish),
            None => Step::Moved,
        })
    }
}

fn settle_each(
    writer: &Writer<'_>,
    settling: &Settling<'_>,
    settled: &[(OutboxRow, String, Verdict)],
) -> Result<(), StoreError> {
    for (row, word, verdict) in settled {
        settle(writer, settling, row, word, verdict)?;
    }
    Ok(())
}

/// Several were refused alone in the same words already: what is left of them is not asked for one by one. A later attempt can be.
fn give_up(row: &OutboxRow, verdict: &mut Verdict) {
    if let Verdict::Apart(failure) = verdict
        && row.attempt > 1
    {
        let mut failure = failure.clone().context("refused together with others");
        failure.recovery = tieout_domain::Recovery::Retry;
        *verdict = Verdict::Failed(failure);
    }
}

fn lost() -> Failure {
    Failure::new(tieout_domain::ErrorCode::AnswerLost, tieout_domain::Recovery::Wait)
}

/// Each entry with its outcome. An entry the answer does not mention is unknown.
fn pair(rows: Vec<OutboxRow>, reply: &Reply) -> Vec<(OutboxRow, String, Verdict)> {
    let of = |id: OutboxId| reply.outcomes.iter().find(|outcome| outcome.entry == id);
    rows.into_iter()
        .map(|row| {
            let outcome = of(row.id).map_or_else(
                || Outcome::UnknownMaybeRunning(lost().context("the answer does not mention the entry")),
                |found: &EntryOutcome| found.outcome.clone(),
            );
            let word = outcome.word().to_owned();
            (row, word, verdict(outcome))
        })
        .collect()
}

/// Why the book has to rest, where every entry came back untouched.
fn trouble(reply: &Reply) -> Option<(Failure, Option<u64>)> {
    reply.outcomes.iter().find_map(|outcome| match &outcome.outcome {
        Outcome::NotSent(failure) => Some((failure.clone(), None)),
        Outcome::Refused {
            failure,
            retry_after_ms,
        } => Some((failure.clone(), *retry_after_ms)),
        Outcome::Done(_)
        | Outcome::DoneDiffers { .. }
        | Outcome::Rejected(_)
        | Outcome::RefusedWhole(_)
        | Outcome::Exists(_)
        | Outcome::UnknownEnded(_)
        | Outcome::UnknownMaybeRunning(_) => None,
    })
}

fn write_of(row: &OutboxRow) -> Result<Write, Failure> {
    let operation = Operation::from_word(&row.operation)
        .ok_or_else(|| Failure::internal(format!("operation {} of entry {}", row.operation, row.id)))?;
    let document = row
        .document
        .clone()
        .ok_or_else(|| Failure::internal(format!("entry {} was approved without a document", row.id)))?;
    let remote = match operation {
        Operation::Create => None,
        Operation::Update | Operation::Void | Operation::Deactivate | Operation::Delete => {
            let id = row
                .remote_id
                .clone()
                .ok_or_else(|| Failure::internal(format!("entry {} has no remote id", row.id)))?;
            Some(RemoteVersion {
                id,
                version: row.remote_version.clone(),
            })
        }
    };
    Ok(Write {
        entry: row.id,
        operation,
        marker: row.marker.clone(),
        document,
        remote,
    })
}
