//! Which form the log has, also where the rest of the configuration cannot be read: even that is said in it.

use std::path::Path;

use super::{Config, LogFormat};

const VARIABLE: &str = "WECOM_LOGIN__LOG__FORMAT";

impl Config {
    /// The form of the log, as far as it can be made out.
    pub(crate) fn log_format(file: Option<&Path>) -> LogFormat {
        if let Ok(config) = Self::load(file) {
            return config.log.format;
        }
        let text = std::env::var(VARIABLE).ok().or_else(|| in_file(file?));
        text.and_then(|text| LogFormat::try_from(text).ok()).unwrap_or(LogFormat::Text)
    }
}

/// The setting in a file that may be no TOML further on.
fn in_file(path: &Path) -> Option<String> {
    let text = std::fs::read_to_string(path).ok()?;
    let of_table = |table: &toml::Table| Some(table.get("log")?.get("format")?.as_str()?.to_owned());
    text.parse().ok().as_ref().and_then(of_table)
}
