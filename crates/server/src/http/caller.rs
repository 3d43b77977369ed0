//! Who calls a function, and whether they may.

use std::net::IpAddr;

use accounts::BearerError;
use actix_web::{HttpRequest, http::header};
use login_type::{CallError, Caller, ErrorKind};

use super::{rpc::Failure, target::Target, visit::Visit};
use crate::state::AppState;

/// Who presents the request's bearer token; nobody is asked where the function is for everybody.
pub(super) async fn authenticate(
    request: &HttpRequest,
    state: &AppState,
    visit: &Visit,
    target: &Target<'_>,
) -> Result<Caller, Failure> {
    let function = target.function;
    if !function.login_required && !function.admin_required {
        return Ok(Caller::Anonymous);
    }
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")));
    let Some(bearer) = bearer else {
        let message = format!("function {} needs a login: send Authorization: Bearer <token>", function.name);
        return Err(CallError::new(ErrorKind::LoginRequired, message).into());
    };
    let caller = recognise(state, visit.client, bearer.trim()).await?;
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

/// Whose token it is. Of an address that presented too many wrong ones, no token is looked up any more; access tokens that
/// our keys signed need no look to be told from guesses, so whoever is logged in there is not kept out.
async fn recognise(state: &AppState, client: Option<IpAddr>, bearer: &str) -> Result<Caller, Failure> {
    let admit = || state.rate.admit_guess(client).inspect_err(|refused| state.metrics.limited(refused.limit));
    if accounts::is_looked_up(bearer) {
        admit()?;
    }
    match state.accounts.authenticate(&*state.host.admission, bearer).await {
        Ok(caller) => Ok(caller),
        Err(BearerError::Refused(error)) => Err(error.into()),
        Err(BearerError::Unknown(error)) => {
            admit()?;
            state.rate.guessed_wrong(client);
            Err(error.into())
        }
    }
}
