//! What every ledger must do, whatever its vendor: one suite, run against each with its practice ledger.
//!
//! Not here: starting practice ledgers (tests/integration gives a `Fixture`). Invariant: a broken promise comes back as a
//! sentence; nothing is asserted inside, so that hosts can run it as a self-test too.

use std::collections::BTreeSet;

use async_trait::async_trait;
use tieout_domain::objects::{DocumentState, Party};
use tieout_domain::{Instant, Marker, Object, ObjectKind, OutboxId, Record, RecordId};

use crate::ledger::{
    Cursor, Ledger, Operation, Outcome, ProbeRequest, Probed, PullPage, PullRequest, PullScope, RemoteVersion, Reply,
    Write,
};

/// What the suite needs from the world around a ledger, beyond the ledger itself.
#[async_trait]
pub trait Fixture: Send + Sync {
    fn ledger(&self) -> &dyn Ledger;

    /// A key never used before, as the engine makes them.
    fn key(&self) -> String;

    /// The next answer to a write is lost after the ledger has committed it.
    async fn lose_next_answer(&self);

    /// The next request is told to slow down (briefly).
    async fn throttle_next(&self);

    /// Ends the access token; the permission stands.
    async fn expire_access(&self);

    /// Closes the books through a day after all dates the suite uses; `false` where the ledger has no such thing.
    async fn close_books(&self) -> bool;

    /// A member nobody knows goes into all further answers; returns its name.
    async fn add_unknown_member(&self) -> String;

    /// A kind with a record that can be deleted behind our back, and that record; it is deleted when this returns.
    async fn delete_something(&self) -> Option<(ObjectKind, RecordId)>;
}

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken(pub String);

type Kept = Result<(), Broken>;

/// Runs everything, in an order in which no check spoils the next.
pub async fn all(fixture: &dyn Fixture) -> Vec<Broken> {
    let mut broken = Vec::new();
    broken.extend(pages_do_not_overlap(fixture).await.err());
    broken.extend(a_cursor_sees_what_comes_later(fixture).await.err());
    broken.extend(same_key_and_bytes_post_once(fixture).await.err());
    broken.extend(a_lost_answer_is_found_by_our_reference(fixture).await.err());
    broken.extend(a_taken_name_is_no_failure_of_ours(fixture).await.err());
    broken.extend(a_stale_version_overwrites_nothing(fixture).await.err());
    broken.extend(slow_down_is_waited_for(fixture).await.err());
    broken.extend(an_expired_token_renews_by_itself(fixture).await.err());
    broken.extend(a_deleted_record_is_seen(fixture).await.err());
    broken.extend(unknown_members_survive(fixture).await.err());
    broken
}

/// Every page of every kind: no record twice, the count as announced.
pub async fn pages_do_not_overlap(fixture: &dyn Fixture) -> Kept {
    for kind in fixture.ledger().profile().pulls.clone() {
        let (records, total, _) = pull(fixture, kind, PullScope::Full).await?;
        let ids: BTreeSet<_> = records.iter().map(|record| &record.id).collect();
        keep(ids.len() == records.len(), || {
            format!("{kind}: a record came on two pages")
        })?;
        let announced = total.is_none_or(|total| total == records.len() as u64);
        keep(announced, || {
            format!("{kind}: {total:?} announced, {} came", records.len())
        })?;
        let own = records.iter().all(|record| record.kind() == kind);
        keep(own, || format!("{kind}: a record of another kind came"))?;
    }
    Ok(())
}

pub async fn a_cursor_sees_what_comes_later(fixture: &dyn Fixture) -> Kept {
    let (_, _, cursor) = pull(fixture, ObjectKind::Customer, PullScope::Full).await?;
    let made = create(fixture, "Cursor").await?;
    let (changed, _, _) = pull(fixture, ObjectKind::Customer, PullScope::ChangesSince(cursor)).await?;
    let seen = changed.iter().any(|record| record.id == made.id);
    keep(seen, || {
        "a record made after the pull is not among the changes".to_owned()
    })
}

pub async fn same_key_and_bytes_post_once(fixture: &dyn Fixture) -> Kept {
    let ledger = fixture.ledger();
    let write = staged(fixture, "Once").await?;
    let prepared = ledger
        .prepare(&fixture.key(), std::slice::from_ref(&write))
        .map_err(said)?;
    let first = done(ledger.send(&prepared).await)?;
    if ledger.profile().doubt.replay_window_ms > 0 {
        let again = done(ledger.send(&prepared).await)?;
        keep(again.id == first.id, || {
            "the same key and bytes made a second record".to_owned()
        })?;
    }
    let hits = look(fixture, &write, first.updated_at).await?;
    keep(hits.len() == 1, || {
        format!("{} records carry one reference", hits.len())
    })
}

