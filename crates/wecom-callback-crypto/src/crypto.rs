//! `Crypto`: the token and the key of one callback URL, ready for use.

use std::fmt;

use crate::{
    CallbackToken, EncodingAesKey, Error, Opened, Sealed, Verified,
    cipher::{BLOCK, Cipher},
    layout,
    signature::Signature,
};

/// Signs, verifies, opens and seals for one callback URL; the key's schedule is expanded once, here.
#[derive(Clone)]
pub struct Crypto {
    token: CallbackToken,
    cipher: Cipher,
}

impl Crypto {
    /// Makes the token and the key ready.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "the key is wiped once it is expanded, unless the caller kept one"
    )]
    pub fn new(token: CallbackToken, key: EncodingAesKey) -> Self {
        Self { token, cipher: Cipher::new(&key) }
    }

    /// The `msg_signature` of these three: 40 lower-case hexadecimal digits.
    pub fn sign(&self, timestamp: &str, nonce: &str, encrypt: &str) -> String {
        Signature::of(self.token.as_bytes(), timestamp, nonce, encrypt, &mut Vec::new()).into_string()
    }

    /// Proves that whoever knows the token sent `encrypt`, in constant time; of a GET, `encrypt` is the `echostr`.
    ///
    /// Nothing else is looked at: neither the age of the timestamp nor whether the callback was here before.
    ///
    /// # Errors
    /// [`Error::Signature`].
    #[inline]
    pub fn verify<'a>(
        &'a self,
        msg_signature: &str,
        timestamp: &str,
        nonce: &str,
        encrypt: &'a str,
    ) -> Result<Verified<'a>, Error> {
        let mut buffer = Vec::new();
        let expected = Signature::of(self.token.as_bytes(), timestamp, nonce, encrypt, &mut buffer);
        if expected.matches(msg_signature) { Ok(Verified::new(self, encrypt, buffer)) } else { Err(Error::Signature) }
    }

    /// Verifies and decrypts; what remains to be checked is whom the message is for.
    ///
    /// # Errors
    /// As [`verify`](Self::verify), and then as [`decrypt`](Self::decrypt).
    #[inline]
    pub fn open(&self, msg_signature: &str, timestamp: &str, nonce: &str, encrypt: &str) -> Result<Opened, Error> {
        self.verify(msg_signature, timestamp, nonce, encrypt)?.open()
    }

    /// Encrypts and signs a message for `receive_id`.
    ///
    /// `random` must be new random bytes for each message: they are what makes two equal messages look different.
    ///
    /// # Errors
    /// [`Error::Unwritable`] when `timestamp` or `nonce` is not of printable ASCII, [`Error::MessageTooLong`].
    pub fn seal(
        &self,
        message: &str,
        receive_id: &str,
        timestamp: &str,
        nonce: &str,
        random: [u8; 16],
    ) -> Result<Sealed, Error> {
        for (name, text) in [("timestamp", timestamp), ("nonce", nonce)] {
            if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(Error::Unwritable { name });
            }
        }
        let mut buffer = layout::pack(message, receive_id, random)?;
        self.cipher.encrypt(&mut buffer);
        let encrypt = base64_simd::STANDARD.encode_to_string(&buffer);
        let signature = Signature::of(self.token.as_bytes(), timestamp, nonce, &encrypt, &mut buffer);
        let msg_signature = signature.into_string();
        Ok(Sealed { encrypt, msg_signature, timestamp: timestamp.to_owned(), nonce: nonce.to_owned() })
    }

    /// Decrypts **without asking who sent it**; a callback is opened with [`open`](Self::open).
    ///
    /// # Errors
    /// [`Error::Base64`], [`Error::CiphertextLength`], [`Error::Padding`], [`Error::MessageLength`],
    /// [`Error::MessageNotUtf8`].
    pub fn decrypt(&self, encrypt: &str) -> Result<Opened, Error> {
        self.decrypt_into(encrypt, Vec::new())
    }

    /// Encrypts without signing; a callback or a reply is made with [`seal`](Self::seal).
    ///
    /// # Errors
    /// [`Error::MessageTooLong`].
    pub fn encrypt(&self, message: &str, receive_id: &str, random: [u8; 16]) -> Result<String, Error> {
        let mut buffer = layout::pack(message, receive_id, random)?;
        self.cipher.encrypt(&mut buffer);
        Ok(base64_simd::STANDARD.encode_to_string(&buffer))
    }

    /// Decrypts in the memory of `buffer`, whose content does not matter.
    #[inline]
    pub(crate) fn decrypt_into(&self, encrypt: &str, mut buffer: Vec<u8>) -> Result<Opened, Error> {
        buffer.clear();
        base64_simd::STANDARD.decode_append(encrypt, &mut buffer).map_err(|_| Error::Base64)?;
        if buffer.is_empty() || !buffer.len().is_multiple_of(BLOCK) {
            return Err(Error::CiphertextLength { bytes: buffer.len() });
        }
        self.cipher.decrypt(&mut buffer);
        let (text, message_length) = layout::unpack(buffer)?;
        Ok(Opened::new(text, message_length))
    }
}

impl fmt::Debug for Crypto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crypto").finish_non_exhaustive()
    }
}
