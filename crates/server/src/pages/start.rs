//! Begins a login: finds the instance, remembers a random `state` bound to this browser, goes to the identity provider.

use std::time::Duration;

use actix_web::{HttpRequest, HttpResponse, cookie::time, http::StatusCode};
use app_catalog::Catalog;
use element_model::App;
use error_chain::ErrorChain;
use login_type::{CallError, CorpHint, ErrorKind, InstanceName, LinkRequest, LoginLink, Way};
use storage::{Access, PendingLogin};
use web::{RequestContext, cookies::Purpose, errcode};

use super::{form, login::LoginPage, logins::Logins, query::Query, see_other, way_on};
use crate::{login_labels, login_redirect};

/// How long a member may take at WeCom's page; the code that comes back lives for 5 minutes (96441).
const ATTEMPT_LIFETIME: Duration = Duration::from_mins(10);
const ATTEMPT_COOKIE: time::Duration = time::Duration::minutes(10);

/// The login that a visitor asks for.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) corp: CorpHint<'a>,
    /// Full name of an instance; any instance of the app where it is not said.
    pub(super) instance: Option<&'a str>,
}

/// Sends the browser to the identity provider, or shows the login page again with what is wrong.
pub(super) async fn start(
    request: &HttpRequest,
    logins: &Logins,
    catalog: &Catalog,
    app: &App,
    wanted: Wanted<'_>,
    way: Way,
) -> HttpResponse {
    let refused = |error: &CallError| refuse(request, logins, LoginOf { catalog, app }, wanted.corp, error);
    if let Some(form) = form_of(catalog, app, wanted) {
        let request = Query::of(request);
        let carried = request.authorization().map(|request| format!("&request={request}"));
        return see_other(&format!("{form}{}", carried.unwrap_or_default()));
    }
    let client = RequestContext::of(request).client;
    let token = logins.host.entropy.alphanumeric(43);
    let redirect_uri = match login_redirect::uri(logins.public_url.as_url(), app.id()) {
        Ok(uri) => uri.to_string(),
        Err(error) => return refused(&CallError::internal(error)),
    };
    let found = match find(logins, catalog, app, wanted, way, (&redirect_uri, &token)).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            if let CorpHint::Typed(_) = wanted.corp {
                logins.rate.guessed_wrong(client);
            }
            return refused(&unknown(wanted.corp));
        }
        Err(error) => {
            // Anybody may ask for what cannot be had; a failure with a cause is somebody's to see to.
            if std::error::Error::source(&error).is_some() {
                tracing::warn!(error = %error.chain(), "no link to the identity provider");
            }
            return refused(&error);
        }
    };
    let (instance, link) = found;
    // A second tab shares the first one's cookie, so that both can come back.
    let cookies = logins.cookies.of(app.id());
    let binding = cookies.binding(request).unwrap_or_else(|| cookies.new_binding());
    let now = logins.host.clock.now();
    let attempt = PendingLogin {
        state_hash: accounts::digest(&token),
        cookie_hash: accounts::digest(&binding),
        app: instance.app.to_string(),
        instance: instance.element.to_string(),
        kept: link.keep().map(|kept| kept.expose_secret().into()),
        corp_id: link.corp_id,
        way: login_labels::stored(way).to_owned(),
        authorization: Query::of(request).authorization().map(str::to_owned),
        redirect_uri: Some(redirect_uri),
        created_at: now,
        expires_at: now + ATTEMPT_LIFETIME,
    };
    if let Err(error) = logins.database.pending_logins().add(&attempt).await {
        tracing::error!(error = %error.chain(), "a login could not be begun");
        return refused(&CallError::unavailable(error));
    }
    let mut response = see_other(&link.url);
    cookies.set(&mut response, Purpose::Attempt, binding, ATTEMPT_COOKIE);
    cookies.remember(&mut response, &attempt.corp_id);
    response
}

