//! `Scope`: the words of a `scope` (RFC 6749, section 3.3).

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize};

/// The scopes that users may grant (OpenID Connect Core, section 5.4, and `groups`).
pub const OF_USERS: [&str; 7] = ["openid", "profile", "email", "address", "phone", "groups", "offline_access"];

/// A set of scopes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Scope(BTreeSet<String>);

impl Scope {
    /// The words of a text; what is no word of a scope is dropped.
    pub fn parse(text: &str) -> Self {
        Self(text.split(' ').filter(|word| Self::is_token(word)).map(str::to_owned).collect())
    }

    /// Whether a text is one word of a scope.
    pub fn is_token(word: &str) -> bool {
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'\\'))
    }

    /// Whether a word is among them.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether all of them are among others.
    pub fn is_within(&self, others: &Self) -> bool {
        self.0.is_subset(&others.0)
    }

    /// These and others.
    #[must_use]
    pub fn with(&self, others: &Self) -> Self {
        Self(self.0.union(&others.0).cloned().collect())
    }

    /// The scopes for which a test holds.
    #[must_use]
    pub fn only(&self, test: impl Fn(&str) -> bool) -> Self {
        Self(self.0.iter().filter(|word| test(word)).cloned().collect())
    }

    /// The scopes that users may grant: unknown ones are dropped.
    #[must_use]
    pub fn of_users(&self) -> Self {
        self.only(|word| OF_USERS.contains(&word))
    }

    /// Each of them, in the order of the alphabet.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.iter().collect::<Vec<_>>().join(" "))
    }
}
