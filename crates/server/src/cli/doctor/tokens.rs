//! Whether administrators' tokens expire soon, or have.

use std::time::Duration;

use accounts::TokenEntry;
use clock::Timestamp;
use login_type::Finding;

use super::report::Report;
use crate::{cli::output, core_services::CoreServices, program};

const CHECK: &str = "administrators' tokens";

/// How long before its end a token is told of.
const SOON: Duration = Duration::from_hours(14 * 24);

/// Names the tokens that somebody has to renew; those that ended long ago are nobody's any more.
pub(super) async fn check(services: &CoreServices, report: &mut Report) {
    let tokens = match services.accounts.tokens().await {
        Ok(tokens) => tokens,
        Err(error) => {
            let next = "see the findings about the database";
            report.add(&Finding::warning(CHECK, format!("they cannot be read: {error}"), next));
            return;
        }
    };
    let now = services.clock_and_entropy.clock.now();
    let ending: Vec<&TokenEntry> = tokens.iter().filter(|token| ends_soon(token, now)).collect();
    for token in &ending {
        let Some(expires_at) = token.expires_at else { continue };
        let word = if expires_at <= now { "expired" } else { "expires" };
        let found = format!("{} ({}) {word} at {}", token.name, token.id, output::time(expires_at));
        let next = format!(
            "make another one ({} token create), give it to whoever uses this one, and revoke this one",
            program::name()
        );
        report.add(&Finding::warning(CHECK, found, next));
    }
    if ending.is_empty() {
        let valid = tokens.iter().filter(|token| token.state(now) == "valid");
        let (ending, endless): (Vec<_>, Vec<_>) = valid.partition(|token| token.expires_at.is_some());
        let found = format!("valid {}, of them without an end {}", ending.len() + endless.len(), endless.len());
        report.add(&Finding::ok(CHECK, found));
    }
}

/// Whether a token that is not revoked ends within [`SOON`], or ended within it.
fn ends_soon(token: &TokenEntry, now: Timestamp) -> bool {
    let is_near = |end: Timestamp| end.since(now) < SOON && now.since(end) < SOON;
    token.revoked_at.is_none() && token.expires_at.is_some_and(is_near)
}
