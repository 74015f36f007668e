//! Settling doubt (`reliability.md` §4): replay where it is safe, wait, look, look again.
//!
//! Not here: the states. Invariant: from "unknown" there are two ways out: found, or proven absent by two looks after the quiet time.

use std::collections::{BTreeMap, BTreeSet};

use tieout_connect::ledger::{Doubt, ProbeAnswer, ProbeRequest};
use tieout_domain::outbox::OutboxState;
use tieout_domain::{ErrorCode, Failure, ObjectKind, Reading, Recovery, RunId, SendId};
use tieout_store::table::attempt;
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::send::{self, SendRow};

use super::settle::{SENDS_MAX, Verdict};
use super::sweep::{SKEW_MINUTES, adopted, earlier, found, probed, twice};
use super::updates::{Standing, standing};
use super::{Memory, Pusher, Step};

/// The server has answered, so nothing of ours is running there any more.
const ENDED: [&str; 2] = ["unknown_ended", "exists"];
/// No second key is safe before this long before the end of the replay window.
const WINDOW_MARGIN_MS: u64 = 30_000;

/// What is known of a doubt.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    pub sent_at: Reading,
    pub ended_at: Option<Reading>,
    pub key_born_at: Reading,
    /// Word of the outcome that led here.
    pub cause: String,
    /// Tries of this very send.
    pub tries: u32,
    /// Sends since approval.
    pub sends: u32,
    pub probes: u32,
    pub probed_at: Option<Reading>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DoubtStep {
    /// The same bytes under the same key.
    Replay,
    Probe,
    Wait(u64),
}

/// What to do about a doubt now. Pure.
pub fn doubt_step(known: &Known, limits: &Doubt, now: &Reading) -> DoubtStep {
    let ended = known.ended_at.is_some() && ENDED.contains(&known.cause.as_str());
    let in_window = known.key_born_at.elapsed_ms(now).saturating_add(WINDOW_MARGIN_MS) < limits.replay_window_ms;
    let may_replay = known.cause == "unknown_ended" && known.tries < 2 && known.sends < SENDS_MAX && known.probes == 0;
    if ended && in_window && may_replay {
        return DoubtStep::Replay;
    }
    let (since, needed) = match (&known.probed_at, known.probes, &known.ended_at) {
        (Some(probed), 1.., _) => (probed, limits.second_probe_ms),
        (_, _, Some(answered)) if ended => (answered, limits.lookup_lag_ms),
        _ => (&known.sent_at, limits.quiet_ms.saturating_add(limits.lookup_lag_ms)),
    };
    match needed.saturating_sub(since.elapsed_ms(now)) {
        0 => DoubtStep::Probe,
        left => DoubtStep::Wait(left),
    }
}

struct Doubted {
    row: OutboxRow,
    send: Option<SendRow>,
    known: Option<Known>,
    failure: Option<Failure>,
}

impl Pusher {
    /// The next thing to do about what is in doubt: `Done` when there is no doubt.
    pub(super) async fn doubts(&self, memory: &mut Memory) -> Result<Step, Failure> {
        let doubted = self.doubted(memory.run).await?;
        let now = self.clock.now();
        let limits = self.ledger.profile().doubt;
        let mut wait = None;
        let mut due: BTreeMap<ObjectKind, Vec<Doubted>> = BTreeMap::new();
        let whole = whole_sends(&doubted);
        for doubt in doubted {
            let step = doubt
                .known
                .as_ref()
                .map_or(DoubtStep::Probe, |known| doubt_step(known, &limits, &now));
            let send = doubt.send.as_ref().map(|send| send.id);
            match step {
                DoubtStep::Replay if send.is_some_and(|send| whole.contains(&send)) => {
                    return self.replay_whole(memory, doubt).await;
                }
                DoubtStep::Replay | DoubtStep::Probe => due.entry(doubt.row.kind).or_default().push(doubt),
                DoubtStep::Wait(ms) => wait = Some(wait.map_or(ms, |known: u64| known.min(ms))),
            }
        }
        match due.pop_first() {
            Some((kind, doubted)) => self.look(memory, kind, doubted).await,
            None => Ok(wait.map_or(Step::Done, Step::Wait)),
        }
    }

    /// All doubts of the book. What another run left in doubt is only looked for: its bytes leave with that run's plan or not at all.
    async fn doubted(&self, run: RunId) -> Result<Vec<Doubted>, Failure> {
        let book = self.book.clone();
        self.read(move |view| {
            let mut out = Vec::new();
            for row in outbox::in_state(view, &book, OutboxState::InDoubt)? {
                let send = row.send_id.map(|id| send::get(view, id)).transpose()?;
                let (cause, failure) = attempt::cause_of_doubt(view, row.id)?.unwrap_or_default();
                let tries = match row.send_id {
                    _ if row.run_id != Some(run) => u32::MAX,
                    Some(id) => attempt::tries(view, row.id, id)?,
                    None => 0,
                };
                let known = send.as_ref().map(|send| Known {
                    sent_at: send.sent_at.clone(),
                    ended_at: send.ended_at.clone(),
                    key_born_at: send.key_born_at.clone(),
                    cause,
                    tries,
                    sends: row.attempt,
                    probes: row.probes,
                    probed_at: row.probed_at.clone(),
                });
                out.push(Doubted {
                    row,
                    send,
                    known,
                    failure,
                });
            }
            Ok(out)
        })
        .await
    }

