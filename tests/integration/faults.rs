//! Each fault switch on each pushed kind of record, striking twice: the run goes on by itself and completes everything, nothing
//! twice, nothing lost. What a ledger refuses for good stops that record alone.

use tieout_sandbox::{Fault, FaultRule};

use crate::world::{QUICKBOOKS, System, World, XERO, tiles_add_up};

/// Several requests' worth of invoices with either ledger.
const ORDERS: usize = 200;

type Make = fn(FaultRule) -> FaultRule;

/// A fault that strikes the first two requests that create records of one kind.
fn check(system: &'static System, name: &str, fault: Fault, more: Make) {
    for entity in system.entities {
        let told = format!("{name} on {entity}");
        let rule = FaultRule::always(fault)
            .on_entity(entity)
            .on_method(system.creates)
            .times(2);
        let world = World::of_orders(system, ORDERS, vec![more(rule)]);
        let last = world.finish();
        tiles_add_up(&last["tiles"]);
        assert_eq!(last["tiles"]["completed"], ORDERS, "{told}: {last}");
        assert_eq!(last["difference"], "0.00", "{told}");
        assert_eq!(
            (&last["links"]["customers"], &last["links"]["items"]),
            (&91.into(), &77.into()),
            "{told}"
        );
        nothing_twice(&world, &told);
        assert_eq!(world.invoices().len(), ORDERS, "{told}: nothing is lost");
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
    ($($name:ident: $fault:ident $(, $more:expr)?;)+) => {
        /// The same faults, whatever the ledger.
        mod quickbooks {
            use super::*;
            $(
                #[test]
                fn $name() {
                    check(&QUICKBOOKS, stringify!($name), Fault::$fault, faults!(@ $($more)?));
                }
            )+
        }

        mod xero {
            use super::*;
            $(
                #[test]
                fn $name() {
                    check(&XERO, stringify!($name), Fault::$fault, faults!(@ $($more)?));
                }
            )+
        }
    };
    (@) => { |rule| rule };
    (@ $more:expr) => { $more };
}

faults! {
    latency: Latency, |rule| rule.ms(300);
    connection_refused: Refuse;
    reset_before_the_request_was_read: ResetBeforeSend;
    reset_after_the_ledger_committed: ResetAfterCommit;
    half_an_answer: HalfBody;
    too_many_requests: TooManyRequests, |rule| FaultRule { retry_after: Some("1".to_owned()), ..rule };
    server_error_before_commit: ErrorBeforeCommit;
    server_error_after_commit: ErrorAfterCommit;
    gateway_timeout_and_a_late_commit: LateCommit, |rule| rule.ms(700);
    slow_answer: SlowAnswer, |rule| rule.ms(500);
    expired_token: ExpiredToken;
    broken_json: MalformedJson;
    unknown_members: UnknownMembers;
    gateway_page_before_commit: HtmlPage;
    gateway_page_after_commit: HtmlPageAfterCommit;
    empty_200: Empty200;
    missing_item_in_the_batch_answer: BatchItemMissing;
    batch_answer_in_another_order: BatchReversed;
    fault_inside_200: Fault200;
    bad_request: BadRequest;
}

/// The ledger refuses every request that holds one certain invoice, for as long as the rule stands, whether it says that nothing was
/// written or leaves it open: that invoice fails and nothing else, and a second attempt sends only it.
fn one_bad_record_holds_up_no_other(system: &'static System, fault: Fault, code: Option<&str>) {
    let number = if system.creates == "PUT" {
        "\"TTA-10250\""
    } else {
        "\"10250\""
    };
    let refused = FaultRule {
        body: Some(number.to_owned()),
        code: code.map(str::to_owned),
        ..FaultRule::always(fault).on_method(system.creates)
    };
    let world = World::of_orders(system, ORDERS, vec![refused]);
    let first = world.finish();
    tiles_add_up(&first["tiles"]);
    assert_eq!(
        (&first["tiles"]["completed"], &first["tiles"]["failed"]),
        (&(ORDERS - 1).into(), &1.into()),
        "only the culprit failed: {first}"
    );
    assert_eq!(
        world.invoices().len(),
        ORDERS - 1,
        "the ledger holds what was completed"
    );

    world.ledger.set_faults(vec![]);
    let second = world.finish();
    assert_eq!(
        second["tiles"]["completed"], ORDERS,
        "only what failed is sent again: {second}"
    );
    assert_eq!(second["difference"], "0.00");
    nothing_twice(&world, "after the second attempt");
}

#[test]
fn a_refusal_for_good_stops_one_record_and_no_other() {
    one_bad_record_holds_up_no_other(&QUICKBOOKS, Fault::BadRequest, Some("2010"));
}

#[test]
fn a_refusal_inside_200_stops_one_record_and_no_other() {
    one_bad_record_holds_up_no_other(&QUICKBOOKS, Fault::Fault200, Some("2010"));
}

#[test]
fn a_refusal_that_leaves_open_what_was_written_stops_one_record_and_no_other() {
    one_bad_record_holds_up_no_other(&QUICKBOOKS, Fault::BadRequest, None);
}

#[test]
fn a_refusal_of_a_whole_request_stops_one_record_and_no_other() {
    one_bad_record_holds_up_no_other(&XERO, Fault::BadRequest, None);
}
