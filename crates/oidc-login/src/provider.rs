//! `Provider`: the provider of an instance, whose metadata and keys are kept for a while.

use std::time::Duration;

use login_type::{CallError, Host, HttpClient, HttpError};
use serde_json::Value;

use crate::{
    cached::Cached,
    id_token::IdToken,
    keys::KeySet,
    metadata::{Metadata, MetadataError},
};

/// How long metadata and keys are kept.
const KEPT: Duration = Duration::from_hours(1);
/// How long keys are not asked for again although none of them signed a token: a provider that signs wrongly is not asked
/// at each login.
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
    pub(crate) async fn metadata(&self, host: &Host) -> Result<Metadata, CallError> {
        self.metadata.get(&host.clock, |_| KEPT, Metadata::fetch(host.http(), &self.issuer)).await
    }

    /// The keys, as of an hour ago at most, and of a minute where none of them signed the token: the provider may have new
    /// ones, whether it gives them names (`kid`) or not.
    pub(crate) async fn keys(
        &self,
        host: &Host,
        metadata: &Metadata,
        token: &IdToken<'_>,
    ) -> Result<KeySet, CallError> {
        let may_be = |keys: &KeySet| if token.is_signed_by(keys) { KEPT } else { PAUSE };
        self.keys.get(&host.clock, may_be, fetch_keys(host.http(), metadata)).await
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
