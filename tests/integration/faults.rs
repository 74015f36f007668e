//! Each fault switch on each pushed kind of record, striking twice: the run goes on by itself and completes everything, nothing
//! twice, nothing lost. What a ledger refuses for good stops that record alone.

use tieout_sandbox::{Fault, FaultRule};

use crate::world::{World, tiles_add_up};

fn rule(fault: Fault, entity: &str) -> FaultRule {
    FaultRule::always(fault).on_entity(entity).on_method("POST").times(2)
}

fn check(name: &str, fault: impl Fn(&str) -> FaultRule) {
    for entity in ["Customer", "Item", "Invoice"] {
        let told = format!("{name} on {entity}");
        let world = World::with(vec![fault(entity)]);
        let last = world.finish();
        tiles_add_up(&last["tiles"]);
        assert_eq!(last["tiles"]["completed"], 830, "{told}: {last}");
        assert_eq!(last["difference"], "0.00", "{told}");
        assert_eq!(
            (&last["links"]["customers"], &last["links"]["items"]),
            (&91.into(), &77.into()),
            "{told}"
        );
        nothing_twice(&world, &told);
        assert_eq!(world.invoices().len(), 830, "{told}: nothing is lost");
    }
}

fn nothing_twice(world: &World, told: &str) {
    let invoices = world.invoices();
    let twice = invoices
        .iter()
        .filter(|(_, numbers)| numbers.len() > 1)
        .collect::<Vec<_>>();
    assert!(twice.is_empty(), "{told}: posted twice: {twice:?}");
    for kind in ["customer", "item"] {
        let names = world.names(kind);
        let mut once = names.clone();
        once.dedup();
        assert_eq!(names, once, "{told}: a {kind} was created twice");
    }
}

macro_rules! faults {
    ($($name:ident: $fault:expr;)+) => { $(
        #[test]
        fn $name() {
            let make: fn(&str) -> FaultRule = $fault;
            check(stringify!($name), make);
        }
    )+ };
}

faults! {
    latency: |entity| rule(Fault::Latency, entity).ms(300);
    connection_refused: |entity| rule(Fault::Refuse, entity);
    reset_before_the_request_was_read: |entity| rule(Fault::ResetBeforeSend, entity);
    reset_after_the_ledger_committed: |entity| rule(Fault::ResetAfterCommit, entity);
    half_an_answer: |entity| rule(Fault::HalfBody, entity);
    too_many_requests: |entity| FaultRule { retry_after: Some("1".to_owned()), ..rule(Fault::TooManyRequests, entity) };
    server_error_before_commit: |entity| rule(Fault::ErrorBeforeCommit, entity);
    server_error_after_commit: |entity| rule(Fault::ErrorAfterCommit, entity);
    gateway_timeout_and_a_late_commit: |entity| rule(Fault::LateCommit, entity).ms(700);
    slow_answer: |entity| rule(Fault::SlowAnswer, entity).ms(500);
    expired_token: |entity| rule(Fault::ExpiredToken, entity);
    broken_json: |entity| rule(Fault::MalformedJson, entity);
    unknown_members: |entity| rule(Fault::UnknownMembers, entity);
    gateway_page_before_commit: |entity| rule(Fault::HtmlPage, entity);
    gateway_page_after_commit: |entity| rule(Fault::HtmlPageAfterCommit, entity);
    empty_200: |entity| rule(Fault::Empty200, entity);
    missing_item_in_the_batch_answer: |entity| rule(Fault::BatchItemMissing, entity);
    batch_answer_in_another_order: |entity| rule(Fault::BatchReversed, entity);
    fault_inside_200: |entity| rule(Fault::Fault200, entity);
    bad_request: |entity| rule(Fault::BadRequest, entity);
}

/// The ledger refuses every request that holds one certain invoice, for as long as the rule stands, whether it says that nothing was
/// written or leaves it open: that invoice fails and nothing else, and a second attempt sends only it.
fn one_bad_record_holds_up_no_other(fault: Fault, code: Option<&str>) {
    let refused = FaultRule {
        body: Some("\"10250\"".to_owned()),
        code: code.map(str::to_owned),
        ..FaultRule::always(fault).on_method("POST")
    };
    let world = World::with(vec![refused]);
    let first = world.finish();
    tiles_add_up(&first["tiles"]);
    assert_eq!(
        (&first["tiles"]["completed"], &first["tiles"]["failed"]),
        (&829.into(), &1.into()),
        "only the culprit failed: {first}"
    );
    assert_eq!(world.invoices().len(), 829, "the ledger holds what was completed");

    world.ledger.set_faults(vec![]);
    let second = world.finish();
    assert_eq!(
        second["tiles"]["completed"], 830,
        "only what failed is sent again: {second}"
    );
    assert_eq!(second["difference"], "0.00");
    nothing_twice(&world, "after the second attempt");
}

#[test]
fn a_refusal_for_good_stops_one_record_and_no_other() {
    one_bad_record_holds_up_no_other(Fault::BadRequest, Some("2010"));
}

#[test]
fn a_refusal_inside_200_stops_one_record_and_no_other() {
    one_bad_record_holds_up_no_other(Fault::Fault200, Some("2010"));
}

#[test]
fn a_refusal_that_leaves_open_what_was_written_stops_one_record_and_no_other() {
    one_bad_record_holds_up_no_other(Fault::BadRequest, None);
}