/// The address of the form of the instance that is wanted, if it has one and is switched on.
fn form_of(catalog: &Catalog, app: &App, wanted: Wanted<'_>) -> Option<String> {
    let element = app.get_element(wanted.instance?).ok()?;
    let name = InstanceName::of(app, element);
    let login = catalog.login_types.login(&name).filter(|login| login.is_active())?;
    login.login_form().map(|_| form::address(&name))
}

/// The instance of the app that serves the company, and its link: one made for the company before one for everybody.
///
/// # Errors
/// The first refusal, where no instance has a link.
async fn find(
    logins: &Logins,
    catalog: &Catalog,
    app: &App,
    wanted: Wanted<'_>,
    way: Way,
    (redirect_uri, token): (&str, &str),
) -> Result<Option<(InstanceName, LoginLink)>, CallError> {
    let request = LinkRequest::new(wanted.corp, way, redirect_uri, token);
    let (mut general, mut refusal) = (None, None);
    let of_app = catalog.login_types.logins().filter(|(name, _)| name.app == *app.id());
    let is_wanted = |name: &InstanceName| wanted.instance.is_none_or(|wanted| name.element == *wanted);
    for (name, _) in of_app.filter(|(name, _)| is_wanted(name)) {
        let Some(instance) = catalog.login_types.login(name).filter(|it| it.has_login_link()) else { continue };
        match instance.login_link(&request, &logins.host).await {
            Ok(Some(link)) if link.exact => return Ok(Some((name.clone(), link))),
            Ok(Some(link)) => general = general.or_else(|| Some((name.clone(), link))),
            Ok(None) => {}
            Err(error) => refusal = refusal.or(Some(error)),
        }
    }
    match (general, refusal) {
        (None, Some(refusal)) => Err(refusal),
        (general, _) => Ok(general),
    }
}

fn unknown(corp: CorpHint<'_>) -> CallError {
    match corp {
        CorpHint::Typed(_) => CallError::new(ErrorKind::UnknownCompany, "No company has this organisation code."),
        CorpHint::CorpId(_) => {
            CallError::new(ErrorKind::CorpNotAuthorised, "This company has not authorised the app, or no longer.")
        }
        _ => CallError::new(ErrorKind::UnknownElement, "This login is not there, or it is switched off."),
    }
}

/// An app and the catalog that it is of.
#[derive(Clone, Copy)]
struct LoginOf<'a> {
    catalog: &'a Catalog,
    app: &'a App,
}

fn refuse(
    request: &HttpRequest,
    logins: &Logins,
    of: LoginOf<'_>,
    corp: CorpHint<'_>,
    error: &CallError,
) -> HttpResponse {
    let way_on = way_on::of(&logins.cookies, of.app.id(), request);
    let page = LoginPage { catalog: of.catalog, app: of.app, way_on: &way_on };
    let query = Query::of(request);
    let typed = match corp {
        CorpHint::Typed(code) => code,
        // A client's word may be an organisation code as well: the member sees it and presses.
        CorpHint::CorpId(id) if query.get("hint") == Some(id) && error.kind() == ErrorKind::CorpNotAuthorised => {
            return page.show(id, None, StatusCode::OK);
        }
        _ => "",
    };
    let chinese = match (corp, error.kind()) {
        (CorpHint::Typed(_), ErrorKind::UnknownCompany) => "没有找到这个组织代号。",
        (_, ErrorKind::CorpNotAuthorised) => "该企业尚未授权本应用，或已取消授权。",
        (CorpHint::Unnamed, ErrorKind::UnknownElement) => "没有这个登录方式，或已停用。",
        (_, kind) => &format!("现在无法登录：{}。", errcode::in_chinese(kind)),
    };
    let status = match errcode::status(error.kind()) {
        StatusCode::NOT_FOUND => StatusCode::UNPROCESSABLE_ENTITY,
        other => other,
    };
    page.show(typed, Some((chinese, &error.to_string())), status)
}
