//! `Message`: what is sealed, and whom it is for.

use core::fmt;

/// A message to seal; `Debug` shows neither of the two.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Message<'a> {
    /// The text: XML, JSON, or an echo.
    pub text: &'a str,
    /// The receiver
    /// ([91144](https://developer.work.weixin.qq.com/document/path/91144)): a suite id, a corpid, or nothing. A reply has the receiveid of what it answers.
    pub receive_id: &'a str,
}

impl fmt::Debug for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").finish_non_exhaustive()
    }
}
