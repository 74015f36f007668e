//! Places where the process can be made to die, for the tests that prove recovery.
//!
//! Not here: recovery. Invariant: without the variable and without `arm` a crash point costs one atomic read.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

/// `TIEOUT_CRASH_AT=<point>:<n>`: the process aborts when the point is reached for the n-th time.
pub const VARIABLE: &str = "TIEOUT_CRASH_AT";

static ARMED: AtomicBool = AtomicBool::new(false);
static FROM_ENVIRONMENT: OnceLock<()> = OnceLock::new();
static TARGET: Mutex<Option<Target>> = Mutex::new(None);

struct Target {
    point: String,
    left: u32,
    abort: bool,
}

/// Dies here when asked to: by abort (as `kill -9` would), or by unwinding for tests inside one process.
#[macro_export]
macro_rules! crash_point {
    ($point:literal) => {
        $crate::crash::reached($point)
    };
}

pub fn reached(point: &str) {
    FROM_ENVIRONMENT.get_or_init(read_environment);
    if ARMED.load(Ordering::Relaxed) {
        count_down(point);
    }
}

/// Unwinds at the n-th time `point` is reached, so that a test can drop everything and open the file again.
pub fn arm(point: &str, n: u32) {
    set(Some(Target {
        point: point.to_owned(),
        left: n,
        abort: false,
    }));
}

pub fn disarm() {
    set(None);
}

fn set(target: Option<Target>) {
    ARMED.store(target.is_some(), Ordering::Relaxed);
    *TARGET.lock().unwrap_or_else(PoisonError::into_inner) = target;
}

fn read_environment() {
    let Ok(wish) = std::env::var(VARIABLE) else { return };
    let (point, n) = wish.rsplit_once(':').unwrap_or((&wish, "1"));
    set(Some(Target {
        point: point.to_owned(),
        left: n.parse().unwrap_or(1),
        abort: true,
    }));
}

fn count_down(point: &str) {
    let mut target = TARGET.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(wish) = target.as_mut().filter(|wish| wish.point == point) else {
        return;
    };
    wish.left = wish.left.saturating_sub(1);
    if wish.left > 0 {
        return;
    }
    if wish.abort {
        std::process::abort();
    }
    *target = None;
    drop(target);
    ARMED.store(false, Ordering::Relaxed);
    std::panic::resume_unwind(Box::new("crash point"));
}
