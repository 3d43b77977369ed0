//! How long a failed record and an ailing database are left alone: twice as long each time, give or take a fifth.

use std::time::Duration;

use clock::Entropy;

/// Attempts after which a record is given up.
pub(crate) const MAX_ATTEMPTS: u32 = 12;

const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_mins(10);
const LONGEST_REST: Duration = Duration::from_secs(30);

/// The wait after try number `attempt` (1 is the first), up to ten minutes.
pub(crate) fn after(attempt: u32, entropy: &dyn Entropy) -> Duration {
    jittered(doubled(attempt).min(LONGEST), entropy)
}

/// The wait for something that will be announced, in case the announcement is missed: ten minutes.
pub(crate) fn unannounced(entropy: &dyn Entropy) -> Duration {
    jittered(LONGEST, entropy)
}

/// The rest after the database failed `failures` times in a row, up to half a minute.
pub(crate) fn rest(failures: u32, entropy: &dyn Entropy) -> Duration {
    jittered(doubled(failures).min(LONGEST_REST), entropy)
}

fn doubled(times: u32) -> Duration {
    FIRST.saturating_mul(2_u32.saturating_pow(times.saturating_sub(1).min(16)))
}

/// 80 % to 120 %: the records of one outage must not all come back in one moment.
fn jittered(wait: Duration, entropy: &dyn Entropy) -> Duration {
    let mut dice = [0; 1];
    entropy.fill(&mut dice);
    wait.mul_f64(0.8 + 0.4 * f64::from(dice[0]) / 255.0)
}

#[cfg(test)]
mod tests {
    use clock::SeededEntropy;

    use super::*;

    /// Dice that always fall alike.
    #[derive(Debug)]
    struct Loaded(u8);

    impl Entropy for Loaded {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0);
        }
    }

    #[test]
    fn a_wait_is_of_four_fifths_to_six_fifths_of_its_length_by_the_dice() {
        for (dice, seconds) in [(0, 480.0), (51, 528.0), (255, 720.0)] {
            let wait = unannounced(&Loaded(dice)).as_secs_f64();
            assert!((wait - seconds).abs() < 0.001, "{dice}: {wait}");
        }
    }

    #[test]
    fn a_wait_doubles_and_is_never_longer_than_its_longest_and_a_fifth() {
        let entropy = SeededEntropy::new(1);
        for attempt in 1..40 {
            let plain = FIRST.saturating_mul(2_u32.saturating_pow(attempt - 1));
            let about = |wait: Duration, plain: Duration| {
                assert!(wait >= plain.mul_f64(0.79) && wait <= plain.mul_f64(1.21), "try {attempt}: {wait:?}");
            };
            about(after(attempt, &entropy), plain.min(LONGEST));
            about(rest(attempt, &entropy), plain.min(LONGEST_REST));
        }
    }
}
