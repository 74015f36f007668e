//! A push run from its first send to its end: carry out, check against the ledger, put away, report.
//!
//! Not here: single sends (`push`). Invariant: a run that ended says how, and what it left is settled, in doubt, back in review, or
//! waits where everybody sees it (`waiting`).

use std::sync::Arc;

use tieout_connect::ledger::{Company, ProbeRequest, Probed};
use tieout_domain::objects::Record;
use tieout_domain::outbox::OutboxState;
use tieout_domain::run::{RunEvent, RunState};
use tieout_domain::write_back::WriteBackState;
use tieout_domain::{ErrorCode, Failure, ObjectKind, Recovery, RunId};
use tieout_store::table::outbox::{self, OutboxRow};
use tieout_store::table::{run as run_table, write_back};

use crate::push::{Ended, Moved, Pusher, found, tell_mirror};
use crate::report::{self, About, HandedOver};
use crate::run::{self, RunControl};
use crate::stage::DOCUMENTS;
use crate::{crash_point, waiting, write_back as handing};

/// Records asked for in one look at the end of a run.
const CHECKED_AT_ONCE: usize = 1_000;

impl Pusher {
    /// Carries out the run that `control` belongs to, ends it and saves its report.
    pub async fn job(
        &self,
        control: &RunControl,
        company: &Company,
        version: &str,
        moved: Moved<'_>,
    ) -> Result<RunState, Failure> {
        // First: it needs no network, and what the ledger refuses is no reason to keep it.
        let handed = self.hand_over(control.run).await?;
        if !handed.files.is_empty() {
            moved();
        }
        let ended = match self.run(control, moved).await {
            Ok(ended) => ended,
            Err(failure) => Ended::Broken(failure),
        };
        let mut warnings = Vec::new();
        if ended == Ended::Settled {
            for kind in DOCUMENTS {
                warnings.extend(self.check_posted(control.run, kind).await);
            }
        }
        let about = About {
            book: self.book.clone(),
            company: company.clone(),
            ledger_name: self.ledger.profile().name.clone(),
            version: version.to_owned(),
            warnings,
            handed,
        };
        let state = self.put_away(control.run, &ended, about).await?;
        moved();
        Ok(state)
    }

    /// Asks the ledger once more for what this run posted, so that the report's totals are the ledger's own. What cannot be asked
    /// or is not there is a warning: the answers are still in the mirror.
    async fn check_posted(&self, run: RunId, kind: ObjectKind) -> Vec<String> {
        let rows = match self.posted_by(run, kind).await {
            Ok(rows) => rows,
            Err(failure) => return vec![failure.to_string()],
        };
        let mut warnings = Vec::new();
        for rows in rows.chunks(CHECKED_AT_ONCE) {
            let first = rows.iter().filter_map(|row| row.approved_at).min();
            let request = ProbeRequest {
                kind,
                since: crate::push::earlier(first.unwrap_or_else(|| self.clock.instant())),
                wanted: rows.iter().map(crate::push::probed).collect(),
            };
            match self.look_again(rows, &request).await {
                Ok((records, missing)) => {
                    if missing > 0 {
                        warnings.push(format!("not_found_again:{kind}:{missing}"));
                    }
                    let at = self.clock.instant();
                    let told = self
                        .write(move |writer| records.iter().try_for_each(|record| tell_mirror(writer, record, at)))
                        .await;
                    warnings.extend(told.err().map(|failure| failure.to_string()));
                }
                Err(failure) => warnings.push(format!("not_checked:{kind}:{}", failure.code.word())),
            }
        }
        warnings
    }

