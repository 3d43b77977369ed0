#![cfg_attr(any(not(doctest), all(feature = "xml", feature = "json")), doc = include_str!("../README.md"))]
// The README's examples use both features; without them the page is the same, and there is nothing to run.
#![forbid(unsafe_code)]

mod callback_token;
mod cipher;
mod crypto;
mod encoding_aes_key;
#[cfg(any(feature = "xml", feature = "json"))]
mod envelope;
mod error;
#[cfg(feature = "json")]
pub mod json;
mod layout;
mod opened;
mod sealed;
mod signature;
mod verified;
#[cfg(feature = "xml")]
pub mod xml;

#[cfg(any(feature = "xml", feature = "json"))]
pub use envelope::{Envelope, LIMIT_BYTES};
pub use {
    callback_token::CallbackToken,
    crypto::Crypto,
    encoding_aes_key::EncodingAesKey,
    error::Error,
    opened::{Opened, ReceiverProof},
    sealed::Sealed,
    verified::Verified,
};
