//! `World`: a bench with one login, its provider, and the words of a test about both.

use std::{collections::HashMap, sync::Arc, time::Duration};

use login_type::{
    CallError, CorpHint, Examination, Finding, LinkRequest, Login, LoginInstance, LoginLink, LoginRequest, SharedClock,
    Way,
    testing::{Bench, ManualClock, new_clock},
};
use oidc_login::OidcType;
use openid_simulator::{CLIENT_ID, CLIENT_SECRET, OpenIdProvider};
use serde_json::{Value, json};
use url::Url;

pub(crate) const NAME: &str = "auths.Sso";
const REDIRECT_URI: &str = "https://login.example/acme/portal/login/callback";
const STATE: &str = "state0123456789";

pub(crate) struct World {
    pub(crate) bench: Bench,
    pub(crate) provider: OpenIdProvider,
    /// The provider's; it is started before the bench.
    clock: ManualClock,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// A world whose login has these fields besides.
    pub(crate) async fn with(more: Value) -> Self {
        let clock = new_clock();
        let provider = OpenIdProvider::start(Arc::new(clock.clone())).await;
        let bench = Bench::open(OidcType, &[(NAME, config(provider.issuer(), &more))]).unwrap();
        Self { bench, provider, clock }
    }

    /// Lets time pass for both.
    pub(crate) fn advance(&self, duration: Duration) {
        self.bench.clock.advance(duration);
        self.clock.advance(duration);
    }

    /// The findings of `wecom-login doctor`.
    pub(crate) async fn diagnose(&self) -> Vec<Finding> {
        let http = self.bench.host().http();
        let clock: SharedClock = Arc::new(self.clock.clone());
        let examination = Examination::new("https://login.example", http, &clock);
        self.bench.elements().diagnose(&examination).await
    }

    pub(crate) fn instance(&self) -> Arc<dyn LoginInstance> {
        self.bench.instance(NAME).unwrap()
    }

    pub(crate) fn corp(&self) -> String {
        self.provider.issuer().replace("http://", "")
    }

    /// The link to the provider.
    pub(crate) async fn link(&self) -> Result<LoginLink, CallError> {
        let corp = self.corp();
        let request = LinkRequest::new(CorpHint::CorpId(&corp), Way::Browser, REDIRECT_URI, STATE);
        Ok(self.instance().login_link(&request, self.bench.host()).await?.unwrap())
    }

    /// Goes to the provider as a browser does; answers what it is sent back with.
    pub(crate) async fn visit(&self, link: &LoginLink) -> HashMap<String, String> {
        let answer = self.bench.host().http().get(&link.url).send().await.unwrap();
        let back = answer.header("location").unwrap();
        assert!(back.starts_with(REDIRECT_URI), "{back}");
        Url::parse(back).unwrap().query_pairs().into_owned().collect()
    }

    /// Comes back from the provider.
    pub(crate) async fn come_back(&self, link: &LoginLink, back: &HashMap<String, String>) -> Result<Login, CallError> {
        let request = LinkRequest::new(CorpHint::CorpId(&link.corp_id), Way::Browser, REDIRECT_URI, STATE);
        let request = LoginRequest::of(&request, &link.corp_id, &back["code"]);
        let request = request.with_kept(link.keep()).from_issuer(back.get("iss").map(String::as_str));
        self.instance().login(&request, self.bench.host()).await
    }

    /// The whole way.
    pub(crate) async fn log_in(&self) -> Result<Login, CallError> {
        let link = self.link().await?;
        let back = self.visit(&link).await;
        self.come_back(&link, &back).await
    }
}

/// The configuration of an instance, with these fields besides.
pub(crate) fn config(issuer: &str, more: &Value) -> Value {
    let mut config = json!({ "issuer": issuer, "clientId": CLIENT_ID, "clientSecret": CLIENT_SECRET });
    config.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    config
}
