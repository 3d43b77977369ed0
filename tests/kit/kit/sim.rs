//! WeCom as tests move it: the simulator, over its control API.

use reqwest::{Client, Method};
use serde_json::{Value, json};
use wecom_simulator::{Simulator, SimulatorOptions};

/// A running simulator.
pub struct Sim {
    /// `http://127.0.0.1:<port>`
    pub url: String,
    http: Client,
    _simulator: Simulator,
}

/// An app template.
#[derive(Clone, Debug)]
pub struct Suite {
    /// `dk…`
    pub id: String,
    /// All its values.
    pub values: Value,
}

/// An authorised company.
#[derive(Clone, Debug)]
pub struct Corp {
    /// The encrypted id.
    pub id: String,
    /// The ids of its members.
    pub members: Vec<String>,
    /// These ids as the company itself has them.
    pub plain_members: Vec<String>,
}

/// An app that a company built itself.
#[derive(Clone, Debug)]
pub struct OwnApp {
    /// The company's own id.
    pub corp_id: String,
    /// Its number within the company.
    pub agent_id: i64,
    /// Its secret.
    pub secret: String,
}

impl OwnApp {
    /// The business configuration of an instance of `QywxInnerType` for it.
    pub fn config(&self) -> Value {
        json!({ "corpId": self.corp_id, "corpSecret": self.secret, "agentId": self.agent_id })
    }
}

impl Sim {
    /// Starts one on a free port.
    pub async fn start() -> Self {
        Self::start_seeded(None).await
    }

    /// Starts one whose ids and secrets come from a seed.
    pub async fn start_seeded(seed: Option<u64>) -> Self {
        let options = SimulatorOptions { listen: "127.0.0.1:0".to_owned(), seed, ..Default::default() };
        let simulator = Simulator::start(options).await.unwrap();
        Self { url: simulator.base_url(), http: Client::new(), _simulator: simulator }
    }

    /// Calls the control API; panics when it refuses.
    pub async fn call(&self, method: Method, path: &str, body: Value) -> Value {
        let url = format!("{}/_sim/{path}", self.url);
        let mut request = self.http.request(method.clone(), url);
        if method != Method::GET {
            request = request.json(&body);
        }
        let answer = request.send().await.unwrap();
        let status = answer.status();
        let text = answer.text().await.unwrap();
        assert!(status.is_success(), "{method} /_sim/{path}: {status} {text}");
        serde_json::from_str(&text).unwrap_or(Value::Null)
    }

    /// `POST` of the control API.
    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.call(Method::POST, path, body).await
    }

    /// `GET` of the control API.
    pub async fn get(&self, path: &str) -> Value {
        self.call(Method::GET, path, Value::Null).await
    }

    /// Makes an app template.
    pub async fn template(&self) -> Suite {
        let values = self.post("templates", json!({})).await;
        Suite { id: text(&values, "suiteId"), values }
    }

    /// The provider's own corpid.
    pub async fn provider_corp_id(&self) -> String {
        text(&self.get("state").await["provider"], "corpId")
    }

    /// Makes a company with these members.
    pub async fn corp(&self, name: &str, members: &[&str]) -> Corp {
        let members: Vec<Value> = members.iter().map(|name| json!({ "name": name })).collect();
        let values = self.post("corps", json!({ "name": name, "members": members })).await;
        let ids = |form| values["members"].as_array().unwrap().iter().map(|member| text(member, form)).collect();
        Corp { id: text(&values, "corpId"), members: ids("userid"), plain_members: ids("plainUserid") }
    }

    /// Has a company build an app of its own that trusts a host.
    pub async fn own_app(&self, corp: &Corp, host: &str) -> OwnApp {
        let path = format!("corps/{}/apps", corp.id);
        let app = self.post(&path, json!({ "trustedDomains": [host] })).await;
        OwnApp {
            corp_id: text(&app, "corpId"),
            agent_id: app["agentId"].as_i64().unwrap(),
            secret: text(&app, "corpSecret"),
        }
    }

    /// A one-use code of somebody for a company's own app: `{"userid": …}` or `{"openid": …}`.
    pub async fn own_code(&self, app: &OwnApp, who: Value) -> String {
        text(&self.post(&format!("apps/{}/{}/oauth-code", app.agent_id, app.corp_id), who).await, "code")
    }

    /// A one-use code of a member.
    pub async fn oauth_code(&self, suite: &Suite, corp: &Corp, userid: &str) -> String {
        let path = format!("apps/{}/{}/oauth-code", suite.id, corp.id);
        text(&self.post(&path, json!({ "userid": userid })).await, "code")
    }

    /// A one-use code of somebody who is no member.
    pub async fn outsider_code(&self, suite: &Suite, corp: &Corp) -> String {
        let path = format!("apps/{}/{}/oauth-code", suite.id, corp.id);
        text(&self.post(&path, json!({ "openid": "oOutsider0001" })).await, "code")
    }

    /// Does something to an app: `cancel`, `reset-secret`, `disable` …
    pub async fn app(&self, suite: &Suite, corp: &Corp, action: &str, body: Value) -> Value {
        self.post(&format!("apps/{}/{}/{action}", suite.id, corp.id), body).await
    }

    /// How often an API was called.
    pub async fn calls(&self, api: &str) -> i64 {
        self.get("calls").await[api]["count"].as_i64().unwrap_or(0)
    }

    /// How often an API was called and refused with an errcode.
    pub async fn refusals(&self, api: &str, errcode: i64) -> i64 {
        self.get("calls").await[api]["errors"][errcode.to_string()].as_i64().unwrap_or(0)
    }

    /// Has the next calls of an API fail: a fault without its API.
    pub async fn fault(&self, api: &str, mut fault: Value, times: u32) {
        fault["api"] = json!(api);
        fault["times"] = json!(times);
        self.post("faults", fault).await;
    }

    /// Forgets the faults that did not happen yet.
    pub async fn clear_faults(&self) {
        self.call(Method::DELETE, "faults", json!({})).await;
    }

    /// All access tokens of apps that still work die.
    pub async fn revoke_app_tokens(&self) {
        for token in self.get("state").await["tokens"].as_array().unwrap() {
            if token["holder"]["app"].is_array() {
                self.post("tokens/revoke", json!({ "token": token["value"] })).await;
            }
        }
    }

    /// Every secret that was ever issued.
    pub async fn secrets(&self) -> Vec<(String, String)> {
        let secrets = self.get("secrets").await;
        secrets["secrets"].as_array().unwrap().iter().map(|one| (text(one, "kind"), text(one, "value"))).collect()
    }
}

/// A text field that has to be there.
#[track_caller]
pub(crate) fn text(value: &Value, field: &str) -> String {
    value[field].as_str().unwrap_or_else(|| panic!("{field} is missing in {value}")).to_owned()
}
