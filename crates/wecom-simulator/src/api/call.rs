//! An API call: its parameters, its caller, and the tokens it shows.

use std::{collections::HashMap, net::IpAddr};

use serde_json::Value;

use super::ApiError;
use crate::state::{App, AppKey, AppStatus, ExpiredToken, Holder, State};

/// Which codes a kind of token is refused with.
struct Refusals {
    missing: i64,
    invalid: i64,
    expired: i64,
}

const ACCESS_TOKEN: Refusals = Refusals { missing: 41001, invalid: 40014, expired: 42001 };
const SUITE_TOKEN: Refusals = Refusals { missing: 41022, invalid: 40082, expired: 42009 };

/// A call that is being answered.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) state: &'a mut State,
    pub(crate) query: HashMap<String, String>,
    /// The JSON body, `null` for GET.
    pub(crate) body: Value,
    pub(crate) caller: IpAddr,
    pub(crate) origin: &'a str,
    /// The owner of a token or code, for the count of calls.
    pub(crate) subject: Option<String>,
}

impl Call<'_> {
    /// A query parameter, or `missing` when it is absent or empty.
    pub(crate) fn query(&self, name: &str, missing: i64) -> Result<String, ApiError> {
        let value = self.query.get(name).filter(|value| !value.is_empty());
        value.cloned().ok_or_else(|| ApiError::new(missing))
    }

    /// A text of the body, or `missing` when it is absent, empty or not a text.
    pub(crate) fn text(&self, name: &str, missing: i64) -> Result<String, ApiError> {
        let value = self.body.get(name).and_then(Value::as_str).filter(|value| !value.is_empty());
        value.map(str::to_owned).ok_or_else(|| ApiError::new(missing))
    }

    /// Checks `provider_access_token` (96237).
    pub(crate) fn provider(&mut self) -> Result<(), ApiError> {
        match self.token("provider_access_token", &ACCESS_TOKEN)? {
            Holder::Provider => Ok(()),
            _ => Err(ApiError::new(ACCESS_TOKEN.invalid)),
        }
    }

    /// Checks `suite_access_token` and gives its suite id (97162).
    pub(crate) fn suite(&mut self) -> Result<String, ApiError> {
        match self.token("suite_access_token", &SUITE_TOKEN)? {
            Holder::Suite(suite_id) => Ok(suite_id),
            _ => Err(ApiError::new(SUITE_TOKEN.invalid)),
        }
    }

    /// Checks an app's `access_token` and that the app runs (97164).
    pub(crate) fn app(&mut self) -> Result<AppKey, ApiError> {
        let Holder::App(key, _) = self.token("access_token", &ACCESS_TOKEN)? else {
            return Err(ApiError::new(ACCESS_TOKEN.invalid));
        };
        match self.known_app(&key)?.status {
            AppStatus::Disabled => Err(ApiError::new(50003)),
            AppStatus::Suspended => Err(ApiError::new(48006)),
            AppStatus::Cancelled => Err(ApiError::new(48004)),
            AppStatus::Developing | AppStatus::Online => Ok(key),
        }
    }

    /// Checks that `access_token` is some token of any kind (97073, 96238).
    pub(crate) fn any_token(&mut self) -> Result<(), ApiError> {
        self.token("access_token", &ACCESS_TOKEN).map(drop)
    }

    /// The app of a token that was just checked.
    pub(crate) fn known_app(&self, key: &AppKey) -> Result<&App, ApiError> {
        self.state.app(key).ok_or_else(|| ApiError::new(40014))
    }

    fn token(&mut self, parameter: &str, refusals: &Refusals) -> Result<Holder, ApiError> {
        let value = self.query(parameter, refusals.missing)?;
        let state = &mut *self.state;
        state.tokens.note_use(&value, &state.asker);
        let Some(token) = self.state.tokens.lookup(&value).filter(|token| !token.revoked) else {
            return Err(ApiError::new(refusals.invalid));
        };
        if token.remaining(self.state.now()) > 0 {
            return Ok(token.holder.clone());
        }
        Err(ApiError::new(match self.state.switches.expired_token {
            ExpiredToken::Expired => refusals.expired,
            ExpiredToken::Invalid => refusals.invalid,
        }))
    }
}
