//! Whether a failed read is tried again, and when.
//!
//! Not here: writes. They are never retried below the engine. Invariant: `decide` is pure; the loop around it only sleeps.

use std::future::Future;
use std::time::Duration;

use backon::Sleeper;
use tieout_domain::{Clock, Failure, Instant, Recovery};

use crate::http::{Stage, TransportFailure};

/// Tries of one read, the first included.
pub const ATTEMPTS_MAX: u32 = 5;

const WAIT_MAX: Duration = Duration::from_secs(60);

/// Nobody sits before a screen longer than this without a word: a longer wish is told, not waited for.
pub const THROTTLE_WAIT_MAX: Duration = Duration::from_secs(120);

pub(crate) const RETRY_AFTER_MIN: Duration = Duration::from_secs(1);
pub(crate) const RETRY_AFTER_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// How a read failed, as far as trying again is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// No whole answer.
    Transport(Stage),
    /// 5xx, or an answer that says "try again".
    Unavailable,
    /// Asked to slow down, with the server's own wish where it has one.
    Throttled { retry_after: Option<Duration> },
    /// The access token was not taken.
    Unauthorised,
    /// An answer no repetition changes.
    Final,
}

/// A failed try: what to tell people, and what kind of trouble it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempted {
    pub trouble: Trouble,
    pub failure: Failure,
}

impl Attempted {
    pub const fn last(failure: Failure) -> Self {
        Self {
            trouble: Trouble::Final,
            failure,
        }
    }
}

impl From<TransportFailure> for Attempted {
    fn from(failure: TransportFailure) -> Self {
        Self {
            trouble: Trouble::Transport(failure.stage),
            failure: failure.as_failure(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    Wait(Duration),
    /// Renew the access once, then try again at once.
    Refresh,
    Stop(Recovery),
}

/// Unit of waiting; practice ledgers use a shorter one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Wait after the first failure; doubles with each.
    pub first: Duration,
    /// After a 429 that names no time.
    pub throttled: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            first: Duration::from_secs(1),
            throttled: Duration::from_secs(60),
        }
    }
}

/// What to do after try number `attempt` (from 1). `now` only scatters the waits, so that many clients do not march in step.
pub fn decide(trouble: Trouble, attempt: u32, refreshed: bool, pace: Pace, now: Instant) -> Decision {
    match trouble {
        Trouble::Final => Decision::Stop(Recovery::ReadHelp),
        Trouble::Unauthorised if refreshed => Decision::Stop(Recovery::Reconnect),
        Trouble::Unauthorised => Decision::Refresh,
        _ if attempt >= ATTEMPTS_MAX => Decision::Stop(Recovery::Retry),
        Trouble::Throttled { retry_after } => match retry_after.unwrap_or(pace.throttled) {
            wait if wait > THROTTLE_WAIT_MAX => Decision::Stop(Recovery::Wait),
            wait => Decision::Wait(wait),
        },
        Trouble::Transport(_) | Trouble::Unavailable => Decision::Wait(back_off(pace.first, attempt, now)),
    }
}

/// 1-2-4-8-16 units ± 20 %, never over a minute.
pub fn back_off(first: Duration, attempt: u32, now: Instant) -> Duration {
    let doubled = first
        .saturating_mul(1 << attempt.saturating_sub(1).min(6))
        .min(WAIT_MAX);
    let scatter = now.subsec_nanosecond().unsigned_abs() / 1000 % 401;
    (doubled * (800 + scatter) / 1000).min(WAIT_MAX)
}

/// Seconds or an HTTP date, clamped to 1 s … 24 h; anything else is no wish.
pub fn retry_after(header: &str, now: Instant) -> Option<Duration> {
    let text = header.trim();
    let wish = match text.parse::<i64>() {
        Ok(seconds) => Duration::from_secs(u64::try_from(seconds).unwrap_or(0)),
        // More seconds than any number holds are still a wish.
        Err(error) if *error.kind() == std::num::IntErrorKind::PosOverflow => RETRY_AFTER_MAX,
        Err(_) => {
            let until = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
            Duration::try_from(now.duration_until(until)).unwrap_or(Duration::ZERO)
        }
    };
    Some(wish.clamp(RETRY_AFTER_MIN, RETRY_AFTER_MAX))
}

