//! JOSE: the signatures of JWTs, by jsonwebtoken over ring, which is in the tree with rustls and is several times as fast as
//! jsonwebtoken's pure-Rust provider.
//!
//! ES256 and RS256 alone: there is no `none`, and no HMAC for which a public key could be taken as the secret (RFC 8725,
//! sections 2.1 and 3.1).

mod key_parts;
mod signer;
mod verifier;

use jsonwebtoken::{
    Algorithm, DecodingKey, Header, Validation,
    crypto::CryptoProvider,
    errors::{Error, ErrorKind},
    jwk::Jwk,
};
use serde_json::Value;

static PROVIDER: CryptoProvider = CryptoProvider {
    signer_factory: signer::signer,
    verifier_factory: verifier::verifier,
    key_utils: key_parts::KEY_UTILS,
};

/// Has every JWT of this process signed and verified over ring; more than one call does no harm.
pub(crate) fn install() {
    // A second call finds what the first one installed.
    let _ = PROVIDER.install_default();
}

/// The header and the claims of a JWT.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Verified {
    /// `typ` of the header.
    pub typ: Option<String>,
    /// The claims, none of which has been looked at.
    pub claims: Value,
}

/// Verifies a JWT with a key that somebody else published (RFC 7517); `None` unless the key signed it, by the algorithm that
/// the key is for. Its claims, `exp` too, are the caller's to look at.
pub fn verify_with_jwk(token: &str, jwk: &Value) -> Option<Verified> {
    install();
    let jwk: Jwk = serde_json::from_value(jwk.clone()).ok()?;
    let key = DecodingKey::from_jwk(&jwk).ok()?;
    let algorithm = match key.family() {
        jsonwebtoken::AlgorithmFamily::Rsa => Algorithm::RS256,
        jsonwebtoken::AlgorithmFamily::Ec => Algorithm::ES256,
        _ => return None,
    };
    if jwk.common.key_algorithm.is_some_and(|stated| stated.to_string() != name(algorithm)) {
        return None;
    }
    verify(token, &key, algorithm)
}

/// The `kid` that a JWT says it was signed with.
pub fn key_id(token: &str) -> Option<String> {
    jsonwebtoken::decode_header(token).ok()?.kid
}

/// Verifies the signature alone: the library would ask the system for the time.
pub(crate) fn verify(token: &str, key: &DecodingKey, algorithm: Algorithm) -> Option<Verified> {
    let mut validation = Validation::new(algorithm);
    (validation.validate_exp, validation.validate_aud) = (false, false);
    validation.required_spec_claims.clear();
    let verified = jsonwebtoken::decode::<Value>(token, key, &validation).ok()?;
    Some(Verified { typ: verified.header.typ, claims: verified.claims })
}

/// The header of a JWT of this type by this key.
pub(crate) fn header(algorithm: Algorithm, typ: &str, kid: &str) -> Header {
    Header { typ: Some(typ.to_owned()), kid: Some(kid.to_owned()), ..Header::new(algorithm) }
}

/// The name of an algorithm that is used here (RFC 7518, section 3.1).
pub(crate) fn name(algorithm: Algorithm) -> &'static str {
    if algorithm == Algorithm::RS256 { "RS256" } else { "ES256" }
}

fn unsupported() -> Error {
    ErrorKind::InvalidAlgorithm.into()
}
