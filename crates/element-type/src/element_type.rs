//! `ElementType` and `ElementInstance`: the two traits of an element with code.

use std::time::Duration;

use async_trait::async_trait;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{Call, CallError, ConfigProblem, Conflict, Examination, Finding, InstanceName, Instances, Reply};

/// The services that the server lends the instances of a Type.
pub type HostOf<T> = <<T as ElementType>::Instance as ElementInstance>::Host;

/// A file of an element that a Type brings along: its own `e.json` and those of its Meta, its services and its models.
#[derive(Clone, Copy, Debug)]
pub struct ElementFile {
    /// Path below the app's root: `oidc/clients/ClientType/e.json`.
    pub path: &'static str,
    /// The file's text.
    pub content: &'static str,
}

/// Code for one Type element.
#[async_trait]
pub trait ElementType: Send + Sync + 'static {
    /// Full name of the Type element: `oidc.clients.ClientType`.
    const NAME: &'static str;

    /// The content of an instance's `<InstanceName>.json`. Its fields are those of the `configFields` in the Type's
    /// `e.json`.
    type Config: DeserializeOwned + Send;

    /// A configured element of the Type.
    type Instance: ElementInstance;

    /// The elements that come with the Type; they become part of the built-in base app.
    fn elements(&self) -> &'static [ElementFile];

    /// Files that are laid over [`elements`](Self::elements) of their path: an `e.json` key by key, `configFields` and
    /// `functionList` by name, as an app's would be. For a Type that adds to the elements of another one; by default none
    /// is.
    fn overlays(&self) -> Vec<ElementFile> {
        Vec::new()
    }

    /// Makes an instance of its configuration, which fits the `configFields` already.
    ///
    /// # Errors
    /// Names the field that is wrong and what would be right.
    fn open(&self, name: &InstanceName, config: Self::Config) -> Result<Self::Instance, ConfigProblem>;

    /// Checks the instances of all apps against each other; called after each of them was opened. By default any stand
    /// beside each other.
    ///
    /// # Errors
    /// Names an instance that cannot stand beside another, and the field that keeps it from it.
    fn check(&self, _instances: &Instances<Self::Instance>) -> Result<(), Conflict> {
        Ok(())
    }

    /// Tells the instances of all apps about each other; called once for each set of instances, after the check and before
    /// any of them is asked. The set may never go into service, and the set before it may still be served: change nothing
    /// but these instances. By default they are told nothing.
    fn acquaint(&self, _instances: &Instances<Self::Instance>) {}

    /// Tells the operator what is allowed in the instances of all apps, but hardly meant (`wecom-login element check`). By
    /// default nothing is.
    fn warnings(&self, _instances: &Instances<Self::Instance>) -> Vec<Conflict> {
        Vec::new()
    }

    /// Answers a function of one of the Type's services, for the instances of the app that was called. By default there
    /// is no such function.
    ///
    /// # Errors
    /// As the function's documentation says.
    async fn call_service(
        &self,
        _instances: &Instances<Self::Instance>,
        call: Call<'_, HostOf<Self>>,
    ) -> Result<Reply, CallError> {
        Err(call.unknown_function())
    }

    /// Does the next piece of what nobody asks for, such as looking whether something was missed, with the instances of
    /// all apps; answers how long to wait before the piece after it, `None` for a while. A process does one piece at a
    /// time; processes that share a database do so beside each other. A piece that takes longer than five minutes is
    /// dropped where it waits. By default there is nothing to do.
    ///
    /// # Errors
    /// The failure, for the log; the next piece begins a minute later.
    async fn maintain(
        &self,
        _instances: &Instances<Self::Instance>,
        _host: &HostOf<Self>,
    ) -> Result<Option<Duration>, CallError> {
        Ok(None)
    }

    /// Looks after what the instances of all apps need to work, for an operator who asks (`wecom-login doctor`), in a
    /// process of its own beside the server's. Checks all that it can whatever it finds first, waits for nothing without
    /// a limit, and changes nothing: neither what is stored nor anything at a provider. Where there are no instances,
    /// [`Examination::survey`] says why: of apps that cannot be read, what needs no instance is checked all the same. A
    /// panic, and checks that take longer than three minutes, are a finding. By default nothing is checked.
    async fn diagnose(&self, _instances: &Instances<Self::Instance>, _examination: &Examination<'_>) -> Vec<Finding> {
        Vec::new()
    }
}

/// A configured element.
#[async_trait]
pub trait ElementInstance: Send + Sync + 'static {
    /// The services that the server lends it for a call: [`Host`](crate::Host), or what a family of elements has beside
    /// that.
    type Host: Send + Sync + 'static;

    /// Whether it is switched on. By default it is, for an element without a switch.
    fn is_active(&self) -> bool {
        true
    }

    /// The documented properties as a JSON object; [`MASK`](crate::MASK) stands in the place of secrets. By default there are
    /// none.
    fn properties(&self) -> Value {
        Value::Object(Map::new())
    }

    /// Answers a function of the instance; the arguments fit the element's `functionList`. By default it has none.
    ///
    /// # Errors
    /// As the function's documentation says.
    async fn call(&self, call: Call<'_, Self::Host>) -> Result<Reply, CallError> {
        Err(call.unknown_function())
    }
}
