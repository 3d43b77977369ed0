//! The content of an instance's `<InstanceName>.json`.

use std::time::Duration;

use login_type::{ConfigProblem, SecretText};
use serde::Deserialize;

/// Shortest key, in bytes: as long as the signature.
const KEY_BYTES: usize = 32;
/// Longest life of a link, in seconds: a week.
const LONGEST: u64 = 7 * 24 * 3600;

/// The content of an instance's `<InstanceName>.json`.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Config {
    /// The company that whoever comes by a link belongs to.
    pub corp_id: String,
    /// Signs the links; a new key makes all links before it worthless.
    pub signing_key: SecretText,
    /// How long a link is good.
    #[serde(default = "a_quarter_of_an_hour")]
    pub lifetime_seconds: u64,
    /// Whether anybody may log in.
    #[serde(default = "yes")]
    pub is_active: bool,
}

fn a_quarter_of_an_hour() -> u64 {
    900
}

fn yes() -> bool {
    true
}

impl Config {
    /// Refuses what could be read but is of no use.
    ///
    /// # Errors
    /// Names the field.
    pub(crate) fn check(self) -> Result<Self, ConfigProblem> {
        if self.corp_id.is_empty() {
            return Err(ConfigProblem::new("corpId", "is empty: name the company that guests belong to"));
        }
        if self.signing_key.expose_secret().len() < KEY_BYTES {
            let message = format!("is too short: {KEY_BYTES} random characters at least (openssl rand -hex 32)");
            return Err(ConfigProblem::new("signingKey", message));
        }
        if !(1..=LONGEST).contains(&self.lifetime_seconds) {
            return Err(ConfigProblem::new("lifetimeSeconds", format!("must be from 1 to {LONGEST}")));
        }
        Ok(self)
    }

    /// How long a link is good.
    pub(crate) fn lifetime(&self) -> Duration {
        Duration::from_secs(self.lifetime_seconds)
    }
}
