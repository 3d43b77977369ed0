//! `Sealed`: an encrypted and signed message.

use alloc::string::String;

use crate::Query;

/// The parts of a callback or a reply; `xml` and `json` write it out.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Sealed {
    /// The ciphertext, in base64.
    pub encrypt: String,
    /// 40 lower-case hexadecimal digits.
    pub msg_signature: String,
    /// As it was signed; usually seconds since 1970.
    pub timestamp: String,
    /// As it was signed.
    pub nonce: String,
}

impl Sealed {
    /// The query of the request that would carry this as an event, for programs that play WeCom and for tests.
    pub fn query(&self) -> Query<&str> {
        let Self { msg_signature, timestamp, nonce, .. } = self;
        Query { msg_signature, timestamp, nonce, echostr: None }
    }

    /// The query of the request that would verify a URL with this, for programs that play WeCom and for tests.
    pub fn echo_query(&self) -> Query<&str> {
        Query { echostr: Some(&self.encrypt), ..self.query() }
    }
}
