//! Time and bad luck.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Control, Error};

#[derive(Deserialize)]
struct State {
    tokens: Vec<Token>,
}

#[derive(Deserialize)]
struct Token {
    value: String,
    holder: Value,
}

impl Control {
    /// Moves WeCom's clock on.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn advance(&self, seconds: u64) -> Result<(), Error> {
        self.post("clock", json!({ "advanceSeconds": seconds })).await.map(drop)
    }

    /// Has the next calls of an API fail: `{"errcode": -1}`, `{"delayMs": 100}`, `{"halfJson": true}`,
    /// `{"fields": {"expires_in": "7200"}}` …
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn fault(&self, api: &str, mut fault: Value, times: u32) -> Result<(), Error> {
        fault["api"] = json!(api);
        fault["times"] = json!(times);
        self.post("faults", fault).await.map(drop)
    }

    /// Forgets the faults that did not happen yet.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn clear_faults(&self) -> Result<(), Error> {
        self.delete("faults").await.map(drop)
    }

    /// Ends all access tokens of apps that still work.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn revoke_app_tokens(&self) -> Result<(), Error> {
        let State { tokens } = self.ask(Method::GET, "state", Value::Null).await?;
        for token in tokens.into_iter().filter(|token| token.holder["app"].is_array()) {
            self.post("tokens/revoke", json!({ "token": token.value })).await?;
        }
        Ok(())
    }
}
