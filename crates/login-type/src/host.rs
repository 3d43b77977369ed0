//! `Host`: what the server lends a login type.

mod lent;
mod screen;

use std::{fmt, ops::Deref, sync::Arc};

pub use self::screen::Screen;
use self::{lent::Lent, screen::Rule};
use crate::{Accounts, Admission, CallError, CallbackRecords, Grant};

/// The services that the server lends a login type for the time of a call, beside those of any element: `clock`,
/// `entropy` and [`http()`](element_type::Host::http).
///
/// A login type speaks for its own instances alone: a [`Grant`] or a callback record that names another login type than
/// the one its instance is of is refused, with both names. One that calls through to another lends it a host
/// [in its own name](Self::in_the_name_of).
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
    is_screened: bool,
}

impl Host {
    /// A host with these accounts and records, beside what `any` element is lent.
    pub fn new(
        any: element_type::Host,
        accounts: Arc<dyn Accounts>,
        records: Arc<dyn CallbackRecords>,
        admission: Arc<dyn Admission>,
    ) -> Self {
        let rule = Rule::OwnName(Arc::clone(&admission));
        let (accounts, records) = (Lent::over(accounts, rule.clone()), Lent::over(records, rule));
        Self { accounts: Arc::new(accounts), records: Arc::new(records), admission, any, is_screened: false }
    }

    /// This host with other accounts.
    #[must_use]
    pub fn with_accounts(self, accounts: Arc<dyn Accounts>) -> Self {
        let accounts = Lent::over(accounts, Rule::OwnName(Arc::clone(&self.admission)));
        Self { accounts: Arc::new(accounts), ..self }
    }

    /// This host with other callback records.
    #[must_use]
    pub fn with_records(self, records: Arc<dyn CallbackRecords>) -> Self {
        let records = Lent::over(records, Rule::OwnName(Arc::clone(&self.admission)));
        Self { records: Arc::new(records), ..self }
    }

    /// This host for another login type's code that serves instances of the login type `name`: its grants, callback
    /// records, revocations and all else that names a login type are in this name.
    #[must_use]
    pub fn in_the_name_of(&self, name: &'static str) -> Self {
        self.through(&Rule::InTheNameOf(name))
    }

    /// This host, which nobody gets a login or a login code through whom `screen` refuses. The login type asks its
    /// provider about everybody who [comes](Self::is_screened), also about those who are known already.
    ///
    /// ```
    /// # use login_type::{CallError, ErrorKind, Grant, Host};
    /// # fn screened(host: &Host) -> Host {
    /// host.screened(|grant: &Grant| match grant.profile.name.as_deref() {
    ///     Some("Ann") => Ok(()),
    ///     _ => Err(CallError::new(ErrorKind::LoginRefused, "only Ann may come in")),
    /// })
    /// # }
    /// ```
    #[must_use]
    pub fn screened(&self, screen: impl Screen + 'static) -> Self {
        Self { is_screened: true, ..self.through(&Rule::Screened(Arc::new(screen))) }
    }

    /// Whether somebody looks at each [`Grant`]: its profile then has all that the provider tells, at every login. A login
    /// type that only asks its provider for the profile of those who come for the first time asks each time.
    pub fn is_screened(&self) -> bool {
        self.is_screened
    }

    fn through(&self, rule: &Rule) -> Self {
        let accounts = Lent::over(Arc::clone(&self.accounts), rule.clone());
        let records = Lent::over(Arc::clone(&self.records), rule.clone());
        Self { accounts: Arc::new(accounts), records: Arc::new(records), ..self.clone() }
    }
}

/// A plain function that looks at a grant.
#[async_trait::async_trait]
impl<F: Fn(&Grant) -> Result<(), CallError> + Send + Sync> Screen for F {
    async fn screen(&self, grant: &Grant) -> Result<(), CallError> {
        self(grant)
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
