//! `SelfBuiltWecom`: the WeCom API as apps use it that companies built themselves (自建应用).

use std::{fmt, sync::Arc, time::Duration};

use clock::SharedClock;
use wecom_types::{AgentId, OauthCode, UserId, UserTicket};

use crate::{
    ApiClient, Endpoint, Endpoints, Error, Identity, Observer, Remedy, SelfBuiltApp, StoredToken, TokenStore,
    caller::Caller,
    endpoints::{gettoken, getuserdetail, getuserinfo, openuserid_to_userid, user_get},
    token_cache::TokenCache,
    token_caller::TokenCaller,
};

/// The WeCom API for apps that companies built themselves, with their tokens taken care of as
/// [`Wecom`](crate::Wecom) does; its clones share them.
///
/// A secret that WeCom refused is not sent again for an hour by this process: too many wrong ones lock the address out.
/// Another secret of the same app is another matter.
#[derive(Clone)]
pub struct SelfBuiltWecom {
    calls: TokenCaller,
}

impl SelfBuiltWecom {
    /// A client with an empty cache over `tokens`.
    pub fn new(api: ApiClient, tokens: Arc<dyn TokenStore>, clock: SharedClock) -> Self {
        let tokens = TokenCache::new(tokens, Arc::clone(&clock));
        Self { calls: TokenCaller::new(api, tokens, clock) }
    }

    /// Tells `observer` of every call.
    #[must_use]
    pub fn with_observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.calls.caller.observer = Some(observer);
        self
    }

    /// Where WeCom is; for [`links`](crate::links).
    pub fn endpoints(&self) -> &Endpoints {
        self.calls.caller.api.endpoints()
    }

    /// Exchanges a login's code, once, for who stands behind it
    /// ([91023](https://developer.work.weixin.qq.com/document/path/91023)).
    ///
    /// # Errors
    /// See [`Error::remedy`]; the code is spent in any case.
    pub async fn getuserinfo(&self, app: &SelfBuiltApp, code: &OauthCode) -> Result<Identity, Error> {
        self.call(app, &getuserinfo::Request { code }).await
    }

    /// The private fields that a member consented to, by the ticket that came with their identity
    /// ([96443](https://developer.work.weixin.qq.com/document/path/96443)).
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn getuserdetail(
        &self,
        app: &SelfBuiltApp,
        user_ticket: &UserTicket,
    ) -> Result<getuserdetail::Response, Error> {
        self.call(app, &getuserdetail::Request { user_ticket }).await
    }

    /// WeCom's entry of a member ([90196](https://developer.work.weixin.qq.com/document/path/90196)).
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn user_get(&self, app: &SelfBuiltApp, userid: &UserId) -> Result<user_get::Response, Error> {
        self.call(app, &user_get::Request { userid }).await
    }

    /// The plain ids of members whom a provider's app of the company knows by encrypted ones
    /// ([95884](https://developer.work.weixin.qq.com/document/path/95884)).
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn openuserid_to_userid(
        &self,
        app: &SelfBuiltApp,
        source_agent: AgentId,
        open_userids: &[&str],
    ) -> Result<Vec<openuserid_to_userid::Converted>, Error> {
        let request = openuserid_to_userid::Request { open_userids, source_agent };
        Ok(self.call(app, &request).await?.userid_list)
    }

    /// Whether WeCom gives the app's token for its secret, to this address
    /// ([91039](https://developer.work.weixin.qq.com/document/path/91039)); as
    /// [`Wecom::check_suite_secret`](crate::Wecom::check_suite_secret).
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn check_secret(&self, app: &SelfBuiltApp) -> Result<(), Error> {
        let sent = self.calls.caller.api.send(&request(app), None).await;
        sent.map(drop).map_err(|error| of_secret(app, error))
    }

    async fn call<E: Endpoint>(&self, app: &SelfBuiltApp, endpoint: &E) -> Result<E::Response, Error> {
        let fetch = || fetch(self.calls.caller.clone(), app.clone());
        self.calls.call(&app.key(), fetch, endpoint).await
    }
}

impl fmt::Debug for SelfBuiltWecom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SelfBuiltWecom").finish_non_exhaustive()
    }
}

async fn fetch(caller: Caller, app: SelfBuiltApp) -> Result<StoredToken, Error> {
    // From before the call: a token must not be thought to live longer than it does.
    let now = caller.clock.now();
    let response = match caller.call(&request(&app), None).await {
        Ok(response) => response,
        Err(error) => {
            let error = of_secret(&app, error);
            if let Error::SecretRefused { errcode, .. } = &error {
                let advice = error.self_built_advice();
                tracing::error!(corp.id = %app.corp, agent.id = %app.agent, errcode, advice, "WeCom refused an app's secret");
            }
            return Err(error);
        }
    };
    let expires_at = now + Duration::from_secs(response.expires_in.into());
    Ok(StoredToken { value: response.access_token.into_secret_string(), expires_at })
}

fn request(app: &SelfBuiltApp) -> gettoken::Request<'_> {
    gettoken::Request { corp: &app.corp, secret: gettoken::Secret::SelfBuilt(&app.secret) }
}

/// This error, or its meaning for the app's secret.
fn of_secret(app: &SelfBuiltApp, error: Error) -> Error {
    match (error.remedy(), error.errcode()) {
        (Remedy::StopCorp, Some(errcode)) => Error::SecretRefused { corp: app.corp.clone(), agent: app.agent, errcode },
        _ => error,
    }
}
