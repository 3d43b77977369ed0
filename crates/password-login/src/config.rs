//! The content of an instance's `<InstanceName>.json`.

use login_type::SecretText;
use serde::Deserialize;

/// Business configuration of an instance.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// The users, a line each: `name:hash`, or `name:hash:shown name`.
    pub users: SecretText,
    /// The company that the users belong to.
    #[serde(default = "local")]
    pub corp_id: String,
    /// Whether anybody may log in; true when absent.
    #[serde(default = "yes")]
    pub is_active: bool,
}

fn local() -> String {
    "local".to_owned()
}

const fn yes() -> bool {
    true
}
