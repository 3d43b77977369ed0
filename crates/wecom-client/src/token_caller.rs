//! `TokenCaller`: sends calls that carry a token, and takes care of the token.

use clock::SharedClock;

use crate::{ApiClient, Endpoint, Error, Remedy, StoredToken, TokenKey, caller::Caller, token_cache::TokenCache};

/// Sends calls with tokens; its clones share them.
#[derive(Clone)]
pub(crate) struct TokenCaller {
    pub(crate) caller: Caller,
    pub(crate) tokens: TokenCache,
}

impl TokenCaller {
    pub(crate) fn new(api: ApiClient, tokens: TokenCache, clock: SharedClock) -> Self {
        Self { caller: Caller::new(api, clock), tokens }
    }

    /// Sends a call with the token of `key`, which `fetch` gets where there is none; where WeCom refuses the token, once
    /// more with another one.
    pub(crate) async fn call<E, F>(
        &self,
        key: &TokenKey,
        fetch: impl Fn() -> F,
        endpoint: &E,
    ) -> Result<E::Response, Error>
    where
        E: Endpoint,
        F: Future<Output = Result<StoredToken, Error>> + Send + 'static,
    {
        let token = self.tokens.get(key, fetch()).await?;
        let error = match self.caller.call(endpoint, Some(&token.value)).await {
            Ok(response) => return Ok(response),
            Err(error) => error,
        };
        if error.remedy() != Remedy::RefreshToken || !self.tokens.reject(key, &token).await {
            return Err(error);
        }
        let token = self.tokens.get(key, fetch()).await?;
        self.caller.call(endpoint, Some(&token.value)).await
    }
}