    /// What the ledger shows of these rows, and how many it does not. A list may lag behind what was just saved: what it does not
    /// show yet is asked for by its id.
    async fn look_again(&self, rows: &[OutboxRow], request: &ProbeRequest) -> Result<(Vec<Record>, usize), Failure> {
        let answer = self.ledger.probe(request).await?;
        let mut records: Vec<Record> = Vec::new();
        let mut by_id = ProbeRequest {
            wanted: Vec::new(),
            ..request.clone()
        };
        for row in rows {
            match found(&answer, &row.marker) {
                [] => by_id.wanted.push(Probed {
                    remote: row.remote_id.clone(),
                    ..crate::push::probed(row)
                }),
                shown => records.extend(shown.iter().cloned()),
            }
        }
        let mut missing = by_id.wanted.len();
        if missing > 0 {
            let second = self.ledger.probe(&by_id).await?;
            missing = second.found.iter().filter(|(_, shown)| shown.is_empty()).count();
            records.extend(second.found.into_iter().flat_map(|(_, shown)| shown));
        }
        Ok((records, missing))
    }

    /// Writes the files for the source and says so on disk. What cannot be written is taken back: a new plan offers it again.
    async fn hand_over(&self, run: RunId) -> Result<HandedOver, Failure> {
        let rows = self.read(move |view| write_back::of_run(view, run)).await?;
        if rows.iter().all(|row| row.state != WriteBackState::Approved) {
            return Ok(HandedOver::default());
        }
        let (to, who, now) = (self.hand_over.clone(), self.who.clone(), self.clock.instant());
        let rows = Arc::new(rows);
        let made = Arc::clone(&rows);
        let written = tokio::task::spawn_blocking(move || match to {
            Some(to) => handing::write_files(&to, &made).map(|files| HandedOver {
                folder: to.folder,
                files,
                failure: None,
            }),
            None => Err(Failure::new(ErrorCode::SourceNotWritable, Recovery::ChooseFile)),
        });
        let written = written.await.map_err(Failure::internal)?;
        crash_point!("hand_over.written");
        self.write(move |writer| match written {
            Ok(handed) => {
                handing::handed_over(writer, &rows, &who, now)?;
                Ok(handed)
            }
            Err(failure) => {
                let open = rows.iter().filter(|row| row.state == WriteBackState::Approved);
                open.map(|row| handing::withdraw(writer, row, &who, now))
                    .collect::<Result<Vec<()>, _>>()?;
                Ok(HandedOver {
                    failure: Some(failure),
                    ..HandedOver::default()
                })
            }
        })
        .await
    }

    async fn posted_by(&self, run: RunId, kind: ObjectKind) -> Result<Vec<OutboxRow>, Failure> {
        let rows = self.read(move |view| outbox::of_run(view, run)).await?;
        Ok(rows
            .into_iter()
            .filter(|row| row.kind == kind && row.state == OutboxState::Posted)
            .collect())
    }

    /// Ends the run on disk, its report with it: whoever sees the end finds the report. Stopped by a person: what was not sent goes
    /// back to review.
    async fn put_away(&self, run: RunId, ended: &Ended, about: About) -> Result<RunState, Failure> {
        let (who, now, ended) = (self.who.clone(), self.clock.instant(), ended.clone());
        self.write(move |writer| {
            let rows = outbox::of_run(writer, run)?;
            if ended == Ended::Stopped {
                for row in &rows {
                    waiting::withdraw(writer, row, &who, now)?;
                }
            }
            let refused = about.handed.failure.is_some();
            let unsettled = |row: &OutboxRow| !matches!(row.state, OutboxState::Posted | OutboxState::Superseded);
            let (event, failure) = match &ended {
                Ended::Settled if refused || rows.iter().any(unsettled) => (RunEvent::FinishWithFailures, None),
                Ended::Settled => (RunEvent::Finish, None),
                Ended::Stopped => (RunEvent::Cancel, None),
                Ended::Broken(failure) => (RunEvent::Abort, Some(failure)),
            };
            let progress = serde_json::to_string(&run::push_progress(writer, run)?)?;
            run_table::set_progress(writer, run, &progress)?;
            let state = run::finish(writer, run, event, failure, &who, now)?;
            let report = report::make(writer, run, &about)?;
            run_table::save_report(writer, run, &serde_json::to_string(&report)?)?;
            Ok(state)
        })
        .await
    }
}
