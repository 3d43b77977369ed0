//! `CredentialSource`: where the client gets secrets from.

use async_trait::async_trait;
use clock::Timestamp;
use wecom_types::{CorpId, PermanentCode, ProviderSecret, SuiteId, SuiteSecret, SuiteTicket};

use crate::BoxError;

/// Gives the secrets as they are at the moment; asked before each use, so that nothing stale is kept here.
#[async_trait]
pub trait CredentialSource: Send + Sync {
    /// The credential that the suite's token is fetched with.
    ///
    /// # Errors
    /// The suite is not known, or the source cannot be read.
    async fn suite(&self, suite: &SuiteId) -> Result<SuiteCredential, BoxError>;

    /// The credential that the app's token in a company is fetched with; `None` when the company has not authorised.
    ///
    /// # Errors
    /// The source cannot be read.
    async fn corp(&self, suite: &SuiteId, corp: &CorpId) -> Result<Option<CorpCredential>, BoxError>;

    /// Is told that WeCom refused a company's permanent code of this version with `errcode` when it was asked at
    /// `asked_at`: from now on [`corp`](Self::corp) has to say so, in all processes, until there is a new code or the old
    /// one was heard to be good. Called before anybody else can fetch with it.
    ///
    /// # Errors
    /// The source cannot be written.
    async fn refused(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        code_version: i64,
        errcode: i64,
        asked_at: Timestamp,
    ) -> Result<(), BoxError>;

    /// The credential that the token of the suite's provider is fetched with; `None` when it is not configured.
    ///
    /// # Errors
    /// The source cannot be read.
    async fn provider(&self, suite: &SuiteId) -> Result<Option<ProviderCredential>, BoxError>;
}

/// The credential that a suite's token is fetched with
/// ([97162](https://developer.work.weixin.qq.com/document/path/97162)).
#[derive(Clone, Debug)]
pub struct SuiteCredential {
    /// The suite's secret.
    pub secret: SuiteSecret,
    /// The newest ticket, if it came within the last 30 minutes
    /// ([97173](https://developer.work.weixin.qq.com/document/path/97173)).
    pub ticket: Option<SuiteTicket>,
}

/// The credential that an app's token in a company is fetched with
/// ([97164](https://developer.work.weixin.qq.com/document/path/97164)).
#[derive(Clone, Debug)]
pub struct CorpCredential {
    /// The app's secret there.
    pub permanent_code: PermanentCode,
    /// Another number for each new permanent code: a token got with an old one is not used again.
    pub code_version: i64,
    /// With which error code WeCom refused it, if it did: nothing is sent with it then.
    pub refused: Option<i64>,
}

/// The credential that the provider's token is fetched with
/// ([96237](https://developer.work.weixin.qq.com/document/path/96237)).
#[derive(Clone, Debug)]
pub struct ProviderCredential {
    /// The provider's own company.
    pub corp_id: CorpId,
    /// The provider's secret.
    pub secret: ProviderSecret,
}
