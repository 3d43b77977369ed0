//! `SigningKey`: one key, how it is stored, and shown to those who verify.

use std::fmt;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use clock::Timestamp;
use jsonwebtoken::{DecodingKey, EncodingKey, jwk::Jwk};
use login_type::SecretText;
use secrecy::ExposeSecret as _;
use serde::Serialize;
use serde_json::Value;
use storage::StoredSigningKey;
use zeroize::Zeroizing;

use crate::{
    AccountsError,
    jose::{self, Verified},
    signing_algorithm::SigningAlgorithm,
};

/// A key that signs tokens, now, later or formerly.
pub(crate) struct SigningKey {
    pub(crate) kid: String,
    pub(crate) algorithm: SigningAlgorithm,
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
    /// Signs claims as a JWT of this type.
    pub(crate) fn sign(&self, typ: &str, claims: &impl Serialize) -> Result<SecretText, AccountsError> {
        let header = jose::header(self.algorithm.of_library(), typ, &self.kid);
        let signed = jsonwebtoken::encode(&header, claims, &self.encoding);
        signed.map(SecretText::new).map_err(|_| AccountsError::UnusableKey { kid: self.kid.clone() })
    }

    /// The header and claims of a JWT that this key signed; `None` for any other.
    pub(crate) fn verify(&self, token: &str) -> Option<Verified> {
        jose::verify(token, &self.decoding, self.algorithm.of_library())
    }

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
        let Some((algorithm, encoding, decoding, public_jwk)) = halves(&stored) else {
            return Err(AccountsError::UnusableKey { kid: stored.kid });
        };
        Ok(Self {
            algorithm,
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

/// The algorithm of a stored key, its halves that sign and verify, and the one that is published.
fn halves(stored: &StoredSigningKey) -> Option<(SigningAlgorithm, EncodingKey, DecodingKey, Value)> {
    let algorithm: SigningAlgorithm = stored.algorithm.parse().ok()?;
    let der = Zeroizing::new(STANDARD.decode(stored.private_key.expose_secret()).ok()?);
    let jwk: Jwk = serde_json::from_str(&stored.public_jwk).ok()?;
    let decoding = DecodingKey::from_jwk(&jwk).ok()?;
    Some((algorithm, algorithm.encoding_key(&der), decoding, serde_json::to_value(jwk).ok()?))
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}
