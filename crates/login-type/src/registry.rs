//! `Registry`: the login types and services a server is composed of; opened over the apps, they become `LoginTypes`.

mod erased;

use std::{any, collections::BTreeMap, fmt, iter, sync::Arc, time::Duration};

use element_model::{App, AppId, Apps, Element, Fault, Layer, MemorySource};
use serde_json::Value;

use self::erased::{AnyInstances, AnyType, Typed, is_below, name_of};
use crate::{
    BASE_APP, Call, CallError, CallbackRecord, Code, Company, Conflict, Examination, Finding, Host, InstanceName,
    LoginInstance, LoginType, Membership, Recognised, Reply, Service, Standing, Subject, WorkError, Worked, meta,
};

/// The login types and services that a server is composed of.
#[derive(Default)]
pub struct Registry {
    types: BTreeMap<&'static str, Arc<dyn AnyType>>,
    services: BTreeMap<&'static str, Arc<dyn Service>>,
    codes: BTreeMap<&'static str, Code>,
}

impl Registry {
    /// A registry of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a login type; one of the same name is replaced, so that an official Type can be wrapped.
    #[must_use]
    pub fn with_login_type<T: LoginType>(mut self, login_type: T) -> Self {
        self.note(T::NAME, any::type_name::<T>());
        self.types.insert(T::NAME, Arc::new(Typed(Arc::new(login_type))));
        self
    }

    /// Adds a service; one of the same name is replaced.
    #[must_use]
    pub fn with_service(mut self, service: impl Service) -> Self {
        self.note(service.name(), any::type_name_of_val(&service));
        self.services.insert(service.name(), Arc::new(service));
        self
    }

    fn note(&mut self, name: &'static str, rust_type: &'static str) {
        let code = Code::in_place_of(self.codes.remove(name), name, rust_type);
        self.codes.insert(name, code);
    }

    /// The built-in app that every app extends: the metas, and the elements of what is registered.
    pub fn base_app(&self) -> MemorySource {
        let of_types = self.types.values().flat_map(|login_type| login_type.elements());
        let of_services = self.services.values().flat_map(|service| service.elements());
        meta::base_elements(of_types.chain(of_services))
    }

    /// The login type whose code serves an instance, or those of a Type; `None` where no code does.
    pub fn login_type_of(&self, element: &Element) -> Option<&'static str> {
        let own = Some(element.full_name()).filter(|_| element.layer() == Layer::Type);
        let mut types = own.into_iter().chain(element.type_chain());
        types.find_map(|name| self.types.get_key_value(name.as_str())).map(|(name, _)| *name)
    }

    /// What the configuration of a new instance of a login type begins with; `None` where there is no such login type.
    pub fn config_skeleton(&self, login_type: &str) -> Option<Value> {
        Some(self.types.get(login_type)?.config_skeleton())
    }

    /// The full names of the login types.
    pub fn login_types(&self) -> impl Iterator<Item = &'static str> {
        self.types.keys().copied()
    }

    /// Opens every instance of every app but the drafts; they go into service with [`LoginTypes::installed`].
    ///
    /// # Errors
    /// All problems of all configurations; nothing is opened then.
    pub fn open(&self, apps: &Apps) -> Result<LoginTypes, Vec<OpenProblem>> {
        let mut claimed: BTreeMap<&'static str, Vec<(&App, &Element)>> = BTreeMap::new();
        for app in apps.iter().filter(|app| app.id().to_string() != BASE_APP) {
            let instances = app.elements().filter(|element| element.layer() == Layer::Instance && !element.is_draft());
            for element in instances {
                if let Some(name) = self.login_type_of(element) {
                    claimed.entry(name).or_default().push((app, element));
                }
            }
        }
        let mut opened = LoginTypes {
            types: BTreeMap::new(),
            services: self.services.clone(),
            owners: BTreeMap::new(),
            codes: self.codes.clone(),
        };
        let mut problems = Vec::new();
        for (name, login_type) in &self.types {
            let elements = claimed.remove(name).unwrap_or_default();
            let names = elements.iter().map(|(app, element)| name_of(app, element));
            opened.owners.extend(names.map(|instance| (instance, *name)));
            match login_type.open(&elements) {
                Ok(instances) => drop(opened.types.insert(name, instances)),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(opened) } else { Err(problems) }
    }
}

impl fmt::Debug for Registry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Registry")
            .field("types", &self.types.keys())
            .field("services", &self.services.keys())
            .finish_non_exhaustive()
    }
}

/// Something wrong with one instance's configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{instance}: {message}")]
pub struct OpenProblem {
    /// The instance.
    pub instance: InstanceName,
    /// In which way it is wrong.
    pub fault: Fault,
    /// The field that is wrong by itself; `None` where it is the whole, or where it is wrong only beside another instance.
    pub field: Option<String>,
    /// File, field, what is wrong and what would be right; never a value.
    pub message: String,
}

/// The opened login types: answers calls and does the work of callback records.
pub struct LoginTypes {
    types: BTreeMap<&'static str, Box<dyn AnyInstances>>,
    services: BTreeMap<&'static str, Arc<dyn Service>>,
    owners: BTreeMap<InstanceName, &'static str>,
    codes: BTreeMap<&'static str, Code>,
}

