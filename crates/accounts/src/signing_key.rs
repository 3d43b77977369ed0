//! `SigningKey`: one P-256 key, how it is made, stored, and shown to those who verify.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use clock::{Entropy, Timestamp};
use jsonwebtoken::{
    Algorithm, DecodingKey, EncodingKey,
    jwk::{Jwk, PublicKeyUse, ThumbprintHash},
};
use p256::{SecretKey, pkcs8::EncodePrivateKey as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use storage::StoredSigningKey;
use zeroize::Zeroizing;

use crate::AccountsError;

/// The name of the one algorithm that is used.
pub(crate) const ALGORITHM: &str = "ES256";

/// A random scalar misses the curve's order once in 2^32 times: more misses in a row than this are no accident.
const MAX_TRIES: usize = 8;

/// A key that signs access tokens, now, later or formerly.
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pub(crate) encoding: EncodingKey,
    pub(crate) decoding: DecodingKey,
    pub(crate) public_jwk: Value,
    /// From when on it signs.
    pub(crate) activate_at: Timestamp,
    /// When it stops signing; `None` until a successor is known.
    pub(crate) retire_at: Option<Timestamp>,
    /// When nothing it signed is valid any more.
    pub(crate) remove_at: Option<Timestamp>,
}

impl SigningKey {
    /// Whether it is the turn of this key to sign.
    pub(crate) fn signs_at(&self, now: Timestamp) -> bool {
        self.activate_at <= now && self.retire_at.is_none_or(|retired| now < retired)
    }

    /// Whether something it signed may still be valid.
    pub(crate) fn verifies_at(&self, now: Timestamp) -> bool {
        self.remove_at.is_none_or(|removed| now < removed)
    }
}

impl TryFrom<StoredSigningKey> for SigningKey {
    type Error = AccountsError;

    fn try_from(stored: StoredSigningKey) -> Result<Self, AccountsError> {
        let Some((encoding, decoding, public_jwk)) = halves(&stored) else {
            return Err(AccountsError::UnusableKey { kid: stored.kid });
        };
        Ok(Self {
            encoding,
            decoding,
            public_jwk,
            kid: stored.kid,
            activate_at: stored.activate_at,
            retire_at: stored.retire_at,
            remove_at: stored.remove_at,
        })
    }
}

/// The halves of a stored key that sign and verify, and the one that is published.
fn halves(stored: &StoredSigningKey) -> Option<(EncodingKey, DecodingKey, Value)> {
    let der = Zeroizing::new(STANDARD.decode(stored.private_key.expose_secret()).ok()?);
    let jwk: Jwk = serde_json::from_str(&stored.public_jwk).ok()?;
    let decoding = DecodingKey::from_jwk(&jwk).ok()?;
    Some((EncodingKey::from_ec_der(&der), decoding, serde_json::to_value(jwk).ok()?))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}

/// Makes a key that signs from `activate_at` on; its id is the thumbprint of its public half (RFC 7638).
pub(crate) fn generate(
    entropy: &dyn Entropy,
    now: Timestamp,
    activate_at: Timestamp,
) -> Result<StoredSigningKey, AccountsError> {
    let der = secret_key(entropy)?.to_pkcs8_der().map_err(|_| AccountsError::KeyGeneration)?;
    let (kid, public_jwk) = public_half(der.as_bytes()).map_err(|_| AccountsError::KeyGeneration)?;
    Ok(StoredSigningKey {
        kid,
        algorithm: ALGORITHM.to_owned(),
        private_key: SecretString::from(STANDARD.encode(der.as_bytes())),
        public_jwk,
        created_at: now,
        activate_at,
        retire_at: None,
        remove_at: None,
    })
}

fn secret_key(entropy: &dyn Entropy) -> Result<SecretKey, AccountsError> {
    let mut scalar = Zeroizing::new([0; 32]);
    for _ in 0..MAX_TRIES {
        entropy.fill(scalar.as_mut_slice());
        if let Ok(key) = SecretKey::from_slice(scalar.as_slice()) {
            return Ok(key);
        }
    }
    Err(AccountsError::KeyGeneration)
}

fn public_half(der: &[u8]) -> jsonwebtoken::errors::Result<(String, String)> {
    let mut jwk = Jwk::from_encoding_key(&EncodingKey::from_ec_der(der), Algorithm::ES256)?;
    let kid = jwk.thumbprint(ThumbprintHash::SHA256)?;
    jwk.common.key_id = Some(kid.clone());
    jwk.common.public_key_use = Some(PublicKeyUse::Signature);
    Ok((kid, serde_json::to_string(&jwk)?))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        assert!(matches!(generate(&Zeros, now, now), Err(AccountsError::KeyGeneration)));
    }

    #[test]
    fn neither_a_new_key_nor_a_loaded_one_shows_its_private_half() {
        let now = Timestamp::from_secs(0);
        let stored = generate(&clock::SeededEntropy::new(1), now, now).unwrap();
        let secret = stored.private_key.expose_secret().to_owned();
        assert!(!stored.public_jwk.contains("\"d\""));
        assert!(!format!("{stored:?}").contains(&secret));
        assert!(!format!("{:?}", SigningKey::try_from(stored).unwrap()).contains(&secret));
    }
}
