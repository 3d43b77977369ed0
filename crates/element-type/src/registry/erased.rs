//! Types, services and opened instances without their type parameters, as the registry holds them side by side.

use std::{any::Any, sync::Arc, time::Duration};

use async_trait::async_trait;
use element_model::{App, ConfigError, Element, Fault};
use serde_json::Value;

use super::OpenProblem;
use crate::{
    Call, CallError, ConfigProblem, Conflict, ElementFile, ElementInstance, ElementType, Examination, Finding, HostOf,
    InstanceName, Instances, Opened, Reply, Service,
};

/// A Type without its type parameters, for a server that lends `H`.
pub(super) trait AnyType<H>: Send + Sync {
    fn elements(&self) -> &'static [ElementFile];
    fn overlays(&self) -> Vec<ElementFile>;
    fn open(&self, elements: &[(&App, &Element)]) -> Result<Box<dyn AnyOpened<H>>, Vec<OpenProblem>>;
}

/// A Type and its opened instances without their type parameters.
#[async_trait]
pub(super) trait AnyOpened<H>: Send + Sync {
    /// The [`Opened`] itself.
    fn as_any(&self) -> &dyn Any;
    fn warnings(&self) -> Vec<Conflict>;
    fn is_active(&self, instance: &InstanceName) -> Option<bool>;
    fn properties(&self, instance: &InstanceName) -> Option<Value>;
    async fn call(&self, instance: &InstanceName, call: Call<'_, H>) -> Result<Reply, CallError>;
    async fn call_service(&self, call: Call<'_, H>) -> Result<Reply, CallError>;
    async fn maintain(&self, host: &H) -> Result<Option<Duration>, CallError>;
    async fn diagnose(&self, examination: &Examination<'_>) -> Vec<Finding>;
}

/// A service without its type parameter.
#[async_trait]
pub(super) trait AnyService<H>: Send + Sync {
    fn elements(&self) -> &'static [ElementFile];
    async fn call(&self, call: Call<'_, H>) -> Result<Reply, CallError>;
}

/// A Type as the registry holds it.
pub(super) struct Typed<T>(pub(super) Arc<T>);

impl<T: ElementType, H: AsRef<HostOf<T>> + Send + Sync + 'static> AnyType<H> for Typed<T> {
    fn elements(&self) -> &'static [ElementFile] {
        self.0.elements()
    }

    fn overlays(&self) -> Vec<ElementFile> {
        self.0.overlays()
    }

    fn open(&self, elements: &[(&App, &Element)]) -> Result<Box<dyn AnyOpened<H>>, Vec<OpenProblem>> {
        let instances = open_all(&*self.0, elements)?;
        self.0.acquaint(&instances);
        Ok(Box::new(Opened { element_type: Arc::clone(&self.0), instances }))
    }
}

fn open_all<T: ElementType>(
    element_type: &T,
    elements: &[(&App, &Element)],
) -> Result<Instances<T::Instance>, Vec<OpenProblem>> {
    let mut problems = Vec::new();
    let mut entries = Vec::new();
    for (app, element) in elements {
        let name = InstanceName::of(app, element);
        match open_one(element_type, &name, element) {
            Ok(instance) => entries.push((name, Arc::new(instance))),
            Err(found) => problems.extend(found),
        }
    }
    let instances: Instances<T::Instance> = entries.into_iter().collect();
    if let Err(Conflict { instance, problem }) = element_type.check(&instances) {
        let at_fault = elements.iter().find(|(app, element)| InstanceName::of(app, element) == instance);
        let message = at_fault.map_or_else(|| problem.to_string(), |(_, element)| in_file(element, &problem));
        problems.push(OpenProblem { instance, fault: Fault::Value, field: None, message });
    }
    if problems.is_empty() { Ok(instances) } else { Err(problems) }
}

fn open_one<T: ElementType>(
    element_type: &T,
    name: &InstanceName,
    element: &Element,
) -> Result<T::Instance, Vec<OpenProblem>> {
    let declared = element.config_problems();
    if !declared.is_empty() {
        return Err(declared.into_iter().map(|error| of_config(name, error)).collect());
    }
    let config = element.config::<T::Config>().map_err(|error| vec![of_config(name, error)])?;
    element_type.open(name, config).map_err(|wrong| {
        let message = in_file(element, &wrong);
        vec![OpenProblem { instance: name.clone(), fault: Fault::Value, field: Some(wrong.field), message }]
    })
}

fn of_config(name: &InstanceName, error: ConfigError) -> OpenProblem {
    let (fault, message) = (error.fault(), error.to_string());
    let field = match error {
        ConfigError::NoFile { field, .. } | ConfigError::Field { field, .. } => Some(field),
        _ => None,
    };
    OpenProblem { instance: name.clone(), fault, field, message }
}

fn in_file(element: &Element, problem: &ConfigProblem) -> String {
    format!("{}: {problem}", element.config_file().unwrap_or_default())
}

#[async_trait]
impl<T: ElementType, H: AsRef<HostOf<T>> + Send + Sync + 'static> AnyOpened<H> for Opened<T> {
    fn as_any(&self) -> &dyn Any {
        self
    }

    fn warnings(&self) -> Vec<Conflict> {
        self.element_type.warnings(&self.instances)
    }

    fn is_active(&self, instance: &InstanceName) -> Option<bool> {
        Some(self.instances.lookup(instance)?.is_active())
    }

    fn properties(&self, instance: &InstanceName) -> Option<Value> {
        Some(self.instances.lookup(instance)?.properties())
    }

    async fn call(&self, instance: &InstanceName, call: Call<'_, H>) -> Result<Reply, CallError> {
        match self.instances.lookup(instance) {
            Some(instance) => instance.call(call.lending(AsRef::as_ref)).await,
            None => Err(call.unknown_function()),
        }
    }

    async fn call_service(&self, call: Call<'_, H>) -> Result<Reply, CallError> {
        self.element_type.call_service(&self.instances.of_app(call.app), call.lending(AsRef::as_ref)).await
    }

    async fn maintain(&self, host: &H) -> Result<Option<Duration>, CallError> {
        self.element_type.maintain(&self.instances, host.as_ref()).await
    }

    async fn diagnose(&self, examination: &Examination<'_>) -> Vec<Finding> {
        self.element_type.diagnose(&self.instances, examination).await
    }
}

/// A service as the registry holds it.
pub(super) struct Served<S>(pub(super) S);

#[async_trait]
impl<S: Service, H: AsRef<S::Host> + Send + Sync + 'static> AnyService<H> for Served<S> {
    fn elements(&self) -> &'static [ElementFile] {
        self.0.elements()
    }

    async fn call(&self, call: Call<'_, H>) -> Result<Reply, CallError> {
        self.0.call(call.lending(AsRef::as_ref)).await
    }
}
