//! `KeySet`: the signing keys as they were read from the database at one moment.

use clock::Timestamp;
use serde_json::{Value, json};

use crate::{signing_algorithm::SigningAlgorithm, signing_key::SigningKey};

/// The signing keys as they were read from the database at one moment.
#[derive(Debug)]
pub(crate) struct KeySet {
    keys: Vec<SigningKey>,
    pub(crate) read_at: Timestamp,
}

impl KeySet {
    pub(crate) fn new(keys: Vec<SigningKey>, read_at: Timestamp) -> Self {
        Self { keys, read_at }
    }

    /// The newest key of an algorithm whose turn it is; the id decides between two made at once. A clock that was set back
    /// finds no turn at all and takes the first key that was not retired.
    pub(crate) fn signer(&self, algorithm: SigningAlgorithm, now: Timestamp) -> Option<&SigningKey> {
        let of_algorithm = || self.keys.iter().filter(|key| key.algorithm == algorithm);
        let order = |key: &&SigningKey| (key.activate_at, key.kid.clone());
        let on_turn = of_algorithm().filter(|key| key.signs_at(now)).max_by_key(order);
        on_turn.or_else(|| of_algorithm().filter(|key| key.retire_at.is_none()).min_by_key(order))
    }

    /// Whether there is any key of the algorithm.
    pub(crate) fn has(&self, algorithm: SigningAlgorithm) -> bool {
        self.keys.iter().any(|key| key.algorithm == algorithm)
    }

    /// The key of this id, while something it signed may be valid.
    pub(crate) fn verifier(&self, kid: &str, now: Timestamp) -> Option<&SigningKey> {
        self.keys.iter().find(|key| key.kid == kid && key.verifies_at(now))
    }

    /// The public halves as a JSON Web Key Set (RFC 7517): also those that will sign soon and those that no longer do.
    pub(crate) fn jwks(&self, now: Timestamp) -> Value {
        let keys = self.keys.iter().filter(|key| key.verifies_at(now)).map(|key| key.public_jwk.clone());
        json!({ "keys": keys.collect::<Vec<_>>() })
    }
}
