//! Logs and counts why calls failed.

use login_type::{CallError, ErrorKind};

use super::target::Target;
use crate::state::AppState;

/// Logs a failure once, with its causes; a caller's mistake is no error of ours.
pub(super) fn log(error: &CallError, target: &Target<'_>) {
    let causes = causes(error);
    let (element, function) = (target.element.full_name(), &target.function.name);
    if is_ours(error.kind()) {
        tracing::error!(%element, function, "{error}{causes}");
    } else {
        tracing::info!(%element, function, "{error}{causes}");
    }
}

/// Counts a callback that was refused, and logs it; of a flood that anybody can send, not each one.
pub(super) fn of_callback(state: &AppState, error: &CallError) {
    state.metrics.callback_refused(reason(error.kind()));
    let causes = causes(error);
    if is_ours(error.kind()) {
        tracing::error!("a callback could not be taken: {error}{causes}");
    } else if state.rate.may_log_refusal() {
        tracing::info!("a callback was refused: {error}{causes}");
    } else {
        tracing::debug!("a callback was refused: {error}{causes}");
    }
}

/// Whether a failure is no mistake of the caller.
fn is_ours(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::Internal | ErrorKind::Unavailable | ErrorKind::UpstreamUnavailable)
}

/// Why a callback was refused, as a label of a metric.
fn reason(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Forged => "forged",
        ErrorKind::TooLarge => "too_large",
        ErrorKind::UnknownSuite => "unknown_suite",
        ErrorKind::UnknownApp | ErrorKind::UnknownElement | ErrorKind::UnknownFunction => "unknown_address",
        kind if is_ours(kind) => "unavailable",
        _ => "malformed",
    }
}

fn causes(error: &CallError) -> String {
    let mut causes = String::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        causes.push_str(": ");
        causes.push_str(&error.to_string());
        cause = error.source();
    }
    causes
}
