//! Who calls a function, and whether they may.

use actix_web::{HttpRequest, http::header};
use login_type::{CallError, Caller, ErrorKind};

use super::target::Target;
use crate::state::AppState;

/// Who presents the request's bearer token; nobody is asked where the function is for everybody.
pub(super) async fn authenticate(
    request: &HttpRequest,
    state: &AppState,
    target: &Target<'_>,
) -> Result<Caller, CallError> {
    let function = target.function;
    if !function.login_required && !function.admin_required {
        return Ok(Caller::Anonymous);
    }
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")));
    let Some(bearer) = bearer else {
        let message = format!("function {} needs a login: send Authorization: Bearer <token>", function.name);
        return Err(CallError::new(ErrorKind::LoginRequired, message));
    };
    let caller = state.accounts.authenticate(bearer.trim()).await?;
    let Caller::User { app, .. } = &caller else { return Ok(caller) };
    if app != target.app.id() {
        let message = format!("this token is a login to app {app}, not to {}: log in there", target.app.id());
        return Err(CallError::new(ErrorKind::LoginRequired, message));
    }
    if function.admin_required {
        let message = format!("function {} is for administrators: use a personal access token", function.name);
        return Err(CallError::new(ErrorKind::AdminRequired, message));
    }
    Ok(caller)
}
