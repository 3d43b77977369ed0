//! Access tokens: the same value on refetch until 7200 s are over (96237, 97162, 97164).

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::app::AppKey;
use crate::clock::real_ms;

/// Every access token lives this long.
pub(crate) const TOKEN_SECONDS: u64 = 7200;

/// The owner of a token.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Holder {
    Provider,
    Suite(String),
    /// The app, and the permanent code it was fetched with.
    App(AppKey, String),
}

/// A token.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Token {
    pub(crate) value: String,
    pub(crate) holder: Holder,
    pub(crate) issued_at: u64,
    pub(crate) revoked: bool,
    /// When it was given to somebody who asked for it, in real milliseconds since 1970: a good client asks once.
    pub(crate) given_at_ms: Vec<u64>,
    /// To whom, as each `User-Agent` said.
    pub(crate) given_to: Vec<String>,
    /// The callers with it and the time of their last call, in real milliseconds since 1970.
    pub(crate) used_by: BTreeMap<String, u64>,
}

impl Token {
    /// Seconds it lives on; 0 when it has expired.
    pub(crate) fn remaining(&self, now: u64) -> u64 {
        (self.issued_at + TOKEN_SECONDS).saturating_sub(now)
    }
}

/// All tokens ever issued, and the one that a refetch gives for each holder.
#[derive(Debug, Default)]
pub(crate) struct TokenBook {
    all: HashMap<String, Token>,
    current: BTreeMap<Holder, String>,
}

impl TokenBook {
    /// The token of this value, expired or not.
    pub(crate) fn lookup(&self, value: &str) -> Option<&Token> {
        self.all.get(value)
    }

    /// Gives the holder's token once more, if it has one that still works.
    pub(crate) fn give(&mut self, holder: &Holder, asker: &str, now: u64) -> Option<&Token> {
        let token = self.all.get_mut(self.current.get(holder)?)?;
        if token.revoked || token.remaining(now) == 0 {
            return None;
        }
        token.given_at_ms.push(real_ms());
        token.given_to.push(asker.to_owned());
        Some(token)
    }

    /// Notes that somebody called with a token.
    pub(crate) fn note_use(&mut self, value: &str, asker: &str) {
        if let Some(token) = self.all.get_mut(value) {
            token.used_by.insert(asker.to_owned(), real_ms());
        }
    }

    /// Adds a token and makes it the holder's.
    pub(crate) fn add(&mut self, token: Token) {
        self.current.insert(token.holder.clone(), token.value.clone());
        self.all.insert(token.value.clone(), token);
    }

    /// Kills all tokens of an app.
    pub(crate) fn revoke_app(&mut self, key: &AppKey) {
        for token in self.all.values_mut().filter(|token| matches!(&token.holder, Holder::App(app, _) if app == key)) {
            token.revoked = true;
        }
    }

    /// Kills one token early, as WeCom may (96237); `false` when it does not exist.
    pub(crate) fn revoke(&mut self, value: &str) -> bool {
        self.all.get_mut(value).map(|token| token.revoked = true).is_some()
    }

    /// Every token ever issued.
    pub(crate) fn list(&self) -> Vec<&Token> {
        self.all.values().collect()
    }
}
