//! Pulling in pages, stopping, going on, and what a complete pull may conclude.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use tieout_connect::Ledger;
use tieout_connect::ledger::{
    Company, Cursor, Doubt, EntryOutcome, Fitted, LedgerProfile, Prepared, ProbeAnswer, ProbeRequest, PullPage,
    PullRequest, PullScope, Reply, Vocabulary, Write,
};
use tieout_domain::{ErrorCode, Failure, Object, ObjectKind, Record, RecordId, Recovery, RunId, Side};
use tieout_engine::pull::{Extent, KindEnd, Pull};
use tieout_engine::run::RunControl;
use tieout_store::table::pull_state::{self, PullState};
use tieout_store::table::run::RunAction;

use crate::world::{CUSTOMER, World, customer};

/// Lists in pages of two; each request is remembered.
struct Lists {
    profile: LedgerProfile,
    records: Mutex<Vec<Record>>,
    asked: Mutex<Vec<PullRequest>>,
    fail_at: Mutex<Option<usize>>,
    /// Gives the whole list where only changes were asked for.
    whole: Mutex<bool>,
}

impl Lists {
    fn with(records: Vec<Record>) -> Arc<Self> {
        let doubt = Doubt {
            replay_window_ms: 0,
            quiet_ms: 0,
            lookup_lag_ms: 0,
            second_probe_ms: 0,
        };
        let words = || "x".to_owned();
        let vocabulary = Vocabulary {
            item: words(),
            bill: words(),
            class: words(),
            tax_code: words(),
        };
        let profile = LedgerProfile {
            system: "test".into(),
            name: "Test".into(),
            book_id_words: words(),
            vocabulary,
            pulls: vec![CUSTOMER],
            pushes: Vec::new(),
            batch_max: 1,
            requests_per_minute: 1,
            requests_per_day: None,
            doubt,
            slots: Vec::new(),
            shared_name_space: Vec::new(),
            retires: Vec::new(),
            refuses_stale: true,
        };
        let (records, asked) = (Mutex::new(records), Mutex::default());
        Arc::new(Self {
            profile,
            records,
            asked,
            fail_at: Mutex::default(),
            whole: Mutex::default(),
        })
    }

    fn asked(&self) -> Vec<PullRequest> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

#[async_trait]
impl Ledger for Lists {
    fn profile(&self) -> &LedgerProfile {
        &self.profile
    }

    async fn pull(&self, request: &PullRequest) -> Result<PullPage, Failure> {
        self.asked.lock().unwrap().push(request.clone());
        let at: usize = request.page.as_deref().map_or(0, |page| page.parse().unwrap());
        if *self.fail_at.lock().unwrap() == Some(at) {
            return Err(Failure::new(ErrorCode::LedgerUnavailable, Recovery::Wait));
        }
        let all = self.records.lock().unwrap();
        let records: Vec<Record> = all.iter().skip(at).take(2).cloned().collect();
        Ok(PullPage {
            records,
            deleted: Vec::new(),
            total: Some(all.len() as u64),
            whole: *self.whole.lock().unwrap() || request.scope == PullScope::Full,
            next: (at + 2 < all.len()).then(|| (at + 2).to_string()),
            cursor: Cursor("c1".into()),
        })
    }

    async fn company(&self) -> Result<Company, Failure> {
        Err(Failure::internal("not asked for"))
    }

    async fn read(&self, _kind: ObjectKind, _id: &RecordId) -> Result<Option<Record>, Failure> {
        Ok(None)
    }

    fn fit(&self, wanted: &Object, _company: &Company) -> Result<Fitted, Vec<Failure>> {
        Ok(Fitted {
            document: wanted.clone(),
            notes: Vec::new(),
        })
    }

    fn prepare(&self, _key: &str, _writes: &[Write]) -> Result<Prepared, Failure> {
        Err(Failure::internal("a pull never writes"))
    }

    async fn send(&self, _prepared: &Prepared) -> Reply {
        Reply {
            outcomes: Vec::new(),
            status: None,
            body: None,
            exchange_id: None,
        }
    }

    fn classify(&self, _prepared: &Prepared, _status: u16, _body: &str) -> Vec<EntryOutcome> {
        Vec::new()
    }

