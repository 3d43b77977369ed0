//! How long a failed record waits: twice as long each time, up to ten minutes, give or take a fifth.

use std::time::Duration;

use clock::Entropy;

/// Tries after which a record is given up.
pub(crate) const MAX_ATTEMPTS: u32 = 12;

const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_mins(10);

/// The wait after try number `attempt` (1 is the first).
pub(crate) fn after(attempt: u32, entropy: &dyn Entropy) -> Duration {
    let doubled = FIRST.saturating_mul(2_u32.saturating_pow(attempt.saturating_sub(1).min(16)));
    let mut dice = [0; 1];
    entropy.fill(&mut dice);
    // 80 % to 120 %: the records of one outage must not all come back in one moment.
    doubled.min(LONGEST).mul_f64(0.8 + 0.4 * f64::from(dice[0]) / 255.0)
}

#[cfg(test)]
mod tests {
    use clock::SeededEntropy;

    use super::*;

    #[test]
    fn the_wait_doubles_and_is_never_longer_than_ten_minutes_and_a_fifth() {
        let entropy = SeededEntropy::new(1);
        for attempt in 1..40 {
            let plain = FIRST.saturating_mul(2_u32.saturating_pow(attempt - 1)).min(LONGEST);
            let wait = after(attempt, &entropy);
            assert!(wait >= plain.mul_f64(0.79) && wait <= plain.mul_f64(1.21), "try {attempt}: {wait:?}");
        }
    }
}
