//! The waits between failed attempts at one name.

use std::time::Duration;

/// Failed attempts without a wait: a slip of the finger costs nothing.
const FREE: u32 = 3;
/// The wait after the first one that is not free; it doubles from there.
pub const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait, so that whoever is attacked can still log in now and then.
pub const LONGEST_WAIT: Duration = Duration::from_mins(5);
/// Attempts older than this are forgotten.
pub const FORGOTTEN_AFTER: Duration = Duration::from_hours(24);
/// How long a network is known after the name's last attempt from it.
pub const KNOWN_FOR: Duration = Duration::from_hours(24 * 90);
/// The most networks that are known of a name; of more, those of its latest logins are.
pub const MOST_KNOWN: usize = 16;

/// How long after its last failed attempt a name has to wait.
pub fn wait_after(failures: u32) -> Duration {
    let Some(doublings) = failures.checked_sub(FREE) else { return Duration::ZERO };
    FIRST_WAIT.saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waits_double_from_two_seconds_up_to_five_minutes() {
        let waits: Vec<u64> = (0..12).map(|failures| wait_after(failures).as_secs()).collect();
        assert_eq!(waits, [0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300]);
        assert_eq!(wait_after(u32::MAX), LONGEST_WAIT);
    }
}
