//! `Verified`: a ciphertext whose signature fits, the only kind that a callback is decrypted from.

use alloc::vec::Vec;
use core::fmt;

use crate::{Crypto, Error, Opened};

/// A ciphertext that someone sent who knows the token.
#[must_use = "verified is not decrypted: call `open`"]
pub struct Verified<'a> {
    crypto: &'a Crypto,
    encrypt: &'a str,
    /// The memory that the signature was computed in, of use once more.
    buffer: Vec<u8>,
}

impl<'a> Verified<'a> {
    pub(crate) fn new(crypto: &'a Crypto, encrypt: &'a str, buffer: Vec<u8>) -> Self {
        Self { crypto, encrypt, buffer }
    }

    /// Decrypts; what remains to be checked is whom the message is for.
    ///
    /// # Errors
    /// As [`Crypto::decrypt`].
    #[inline]
    pub fn open(self) -> Result<Opened, Error> {
        self.crypto.decrypt_into(self.encrypt, self.buffer)
    }
}

impl fmt::Debug for Verified<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verified").finish_non_exhaustive()
    }
}
