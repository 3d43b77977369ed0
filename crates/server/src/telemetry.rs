//! Logs: to standard error, as text or JSON.

mod lines;

use std::{io, str::FromStr};

use tracing_subscriber::{
    EnvFilter,
    filter::{Directive, LevelFilter},
};

use self::lines::Escaped;
use crate::config::{ConfigError, Log, LogFormat};

/// The target of the access log's lines.
pub(crate) const ACCESS: &str = "access";

/// Installs the subscriber; once a process.
///
/// # Errors
/// When the level cannot be read.
pub(crate) fn install(log: &Log) -> Result<(), ConfigError> {
    let lines = tracing_subscriber::fmt().with_env_filter(filter(log)?).with_writer(|| Escaped(io::stderr()));
    // A line that cannot be written, as on a full disk, would be told of on the same standard error, and panic.
    let lines = lines.log_internal_errors(false);
    let installed = match log.format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    installed.map_err(|error| ConfigError::field("log", error.to_string()))
}

/// Shows the access log.
fn access() -> Directive {
    Directive::from_str(&format!("{ACCESS}=info")).unwrap_or_else(|_| LevelFilter::INFO.into())
}

/// What of the log is shown.
///
/// # Errors
/// When the level cannot be read.
pub(crate) fn filter(log: &Log) -> Result<EnvFilter, ConfigError> {
    let filter = EnvFilter::try_new(&log.level).map_err(|error| {
        ConfigError::field("log.level", format!("{error}; right would be info or info,storage=debug"))
    })?;
    // Also where the level shows warnings alone.
    Ok(if log.access { filter.add_directive(access()) } else { filter })
}
