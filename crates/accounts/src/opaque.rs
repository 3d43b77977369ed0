//! Opaque tokens: random texts of which the database only ever sees a digest.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use clock::Entropy;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Characters of a secret: 43 × 5.95 bits are 256.
pub(crate) const SECRET_LEN: usize = 43;
/// Characters of an id that need not be secret but must never come twice: 154 bits.
pub(crate) const ID_LEN: usize = 26;

/// A text that nobody guesses, of letters and digits.
pub(crate) fn secret(entropy: &dyn Entropy) -> String {
    entropy.alphanumeric(SECRET_LEN)
}

/// A text that never comes twice, of letters and digits.
pub(crate) fn id(entropy: &dyn Entropy) -> String {
    entropy.alphanumeric(ID_LEN)
}

/// The digest that the database keeps of a random secret, 43 characters: enough to recognise it, not to find it out. A
/// plain hash will do, because there is nothing to guess in 256 random bits; it is not for passwords.
pub fn digest(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret))
}

/// The secret that follows another one: who has that and the nonce finds it again, who has one of the two does not. Its
/// nonce has [`ID_LEN`] characters, so that no two pairs run together to one text.
pub(crate) fn successor(secret: &str, nonce: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::new().chain_update("successor ").chain_update(nonce).chain_update(secret).finalize())
}

/// Whether `secret` is the one that `stored` was made of, in a time that does not depend on where they differ.
pub(crate) fn matches(secret: &str, stored: &str) -> bool {
    digest(secret).as_bytes().ct_eq(stored.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use clock::SeededEntropy;

    use super::*;

    #[test]
    fn a_digest_matches_its_secret_alone_and_does_not_contain_it() {
        let entropy = SeededEntropy::new(1);
        let (mine, other) = (secret(&entropy), secret(&entropy));
        assert!(matches(&mine, &digest(&mine)));
        assert!(!matches(&other, &digest(&mine)));
        assert!(!matches(&mine, ""));
        assert!(!digest(&mine).contains(&mine));
    }
}