/// Tries `once` as `decide` says. `refresh` renews the access.
pub async fn read<T, Once, Tried, Refresh, Refreshed>(
    clock: &dyn Clock,
    pace: Pace,
    mut once: Once,
    mut refresh: Refresh,
) -> Result<T, Failure>
where
    Once: FnMut() -> Tried,
    Tried: Future<Output = Result<T, Attempted>>,
    Refresh: FnMut() -> Refreshed,
    Refreshed: Future<Output = Result<(), Failure>>,
{
    let mut attempt = 0;
    let mut refreshed = false;
    loop {
        attempt += 1;
        let tried = match once().await {
            Ok(value) => return Ok(value),
            Err(tried) => tried,
        };
        match decide(tried.trouble, attempt, refreshed, pace, clock.instant()) {
            Decision::Wait(wait) => {
                let ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
                tracing::debug!(attempt, ms, trouble = ?tried.trouble, "read waits");
                backon::TokioSleeper.sleep(wait).await;
            }
            Decision::Refresh => {
                refreshed = true;
                refresh().await?;
            }
            Decision::Stop(_) => return Err(tried.failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tieout_domain::{ErrorCode, Reading};

    const PACE: Pace = Pace {
        first: Duration::from_secs(1),
        throttled: Duration::from_secs(60),
    };

    fn at(ns: i32) -> Instant {
        Instant::new(1_700_000_000, ns).unwrap()
    }

    #[test]
    fn every_trouble_has_its_answer() {
        let wait = |seconds| Decision::Wait(Duration::from_secs(seconds));
        let own = Some(Duration::from_secs(7));
        // 200 µs into the scatter: exactly the middle, ± 0 %.
        let now = at(200_000);
        for (trouble, attempt, refreshed, expected) in [
            (Trouble::Transport(Stage::NotSent), 1, false, wait(1)),
            (Trouble::Transport(Stage::MaybeSent), 2, false, wait(2)),
            (Trouble::Unavailable, 4, false, wait(8)),
            (Trouble::Unavailable, 5, false, Decision::Stop(Recovery::Retry)),
            (Trouble::Throttled { retry_after: None }, 1, false, wait(60)),
            (Trouble::Throttled { retry_after: own }, 3, false, wait(7)),
            (
                Trouble::Throttled { retry_after: own },
                5,
                false,
                Decision::Stop(Recovery::Retry),
            ),
            (
                Trouble::Throttled {
                    retry_after: Some(Duration::from_secs(3600)),
                },
                1,
                false,
                Decision::Stop(Recovery::Wait),
            ),
            (Trouble::Unauthorised, 1, false, Decision::Refresh),
            (Trouble::Unauthorised, 2, true, Decision::Stop(Recovery::Reconnect)),
            (Trouble::Final, 1, false, Decision::Stop(Recovery::ReadHelp)),
        ] {
            assert_eq!(
                decide(trouble, attempt, refreshed, PACE, now),
                expected,
                "{trouble:?} × {attempt}"
            );
        }
    }

    #[test]
    fn absurd_wishes_are_clamped() {
        let now: Instant = "2020-09-29T12:58:16Z".parse().unwrap();
        for (header, seconds) in [
            ("30", Some(30)),
            ("0", Some(1)),
            ("-5", Some(1)),
            ("99999999999", Some(86_400)),
            ("99999999999999999999999", Some(86_400)),
            ("Tue, 29 Sep 2020 12:59:16 GMT", Some(60)),
            ("Tue, 29 Sep 2015 12:59:16 GMT", Some(1)),
            ("soon", None),
            ("", None),
        ] {
            assert_eq!(retry_after(header, now), seconds.map(Duration::from_secs), "{header:?}");
        }
    }

    struct Fixed;
    impl Clock for Fixed {
        fn now(&self) -> Reading {
            Reading {
                wall: at(0),
                monotonic_ms: 0,
                boot: "b".into(),
            }
        }
    }

    #[tokio::test]
    async fn an_expired_token_is_renewed_once_and_the_read_goes_on() {
        let tries = std::cell::Cell::new(0);
        let renewals = std::cell::Cell::new(0);
        let refused = || Attempted {
            trouble: Trouble::Unauthorised,
            failure: Failure::new(ErrorCode::SignInNeeded, Recovery::Reconnect),
        };
        let pace = Pace {
            first: Duration::ZERO,
            throttled: Duration::ZERO,
        };
        let answer = read(
            &Fixed,
            pace,
            async || {
                tries.set(tries.get() + 1);
                if renewals.get() == 0 {
                    Err(refused())
                } else {
                    Ok("rows")
                }
            },
            async || {
                renewals.set(renewals.get() + 1);
                Ok(())
            },
        )
        .await;
        assert_eq!((answer, tries.get(), renewals.get()), (Ok("rows"), 2, 1));
        let never = read(&Fixed, pace, async || Err::<(), _>(refused()), async || Ok(())).await;
        assert_eq!(never.unwrap_err().code, ErrorCode::SignInNeeded, "a second 401 ends it");
    }

    proptest! {
        #[test]
        fn it_always_ends_and_never_waits_over_a_minute(ns in 0i32..1_000_000_000, attempt in 1u32..40, stage in any::<bool>()) {
            let trouble = if stage { Trouble::Transport(Stage::MaybeSent) } else { Trouble::Unavailable };
            match decide(trouble, attempt, false, PACE, at(ns)) {
                Decision::Wait(wait) => {
                    prop_assert!(attempt < ATTEMPTS_MAX);
                    prop_assert!(wait <= WAIT_MAX && wait >= Duration::from_millis(800));
                }
                Decision::Stop(_) => prop_assert!(attempt >= ATTEMPTS_MAX),
                Decision::Refresh => prop_assert!(false, "nobody was refused"),
            }
        }
    }
}