    async fn probe(&self, _request: &ProbeRequest) -> Result<ProbeAnswer, Failure> {
        Ok(ProbeAnswer::default())
    }
}

async fn pull(world: &World, ledger: &Arc<Lists>, extent: Extent, stop_after: Option<u32>) -> KindEnd {
    let control = Arc::new(RunControl::new(RunId(1), RunAction::Pull));
    let pull = Pull {
        ledger: Arc::clone(ledger) as Arc<dyn Ledger>,
        store: Arc::clone(&world.store),
        clock: Arc::clone(&world.clock) as Arc<dyn tieout_domain::Clock>,
        control: Arc::clone(&control),
    };
    let told = |progress: &tieout_engine::progress::Progress| {
        if stop_after.is_some_and(|records| progress.done >= records) {
            control.stop();
        }
    };
    let mut ends = pull.run(&[CUSTOMER], extent, told).await.unwrap();
    ends.remove(0)
}

fn many(count: usize) -> Vec<Record> {
    (0..count)
        .map(|n| customer(&format!("{n:03}"), &format!("Firm {n:03}")))
        .collect()
}

fn state(world: &World) -> pull_state::PullStateRow {
    world.store.read(|v| pull_state::get(v, CUSTOMER)).unwrap()
}

#[tokio::test]
async fn a_pull_that_stopped_goes_on_at_its_page_and_the_cursor_comes_with_the_last_one() {
    let (world, ledger) = (World::new(), Lists::with(many(5)));
    let end = pull(&world, &ledger, Extent::Full, Some(2)).await;
    assert_eq!((end.state, end.pulled.pulled), (PullState::Partial, 2));
    assert_eq!((state(&world).cursor, state(&world).state), (None, PullState::Partial));
    ledger.asked();
    world.clock.advance(1_000);
    let end = pull(&world, &ledger, Extent::Full, None).await;
    assert_eq!((end.state, end.pulled.pulled), (PullState::Complete, 5));
    assert_eq!(ledger.asked()[0].page.as_deref(), Some("2"), "no page is read again");
    assert_eq!(state(&world).cursor.as_deref(), Some("c1"));
    assert_eq!(world.names(Side::Ledger, CUSTOMER).len(), 5);
    world.clock.advance(1_000);
    pull(&world, &ledger, Extent::ChangesOnly, None).await;
    assert_eq!(ledger.asked()[0].scope, PullScope::ChangesSince(Cursor("c1".into())));
}

#[tokio::test]
async fn a_failure_in_the_middle_leaves_the_list_partial_and_buries_nothing() {
    let (world, ledger) = (World::new(), Lists::with(many(6)));
    pull(&world, &ledger, Extent::Full, None).await;
    world.clock.advance(1_000);
    *ledger.fail_at.lock().unwrap() = Some(2);
    let end = pull(&world, &ledger, Extent::Full, None).await;
    assert_eq!(end.state, PullState::Partial);
    assert_eq!(end.failure.unwrap().code, ErrorCode::LedgerUnavailable);
    assert_eq!(
        world.names(Side::Ledger, CUSTOMER).len(),
        6,
        "what was not read is not gone"
    );
    assert_eq!(
        state(&world).cursor.as_deref(),
        Some("c1"),
        "the last complete pull still counts"
    );
}

#[tokio::test]
async fn a_complete_pull_buries_what_it_did_not_mention() {
    let (world, ledger) = (World::new(), Lists::with(many(6)));
    pull(&world, &ledger, Extent::Full, None).await;
    world.clock.advance(1_000);
    ledger.records.lock().unwrap().remove(3);
    let end = pull(&world, &ledger, Extent::Full, None).await;
    assert_eq!((end.state, end.pulled.gone), (PullState::Complete, 1));
    assert_eq!(world.names(Side::Ledger, CUSTOMER).len(), 5);
}

#[tokio::test]
async fn a_list_that_is_suddenly_empty_is_a_question_not_a_deletion() {
    let (world, ledger) = (World::new(), Lists::with(many(30)));
    pull(&world, &ledger, Extent::Full, None).await;
    world.clock.advance(1_000);
    ledger.records.lock().unwrap().clear();
    let end = pull(&world, &ledger, Extent::Full, None).await;
    assert_eq!(
        (end.state, end.failure.unwrap().code),
        (PullState::Failed, ErrorCode::ManyRowsGone)
    );
    assert_eq!(world.names(Side::Ledger, CUSTOMER).len(), 30);
    world.clock.advance(1_000);
    let end = pull(&world, &ledger, Extent::FullGoneConfirmed, None).await;
    assert_eq!(
        (end.state, end.pulled.gone),
        (PullState::Complete, 30),
        "a person said so"
    );
    assert_eq!(world.names(Side::Ledger, CUSTOMER).len(), 0);
}

#[tokio::test]
async fn a_whole_list_in_place_of_changes_buries_what_it_did_not_mention() {
    let (world, ledger) = (World::new(), Lists::with(many(6)));
    pull(&world, &ledger, Extent::Full, None).await;
    ledger.records.lock().unwrap().remove(3);
    world.clock.advance(1_000);
    let end = pull(&world, &ledger, Extent::ChangesOnly, None).await;
    assert_eq!(end.pulled.gone, 0, "a list of changes says nothing about the rest");
    *ledger.whole.lock().unwrap() = true;
    world.clock.advance(1_000);
    let end = pull(&world, &ledger, Extent::ChangesOnly, None).await;
    assert_eq!((end.state, end.pulled.gone), (PullState::Complete, 1));
    assert_eq!(world.names(Side::Ledger, CUSTOMER).len(), 5);
}