pub async fn a_lost_answer_is_found_by_our_reference(fixture: &dyn Fixture) -> Kept {
    let ledger = fixture.ledger();
    let write = staged(fixture, "Lost").await?;
    let anchor = create(fixture, "Before").await?;
    let prepared = ledger
        .prepare(&fixture.key(), std::slice::from_ref(&write))
        .map_err(said)?;
    fixture.lose_next_answer().await;
    let outcome = only(ledger.send(&prepared).await)?;
    let unknown = matches!(outcome, Outcome::UnknownEnded(_) | Outcome::UnknownMaybeRunning(_));
    keep(unknown, || format!("a lost answer became {}", outcome.word()))?;
    let hits = look(fixture, &write, anchor.updated_at).await?;
    let ours = matches!(hits.as_slice(), [only] if only.marker.as_ref() == Some(&write.marker));
    keep(ours, || {
        "the record of a lost answer is not found by its reference".to_owned()
    })
}

pub async fn a_taken_name_is_no_failure_of_ours(fixture: &dyn Fixture) -> Kept {
    let ledger = fixture.ledger();
    let write = staged(fixture, "Twin").await?;
    for expected in ["done", "exists"] {
        let prepared = ledger
            .prepare(&fixture.key(), std::slice::from_ref(&write))
            .map_err(said)?;
        let outcome = only(ledger.send(&prepared).await)?;
        let unique = ledger.profile().shared_name_space.contains(&ObjectKind::Customer);
        keep(!unique || outcome.word() == expected, || {
            format!("{expected} was expected, {} came", outcome.word())
        })?;
    }
    Ok(())
}

pub async fn a_stale_version_overwrites_nothing(fixture: &dyn Fixture) -> Kept {
    let ledger = fixture.ledger();
    if !ledger.profile().refuses_stale {
        return Ok(());
    }
    let made = create(fixture, "Stale").await?;
    for (website, expected) in [("https://first.example", "done"), ("https://second.example", "exists")] {
        let mut write = staged(fixture, "Stale").await?;
        if let Object::Customer(party) = &mut write.document {
            made.object.name().clone_into(&mut party.name);
            party.website = Some(website.to_owned());
        }
        write.operation = Operation::Update;
        write.remote = Some(RemoteVersion {
            id: made.id.clone(),
            version: made.version.clone(),
        });
        let prepared = ledger.prepare(&fixture.key(), &[write]).map_err(said)?;
        let outcome = only(ledger.send(&prepared).await)?;
        keep(outcome.word() == expected, || {
            format!("{expected} was expected, {} came", outcome.word())
        })?;
    }
    let read = ledger.read(ObjectKind::Customer, &made.id).await.map_err(said)?;
    let website = read.and_then(|record| record.object.as_party().and_then(|party| party.website.clone()));
    keep(website.as_deref() == Some("https://first.example"), || {
        format!("the record now says {website:?}")
    })
}

pub async fn slow_down_is_waited_for(fixture: &dyn Fixture) -> Kept {
    fixture.throttle_next().await;
    pull(fixture, ObjectKind::Customer, PullScope::Full).await.map(|_| ())?;
    // Staging reads the company: the switch must meet the write.
    let write = staged(fixture, "Slow").await?;
    fixture.throttle_next().await;
    let prepared = fixture.ledger().prepare(&fixture.key(), &[write]).map_err(said)?;
    let outcome = only(fixture.ledger().send(&prepared).await)?;
    keep(outcome.word() == "refused", || {
        format!("a throttled write became {}", outcome.word())
    })
}

pub async fn an_expired_token_renews_by_itself(fixture: &dyn Fixture) -> Kept {
    fixture.expire_access().await;
    pull(fixture, ObjectKind::Customer, PullScope::Full).await?;
    let ledger = fixture.ledger();
    let write = staged(fixture, "Expired").await?;
    let prepared = ledger.prepare(&fixture.key(), &[write]).map_err(said)?;
    fixture.expire_access().await;
    let outcome = only(ledger.send(&prepared).await)?;
    keep(matches!(outcome, Outcome::NotSent(_)), || {
        format!("a refused token became {}", outcome.word())
    })?;
    done(ledger.send(&prepared).await).map(|_| ())
}

/// Run last: the books stay closed.
pub async fn a_closed_period_refuses(fixture: &dyn Fixture, document: &Write) -> Kept {
    if !fixture.close_books().await {
        return Ok(());
    }
    let prepared = fixture
        .ledger()
        .prepare(&fixture.key(), std::slice::from_ref(document))
        .map_err(said)?;
    let outcome = only(fixture.ledger().send(&prepared).await)?;
    let closed =
        matches!(&outcome, Outcome::Rejected(failure) if failure.code == tieout_domain::ErrorCode::PeriodClosed);
    keep(closed, || {
        format!("a write into closed books became {}", outcome.word())
    })
}

