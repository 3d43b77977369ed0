//! Sealing: secrets are in the database only as AES-256-GCM texts that open in their own cell alone.
//!
//! The text is `v1.<key id>.<base64url of nonce, ciphertext, tag>`. Table, column and row are authenticated with it, so
//! a text that was moved to another row or column does not open.

use std::{
    str::FromStr,
    sync::{Arc, PoisonError, RwLock},
};

use aes_gcm::{
    Nonce,
    aead::{Aead, Payload},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use clock::SharedEntropy;
use secrecy::SecretString;
use zeroize::Zeroizing;

use crate::{KeyRing, StorageError};

const VERSION: &str = "v1";
const NONCE_LEN: usize = 12;

/// Why a sealed text does not open.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SealError {
    /// It was sealed with a key that is not in the ring.
    #[error("it was sealed with key {key_id}, which encryption.keys does not have")]
    UnknownKey {
        /// The id of that key.
        key_id: String,
    },
    /// It was changed, belongs to another row, or was sealed with another key of the same id.
    #[error("it was changed, moved from another row, or sealed with another key of the same id")]
    Forged,
    /// It is no sealed text at all.
    #[error("it is not a sealed text")]
    Malformed,
}

/// Where a sealed text belongs; `row` is the row's key, known before the row is there.
#[derive(Clone, Copy)]
pub(crate) struct Cell<'a> {
    pub(crate) table: &'static str,
    pub(crate) column: &'static str,
    pub(crate) row: &'a str,
}

impl Cell<'_> {
    /// No part contains NUL, so two cells never have the same text.
    fn associated(&self) -> Vec<u8> {
        [self.table, self.column, self.row].join("\0").into_bytes()
    }

    fn error(&self, source: SealError) -> StorageError {
        StorageError::Sealing { table: self.table, column: self.column, source }
    }

    fn corrupt(&self) -> StorageError {
        StorageError::Corrupt { table: self.table, column: self.column }
    }
}

/// Seals and opens.
#[derive(Debug)]
pub(crate) struct Sealer {
    keys: RwLock<Arc<KeyRing>>,
    entropy: SharedEntropy,
}

impl Sealer {
    pub(crate) fn new(keys: KeyRing, entropy: SharedEntropy) -> Self {
        Self { keys: RwLock::new(Arc::new(keys)), entropy }
    }

    /// Takes other keys in the place of those so far.
    pub(crate) fn replace_keys(&self, keys: KeyRing) {
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keys);
    }

    /// The keys as they are now.
    pub(crate) fn keys(&self) -> Arc<KeyRing> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Seals a secret for its cell.
    pub(crate) fn seal(&self, cell: Cell<'_>, secret: &str) -> Result<String, StorageError> {
        self.seal_bytes(cell, secret.as_bytes())
    }

    /// Seals a secret that is no text.
    pub(crate) fn seal_bytes(&self, cell: Cell<'_>, secret: &[u8]) -> Result<String, StorageError> {
        // Neither fails: a ring has its active key, and no secret is 64 GiB long.
        let keys = self.keys();
        let Some((id, key)) = keys.active() else { return Err(cell.error(SealError::Malformed)) };
        let mut nonce = [0; NONCE_LEN];
        self.entropy.fill(&mut nonce);
        let payload = Payload { msg: secret, aad: &cell.associated() };
        let sealed = key.encrypt(&Nonce::from(nonce), payload).map_err(|_| cell.error(SealError::Malformed))?;
        let text = URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat());
        Ok(format!("{VERSION}.{id}.{text}"))
    }

    /// Opens what was sealed for this cell.
    pub(crate) fn open(&self, cell: Cell<'_>, text: &str) -> Result<SecretString, StorageError> {
        Ok(SecretString::from(utf8(cell, &self.open_bytes(cell, text)?)?))
    }

    /// Opens what was sealed for this cell and reads it as the type that it was.
    pub(crate) fn open_as<T: FromStr>(&self, cell: Cell<'_>, text: &str) -> Result<T, StorageError> {
        utf8(cell, &self.open_bytes(cell, text)?)?.parse().map_err(|_| cell.corrupt())
    }

    /// Opens what was sealed for this cell, be it a text or not.
    pub(crate) fn open_bytes(&self, cell: Cell<'_>, text: &str) -> Result<Zeroizing<Vec<u8>>, StorageError> {
        self.try_open(cell, text).map_err(|error| cell.error(error))
    }

    fn try_open(&self, cell: Cell<'_>, text: &str) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let mut parts = text.splitn(3, '.');
        let (Some(VERSION), Some(id), Some(sealed)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(SealError::Malformed);
        };
        let keys = self.keys();
        let Some(key) = keys.lookup(id) else { return Err(SealError::UnknownKey { key_id: id.to_owned() }) };
        let bytes = URL_SAFE_NO_PAD.decode(sealed).map_err(|_| SealError::Malformed)?;
        let Some((nonce, sealed)) = bytes.split_first_chunk::<NONCE_LEN>() else { return Err(SealError::Malformed) };
        let payload = Payload { msg: sealed, aad: &cell.associated() };
        key.decrypt(&Nonce::from(*nonce), payload).map(Zeroizing::new).map_err(|_| SealError::Forged)
    }
}

