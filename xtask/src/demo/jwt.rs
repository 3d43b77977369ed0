//! An independent look at an access token: signature, issuer and expiry, with nothing of the server's code.

use anyhow::{Context, Result, anyhow, ensure};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use super::wecom::text;
use crate::stopwatch::unix_seconds;

/// A token whose signature holds.
pub(crate) struct Verified {
    /// The id of the key that signed it.
    pub(crate) key_id: String,
    /// The token's claims.
    pub(crate) claims: Value,
}

/// Verifies an ES256 token against a JSON Web Key Set.
///
/// # Errors
/// Names what does not hold; never the token.
pub(crate) fn verify(token: &str, keys: &Value, issuer: &str) -> Result<Verified> {
    let (signed, signature) = token.rsplit_once('.').context("a token has three parts")?;
    let (header, claims) = signed.split_once('.').context("a token has three parts")?;
    let header = part(header).context("header")?;
    ensure!(text(&header, "alg")? == "ES256", "the token is not signed with ES256");
    let key_id = text(&header, "kid")?;
    let public = public_key(keys, &key_id)?;
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public);
    key.verify(signed.as_bytes(), &decode(signature)?).map_err(|_| anyhow!("the signature does not hold"))?;
    let claims = part(claims).context("claims")?;
    ensure!(text(&claims, "iss")? == issuer, "iss is not {issuer}");
    let expiry = claims.get("exp").and_then(Value::as_u64).context("no exp")?;
    ensure!(expiry > unix_seconds(), "exp is in the past");
    Ok(Verified { key_id, claims })
}

fn public_key(keys: &Value, key_id: &str) -> Result<Vec<u8>> {
    let keys = keys.get("keys").and_then(Value::as_array).context("no `keys`")?;
    let key = keys.iter().find(|key| key.get("kid").and_then(Value::as_str) == Some(key_id));
    let key = key.with_context(|| format!("no key {key_id} among {}", keys.len()))?;
    ensure!(text(key, "kty")? == "EC" && text(key, "crv")? == "P-256", "the key is not on P-256");
    ensure!(key.get("d").is_none(), "a private key is published");
    let (x, y) = (decode(&text(key, "x")?)?, decode(&text(key, "y")?)?);
    ensure!(x.len() == 32 && y.len() == 32, "a coordinate has not 32 bytes");
    Ok([&[4][..], &x, &y].concat())
}

fn part(encoded: &str) -> Result<Value> {
    Ok(serde_json::from_slice(&decode(encoded)?)?)
}

fn decode(encoded: &str) -> Result<Vec<u8>> {
    BASE64_URL_SAFE_NO_PAD.decode(encoded).map_err(|_| anyhow!("not base64url without padding"))
}

#[cfg(test)]
mod tests {
    use ring::{
        rand::SystemRandom,
        signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
    };
    use serde_json::json;

    use super::*;

    const ISSUER: &str = "https://login.example";

    /// A key set and a token signed with its key.
    fn signed(expiry: u64) -> (Value, String) {
        let random = SystemRandom::new();
        let algorithm = &ECDSA_P256_SHA256_FIXED_SIGNING;
        let key = EcdsaKeyPair::generate_pkcs8(algorithm, &random).unwrap();
        let key = EcdsaKeyPair::from_pkcs8(algorithm, key.as_ref(), &random).unwrap();
        let encode = |bytes: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(bytes);
        let point = key.public_key().as_ref();
        let keys = json!({ "keys": [
            { "kid": "k", "kty": "EC", "crv": "P-256", "x": encode(&point[1..33]), "y": encode(&point[33..]) },
        ] });
        let header = json!({ "alg": "ES256", "kid": "k" }).to_string();
        let claims = json!({ "iss": ISSUER, "exp": expiry, "sub": "u" }).to_string();
        let message = format!("{}.{}", encode(header.as_bytes()), encode(claims.as_bytes()));
        let signature = key.sign(&random, message.as_bytes()).unwrap();
        (keys, format!("{message}.{}", encode(signature.as_ref())))
    }

    #[test]
    fn a_token_holds_for_its_key_its_issuer_and_its_time_only() {
        let later = unix_seconds() + 600;
        let (keys, token) = signed(later);
        assert_eq!(verify(&token, &keys, ISSUER).unwrap().claims["sub"], "u");
        assert!(verify(&token, &signed(later).0, ISSUER).is_err(), "another key");
        assert!(verify(&token, &keys, "https://other.example").is_err(), "another issuer");
        let (keys, expired) = signed(unix_seconds() - 1);
        assert!(verify(&expired, &keys, ISSUER).is_err(), "expired");
    }
}
