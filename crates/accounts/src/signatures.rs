//! Signatures of tokens that are no access tokens of a session: ID tokens, log-out tokens, tokens of machines.

use std::sync::Arc;

use login_type::SecretText;
use serde_json::Value;

use crate::{
    AccountsError, LocalAccounts, SigningAlgorithm,
    jose::{self, Verified},
};

impl LocalAccounts {
    /// Signs claims as a JWT of this type (the `typ` of its header), beside the tasks of others where that takes long.
    ///
    /// # Errors
    /// When the database is out of reach or a stored key cannot be read.
    pub async fn sign(
        &self,
        algorithm: SigningAlgorithm,
        typ: &str,
        claims: Value,
    ) -> Result<SecretText, AccountsError> {
        let keys = self.keys.current_of(algorithm).await?;
        let now = self.clock.now();
        match algorithm {
            SigningAlgorithm::Es256 => keys.signer(algorithm, now).ok_or(AccountsError::NoKey)?.sign(typ, &claims),
            SigningAlgorithm::Rs256 => {
                let (keys, typ) = (Arc::clone(&keys), typ.to_owned());
                let sign = move || keys.signer(algorithm, now).ok_or(AccountsError::NoKey)?.sign(&typ, &claims);
                tokio::task::spawn_blocking(sign).await.map_err(|_| AccountsError::NoKey)?
            }
        }
    }

    /// The header and claims of a JWT that a key of this server signed; `None` for any other. Its claims, `exp` too, are
    /// the caller's to look at.
    ///
    /// # Errors
    /// When the database is out of reach or a stored key cannot be read.
    pub async fn verify(&self, token: &str) -> Result<Option<Verified>, AccountsError> {
        let Some(kid) = jose::key_id(token) else { return Ok(None) };
        let keys = self.keys.knowing(&kid).await?;
        Ok(keys.verifier(&kid, self.clock.now()).and_then(|key| key.verify(token)))
    }

    /// The public keys of all algorithms, as a JSON Web Key Set (RFC 7517); makes the first keys where there are none.
    ///
    /// # Errors
    /// When the database is out of reach or a stored key cannot be read.
    pub async fn jwks_of_all(&self) -> Result<Value, AccountsError> {
        for algorithm in SigningAlgorithm::ALL {
            self.keys.current_of(algorithm).await?;
        }
        self.jwks().await
    }
}
