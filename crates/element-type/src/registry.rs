//! `Registry`: the Types and services that a server is composed of; opened over the apps, they become `ElementTypes`.

mod erased;
mod opened;

use std::{any, collections::BTreeMap, fmt, sync::Arc};

use element_model::{App, Apps, Element, Fault, Layer, MemorySource};

use self::erased::{AnyService, AnyType, Served, Typed};
pub use self::opened::ElementTypes;
use crate::{BASE_APP, Code, ElementFile, ElementType, HostOf, InstanceName, Service, base_app};

/// The Types and services that a server is composed of, which lends them `H` or a part of it.
pub struct Registry<H> {
    types: BTreeMap<&'static str, Arc<dyn AnyType<H>>>,
    services: BTreeMap<&'static str, Arc<dyn AnyService<H>>>,
    codes: BTreeMap<&'static str, Code>,
    files: Vec<&'static ElementFile>,
}

impl<H> Default for Registry<H> {
    fn default() -> Self {
        Self { types: BTreeMap::new(), services: BTreeMap::new(), codes: BTreeMap::new(), files: Vec::new() }
    }
}

impl<H: Send + Sync + 'static> Registry<H> {
    /// A registry of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a Type; one of the same name is replaced, so that an official Type can be wrapped.
    #[must_use]
    pub fn with_type<T: ElementType>(mut self, element_type: T) -> Self
    where
        H: AsRef<HostOf<T>>,
    {
        self.note(T::NAME, any::type_name::<T>());
        self.types.insert(T::NAME, Arc::new(Typed(Arc::new(element_type))));
        self
    }

    /// Adds a service; one of the same name is replaced.
    #[must_use]
    pub fn with_service<S: Service>(mut self, service: S) -> Self
    where
        H: AsRef<S::Host>,
    {
        self.note(service.name(), any::type_name::<S>());
        self.services.insert(service.name(), Arc::new(Served(service)));
        self
    }

    /// Adds elements without code to the built-in app, such as a Meta.
    #[must_use]
    pub fn with_elements(mut self, files: &'static [ElementFile]) -> Self {
        self.files.extend(files);
        self
    }

    fn note(&mut self, name: &'static str, rust_type: &'static str) {
        let code = Code::in_place_of(self.codes.remove(name), name, rust_type);
        self.codes.insert(name, code);
    }

    /// The built-in app that every app extends: the metas, and the elements of what is registered.
    pub fn base_app(&self) -> MemorySource {
        let of_types = self.types.values().flat_map(|element_type| element_type.elements());
        let of_services = self.services.values().flat_map(|service| service.elements());
        let overlays = self.types.values().flat_map(|element_type| element_type.overlays());
        base_app::with(self.files.iter().copied().chain(of_types).chain(of_services), overlays)
    }

    /// The registered Type whose code serves an instance, or the instances of a Type; `None` where no code does.
    pub fn type_of(&self, element: &Element) -> Option<&'static str> {
        let own = Some(element.full_name()).filter(|_| element.layer() == Layer::Type);
        let mut types = own.into_iter().chain(element.type_chain());
        types.find_map(|name| self.types.get_key_value(name.as_str())).map(|(name, _)| *name)
    }

    /// The full names of the registered Types.
    pub fn types(&self) -> impl Iterator<Item = &'static str> {
        self.types.keys().copied()
    }

    /// Opens every instance of every app but the drafts.
    ///
    /// # Errors
    /// All problems of all configurations; nothing is opened then.
    pub fn open(&self, apps: &Apps) -> Result<ElementTypes<H>, Vec<OpenProblem>> {
        let mut claimed = self.claimed(apps);
        let mut opened = ElementTypes {
            types: BTreeMap::new(),
            services: self.services.clone(),
            owners: BTreeMap::new(),
            codes: self.codes.clone(),
        };
        let mut problems = Vec::new();
        for (name, element_type) in &self.types {
            let elements = claimed.remove(name).unwrap_or_default();
            let names = elements.iter().map(|(app, element)| InstanceName::of(app, element));
            opened.owners.extend(names.map(|instance| (instance, *name)));
            match element_type.open(&elements) {
                Ok(instances) => drop(opened.types.insert(name, instances)),
                Err(found) => problems.extend(found),
            }
        }
        if problems.is_empty() { Ok(opened) } else { Err(problems) }
    }

    /// The instances that the code of each Type serves.
    fn claimed<'a>(&self, apps: &'a Apps) -> BTreeMap<&'static str, Vec<(&'a App, &'a Element)>> {
        let mut claimed: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for app in apps.iter().filter(|app| app.id().to_string() != BASE_APP) {
            let instances = app.elements().filter(|element| element.layer() == Layer::Instance && !element.is_draft());
            for element in instances {
                if let Some(name) = self.type_of(element) {
                    claimed.entry(name).or_default().push((app, element));
                }
            }
        }
        claimed
    }
}

impl<H> fmt::Debug for Registry<H> {
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
#[non_exhaustive]
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
