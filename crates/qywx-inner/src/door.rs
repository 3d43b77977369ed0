//! How WeCom is asked about those who come through a company's own app.

use async_trait::async_trait;
use clock::Timestamp;
use login_type::{CallError, Host};
use qywx_login::Door;
use wecom_client::{Error, Identity, SelfBuiltApp, SelfBuiltWecom, endpoints::user_get};
use wecom_types::{OauthCode, UserId};

/// The door of one app.
pub(crate) struct OwnApp<'a> {
    pub(crate) wecom: &'a SelfBuiltWecom,
    pub(crate) app: &'a SelfBuiltApp,
}

#[async_trait]
impl Door for OwnApp<'_> {
    async fn identify(&self, code: &OauthCode, _asked_at: Timestamp, _host: &Host) -> Result<Identity, CallError> {
        self.wecom.getuserinfo(self.app, code).await.map_err(|failure| {
            let advice = failure.self_built_advice();
            qywx_login::of_login(failure, advice)
        })
    }

    async fn member(&self, userid: &UserId) -> Result<user_get::Response, Error> {
        self.wecom.user_get(self.app, userid).await
    }
}
