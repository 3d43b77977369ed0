//! The crate's promises, from outside: published vectors, its own rules, and properties of any input.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[cfg(all(feature = "getrandom", feature = "serde", feature = "xml"))]
mod examples;
mod files;
#[cfg(feature = "json")]
mod json;
mod keys;
mod leaks;
mod plaintext;
mod properties;
mod query;
mod readme;
mod seal;
mod signature;
mod vectors;
#[cfg(feature = "xml")]
mod xml;

use wecom_callback_crypto::{CallbackToken, Crypto, Error, Message, Opened, Query, Sealed};

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
    let query = Query { timestamp: "1700000000", nonce: "1372623149", ..Query::default() };
    crypto().seal_with_random_bytes(&query, Message { text: message, receive_id }, RANDOM).unwrap()
}

fn encrypt(message: &str, receive_id: &str) -> String {
    crypto().encrypt_with_random_bytes(Message { text: message, receive_id }, RANDOM).unwrap()
}

/// Opens a ciphertext that a sender who knows the token signed.
fn open_signed(encrypt: &str) -> Result<Opened, Error> {
    let signed = Query { timestamp: "1", nonce: "2", ..Query::default() };
    let signature = crypto().sign(&signed, encrypt);
    crypto().open(&Query { msg_signature: signature.as_str(), ..signed }, encrypt)
}
