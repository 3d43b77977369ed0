//! Incoming messages: verify, then decrypt.

use alloc::vec::Vec;

use super::Crypto;
use crate::{Error, Opened, Query, Verified, cipher::BLOCK, layout, signature::Signature};

impl Crypto {
    /// Proves that a sender who knows the token sent `encrypt`, in constant time.
    ///
    /// Nothing else is looked at: neither the age of the timestamp nor whether the callback was here before.
    ///
    /// # Errors
    /// [`Error::Signature`].
    #[inline]
    pub fn verify<'a, S: AsRef<str>>(&'a self, query: &Query<S>, encrypt: &'a str) -> Result<Verified<'a>, Error> {
        let mut buffer = Vec::new();
        let expected = Signature::of(self.token.as_bytes(), query.signed(), encrypt, &mut buffer);
        if expected.matches(query.msg_signature.as_ref()) {
            Ok(Verified::new(self, encrypt, buffer))
        } else {
            Err(Error::Signature)
        }
    }

    /// Verifies and decrypts the `Encrypt` of a POST; whom the message is for remains to be checked.
    ///
    /// # Errors
    /// As [`verify`](Self::verify), and then as [`decrypt`](Self::decrypt).
    #[inline]
    pub fn open<S: AsRef<str>>(&self, query: &Query<S>, encrypt: &str) -> Result<Opened, Error> {
        self.verify(query, encrypt)?.open()
    }

    /// Verifies and decrypts the `echostr` of a GET; whom it is for remains to be checked.
    ///
    /// # Errors
    /// [`Error::Missing`] without `echostr`; else as [`open`](Self::open).
    pub fn open_echo<S: AsRef<str>>(&self, query: &Query<S>) -> Result<Opened, Error> {
        let echostr = query.echostr.as_ref().ok_or(Error::Missing { name: "echostr" })?;
        self.open(query, echostr.as_ref())
    }

    /// Decrypts **without asking who sent it**; a callback is opened with [`open`](Self::open).
    ///
    /// # Errors
    /// [`Error::Base64`], [`Error::CiphertextLength`], [`Error::Padding`], [`Error::MessageLength`],
    /// [`Error::MessageNotUtf8`].
    pub fn decrypt(&self, encrypt: &str) -> Result<Opened, Error> {
        self.decrypt_into(encrypt, Vec::new())
    }

    /// Decrypts an image or a file that a message to a bot names by its URL: it is sealed with this key, without signature,
    /// length or receiveid, padded to 32 bytes ([100719](https://developer.work.weixin.qq.com/document/path/100719)).
    ///
    /// The content is as WeCom's server gave it, and proven only by the connection it was fetched over.
    ///
    /// ```
    /// # use wecom_callback_crypto::{Crypto, Error};
    /// # let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG".parse()?;
    /// # let crypto = Crypto::new("DkTok3nForTests".parse()?, key);
    /// // The answer of the URL.
    /// let fetched = b"\x77\x53\xab\x34\xba\xcd\x5c\x3e\x48\x25\x06\xa6\x9b\xbd\x5c\x7f\
    ///                 \x9a\x16\xe0\x75\x36\xcb\x8c\xc9\x2b\x8b\x31\x3c\x94\x81\xef\x7e";
    /// assert_eq!(crypto.decrypt_file(fetched)?, b"GIF89a");
    /// // A broken connection cut it off.
    /// assert_eq!(crypto.decrypt_file(&fetched[..30]), Err(Error::CiphertextLength { bytes: 30 }));
    /// # Ok::<(), Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::CiphertextLength`], [`Error::Padding`].
    pub fn decrypt_file(&self, file: impl Into<Vec<u8>>) -> Result<Vec<u8>, Error> {
        layout::unpad(self.decrypt_blocks(file.into())?)
    }

    /// Decrypts in the memory of `buffer`, whose content does not matter.
    #[inline]
    pub(crate) fn decrypt_into(&self, encrypt: &str, mut buffer: Vec<u8>) -> Result<Opened, Error> {
        buffer.clear();
        base64_simd::STANDARD.decode_append(encrypt, &mut buffer).map_err(|_| Error::Base64)?;
        let (text, message_length) = layout::unpack(self.decrypt_blocks(buffer)?)?;
        Ok(Opened::new(text, message_length))
    }

    #[inline]
    fn decrypt_blocks(&self, mut buffer: Vec<u8>) -> Result<Vec<u8>, Error> {
        if buffer.is_empty() || !buffer.len().is_multiple_of(BLOCK) {
            return Err(Error::CiphertextLength { bytes: buffer.len() });
        }
        self.cipher.decrypt(&mut buffer);
        Ok(buffer)
    }
}
