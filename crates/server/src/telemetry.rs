//! Logs: to standard error, as text or JSON.

mod lines;

use std::{io, panic, str::FromStr, sync::OnceLock};

use tracing_subscriber::{
    EnvFilter, Registry,
    filter::{Directive, LevelFilter},
    layer::SubscriberExt,
    reload,
    util::SubscriberInitExt,
};

use web::trace::ACCESS;

use self::lines::Escaped;
use crate::config::{ConfigError, Log, LogFormat};

/// The words for how much is logged.
const LEVELS: [&str; 6] = ["error", "warn", "info", "debug", "trace", "off"];

/// Where actix-http tells, as errors, of each request that is none: any stranger can send as many as they like.
const NO_REQUESTS: &str = "actix_http";

/// Where another filter is put in while the process runs.
static FILTER: OnceLock<reload::Handle<EnvFilter, Registry>> = OnceLock::new();

/// Installs the subscriber; once a process.
///
/// # Errors
/// When the level cannot be read.
pub(crate) fn install(log: &Log) -> Result<(), ConfigError> {
    let (filter, handle) = reload::Layer::new(filter(log)?);
    let lines = tracing_subscriber::fmt::layer().with_writer(|| Escaped(io::stderr()));
    // A line that cannot be written, as on a full disk, would be told of on the same standard error, and panic.
    let lines = lines.log_internal_errors(false);
    let registry = tracing_subscriber::registry().with(filter);
    let installed = match log.format {
        LogFormat::Text => registry.with(lines).try_init(),
        LogFormat::Json => registry.with(lines.json()).try_init(),
    };
    installed.map_err(|error| ConfigError::field("log", error.to_string()))?;
    // It fails where it is set already, which is so only after a first installation.
    let _ = FILTER.set(handle);
    if let LogFormat::Json = log.format {
        // The standard library's own hook writes a bare line.
        panic::set_hook(Box::new(|panic| tracing::error!(%panic, "a task of the server panicked")));
    }
    Ok(())
}

/// Shows from now on what `log.level` says; the format stays.
///
/// # Errors
/// When the level cannot be read; then all stays as it is.
pub(crate) fn change_level(log: &Log) -> Result<(), ConfigError> {
    let filter = filter(log)?;
    let Some(handle) = FILTER.get() else { return Ok(()) };
    handle.reload(filter).map_err(|error| ConfigError::field("log.level", error.to_string()))
}

/// Shows the access log.
fn access() -> Directive {
    Directive::from_str(&format!("{ACCESS}=info")).unwrap_or_else(|_| LevelFilter::INFO.into())
}

/// Hides what is no request.
fn no_requests() -> Option<Directive> {
    Directive::from_str(&format!("{NO_REQUESTS}=off")).ok()
}

/// The part of the log that is shown.
///
/// # Errors
/// When the level cannot be read.
pub(crate) fn filter(log: &Log) -> Result<EnvFilter, ConfigError> {
    // The text is not repeated: it may be a secret in the wrong place.
    let wrong = || {
        let right = format!("expected {}, or for a part such as info,storage=debug", LEVELS.join(", "));
        ConfigError::field("log.level", right)
    };
    // The library would take a word that is no level for the name of a part, and show that alone: nothing.
    let directives: Vec<&str> = log.level.split(',').map(str::trim).collect();
    if !directives.iter().all(|directive| ends_in_a_level(directive)) {
        return Err(wrong());
    }
    let filter = EnvFilter::try_new(directives.join(",")).map_err(|_| wrong())?;
    let hidden = no_requests().filter(|_| !directives.iter().any(|directive| directive.starts_with(NO_REQUESTS)));
    let filter = hidden.into_iter().fold(filter, EnvFilter::add_directive);
    // Also where the level shows warnings alone.
    Ok(if log.access { filter.add_directive(access()) } else { filter })
}

/// Whether a directive is a level, or says one of a part: `storage=debug`.
fn ends_in_a_level(directive: &str) -> bool {
    let level = directive.rsplit_once('=').map_or(directive, |(_, level)| level).trim();
    LEVELS.iter().any(|known| known.eq_ignore_ascii_case(level))
}

#[cfg(test)]
mod tests {
    use tracing::{Level, subscriber::with_default};

    use super::*;

    #[test]
    fn what_is_no_request_is_no_line_unless_the_level_names_who_tells_of_it() {
        let cases = [
            ("info", false),
            ("trace", false),
            ("info,server=debug", false),
            ("info,actix_http=error", true),
            ("info, actix_http::h1=error", true),
        ];
        for (level, is_shown) in cases {
            let log = Log { level: level.to_owned(), access: false, format: LogFormat::Text };
            with_default(tracing_subscriber::registry().with(filter(&log).unwrap()), || {
                assert_eq!(tracing::enabled!(target: "actix_http::h1::dispatcher", Level::ERROR), is_shown, "{level}");
                assert!(tracing::enabled!(target: "server", Level::ERROR), "{level}");
            });
        }
    }

    #[test]
    fn a_word_that_is_no_level_is_refused_with_those_that_are() {
        let read =
            |level: &str| filter(&Log { level: level.to_owned(), access: false, format: LogFormat::Text }).map(drop);
        for right in
            ["error", "warn", "INFO", "debug", "trace", "off", "info,storage=debug", "warn, server::http=trace"]
        {
            assert!(read(right).is_ok(), "{right}");
        }
        for wrong in ["warning", "", "verbose", "storage", "info,storage", "info,storage=loud", "info,", "3"] {
            let error = read(wrong).unwrap_err().to_string();
            assert!(error.contains("log.level") && error.contains("error, warn, info, debug, trace, off"), "{error}");
        }
    }
}
