//! `ElementTypes`: the Types with their opened instances; answers calls.

use std::{collections::BTreeMap, fmt, iter, sync::Arc, time::Duration};

use element_model::{Element, FullName};
use serde_json::Value;

use super::erased::{AnyOpened, AnyService};
use crate::{Call, CallError, Code, Conflict, ElementType, Examination, Finding, InstanceName, Opened, Reply};

/// The Types and services of a server with the instances of all apps, as they were opened together.
pub struct ElementTypes<H> {
    pub(super) types: BTreeMap<&'static str, Box<dyn AnyOpened<H>>>,
    pub(super) services: BTreeMap<&'static str, Arc<dyn AnyService<H>>>,
    pub(super) owners: BTreeMap<InstanceName, &'static str>,
    pub(super) codes: BTreeMap<&'static str, Code>,
}

impl<H: Send + Sync + 'static> ElementTypes<H> {
    /// Answers a call of an instance, of a Type's service or of a shared service.
    ///
    /// # Errors
    /// The code's answer, or [`ErrorKind::UnknownFunction`](crate::ErrorKind::UnknownFunction) where no code
    /// belongs to the element.
    pub async fn call(&self, call: Call<'_, H>) -> Result<Reply, CallError> {
        let instance = InstanceName { app: call.app.clone(), element: call.element.clone() };
        if let Some(opened) = self.owner(&instance) {
            return opened.call(&instance, call).await;
        }
        if let Some(service) = self.services.get(call.element.as_str()) {
            return service.call(call).await;
        }
        match self.types.iter().find(|(name, _)| is_below(call.element, name)) {
            Some((_, opened)) => opened.call_service(call).await,
            None => Err(call.unknown_function()),
        }
    }

    /// The instances of a Type, for code that knows it: `None` where other code answers for its name.
    pub fn of<T: ElementType>(&self) -> Option<&Opened<T>> {
        self.types.get(T::NAME)?.as_any().downcast_ref()
    }

    /// The code that answers for an element: for a Type and its instances that of the nearest registered Type, for a
    /// service its own or that of the Type it is below of; `None` where there is none.
    pub fn code(&self, element: &Element) -> Option<&Code> {
        let own = element.full_name();
        let of_type =
            || iter::once(own).chain(element.type_chain()).find(|name| self.types.contains_key(name.as_str()));
        let name = match of_type() {
            Some(name) => name.as_str(),
            None if self.services.contains_key(own.as_str()) => own.as_str(),
            None => self.types.keys().find(|name| is_below(own, name))?,
        };
        self.codes.get(name)
    }

    /// The full names of the Types.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.types.keys().copied()
    }

    /// The opened instances in the order of their names, and the Types whose code serves them.
    pub fn instances(&self) -> impl Iterator<Item = (&InstanceName, &'static str)> {
        self.owners.iter().map(|(instance, name)| (instance, *name))
    }

    /// The Type whose code serves an instance; `None` where there is no such instance.
    pub fn owner_of(&self, instance: &InstanceName) -> Option<&'static str> {
        self.owners.get(instance).copied()
    }

    /// Whether an instance is switched on; `None` where there is none of this name.
    pub fn is_active(&self, instance: &InstanceName) -> Option<bool> {
        self.owner(instance)?.is_active(instance)
    }

    /// The documented properties of an instance, with secrets masked; `None` where there is none of this name.
    pub fn properties(&self, instance: &InstanceName) -> Option<Value> {
        self.owner(instance)?.properties(instance)
    }

    /// Has a Type do the next piece of what nobody asks for; answers how long to wait before the piece after it.
    ///
    /// # Errors
    /// The answer of the Type.
    pub async fn maintain(&self, element_type: &str, host: &H) -> Result<Option<Duration>, CallError> {
        match self.types.get(element_type) {
            Some(opened) => opened.maintain(host).await,
            None => Ok(None),
        }
    }

    /// The findings of each Type that looks after its instances.
    pub async fn diagnose(&self, examination: &Examination<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for opened in self.types.values() {
            findings.extend(opened.diagnose(examination).await);
        }
        findings
    }

    /// The values in the instances of each Type that are allowed but hardly meant.
    pub fn warnings(&self) -> Vec<Conflict> {
        self.types.values().flat_map(|opened| opened.warnings()).collect()
    }

    fn owner(&self, instance: &InstanceName) -> Option<&dyn AnyOpened<H>> {
        self.types.get(self.owners.get(instance)?).map(AsRef::as_ref)
    }
}

impl<H> fmt::Debug for ElementTypes<H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ElementTypes").field("instances", &self.owners).finish_non_exhaustive()
    }
}

fn is_below(element: &FullName, name: &str) -> bool {
    element.as_str().strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
}
