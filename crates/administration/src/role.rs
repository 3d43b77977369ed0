//! `Role`: what an administrator of the console may do.

use std::{fmt, str::FromStr};

use crate::Action;

/// The role of an administrator; each may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Looks at everything but secrets, changes nothing.
    Auditor,
    /// Runs the server: companies, records, elements, users, sessions.
    Operator,
    /// Besides: administrators, tokens and keys.
    Owner,
}

impl Role {
    /// Every one, the least first.
    pub const ALL: [Self; 3] = [Self::Auditor, Self::Operator, Self::Owner];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auditor => "auditor",
            Self::Operator => "operator",
            Self::Owner => "owner",
        }
    }

    /// The least role that an action needs.
    pub(crate) const fn needed_for(action: &Action) -> Self {
        match action {
            Action::TokenCreate
            | Action::TokenRevoke
            | Action::KeyRotate
            | Action::KeyReseal
            | Action::AdministratorInvite
            | Action::AdministratorChange => Self::Owner,
            _ => Self::Operator,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A word that names no role.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{word:?} is not a role: use owner, operator or auditor")]
pub struct UnknownRole {
    /// The word.
    pub word: String,
}

impl FromStr for Role {
    type Err = UnknownRole;

    fn from_str(word: &str) -> Result<Self, UnknownRole> {
        Self::ALL.into_iter().find(|role| role.as_str() == word).ok_or_else(|| UnknownRole { word: word.to_owned() })
    }
}
