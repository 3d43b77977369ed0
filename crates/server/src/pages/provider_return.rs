//! `GET /{org}/{app}/login/callback`: the identity provider sends the browser back here with `code` and `state`.

use accounts::KnownBrowser;
use actix_web::{HttpRequest, HttpResponse, cookie::time, http::StatusCode, web::Data};
use app_catalog::Catalog;
use element_model::AppId;
use error_chain::ErrorChain;
use login_type::{CallError, CorpHint, InstanceName, LinkRequest, Login, LoginRequest, Platform, SecretText, Way};
use secrecy::ExposeSecret;
use storage::{Access, PendingLogin};
use web::{
    RequestContext,
    cookies::Purpose,
    errcode,
    limits::rate,
    page::{self, Notice, WayOn},
};

use super::{
    audit, login_site::LoginSite, logins::Logins, oauth_error::OAuthError, on_a_phone, query::Query, refusals::Refusal,
    relay, see_other, served_app::ServedApp, texts, throttle, way_on,
};
use crate::{login_labels, login_redirect};

/// Logs in, once for each `state`; anything else gets a page that says what happened and starts over, with the company
/// or the instance that the login was for. No `code` comes along when the visitor declined, and with an `error` there is none.
pub(super) async fn provider_return(
    request: HttpRequest,
    served: ServedApp,
    query: Query,
    logins: Data<Logins>,
) -> HttpResponse {
    let app = served.id();
    if let Some(site) = LoginSite::of(&request) {
        return relay::go_home(&request, &logins, app, &site, &query).await;
    }
    let over = way_on::of(&logins.cookies, app, &request);
    let (query, attempt) = match attempt(&request, &logins, app, query).await {
        Ok(Some(found)) => found,
        Ok(None) => return spent(&over),
        Err(error) => return failed(&error, &over),
    };
    let over = way_on::again(&served, &attempt);
    let over = way_on::going_on(over, attempt.authorization.as_deref());
    let Some(way) = login_labels::of_stored(&attempt.way) else {
        return failed(&CallError::internal(format!("unknown way of logging in: {}", attempt.way)), &over);
    };
    if let Some(error) = OAuthError::of(query.get("error"), query.get("error_description")) {
        return provider_failed(&logins, &attempt, way, &error, &over);
    }
    if query.get("code").is_none() {
        logins.metrics.login(login_labels::way_of_page(way), "cancelled");
        return page::tell(StatusCode::OK, Notice::new(&texts::CANCELLED, &texts::YOU_CANCELLED), Some(&over));
    }
    let client = RequestContext::of(&request).client;
    let whose = if attempt.corp_id.is_empty() { &attempt.instance } else { &attempt.corp_id };
    if let Err(too_many) = logins.rate.admit_corp(client, app, whose) {
        return throttle::refuse(&request, &logins, too_many);
    }
    let login = log_in(&request, &logins, &served.catalog, &attempt, way, &query).await;
    logins.metrics.login(login_labels::way_of_page(way), login_labels::result(&login));
    match login {
        Ok(login) => {
            login_labels::note(app, login_labels::way_of_page(way), (&login).into());
            enter(&request, &logins, &login, app, (&over, attempt.authorization.as_deref())).await
        }
        Err(error) => {
            if rate::is_wrong_guess(error.kind()) {
                logins.rate.guessed_wrong(client);
            }
            failed(&error, &over)
        }
    }
}

/// Says why the identity provider let nobody in, to the visitor and to the operator.
fn provider_failed(
    logins: &Logins,
    attempt: &PendingLogin,
    way: Way,
    error: &OAuthError,
    over: &WayOn,
) -> HttpResponse {
    let result = if error.status.is_server_error() { "failed" } else { "refused" };
    logins.metrics.login(login_labels::way_of_page(way), result);
    let PendingLogin { app, instance, .. } = attempt;
    let description = error.description.as_deref();
    tracing::warn!(app, instance, oauth.error = error.word, oauth.description = description, "the provider refused");
    page::tell(error.status, Notice::new(&texts::CANNOT_SIGN_IN, error.text), Some(over))
}

