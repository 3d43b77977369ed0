//! `GET /{org}/{app}/login/relay`: the steps of a login that goes by a company's own host.
//!
//! The server's own host begins it and leads the browser to the login host (`leave`), which ties it to a cookie of its own
//! and goes on to the identity provider (`relay`). The provider's answer comes to the login host, which leads it home
//! (`go_home`); there it counts only in the browser that began (`arrive`). Each step goes by a code that is good once, for a
//! minute, at one host, and is one transaction: a step that failed may be taken again.

mod steps;

use actix_web::{HttpRequest, HttpResponse, web::Data};
use element_model::AppId;
use error_chain::ErrorChain;
use login_type::{CallError, LoginLink};
use storage::{LoginHost, PendingLogin};
use web::{
    cookies::Purpose,
    page::{self, Notice},
};

use super::{
    login_site::LoginSite,
    logins::{ATTEMPT_COOKIE, Logins},
    provider_return::{self, spent},
    query::Query,
    see_other,
    served_app::ServedApp,
    texts, way_on,
};

/// The parameters of a provider's answer that are carried home.
const OF_ANSWER: [&str; 5] = ["code", "state", "iss", "error", "error_description"];

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
    let code = steps::leave(logins, &site, attempt, link).await?;
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
            steps::go_out(&logins, &site, code, &binding).await.map(|link| {
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
        Ok(None) => spent(&over),
        Err(error) => failed(&error, &over),
    }
}

/// Answers a `HEAD`: a program that only looks spends nothing.
pub(super) async fn look(served: ServedApp) -> HttpResponse {
    provider_return::look(served).await
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
        Ok(None) => spent(&over),
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
    let given = OF_ANSWER.iter().filter_map(|name| Some(((*name).to_owned(), query.get(name)?.to_owned())));
    steps::go_home(logins, (state, &binding), given.collect()).await
}

/// At the server's own host: the login that a code led home, with the provider's answer, for the browser that began alone.
///
/// # Errors
/// When the database does not do it.
pub(super) async fn arrive(
    request: &HttpRequest,
    logins: &Logins,
    app: &AppId,
    code: &str,
) -> Result<Option<(Query, PendingLogin)>, CallError> {
    let Some(binding) = logins.cookies.of(app).binding(request) else { return Ok(None) };
    steps::arrive(logins, code, &binding).await
}

fn failed(error: &CallError, over: &page::WayOn) -> HttpResponse {
    tracing::error!(error = %error.chain(), "a login could not go on from one host to the other");
    page::tell(web::errcode::status(error.kind()), Notice::new(&texts::TRY_LATER, &texts::UNAVAILABLE), Some(over))
}
