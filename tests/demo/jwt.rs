//! An independent look at an access token: signature, issuer and expiry, with nothing of the server's code.

use anyhow::{Context, Result, anyhow, ensure};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use clock::{Clock, SystemClock};
use ring::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
use serde_json::Value;

use crate::fields::text;

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
    let parts: Vec<_> = token.split('.').collect();
    let [header, claims, signature] = parts[..] else { return Err(anyhow!("a token has three parts")) };
    let signed = format!("{header}.{claims}");
    let (header, claims) = (part(header)?, part(claims)?);
    ensure!(text(&header, "alg")? == "ES256", "the token is not signed with ES256");
    let key_id = text(&header, "kid")?;
    let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, public_key(keys, &key_id)?);
    key.verify(signed.as_bytes(), &decode(signature)?).map_err(|_| anyhow!("the signature does not hold"))?;
    ensure!(text(&claims, "iss")? == issuer, "iss is not {issuer}");
    let expiry = claims["exp"].as_i64().context("no exp")?;
    ensure!(expiry > SystemClock.now().as_secs(), "exp is in the past");
    Ok(Verified { key_id, claims })
}

fn public_key(keys: &Value, key_id: &str) -> Result<Vec<u8>> {
    let keys = keys["keys"].as_array().context("no `keys`")?;
    let key = keys.iter().find(|key| key["kid"] == key_id).with_context(|| format!("no key {key_id}"))?;
    ensure!(key["kty"] == "EC" && key["crv"] == "P-256", "the key is not on P-256");
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
