//! What is done about a doubt, step by step.

use tieout_connect::ledger::Doubt;
use tieout_domain::clock::Reading;
use tieout_engine::push::{DoubtStep, Known, doubt_step};

const LIMITS: Doubt = Doubt {
    replay_window_ms: 3_600_000,
    quiet_ms: 150_000,
    lookup_lag_ms: 10_000,
    second_probe_ms: 60_000,
};

fn at(ms: u64) -> Reading {
    Reading {
        wall: "2026-03-02T08:00:00Z".parse().unwrap(),
        monotonic_ms: ms,
        boot: "b".into(),
    }
}

fn known(cause: &str, ended: Option<u64>) -> Known {
    Known {
        sent_at: at(0),
        ended_at: ended.map(at),
        key_born_at: at(0),
        cause: cause.into(),
        tries: 1,
        sends: 1,
        probes: 0,
        probed_at: None,
    }
}

#[test]
fn bytes_are_sent_again_only_after_the_server_has_ended_and_inside_the_window() {
    let ended = known("unknown_ended", Some(100));
    assert_eq!(doubt_step(&ended, &LIMITS, &at(200)), DoubtStep::Replay);
    assert_eq!(
        doubt_step(&ended, &LIMITS, &at(3_580_000)),
        DoubtStep::Probe,
        "the window is about to close"
    );
    let running = known("unknown_maybe_running", Some(100));
    assert_eq!(
        doubt_step(&running, &LIMITS, &at(200)),
        DoubtStep::Wait(159_800),
        "it may still be at work"
    );
    let again = Known { tries: 2, ..ended };
    assert_eq!(
        doubt_step(&again, &LIMITS, &at(200)),
        DoubtStep::Wait(9_900),
        "an error may be a replayed one"
    );
}

#[test]
fn a_look_before_the_quiet_time_proves_nothing_so_it_is_not_made() {
    let crashed = known("crashed", None);
    assert_eq!(doubt_step(&crashed, &LIMITS, &at(159_999)), DoubtStep::Wait(1));
    assert_eq!(doubt_step(&crashed, &LIMITS, &at(160_000)), DoubtStep::Probe);
}

#[test]
fn the_second_look_is_a_minute_after_the_first() {
    let looked = Known {
        probes: 1,
        probed_at: Some(at(200_000)),
        ..known("crashed", None)
    };
    assert_eq!(doubt_step(&looked, &LIMITS, &at(230_000)), DoubtStep::Wait(30_000));
    assert_eq!(doubt_step(&looked, &LIMITS, &at(260_000)), DoubtStep::Probe);
}

#[test]
fn a_clock_that_went_back_restarts_the_quiet_time() {
    let mut other_boot = at(0);
    other_boot.boot = "c".into();
    other_boot.wall = "2026-03-02T07:00:00Z".parse().unwrap();
    let crashed = known("crashed", None);
    assert_eq!(doubt_step(&crashed, &LIMITS, &other_boot), DoubtStep::Wait(160_000));
}