pub async fn a_deleted_record_is_seen(fixture: &dyn Fixture) -> Kept {
    let (_, _, cursor) = pull(fixture, ObjectKind::Customer, PullScope::Full).await?;
    let Some((kind, id)) = fixture.delete_something().await else {
        return Ok(());
    };
    let read = fixture.ledger().read(kind, &id).await.map_err(said)?;
    // A ledger that never forgets a document says that it is void.
    let void = |record: &Record| {
        let invoice = record.object.as_invoice();
        record.id == id && invoice.is_some_and(|invoice| invoice.state == DocumentState::Void)
    };
    keep(read.as_ref().is_none_or(void), || {
        "a deleted record can still be read as if it stood".to_owned()
    })?;
    let request = PullRequest {
        kind,
        scope: PullScope::ChangesSince(cursor),
        page: None,
    };
    let page = fixture.ledger().pull(&request).await.map_err(said)?;
    keep(page.deleted.contains(&id) || page.records.iter().any(void), || {
        "a deleted record is not among the changes".to_owned()
    })
}

/// Run late: the unknown member stays.
pub async fn unknown_members_survive(fixture: &dyn Fixture) -> Kept {
    let member = fixture.add_unknown_member().await;
    let (records, _, _) = pull(fixture, ObjectKind::Customer, PullScope::Full).await?;
    let kept = records.iter().any(|record| record.raw.contains(&member));
    keep(kept, || format!("`{member}` is in no raw record"))?;
    create(fixture, "Unknown").await.map(|_| ())
}

async fn pull(
    fixture: &dyn Fixture,
    kind: ObjectKind,
    scope: PullScope,
) -> Result<(Vec<Record>, Option<u64>, Cursor), Broken> {
    const PAGES_MAX: usize = 1000;
    let mut records = Vec::new();
    let mut token = None;
    for _ in 0..PAGES_MAX {
        let request = PullRequest {
            kind,
            scope: scope.clone(),
            page: token,
        };
        let PullPage {
            records: more,
            total,
            next,
            cursor,
            ..
        } = fixture.ledger().pull(&request).await.map_err(said)?;
        records.extend(more);
        match next {
            Some(next) => token = Some(next),
            None => return Ok((records, total, cursor)),
        }
    }
    Err(Broken(format!("{kind}: no end of pages")))
}

/// A new customer nobody else has.
async fn staged(fixture: &dyn Fixture, name: &str) -> Result<Write, Broken> {
    let ledger = fixture.ledger();
    let company = ledger.company().await.map_err(said)?;
    let unique = uuid::Uuid::new_v4().simple().to_string();
    let party = Party {
        name: format!("{name} {}", &unique[..12]),
        ..Party::default()
    };
    let wanted = Object::Customer(party);
    let fitted = ledger
        .fit(&wanted, &company)
        .map_err(|failures| Broken(format!("{failures:?}")))?;
    Ok(Write {
        entry: OutboxId(1),
        operation: Operation::Create,
        marker: Marker::derive(
            "conformance",
            &company.book,
            ObjectKind::Customer,
            &unique.as_str().into(),
            0,
        ),
        document: fitted.document,
        remote: None,
    })
}

async fn create(fixture: &dyn Fixture, name: &str) -> Result<Record, Broken> {
    let ledger = fixture.ledger();
    let write = staged(fixture, name).await?;
    let prepared = ledger
        .prepare(&fixture.key(), std::slice::from_ref(&write))
        .map_err(said)?;
    let record = done(ledger.send(&prepared).await)?;
    keep(record.marker.as_ref() == Some(&write.marker), || {
        "a created record carries no reference".to_owned()
    })?;
    Ok(record)
}

async fn look(fixture: &dyn Fixture, write: &Write, since: Option<Instant>) -> Result<Vec<Record>, Broken> {
    let since = since.ok_or_else(|| Broken("a record has no time".to_owned()))?;
    let since = since.checked_sub(jiff::SignedDuration::from_mins(5)).unwrap_or(since);
    let wanted = Probed {
        marker: write.marker.clone(),
        name: write.document.name().to_owned(),
        code: write.document.number().map(str::to_owned),
        remote: None,
    };
    let request = ProbeRequest {
        kind: write.document.kind(),
        since,
        wanted: vec![wanted],
    };
    let answer = fixture.ledger().probe(&request).await.map_err(said)?;
    let found = answer.found.into_iter().find(|(marker, _)| *marker == write.marker);
    found
        .map(|(_, records)| records)
        .ok_or_else(|| Broken("a probe left out what was asked for".to_owned()))
}

fn only(reply: Reply) -> Result<Outcome, Broken> {
    match <[_; 1]>::try_from(reply.outcomes) {
        Ok([entry]) => Ok(entry.outcome),
        Err(outcomes) => Err(Broken(format!("{} outcomes for one write", outcomes.len()))),
    }
}

fn done(reply: Reply) -> Result<Record, Broken> {
    match only(reply)? {
        Outcome::Done(record) => Ok(*record),
        other => Err(Broken(format!("a plain write became {other:?}"))),
    }
}

fn keep(kept: bool, broken: impl FnOnce() -> String) -> Kept {
    if kept { Ok(()) } else { Err(Broken(broken())) }
}

fn said(failure: impl std::fmt::Display) -> Broken {
    Broken(failure.to_string())
}
