//! `ClientKeys`: the public keys that clients publish at an address of their own (`jwksUri`).

use std::{collections::HashMap, sync::Arc, time::Duration};

use async_trait::async_trait;
use clock::{SharedClock, Timestamp};
use error_chain::ErrorChain;
use login_type::{HttpClient, HttpError};
use oidc::KeySource;
use serde_json::Value;
use tokio::sync::Mutex;

/// How long keys are used without a look at their address.
const KEPT: Duration = Duration::from_mins(5);
/// How often at most an unknown key makes the server look again, whoever names it.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

/// The keys that clients publish, as they were read last. Only addresses that clients are configured with are asked.
pub(crate) struct ClientKeys {
    pub(crate) http: HttpClient,
    pub(crate) clock: SharedClock,
    pub(crate) read: Mutex<HashMap<String, (Timestamp, Arc<Value>)>>,
}

#[async_trait]
impl KeySource for ClientKeys {
    async fn keys(&self, uri: &str, key_id: Option<&str>) -> Option<Arc<Value>> {
        let now = self.clock.now();
        let known = self.read.lock().await.get(uri).cloned();
        if let Some((at, keys)) = &known {
            let age = now.since(*at);
            if age < LOOK_AGAIN || (age < KEPT && has(keys, key_id)) {
                return Some(Arc::clone(keys));
            }
        }
        match read(&self.http, uri).await {
            Ok(keys) => {
                let keys = Arc::new(keys);
                self.read.lock().await.insert(uri.to_owned(), (now, Arc::clone(&keys)));
                Some(keys)
            }
            Err(error) => {
                tracing::warn!(error = %error.chain(), "a client's keys could not be read");
                // The keys of before are better than none.
                known.map(|(_, keys)| keys)
            }
        }
    }
}

async fn read(http: &HttpClient, uri: &str) -> Result<Value, HttpError> {
    http.get(uri).send().await?.json()
}

fn has(keys: &Value, key_id: Option<&str>) -> bool {
    let Some(key_id) = key_id else { return true };
    keys["keys"].as_array().is_some_and(|keys| keys.iter().any(|key| key["kid"] == key_id))
}
