//! Instances: their names, a typed set of them, and what can be wrong with their configuration.

use std::{fmt, sync::Arc};

use element_model::{App, AppId, Element, FullName};

/// The placeholder of a secret where properties are shown; a caller who gives it back means the secret that is there.
pub const MASK: &str = "******";

/// An instance: the app it is called in and its full name there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceName {
    /// The app whose URL serves it.
    pub app: AppId,
    /// Its full name.
    pub element: FullName,
}

impl InstanceName {
    /// The name of an element as an app sees it.
    pub fn of(app: &App, element: &Element) -> Self {
        Self { app: app.id().clone(), element: element.full_name().clone() }
    }
}

impl fmt::Display for InstanceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.app, self.element)
    }
}

/// The opened instances of one Type.
#[derive(Debug)]
pub struct Instances<I> {
    entries: Vec<(InstanceName, Arc<I>)>,
}

impl<I> Clone for Instances<I> {
    fn clone(&self) -> Self {
        Self { entries: self.entries.clone() }
    }
}

impl<I> FromIterator<(InstanceName, Arc<I>)> for Instances<I> {
    fn from_iter<T: IntoIterator<Item = (InstanceName, Arc<I>)>>(entries: T) -> Self {
        Self { entries: entries.into_iter().collect() }
    }
}

impl<I> Instances<I> {
    /// The instance of this name.
    pub fn lookup(&self, name: &InstanceName) -> Option<&Arc<I>> {
        self.entries.iter().find(|(known, _)| known == name).map(|(_, instance)| instance)
    }

    /// All of them, in the order of apps and full names.
    pub fn iter(&self) -> impl Iterator<Item = (&InstanceName, &Arc<I>)> {
        self.entries.iter().map(|(name, instance)| (name, instance))
    }

    /// These instances, each as the result of `of`: for a Type that wraps another, whose instances are inside its
    /// own.
    #[must_use]
    pub fn map<J>(&self, of: impl Fn(&I) -> Arc<J>) -> Instances<J> {
        self.iter().map(|(name, instance)| (name.clone(), of(instance))).collect()
    }

    /// The instances that an app serves.
    #[must_use]
    pub fn of_app(&self, app: &AppId) -> Self {
        self.entries.iter().filter(|(name, _)| name.app == *app).cloned().collect()
    }
}

/// A problem in an instance's configuration: the field and what would be right; never its value.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {message}")]
pub struct ConfigProblem {
    /// The field's path: `authConfig.encodingAESKey`.
    pub field: String,
    /// The problem and what would be right.
    pub message: String,
}

impl ConfigProblem {
    /// A problem of `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// This problem as that of an instance among others.
    #[must_use]
    pub fn of(self, instance: &InstanceName) -> Conflict {
        Conflict { instance: instance.clone(), problem: self }
    }
}

/// A reason why an instance cannot stand beside the others, or looks as if it were not meant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{instance}: {problem}")]
pub struct Conflict {
    /// The instance to change.
    pub instance: InstanceName,
    /// The problem.
    pub problem: ConfigProblem,
}
