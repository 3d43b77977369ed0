//! `Entropy`: random bytes, from the system or from a seed.

use std::{
    fmt::Debug,
    sync::atomic::{AtomicU64, Ordering},
};

/// Gives random bytes.
pub trait Entropy: Debug + Send + Sync {
    /// Overwrites all of `bytes` with random ones.
    fn fill(&self, bytes: &mut [u8]);

    /// A random token of `len` characters of `[a-zA-Z0-9]`, each equally likely: 5.95 bits a character.
    fn alphanumeric(&self, len: usize) -> String {
        const ALPHABET: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut token = String::with_capacity(len);
        let mut block = [0; 64];
        while token.len() < len {
            self.fill(&mut block);
            // 248 = 4 × 62: bytes above it would make some characters likelier.
            let fair =
                block.iter().filter(|byte| **byte < 248).map(|byte| char::from(ALPHABET[usize::from(byte % 62)]));
            token.extend(fair.take(len - token.len()));
        }
        token
    }
}

/// The operating system's randomness.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsEntropy;

impl Entropy for OsEntropy {
    /// # Panics
    /// When the system has no randomness to give: nothing that needs secrets can go on then.
    #[expect(
        clippy::disallowed_methods,
        clippy::expect_used,
        reason = "the one place that asks the system for randomness"
    )]
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("the operating system gives random bytes");
    }
}

/// A repeatable stream for tests: `SplitMix64`, not for secrets.
#[derive(Debug)]
pub struct SeededEntropy(AtomicU64);

impl SeededEntropy {
    /// The stream that belongs to `seed`.
    pub fn new(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let state = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed).wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            chunk.copy_from_slice(&(mixed ^ (mixed >> 31)).to_le_bytes()[..chunk.len()]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_the_length_asked_for_and_only_letters_and_digits() {
        for len in [0, 1, 32, 65, 200] {
            let token = OsEntropy.alphanumeric(len);
            assert_eq!(token.len(), len);
            assert!(token.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        }
    }

    #[test]
    fn one_seed_gives_one_stream_and_two_seeds_two() {
        let take = |seed| SeededEntropy::new(seed).alphanumeric(40);
        assert_eq!(take(7), take(7));
        assert_ne!(take(7), take(8));
    }
}
