//! What the crate promises, from outside: published vectors, its own rules, and properties of any input.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(feature = "xml")]
mod examples;
#[cfg(feature = "json")]
mod json;
mod keys;
mod plaintext;
mod properties;
mod readme;
mod seal;
mod signature;
mod vectors;
#[cfg(feature = "xml")]
mod xml;

use wecom_callback_crypto::{CallbackToken, Crypto, Error, Sealed};

const TOKEN: &str = "DkTok3nForTests";
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
const SUITE_ID: &str = "dk0template0000000001";
const RANDOM: [u8; 16] = *b"0123456789abcdef";

fn crypto() -> Crypto {
    crypto_of(TOKEN, KEY).unwrap()
}

fn crypto_of(token: &str, key: &str) -> Result<Crypto, Error> {
    Ok(Crypto::new(CallbackToken::new(token)?, key.parse()?))
}

fn seal(message: &str, receive_id: &str) -> Sealed {
    crypto().seal(message, receive_id, "1700000000", "1372623149", RANDOM).unwrap()
}
