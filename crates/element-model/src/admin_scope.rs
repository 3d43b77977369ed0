//! `AdminScope`: what an administrator's token may be good for.

use std::{fmt, str::FromStr};

use crate::near::Quoted;

/// The scope that a function asks of an administrator's token, and the scopes that such a token may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum AdminScope {
    /// Looking; what a function that only reads asks for.
    Read,
    /// Changing what is configured or kept; what any other function asks for.
    Edit,
    /// Changing who may be logged in: bindings, users, sessions.
    Login,
}

impl AdminScope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Edit, Self::Login];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Edit => "edit",
            Self::Login => "login",
        }
    }
}

impl fmt::Display for AdminScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for AdminScope {
    type Err = UnknownScope;

    fn from_str(word: &str) -> Result<Self, UnknownScope> {
        let known = Self::ALL.into_iter().find(|scope| scope.as_str() == word);
        known.ok_or_else(|| UnknownScope { word: word.to_owned() })
    }
}

/// A word that is no [`AdminScope`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} is not a scope: use read, edit or login", Quoted(word))]
pub struct UnknownScope {
    word: String,
}
