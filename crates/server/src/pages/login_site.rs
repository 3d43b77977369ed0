//! `LoginSite`: the login host under which a page is asked for; and the middlewares that let its pages be asked for there.

use actix_web::{
    Error, HttpMessage as _, HttpRequest,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::Method,
    middleware::Next,
    web::Data,
};
use administration::hosts;
use error_chain::ErrorChain;
use login_type::CallError;
use storage::{HostOwner, LoginHost};
use url::form_urlencoded;
use web::{
    PublicUrl, RequestContext,
    cookies::CookieHost,
    errcode, lead_home,
    page::{self, Notice},
    visit::Visit,
};

use super::{logins::Logins, query::Query, texts};

/// The parameters by which a login page knows already whose login it is.
const NAMING: [&str; 4] = ["corpId", "code", "instance", "hint"];

/// A login host of the app that is asked for.
#[derive(Clone, Debug)]
pub(super) struct LoginSite {
    /// Its name.
    pub(super) host: String,
    is_https: bool,
}

impl LoginSite {
    /// The site under which a request came; `None` at the server's own host.
    pub(super) fn of(request: &HttpRequest) -> Option<Self> {
        request.extensions().get().cloned()
    }

    /// The site of a login host.
    pub(super) fn at(host: &LoginHost) -> Option<Self> {
        Some(Self { host: hosts::host_name(host)?, is_https: host.url.starts_with("https:") })
    }

    /// The host whose cookies count here.
    pub(super) fn cookies(&self) -> CookieHost<'_> {
        CookieHost { name: &self.host, is_https: self.is_https }
    }
}

/// Lets a request on at the server's own host and at a login host of its app; leads any other one to the same path at the
/// server's own.
///
/// # Errors
/// The errors of the handler.
pub(super) async fn stay(
    logins: Data<Logins>,
    public_url: Data<PublicUrl>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let Some(host) = foreign_host(request.request(), &public_url) else {
        return Ok(once(next.call(request)).await?.map_into_left_body());
    };
    let answer = match of_app(&logins, request.request(), &host).await {
        Ok(found) => match found.first().and_then(LoginSite::at) {
            Some(site) => {
                request.extensions_mut().insert(site);
                return Ok(once(next.call(request)).await?.map_into_left_body());
            }
            None => lead_home::redirect(request.request(), &public_url, &asked_for(request.request())),
        },
        Err(error) => unavailable(&error),
    };
    Ok(request.into_response(answer).map_into_right_body())
}

/// Answers a step, whose address shows nothing again: the login that it belongs to is spent.
async fn once<F: Future>(answer: F) -> F::Output {
    Visit::current().once().during(answer).await
}

/// Leads a request for the login page to the server's own host; from the login host of one company with that company.
///
/// # Errors
/// The errors of the handler.
pub(super) async fn lead_home_with_company(
    logins: Data<Logins>,
    public_url: Data<PublicUrl>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let Some(host) = foreign_host(request.request(), &public_url) else {
        return Ok(next.call(request).await?.map_into_left_body());
    };
    let answer = match of_app(&logins, request.request(), &host).await {
        Ok(found) => {
            let path = with_owner(request.request(), &found).unwrap_or_else(|| asked_for(request.request()));
            lead_home::redirect(request.request(), &public_url, &path)
        }
        Err(error) => unavailable(&error),
    };
    Ok(request.into_response(answer).map_into_right_body())
}

/// The name of the host of a request, if it is not the server's own.
fn foreign_host(request: &HttpRequest, public_url: &PublicUrl) -> Option<String> {
    RequestContext::of(request).host.filter(|host| !public_url.is_own_host(host))
}

/// The login hosts of this name that the app of a request has.
async fn of_app(logins: &Logins, request: &HttpRequest, host: &str) -> Result<Vec<LoginHost>, CallError> {
    let (org, app) = (request.match_info().get("org"), request.match_info().get("app"));
    let app = format!("{}.{}", org.unwrap_or_default(), app.unwrap_or_default());
    let all = logins.known_hosts.all().await?;
    let named = |known: &&LoginHost| hosts::host_name(known).as_deref() == Some(host);
    Ok(all.iter().filter(|known| known.app == app).filter(named).cloned().collect())
}

/// The login page with the only owner of a host, where the address names nobody.
fn with_owner(request: &HttpRequest, found: &[LoginHost]) -> Option<String> {
    let query = Query::of(request);
    let [host] = found else { return None };
    if *request.method() != Method::GET || NAMING.iter().any(|name| query.get(name).is_some()) {
        return None;
    }
    let name = match host.owner {
        HostOwner::Corp(_) => "corpId",
        HostOwner::Instance(_) => "instance",
    };
    let owner = form_urlencoded::Serializer::new(String::new()).append_pair(name, host.owner.id()).finish();
    let given = request.query_string();
    let joint = if given.is_empty() { "" } else { "&" };
    Some(format!("{}?{given}{joint}{owner}", request.path()))
}

fn asked_for(request: &HttpRequest) -> String {
    request.uri().path_and_query().map_or_else(|| "/".to_owned(), |path| path.as_str().to_owned())
}

fn unavailable(error: &CallError) -> actix_web::HttpResponse {
    tracing::error!(error = %error.chain(), "the login hosts cannot be read");
    page::tell(errcode::status(error.kind()), Notice::new(&texts::TRY_LATER, &texts::UNAVAILABLE), None)
}
