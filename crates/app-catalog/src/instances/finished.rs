//! `Finished`: an app as it would be if its drafts, or one of them, were finished and in service.

use element_model::{Source, SourceError};
use serde_json::{Map, Value};

/// The key of an `e.json` that makes its instance a draft.
const DRAFT: &str = "draft";

/// An app whose drafts are none.
#[derive(Debug)]
pub(crate) struct Finished<'a> {
    source: &'a dyn Source,
    /// The `e.json` of the one that is meant; all where it is not said.
    one: Option<String>,
}

impl<'a> Finished<'a> {
    /// With all its drafts finished.
    pub(crate) fn all(source: &'a dyn Source) -> Self {
        Self { source, one: None }
    }

    /// With the draft whose definition is this file.
    pub(super) fn one(source: &'a dyn Source, file: String) -> Self {
        Self { source, one: Some(file) }
    }
}

impl Source for Finished<'_> {
    fn label(&self) -> String {
        self.source.label()
    }

    fn list(&self) -> Result<Vec<String>, SourceError> {
        self.source.list()
    }

    fn read(&self, path: &str) -> Result<String, SourceError> {
        let text = self.source.read(path)?;
        let is_meant = self.one.as_ref().map_or_else(|| path.ends_with("/e.json"), |one| one == path);
        let definition = if is_meant { serde_json::from_str(text.trim_start_matches('\u{feff}')).ok() } else { None };
        Ok(definition.and_then(finish).map_or(text, |finished| Value::Object(finished).to_string()))
    }

    fn read_secret(&self, path: &str) -> Result<String, SourceError> {
        self.source.read_secret(path)
    }
}

/// The definition of a draft as that of an instance in service; `None` for one that is no draft.
pub(super) fn finish(mut definition: Map<String, Value>) -> Option<Map<String, Value>> {
    let was = definition.remove(DRAFT).is_some_and(|draft| draft == true || draft == 1);
    was.then_some(definition)
}

/// The definition of a draft.
pub(super) fn begin(mut definition: Map<String, Value>) -> Map<String, Value> {
    definition.insert(DRAFT.to_owned(), true.into());
    definition
}
