//! Begins a login: finds the instance, remembers a random `state` bound to this browser, goes to the identity provider.

use std::{sync::Arc, time::Duration};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use administration::hosts;
use error_chain::ErrorChain;
use login_type::{CallError, CorpHint, Detail, ErrorKind, InstanceName, LinkRequest, LoginInstance, LoginLink, Way};
use storage::{Access, PendingLogin};
use web::{RequestContext, cookies::Purpose, errcode, page};

use super::{
    company, form,
    login::LoginPage,
    logins::{ATTEMPT_COOKIE, Logins},
    look, on_a_phone, panel,
    query::Query,
    refusals::Refusal,
    relay, see_other,
    served_app::ServedApp,
    texts, way_on,
};
use crate::{login_labels, login_redirect};

/// How long a member may take at WeCom's page; the code that comes back lives for 5 minutes (96441).
const ATTEMPT_LIFETIME: Duration = Duration::from_mins(10);

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
    served: &ServedApp,
    wanted: Wanted<'_>,
    way: Way,
) -> HttpResponse {
    let refused = |error: &CallError| refuse(request, logins, served, wanted.corp, error);
    if let Some(form) = form_of(served, wanted) {
        let request = Query::of(request);
        let carried = request.authorization().map(|request| format!("&request={request}"));
        return see_other(&format!("{form}{}", carried.unwrap_or_default()));
    }
    let client = RequestContext::of(request).client;
    let token = logins.host.entropy.alphanumeric(43);
    let redirect_uri = match login_redirect::uri(logins.public_url.as_url(), served.id()) {
        Ok(uri) => uri.to_string(),
        Err(error) => return refused(&CallError::internal(error)),
    };
    let detail = match detail(logins, served, request).await {
        Ok(detail) => detail,
        Err(error) => return refused(&error),
    };
    let link = LinkRequest::new(wanted.corp, way, &redirect_uri, &token).asking_for(detail);
    let found = match find(logins, served, wanted, link).await {
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
    let begun = begin(request, logins, served, Begun { found, wanted, way, detail, token, redirect_uri }).await;
    begun.unwrap_or_else(|error| {
        if std::error::Error::source(&error).is_some() {
            tracing::error!(error = %error.chain(), "a login could not be begun");
        }
        refused(&error)
    })
}

/// A login whose instance was found.
struct Begun<'a> {
    found: (InstanceName, LoginLink),
    wanted: Wanted<'a>,
    way: Way,
    detail: Detail,
    token: String,
    redirect_uri: String,
}

/// Notes the login and leads the browser on: to the identity provider, or first to the login host of the company.
async fn begin(
    request: &HttpRequest,
    logins: &Logins,
    served: &ServedApp,
    begun: Begun<'_>,
) -> Result<HttpResponse, CallError> {
    let Begun { found: (instance, mut link), wanted, way, detail, token, mut redirect_uri } = begun;
    let hosts = logins.known_hosts.all().await?;
    let host = hosts::of_login(&hosts, served.id(), &link.corp_id, instance.element.as_str());
    if let Some(host) = host {
        redirect_uri = hosts::redirect_uri(&host.app, &host.url);
        let again = LinkRequest::new(wanted.corp, way, &redirect_uri, &token).asking_for(detail);
        link = link_of(logins, served, &instance, &again).await?;
    }
    // A second tab shares the first one's cookie, so that both can come back.
    let cookies = logins.cookies.of(served.id());
    let binding = cookies.binding(request).unwrap_or_else(|| cookies.new_binding());
    let now = logins.host.clock.now();
    let attempt = PendingLogin {
        state_hash: accounts::digest(&token),
        cookie_hash: accounts::digest(&binding),
        home_cookie_hash: None,
        app: instance.app.to_string(),
        instance: instance.element.to_string(),
        kept: link.keep().map(|kept| kept.expose_secret().into()),
        corp_id: link.corp_id.clone(),
        way: login_labels::stored(way).to_owned(),
        authorization: Query::of(request).authorization().map(str::to_owned),
        redirect_uri: Some(redirect_uri),
        created_at: now,
        expires_at: now + ATTEMPT_LIFETIME,
    };
    let noted = attempt.clone();
    let mut response = if let Some(host) = host {
        see_other(&relay::leave(logins, served.id(), host, attempt, &link).await?)
    } else {
        logins.database.pending_logins().add(&attempt).await.map_err(CallError::unavailable)?;
        panel(request, served, &link).await.unwrap_or_else(|| see_other(&link.url))
    };
    cookies.set(&mut response, Purpose::Attempt, binding, ATTEMPT_COOKIE);
    cookies.remember(request, &mut response, way_on::instance_of(served, &noted), &noted.corp_id);
    Ok(response)
}

