//! Logs and counts why calls failed.

use error_chain::ErrorChain;
use login_type::{CallError, ErrorKind};
use web::limits::rate::RateLimits;

use super::target::Target;
use crate::metrics::Metrics;

/// Logs a failure once, with its causes; a caller's mistake is no error of ours.
pub(super) fn log(error: &CallError, target: &Target<'_>) {
    let chain = error.chain();
    let (element, function) = (target.element.full_name(), &target.function.name);
    if is_ours(error.kind()) {
        tracing::error!(%element, function, "{chain}");
    } else {
        tracing::info!(%element, function, "{chain}");
    }
}

/// Counts a callback that was refused, and logs it; of a flood that anybody can send, not each one.
pub(super) fn of_callback(metrics: &Metrics, rate: &RateLimits, error: &CallError) {
    metrics.callback_refused(reason(error.kind()));
    let chain = error.chain();
    if is_ours(error.kind()) {
        tracing::error!("a callback could not be taken: {chain}");
    } else if rate.may_log_refusal() {
        tracing::info!("a callback was refused: {chain}");
    } else {
        tracing::debug!("a callback was refused: {chain}");
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
        ErrorKind::UnknownAddressee => "unknown_suite",
        ErrorKind::UnknownApp | ErrorKind::UnknownElement | ErrorKind::UnknownFunction => "unknown_address",
        kind if is_ours(kind) => "unavailable",
        _ => "malformed",
    }
}
