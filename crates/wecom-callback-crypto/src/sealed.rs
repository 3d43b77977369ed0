//! `Sealed`: an encrypted and signed message.

/// What a callback or a reply consists of; `xml` and `json` write it out.
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
