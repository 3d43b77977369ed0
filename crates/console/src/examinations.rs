//! `Examinations`: what is wrong with the server, as it was found last; a new look takes a while and goes on beside pages.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicBool, Ordering},
};

use async_trait::async_trait;
use clock::{SharedClock, Timestamp};
use login_type::Finding;

/// Looks what is wrong with the server, as `doctor` does; changes nothing and ends within a few minutes.
#[async_trait]
pub trait Examiner: Send + Sync {
    /// All that was found.
    async fn examine(&self) -> Vec<Finding>;
}

/// The outcome of a look.
#[derive(Clone, Debug)]
pub(crate) struct Examined {
    /// When it ended.
    pub(crate) at: Timestamp,
    /// Its findings.
    pub(crate) findings: Arc<[Finding]>,
}

/// The findings of the last look.
pub struct Examinations {
    examiner: Arc<dyn Examiner>,
    clock: SharedClock,
    latest: Mutex<Option<Examined>>,
    is_running: AtomicBool,
}

impl Examinations {
    /// Nobody has looked yet.
    pub fn new(examiner: Arc<dyn Examiner>, clock: SharedClock) -> Self {
        Self { examiner, clock, latest: Mutex::default(), is_running: AtomicBool::new(false) }
    }

    pub(crate) fn latest(&self) -> Option<Examined> {
        self.latest.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn is_running(&self) -> bool {
        self.is_running.load(Ordering::Relaxed)
    }

    /// Begins a look, unless one is under way.
    pub(crate) fn begin(self: &Arc<Self>) {
        if self.is_running.swap(true, Ordering::Relaxed) {
            return;
        }
        let own = Arc::clone(self);
        tokio::spawn(async move {
            // Reset also where the look breaks off.
            let _running = Running(&own.is_running);
            let findings = own.examiner.examine().await.into();
            let examined = Examined { at: own.clock.now(), findings };
            *own.latest.lock().unwrap_or_else(PoisonError::into_inner) = Some(examined);
        });
    }
}

struct Running<'a>(&'a AtomicBool);

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}
