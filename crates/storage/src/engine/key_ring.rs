//! `KeyRing`: the keys that seal secrets at rest; one seals, all open.

use std::{collections::HashMap, fmt};

use aes_gcm::{Aes256Gcm, KeyInit};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

/// Longest id of a key, in characters.
const MAX_ID_LEN: usize = 32;

/// The keys by their ids. The active one seals, every one opens, so that a key can be replaced while rows sealed with
/// the old one are still there.
pub struct KeyRing {
    active: String,
    keys: HashMap<String, Aes256Gcm>,
}

impl KeyRing {
    /// The ring of these keys, each 32 bytes in base64; `active` is the id of the one that seals.
    ///
    /// # Errors
    /// [`KeyError`] names the key that is missing or wrong, and what is wrong with it.
    pub fn new<I, S>(active: &str, keys: I) -> Result<Self, KeyError>
    where
        I: IntoIterator<Item = (S, SecretString)>,
        S: Into<String>,
    {
        let mut ring = Self { active: active.to_owned(), keys: HashMap::new() };
        for (id, secret) in keys {
            let id = id.into();
            if id.is_empty() || id.len() > MAX_ID_LEN || !id.bytes().all(is_id_byte) {
                return Err(KeyError::Id { id });
            }
            let Some(key) = cipher(&secret) else { return Err(KeyError::Secret { id }) };
            if ring.keys.insert(id.clone(), key).is_some() {
                return Err(KeyError::Twice { id });
            }
        }
        if !ring.keys.contains_key(active) {
            return Err(KeyError::NoActive { id: ring.active });
        }
        Ok(ring)
    }

    pub(crate) fn active(&self) -> Option<(&str, &Aes256Gcm)> {
        self.keys.get(&self.active).map(|key| (self.active.as_str(), key))
    }

    pub(crate) fn lookup(&self, id: &str) -> Option<&Aes256Gcm> {
        self.keys.get(id)
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyRing").field("active", &self.active).finish_non_exhaustive()
    }
}

/// Why a set of keys is no key ring; holds no key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The active key is not among the keys.
    #[error("encryption.active is {id:?}, but there is no encryption.keys.{id}")]
    NoActive {
        /// The id that was asked for.
        id: String,
    },
    /// An id that cannot be stored beside what the key seals.
    #[error("encryption.keys.{id}: an id has 1 to {MAX_ID_LEN} letters, digits, _ or -")]
    Id {
        /// The id.
        id: String,
    },
    /// Not the base64 of 32 bytes.
    #[error("encryption.keys.{id} is not 32 bytes in base64: make one with `openssl rand -base64 32`")]
    Secret {
        /// The key's id.
        id: String,
    },
    /// Two keys of one id.
    #[error("encryption.keys.{id} is there twice")]
    Twice {
        /// The id.
        id: String,
    },
}

fn is_id_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn cipher(secret: &SecretString) -> Option<Aes256Gcm> {
    let bytes = Zeroizing::new(STANDARD.decode(secret.expose_secret().trim()).ok()?);
    Aes256Gcm::new_from_slice(&bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(active: &str, keys: &[(&str, &str)]) -> Result<KeyRing, KeyError> {
        KeyRing::new(active, keys.iter().map(|(id, key)| (*id, SecretString::from(*key))))
    }

    #[test]
    fn a_bad_key_is_named_and_not_shown() {
        let good = STANDARD.encode([7; 32]);
        let short = STANDARD.encode([7; 31]);
        let id = |id: &str| id.to_owned();
        let cases = [
            (ring("a", &[]), KeyError::NoActive { id: id("a") }),
            (ring("a", &[("b", &good)]), KeyError::NoActive { id: id("a") }),
            (ring("a", &[("a", &good), ("a.b", &good)]), KeyError::Id { id: id("a.b") }),
            (ring("", &[("", &good)]), KeyError::Id { id: id("") }),
            (ring("a", &[("a", &short)]), KeyError::Secret { id: id("a") }),
            (ring("a", &[("a", "not base64!")]), KeyError::Secret { id: id("a") }),
            (ring("a", &[("a", &good), ("a", &good)]), KeyError::Twice { id: id("a") }),
        ];
        for (outcome, expected) in cases {
            let error = outcome.unwrap_err();
            assert!(!error.to_string().contains(&short[..8]));
            assert_eq!(error, expected);
        }
    }

    #[test]
    fn a_ring_shows_the_id_of_its_active_key_alone() {
        let secret = STANDARD.encode([7; 32]);
        let shown = format!("{:?}", ring("a", &[("a", &secret)]).unwrap());
        assert!(shown.contains("\"a\"") && !shown.contains(&secret[..8]), "{shown}");
    }
}
