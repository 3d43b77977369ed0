//! `Element`: a named thing of an app, as that app sees it.

use std::{fmt, sync::Arc};

use serde_json::Value;

use crate::{AppId, ConfigField, Definition, ElementError, FullName, Function, Origin, near::near};

/// The layer that an element belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// The root of a family of elements; has no type.
    Meta,
    /// A kind of elements; its type is a Meta or another Type.
    Type,
    /// A configured thing; its type is a Type.
    Instance,
}

impl fmt::Display for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Meta => "Meta",
            Self::Type => "Type",
            Self::Instance => "instance",
        })
    }
}

/// An element as one app sees it: overrides applied, functions inherited, variables replaced.
///
/// `Debug` does not show the business configuration.
#[derive(Clone)]
pub struct Element {
    pub(crate) full_name: FullName,
    pub(crate) layer: Layer,
    pub(crate) definition: Arc<Definition>,
    pub(crate) own_definition: Arc<Definition>,
    pub(crate) ancestry: Ancestry,
    pub(crate) origin: Origin,
    pub(crate) overrides: Vec<Origin>,
    /// Where the business configuration is, or would be.
    pub(crate) config_path: String,
    pub(crate) config: Option<Config>,
}

/// The parts that an element has from the types above it.
#[derive(Clone, Default)]
pub(crate) struct Ancestry {
    /// The types, nearest first, up to the Meta.
    pub(crate) chain: Vec<FullName>,
    /// The element's own functions, then those of its types; the nearest of each name.
    pub(crate) functions: Vec<Arc<Function>>,
    /// The fields of a configuration that it or one of its types declares; the nearest of each name.
    pub(crate) config_fields: Vec<ConfigField>,
    /// The app that the nearest type is private to, where the app that is looked at does not see it.
    pub(crate) type_private_to: Option<AppId>,
}

/// An instance's business configuration.
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) origin: Origin,
    /// As the file has it.
    pub(crate) written: Arc<Value>,
    /// With variables replaced.
    pub(crate) resolved: Value,
}

impl Element {
    /// The element's title.
    pub fn full_name(&self) -> &FullName {
        &self.full_name
    }

    /// The layer it belongs to.
    pub fn layer(&self) -> Layer {
        self.layer
    }

    /// The content of its `e.json`; keys that it does not have are those of the elements it overrides.
    pub fn definition(&self) -> &Definition {
        &self.definition
    }

    /// The content of the file that defines it, or overrides it last, alone: what that leaves to the elements it overrides
    /// is empty.
    pub fn own_definition(&self) -> &Definition {
        &self.own_definition
    }

    /// The types above it, nearest first, up to the Meta; empty for a Meta.
    pub fn type_chain(&self) -> &[FullName] {
        &self.ancestry.chain
    }

    /// The app that its type is private to, where the app that is looked at does not see the type: the element was
    /// inherited, its type was not.
    pub fn type_private_to(&self) -> Option<&AppId> {
        self.ancestry.type_private_to.as_ref()
    }

    /// The app that defines it, or overrides it last, and the file that does.
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The elements of the same name that it overrides, nearest first.
    pub fn overrides(&self) -> &[Origin] {
        &self.overrides
    }

    /// Its functions: its own, then those of the types above it, the nearest of each name.
    pub fn functions(&self) -> impl Iterator<Item = &Function> {
        self.ancestry.functions.iter().map(AsRef::as_ref).filter(|function| function.is_there())
    }

    /// Whether it is out of service because it is not finished.
    pub fn is_draft(&self) -> bool {
        self.definition.draft
    }

    /// The fields of its configuration, or of its instances': its own, then those of the types above it, each with what all
    /// of them say.
    pub fn config_fields(&self) -> impl Iterator<Item = &ConfigField> {
        self.ancestry.config_fields.iter().filter(|field| field.is_there())
    }

    /// Whether a field of the configuration of its instances is a secret, by what it or one of the types above it
    /// declares; of a list, the items are what the list is.
    pub fn is_secret(&self, field: &str) -> bool {
        let name = field.split('[').next().unwrap_or_default();
        self.ancestry.config_fields.iter().any(|declared| declared.secret && declared.name == name)
    }

    /// The function of this name, if it has one.
    pub fn function(&self, name: &str) -> Option<&Function> {
        self.functions().find(|function| function.name == name)
    }

    /// The function of this name.
    ///
    /// # Errors
    /// There is none; names near misses.
    pub fn get_function(&self, name: &str) -> Result<&Function, ElementError> {
        self.function(name).ok_or_else(|| ElementError::UnknownFunction {
            element: self.full_name.clone(),
            name: name.to_owned(),
            near: near(name, self.functions().map(|function| function.name.as_str())),
        })
    }
}

impl Ancestry {
    /// With what an element below declares.
    pub(crate) fn below(self, definition: &Definition) -> Self {
        let mut all = Self { chain: self.chain, type_private_to: self.type_private_to, ..Self::default() };
        all.add(definition);
        all.add_functions(&self.functions);
        ConfigField::lay_over(&mut all.config_fields, &self.config_fields);
        all
    }

    /// Adds what the next type above declares.
    pub(crate) fn add(&mut self, definition: &Definition) {
        self.add_functions(&definition.function_list);
        ConfigField::lay_over(&mut self.config_fields, &definition.config_fields);
    }

    /// Adds the functions of the next type above; of one name the nearest counts, but with the rights of both.
    pub(crate) fn add_functions(&mut self, functions: &[Arc<Function>]) {
        for function in functions {
            match self.functions.iter_mut().find(|nearer| nearer.name == function.name) {
                Some(nearer) => Function::tighten(nearer, function),
                None => self.functions.push(function.clone()),
            }
        }
    }
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Element")
            .field("full_name", &self.full_name)
            .field("layer", &self.layer)
            .field("type_chain", &self.ancestry.chain)
            .field("origin", &self.origin)
            .field("overrides", &self.overrides)
            .finish_non_exhaustive()
    }
}
