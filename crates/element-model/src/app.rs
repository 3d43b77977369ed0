//! `App`: one app and all the elements it sees.

use std::{collections::BTreeMap, fmt};

use crate::{
    AppId, Element, ElementError, Extension, FullName, Hidden, Selector, WebOrigin, app_folder::AppFolder,
    manifest::Manifest, near::near,
};

/// An app and all the elements it sees: its own and those of the apps it inherits from.
///
/// `Debug` does not show the variables' values.
#[derive(Clone)]
pub struct App {
    manifest: Manifest,
    label: String,
    parents: Vec<AppId>,
    variables: BTreeMap<String, String>,
    elements: BTreeMap<FullName, Element>,
    hidden: Vec<Hidden>,
}

impl App {
    /// The app of the first folder of `line`, which inherits from the others.
    pub(crate) fn new(
        own: &AppFolder,
        line: &[&AppFolder],
        elements: BTreeMap<FullName, Element>,
        hidden: Vec<Hidden>,
    ) -> Self {
        let variables = line.iter().rev().flat_map(|folder| folder.manifest.variables.clone());
        Self {
            manifest: own.manifest.clone(),
            label: own.label.clone(),
            parents: line.iter().skip(1).map(|folder| folder.manifest.id.clone()).collect(),
            variables: variables.filter(|(_, value)| !value.is_empty()).collect(),
            elements,
            hidden,
        }
    }

    /// The app's title.
    pub fn id(&self) -> &AppId {
        &self.manifest.id
    }

    /// Its short name; the second part of its id where `app.json` says none.
    pub fn name(&self) -> &str {
        &self.manifest.name
    }

    /// Its name for people; its short name where `app.json` says none.
    pub fn title(&self) -> &str {
        &self.manifest.title
    }

    /// Its version; `1.0.0` where `app.json` says none.
    pub fn version(&self) -> &str {
        &self.manifest.version
    }

    /// The label of the source that it was loaded from.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// The apps that it extends, by its `app.json`.
    pub fn extends(&self) -> &[Extension] {
        &self.manifest.extends
    }

    /// The origins of web pages that may call the app's functions from a browser (`allowedOrigins`); its parents' do not
    /// count.
    pub fn allowed_origins(&self) -> &[WebOrigin] {
        &self.manifest.allowed_origins
    }

    /// All apps that it inherits from, nearest first; the base app, which every app extends, is last.
    pub fn parents(&self) -> &[AppId] {
        &self.parents
    }

    /// The variables of the app and its parents, the nearest of each name that is not empty; secrets may
    /// be in them.
    pub fn variables(&self) -> &BTreeMap<String, String> {
        &self.variables
    }

    /// The element of this full name.
    ///
    /// # Errors
    /// There is none that the app sees; names near misses.
    pub fn get_element(&self, full_name: &str) -> Result<&Element, ElementError> {
        self.elements.get(full_name).ok_or_else(|| ElementError::Unknown {
            app: self.id().clone(),
            name: full_name.to_owned(),
            near: near(full_name, self.elements.keys().map(FullName::as_str)),
        })
    }

    /// The elements that are selected, each once, in the order of their full names.
    pub fn find_elements(&self, selector: &Selector) -> Vec<&Element> {
        self.elements().filter(|element| selector.selects(element)).collect()
    }

    /// All elements that the app sees, in the order of their full names.
    pub fn elements(&self) -> impl Iterator<Item = &Element> {
        self.elements.values()
    }

    /// The elements of the apps it inherits from that it does not see, because it is private to them; nearest app
    /// first.
    pub fn hidden(&self) -> &[Hidden] {
        &self.hidden
    }
}

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("id", self.id())
            .field("version", &self.version())
            .field("parents", &self.parents)
            .field("elements", &self.elements.keys())
            .finish_non_exhaustive()
    }
}
