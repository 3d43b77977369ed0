//! Reads the configuration from its three layers.

use std::path::Path;

use config::{Environment, File, FileFormat};

use super::Config;

const DEFAULTS: &str = include_str!("../../../../config/default.toml");
const PREFIX: &str = "WECOM_LOGIN";

/// What is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
#[error("configuration: {field}: {message}")]
pub struct ConfigError {
    field: String,
    message: String,
}

impl ConfigError {
    /// A problem of `field`.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

impl Config {
    /// Reads built-in defaults, then `file`, then `WECOM_LOGIN__<SECTION>__<KEY>` of the environment.
    ///
    /// # Errors
    /// Names the key that is unknown or wrong.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let environment = Environment::with_prefix(PREFIX).prefix_separator("__").separator("__");
        let mut layers = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Some(path) = file {
            let text = std::fs::read_to_string(path)
                .map_err(|error| ConfigError::field("--config", format!("cannot read {}: {error}", path.display())))?;
            layers = layers.add_source(File::from_str(&text, FileFormat::Toml));
        }
        let merged = layers.add_source(environment).build().map_err(|error| syntax(file, &error))?;
        serde_path_to_error::deserialize(merged).map_err(|error| {
            let path = error.path().to_string();
            let field = if path == "." { "unknown or missing key".to_owned() } else { path };
            ConfigError::field(field, without_values(&error.into_inner()))
        })
    }
}

fn syntax(file: Option<&Path>, error: &config::ConfigError) -> ConfigError {
    let place = file.map_or_else(|| PREFIX.to_owned(), |path| path.display().to_string());
    ConfigError::field(place, error.to_string())
}

/// The error's text; a value of the wrong type is not repeated, it may be a secret in the wrong place.
fn without_values(error: &config::ConfigError) -> String {
    match error {
        config::ConfigError::Type { expected, .. } => format!("expected {expected}"),
        config::ConfigError::At { error, .. } => without_values(error),
        other => other.to_string(),
    }
}
