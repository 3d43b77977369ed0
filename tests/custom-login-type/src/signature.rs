//! The signature of a link: `<id>.<HMAC-SHA256 of instance and id, in hexadecimal>`.

use hmac::{Hmac, KeyInit, Mac};
use login_type::{CallError, InstanceName, SecretText};
use sha2::Sha256;

/// The text that is sent to somebody.
///
/// # Errors
/// None that can happen: a key of any length will do.
pub(crate) fn sign(key: &SecretText, instance: &InstanceName, id: &str) -> Result<SecretText, CallError> {
    let signature = mac(key, instance, id)?.finalize().into_bytes();
    Ok(SecretText::new(format!("{id}.{}", hex::encode(signature))))
}

/// The id in a link that this instance signed; compared in constant time.
pub(crate) fn verify<'a>(key: &SecretText, instance: &InstanceName, link: &'a str) -> Option<&'a str> {
    let (id, signature) = link.split_once('.')?;
    let signature = hex::decode(signature).ok()?;
    mac(key, instance, id).ok()?.verify_slice(&signature).ok()?;
    Some(id)
}

fn mac(key: &SecretText, instance: &InstanceName, id: &str) -> Result<Hmac<Sha256>, CallError> {
    let mut mac = Hmac::new_from_slice(key.expose_secret().as_bytes()).map_err(CallError::internal)?;
    // Neither part can hold the line break.
    mac.update(format!("{instance}\n{id}").as_bytes());
    Ok(mac)
}