    async fn replay_whole(&self, memory: &mut Memory, doubt: Doubted) -> Result<Step, Failure> {
        let Some(send) = doubt.send else {
            return Err(Failure::internal("a replay without a send"));
        };
        let id = send.id;
        let rows = self.read(move |view| outbox::of_send(view, id)).await?;
        self.replay(memory, rows, send).await
    }

    /// One look serves all open doubts of a kind.
    async fn look(&self, memory: &mut Memory, kind: ObjectKind, doubted: Vec<Doubted>) -> Result<Step, Failure> {
        let first = doubted
            .iter()
            .map(|doubt| doubt.row.approved_at.unwrap_or(doubt.row.staged_at))
            .min();
        let request = ProbeRequest {
            kind,
            since: earlier(first.unwrap_or_else(|| self.clock.instant()), SKEW_MINUTES),
            wanted: doubted.iter().map(|doubt| probed(&doubt.row)).collect(),
        };
        crate::crash_point!("probe.before");
        let answer = match self.ledger.probe(&request).await {
            Ok(answer) => answer,
            // A look that failed says nothing: the doubt stays.
            Err(failure) => return Ok(self.after_trouble(memory, &failure, None)),
        };
        crate::crash_point!("probe.after");
        memory.trouble = 0;
        let mut settled = Vec::new();
        for doubt in doubted {
            let verdict = self.read_look(&doubt, &answer).await?;
            let word = match verdict {
                Verdict::Posted { .. } => attempt::PROBE_FOUND,
                _ => attempt::PROBE_ABSENT,
            };
            settled.push((doubt.row, word.to_owned(), verdict));
        }
        crate::crash_point!("adopt.before");
        self.settle_all(memory, None, settled).await?;
        Ok(Step::Moved)
    }

    async fn read_look(&self, doubt: &Doubted, answer: &ProbeAnswer) -> Result<Verdict, Failure> {
        let row = &doubt.row;
        let records = found(answer, &row.marker);
        if row.operation != "create" {
            let before = self.mirrored(row).await?;
            return Ok(
                match records
                    .first()
                    .map(|record| (record, standing(row, before.as_ref(), record)))
                {
                    None => Verdict::Failed(about(row, ErrorCode::GoneInLedger, Recovery::Pull)),
                    Some((record, Standing::AsWanted)) => adopted(row, record),
                    Some((_, Standing::AsBefore)) => absent(doubt),
                    Some((_, Standing::Moved)) => {
                        Verdict::Failed(about(row, ErrorCode::ChangedInLedger, Recovery::PlanAgain))
                    }
                },
            );
        }
        Ok(match records {
            [] => absent(doubt),
            [one] => adopted(row, one),
            _ => Verdict::Failed(twice(row)),
        })
    }
}

fn about(row: &OutboxRow, code: ErrorCode, recovery: Recovery) -> Failure {
    Failure::new(code, recovery).param("record", &row.name)
}

/// Not found: a plain refusal stands; otherwise the second look decides.
fn absent(doubt: &Doubted) -> Verdict {
    let exists = doubt.known.as_ref().is_some_and(|known| known.cause == "exists");
    match (&doubt.failure, doubt.row.probes) {
        // The ledger said that it has such a record, and it is not ours: somebody else's name or number.
        (Some(failure), _) if exists => Verdict::Failed(failure.clone()),
        (_, 0) => Verdict::Absent { probes: 1 },
        (failure, _) => Verdict::Again {
            counts: true,
            failure: failure.clone(),
        },
    }
}

/// Sends whose entries are all still in doubt: a batch is replayed whole or not at all.
fn whole_sends(doubted: &[Doubted]) -> BTreeSet<SendId> {
    let mut left: BTreeMap<SendId, usize> = BTreeMap::new();
    let mut size = BTreeMap::new();
    for doubt in doubted {
        if let Some(send) = &doubt.send {
            *left.entry(send.id).or_default() += 1;
            size.entry(send.id).or_insert_with(|| entries_of(send));
        }
    }
    left.into_iter()
        .filter(|(id, count)| size.get(id) == Some(count))
        .map(|(id, _)| id)
        .collect()
}

fn entries_of(send: &SendRow) -> usize {
    let prepared = serde_json::from_str::<tieout_connect::ledger::Prepared>(&send.prepared);
    prepared.map_or(0, |prepared| prepared.entries.len())
}
