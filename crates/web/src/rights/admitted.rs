//! `Admitted`: the proof that somebody looked whether a request may do what it asks for.

use std::net::IpAddr;

use accounts::Asked;
use actix_web::http::header::HeaderMap;
use element_model::AppId;
use login_type::{CallError, Caller, ErrorKind};

use super::gate::{Gate, bearer};

/// The proof that somebody looked whether a request may do what it asks for; with it, the body can be read.
#[derive(Clone, Debug)]
pub struct Admitted {
    caller: Caller,
}

/// The bearer that a call needs.
#[derive(Clone, Copy, Debug)]
pub struct Demand<'a> {
    /// The name of the call, for refusals: `function list`.
    pub what: &'a str,
    /// The app that is called: a user of another one is refused.
    pub app: &'a AppId,
    /// The rights that an administrator's token must have.
    pub asked: Asked<'a>,
    /// Whether users are refused.
    pub is_for_administrators: bool,
}

impl Admitted {
    /// The caller.
    pub fn caller(&self) -> &Caller {
        &self.caller
    }

    /// Admits what proves itself by a signature in it, as WeCom's callbacks do: it is never counted, because an event that
    /// is refused may be lost.
    pub fn by_own_signature() -> Self {
        Self { caller: Caller::Anonymous }
    }
}

impl Gate {
    /// Admits anybody, as often as the limits allow.
    ///
    /// # Errors
    /// [`ErrorKind::TooManyRequests`].
    pub fn admit_anybody(&self, client: Option<IpAddr>) -> Result<Admitted, CallError> {
        self.rate.admit_address(client)?;
        Ok(Admitted { caller: Caller::Anonymous })
    }

    /// Admits the bearer of the token that the headers have, if it meets the demand.
    ///
    /// # Errors
    /// [`ErrorKind::LoginRequired`] and [`ErrorKind::AdminRequired`] with what to do next, or those of
    /// [`recognise`](Self::recognise).
    pub async fn admit_bearer(
        &self,
        headers: &HeaderMap,
        client: Option<IpAddr>,
        demand: &Demand<'_>,
    ) -> Result<Admitted, CallError> {
        let Demand { what, app: own, asked, is_for_administrators } = *demand;
        let Some(bearer) = bearer(headers) else {
            let message = format!("{what} needs a login: send Authorization: Bearer <token>");
            return Err(CallError::new(ErrorKind::LoginRequired, message));
        };
        let caller = self.recognise(client, bearer, asked).await?;
        if let Caller::User { app, .. } = &caller {
            if app != own {
                let message = format!("this token is a login to app {app}, not to {own}: log in there");
                return Err(CallError::new(ErrorKind::LoginRequired, message));
            }
            if is_for_administrators {
                let message = format!("{what} is for administrators: use a personal access token");
                return Err(CallError::new(ErrorKind::AdminRequired, message));
            }
        }
        Ok(Admitted { caller })
    }
}
