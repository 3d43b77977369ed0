//! A started simulator, its control API, and calls of WeCom's APIs as a provider makes them.

use reqwest::{Client, Response, redirect::Policy};
use serde_json::{Value, json};
use wecom_simulator::{
    Simulator, SimulatorOptions,
    client::{Control, Error},
};

/// The domain that installed apps trust.
pub(crate) const DOMAIN: &str = "login.example:8443";
/// A redirect to it.
pub(crate) const REDIRECT: &str = "https://login.example:8443/back?keep=1";

pub(crate) struct Sim {
    pub(crate) simulator: Simulator,
    pub(crate) http: Client,
    control: Control,
}

/// An authorised app whose code was exchanged.
pub(crate) struct Installed {
    pub(crate) suite_id: String,
    pub(crate) suite_token: String,
    pub(crate) corp_id: String,
    pub(crate) agent_id: String,
    pub(crate) permanent_code: String,
    pub(crate) members: Vec<String>,
}

impl Sim {
    pub(crate) async fn start() -> Self {
        let simulator = Simulator::start(SimulatorOptions { seed: Some(1), ..SimulatorOptions::default() }).await;
        let simulator = simulator.unwrap();
        let http = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        let control = simulator.control().unwrap();
        Self { simulator, http, control }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.simulator.base_url())
    }

    pub(crate) async fn try_control(&self, method: &str, path: &str, body: Value) -> (u16, Value) {
        match self.control.call(method.parse().unwrap(), path, body).await {
            Ok(answer) => (200, answer),
            Err(Error::Refused { status, text, .. }) => (status.as_u16(), serde_json::from_str(&text).unwrap()),
            Err(error) => panic!("{method} {path}: {error}"),
        }
    }

    pub(crate) async fn control(&self, method: &str, path: &str, body: Value) -> Value {
        self.control.call(method.parse().unwrap(), path, body).await.unwrap()
    }

    pub(crate) async fn get(&self, api: &str, query: &[(&str, &str)]) -> Value {
        self.http.get(self.url(&format!("/cgi-bin/{api}"))).query(query).send().await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn post(&self, api: &str, query: &[(&str, &str)], body: Value) -> Value {
        let request = self.http.post(self.url(&format!("/cgi-bin/{api}"))).query(query).json(&body);
        request.send().await.unwrap().json().await.unwrap()
    }

    pub(crate) async fn page(&self, path: &str, query: &[(&str, &str)]) -> Response {
        self.http.get(self.url(path)).query(query).send().await.unwrap()
    }

    pub(crate) async fn advance(&self, seconds: u64) {
        self.control.advance(seconds).await.unwrap();
    }

    pub(crate) async fn template(&self) -> Value {
        self.control("POST", "templates", json!({})).await
    }

    pub(crate) async fn suite_token(&self, template: &Value) -> Value {
        let suite_id = text(template, "suiteId");
        let pushed = self.control("POST", &format!("templates/{suite_id}/push-ticket"), json!({ "push": false })).await;
        let body = json!({
            "suite_id": suite_id, "suite_secret": template["suiteSecret"], "suite_ticket": pushed["ticket"],
        });
        self.post("service/get_suite_token", &[], body).await
    }

    pub(crate) async fn provider_token(&self) -> String {
        let provider = self.control("GET", "provider", Value::Null).await;
        let body = json!({ "corpid": provider["corpId"], "provider_secret": provider["secret"] });
        text(&self.post("service/get_provider_token", &[], body).await, "provider_access_token")
    }

    pub(crate) async fn corp(&self) -> Value {
        self.control("POST", "corps", json!({ "name": "示例", "members": [{ "name": "张三" }, { "name": "李四" }] }))
            .await
    }

    pub(crate) async fn authorise(&self, suite_id: &str, corp_id: &str) -> Value {
        let body = json!({ "corpId": corp_id, "trustedDomains": [DOMAIN], "push": false });
        self.control("POST", &format!("templates/{suite_id}/authorize"), body).await
    }

    pub(crate) async fn exchange(&self, suite_token: &str, auth_code: &Value) -> Value {
        let body = json!({ "auth_code": auth_code });
        self.post("service/v2/get_permanent_code", &[("suite_access_token", suite_token)], body).await
    }

    /// A template, a corp with two members, and the app between them.
    pub(crate) async fn installed(&self) -> Installed {
        let template = self.template().await;
        let corp = self.corp().await;
        self.install(&template, &corp).await
    }

    pub(crate) async fn install(&self, template: &Value, corp: &Value) -> Installed {
        let suite_token = text(&self.suite_token(template).await, "suite_access_token");
        let (suite_id, corp_id) = (text(template, "suiteId"), text(corp, "corpId"));
        let scan = self.authorise(&suite_id, &corp_id).await;
        let exchanged = self.exchange(&suite_token, &scan["authCode"]).await;
        Installed {
            suite_id,
            suite_token,
            corp_id,
            agent_id: scan["agentId"].to_string(),
            permanent_code: text(&exchanged, "permanent_code"),
            members: corp["members"].as_array().unwrap().iter().map(|member| text(member, "userid")).collect(),
        }
    }

    pub(crate) async fn gettoken(&self, corp_id: &str, secret: &str) -> Value {
        self.get("gettoken", &[("corpid", corp_id), ("corpsecret", secret)]).await
    }

    pub(crate) async fn app_token(&self, app: &Installed) -> String {
        text(&self.gettoken(&app.corp_id, &app.permanent_code).await, "access_token")
    }

    pub(crate) async fn app(&self, app: &Installed, action: &str, body: Value) -> Value {
        self.control("POST", &format!("apps/{}/{}/{action}", app.suite_id, app.corp_id), body).await
    }

    pub(crate) async fn oauth_code(&self, app: &Installed, who: Value) -> String {
        self.control.oauth_code(&app.suite_id, &app.corp_id, who).await.unwrap()
    }

    pub(crate) async fn identity(&self, token: &str, code: &str) -> Value {
        self.get("auth/getuserinfo", &[("access_token", token), ("code", code)]).await
    }

    pub(crate) async fn auth_info(&self, app: &Installed) -> Value {
        let body = json!({ "auth_corpid": app.corp_id, "permanent_code": app.permanent_code });
        self.post("service/v2/get_auth_info", &[("suite_access_token", &app.suite_token)], body).await
    }

    pub(crate) async fn switch(&self, switches: Value) {
        self.control("PATCH", "switches", switches).await;
    }
}

pub(crate) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("no text `{field}` in {value}")).to_owned()
}

pub(crate) fn errcode(answer: &Value) -> i64 {
    answer["errcode"].as_i64().unwrap_or(0)
}

/// The `location` of a redirect, and its query parameter.
pub(crate) fn redirect_parameter(response: &Response, name: &str) -> Option<String> {
    assert_eq!(response.status().as_u16(), 302);
    let target = url::Url::parse(response.headers()["location"].to_str().unwrap()).unwrap();
    target.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}
