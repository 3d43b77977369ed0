//! The content of an instance's `<InstanceName>.json`.

use login_type::ConfigProblem;
use qywx_login::parse;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::Value;
use wecom_client::SelfBuiltApp;
use wecom_types::AgentId;

/// Business configuration of an instance: the app's values as its page in the company's admin console shows them.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// The company's own id: `ww…`.
    pub corp_id: String,
    /// The app's secret.
    pub corp_secret: SecretString,
    /// The app's agentid, as a number, or as text where it is taken from the environment.
    pub agent_id: Value,
    /// The Token of the app's callback address, with `encodingAESKey`; without both the app's callbacks are not taken.
    #[serde(default)]
    pub token: Option<SecretString>,
    /// The `EncodingAESKey` of the app's callback address: 43 letters and digits.
    #[serde(default, rename = "encodingAESKey")]
    pub encoding_aes_key: Option<SecretString>,
    /// Whether members may log in; true when absent.
    #[serde(default = "yes")]
    pub is_active: bool,
}

impl Config {
    /// The app, checked.
    pub(crate) fn app(&self) -> Result<SelfBuiltApp, ConfigProblem> {
        Ok(SelfBuiltApp {
            corp: parse("corpId", &self.corp_id)?,
            agent: agent_id(&self.agent_id)?,
            secret: parse("corpSecret", self.corp_secret.expose_secret())?,
        })
    }
}

fn agent_id(value: &Value) -> Result<AgentId, ConfigProblem> {
    let parsed = match value {
        Value::Number(number) => number.as_i64().and_then(|number| AgentId::try_from(number).ok()),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    };
    let right = "must be the app's agentid, a whole number greater than zero such as 1000002";
    parsed.ok_or_else(|| ConfigProblem::new("agentId", right))
}

const fn yes() -> bool {
    true
}
