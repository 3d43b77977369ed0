//! `[encryption]`: the key ring, each key as a value or as a file.

use std::{collections::BTreeMap, fs};

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use storage::KeyRing;

use super::ConfigError;

/// `[encryption]`
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Encryption {
    /// Id of the key that seals what is written now.
    #[serde(default)]
    pub active: Option<String>,
    /// Keys by id: base64 of 32 bytes, or under `<id>_file` the path of a file that holds it.
    #[serde(default)]
    pub keys: BTreeMap<String, SecretString>,
}

impl Encryption {
    /// Reads the files and makes the ring.
    ///
    /// # Errors
    /// Names the key that is missing or wrong; never shows one.
    pub fn key_ring(&self) -> Result<KeyRing, ConfigError> {
        let Some(active) = &self.active else {
            let advice = "is missing: name the key that seals secrets, and set encryption.keys.<id> to 32 random bytes in base64 (openssl rand -base64 32)";
            return Err(ConfigError::field("encryption.active", advice));
        };
        let mut keys = Vec::new();
        for (name, value) in &self.keys {
            keys.push(match name.strip_suffix("_file") {
                None => (name.to_ascii_lowercase(), value.clone()),
                Some(id) => (id.to_ascii_lowercase(), read(name, value.expose_secret())?),
            });
        }
        // The environment's names come in lower case, so the case of a key's id never counts.
        KeyRing::new(&active.to_ascii_lowercase(), keys)
            .map_err(|error| ConfigError::field("encryption", error.to_string()))
    }
}

fn read(name: &str, path: &str) -> Result<SecretString, ConfigError> {
    // The path is not repeated: it may be a key in the wrong place.
    let text = fs::read_to_string(path).map_err(|error| {
        ConfigError::field(format!("encryption.keys.{name}"), format!("cannot read the file that it names: {error}"))
    })?;
    Ok(SecretString::from(text.trim()))
}
