//! `Crypto`: the token and the key of one callback URL, ready for use.

mod opening;
mod sealing;

use core::fmt;

use crate::{CallbackToken, EncodingAesKey, cipher::Cipher};

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
}

impl fmt::Debug for Crypto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Crypto").finish_non_exhaustive()
    }
}
