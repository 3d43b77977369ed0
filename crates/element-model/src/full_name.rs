//! `FullName`: what an element is called within its app.

use std::{borrow::Borrow, fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::NameError;

const UNCOUNTED: [&str; 2] = ["frontend", "backend"];

/// An element's full name, such as `auths.QywxProxyTemp`: one or more parts of letters, digits and `_`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FullName(Arc<str>);

impl FullName {
    /// Takes the name from a folder's path below the app's root, `/`-separated; `frontend` and `backend` do not count.
    ///
    /// # Errors
    /// Names the folder that cannot be part of a full name.
    pub fn from_path(path: &str) -> Result<Self, NameError> {
        let counted: Vec<&str> = path.split('/').filter(|part| !UNCOUNTED.contains(part)).collect();
        counted.join(".").parse()
    }

    /// The name with `/` for `.`: the path of the element's folder, and its part of a URL.
    pub fn to_path(&self) -> String {
        self.0.replace('.', "/")
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part: what the element's folder is called.
    pub fn name(&self) -> &str {
        self.0.rsplit('.').next().unwrap_or(&self.0)
    }

    /// The name without its last part; a name of one part has none.
    pub fn parent(&self) -> Option<Self> {
        self.0.rsplit_once('.').map(|(parent, _)| Self(parent.into()))
    }
}

impl FromStr for FullName {
    type Err = NameError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if name.is_empty() {
            return Err(NameError::Empty);
        }
        if let Some(part) = name.split('.').find(|part| !is_identifier(part)) {
            return Err(NameError::Part { name: name.to_owned(), part: part.to_owned() });
        }
        if name.split('.').any(|part| UNCOUNTED.contains(&part)) {
            return Err(NameError::Uncounted { name: name.to_owned() });
        }
        Ok(Self(name.into()))
    }
}

impl TryFrom<String> for FullName {
    type Error = NameError;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        name.parse()
    }
}

impl From<FullName> for String {
    fn from(name: FullName) -> Self {
        name.0.as_ref().to_owned()
    }
}

impl Borrow<str> for FullName {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl PartialEq<str> for FullName {
    fn eq(&self, other: &str) -> bool {
        *self.0 == *other
    }
}

impl PartialEq<&str> for FullName {
    fn eq(&self, other: &&str) -> bool {
        *self.0 == **other
    }
}

impl fmt::Display for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for FullName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether `text` is a name as programming languages have it: letters, digits and `_`, no digit first.
pub(crate) fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_')
        && characters.all(|character| character.is_ascii_alphanumeric() || character == '_')
}
