//! `Tasks`: work on many things that goes on after its page was left; one of a kind at a time, in this process.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use clock::Timestamp;

/// The tasks of a kind.
#[derive(Default)]
pub struct Tasks(Mutex<Option<Arc<Task>>>);

/// A task, and how far it is.
pub(crate) struct Task {
    pub(crate) begun_at: Timestamp,
    total: u64,
    done: AtomicU64,
    failed: AtomicU64,
    is_stopped: AtomicBool,
    ended_at: Mutex<Option<Timestamp>>,
}

impl Tasks {
    /// A new task; `None` while another one is under way.
    pub(crate) fn begin(&self, total: u64, now: Timestamp) -> Option<Arc<Task>> {
        let mut latest = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if latest.as_ref().is_some_and(|task| task.ended_at().is_none()) {
            return None;
        }
        let task = Arc::new(Task {
            begun_at: now,
            total,
            done: AtomicU64::new(0),
            failed: AtomicU64::new(0),
            is_stopped: AtomicBool::new(false),
            ended_at: Mutex::default(),
        });
        *latest = Some(Arc::clone(&task));
        Some(task)
    }

    pub(crate) fn latest(&self) -> Option<Arc<Task>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn stop(&self) {
        if let Some(task) = self.latest() {
            task.is_stopped.store(true, Ordering::Relaxed);
        }
    }
}

impl Task {
    pub(crate) fn count(&self, is_done: bool) {
        let counter = if is_done { &self.done } else { &self.failed };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// How many are done, failed and left.
    pub(crate) fn counts(&self) -> (u64, u64, u64) {
        let (done, failed) = (self.done.load(Ordering::Relaxed), self.failed.load(Ordering::Relaxed));
        (done, failed, self.total.saturating_sub(done + failed))
    }

    pub(crate) fn end(&self, now: Timestamp) {
        *self.ended_at.lock().unwrap_or_else(PoisonError::into_inner) = Some(now);
    }

    pub(crate) fn ended_at(&self) -> Option<Timestamp> {
        *self.ended_at.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
