//! `EncodingAesKey`: the 43 characters that stand for an AES key.

use alloc::string::String;
use core::{fmt, str::FromStr};

use zeroize::Zeroizing;

use crate::Error;

/// 43 characters of base64 carry 258 bits, two more than the key.
const CHARACTERS: usize = 43;

/// The `EncodingAESKey` of a callback URL
/// ([91144](https://developer.work.weixin.qq.com/document/path/91144)): 32 bytes, wiped from memory when dropped, not shown by `Debug`.
///
/// WeCom draws the 43 characters freely, so that in three keys of four the two spare bits are set. They are ignored;
/// anything else but 43 characters of `[A-Za-z0-9]` is refused.
#[derive(Clone)]
pub struct EncodingAesKey(Zeroizing<[u8; 32]>);

impl EncodingAesKey {
    pub(crate) fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl TryFrom<&str> for EncodingAesKey {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self, Error> {
        let characters: [u8; CHARACTERS] = text.as_bytes().try_into().map_err(|_| Error::IllegalAesKey)?;
        let mut characters = Zeroizing::new(characters);
        if !characters.iter().all(u8::is_ascii_alphanumeric) {
            return Err(Error::IllegalAesKey);
        }
        // "Forgiving" in the spare bits and in white space, of which there is none any more.
        let decoded = base64_simd::forgiving_decode_inplace(&mut *characters).map_err(|_| Error::IllegalAesKey)?;
        let mut key = Zeroizing::new([0; 32]);
        if decoded.len() != key.len() {
            return Err(Error::IllegalAesKey);
        }
        key.copy_from_slice(decoded);
        Ok(Self(key))
    }
}

impl TryFrom<String> for EncodingAesKey {
    type Error = Error;

    /// The text is wiped from memory.
    fn try_from(text: String) -> Result<Self, Error> {
        Self::try_from(Zeroizing::new(text).as_str())
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for EncodingAesKey {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
    }
}

impl FromStr for EncodingAesKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::try_from(text)
    }
}

impl fmt::Debug for EncodingAesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EncodingAesKey").finish_non_exhaustive()
    }
}
