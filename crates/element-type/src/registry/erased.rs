//! Types, services and opened instances without their type parameters, as the registry holds them side by side.

use std::{any::Any, pin::pin, sync::Arc, time::Duration};

use async_trait::async_trait;
use element_model::{App, ConfigError, Element, Fault};
use futures::future::{Either, select};
use serde_json::Value;

use super::OpenProblem;
use crate::{
    Call, CallError, ConfigProblem, Conflict, ElementFile, ElementInstance, ElementType, Examination, Finding, HostOf,
    InstanceName, Instances, Opened, Panicked, Reply, Service,
    contained::{contained, contained_at_once},
};

/// How long the checks of one Type may take; each limits its own waits, and this is for those that forgot.
const CHECKED_WITHIN: Duration = Duration::from_secs(180);

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
        if let Err(panicked) = contained_at_once(|| self.0.acquaint(&instances)) {
            return Err(instances.iter().map(|(name, _)| of_panic(name, &panicked)).collect());
        }
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
    let checked = contained_at_once(|| element_type.check(&instances));
    if let Err(panicked) = &checked {
        problems.extend(instances.iter().map(|(name, _)| of_panic(name, panicked)));
    }
    if let Ok(Err(Conflict { instance, problem })) = checked {
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
    let opened = contained_at_once(|| element_type.open(name, config));
    opened.map_err(|panicked| vec![of_panic(name, &panicked)])?.map_err(|wrong| {
        let message = in_file(element, &wrong);
        vec![OpenProblem { instance: name.clone(), fault: Fault::Value, field: Some(wrong.field), message }]
    })
}

/// The message of a panic stays in the log: it may show a value.
fn of_panic(name: &InstanceName, _: &Panicked) -> OpenProblem {
    let message = "the code of its Type panicked when it was opened: standard error has the details".to_owned();
    OpenProblem { instance: name.clone(), fault: Fault::Value, field: None, message }
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
            Some(instance) => contained(instance.call(call.lending(AsRef::as_ref))).await?,
            None => Err(call.unknown_function()),
        }
    }

    async fn call_service(&self, call: Call<'_, H>) -> Result<Reply, CallError> {
        let instances = self.instances.of_app(call.app);
        contained(self.element_type.call_service(&instances, call.lending(AsRef::as_ref))).await?
    }

    async fn maintain(&self, host: &H) -> Result<Option<Duration>, CallError> {
        contained(self.element_type.maintain(&self.instances, host.as_ref())).await?
    }

    async fn diagnose(&self, examination: &Examination<'_>) -> Vec<Finding> {
        let checks = pin!(contained(self.element_type.diagnose(&self.instances, examination)));
        let (unfinished, next) = match select(checks, examination.clock.sleep(CHECKED_WITHIN)).await {
            Either::Left((Ok(findings), _)) => return findings,
            Either::Left((Err(panicked), _)) => {
                (panicked.to_string(), "tell its author, with what standard error says")
            }
            Either::Right(_) => {
                let found = format!("its checks did not end within {} s", CHECKED_WITHIN.as_secs());
                (found, "see that this machine reaches what it asks, then run doctor again")
            }
        };
        vec![Finding::error("checks", unfinished, next).about(T::NAME)]
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
        contained(self.0.call(call.lending(AsRef::as_ref))).await?
    }
}
