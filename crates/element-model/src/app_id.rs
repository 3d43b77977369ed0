//! `AppId`: what an app is called, everywhere.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Serialize};

use crate::NameError;

/// An app's id `org.app`: an organisation and an app of it, both of letters, digits, `_` and `-`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AppId {
    org: Arc<str>,
    app: Arc<str>,
}

impl AppId {
    /// Takes the two parts, as a URL has them.
    ///
    /// # Errors
    /// A part is empty or has a character that it may not have.
    pub fn new(org: &str, app: &str) -> Result<Self, NameError> {
        if !is_part(org) || !is_part(app) {
            return Err(NameError::AppId { id: format!("{org}.{app}") });
        }
        Ok(Self { org: org.into(), app: app.into() })
    }

    /// The organisation.
    pub fn org(&self) -> &str {
        &self.org
    }

    /// The app's name within the organisation.
    pub fn app(&self) -> &str {
        &self.app
    }
}

impl FromStr for AppId {
    type Err = NameError;

    fn from_str(id: &str) -> Result<Self, Self::Err> {
        match id.split_once('.') {
            Some((org, app)) => Self::new(org, app),
            None => Err(NameError::AppId { id: id.to_owned() }),
        }
    }
}

impl TryFrom<String> for AppId {
    type Error = NameError;

    fn try_from(id: String) -> Result<Self, Self::Error> {
        id.parse()
    }
}

impl From<AppId> for String {
    fn from(id: AppId) -> Self {
        id.to_string()
    }
}

impl fmt::Display for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.org, self.app)
    }
}

impl fmt::Debug for AppId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

fn is_part(part: &str) -> bool {
    !part.is_empty() && part.chars().all(|character| character.is_ascii_alphanumeric() || "_-".contains(character))
}
