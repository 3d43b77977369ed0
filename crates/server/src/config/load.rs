//! Reads the configuration from its three layers; no error repeats a value, it may be a secret.

use std::path::Path;

use config::{Environment, File, FileFormat};

use super::Config;

const DEFAULTS: &str = include_str!("../../../../config/default.toml");
const PREFIX: &str = "WECOM_LOGIN";
const SEPARATOR: &str = "__";

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

/// Whether a variable of the environment is one that configures the server.
pub(crate) fn configures(variable: &str) -> bool {
    // In whatever case: that is how they are read.
    let prefix = variable.split_once(SEPARATOR).map(|(prefix, _)| prefix);
    prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(PREFIX))
}

impl Config {
    /// Reads built-in defaults, then `file`, then `WECOM_LOGIN__<SECTION>__<KEY>` of the environment.
    ///
    /// # Errors
    /// Names the key that is unknown or wrong, or the place in a file that is no TOML; never a value.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        let environment = Environment::with_prefix(PREFIX).prefix_separator(SEPARATOR).separator(SEPARATOR);
        let mut layers = config::Config::builder().add_source(File::from_str(DEFAULTS, FileFormat::Toml));
        if let Some(path) = file {
            layers = layers.add_source(File::from_str(&read(path)?, FileFormat::Toml));
        }
        let merged = layers.add_source(environment).build();
        let merged = merged.map_err(|error| ConfigError::field(PREFIX, without_values(&error)))?;
        serde_path_to_error::deserialize(merged).map_err(|error| {
            let path = error.path().to_string();
            let field = if path == "." { "unknown or missing key".to_owned() } else { path };
            ConfigError::field(field, without_values(&error.into_inner()))
        })
    }
}

/// The text of a file that is TOML.
fn read(path: &Path) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::field("--config", format!("cannot read {}: {error}", path.display())))?;
    let Err(error) = text.parse::<toml::Table>() else { return Ok(text) };
    // The error's own text shows the line, and what is in it.
    let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    let message = format!("line {line}, column {column}: not TOML: {}", error.message());
    Err(ConfigError::field(path.display().to_string(), message))
}

fn without_values(error: &config::ConfigError) -> String {
    use config::ConfigError::{At, Message, NotFound, Type};
    match error {
        At { error, .. } => without_values(error),
        Type { expected, .. } => format!("expected {expected}"),
        NotFound(_) => error.to_string(),
        Message(text) => without_value(text),
        _ => "cannot be read".to_owned(),
    }
}

/// What a decoder says, up to where it would quote what it found.
fn without_value(text: &str) -> String {
    /// How messages begin that hold names of keys, or nothing that was found.
    const SAFE: [&str; 4] = ["unknown field ", "missing field ", "expected ", "invalid socket address syntax"];
    if SAFE.iter().any(|beginning| text.starts_with(beginning)) {
        return text.to_owned();
    }
    // The last one, because a value may hold these words too.
    let expected = text.rsplit_once(", expected ").map(|(_, expected)| format!("expected {expected}"));
    expected.unwrap_or_else(|| "this value is not possible here".to_owned())
}
