//! How signing keys are made, of the randomness that the server is given.

use std::convert::Infallible;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use clock::{Entropy, Timestamp};
use jsonwebtoken::jwk::{Jwk, PublicKeyUse, ThumbprintHash};
use p256::SecretKey;
use rand_core::{TryCryptoRng, TryRng};
use rsa::{
    PrivateKey,
    pkcs8::{EncodePrivateKey as _, SecretDocument},
};
use secrecy::SecretString;
use storage::StoredSigningKey;
use zeroize::Zeroizing;

use crate::{AccountsError, jose, signing_algorithm::SigningAlgorithm};

/// A random scalar misses the curve's order once in 2^32 times: more misses in a row than this are no accident.
const MAX_TRIES: usize = 8;
/// RFC 7518, section 3.3, asks for at least as many.
const RSA_BITS: usize = 2048;

/// Makes a key that signs from `activate_at` on; its id is the thumbprint of its public half (RFC 7638). Finding an RSA key
/// keeps a processor busy for a while.
pub(crate) fn generate(
    algorithm: SigningAlgorithm,
    entropy: &dyn Entropy,
    now: Timestamp,
    activate_at: Timestamp,
) -> Result<StoredSigningKey, AccountsError> {
    let der = match algorithm {
        SigningAlgorithm::Es256 => ec_key(entropy),
        SigningAlgorithm::Rs256 => rsa_key(entropy),
    };
    let der = der.ok_or(AccountsError::KeyGeneration)?;
    let (kid, public_jwk) = public_half(algorithm, der.as_bytes()).map_err(|_| AccountsError::KeyGeneration)?;
    Ok(StoredSigningKey {
        kid,
        algorithm: algorithm.to_string(),
        private_key: SecretString::from(STANDARD.encode(der.as_bytes())),
        public_jwk,
        created_at: now,
        activate_at,
        retire_at: None,
        remove_at: None,
    })
}

fn ec_key(entropy: &dyn Entropy) -> Option<SecretDocument> {
    let mut scalar = Zeroizing::new([0; 32]);
    for _ in 0..MAX_TRIES {
        entropy.fill(scalar.as_mut_slice());
        if let Ok(key) = SecretKey::from_slice(scalar.as_slice()) {
            return key.to_pkcs8_der().ok();
        }
    }
    None
}

fn rsa_key(entropy: &dyn Entropy) -> Option<SecretDocument> {
    PrivateKey::new(&mut Source(entropy), RSA_BITS).ok()?.to_pkcs8_der().ok()
}

fn public_half(algorithm: SigningAlgorithm, der: &[u8]) -> jsonwebtoken::errors::Result<(String, String)> {
    jose::install();
    let mut jwk = Jwk::from_encoding_key(&algorithm.encoding_key(der), algorithm.of_library())?;
    let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    Ok((kid, serde_json::to_string(&jwk)?))
}

/// The server's randomness as the crate `rsa` takes it.
struct Source<'a>(&'a dyn Entropy);

impl TryRng for Source<'_> {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        let mut bytes = [0; 4];
        self.0.fill(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let mut bytes = [0; 8];
        self.0.fill(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}

impl TryCryptoRng for Source<'_> {}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;
    use crate::signing_key::SigningKey;

    /// Gives zeros, which are no private key.
    #[derive(Debug)]
    struct Zeros;

    impl Entropy for Zeros {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(0);
        }
    }

    #[test]
    fn bytes_that_are_no_private_key_are_refused_and_not_tried_for_ever() {
        let now = Timestamp::from_secs(0);
        let made = generate(SigningAlgorithm::Es256, &Zeros, now, now);
        assert!(matches!(made, Err(AccountsError::KeyGeneration)));
    }

    #[test]
    fn neither_a_new_key_nor_a_loaded_one_shows_its_private_half() {
        let now = Timestamp::from_secs(0);
        for algorithm in SigningAlgorithm::ALL {
            let stored = generate(algorithm, &clock::SeededEntropy::new(1), now, now).unwrap();
            let secret = stored.private_key.expose_secret().to_owned();
            assert!(!stored.public_jwk.contains("\"d\""));
            assert!(!format!("{stored:?}").contains(&secret));
            assert!(!format!("{:?}", SigningKey::try_from(stored).unwrap()).contains(&secret));
        }
    }

    #[test]
    fn a_key_verifies_its_own_signatures_alone_whatever_the_header_says() {
        let now = Timestamp::from_secs(0);
        let key = |algorithm, seed| {
            let stored = generate(algorithm, &clock::SeededEntropy::new(seed), now, now).unwrap();
            SigningKey::try_from(stored).unwrap()
        };
        let keys = [key(SigningAlgorithm::Es256, 1), key(SigningAlgorithm::Rs256, 1), key(SigningAlgorithm::Es256, 2)];
        for (at, signer) in keys.iter().enumerate() {
            let token = signer.sign("JWT", &serde_json::json!({ "sub": "alice" })).unwrap();
            for (other, verifier) in keys.iter().enumerate() {
                assert_eq!(verifier.verify(token.expose_secret()).is_some(), at == other, "{at} {other}");
            }
        }
    }
}
