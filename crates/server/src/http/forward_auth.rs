//! `{issuer}/forward-auth`: a reverse proxy asks who is in front of the browser, for an app that speaks no OpenID.
//!
//! A proxy that passes answers on (Traefik, Caddy) names the request by `X-Forwarded-Method`, `-Proto`, `-Host` and `-Uri`; one
//! that reads the status alone (nginx `auth_request`) by `X-Original-URL`, and leads the paths below `.wecom-login/` of the app
//! here in the first way. The browser is known by a cookie of the app's own host: no cookie is good for a whole domain.

mod asked;
mod cookies;
mod steps;
mod told;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Data,
};
use error_chain::ErrorChain;
use oidc::{Forwarded, ProviderError, clients::ForwardSite};
use url::form_urlencoded;
use web::RequestContext;

use self::asked::{Asked, Reader};
use super::{
    oidc::{Oidc, served_issuer::ServedIssuer},
    texts,
};

/// Where proxies ask.
pub(super) const PATH: &str = "/{org}/{app}/forward-auth";

/// A request of a proxy, for an app that is known.
struct Visit<'a> {
    request: &'a HttpRequest,
    oidc: &'a Oidc,
    site: &'a ServedIssuer,
    app: ForwardSite,
    asked: Asked,
}

/// Answers a proxy; every method is the browser's own, or the proxy's choice.
pub(super) async fn forward_auth(request: HttpRequest, oidc: Data<Oidc>) -> HttpResponse {
    let Some(site) = oidc.issuer(&request) else { return crate::pages::not_found().await };
    if !RequestContext::of(&request).is_by_trusted_proxy {
        let message = "only a reverse proxy asks here, and this address is none of server.trusted_proxies";
        return plain(StatusCode::FORBIDDEN, message);
    }
    let asked = match Asked::read(request.headers()) {
        Ok(asked) => asked,
        Err(message) => return plain(StatusCode::BAD_REQUEST, message),
    };
    let pinned = form_urlencoded::parse(request.query_string().as_bytes()).find(|(name, _)| name == "client");
    let Some(app) = site.clients().forward_site(&asked.url, pinned.as_ref().map(|(_, id)| &**id)) else {
        let origin = asked.url.origin().ascii_serialization();
        let message = format!("no client of this app has redirectUris for {origin}: {origin}/.wecom-login/callback");
        return plain(StatusCode::FORBIDDEN, &message);
    };
    let visit = Visit { request: &request, oidc: &oidc, site: &site, app, asked };
    let answered = match (visit.asked.reader, visit.app.own_page(&visit.asked.url)) {
        (_, None) => visit.check().await,
        (Reader::OfStatus, Some(_)) => {
            Ok(plain(StatusCode::UNAUTHORIZED, "lead .wecom-login/ here without auth_request"))
        }
        (Reader::OfAnswer, Some("login")) => Ok(visit.begin()),
        (Reader::OfAnswer, Some("callback")) => visit.finish().await,
        (Reader::OfAnswer, Some("logout")) => Ok(visit.leave()),
        (Reader::OfAnswer, Some(_)) => Ok(plain(StatusCode::NOT_FOUND, "there is no such page")),
    };
    answered.unwrap_or_else(|error| {
        tracing::error!(error = %error.chain(), "forward auth failed");
        plain(StatusCode::SERVICE_UNAVAILABLE, &texts::TRY_AGAIN.in_one())
    })
}

impl Visit<'_> {
    /// Says who asks, or leads to the login.
    async fn check(&self) -> Result<HttpResponse, ProviderError> {
        let at = self.oidc.at(self.site);
        for cookie in cookies::sessions(self.request, &self.app) {
            match self.oidc.provider.forwarded(at, &self.app, &cookie).await? {
                Forwarded::Member(member) => return Ok(told::of(&member)),
                Forwarded::Stranger => return Ok(plain(StatusCode::FORBIDDEN, &texts::NOT_ADMITTED.in_one())),
                Forwarded::Nobody => {}
            }
        }
        Ok(self.to_login())
    }

    /// The way to the login: a page is led there, a program is told.
    fn to_login(&self) -> HttpResponse {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("to", &self.asked.way_back(&self.app));
        let login = format!("{}?{}", self.app.own("login"), query.finish());
        let status = match self.asked.reader {
            Reader::OfStatus => StatusCode::UNAUTHORIZED,
            Reader::OfAnswer if !self.asked.is_page => StatusCode::UNAUTHORIZED,
            Reader::OfAnswer => StatusCode::FOUND,
        };
        let mut answer = plain(status, &texts::SIGN_IN_FIRST.in_one());
        if let (true, Ok(login)) = (self.asked.is_page, login.parse()) {
            answer.headers_mut().insert(header::LOCATION, login);
        }
        answer
    }
}

fn plain(status: StatusCode, message: &str) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(format!("{message}\n"))
}
