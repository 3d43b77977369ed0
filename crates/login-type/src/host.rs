//! `Host`: what the server lends a login type.

use std::{fmt, sync::Arc};

use clock::{SharedClock, SharedEntropy};

use crate::{Accounts, Admission, CallbackRecords};

/// What the server lends a login type for the time of a call.
#[derive(Clone)]
pub struct Host {
    /// Users, bindings, login codes, sessions.
    pub accounts: Arc<dyn Accounts>,
    /// Durable callback records.
    pub records: Arc<dyn CallbackRecords>,
    /// Which instances may log members in.
    pub admission: Arc<dyn Admission>,
    /// The time.
    pub clock: SharedClock,
    /// Randomness.
    pub entropy: SharedEntropy,
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}
