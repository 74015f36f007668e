//! The system's clock. Not here: waiting. Invariant: the only place below the shell that asks the system for the time.

use std::sync::OnceLock;

use tieout_domain::{Clock, Reading};

/// Wall clock of the system, monotonic time of this boot.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Reading {
        let since_boot = uptime_ms();
        let process = process();
        let own = u64::try_from(process.started.elapsed().as_millis()).unwrap_or(u64::MAX);
        // Where the system counts time since its boot, a restart of the process goes on counting.
        let monotonic_ms = since_boot.unwrap_or(own);
        let boot = if since_boot.is_some() {
            boot_id().unwrap_or(&process.name)
        } else {
            &process.name
        };
        Reading {
            wall: jiff::Timestamp::now(),
            monotonic_ms,
            boot: boot.to_owned(),
        }
    }
}

struct Process {
    started: std::time::Instant,
    name: String,
}

fn process() -> &'static Process {
    static PROCESS: OnceLock<Process> = OnceLock::new();
    PROCESS.get_or_init(|| Process {
        started: std::time::Instant::now(),
        name: format!("process-{}", uuid::Uuid::now_v7()),
    })
}

/// Linux only; elsewhere the process counts, which merely makes a restart wait by the wall clock.
fn uptime_ms() -> Option<u64> {
    boot_id()?;
    let text = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, hundredths) = text.split_whitespace().next()?.split_once('.')?;
    Some(seconds.parse::<u64>().ok()? * 1000 + hundredths.get(..2)?.parse::<u64>().ok()? * 10)
}

fn boot_id() -> Option<&'static str> {
    static BOOT: OnceLock<Option<String>> = OnceLock::new();
    BOOT.get_or_init(|| {
        let id = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
        Some(id.trim().to_owned()).filter(|id| !id.is_empty())
    })
    .as_deref()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn monotonic_time_never_goes_back_inside_one_boot() {
        let (first, second) = (SystemClock.now(), SystemClock.now());
        assert_eq!(first.boot, second.boot);
        assert!(second.monotonic_ms >= first.monotonic_ms);
    }
}
