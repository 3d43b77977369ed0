//! `Host`: what the server lends a login type.

use std::{fmt, ops::Deref, sync::Arc};

use crate::{Accounts, Admission, CallbackRecords};

/// The services that the server lends a login type for the time of a call, beside those of any element.
#[derive(Clone)]
#[non_exhaustive]
pub struct Host {
    /// Users, bindings, login codes, sessions.
    pub accounts: Arc<dyn Accounts>,
    /// Durable callback records.
    pub records: Arc<dyn CallbackRecords>,
    /// Which instances may log members in.
    pub admission: Arc<dyn Admission>,
    any: element_type::Host,
}

impl Host {
    /// A host with these accounts and records, beside what `any` element is lent.
    pub fn new(
        any: element_type::Host,
        accounts: Arc<dyn Accounts>,
        records: Arc<dyn CallbackRecords>,
        admission: Arc<dyn Admission>,
    ) -> Self {
        Self { accounts, records, admission, any }
    }

    /// This host with other accounts.
    #[must_use]
    pub fn with_accounts(self, accounts: Arc<dyn Accounts>) -> Self {
        Self { accounts, ..self }
    }

    /// This host with other callback records.
    #[must_use]
    pub fn with_records(self, records: Arc<dyn CallbackRecords>) -> Self {
        Self { records, ..self }
    }
}

/// The time and randomness, as any element has them.
impl Deref for Host {
    type Target = element_type::Host;

    fn deref(&self) -> &element_type::Host {
        &self.any
    }
}

impl AsRef<element_type::Host> for Host {
    fn as_ref(&self) -> &element_type::Host {
        &self.any
    }
}

impl AsRef<Self> for Host {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Host").finish_non_exhaustive()
    }
}
