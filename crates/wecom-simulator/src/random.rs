//! Random ids and secrets in WeCom's shapes, repeatable from a seed.

use rand::{RngExt, SeedableRng, rngs::StdRng, seq::SliceRandom};

const LETTERS_DIGITS: &[u8; 62] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX: &[u8] = b"0123456789abcdef";
const URL_SAFE: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The simulator's one source of randomness.
#[derive(Debug)]
pub(crate) struct Random(StdRng);

impl Random {
    /// A repeatable stream with a seed, an unpredictable one without.
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self(seed.map_or_else(rand::make_rng, StdRng::seed_from_u64))
    }

    /// `len` characters of `[A-Za-z0-9]`.
    pub(crate) fn letters(&mut self, len: usize) -> String {
        self.pick(LETTERS_DIGITS, len)
    }

    /// `len` characters of `[A-Za-z0-9_-]`.
    pub(crate) fn url_safe(&mut self, len: usize) -> String {
        self.pick(URL_SAFE, len)
    }

    /// `len` lower-case hexadecimal digits.
    pub(crate) fn hex(&mut self, len: usize) -> String {
        self.pick(HEX, len)
    }

    /// `len` decimal digits, the first not zero.
    pub(crate) fn digits(&mut self, len: usize) -> String {
        self.pick(b"123456789", 1) + &self.pick(b"0123456789", len.saturating_sub(1))
    }

    /// 43 characters whose two spare bits are not both zero, as in three of four real keys (1.2).
    pub(crate) fn encoding_aes_key(&mut self) -> String {
        loop {
            let key = self.letters(43);
            let last = key.bytes().last().and_then(|byte| LETTERS_DIGITS.iter().position(|letter| *letter == byte));
            // The first 62 letters of the base64 alphabet in its own order: the index is the six-bit value.
            if last.is_some_and(|value| value & 0b11 != 0) {
                return key;
            }
        }
    }

    /// The 16 random bytes in front of a sealed message (1.1).
    pub(crate) fn block(&mut self) -> [u8; 16] {
        self.0.random()
    }

    /// True so many times of a hundred.
    pub(crate) fn percent(&mut self, percent: u8) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// Puts the items into any order.
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        items.shuffle(&mut self.0);
    }

    fn pick(&mut self, alphabet: &[u8], len: usize) -> String {
        (0..len).map(|_| char::from(alphabet[self.0.random_range(0..alphabet.len())])).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_gives_one_stream() {
        let stream = |seed| Random::new(Some(seed)).letters(40);
        assert_eq!(stream(7), stream(7));
        assert_ne!(stream(7), stream(8));
    }

    #[test]
    fn keys_have_43_characters_and_spare_bits_that_are_not_zero() {
        let mut random = Random::new(Some(1));
        for _ in 0..50 {
            let key = random.encoding_aes_key();
            assert_eq!(key.len(), 43);
            assert!(!"AEIMQUYcgkosw048".contains(&key[42..]), "{key}");
        }
    }
}
