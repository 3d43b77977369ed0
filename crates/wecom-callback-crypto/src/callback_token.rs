//! `CallbackToken`: the secret that callbacks are signed with.

use alloc::string::String;
use core::{fmt, str::FromStr};

use zeroize::Zeroizing;

use crate::Error;

/// The Token of a callback URL
/// ([96238](https://developer.work.weixin.qq.com/document/path/96238)): never empty, wiped from memory when dropped, not shown by `Debug`.
///
/// Any other text is taken: the console draws 3 to 32 letters and digits, but a program that plays WeCom may not.
#[derive(Clone)]
pub struct CallbackToken(Zeroizing<String>);

impl CallbackToken {
    /// Takes the token exactly as the provider console shows it.
    ///
    /// # Errors
    /// [`Error::EmptyToken`].
    pub fn new(token: impl Into<String>) -> Result<Self, Error> {
        let token = Zeroizing::new(token.into());
        if token.is_empty() { Err(Error::EmptyToken) } else { Ok(Self(token)) }
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl FromStr for CallbackToken {
    type Err = Error;

    fn from_str(token: &str) -> Result<Self, Error> {
        Self::new(token)
    }
}

impl TryFrom<&str> for CallbackToken {
    type Error = Error;

    fn try_from(token: &str) -> Result<Self, Error> {
        Self::new(token)
    }
}

impl TryFrom<String> for CallbackToken {
    type Error = Error;

    fn try_from(token: String) -> Result<Self, Error> {
        Self::new(token)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for CallbackToken {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.try_into().map_err(serde::de::Error::custom)
    }
}

impl fmt::Debug for CallbackToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackToken").finish_non_exhaustive()
    }
}
