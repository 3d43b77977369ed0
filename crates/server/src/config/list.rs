//! Lists: a list in a file, one text with commas in the environment.

use serde::Deserialize;

/// How a list may be written.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Written {
    /// As the environment has it.
    Text(String),
    /// As a file has it.
    List(Vec<String>),
}

impl Written {
    /// Its entries, trimmed; only empty ones are left out.
    pub(super) fn parts(self) -> impl Iterator<Item = String> {
        let parts = match self {
            Self::Text(text) => text.split(',').map(str::to_owned).collect(),
            Self::List(list) => list,
        };
        parts.into_iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty())
    }
}
