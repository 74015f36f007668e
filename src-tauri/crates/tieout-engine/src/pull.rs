//! From the ledger's lists into the mirror, page by page.
//!
//! Not here: HTTP and waiting (connectors), the run it belongs to (the caller). Invariant: a page and how far we are with it are one
//! transaction; the cursor is stored with the last page only, so that a partial pull never passes for a complete one.

use std::sync::Arc;

use tieout_connect::Ledger;
use tieout_connect::ledger::{Cursor, PullPage, PullRequest, PullScope};
use tieout_domain::{Clock, ErrorCode, Failure, Instant, ObjectKind, Recovery, Side};
use tieout_store::table::mirror::{self, Seen, Told};
use tieout_store::table::pull_state::{self, PullState, PullStateRow};
use tieout_store::table::run;
use tieout_store::{Store, StoreError, Writer};

use crate::import::is_mass_deletion;
use crate::progress::Progress;
use crate::run::RunControl;

/// Pages of one pull of one kind; more means that the ledger's paging does not end.
const PAGES_MAX: u32 = 20_000;

/// A pull that stopped longer ago than this starts anew: pages may have moved.
const RESUME_MS_MAX: i64 = 60 * 60 * 1_000;

/// What a pull brought of one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pulled {
    pub kind: ObjectKind,
    pub pulled: u32,
    pub total: Option<u32>,
    pub new: u32,
    pub changed: u32,
    pub gone: u32,
}

/// How the pull of one kind ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindEnd {
    pub pulled: Pulled,
    pub state: PullState,
    pub failure: Option<Failure>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Full,
    /// Full, and a person has said that what is missing really is gone, however much it is.
    FullGoneConfirmed,
    ChangesOnly,
}

/// Who is asked, where it goes, what time it is, and the run it is done in.
pub struct Pull {
    pub ledger: Arc<dyn Ledger>,
    pub store: Arc<Store>,
    pub clock: Arc<dyn Clock>,
    pub control: Arc<RunControl>,
}

/// A kind under way.
struct Course {
    row: PullStateRow,
    scope: PullScope,
    pulled: Pulled,
    gone_confirmed: bool,
}

impl Pull {
    /// Pulls `kinds` one after the other. A kind that fails does not stop the others, unless the ledger cannot be asked at all.
    /// After each page `told` gets the run's progress, which is stored by then.
    pub async fn run(
        &self,
        kinds: &[ObjectKind],
        extent: Extent,
        mut told: impl FnMut(&Progress) + Send,
    ) -> Result<Vec<KindEnd>, Failure> {
        let mut progress = Progress::default();
        for kind in kinds {
            progress.kind(*kind);
        }
        let mut ends = Vec::new();
        for kind in kinds {
            let end = self.kind(*kind, extent, &mut progress, &mut told).await?;
            let stop = self.control.stopping() || end.failure.as_ref().is_some_and(stops_everything);
            ends.push(end);
            if stop {
                break;
            }
        }
        Ok(ends)
    }

    async fn kind(
        &self,
        kind: ObjectKind,
        extent: Extent,
        progress: &mut Progress,
        told: &mut (impl FnMut(&Progress) + Send),
    ) -> Result<KindEnd, Failure> {
        let before = self
            .stored(move |store| store.read(|view| pull_state::get(view, kind)))
            .await?;
        let mut course = begin(before, extent, self.clock.instant())?;
        for _ in 0..PAGES_MAX {
            self.control.while_paused().await;
            if self.control.stopping() {
                return self.stopped(course, None).await;
            }
            let page = course.row.page.clone();
            let request = PullRequest {
                kind,
                scope: course.scope.clone(),
                page,
            };
            let page = match self.ledger.pull(&request).await {
                Ok(page) if page.next.is_some() && page.next == course.row.page => {
                    return self.stopped(course, Some(endless())).await;
                }
                Ok(page) => page,
                Err(failure) => return self.stopped(course, Some(failure)).await,
            };
            course = self.page(course, page, progress).await?;
            told(progress);
            if course.row.page.is_none() {
                return Ok(KindEnd {
                    pulled: course.pulled,
                    state: course.row.state,
                    failure: course.row.failure,
                });
            }
        }
        self.stopped(course, Some(endless())).await
    }

    /// Stores one page, how far the kind is and how far the run is, in one transaction.
    async fn page(&self, course: Course, page: PullPage, progress: &mut Progress) -> Result<Course, Failure> {
        let (at, run, mut after) = (self.clock.instant(), self.control.run, progress.clone());
        let (course, after) = self
            .stored(move |store| {
                store.write(|writer| {
                    let course = take(writer, course, &page, at)?;
                    crate::crash_point!("pull.page_inside");
                    let kind = after.kind(course.pulled.kind);
                    kind.done = course.pulled.pulled;
                    kind.total = course.pulled.total;
                    kind.failed = u32::from(course.row.failure.is_some());
                    after.sum_up();
                    run::set_progress(writer, run, &serde_json::to_string(&after)?)?;
                    Ok((course, after))
                })
            })
            .await?;
        crate::crash_point!("pull.page_after");
        *progress = after;
        Ok(course)
    }

    /// Writes down that a kind was not pulled to its end.
    async fn stopped(&self, course: Course, failure: Option<Failure>) -> Result<KindEnd, Failure> {
        let (mut row, pulled) = (course.row, course.pulled);
        row.state = if row.pulled > 0 || failure.is_none() {
            PullState::Partial
        } else {
            PullState::Failed
        };
        row.failure.clone_from(&failure);
        row.ended_at = Some(self.clock.instant());
        let state = row.state;
        // Stopped before its first page, the kind is as it was.
        if row.pulled > 0 || failure.is_some() {
            self.stored(move |store| store.write(|writer| pull_state::put(writer, &row)))
                .await?;
        }
        Ok(KindEnd { pulled, state, failure })
    }

