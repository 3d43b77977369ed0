//! An error with what is at the bottom of it, in one sentence.

use std::error::Error;

/// The error's own words, and those of its last cause where there is one.
pub(super) fn with_cause(error: &dyn Error) -> String {
    match std::iter::successors(error.source(), |cause| (*cause).source()).last() {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}
