//! Ctrl-C and waiting: every wait of this tool ends early when the person at the keyboard says so.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use anyhow::{Context, Result, bail};

use crate::stopwatch::Stopwatch;

static INTERRUPTED: AtomicBool = AtomicBool::new(false);

const PROBE_EVERY: Duration = Duration::from_millis(40);

/// Takes Ctrl-C, SIGTERM and SIGHUP as a wish to stop; from here on waits end with an error, so that what was started
/// is ended on the way out.
///
/// # Errors
/// When the system refuses a handler.
pub(crate) fn listen() -> Result<()> {
    ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst)).context("cannot listen for Ctrl-C")
}

/// Whether somebody wants this tool to stop.
pub(crate) fn requested() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

/// Asks `probe` again and again until it has an answer.
///
/// # Errors
/// The error of `probe`, of a `limit` that has passed, or of somebody who wants to stop.
pub(crate) fn wait_for<T>(what: &str, limit: Duration, mut probe: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    let watch = Stopwatch::start();
    loop {
        if let Some(answer) = probe()? {
            return Ok(answer);
        }
        if requested() {
            bail!("interrupted");
        }
        if watch.elapsed() > limit {
            bail!("{what}: not within {} s", limit.as_secs());
        }
        thread::sleep(PROBE_EVERY);
    }
}
