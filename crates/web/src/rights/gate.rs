//! `Gate`: lets requests in, within the limits, and says whose they are.

use std::{net::IpAddr, sync::Arc};

use accounts::{Asked, BearerError, LocalAccounts};
use actix_web::http::header::{self, HeaderMap};
use login_type::{CallError, Caller, Host};

use crate::limits::{body::Bodies, rate::RateLimits};

/// The scheme of a token in `Authorization`, in any letter case (RFC 9110, 11.1).
const SCHEME: &str = "Bearer";

/// Lets requests in, within the limits, and says whose they are.
#[derive(Clone)]
pub struct Gate {
    pub(crate) accounts: LocalAccounts,
    pub(crate) host: Host,
    pub(crate) bodies: Bodies,
    pub(crate) rate: Arc<RateLimits>,
}

impl Gate {
    /// The limits of how often anybody may ask.
    pub fn rate(&self) -> &RateLimits {
        &self.rate
    }

    /// The caller whose token it is. Of an address that presented too many wrong ones, no token is looked up any more; access tokens
    /// that our keys signed need no look to be told from guesses, so users who are logged in there are not kept out.
    ///
    /// # Errors
    /// [`TooManyRequests`](login_type::ErrorKind::TooManyRequests), or what the token's bearer is to be told.
    pub async fn recognise(&self, client: Option<IpAddr>, bearer: &str, asked: Asked<'_>) -> Result<Caller, CallError> {
        if accounts::is_looked_up(bearer) {
            self.rate.admit_guess(client)?;
        }
        match self.accounts.authenticate(&self.host, bearer, asked).await {
            Ok(caller) => Ok(caller),
            Err(BearerError::Refused(error)) => Err(error),
            Err(BearerError::Unknown(error)) => {
                self.rate.admit_guess(client)?;
                self.rate.guessed_wrong(client);
                Err(error)
            }
        }
    }
}

/// The token of `Authorization: Bearer <token>`.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim_start().split_once(' ')?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| token.trim())
}