impl LoginTypes {
    /// Answers a call of an instance, of a Type's service or of a shared service.
    ///
    /// # Errors
    /// What the code answers, or [`ErrorKind::UnknownFunction`](crate::ErrorKind::UnknownFunction) where no code
    /// belongs to the element.
    pub async fn call(&self, call: Call<'_>) -> Result<Reply, CallError> {
        let instance = InstanceName { app: call.app.clone(), element: call.element.clone() };
        if let Some(instance) = self.instance(&instance) {
            return instance.call(call).await;
        }
        if let Some(service) = self.services.get(call.element.as_str()) {
            return service.call(call).await;
        }
        match self.types.iter().find(|(name, _)| is_below(call.element, name)) {
            Some((_, instances)) => instances.call_service(call).await,
            None => Err(call.unknown_function()),
        }
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

    /// Does the work of a callback record.
    ///
    /// # Errors
    /// What the login type answers; a login type that is no longer there is [`WorkError::Dead`].
    pub async fn work(&self, login_type: &str, record: &CallbackRecord, host: &Host) -> Result<Worked, WorkError> {
        let Some(instances) = self.types.get(login_type) else {
            return Err(WorkError::dead(format!("no login type {login_type} is part of this server")));
        };
        instances.work(record, host).await
    }

    /// Tells every login type that these instances go into service now.
    pub fn installed(&self) {
        self.types.values().for_each(|instances| instances.installed());
    }

    /// The full names of the login types.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        self.types.keys().copied()
    }

    /// Has a login type do the next piece of what nobody asks for; answers how long to wait before the piece after it.
    ///
    /// # Errors
    /// What the login type answers.
    pub async fn maintain(&self, login_type: &str, host: &Host) -> Result<Option<Duration>, CallError> {
        match self.types.get(login_type) {
            Some(instances) => instances.maintain(host).await,
            None => Ok(None),
        }
    }

    /// The companies that the instances are for, with the login types that know them; those of one app where it is named.
    ///
    /// # Errors
    /// When what is stored is out of reach.
    pub async fn companies(&self, app: Option<&AppId>) -> Result<Vec<(&'static str, Company)>, CallError> {
        let mut companies = Vec::new();
        for (name, instances) in &self.types {
            companies.extend(instances.companies(app).await?.into_iter().map(|company| (*name, company)));
        }
        Ok(companies)
    }

    /// What each login type finds when it looks after its instances.
    pub async fn diagnose(&self, examination: &Examination<'_>) -> Vec<Finding> {
        let mut findings = Vec::new();
        for instances in self.types.values() {
            findings.extend(instances.diagnose(examination).await);
        }
        findings
    }

    /// What each login type finds in its instances that is allowed but hardly meant.
    pub fn warnings(&self) -> Vec<Conflict> {
        self.types.values().flat_map(|instances| instances.warnings()).collect()
    }

    /// Whether an event type is one that some login type lists in its [`EVENTS`](crate::LoginType::EVENTS).
    pub fn knows_event(&self, event_type: &str) -> bool {
        self.types.values().any(|instances| instances.events().contains(&event_type))
    }

    /// The opened instances in the order of their names, and the login types they belong to.
    pub fn instances(&self) -> impl Iterator<Item = (&InstanceName, &'static str)> {
        self.owners.iter().map(|(instance, name)| (instance, *name))
    }

    /// The opened instance of this name.
    pub fn instance(&self, instance: &InstanceName) -> Option<Arc<dyn LoginInstance>> {
        self.types.get(self.owners.get(instance)?)?.lookup(instance)
    }

    /// What has become of the instance that a login came by.
    pub fn standing(&self, login: &Recognised<'_>) -> Standing {
        match self.serving(login) {
            Some((_, instance)) if instance.is_open_to(login.corp_id) => Standing::Open,
            Some(_) => Standing::SwitchedOff,
            None => Standing::Gone,
        }
    }

    /// What the instance that a login came by hears of its subject; [`Membership::Unknown`] where none stands for it.
    ///
    /// # Errors
    /// What the instance answers.
    pub async fn recheck(&self, login: &Recognised<'_>, id: &str, host: &Host) -> Result<Membership, CallError> {
        let Some((login_type, instance)) = self.serving(login) else { return Ok(Membership::Unknown) };
        let subject = Subject { login_type, corp_id: login.corp_id.to_owned(), id: id.to_owned() };
        instance.recheck(&subject, host).await
    }

    /// The instance that stands for a login, with its login type.
    fn serving(&self, login: &Recognised<'_>) -> Option<(&'static str, Arc<dyn LoginInstance>)> {
        let owner = self.owners.get(login.instance).filter(|owner| **owner == login.login_type)?;
        let instance = self.instance(login.instance)?;
        instance.serves(login.realm, login.corp_id).then_some((owner, instance))
    }
}

impl fmt::Debug for LoginTypes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoginTypes").field("instances", &self.owners).finish_non_exhaustive()
    }
}
