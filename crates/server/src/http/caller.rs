//! Who calls a function, and whether they may.

use std::net::IpAddr;

use accounts::{Asked, BearerError};
use actix_web::{
    HttpRequest,
    http::header::{self, HeaderMap},
};
use element_model::AdminScope;
use login_type::{CallError, Caller, ErrorKind};
use web::limits::rate::TooMany;

use super::{request_context::RequestContext, rpc::Failure, target::Target};
use crate::{administration, state::AppState};

/// The scheme of a token in `Authorization`, in any letter case (RFC 9110, 11.1).
const SCHEME: &str = "Bearer";

/// Why a token says nothing of whoever presents it.
pub(super) enum Unrecognised {
    /// Too many wrong ones came from the address.
    TooMany(TooMany),
    /// The token itself.
    Bearer(BearerError),
}

/// Who presents the request's bearer token; nobody is asked where the function is for everybody.
pub(super) async fn authenticate(
    request: &HttpRequest,
    state: &AppState,
    context: &RequestContext,
    target: &Target<'_>,
) -> Result<Caller, Failure> {
    let function = target.function;
    if !function.login_required && !function.admin_required {
        return Ok(Caller::Anonymous);
    }
    let Some(bearer) = bearer(request.headers()) else {
        let message = format!("function {} needs a login: send Authorization: Bearer <token>", function.name);
        return Err(CallError::new(ErrorKind::LoginRequired, message).into());
    };
    let asked = Asked { app: (!is_server_wide(target)).then(|| target.app.id()), scope: function.admin_scope };
    let caller = recognise(state, context.client, bearer, asked).await?;
    let Caller::User { app, .. } = &caller else { return Ok(caller) };
    if app != target.app.id() {
        let message = format!("this token is a login to app {app}, not to {}: log in there", target.app.id());
        return Err(CallError::new(ErrorKind::LoginRequired, message).into());
    }
    if function.admin_required {
        let message = format!("function {} is for administrators: use a personal access token", function.name);
        return Err(CallError::new(ErrorKind::AdminRequired, message).into());
    }
    Ok(caller)
}

/// Whether a function reaches beyond its app. A user is the same in all apps: who may be logged in as whom is decided for
/// all of them, except by a service that keeps to its app.
fn is_server_wide(target: &Target<'_>) -> bool {
    match administration::service(target.element.full_name().as_str()) {
        Some(service) => service.is_server_wide,
        None => target.function.admin_scope == AdminScope::Login,
    }
}

/// Whose token it is. Of an address that presented too many wrong ones, no token is looked up any more; access tokens that
/// our keys signed need no look to be told from guesses, so whoever is logged in there is not kept out.
pub(super) async fn recognise(
    state: &AppState,
    client: Option<IpAddr>,
    bearer: &str,
    asked: Asked<'_>,
) -> Result<Caller, Unrecognised> {
    let admit = || {
        let admitted = state.rate.admit_guess(client);
        admitted.inspect_err(|refused| state.metrics.limited(refused.limit)).map_err(Unrecognised::TooMany)
    };
    if accounts::is_looked_up(bearer) {
        admit()?;
    }
    match state.accounts.authenticate(&state.host, bearer, asked).await {
        Ok(caller) => Ok(caller),
        Err(error @ BearerError::Refused(_)) => Err(Unrecognised::Bearer(error)),
        Err(error @ BearerError::Unknown(_)) => {
            admit()?;
            state.rate.guessed_wrong(client);
            Err(Unrecognised::Bearer(error))
        }
    }
}

/// The token of `Authorization: Bearer <token>`.
pub(super) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.trim_start().split_once(' ')?;
    scheme.eq_ignore_ascii_case(SCHEME).then(|| token.trim())
}

impl From<Unrecognised> for Failure {
    fn from(unrecognised: Unrecognised) -> Self {
        match unrecognised {
            Unrecognised::TooMany(too_many) => too_many.into(),
            Unrecognised::Bearer(error) => error.answer().into(),
        }
    }
}
