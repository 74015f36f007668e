//! The promises every ledger makes, kept by each against its practice ledger.
//!
//! Not here: the promises (`tieout_connect::conformance`). Invariant: one fixture for all ledgers; what differs is data.

use std::sync::Arc;

use async_trait::async_trait;
use serde_json::json;
use tieout_connect::Ledger;
use tieout_connect::conformance::{self, Broken, Fixture};
use tieout_connect::ledger::{PullRequest, PullScope};
use tieout_domain::{ObjectKind, RecordId};
use tieout_sandbox::{Fault, FaultRule};

use crate::connector::{connected, in_the_ledger, run};
use crate::world::{QUICKBOOKS, System, World, XERO};

struct Practice<'a> {
    world: &'a World,
    ledger: Arc<dyn Ledger>,
}

impl Practice<'_> {
    fn fault(&self, rule: FaultRule) {
        self.world.ledger.set_faults(vec![rule.on_path(self.world.system.api)]);
    }
}

#[async_trait]
impl Fixture for Practice<'_> {
    fn ledger(&self) -> &dyn Ledger {
        self.ledger.as_ref()
    }

    fn key(&self) -> String {
        uuid::Uuid::now_v7().to_string()
    }

    async fn lose_next_answer(&self) {
        let rule = FaultRule::always(Fault::ResetAfterCommit).on_method(self.world.system.creates);
        self.fault(rule.times(1));
    }

    async fn throttle_next(&self) {
        let rule = FaultRule::always(Fault::TooManyRequests).times(1);
        self.fault(FaultRule {
            retry_after: Some("1".to_owned()),
            ..rule
        });
    }

    async fn expire_access(&self) {
        in_the_ledger(self.world, &json!({"expire_access_tokens": true}));
    }

    async fn close_books(&self) -> bool {
        in_the_ledger(self.world, &json!({"close_date": "2099-12-31"}));
        true
    }

    async fn add_unknown_member(&self) -> String {
        self.fault(FaultRule::always(Fault::UnknownMembers));
        "NewMemberOfNextYear".to_owned()
    }

    async fn delete_something(&self) -> Option<(ObjectKind, RecordId)> {
        let kind = ObjectKind::Invoice;
        let request = PullRequest {
            kind,
            scope: PullScope::Full,
            page: None,
        };
        let page = self.ledger.pull(&request).await.ok()?;
        let unpaid = |record: &&tieout_domain::Record| {
            let invoice = record.object.as_invoice();
            invoice.is_some_and(|invoice| invoice.balance == Some(invoice.total))
        };
        let id = page.records.iter().find(unpaid)?.id.clone();
        let key = if self.world.system.creates == "PUT" {
            "InvoiceID"
        } else {
            "Id"
        };
        in_the_ledger(self.world, &json!({"delete": {"Invoice": {key: id.as_str()}}}));
        Some((kind, id))
    }
}

fn keeps_its_promises(system: &'static System) {
    let world = World::of(system, vec![]);
    run(async {
        let ledger = connected(&world).await;
        let broken = conformance::all(&Practice { world: &world, ledger }).await;
        assert_eq!(broken, Vec::<Broken>::new(), "{}", system.system);
    });
}

#[test]
fn quickbooks_keeps_every_promise() {
    keeps_its_promises(&QUICKBOOKS);
}

#[test]
fn xero_keeps_every_promise() {
    keeps_its_promises(&XERO);
}
