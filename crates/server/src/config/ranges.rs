//! What the numbers of the configuration may be: one that is absurd is an error at the start, not a riddle later.

use super::{Config, ConfigError};

const YEAR_IN_SECONDS: u64 = 366 * 86_400;

/// Refuses the first number that is out of its range.
///
/// # Errors
/// Names the key and its range.
pub(super) fn check(config: &Config) -> Result<(), ConfigError> {
    let Config { server, limits, database, wecom, login, audit, .. } = config;
    let numbers = [
        ("server.body_limit_bytes", long(server.body_limit_bytes), 4096, 64 * 1024 * 1024),
        ("server.request_timeout_seconds", server.request_timeout_seconds, 1, 300),
        ("server.shutdown_timeout_seconds", server.shutdown_timeout_seconds, 0, 3600),
        ("server.workers", long(server.workers), 0, 1024),
        ("limits.url_bytes", long(limits.url_bytes), 1024, 65_536),
        ("limits.header_bytes", long(limits.header_bytes), 2048, 65_536),
        ("limits.connections", long(limits.connections), 16, 1_000_000),
        ("limits.keep_alive_seconds", limits.keep_alive_seconds, 1, 3600),
        ("limits.requests_per_minute_per_address", limits.requests_per_minute_per_address.into(), 1, 10_000_000),
        ("limits.requests_per_minute_per_corp", limits.requests_per_minute_per_corp.into(), 1, 10_000_000),
        (
            "limits.wrong_guesses_per_minute_per_address",
            limits.wrong_guesses_per_minute_per_address.into(),
            1,
            10_000_000,
        ),
        ("database.max_connections", database.max_connections.into(), 1, 10_000),
        ("wecom.connect_timeout_seconds", wecom.connect_timeout_seconds, 1, 60),
        ("wecom.request_timeout_seconds", wecom.request_timeout_seconds, 1, 60),
        ("login.access_token_seconds", login.access_token_seconds, 30, 86_400),
        ("login.refresh_token_seconds", login.refresh_token_seconds, 60, YEAR_IN_SECONDS),
        ("login.browser_session_seconds", login.browser_session_seconds, 60, YEAR_IN_SECONDS),
        ("audit.retention_days", audit.retention_days.into(), 1, 36_500),
    ];
    match numbers.into_iter().find(|(_, number, least, most)| !(least..=most).contains(&number)) {
        None => Ok(()),
        Some((key, _, least, most)) => Err(ConfigError::field(key, format!("has to be from {least} to {most}"))),
    }
}

fn long(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}