    async fn stored<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Failure> {
        let store = Arc::clone(&self.store);
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        Ok(done.map_err(Failure::internal)??)
    }
}

/// Failures after which asking for the next kind is pointless.
const fn stops_everything(failure: &Failure) -> bool {
    matches!(
        failure.code,
        ErrorCode::Offline
            | ErrorCode::LedgerUnavailable
            | ErrorCode::RateLimited
            | ErrorCode::SignInNeeded
            | ErrorCode::WrongCompany
            | ErrorCode::ConnectionSettings
    )
}

fn endless() -> Failure {
    Failure::new(ErrorCode::AnswerUnknown, Recovery::Retry).context("the ledger's pages do not end")
}

/// Goes on where the last pull stopped, or starts anew.
fn begin(before: PullStateRow, extent: Extent, now: Instant) -> Result<Course, Failure> {
    let wanted = match (extent, &before.cursor) {
        (Extent::ChangesOnly, Some(cursor)) => PullScope::ChangesSince(Cursor(cursor.clone())),
        (Extent::ChangesOnly, None) | (Extent::Full | Extent::FullGoneConfirmed, _) => PullScope::Full,
    };
    let scope = before
        .scope
        .as_deref()
        .and_then(|text| serde_json::from_str::<PullScope>(text).ok());
    let fresh = before
        .started_at
        .is_some_and(|at| now.as_millisecond().saturating_sub(at.as_millisecond()) < RESUME_MS_MAX);
    let row = if before.page.is_some() && fresh && scope.as_ref() == Some(&wanted) {
        PullStateRow {
            state: PullState::Partial,
            failure: None,
            ended_at: None,
            ..before
        }
    } else {
        PullStateRow {
            page: None,
            scope: Some(serde_json::to_string(&wanted).map_err(Failure::internal)?),
            state: PullState::Partial,
            pulled: 0,
            total: None,
            failure: None,
            started_at: Some(now),
            ended_at: None,
            ..before
        }
    };
    let pulled = Pulled {
        kind: row.kind,
        pulled: row.pulled,
        total: row.total,
        new: 0,
        changed: 0,
        gone: 0,
    };
    Ok(Course {
        row,
        scope: wanted,
        pulled,
        gone_confirmed: extent == Extent::FullGoneConfirmed,
    })
}

/// Stores one page and how far we are.
fn take(writer: &Writer<'_>, course: Course, page: &PullPage, at: Instant) -> Result<Course, StoreError> {
    let Course {
        mut row,
        scope,
        mut pulled,
        gone_confirmed,
    } = course;
    for record in &page.records {
        let told = Told {
            side: Side::Ledger,
            record,
            place: None,
            import: None,
            at,
        };
        let known = mirror::known_one(writer, Side::Ledger, row.kind, &record.id)?;
        match mirror::put(writer, &told, known.as_ref())? {
            Seen::New => pulled.new += 1,
            Seen::Changed => pulled.changed += 1,
            Seen::Same => {}
        }
    }
    for id in &page.deleted {
        pulled.gone += u32::from(mirror::bury(writer, Side::Ledger, row.kind, id, at)?);
    }
    row.pulled = row
        .pulled
        .saturating_add(u32::try_from(page.records.len()).unwrap_or(u32::MAX));
    row.total = page
        .total
        .map(|total| u32::try_from(total).unwrap_or(u32::MAX))
        .or(row.total);
    row.page.clone_from(&page.next);
    if page.next.is_none() {
        pulled.gone += finish(writer, &mut row, page, gone_confirmed, at)?;
    }
    pull_state::put(writer, &row)?;
    (pulled.pulled, pulled.total) = (row.pulled, row.total);
    Ok(Course {
        row,
        scope,
        pulled,
        gone_confirmed,
    })
}

/// The last page came: what a whole list did not mention is gone, unless that is suspiciously much and nobody confirmed it.
fn finish(
    writer: &Writer<'_>,
    row: &mut PullStateRow,
    page: &PullPage,
    gone_confirmed: bool,
    at: Instant,
) -> Result<u32, StoreError> {
    row.ended_at = Some(at);
    row.scope = None;
    let mut gone = 0;
    if let (true, Some(since)) = (page.whole, row.started_at) {
        let before = mirror::alive(writer, Side::Ledger, row.kind)?;
        let missing = mirror::unseen(writer, Side::Ledger, row.kind, since)?;
        if !gone_confirmed && is_mass_deletion(missing.len(), usize::try_from(before).unwrap_or(usize::MAX)) {
            row.state = PullState::Failed;
            row.failure = Some(many_gone(row.kind, missing.len(), before));
            return Ok(0);
        }
        for id in &missing {
            gone += u32::from(mirror::bury(writer, Side::Ledger, row.kind, id, at)?);
        }
    }
    row.state = PullState::Complete;
    row.failure = None;
    row.cursor = Some(page.cursor.0.clone());
    Ok(gone)
}

/// A lost permission looks like mass deletion, so nothing is buried and a person looks.
fn many_gone(kind: ObjectKind, gone: usize, before: u32) -> Failure {
    Failure::new(ErrorCode::ManyRowsGone, Recovery::AskAdmin)
        .param("kind", kind)
        .param("gone", gone)
        .param("before", before)
}
