//! `Query`: the parameters that every request of WeCom has in its URL.

/// The query of a callback
/// ([96238](https://developer.work.weixin.qq.com/document/path/96238)), each parameter URL-decoded once; for a message of your own, the timestamp and the nonce
/// to sign it with.
///
/// With the feature `serde` it is read from a query string as it is: `axum::extract::Query<wecom_callback_crypto::Query>`.
/// Nothing in it is secret, and nothing is proven before [`verify`](crate::Crypto::verify).
///
/// ```
/// use wecom_callback_crypto::Query;
///
/// // To sign a message of your own, or a reply with other values than those of the request.
/// let query = Query { timestamp: "1700000000", nonce: "1372623149", ..Query::default() };
/// # assert_eq!(query.echostr, None);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
pub struct Query<S = alloc::string::String> {
    /// 40 lower-case hexadecimal digits. Sealing a message computes its own and does not look at this one.
    pub msg_signature: S,
    /// Seconds since 1970, as they were signed.
    pub timestamp: S,
    /// A random text, as it was signed.
    pub nonce: S,
    /// The ciphertext of a URL verification; absent in every other request.
    #[cfg_attr(feature = "serde", serde(default))]
    pub echostr: Option<S>,
}

impl<S: AsRef<str>> Query<S> {
    pub(crate) fn signed(&self) -> [&str; 2] {
        [self.timestamp.as_ref(), self.nonce.as_ref()]
    }
}