/// The id of the key that a text was sealed with.
pub(crate) fn key_id(text: &str) -> Option<&str> {
    let (id, _) = text.strip_prefix(VERSION)?.strip_prefix('.')?.split_once('.')?;
    Some(id)
}

fn utf8<'b>(cell: Cell<'_>, bytes: &'b [u8]) -> Result<&'b str, StorageError> {
    std::str::from_utf8(bytes).map_err(|_| cell.corrupt())
}

#[cfg(test)]
mod tests {
    use base64::engine::general_purpose::STANDARD;
    use clock::SeededEntropy;
    use secrecy::ExposeSecret;

    use super::*;

    const CELL: Cell<'static> = Cell { table: "corp_auth", column: "permanent_code", row: "suite\0corp" };

    fn sealer(active: &str, keys: &[(&str, u8)]) -> Sealer {
        let keys = keys.iter().map(|(id, byte)| (*id, SecretString::from(STANDARD.encode([*byte; 32]))));
        Sealer::new(KeyRing::new(active, keys).unwrap(), Arc::new(SeededEntropy::new(1)))
    }

    fn source(outcome: Result<SecretString, StorageError>) -> SealError {
        match outcome {
            Err(StorageError::Sealing { table: "corp_auth", column: "permanent_code", source }) => source,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_is_sealed_opens_in_its_own_cell_alone() {
        let own = sealer("a", &[("a", 1)]);
        let sealed = own.seal(CELL, "sesame").unwrap();
        assert!(sealed.starts_with("v1.a.") && !sealed.contains("sesame"));
        assert_eq!(own.open(CELL, &sealed).unwrap().expose_secret(), "sesame");
        let other_row = Cell { row: "suite\0other", ..CELL };
        assert_eq!(source(own.open(other_row, &sealed)), SealError::Forged);
        let other_column = Cell { column: "state", ..CELL };
        assert!(own.open(other_column, &sealed).is_err());
        let other_table = Cell { table: "cached_token", ..CELL };
        assert!(own.open(other_table, &sealed).is_err());
    }

    #[test]
    fn the_same_secret_is_sealed_differently_each_time() {
        let own = sealer("a", &[("a", 1)]);
        assert_ne!(own.seal(CELL, "sesame").unwrap(), own.seal(CELL, "sesame").unwrap());
    }

    #[test]
    fn a_replaced_key_still_opens_and_a_removed_one_is_named() {
        let sealed = sealer("old", &[("old", 1)]).seal(CELL, "sesame").unwrap();
        let rotated = sealer("new", &[("old", 1), ("new", 2)]);
        assert_eq!(rotated.open(CELL, &sealed).unwrap().expose_secret(), "sesame");
        assert!(rotated.seal(CELL, "sesame").unwrap().starts_with("v1.new."));
        let removed = sealer("new", &[("new", 2)]);
        assert_eq!(source(removed.open(CELL, &sealed)), SealError::UnknownKey { key_id: "old".to_owned() });
        let another = sealer("old", &[("old", 9)]);
        assert_eq!(source(another.open(CELL, &sealed)), SealError::Forged);
    }

    #[test]
    fn what_is_not_a_sealed_text_is_refused_and_a_changed_one_does_not_open() {
        let own = sealer("a", &[("a", 1)]);
        for text in ["", "sesame", "v1.a", "v2.a.AAAA", "v1.a.AAAA", "v1.a.!!!!"] {
            assert_eq!(source(own.open(CELL, text)), SealError::Malformed, "{text}");
        }
        let sealed = own.seal(CELL, "sesame").unwrap();
        let at = sealed.len() - 5;
        let changed = if sealed.as_bytes()[at] == b'A' { "B" } else { "A" };
        let sealed = format!("{}{changed}{}", &sealed[..at], &sealed[at + 1..]);
        assert_eq!(source(own.open(CELL, &sealed)), SealError::Forged);
    }
}
