//! Outgoing messages: encrypt, then sign.

use alloc::{borrow::ToOwned, string::String, vec::Vec};

use super::Crypto;
use crate::{Error, Message, Query, Sealed, layout, random::RandomBytes, signature::Signature};

impl Crypto {
    /// The `msg_signature` of the query's timestamp and nonce with `encrypt`: 40 lower-case hexadecimal digits.
    pub fn sign<S: AsRef<str>>(&self, query: &Query<S>, encrypt: &str) -> String {
        Signature::of(self.token.as_bytes(), query.signed(), encrypt, &mut Vec::new()).into_string()
    }

    /// Encrypts and signs a message, with the query's timestamp and nonce: for a reply, those of the request will do.
    ///
    /// # Errors
    /// [`Error::Random`], and as [`seal_with_random_bytes`](Self::seal_with_random_bytes).
    #[cfg(feature = "getrandom")]
    pub fn seal<S: AsRef<str>>(&self, query: &Query<S>, message: Message<'_>) -> Result<Sealed, Error> {
        self.seal_with_random_bytes(query, message, crate::random::of_system()?)
    }

    /// Encrypts and signs a message, with random bytes of a generator of your own.
    ///
    /// # Errors
    /// As [`seal_with_random_bytes`](Self::seal_with_random_bytes).
    #[cfg(feature = "rand_core")]
    pub fn seal_with_rng<S: AsRef<str>>(
        &self,
        query: &Query<S>,
        message: Message<'_>,
        rng: &mut (impl rand_core::CryptoRng + ?Sized),
    ) -> Result<Sealed, Error> {
        self.seal_with_random_bytes(query, message, crate::random::of_generator(rng))
    }

    /// Encrypts and signs a message that begins with these bytes, which **must be new random ones for each message**: equal
    /// bytes show which messages begin alike.
    ///
    /// ```
    /// # use wecom_callback_crypto::{Crypto, Error, Message, Query};
    /// # let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG".parse()?;
    /// # let crypto = Crypto::new("DkTok3nForTests".parse()?, key);
    /// let query = Query { timestamp: "1700000000", nonce: "1372623149", ..Query::default() };
    /// let message = Message { text: "<xml>…</xml>", receive_id: "ww0123456789abcdef" };
    /// let random = [7; 16]; // from your random generator
    /// let sealed = crypto.seal_with_random_bytes(&query, message, random)?;
    /// assert_eq!(sealed.msg_signature.len(), 40);
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Unwritable`] when the timestamp or the nonce is not of printable ASCII, [`Error::MessageTooLong`].
    pub fn seal_with_random_bytes<S: AsRef<str>>(
        &self,
        query: &Query<S>,
        message: Message<'_>,
        random: [u8; 16],
    ) -> Result<Sealed, Error> {
        let [timestamp, nonce] = query.signed();
        for (name, text) in [("timestamp", timestamp), ("nonce", nonce)] {
            if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(Error::Unwritable { name });
            }
        }
        let (encrypt, mut buffer) = self.encrypt_packed(message, random)?;
        let signature = Signature::of(self.token.as_bytes(), [timestamp, nonce], &encrypt, &mut buffer);
        let msg_signature = signature.into_string();
        Ok(Sealed { encrypt, msg_signature, timestamp: timestamp.to_owned(), nonce: nonce.to_owned() })
    }

    /// Encrypts **without signing**; a callback or a reply is made with [`seal`](Self::seal).
    ///
    /// # Errors
    /// [`Error::Random`], [`Error::MessageTooLong`].
    #[cfg(feature = "getrandom")]
    pub fn encrypt(&self, message: Message<'_>) -> Result<String, Error> {
        self.encrypt_with_random_bytes(message, crate::random::of_system()?)
    }

    /// Encrypts **without signing**, with random bytes of a generator of your own.
    ///
    /// # Errors
    /// [`Error::MessageTooLong`].
    #[cfg(feature = "rand_core")]
    pub fn encrypt_with_rng(
        &self,
        message: Message<'_>,
        rng: &mut (impl rand_core::CryptoRng + ?Sized),
    ) -> Result<String, Error> {
        self.encrypt_with_random_bytes(message, crate::random::of_generator(rng))
    }

    /// Encrypts **without signing** a message that begins with these bytes, which **must be new random ones for each
    /// message**.
    ///
    /// # Errors
    /// [`Error::MessageTooLong`].
    pub fn encrypt_with_random_bytes(&self, message: Message<'_>, random: [u8; 16]) -> Result<String, Error> {
        Ok(self.encrypt_packed(message, random)?.0)
    }

    /// The ciphertext, and the memory that it was made in.
    fn encrypt_packed(&self, message: Message<'_>, random: RandomBytes) -> Result<(String, Vec<u8>), Error> {
        let mut buffer = layout::pack(message, random)?;
        self.cipher.encrypt(&mut buffer);
        Ok((base64_simd::STANDARD.encode_to_string(&buffer), buffer))
    }
}
