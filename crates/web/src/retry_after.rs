//! `Retry-After`: in how many seconds it is worth trying again; the one place where the header is set.

use std::time::Duration;

use actix_web::{
    HttpResponse,
    http::header::{HeaderValue, RETRY_AFTER},
};
use login_type::ErrorKind;

/// Sets the header where the failure tells when to try again.
pub fn set_for(answer: &mut HttpResponse, kind: ErrorKind) {
    if let ErrorKind::TooManyRequests { retry_after } = kind {
        set(answer, retry_after);
    }
}

/// Sets the header.
pub fn set(answer: &mut HttpResponse, wait: Duration) {
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds(wait)));
}

/// Whole seconds, rounded up, at least one.
pub fn seconds(wait: Duration) -> u64 {
    wait.as_secs() + u64::from(wait.subsec_nanos() > 0 || wait.is_zero())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_second_is_a_whole_one() {
        let cases = [(0, 1), (1, 1), (999, 1), (1_000, 1), (1_001, 2), (59_001, 60)];
        for (millis, expected) in cases {
            assert_eq!(seconds(Duration::from_millis(millis)), expected, "{millis} ms");
        }
    }
}
