//! How the demo speaks HTTP: statuses are looked at, redirects are not followed by themselves.

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use ureq::{Agent, Body, http::Response};

/// A client with a cookie jar of its own.
pub(crate) fn client(user_agent: &str) -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        .user_agent(user_agent)
        .proxy(None);
    config.build().new_agent()
}

/// The status and the JSON of an answer.
///
/// # Errors
/// When the body cannot be read or is not JSON.
pub(crate) fn json(mut response: Response<Body>) -> Result<(u16, Value)> {
    let status = response.status().as_u16();
    let text = response.body_mut().read_to_string().context("the body ends early")?;
    let value = serde_json::from_str(&text).with_context(|| format!("HTTP {status}, not JSON: {}", excerpt(&text)))?;
    Ok((status, value))
}

/// The beginning of a text, on one line.
pub(crate) fn excerpt(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(200).collect()
}
