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
/// How often at most an address is asked, whichever key somebody names and whatever it answers.
const LOOK_AGAIN: Duration = Duration::from_secs(10);
/// For how long keys are used whose address does not answer any more.
const OUTLASTS: Duration = Duration::from_hours(24);

/// The keys that clients publish, as they were read last. Only addresses that clients are configured with are asked, each by
/// one request at a time.
pub(crate) struct ClientKeys {
    http: HttpClient,
    clock: SharedClock,
    by_address: Mutex<HashMap<String, Arc<Mutex<Published>>>>,
}

/// The keys at an address.
#[derive(Default)]
struct Published {
    asked_at: Option<Timestamp>,
    read: Option<(Timestamp, Arc<Value>)>,
}

impl ClientKeys {
    pub(crate) fn new(http: HttpClient, clock: SharedClock) -> Self {
        Self { http, clock, by_address: Mutex::default() }
    }
}

#[async_trait]
impl KeySource for ClientKeys {
    async fn keys(&self, uri: &str, key_id: Option<&str>) -> Option<Arc<Value>> {
        let published = Arc::clone(self.by_address.lock().await.entry(uri.to_owned()).or_default());
        let mut published = published.lock().await;
        let now = self.clock.now();
        if published.is_to_be_asked(key_id, now) {
            published.asked_at = Some(now);
            match read(&self.http, uri).await {
                Ok(Some(keys)) => published.read = Some((now, Arc::new(keys))),
                Ok(None) => tracing::warn!(uri, "there is no key set at a client's jwksUri"),
                Err(error) => tracing::warn!(uri, error = %error.chain(), "a client's keys could not be read"),
            }
        }
        published.keys(now)
    }
}

impl Published {
    fn is_to_be_asked(&self, key_id: Option<&str>, now: Timestamp) -> bool {
        let is_known = self.read.as_ref().is_some_and(|(at, keys)| now.since(*at) < KEPT && has(keys, key_id));
        !is_known && self.asked_at.is_none_or(|asked_at| now.since(asked_at) >= LOOK_AGAIN)
    }

    /// The keys that were read last, which are better than none.
    fn keys(&self, now: Timestamp) -> Option<Arc<Value>> {
        let (at, keys) = self.read.as_ref()?;
        (now.since(*at) < OUTLASTS).then(|| Arc::clone(keys))
    }
}

/// The key set at an address; `None` where there is something else.
async fn read(http: &HttpClient, uri: &str) -> Result<Option<Value>, HttpError> {
    let answer = http.get(uri).send().await?;
    if !answer.is_success() {
        return Ok(None);
    }
    let keys: Value = answer.json()?;
    Ok(Some(keys).filter(|keys| keys["keys"].is_array()))
}

fn has(keys: &Value, key_id: Option<&str>) -> bool {
    let Some(key_id) = key_id else { return true };
    keys["keys"].as_array().is_some_and(|keys| keys.iter().any(|key| key["kid"] == key_id))
}
