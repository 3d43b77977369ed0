//! `Wecom`: the WeCom API as a program uses it.

use std::{fmt, sync::Arc};

use clock::SharedClock;
use wecom_types::{AuthCode, CorpId, OauthCode, PermanentCode, SuiteId, UserId, UserTicket};

use crate::{
    ApiClient, CredentialSource, Endpoint, Endpoints, Error, Identity, InstallState, Observer, StoredToken, TokenStore,
    endpoints::{
        get_auth_info, get_customized_auth_url, get_permanent_code, getcallbackip, getuserdetail, getuserinfo, user_get,
    },
    token_cache::TokenCache,
    token_caller::TokenCaller,
    token_fetch::{Holder, app_credential, fetch},
};

/// The WeCom API with its tokens taken care of; its clones share them.
///
/// A token that WeCom refuses is replaced once a call. Calls that may safely be sent twice are sent again while WeCom
/// is busy; a call that uses up a code is not. A company whose permanent code WeCom refused is not asked for again with
/// that code.
#[derive(Clone)]
pub struct Wecom {
    pub(crate) calls: TokenCaller,
    pub(crate) source: Arc<dyn CredentialSource>,
}

impl Wecom {
    /// A client with an empty cache over `tokens`.
    pub fn new(
        api: ApiClient,
        source: Arc<dyn CredentialSource>,
        tokens: Arc<dyn TokenStore>,
        clock: SharedClock,
    ) -> Self {
        let tokens = TokenCache::new(tokens, Arc::clone(&clock));
        Self { calls: TokenCaller::new(api, tokens, clock), source }
    }

    /// Tells `observer` of every call.
    #[must_use]
    pub fn with_observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.calls.caller.observer = Some(observer);
        self
    }

    /// This client, with its tokens, which asks `source` for secrets.
    #[must_use]
    pub fn with_source(self, source: Arc<dyn CredentialSource>) -> Self {
        Self { source, ..self }
    }

    /// Where WeCom is; for [`links`](crate::links).
    pub fn endpoints(&self) -> &Endpoints {
        self.calls.caller.api.endpoints()
    }

    /// Exchanges an auth code, once, for the app's permanent code in the company
    /// ([97163](https://developer.work.weixin.qq.com/document/path/97163)): store it before anything else.
    ///
    /// # Errors
    /// See [`Error::remedy`]; whatever it says, the exchange is not to be repeated after a time-out.
    pub async fn get_permanent_code(
        &self,
        suite: &SuiteId,
        auth_code: &AuthCode,
    ) -> Result<get_permanent_code::Response, Error> {
        self.as_suite(suite, &get_permanent_code::Request { auth_code }).await
    }

    /// The company, the agentid of its app, and who may see it
    /// ([100795](https://developer.work.weixin.qq.com/document/path/100795)).
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn get_auth_info(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        permanent_code: &PermanentCode,
    ) -> Result<get_auth_info::Response, Error> {
        self.as_suite(suite, &get_auth_info::Request { corp, permanent_code }).await
    }

    /// Exchanges a login's code, once, for who stands behind it
    /// ([96442](https://developer.work.weixin.qq.com/document/path/96442)).
    ///
    /// # Errors
    /// See [`Error::remedy`]; the code is spent in any case.
    pub async fn getuserinfo(&self, suite: &SuiteId, corp: &CorpId, code: &OauthCode) -> Result<Identity, Error> {
        self.as_app(suite, corp, &getuserinfo::Request { code }).await
    }

    /// The private fields that a member consented to, by the ticket that came with their identity
    /// ([96443](https://developer.work.weixin.qq.com/document/path/96443)).
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn getuserdetail(
        &self,
        suite: &SuiteId,
        corp: &CorpId,
        user_ticket: &UserTicket,
    ) -> Result<getuserdetail::Response, Error> {
        self.as_app(suite, corp, &getuserdetail::Request { user_ticket }).await
    }

    /// WeCom's entry of a member ([96255](https://developer.work.weixin.qq.com/document/path/96255)).
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn user_get(&self, suite: &SuiteId, corp: &CorpId, userid: &UserId) -> Result<user_get::Response, Error> {
        self.as_app(suite, corp, &user_get::Request { userid }).await
    }

    /// A link with which a company authorises one to nine templates of the provider of `suite`
    /// ([98744](https://developer.work.weixin.qq.com/document/path/98744)).
    ///
    /// # Errors
    /// See [`Error::remedy`]; [`Error::NoProvider`] when the provider's secret is not configured.
    pub async fn get_customized_auth_url(
        &self,
        suite: &SuiteId,
        state: &InstallState,
        templates: &[SuiteId],
    ) -> Result<get_customized_auth_url::Response, Error> {
        let provider = self.source.provider(suite).await.map_err(Error::source_failed)?;
        let provider = provider.ok_or_else(|| Error::NoProvider { suite: suite.clone() })?;
        self.call(Holder::Provider(provider), &get_customized_auth_url::Request { state, templates }).await
    }

    /// The addresses that WeCom pushes from ([96238](https://developer.work.weixin.qq.com/document/path/96238)).
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn getcallbackip(&self, suite: &SuiteId, corp: &CorpId) -> Result<Vec<String>, Error> {
        Ok(self.as_app(suite, corp, &getcallbackip::Request).await?.ip_list)
    }

    /// The suite's token, to see whether there is one to be had.
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn suite_token(&self, suite: &SuiteId) -> Result<Arc<StoredToken>, Error> {
        self.token(Holder::Suite(suite.clone())).await
    }

    /// The app's token in a company, to see whether there is one to be had.
    ///
    /// # Errors
    /// See [`Error::remedy`].
    pub async fn app_token(&self, suite: &SuiteId, corp: &CorpId) -> Result<Arc<StoredToken>, Error> {
        self.token(self.app(suite, corp).await?).await
    }

    /// Drops the app's token in a company, and lets a company that was stopped try again.
    pub async fn forget_corp(&self, suite: &SuiteId, corp: &CorpId) {
        self.calls.tokens.forget(suite, corp).await;
    }

    /// Lets a company that was stopped try again, and keeps a token that is good.
    pub fn revive_corp(&self, suite: &SuiteId, corp: &CorpId) {
        self.calls.tokens.revive(suite, corp);
    }

    async fn as_suite<E: Endpoint>(&self, suite: &SuiteId, endpoint: &E) -> Result<E::Response, Error> {
        self.call(Holder::Suite(suite.clone()), endpoint).await
    }

    async fn as_app<E: Endpoint>(&self, suite: &SuiteId, corp: &CorpId, endpoint: &E) -> Result<E::Response, Error> {
        self.call(self.app(suite, corp).await?, endpoint).await
    }

    async fn app(&self, suite: &SuiteId, corp: &CorpId) -> Result<Holder, Error> {
        let credential = app_credential(&*self.source, suite, corp).await?;
        Ok(Holder::App(suite.clone(), corp.clone(), credential.code_version))
    }

    async fn call<E: Endpoint>(&self, holder: Holder, endpoint: &E) -> Result<E::Response, Error> {
        self.calls.call(&holder.key(), || self.fetch(holder.clone()), endpoint).await
    }

    async fn token(&self, holder: Holder) -> Result<Arc<StoredToken>, Error> {
        self.calls.tokens.get(&holder.key(), self.fetch(holder)).await
    }

    fn fetch(&self, holder: Holder) -> impl Future<Output = Result<StoredToken, Error>> + Send + use<> {
        fetch(self.calls.caller.clone(), Arc::clone(&self.source), holder)
    }
}

impl fmt::Debug for Wecom {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wecom").finish_non_exhaustive()
    }
}
