//! Signers over ring.

use jsonwebtoken::{
    Algorithm, EncodingKey,
    crypto::JwtSigner,
    errors::{ErrorKind, Result},
    signature::{Error as SignatureError, Signer},
};
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};

use super::unsupported;

/// The signer of an algorithm with a key in PKCS #8.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "jsonwebtoken's table of functions has this form")]
pub(super) fn signer(algorithm: &Algorithm, key: &EncodingKey) -> Result<Box<dyn JwtSigner>> {
    match algorithm {
        Algorithm::ES256 => Ok(Box::new(Es256(ec_key(key.as_bytes())?))),
        Algorithm::RS256 => Ok(Box::new(Rs256(rsa_key(key.as_bytes())?))),
        _ => Err(unsupported()),
    }
}

/// A P-256 key.
pub(super) fn ec_key(pkcs8: &[u8]) -> Result<EcdsaKeyPair> {
    let random = SystemRandom::new();
    EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8, &random)
        .map_err(|_| ErrorKind::InvalidEcdsaKey.into())
}

/// An RSA key.
pub(super) fn rsa_key(pkcs8: &[u8]) -> Result<RsaKeyPair> {
    RsaKeyPair::from_pkcs8(pkcs8).map_err(|error| ErrorKind::InvalidRsaKey(error.to_string()).into())
}

struct Es256(EcdsaKeyPair);

impl Signer<Vec<u8>> for Es256 {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, SignatureError> {
        // A nonce of a signature that came twice would give the key away: ring takes the system's randomness alone.
        let signature = self.0.sign(&SystemRandom::new(), message).map_err(|_| SignatureError::new())?;
        Ok(signature.as_ref().to_vec())
    }
}

impl JwtSigner for Es256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::ES256
    }
}

struct Rs256(RsaKeyPair);

impl Signer<Vec<u8>> for Rs256 {
    fn try_sign(&self, message: &[u8]) -> std::result::Result<Vec<u8>, SignatureError> {
        let mut signature = vec![0; self.0.public().modulus_len()];
        let signed = self.0.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature);
        signed.map(|()| signature).map_err(|_| SignatureError::new())
    }
}

impl JwtSigner for Rs256 {
    fn algorithm(&self) -> Algorithm {
        Algorithm::RS256
    }
}
