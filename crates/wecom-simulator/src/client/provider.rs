//! The provider: its templates, where their callbacks go, their tickets.

use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Control, Error, Suite};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Provider {
    corp_id: String,
}

impl Control {
    /// Makes a template with random values; the given ones (`{"callbackUrl": …}`, `{"token": …}`) take their place.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn template(&self, given: Value) -> Result<Suite, Error> {
        self.ask(Method::POST, "templates", given).await
    }

    /// Tells WeCom where the callbacks of a template go.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn set_callback_url(&self, suite_id: &str, url: &str) -> Result<(), Error> {
        self.patch(&format!("templates/{suite_id}"), json!({ "callbackUrl": url })).await.map(drop)
    }

    /// Verifies a template's callback URL, as saving its settings does; answers the outcome of the push.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn verify_url(&self, suite_id: &str) -> Result<Value, Error> {
        self.post(&format!("templates/{suite_id}/verify-url"), json!({})).await
    }

    /// Pushes a new `suite_ticket`; answers the ticket with the outcome of the push.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn push_ticket(&self, suite_id: &str) -> Result<Value, Error> {
        self.post(&format!("templates/{suite_id}/push-ticket"), json!({})).await
    }

    /// The provider's own corpid.
    ///
    /// # Errors
    /// As [`call`](Self::call).
    pub async fn provider_corp_id(&self) -> Result<String, Error> {
        let Provider { corp_id } = self.ask(Method::GET, "provider", Value::Null).await?;
        Ok(corp_id)
    }
}
