//! WeCom as tests move it: the simulator, whose refusals end the test with a sentence.

use reqwest::Method;
use serde_json::{Value, json};
use wecom_simulator::{
    Simulator, SimulatorOptions,
    client::{Control, Corp, Error, OwnApp, Suite},
};

/// A running simulator.
pub struct Sim {
    /// `http://127.0.0.1:<port>`
    pub url: String,
    control: Control,
    _simulator: Simulator,
}

impl Sim {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        Self::start_seeded(None).await
    }

    /// Starts one whose ids and secrets come from a seed.
    pub async fn start_seeded(seed: Option<u64>) -> Self {
        Self::start_with(SimulatorOptions { seed, ..SimulatorOptions::default() }).await
    }

    /// Starts one with other options.
    pub async fn start_with(options: SimulatorOptions) -> Self {
        let simulator = Simulator::start(options).await.unwrap();
        Self { url: simulator.base_url(), control: done(simulator.control()), _simulator: simulator }
    }

    /// Calls the control API.
    pub async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        done(self.control.call(method, path, body).await)
    }

    /// `POST` of the control API.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        done(self.control.post(path, body).await)
    }

    /// `GET` of the control API.
    pub async fn get(&self, path: &str) -> Value {
        done(self.control.get(path).await)
    }

    /// Makes an app template.
    pub async fn template(&self) -> Suite {
        self.template_with(json!({})).await
    }

    /// Makes an app template with some values of its own.
    pub async fn template_with(&self, given: Value) -> Suite {
        done(self.control.template(given).await)
    }

    /// Tells WeCom where a template's callbacks go.
    pub async fn set_callback_url(&self, suite: &Suite, url: &str) {
        done(self.control.set_callback_url(&suite.id, url).await);
    }

    /// Tells WeCom where a template's callbacks go, and has the address verified.
    pub async fn save_callback_url(&self, suite: &Suite, url: &str) {
        self.set_callback_url(suite, url).await;
        let verified = self.verify_url(suite).await;
        assert_eq!(verified["ok"], true, "the URL verification failed: {verified}");
    }

    /// Tells WeCom where a template's callbacks go, has the address verified and a ticket pushed.
    pub async fn connect(&self, suite: &Suite, url: &str) {
        self.save_callback_url(suite, url).await;
        self.push_ticket(suite).await;
    }

    /// Has a template's callback URL verified; answers the outcome of the push.
    pub async fn verify_url(&self, suite: &Suite) -> Value {
        done(self.control.verify_url(&suite.id).await)
    }

    /// Pushes a new ticket of a template.
    pub async fn push_ticket(&self, suite: &Suite) -> Value {
        done(self.control.push_ticket(&suite.id).await)
    }

    /// The provider's own corpid.
    pub async fn provider_corp_id(&self) -> String {
        done(self.control.provider_corp_id().await)
    }

    /// Makes a company with these members.
    pub async fn corp(&self, name: &str, members: &[&str]) -> Corp {
        done(self.control.corp(name, members).await)
    }

    /// Has a company authorise a template, for logins on a host.
    pub async fn authorise(&self, suite: &Suite, corp: &Corp, host: &str) -> Value {
        done(self.control.authorise(&suite.id, &corp.id, host).await)
    }

    /// Has a company build an app of its own that trusts a host.
    pub async fn own_app(&self, corp: &Corp, host: &str) -> OwnApp {
        done(self.control.own_app(&corp.id, host).await)
    }

    /// A one-use code of somebody for a company's own app: `{"userid": …}` or `{"openid": …}`.
    pub async fn own_code(&self, app: &OwnApp, who: Value) -> String {
        done(self.control.oauth_code(&app.agent_id.to_string(), &app.corp_id, who).await)
    }

    /// A one-use code of a member.
    pub async fn oauth_code(&self, suite: &Suite, corp: &Corp, userid: &str) -> String {
        done(self.control.oauth_code(&suite.id, &corp.id, json!({ "userid": userid })).await)
    }

    /// A one-use code of somebody who is no member.
    pub async fn outsider_code(&self, suite: &Suite, corp: &Corp) -> String {
        done(self.control.oauth_code(&suite.id, &corp.id, json!({ "openid": "oOutsider0001" })).await)
    }

    /// Does something to an app: `cancel`, `reset-secret`, `disable` …
    pub async fn app(&self, suite: &Suite, corp: &Corp, action: &str, body: Value) -> Value {
        done(self.control.app(&suite.id, &corp.id, action, body).await)
    }

    /// Has a member leave a company.
    pub async fn remove_member(&self, corp: &Corp, userid: &str) {
        done(self.control.remove_member(&corp.id, userid).await);
    }

    /// Has a member use WeCom from now on.
    pub async fn set_current_member(&self, corp: &Corp, userid: &str) {
        done(self.control.set_current_member(&corp.id, userid).await);
    }

    /// Moves WeCom's clock on.
    pub async fn advance(&self, seconds: u64) {
        done(self.control.advance(seconds).await);
    }

    /// How often an API was called.
    pub async fn calls(&self, api: &str) -> u64 {
        done(self.control.calls(api).await).count
    }

    /// How often an API was called with success.
    pub async fn successes(&self, api: &str) -> u64 {
        done(self.control.calls(api).await).ok
    }

    /// How often an API was called and refused with an errcode.
    pub async fn refusals(&self, api: &str, errcode: i64) -> u64 {
        done(self.control.calls(api).await).refused_with(errcode)
    }

    /// Has the next calls of an API fail: a fault without its API.
    pub async fn fault(&self, api: &str, fault: Value, times: u32) {
        done(self.control.fault(api, fault, times).await);
    }

    /// Forgets the faults that did not happen yet.
    pub async fn clear_faults(&self) {
        done(self.control.clear_faults().await);
    }

    /// All access tokens of apps that still work die.
    pub async fn revoke_app_tokens(&self) {
        done(self.control.revoke_app_tokens().await);
    }

    /// Every secret that was ever issued, after its kind.
    pub async fn secrets(&self) -> Vec<(String, String)> {
        done(self.control.secrets().await).into_iter().map(|secret| (secret.kind, secret.value)).collect()
    }
}

/// The business configuration of an instance of `QywxInnerType` for a company's own app.
pub fn own_config(app: &OwnApp) -> Value {
    json!({ "corpId": app.corp_id, "corpSecret": app.secret, "agentId": app.agent_id })
}

#[track_caller]
fn done<T>(called: Result<T, Error>) -> T {
    called.unwrap_or_else(|error| panic!("{:#}", anyhow::Error::from(error)))
}