/// The login that `state` belongs to, if this browser began it and nobody finished it yet; with the provider's answer, which
/// may have come by a login host.
async fn attempt(
    request: &HttpRequest,
    logins: &Logins,
    app: &AppId,
    query: Query,
) -> Result<Option<(Query, PendingLogin)>, CallError> {
    let is_own = |attempt: &PendingLogin| attempt.app == app.to_string();
    if let Some(code) = query.get("relay") {
        let arrived = relay::arrive(request, logins, app, code).await?;
        return Ok(arrived.filter(|(_, attempt)| is_own(attempt)));
    }
    let (Some(token), Some(binding)) = (query.get("state"), logins.cookies.of(app).binding(request)) else {
        return Ok(None);
    };
    // Both are hashes of random values: the database's comparison gives nothing away.
    let (token, binding) = (accounts::digest(token), accounts::digest(&binding));
    let attempts = logins.database.pending_logins();
    let attempt = attempts.consume(&token, &binding, logins.host.clock.now()).await.map_err(CallError::unavailable)?;
    Ok(attempt.filter(is_own).map(|attempt| (query, attempt)))
}

/// Answers a `HEAD`: a program that only looks at the address does not spend the login that it belongs to.
pub(super) async fn look(served: ServedApp) -> HttpResponse {
    page::tell(StatusCode::OK, Notice::new(&texts::SIGN_IN, &texts::CONTINUE), Some(&way_on::to(served.id())))
}

async fn log_in(
    request: &HttpRequest,
    logins: &Logins,
    catalog: &Catalog,
    attempt: &PendingLogin,
    way: Way,
    query: &Query,
) -> Result<Login, CallError> {
    let name = InstanceName {
        app: attempt.app.parse().map_err(CallError::internal)?,
        element: attempt.instance.parse().map_err(CallError::internal)?,
    };
    let gone = || CallError::new(login_type::ErrorKind::UnknownElement, "This login was removed in the meantime.");
    let instance = catalog.login_types.login(&name).ok_or_else(gone)?;
    let platform = match way {
        Way::Client => Platform::App,
        Way::Browser if on_a_phone(request) => Platform::Mobile,
        Way::Browser => Platform::Web,
    };
    let client_id = match attempt.authorization.as_deref() {
        Some(ticket) => logins.openid.asking_client(&name.app, ticket).await.map_err(CallError::unavailable)?,
        None => None,
    };
    let host = logins.host_for((request, client_id.as_deref()), login_labels::way_of_page(way));
    let redirect_uri = match &attempt.redirect_uri {
        Some(uri) => uri.clone(),
        None => login_redirect::uri(logins.public_url.as_url(), &name.app).map_err(CallError::internal)?.to_string(),
    };
    let (state, code) = (query.get("state").unwrap_or_default(), query.get("code").unwrap_or_default());
    let link = LinkRequest::new(CorpHint::CorpId(&attempt.corp_id), way, &redirect_uri, state);
    let kept = attempt.kept.as_ref().map(|kept| SecretText::new(kept.expose_secret()));
    let request = LoginRequest::of(&link, &attempt.corp_id, code).at(platform).with_kept(kept.as_ref());
    let request = request.from_issuer(query.get("iss"));
    instance.login(&request, &host).await
}

/// Opens the browser's session, which takes the place of the one before, and shows who is in.
pub(super) async fn enter(
    request: &HttpRequest,
    logins: &Logins,
    login: &Login,
    app: &AppId,
    (over, authorization): (&WayOn, Option<&str>),
) -> HttpResponse {
    let (cookies, binding) =
        (logins.cookies.of(app).values(request, Purpose::Session), logins.cookies.of(app).binding(request));
    let browser = KnownBrowser { cookies: &cookies, binding: binding.as_deref() };
    let accounts = logins.accounts.on(audit::context(request, "page"));
    let session = match accounts.open_browser_session_at(&login.session_id, browser).await {
        Ok(session) => session,
        Err(error) => return failed(&error.into(), over),
    };
    let mut response = match authorization {
        // Letters and digits, as the query had it.
        Some(request) => see_other(&format!("/{}/{}/oidc/resume?request={request}", app.org(), app.app())),
        None => see_other(&format!("/{}/{}/me", app.org(), app.app())),
    };
    let lifetime = time::Duration::seconds(i64::try_from(logins.browser_session_seconds).unwrap_or(i64::MAX));
    let session = session.expose_secret().to_owned();
    logins.cookies.of(app).set(&mut response, Purpose::Session, session, lifetime);
    response
}

fn failed(error: &CallError, over: &WayOn) -> HttpResponse {
    if std::error::Error::source(error).is_some() {
        tracing::warn!(error = %error.chain(), "login failed");
    } else {
        tracing::info!(error = %error.chain(), "login failed");
    }
    page::tell(errcode::status(error.kind()), Refusal::of(error).notice(), Some(over))
}

/// The page for a browser that comes back with a login that is not its own, or no longer good.
pub(super) fn spent(over: &WayOn) -> HttpResponse {
    page::tell(StatusCode::BAD_REQUEST, Notice::new(&texts::LINK_SPENT, &texts::NO_SUCH_ATTEMPT), Some(over))
}
