//! What only this ledger does: six minutes of replayed answers, errors included; a day's calls; tax per line; a published description
//! that everything sent must fit.
//!
//! Not here: what every ledger does (`conformance`, `faults`, `kill`). Invariant: asked of the practice ledger over its own API.

use std::sync::Arc;

use rust_decimal::Decimal;
use serde_json::{Value, json};
use tieout_connect::Ledger;
use tieout_connect::ledger::{Operation, Outcome, Prepared, PullRequest, PullScope, Write};
use tieout_domain::objects::{DocumentState, Invoice, InvoiceLine, LineKind, Party};
use tieout_domain::{Marker, Object, ObjectKind, OutboxId, Record, RecordRef};
use tieout_sandbox::{Fault, FaultRule};
use tieout_testkit::openapi::Api;

use crate::connector::{connected, in_the_ledger, run};
use crate::world::{World, XERO, tiles_add_up};

/// Calls that the whole job may take: one a document would be 1,000 and break the day of the smallest plan.
const CALLS_MAX: usize = 80;

fn exchanges(world: &World) -> Vec<Value> {
    let text = std::fs::read_to_string(world.recording().unwrap()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn everything_the_program_sends_and_is_answered_fits_the_published_description() {
    let yaml = include_str!("../golden/xero/xero_accounting.yaml");
    let api = Api::load(yaml, include_str!("../golden/xero/extras.json")).unwrap();
    let world = World::of(&XERO, vec![]);
    let outcome = world.finish();
    assert_eq!(outcome["difference"], "0.00");
    let all = exchanges(&world);
    let below = |exchange: &Value| {
        let path = exchange["path"].as_str().unwrap();
        path.strip_prefix("/api.xro/2.0").map(str::to_owned)
    };
    let (mut writes, mut calls) = (0, 0);
    for exchange in &all {
        let Some(path) = below(exchange) else { continue };
        let method = exchange["method"].as_str().unwrap();
        let pairs: Vec<(String, String)> = serde_json::from_value(exchange["query"].clone()).unwrap();
        let query: Vec<(&str, &str)> = pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let sent = Some(&exchange["sent"]).filter(|sent| !sent.is_null());
        assert_eq!(
            api.request(method, &path, &query, sent),
            Vec::<String>::new(),
            "{method} {path}"
        );
        let status = u16::try_from(exchange["status"].as_u64().unwrap()).unwrap();
        let answered = api.answer(method, &path, status, &exchange["answered"]);
        assert_eq!(answered, Vec::<String>::new(), "the answer to {method} {path}");
        calls += 1;
        writes += usize::from(sent.is_some());
    }
    assert!(writes > 20, "the writes were looked at: {writes}");
    assert!(calls < CALLS_MAX, "{calls} calls for the whole job");
}

fn key() -> String {
    uuid::Uuid::now_v7().to_string()
}

fn marker(source: &str) -> Marker {
    Marker::derive("six minutes", &"xero:1".into(), ObjectKind::Customer, &source.into(), 0)
}

fn new_customer(name: &str, source: &str) -> Write {
    Write {
        entry: OutboxId(1),
        operation: Operation::Create,
        marker: marker(source),
        document: Object::Customer(Party {
            name: name.to_owned(),
            ..Party::default()
        }),
        remote: None,
    }
}

async fn sent(ledger: &dyn Ledger, prepared: &Prepared) -> Outcome {
    let mut reply = ledger.send(prepared).await;
    assert_eq!(reply.outcomes.len(), 1);
    reply.outcomes.remove(0).outcome
}

#[test]
fn an_error_is_replayed_for_six_minutes_and_a_new_key_is_judged_anew() {
    let world = World::of(&XERO, vec![]);
    run(async {
        let ledger = connected(&world).await;
        ledger.company().await.unwrap();
        let first = ledger.prepare(&key(), &[new_customer("Twin & Sons", "1")]).unwrap();
        let Outcome::Done(there) = sent(ledger.as_ref(), &first).await else {
            panic!("a plain write")
        };
        let second = ledger.prepare(&key(), &[new_customer("Twin & Sons", "2")]).unwrap();
        assert_eq!(sent(ledger.as_ref(), &second).await.word(), "exists");

        // The reason is gone, the answer to the same key is not: it proves nothing new.
        let archived = json!({"archive": {"Contact": {"ContactID": there.id.as_str()}}});
        in_the_ledger(&world, &archived);
        assert_eq!(
            sent(ledger.as_ref(), &second).await.word(),
            "exists",
            "a replayed error"
        );
        let again = ledger.prepare(&key(), &[new_customer("Twin & Sons", "2")]).unwrap();
        assert_eq!(
            sent(ledger.as_ref(), &again).await.word(),
            "done",
            "a new key is judged anew"
        );

        // A success is replayed as well, and no longer than that.
        assert_eq!(sent(ledger.as_ref(), &again).await.word(), "done", "a replayed success");
        in_the_ledger(&world, &json!({"advance_seconds": 361}));
        assert_eq!(
            sent(ledger.as_ref(), &again).await.word(),
            "exists",
            "the window is over, our reference is there"
        );
    });
}

#[test]
fn one_key_for_two_requests_is_looked_into() {
    let world = World::of(&XERO, vec![]);
    run(async {
        let ledger = connected(&world).await;
        ledger.company().await.unwrap();
        let one = key();
        let first = ledger.prepare(&one, &[new_customer("First", "1")]).unwrap();
        assert_eq!(sent(ledger.as_ref(), &first).await.word(), "done");
        let other = ledger.prepare(&one, &[new_customer("Second", "2")]).unwrap();
        assert_eq!(sent(ledger.as_ref(), &other).await.word(), "exists");
    });
}

#[test]
fn a_day_that_is_used_up_stops_the_run_and_loses_nothing() {
    let day = FaultRule {
        code: Some("day".to_owned()),
        retry_after: Some("7200".to_owned()),
        ..FaultRule::always(Fault::TooManyRequests)
            .on_entity("Invoice")
            .on_method("PUT")
            .nth(3)
    };
    let world = World::of(&XERO, vec![day]);
    world.run(None);
    let arrived = world.invoices().len();
    assert!(arrived < 830, "the run stopped: {arrived}");
    world.ledger.set_faults(vec![]);
    let outcome = world.finish();
    tiles_add_up(&outcome["tiles"]);
    assert_eq!(
        (&outcome["tiles"]["completed"], &outcome["difference"]),
        (&json!(830), &json!("0.00"))
    );
    assert!(
        world.invoices().values().all(|numbers| numbers.len() == 1),
        "none is there twice"
    );
}

async fn all(ledger: &dyn Ledger, kind: ObjectKind) -> Vec<Record> {
    let request = PullRequest {
        kind,
        scope: PullScope::Full,
        page: None,
    };
    ledger.pull(&request).await.unwrap().records
}

/// An invoice of three taxed lines with this tax in all.
async fn taxed(ledger: &Arc<dyn Ledger>, reference: &str, percent: Decimal, code: &str, off_by_cents: i64) -> Write {
    let company = ledger.company().await.unwrap();
    let customer = all(ledger.as_ref(), ObjectKind::Customer)
        .await
        .into_iter()
        .find(|record| record.active);
    let items = all(ledger.as_ref(), ObjectKind::Item).await;
    let sold = |record: &&Record| matches!(&record.object, Object::Item(item) if item.income_account.is_some());
    let item = items.iter().find(sold).unwrap();
    let Object::Item(known) = &item.object else { panic!() };
    let line = |cents: i64| InvoiceLine {
        kind: LineKind::Item,
        item: Some(RecordRef::new(item.id.as_str())),
        account: known.income_account.clone(),
        description: Some("Taxed".to_owned()),
        quantity: Some(Decimal::ONE),
        unit_price: Some(Decimal::new(cents, 2)),
        discount_percent: None,
        amount: Decimal::new(cents, 2),
        tax_code: Some(RecordRef::new(code)),
        class: None,
    };
    let lines: Vec<_> = [2506, 2561, 2563].into_iter().map(line).collect();
    let cents = |amount: Decimal| {
        tieout_domain::money::round_half_up(amount * percent / Decimal::ONE_HUNDRED, &company.base_currency)
    };
    let tax: Decimal = lines.iter().map(|line| cents(line.amount)).sum::<Decimal>() + Decimal::new(off_by_cents, 2);
    let wanted = Invoice {
        number: None,
        reference: Some(reference.to_owned()),
        date: jiff::civil::date(2026, 11, 20),
        due_date: Some(jiff::civil::date(2026, 12, 20)),
        customer: RecordRef::new(customer.unwrap().id.as_str()),
        terms: None,
        currency: company.base_currency.clone(),
        total: lines.iter().map(|line| line.amount).sum::<Decimal>() + tax,
        lines,
        tax_total: Some(tax),
        balance: None,
        memo: None,
        bill_to: None,
        ship_to: None,
        ship_date: None,
        purchase_order: None,
        state: DocumentState::Final,
    };
    let document = ledger.fit(&Object::Invoice(wanted), &company).unwrap().document;
    Write {
        entry: OutboxId(1),
        operation: Operation::Create,
        marker: marker(reference),
        document,
        remote: None,
    }
}

#[test]
fn tax_is_predicted_to_the_cent_and_a_rounding_difference_is_told() {
    let world = World::of(&XERO, vec![]);
    run(async {
        let ledger = connected(&world).await;
        let rates = all(ledger.as_ref(), ObjectKind::TaxCode).await;
        let taxed_rate = rates.iter().find_map(|record| match &record.object {
            Object::TaxCode(code) if record.active => {
                let percent = code.rate_percent.filter(|percent| !percent.is_zero())?;
                Some((record.id.to_string(), percent))
            }
            _ => None,
        });
        let (code, percent) = taxed_rate.expect("the practice company has a rate");
        for (reference, off) in [("TTA-TAX-1", 0), ("TTA-TAX-2", 1), ("TTA-TAX-3", -2)] {
            let write = taxed(&ledger, reference, percent, &code, off).await;
            let prepared = ledger.prepare(&key(), std::slice::from_ref(&write)).unwrap();
            let outcome = sent(ledger.as_ref(), &prepared).await;
            let Outcome::Done(record) = outcome else {
                panic!("{reference}: {outcome:?}")
            };
            assert_eq!(record.object.total(), write.document.total(), "{reference}");
            let found = ledger
                .numbered(ObjectKind::Invoice, &[reference.to_owned()])
                .await
                .unwrap()
                .unwrap();
            assert_eq!(found.len(), 1, "found again by its reference");
        }
    });
}

#[test]
fn what_is_left_of_the_day_is_the_servers_count() {
    let world = World::counted(&XERO);
    run(async {
        let one = connected(&world).await;
        one.company().await.unwrap();
        all(one.as_ref(), ObjectKind::Item).await;
        let used = one.budget().unwrap();
        assert!(used.left_today < used.per_day, "{used:?}");
        // Another program on the same organisation knows nothing of the first.
        let other = connected(&world).await;
        assert_eq!(other.budget().unwrap().left_today, 1_000);
        all(other.as_ref(), ObjectKind::Item).await;
        assert_eq!(other.budget().unwrap().left_today, used.left_today - 1);
    });
}
