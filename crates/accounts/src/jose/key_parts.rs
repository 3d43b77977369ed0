//! The public parts of keys, and digests, by ring.

use jsonwebtoken::{
    Algorithm,
    crypto::KeyUtils,
    errors::{ErrorKind, Result},
    jwk::{EllipticCurve, ThumbprintHash},
};
use ring::{
    digest,
    signature::{KeyPair as _, RsaPublicKeyComponents},
};

use super::{
    signer::{ec_key, rsa_key},
    unsupported,
};

pub(super) const KEY_UTILS: KeyUtils = KeyUtils {
    rsa_pub_components_from_private_key: rsa_parts,
    rsa_pub_components_from_public_key: |_| Err(unsupported()),
    ec_pub_components_from_private_key: ec_parts,
    ed_pub_components_from_private_key: |_, _| Err(unsupported()),
    compute_digest,
};

/// The modulus and the exponent.
fn rsa_parts(pkcs8: &[u8]) -> Result<(Vec<u8>, Vec<u8>)> {
    let RsaPublicKeyComponents { n, e } = rsa_key(pkcs8)?.public().into();
    Ok((n, e))
}

/// The two coordinates.
fn ec_parts(pkcs8: &[u8], algorithm: Algorithm) -> Result<(EllipticCurve, Vec<u8>, Vec<u8>)> {
    if algorithm != Algorithm::ES256 {
        return Err(unsupported());
    }
    match ec_key(pkcs8)?.public_key().as_ref().strip_prefix(&[4]).map(<[u8]>::as_chunks::<32>) {
        Some(([x, y], [])) => Ok((EllipticCurve::P256, x.to_vec(), y.to_vec())),
        _ => Err(ErrorKind::InvalidEcdsaKey.into()),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "jsonwebtoken's table of functions has this form")]
fn compute_digest(bytes: &[u8], hash: ThumbprintHash) -> Result<Vec<u8>> {
    match hash {
        ThumbprintHash::SHA256 => Ok(digest::digest(&digest::SHA256, bytes).as_ref().to_vec()),
        _ => Err(unsupported()),
    }
}
