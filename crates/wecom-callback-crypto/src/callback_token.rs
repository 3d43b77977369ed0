//! `CallbackToken`: the secret that callbacks are signed with.

use std::fmt;

use zeroize::Zeroizing;

use crate::Error;

/// The Token of a callback URL (96238): never empty, wiped from memory when dropped, not shown by `Debug`.
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

impl fmt::Debug for CallbackToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallbackToken").finish_non_exhaustive()
    }
}
