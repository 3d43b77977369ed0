//! The simulator as it was used: calls, secrets, state.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Deserialize;
use serde_json::Value;

use super::{Control, Error};

/// The calls of one API.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ApiCalls {
    /// All calls.
    pub count: u64,
    /// Calls that did what they were asked for.
    pub ok: u64,
    /// Refused calls, by errcode.
    pub errors: BTreeMap<String, u64>,
}

impl ApiCalls {
    /// Calls that were refused with an errcode.
    pub fn refused_with(&self, errcode: i64) -> u64 {
        self.errors.get(&errcode.to_string()).copied().unwrap_or_default()
    }
}

/// A secret that the simulator gave out.
#[derive(Clone, Debug, Deserialize)]
#[non_exhaustive]
pub struct Secret {
    /// The kind of secret, such as `suite_ticket`.
    pub kind: String,
    /// The secret itself.
    pub value: String,
}

#[derive(Deserialize)]
struct Secrets {
    secrets: Vec<Secret>,
}

impl Control {
    /// The calls of an API, by its path without `service/`.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn calls(&self, api: &str) -> Result<ApiCalls, Error> {
        let mut calls: BTreeMap<String, ApiCalls> = self.ask(Method::GET, "calls", Value::Null).await?;
        Ok(calls.remove(api).unwrap_or_default())
    }

    /// Every secret that was ever given out.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn secrets(&self) -> Result<Vec<Secret>, Error> {
        let Secrets { secrets } = self.ask(Method::GET, "secrets", Value::Null).await?;
        Ok(secrets)
    }
}
