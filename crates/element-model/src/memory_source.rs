//! `MemorySource`: an app's files in memory, for an app compiled into a program and for tests.

use std::{borrow::Cow, collections::BTreeMap, fmt};

use crate::{Source, SourceError};

/// Files in memory; made of any number of parts, where a later file replaces an earlier one of the same path.
#[derive(Clone, Default)]
pub struct MemorySource {
    label: String,
    files: BTreeMap<Cow<'static, str>, Cow<'static, str>>,
}

impl MemorySource {
    /// A source without files.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), files: BTreeMap::new() }
    }

    /// Adds the file at `path`, or replaces it.
    #[must_use]
    pub fn with(mut self, path: impl Into<Cow<'static, str>>, content: impl Into<Cow<'static, str>>) -> Self {
        self.files.insert(path.into(), content.into());
        self
    }
}

impl Source for MemorySource {
    fn label(&self) -> String {
        self.label.clone()
    }

    fn list(&self) -> Result<Vec<String>, SourceError> {
        Ok(self.files.keys().map(|path| path.clone().into_owned()).collect())
    }

    fn read(&self, path: &str) -> Result<String, SourceError> {
        let content = self.files.get(path).ok_or_else(|| SourceError::new(path, "there is no such file"))?;
        Ok(content.clone().into_owned())
    }
}

impl fmt::Debug for MemorySource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemorySource").field("label", &self.label).field("files", &self.files.keys()).finish()
    }
}
