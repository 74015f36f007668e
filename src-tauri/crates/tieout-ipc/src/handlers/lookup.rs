//! Suggestions made anew, and how that stands per list.
//!
//! Not here: the matcher (engine). Invariant: a list that is being looked through, or could not be, never reads as "no match".

use std::collections::BTreeMap;
use std::sync::Arc;

use tieout_domain::Failure;
use tieout_engine::suggest;

use super::overview::overview;
use crate::app::{App, OpenClient, held};
use crate::dto::*;
use crate::event::Topic;

/// How the last look through a list ended, and how many are under way; a list that is not named here was looked through.
#[derive(Debug, Clone, Copy, Default)]
pub struct Lookup {
    running: u32,
    failed: bool,
}

pub type Lookups = BTreeMap<ObjectKind, Lookup>;

impl Lookup {
    const fn word(self) -> LookupWord {
        match (self.running, self.failed) {
            (0, true) => LookupWord::Failed,
            (0, false) => LookupWord::Done,
            _ => LookupWord::Checking,
        }
    }
}

/// What a pull brings is compared when all of it is there.
pub fn word(lookups: &Lookups, kind: ObjectKind, pulling: bool) -> LookupWord {
    if pulling {
        LookupWord::Checking
    } else {
        lookups.get(&kind).copied().unwrap_or_default().word()
    }
}

fn note(client: &OpenClient, kind: ObjectKind, change: impl FnOnce(&mut Lookup)) {
    change(held(&client.lookups).entry(kind).or_default());
}

/// Proposes partners for lists that changed. Every list is tried; the first failure is the answer.
pub async fn propose(client: &OpenClient, kinds: Vec<ObjectKind>) -> Result<(), Failure> {
    for kind in &kinds {
        note(client, *kind, |lookup| lookup.running += 1);
    }
    let mut answer = Ok(());
    for kind in kinds {
        let done = refreshed(client, kind).await;
        note(client, kind, |lookup| {
            lookup.running = lookup.running.saturating_sub(1);
        });
        answer = answer.and(done);
    }
    answer
}

async fn refreshed(client: &OpenClient, kind: ObjectKind) -> Result<(), Failure> {
    let done = client.with_store(move |store| suggest::refresh(store, kind)).await;
    note(client, kind, |lookup| lookup.failed = done.is_err());
    if let Err(error) = &done {
        tracing::warn!(%error, %kind, "suggestions could not be made anew");
    }
    done
}

/// The same behind the answer of a decision. What was found before it still stands meanwhile; only a failure is news.
pub fn propose_later(app: &Arc<App>, client: &Arc<OpenClient>, kind: ObjectKind) {
    let (app, client) = (Arc::clone(app), Arc::clone(client));
    tokio::spawn(async move {
        // The failure is kept with the list, where the screen shows it.
        let _ = refreshed(&client, kind).await;
        app.changed([Topic::Matches]);
    });
}

/// Before a plan: a list that could not be looked through is tried again, and one under way is waited for. A plan that does not know
/// of a partner would create its record a second time.
pub async fn settle(client: &OpenClient) -> Result<(), Failure> {
    let open = {
        let lookups = held(&client.lookups);
        let open = lookups.iter().filter(|(_, lookup)| lookup.word() != LookupWord::Done);
        open.map(|(kind, _)| *kind).collect::<Vec<_>>()
    };
    propose(client, open).await
}

/// A list that could not be looked through is tried again.
pub async fn match_lookup(app: &Arc<App>, request: MatchLookupReq) -> Result<ListsOverview, Failure> {
    let client = app.client()?;
    propose(&client, vec![request.kind]).await?;
    app.changed([Topic::Matches]);
    overview(app, &client).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_reads_as_looked_through_only_when_nothing_runs_and_nothing_failed() {
        let of = |running, failed| Lookup { running, failed }.word();
        assert_eq!(of(0, false), LookupWord::Done);
        assert_eq!(of(1, false), LookupWord::Checking);
        assert_eq!(of(2, true), LookupWord::Checking);
        assert_eq!(of(0, true), LookupWord::Failed);
        assert_eq!(word(&Lookups::new(), ObjectKind::Item, false), LookupWord::Done);
        assert_eq!(word(&Lookups::new(), ObjectKind::Item, true), LookupWord::Checking);
    }
}
