//! `Provider`: the provider of an instance, whose metadata and keys are kept for a while.

use std::time::Duration;

use login_type::{CallError, HttpClient, HttpError, Timestamp};
use serde_json::Value;

use crate::{
    cached::Cached,
    keys::KeySet,
    metadata::{Metadata, MetadataError},
};

/// How long metadata and keys are kept.
const KEPT: Duration = Duration::from_hours(1);
/// How long keys are not asked for again although a token names one that is not among them: anybody can make such tokens.
const PAUSE: Duration = Duration::from_mins(1);

/// The provider of an instance.
#[derive(Debug)]
pub(crate) struct Provider {
    issuer: String,
    metadata: Cached<Metadata>,
    keys: Cached<KeySet>,
}

/// Why a provider's keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeysError {
    #[error("the provider gives no keys")]
    Unread(#[from] HttpError),
    #[error("the provider's keys are answered with HTTP {0}")]
    Status(u16),
    #[error("the provider has no key for RS256 or ES256")]
    NoneUsable,
}

impl Provider {
    pub(crate) fn new(issuer: String) -> Self {
        Self { issuer, metadata: Cached::default(), keys: Cached::default() }
    }

    /// The metadata, as of an hour ago at most.
    pub(crate) async fn metadata(&self, http: &HttpClient, now: Timestamp) -> Result<Metadata, CallError> {
        self.metadata.get(now, |_| KEPT, Metadata::fetch(http, &self.issuer)).await
    }

    /// The keys, as of an hour ago at most, and of a minute where none has the id that a token names.
    pub(crate) async fn keys(
        &self,
        http: &HttpClient,
        metadata: &Metadata,
        kid: Option<&str>,
        now: Timestamp,
    ) -> Result<KeySet, CallError> {
        let may_be = |keys: &KeySet| if keys.knows(kid) { KEPT } else { PAUSE };
        self.keys.get(now, may_be, fetch_keys(http, metadata)).await
    }
}

/// Asks for the keys.
pub(crate) async fn fetch_keys(http: &HttpClient, metadata: &Metadata) -> Result<KeySet, KeysError> {
    let answer = http.get(&metadata.jwks_uri).send().await?;
    if !answer.is_success() {
        return Err(KeysError::Status(answer.status()));
    }
    let keys = KeySet::of(&answer.json::<Value>()?);
    if keys.is_empty() { Err(KeysError::NoneUsable) } else { Ok(keys) }
}

impl From<MetadataError> for CallError {
    fn from(error: MetadataError) -> Self {
        unusable(error)
    }
}

impl From<KeysError> for CallError {
    fn from(error: KeysError) -> Self {
        unusable(error)
    }
}

fn unusable(error: impl std::error::Error + Send + Sync + 'static) -> CallError {
    let message = "the identity provider does not answer as it should; try again in a moment, or ask an administrator";
    CallError::new(login_type::ErrorKind::UpstreamUnavailable, message).caused_by(error)
}
