//! `Recognise`: who may come in through an instance.

use async_trait::async_trait;
use login_type::{CallError, Grant, Host};
use wecom_types::CorpId;

/// An instance that finds out who a WeCom code belongs to.
#[async_trait]
pub trait Recognise: Send + Sync {
    /// Full name of the login type.
    const TYPE: &'static str;

    /// Exchanges a code of this company, once, for the member it belongs to.
    ///
    /// # Errors
    /// Why it is not a login: the instance is switched off or is for another company, WeCom refuses, or the person is no
    /// member.
    async fn recognise(&self, corp: &CorpId, code: &str, host: &Host) -> Result<Grant, CallError>;
}
