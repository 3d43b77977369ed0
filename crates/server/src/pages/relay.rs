//! `GET /{org}/{app}/login/relay`: the steps of a login that goes by a company's own host.
//!
//! The server's own host begins it and leads the browser to the login host (`leave`), which ties it to a cookie of its own
//! and goes on to the identity provider (`relay`). The provider's answer comes to the login host, which leads it home
//! (`go_home`); there it counts only in the browser that began (`arrive`). Each step goes by a code that is good once, for a
//! minute, at one host.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use element_model::AppId;
use error_chain::ErrorChain;
use login_type::{CallError, LoginLink};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use storage::{Access as _, LoginHost, LoginRelay, PendingLogin, retry_on_deadlock};
use url::form_urlencoded;
use web::{cookies::Purpose, page};

use super::{
    login_site::LoginSite,
    logins::{ATTEMPT_COOKIE, Logins},
    query::Query,
    see_other,
    served_app::ServedApp,
    texts, way_on,
};

/// How long a browser may take from one host to the other.
const LIFETIME: Duration = Duration::from_mins(1);
/// Length of a code that nobody guesses.
const CODE_LEN: usize = 43;
/// The server's own host, among those of relays.
const HOME: &str = "";
/// The parameters of a provider's answer that are carried home.
const OF_ANSWER: [&str; 5] = ["code", "state", "iss", "error", "error_description"];

/// The content of the step to a login host.
#[derive(Serialize, Deserialize)]
struct Outward {
    state_hash: String,
    /// The provider's page.
    link: String,
}

/// The content of the step home.
#[derive(Serialize, Deserialize)]
struct Homeward {
    /// The parameters of the provider's answer.
    answer: Vec<(String, String)>,
}

/// Begins a login at a login host; answers where the browser goes on.
///
/// # Errors
/// When the database does not do it.
pub(super) async fn leave(
    logins: &Logins,
    app: &AppId,
    host: &LoginHost,
    attempt: PendingLogin,
    link: &LoginLink,
) -> Result<String, CallError> {
    let site = LoginSite::at(host).ok_or_else(|| CallError::internal("a login host has no name"))?;
    let code = logins.host.entropy.alphanumeric(CODE_LEN);
    // No cookie has this hash: the login host puts its own in the place.
    let cookie_hash = accounts::digest(&code);
    let attempt = PendingLogin { home_cookie_hash: Some(attempt.cookie_hash), cookie_hash, ..attempt };
    let outward = Outward { state_hash: attempt.state_hash.clone(), link: link.url.clone() };
    let relay = relay_of(logins, &code, (&site.host, None), &outward)?;
    let add = async || {
        let tx = logins.database.begin().await?;
        tx.pending_logins().add(&attempt).await?;
        tx.login_relays().add(&relay).await?;
        tx.commit().await
    };
    let added: Result<(), storage::StorageError> = retry_on_deadlock!(add());
    added.map_err(CallError::unavailable)?;
    let origin = host.url.trim_end_matches('/');
    Ok(format!("{origin}/{}/{}/login/relay?relay={code}", app.org(), app.app()))
}

/// At the login host: ties the login to this browser, and goes on to the provider.
pub(super) async fn relay(request: HttpRequest, served: ServedApp, query: Query, logins: Data<Logins>) -> HttpResponse {
    let over = way_on::to(served.id());
    let found = match (LoginSite::of(&request), query.get("relay")) {
        (Some(site), Some(code)) => {
            let cookies = logins.cookies.of(served.id()).at(Some(site.cookies()));
            let binding = cookies.binding(&request).unwrap_or_else(|| cookies.new_binding());
            go_out(&logins, &site, code, &binding).await.map(|link| {
                link.map(|link| {
                    let mut response = see_other(&link);
                    cookies.set(&mut response, Purpose::Attempt, binding, ATTEMPT_COOKIE);
                    response
                })
            })
        }
        _ => Ok(None),
    };
    match found {
        Ok(Some(response)) => response,
        Ok(None) => page::tell(StatusCode::BAD_REQUEST, &texts::NO_SUCH_ATTEMPT, Some(&over)),
        Err(error) => failed(&error, &over),
    }
}

/// Answers a `HEAD`: a program that only looks spends nothing.
pub(super) async fn look(served: ServedApp) -> HttpResponse {
    page::tell(StatusCode::OK, &texts::SIGN_IN, Some(&way_on::to(served.id())))
}

