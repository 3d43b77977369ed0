//! `Registry`: the login types, other Types and services that a server is composed of; opened over the apps, they become
//! `LoginTypes`.

mod contained_login;
mod erased;
mod opened;

use std::{collections::BTreeMap, fmt, ops::Deref, sync::Arc};

use element_model::Apps;
use element_type::{ElementType, ElementTypes, HostOf, OpenProblem, Opened, Service};

use self::erased::AnyLogins;
pub use self::opened::LoginTypes;
use crate::{Host, LoginType, meta};

/// Finds what is a login among opened Types.
type Find = fn(&ElementTypes<Host>) -> Option<Arc<dyn AnyLogins>>;

/// The login types, other Types and services that a server is composed of; the rest of it is an
/// [`element_type::Registry`].
pub struct Registry {
    elements: element_type::Registry<Host>,
    logins: BTreeMap<&'static str, Find>,
}

impl Default for Registry {
    fn default() -> Self {
        let elements = element_type::Registry::new().with_elements(meta::FILES);
        Self { elements, logins: BTreeMap::new() }
    }
}

impl Registry {
    /// A registry of nothing but the Meta of login types.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a login type; one of the same name is replaced, so that an official Type can be wrapped.
    #[must_use]
    pub fn with_login_type<T: LoginType>(self, login_type: T) -> Self {
        let mut registry = self.with_type(login_type);
        let find: Find =
            |elements| elements.of::<T>().map(|opened| Arc::new(Opened::clone(opened)) as Arc<dyn AnyLogins>);
        registry.logins.insert(T::NAME, find);
        registry
    }

    /// Adds a Type whose instances are no logins; one of the same name is replaced.
    #[must_use]
    pub fn with_type<T: ElementType>(mut self, element_type: T) -> Self
    where
        Host: AsRef<HostOf<T>>,
    {
        self.logins.remove(T::NAME);
        Self { elements: self.elements.with_type(element_type), ..self }
    }

    /// Adds a service; one of the same name is replaced.
    #[must_use]
    pub fn with_service<S: Service>(self, service: S) -> Self
    where
        Host: AsRef<S::Host>,
    {
        Self { elements: self.elements.with_service(service), ..self }
    }

    /// Opens every instance of every app but the drafts.
    ///
    /// # Errors
    /// All problems of all configurations; nothing is opened then.
    pub fn open(&self, apps: &Apps) -> Result<LoginTypes, Vec<OpenProblem>> {
        let elements = self.elements.open(apps)?;
        let found = self.logins.iter().filter_map(|(name, find)| Some((*name, find(&elements)?)));
        Ok(LoginTypes { logins: found.collect(), elements: Arc::new(elements) })
    }
}

impl Deref for Registry {
    type Target = element_type::Registry<Host>;

    fn deref(&self) -> &element_type::Registry<Host> {
        &self.elements
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.elements.fmt(f)
    }
}
