//! `CredentialSource`: where the client gets secrets from.

use async_trait::async_trait;
use wecom_types::{CorpId, PermanentCode, ProviderSecret, SuiteId, SuiteSecret, SuiteTicket};

use crate::BoxError;

/// Gives the secrets as they are at the moment; asked before each use, so that nothing stale is kept here.
#[async_trait]
pub trait CredentialSource: Send + Sync {
    /// What the suite's token is fetched with.
    ///
    /// # Errors
    /// The suite is not known, or the source cannot be read.
    async fn suite(&self, suite: &SuiteId) -> Result<SuiteCredential, BoxError>;

    /// What the app's token in a company is fetched with; `None` when the company has not authorised.
    ///
    /// # Errors
    /// The source cannot be read.
    async fn corp(&self, suite: &SuiteId, corp: &CorpId) -> Result<Option<CorpCredential>, BoxError>;

    /// What the token of the suite's provider is fetched with; `None` when it is not configured.
    ///
    /// # Errors
    /// The source cannot be read.
    async fn provider(&self, suite: &SuiteId) -> Result<Option<ProviderCredential>, BoxError>;
}

/// What a suite's token is fetched with (97162).
#[derive(Clone, Debug)]
pub struct SuiteCredential {
    /// The suite's secret.
    pub secret: SuiteSecret,
    /// The newest ticket, if it came within the last 30 minutes (97173).
    pub ticket: Option<SuiteTicket>,
}

/// What an app's token in a company is fetched with (97164).
#[derive(Clone, Debug)]
pub struct CorpCredential {
    /// The app's secret there.
    pub permanent_code: PermanentCode,
    /// Another number for each new permanent code: a token got with an old one is not used again.
    pub code_version: i64,
}

/// What the provider's token is fetched with (96237).
#[derive(Clone, Debug)]
pub struct ProviderCredential {
    /// The provider's own company.
    pub corp_id: CorpId,
    /// The provider's secret.
    pub secret: ProviderSecret,
}
