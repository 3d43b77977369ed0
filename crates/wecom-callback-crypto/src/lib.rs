#![cfg_attr(
    any(not(doctest), all(feature = "getrandom", feature = "json", feature = "serde", feature = "xml")),
    doc = include_str!("../README.md")
)]
// The README's examples use these features; without them the page is the same, and there is nothing to run.
#![forbid(unsafe_code)]
#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;

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
mod message;
mod opened;
mod query;
mod random;
mod receive_id;
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
    message::Message,
    opened::{Opened, ReceiverProof},
    query::Query,
    sealed::Sealed,
    verified::Verified,
};
