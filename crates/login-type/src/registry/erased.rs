//! Login types and their opened instances without their type parameters, as the registry holds them side by side.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use element_model::{App, AppId, ConfigError, Element, Fault, FullName};
use serde_json::Value;

use super::OpenProblem;
use crate::{
    Call, CallError, CallbackRecord, Company, ConfigProblem, Conflict, ElementFile, Examination, Finding, Host,
    InstanceName, Instances, LoginInstance, LoginType, Reply, WorkError, Worked,
};

/// A login type without its type parameters.
pub(super) trait AnyType: Send + Sync {
    fn config_skeleton(&self) -> Value;
    fn elements(&self) -> &'static [ElementFile];
    fn open(&self, elements: &[(&App, &Element)]) -> Result<Box<dyn AnyInstances>, Vec<OpenProblem>>;
}

/// The opened instances of a login type without its type parameters.
#[async_trait]
pub(super) trait AnyInstances: Send + Sync {
    fn events(&self) -> &'static [&'static str];
    fn installed(&self);
    fn warnings(&self) -> Vec<Conflict>;
    fn lookup(&self, instance: &InstanceName) -> Option<Arc<dyn LoginInstance>>;
    async fn call_service(&self, call: Call<'_>) -> Result<Reply, CallError>;
    async fn work(&self, record: &CallbackRecord, host: &Host) -> Result<Worked, WorkError>;
    async fn maintain(&self, host: &Host) -> Result<Option<Duration>, CallError>;
    async fn companies(&self, app: Option<&AppId>) -> Result<Vec<Company>, CallError>;
    async fn diagnose(&self, examination: &Examination<'_>) -> Vec<Finding>;
}

/// A login type as the registry holds it.
pub(super) struct Typed<T>(pub(super) Arc<T>);

impl<T: LoginType> AnyType for Typed<T> {
    fn config_skeleton(&self) -> Value {
        self.0.config_skeleton()
    }

    fn elements(&self) -> &'static [ElementFile] {
        self.0.elements()
    }

    fn open(&self, elements: &[(&App, &Element)]) -> Result<Box<dyn AnyInstances>, Vec<OpenProblem>> {
        let mut problems = Vec::new();
        let mut entries = Vec::new();
        for (app, element) in elements {
            let name = name_of(app, element);
            match open_one(&*self.0, &name, element) {
                Ok(instance) => entries.push((name, Arc::new(instance))),
                Err(problem) => problems.push(problem),
            }
        }
        let instances: Instances<T::Instance> = entries.into_iter().collect();
        if let Err(Conflict { instance, problem }) = self.0.check(&instances) {
            let at_fault = elements.iter().find(|(app, element)| name_of(app, element) == instance);
            let message = at_fault.map_or_else(|| problem.to_string(), |(_, element)| in_file(element, &problem));
            problems.push(OpenProblem { instance, fault: Fault::Value, field: None, message });
        }
        if problems.is_empty() {
            Ok(Box::new(TypedInstances { login_type: Arc::clone(&self.0), instances }))
        } else {
            Err(problems)
        }
    }
}

fn open_one<T: LoginType>(login_type: &T, name: &InstanceName, element: &Element) -> Result<T::Instance, OpenProblem> {
    let problem = |fault, field, message| OpenProblem { instance: name.clone(), fault, field, message };
    let config = element.config::<T::Config>().map_err(|error| {
        let (fault, message) = (error.fault(), error.to_string());
        match error {
            ConfigError::NoFile { field, .. } | ConfigError::Field { field, .. } => {
                problem(fault, Some(field), message)
            }
            _ => problem(fault, None, message),
        }
    })?;
    login_type.open(name, config).map_err(|wrong| {
        let message = in_file(element, &wrong);
        problem(Fault::Value, Some(wrong.field), message)
    })
}

fn in_file(element: &Element, problem: &ConfigProblem) -> String {
    format!("{}: {problem}", element.config_file().unwrap_or_default())
}

pub(super) fn is_below(element: &FullName, name: &str) -> bool {
    element.as_str().strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
}

pub(super) fn name_of(app: &App, element: &Element) -> InstanceName {
    InstanceName { app: app.id().clone(), element: element.full_name().clone() }
}

struct TypedInstances<T: LoginType> {
    login_type: Arc<T>,
    instances: Instances<T::Instance>,
}

#[async_trait]
impl<T: LoginType> AnyInstances for TypedInstances<T> {
    fn events(&self) -> &'static [&'static str] {
        T::EVENTS
    }

    fn installed(&self) {
        self.login_type.installed(&self.instances);
    }

    fn warnings(&self) -> Vec<Conflict> {
        self.login_type.warnings(&self.instances)
    }

    fn lookup(&self, instance: &InstanceName) -> Option<Arc<dyn LoginInstance>> {
        Some(Arc::clone(self.instances.lookup(instance)?) as Arc<dyn LoginInstance>)
    }

    async fn call_service(&self, call: Call<'_>) -> Result<Reply, CallError> {
        self.login_type.call_service(&self.instances.of_app(call.app), call).await
    }

    async fn work(&self, record: &CallbackRecord, host: &Host) -> Result<Worked, WorkError> {
        self.login_type.work(&self.instances, record, host).await
    }

    async fn maintain(&self, host: &Host) -> Result<Option<Duration>, CallError> {
        self.login_type.maintain(&self.instances, host).await
    }

    async fn companies(&self, app: Option<&AppId>) -> Result<Vec<Company>, CallError> {
        match app {
            Some(app) => self.login_type.companies(&self.instances.of_app(app)).await,
            None => self.login_type.companies(&self.instances).await,
        }
    }

    async fn diagnose(&self, examination: &Examination<'_>) -> Vec<Finding> {
        self.login_type.diagnose(&self.instances, examination).await
    }
}
