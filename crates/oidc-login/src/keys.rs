//! `KeySet`: a provider's public keys (RFC 7517), and the signatures that they made: RS256 and ES256 alone. There is no
//! `none`, and no HMAC for which a public key could be taken as the secret (RFC 8725 §2.1).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::signature::{ECDSA_P256_SHA256_FIXED, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey};
use serde::Deserialize;
use serde_json::Value;

/// The algorithms that an ID token may be signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub(crate) enum Algorithm {
    #[serde(rename = "RS256")]
    Rs256,
    #[serde(rename = "ES256")]
    Es256,
}

/// A provider's public keys.
#[derive(Clone, Debug, Default)]
pub(crate) struct KeySet(Vec<Key>);

#[derive(Clone, Debug)]
struct Key {
    kid: Option<String>,
    public: Public,
}

#[derive(Clone, Debug)]
enum Public {
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
    /// An uncompressed point.
    P256(Vec<u8>),
}

/// A key as it is published.
#[derive(Deserialize)]
struct Published {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    purpose: Option<String>,
    crv: Option<String>,
    n: Option<String>,
    e: Option<String>,
    x: Option<String>,
    y: Option<String>,
}

impl KeySet {
    /// The keys of a published set that sign by an algorithm above; others are passed over.
    pub(crate) fn of(set: &Value) -> Self {
        let keys = set["keys"].as_array().into_iter().flatten();
        Self(keys.filter_map(|key| Published::deserialize(key).ok()?.usable()).collect())
    }

    /// Whether no key is left.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether one of the keys of this id signed the message.
    pub(crate) fn signed(&self, algorithm: Algorithm, kid: Option<&str>, message: &[u8], signature: &[u8]) -> bool {
        self.candidates(kid).any(|key| key.public.signed(algorithm, message, signature))
    }

    fn candidates(&self, kid: Option<&str>) -> impl Iterator<Item = &Key> {
        self.0.iter().filter(move |key| kid.is_none_or(|kid| key.kid.as_deref() == Some(kid)))
    }
}

impl Published {
    fn usable(self) -> Option<Key> {
        let bytes = |text: Option<String>| URL_SAFE_NO_PAD.decode(text?).ok();
        let (algorithm, public) = match (self.kty.as_str(), self.crv.as_deref()) {
            ("RSA", _) => ("RS256", Public::Rsa { n: bytes(self.n)?, e: bytes(self.e)? }),
            ("EC", Some("P-256")) => {
                ("ES256", Public::P256([vec![4], coordinate(bytes(self.x)?)?, coordinate(bytes(self.y)?)?].concat()))
            }
            _ => return None,
        };
        let signs = self.purpose.is_none_or(|purpose| purpose == "sig");
        (signs && self.alg.is_none_or(|stated| stated == algorithm)).then_some(Key { kid: self.kid, public })
    }
}

fn coordinate(bytes: Vec<u8>) -> Option<Vec<u8>> {
    (bytes.len() == 32).then_some(bytes)
}

impl Public {
    /// Whether it signed the message by the algorithm that it is for.
    fn signed(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        match (self, algorithm) {
            (Self::Rsa { n, e }, Algorithm::Rs256) => {
                RsaPublicKeyComponents { n, e }.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            (Self::P256(point), Algorithm::Es256) => {
                UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).verify(message, signature).is_ok()
            }
            _ => false,
        }
    }
}
