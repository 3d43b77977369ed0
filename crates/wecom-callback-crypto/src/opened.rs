//! `Opened`: a decrypted message that does not come out before its receiveid was looked at.

use alloc::{borrow::ToOwned, string::String};
use core::fmt;

use crate::{Error, receive_id};

/// A receiver that was found by looking a receiveid up, in a database or among the configured ones: a tenant, a suite, a
/// company. Make such a value nowhere but in that look-up, and having one proves that the receiveid is one of yours.
pub trait ReceiverProof {
    /// The receiveid that was looked up, as the look-up has it.
    fn receive_id(&self) -> &str;
}

/// A decrypted message and whom it is for; `Debug` does not show the message, and the receiveid only where an
/// [error](Error::ReceiveId) would.
#[derive(Clone, PartialEq, Eq)]
#[must_use = "whom the message is for has not been checked: call `expect_receive_id` or `admit`"]
pub struct Opened {
    /// The message, then the receiveid: decrypted in one piece and never copied.
    text: String,
    message_length: usize,
}

impl Opened {
    /// `message_length` must be a character boundary of `text`.
    pub(crate) fn new(text: String, message_length: usize) -> Self {
        Self { text, message_length }
    }

    /// The receiver, as it stands in the message: a suite id, a corpid
    /// ([91144](https://developer.work.weixin.qq.com/document/path/91144)) or, in a message to a bot, nothing
    /// ([101033](https://developer.work.weixin.qq.com/document/path/101033)).
    pub fn receive_id(&self) -> &str {
        self.text.get(self.message_length..).unwrap_or_default()
    }

    /// The message, whoever it is for.
    pub fn message_unchecked(&self) -> &str {
        self.text.get(..self.message_length).unwrap_or_default()
    }

    /// The message, if it is for one of `accepted`; give `""` among them to accept a message without receiveid.
    ///
    /// # Errors
    /// [`Error::ReceiveId`].
    pub fn expect_receive_id(self, accepted: impl IntoIterator<Item = impl AsRef<str>>) -> Result<String, Error> {
        let receive_id = self.receive_id();
        let is_accepted = accepted.into_iter().any(|id| id.as_ref() == receive_id);
        if is_accepted { Ok(self.into_message()) } else { Err(self.refusal()) }
    }

    /// The message, if it is for the receiver that was looked up: for receiveids that no list holds. The proof of another
    /// message's receiver is refused.
    ///
    /// ```
    /// use wecom_callback_crypto::{Crypto, Error, Message, ReceiverProof};
    ///
    /// /// A company that is served, as the database has it.
    /// struct Tenant {
    ///     corp_id: String,
    /// }
    ///
    /// impl ReceiverProof for Tenant {
    ///     fn receive_id(&self) -> &str {
    ///         &self.corp_id
    ///     }
    /// }
    ///
    /// /// Stands for a query of the database.
    /// fn look_up(corp_id: &str) -> Option<Tenant> {
    ///     (corp_id == "ww0123456789abcdef").then(|| Tenant { corp_id: corp_id.to_owned() })
    /// }
    ///
    /// # fn main() -> Result<(), Error> {
    /// # let key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG".parse()?;
    /// # let crypto = Crypto::new("DkTok3nForTests".parse()?, key);
    /// # let message = Message { text: "hello", receive_id: "ww0123456789abcdef" };
    /// # let encrypt = crypto.encrypt_with_random_bytes(message, [7; 16])?;
    /// let opened = crypto.decrypt(&encrypt)?; // of a callback: `crypto.open(&query, &encrypt)?`
    /// let Some(tenant) = look_up(opened.receive_id()) else { panic!("refused: not served here") };
    /// assert_eq!(opened.admit(&tenant)?, "hello");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`Error::ReceiveId`].
    pub fn admit(self, proof: &impl ReceiverProof) -> Result<String, Error> {
        if proof.receive_id() == self.receive_id() { Ok(self.into_message()) } else { Err(self.refusal()) }
    }

    fn refusal(&self) -> Error {
        Error::ReceiveId { receive_id: self.shown().map(ToOwned::to_owned), bytes: self.receive_id().len() }
    }

    fn shown(&self) -> Option<&str> {
        receive_id::shown(self.message_unchecked(), self.receive_id())
    }

    fn into_message(mut self) -> String {
        self.text.truncate(self.message_length);
        self.text
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened").field("receive_id", &self.shown()).finish_non_exhaustive()
    }
}