async fn go_out(logins: &Logins, site: &LoginSite, code: &str, binding: &str) -> Result<Option<String>, CallError> {
    let Some(outward) = consume::<Outward>(logins, code, (&site.host, None)).await? else { return Ok(None) };
    let attempts = logins.database.pending_logins();
    let tied = attempts.rebind(&outward.state_hash, &accounts::digest(code), &accounts::digest(binding)).await;
    Ok(tied.map_err(CallError::unavailable)?.then_some(outward.link))
}

/// At the login host: leads the provider's answer home, where the login ends.
pub(super) async fn go_home(
    request: &HttpRequest,
    logins: &Logins,
    app: &AppId,
    site: &LoginSite,
    query: &Query,
) -> HttpResponse {
    let over = way_on::to(app);
    match carry(request, logins, app, site, query).await {
        Ok(Some(code)) => {
            let home = logins.public_url.as_url().as_str().trim_end_matches('/');
            let mut response = see_other(&format!("{home}/{}/{}/login/callback?relay={code}", app.org(), app.app()));
            logins.cookies.of(app).at(Some(site.cookies())).remove(&mut response, Purpose::Attempt);
            response
        }
        Ok(None) => page::tell(StatusCode::BAD_REQUEST, &texts::NO_SUCH_ATTEMPT, Some(&over)),
        Err(error) => failed(&error, &over),
    }
}

async fn carry(
    request: &HttpRequest,
    logins: &Logins,
    app: &AppId,
    site: &LoginSite,
    query: &Query,
) -> Result<Option<String>, CallError> {
    let cookies = logins.cookies.of(app).at(Some(site.cookies()));
    let (Some(state), Some(binding)) = (query.get("state"), cookies.binding(request)) else { return Ok(None) };
    let attempts = logins.database.pending_logins();
    let (state, binding) = (accounts::digest(state), accounts::digest(&binding));
    let home = attempts.send_home(&state, &binding, logins.host.clock.now()).await.map_err(CallError::unavailable)?;
    let Some(home) = home else { return Ok(None) };
    let given = OF_ANSWER.iter().filter_map(|name| Some(((*name).to_owned(), query.get(name)?.to_owned())));
    let code = logins.host.entropy.alphanumeric(CODE_LEN);
    let relay = relay_of(logins, &code, (HOME, Some(&home)), &Homeward { answer: given.collect() })?;
    logins.database.login_relays().add(&relay).await.map_err(CallError::unavailable)?;
    Ok(Some(code))
}

/// At the server's own host: the provider's answer that a code carried, for the browser that began alone.
///
/// # Errors
/// When the database does not do it.
pub(super) async fn arrive(
    request: &HttpRequest,
    logins: &Logins,
    app: &AppId,
    code: &str,
) -> Result<Option<Query>, CallError> {
    let Some(binding) = logins.cookies.of(app).binding(request) else { return Ok(None) };
    let binding = accounts::digest(&binding);
    let homeward = consume::<Homeward>(logins, code, (HOME, Some(&binding))).await?;
    Ok(homeward.map(|homeward| {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(homeward.answer);
        Query::parse(&query.finish())
    }))
}

fn relay_of(
    logins: &Logins,
    code: &str,
    (host, cookie_hash): (&str, Option<&str>),
    content: &impl Serialize,
) -> Result<LoginRelay, CallError> {
    let now = logins.host.clock.now();
    Ok(LoginRelay {
        hash: accounts::digest(code),
        host: host.to_owned(),
        cookie_hash: cookie_hash.map(str::to_owned),
        content: SecretString::from(serde_json::to_string(content).map_err(CallError::internal)?),
        created_at: now,
        expires_at: now + LIFETIME,
    })
}

async fn consume<T: DeserializeOwned>(
    logins: &Logins,
    code: &str,
    (host, cookie_hash): (&str, Option<&str>),
) -> Result<Option<T>, CallError> {
    let relays = logins.database.login_relays();
    let found = relays.consume(&accounts::digest(code), host, cookie_hash, logins.host.clock.now()).await;
    let Some(content) = found.map_err(CallError::unavailable)? else { return Ok(None) };
    serde_json::from_str(content.expose_secret()).map(Some).map_err(CallError::internal)
}

fn failed(error: &CallError, over: &page::WayOn) -> HttpResponse {
    tracing::error!(error = %error.chain(), "a login could not go on from one host to the other");
    let text = texts::UNAVAILABLE.with("reason", &error.to_string());
    page::tell(web::errcode::status(error.kind()), &text, Some(over))
}
