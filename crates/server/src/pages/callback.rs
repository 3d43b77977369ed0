//! `GET /{org}/{app}/login/callback`: WeCom sends the browser back here with `code` and `state`.

use accounts::Occasion;
use actix_web::{HttpRequest, HttpResponse, cookie::time, http::StatusCode, web};
use error_chain::ErrorChain;
use login_type::{CallError, InstanceName, Login, LoginRequest, Platform, Way};
use serde::Deserialize;
use storage::{Access, LoginAttempt};

use super::{cookies, layout, on_a_phone, see_other};
use crate::{
    http::{errcode, visit::Visit},
    logins, rate,
    state::AppState,
};

/// What WeCom sends along; no `code` when the member refused.
#[derive(Deserialize)]
pub(super) struct Query {
    code: Option<String>,
    state: Option<String>,
}

/// Logs in, once for each `state`; anything else gets a page that says what happened and starts over.
pub(super) async fn callback(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: web::Query<Query>,
    state: web::Data<AppState>,
) -> HttpResponse {
    let base = format!("/{}/{}", path.0, path.1);
    let over = format!("{base}/login");
    if state.catalog().app(&path.0, &path.1).is_none() {
        return super::not_found().await;
    }
    let attempt = match attempt(&request, &state, query.state.as_deref()).await {
        Ok(Some(attempt)) if attempt.app == format!("{}.{}", path.0, path.1) => attempt,
        Ok(_) => {
            let english = "This login was finished already, took too long, or was begun in another browser.";
            return layout::message(
                StatusCode::BAD_REQUEST,
                "这次登录已经用过、超时，或不是在这个浏览器里开始的。",
                english,
                Some(&over),
            );
        }
        Err(error) => return failed(&error, &over),
    };
    let way = match attempt.way.parse() {
        Ok(way) => way,
        Err(error) => return failed(&error, &over),
    };
    let Some(code) = query.code.as_deref().filter(|code| !code.is_empty()) else {
        state.metrics.login(logins::way_of_page(way), "cancelled");
        return layout::message(StatusCode::OK, "登录已取消", "The login was cancelled", Some(&over));
    };
    let login = log_in(&request, &state, &attempt, way, code).await;
    state.metrics.login(logins::way_of_page(way), logins::result(&login));
    match login {
        Ok(login) => enter(&state, &login, &base, &over).await,
        Err(error) => {
            if rate::is_wrong_guess(error.kind()) {
                state.rate.guessed_wrong(Visit::of(&request).client);
            }
            failed(&error, &over)
        }
    }
}

/// The login that `state` belongs to, if this browser began it and nobody finished it yet.
async fn attempt(
    request: &HttpRequest,
    state: &AppState,
    token: Option<&str>,
) -> Result<Option<LoginAttempt>, CallError> {
    let (Some(token), Some(binding)) = (token, cookies::value(request, cookies::LOGIN)) else { return Ok(None) };
    // Both are hashes of random values: the database's comparison gives nothing away.
    let (token, binding) = (accounts::digest(token), accounts::digest(&binding));
    let attempts = state.database.login_attempts();
    attempts.consume(&token, &binding, state.clock().now()).await.map_err(CallError::unavailable)
}

async fn log_in(
    request: &HttpRequest,
    state: &AppState,
    attempt: &LoginAttempt,
    way: Way,
    code: &str,
) -> Result<Login, CallError> {
    let name = InstanceName {
        app: attempt.app.parse().map_err(CallError::internal)?,
        element: attempt.instance.parse().map_err(CallError::internal)?,
    };
    let gone = || CallError::new(login_type::ErrorKind::UnknownElement, "This login was removed in the meantime.");
    let instance = state.catalog().login_types.instance(&name).ok_or_else(gone)?;
    let platform = match way {
        Way::Workbench => Platform::App,
        Way::Qr if on_a_phone(request) => Platform::Mobile,
        Way::Qr => Platform::Web,
    };
    let Visit { id, client } = Visit::of(request);
    let way_of_page = Some(logins::way_of_page(way));
    let host = state.host_on(Occasion { request_id: Some(id), client, way: way_of_page, record_id: None });
    instance.login(&LoginRequest { corp_id: &attempt.corp_id, code, way, platform }, &host).await
}

/// Opens the browser's session and shows who is in.
async fn enter(state: &AppState, login: &Login, base: &str, over: &str) -> HttpResponse {
    let session = match state.accounts.open_browser_session(&login.session_id).await {
        Ok(session) => session,
        Err(error) => return failed(&error.into(), over),
    };
    let mut response = see_other(&format!("{base}/me"));
    let lifetime = time::Duration::seconds(i64::try_from(state.browser_session_seconds).unwrap_or(i64::MAX));
    let cookie =
        cookies::cookie(state, cookies::SESSION, session.expose_secret().to_owned(), &format!("{base}/"), lifetime);
    if let Err(error) = response.add_cookie(&cookie) {
        tracing::error!(error = %error.chain(), "the session cookie could not be set");
    }
    response
}

fn failed(error: &CallError, over: &str) -> HttpResponse {
    if std::error::Error::source(error).is_some() {
        tracing::warn!(error = %error.chain(), "login failed");
    } else {
        tracing::info!(error = %error.chain(), "login failed");
    }
    let chinese = format!("登录没有成功：{}", errcode::in_chinese(error.kind()));
    layout::message(errcode::status(error.kind()), &chinese, &error.to_string(), Some(over))
}