/// The page with WeCom's own panel, where the app wants it and the device is no phone.
async fn panel(request: &HttpRequest, served: &ServedApp, link: &LoginLink) -> Option<HttpResponse> {
    let look = look::own(&served.catalog, &served.app)?;
    let script = look.panel_script().filter(|_| !on_a_phone(request))?;
    panel::page(&link.url, script, company::name(served, &link.corp_id).await.as_deref())
}

/// The link of an instance whose company has a login host, by way of that one.
async fn link_of(
    logins: &Logins,
    served: &ServedApp,
    name: &InstanceName,
    request: &LinkRequest<'_>,
) -> Result<LoginLink, CallError> {
    let gone = || CallError::new(ErrorKind::UnknownElement, "This login was removed in the meantime.");
    let instance = served.catalog.login_types.login(name).ok_or_else(gone)?;
    instance.login_link(request, &logins.host).await?.ok_or_else(gone)
}

/// The app's login of this full name.
fn login_of(ServedApp { catalog, app }: &ServedApp, instance: &str) -> Option<Arc<dyn LoginInstance>> {
    let element = app.get_element(instance).ok()?;
    catalog.login_types.login(&InstanceName::of(app, element))
}

/// Whether the app has a login of this full name.
pub(super) fn is_there(served: &ServedApp, instance: &str) -> bool {
    login_of(served, instance).is_some()
}

/// How much of the member the client asks for whose request waits.
async fn detail(logins: &Logins, served: &ServedApp, request: &HttpRequest) -> Result<Detail, CallError> {
    let query = Query::of(request);
    let Some(ticket) = query.authorization() else { return Ok(Detail::Identity) };
    let asks = logins.openid.asks_for_contact(served.id(), ticket).await.map_err(CallError::unavailable)?;
    Ok(if asks { Detail::Contact } else { Detail::Identity })
}

/// The address of the form of the instance that is wanted, if it has one and is switched on.
fn form_of(served: &ServedApp, wanted: Wanted<'_>) -> Option<String> {
    let element = served.app.get_element(wanted.instance?).ok()?;
    let login = login_of(served, wanted.instance?).filter(|login| login.is_active())?;
    login.login_form().map(|_| form::address(&InstanceName::of(&served.app, element)))
}

/// The instance of the app that serves the company, and its link: one made for the company before one for everybody.
///
/// # Errors
/// The first refusal, where no instance has a link.
async fn find(
    logins: &Logins,
    ServedApp { catalog, app }: &ServedApp,
    wanted: Wanted<'_>,
    request: LinkRequest<'_>,
) -> Result<Option<(InstanceName, LoginLink)>, CallError> {
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
        CorpHint::Typed(_) => CallError::new(ErrorKind::UnknownCompany, &*texts::UNKNOWN_CODE.en),
        CorpHint::CorpId(_) => CallError::new(ErrorKind::CorpNotAuthorised, &*texts::NOT_AUTHORISED.en),
        _ => CallError::new(ErrorKind::UnknownElement, &*texts::UNKNOWN_LOGIN.en),
    }
}

fn refuse(
    request: &HttpRequest,
    logins: &Logins,
    served: &ServedApp,
    corp: CorpHint<'_>,
    error: &CallError,
) -> HttpResponse {
    let way_on = way_on::of(&logins.cookies, served.id(), request);
    let page = LoginPage::new(served, &way_on);
    let query = Query::of(request);
    let typed = match corp {
        CorpHint::Typed(code) => code,
        // A client's word may be an organisation code as well: the member sees it and presses.
        CorpHint::CorpId(id) if query.get("hint") == Some(id) && error.kind() == ErrorKind::CorpNotAuthorised => {
            return page.show(id, None, StatusCode::OK);
        }
        _ => "",
    };
    let refusal = Refusal::of(error);
    let status = match errcode::status(error.kind()) {
        StatusCode::NOT_FOUND => StatusCode::UNPROCESSABLE_ENTITY,
        other => other,
    };
    match corp {
        CorpHint::CorpId(_) => page::tell(status, refusal.notice(), Some(&way_on)),
        _ => page.show(typed, Some(&refusal.says), status),
    }
}
