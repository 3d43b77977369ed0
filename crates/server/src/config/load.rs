//! Reads the configuration from its three layers; no error repeats a value, it may be a secret.

use std::path::Path;

use config::{Environment, File, FileFormat};
use element_model::suggestion;

use super::{Config, VARIABLE, relative};

const DEFAULTS: &str = include_str!("../../../../config/default.toml");
const PREFIX: &str = "WECOM_LOGIN";
const SEPARATOR: &str = "__";

/// A problem of the configuration.
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
pub(super) fn configures(variable: &str) -> bool {
    // In whatever case: that is how they are read.
    let prefix = variable.split_once(SEPARATOR).map(|(prefix, _)| prefix);
    prefix.is_some_and(|prefix| prefix.eq_ignore_ascii_case(PREFIX))
}

impl Config {
    /// Reads built-in defaults, then `file`, whose relative paths count from its folder, then
    /// `WECOM_LOGIN__<SECTION>__<KEY>` of the environment.
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
            let message = without_values(&error.into_inner());
            unknown_key(&path, &message).unwrap_or_else(|| {
                let field = if path == "." { "unknown or missing key".to_owned() } else { path };
                ConfigError::field(field, message)
            })
        })
    }
}

/// Where somebody wrote this path.
fn said_by(path: &Path) -> &'static str {
    if std::env::var_os(VARIABLE).is_some_and(|named| Path::new(&named) == path) { VARIABLE } else { "--config" }
}

/// The text of a file that is TOML, with paths that count from where the program is started.
fn read(path: &Path) -> Result<String, ConfigError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ConfigError::field(said_by(path), format!("cannot read {}: {error}", path.display())))?;
    let text = text.trim_start_matches('\u{feff}');
    let mut table = text.parse::<toml::Table>().map_err(|error| {
        // The error's own text shows the line, and what is in it.
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let message = format!("line {line}, column {column}: not TOML: {}", error.message());
        ConfigError::field(path.display().to_string(), message)
    })?;
    relative::count_from(path.parent().unwrap_or(Path::new("")), &mut table);
    Ok(table.to_string())
}

/// The error of a key that nobody knows, with those that may be meant, of this section or another; `None` for any other
/// message of the decoder.
fn unknown_key(path: &str, message: &str) -> Option<ConfigError> {
    let mut names = message.strip_prefix("unknown field `")?.split('`');
    let name = names.next()?;
    let path = if path == "." { "" } else { path };
    let section = path.strip_suffix(name).unwrap_or(path).trim_end_matches('.');
    let whole = |key: &str| if section.is_empty() { key.to_owned() } else { format!("{section}.{key}") };
    // Names and the words between them take turns.
    let beside = names.skip(1).step_by(2).map(whole);
    let known: Vec<String> = beside.chain(keys_of_defaults()).collect();
    let meant = suggestion(&whole(name), known.iter().map(String::as_str));
    let told = if meant.is_empty() { message.to_owned() } else { format!("there is no such key{meant}") };
    Some(ConfigError::field(whole(name), told))
}

/// The whole names of all keys that have a default.
fn keys_of_defaults() -> Vec<String> {
    let defaults: toml::Table = DEFAULTS.parse().unwrap_or_default();
    let of_section = |(section, keys): (&String, &toml::Value)| {
        let keys = keys.as_table().map(|keys| keys.keys().cloned().collect::<Vec<_>>()).unwrap_or_default();
        keys.into_iter().map(|key| format!("{section}.{key}")).collect::<Vec<_>>()
    };
    defaults.iter().flat_map(of_section).collect()
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

/// The decoder's message, up to where it would quote the value.
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
