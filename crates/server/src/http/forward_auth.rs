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
use url::{Url, form_urlencoded};
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
    let app = match app_of(&request, &site, &asked.url) {
        Ok(app) => app,
        Err((status, message)) => return plain(status, &message),
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

/// The app that an address belongs to, of the client that the proxy names. Where several clients are behind proxies it must name
/// one: the address comes from the browser, and would choose between them.
fn app_of(request: &HttpRequest, site: &ServedIssuer, url: &Url) -> Result<ForwardSite, (StatusCode, String)> {
    let query = form_urlencoded::parse(request.query_string().as_bytes());
    let named: Vec<_> = query.filter(|(name, _)| name == "client").map(|(_, id)| id.into_owned()).collect();
    let client = match (named.as_slice(), site.clients().clients_behind_proxies()) {
        ([client], _) => Some(&**client),
        ([], 0 | 1) => None,
        _ => {
            let message =
                "the proxy must name the one client that it stands in front of: forward-auth?client=<clientId>";
            return Err((StatusCode::BAD_REQUEST, message.to_owned()));
        }
    };
    site.clients().forward_site(url, client).ok_or_else(|| {
        let origin = url.origin().ascii_serialization();
        let client =
            client.map_or_else(|| "client of this app".to_owned(), |id| format!("client {id:?} that is switched on"));
        let message = format!("no {client} has redirectUris for {origin}: {origin}/.wecom-login/callback");
        (StatusCode::FORBIDDEN, message)
    })
}

impl Visit<'_> {
    /// Says who asks, or leads to the login. Of two members whose cookies a browser has, one's was planted by another host of
    /// the domain: it is nobody's to say which.
    async fn check(&self) -> Result<HttpResponse, ProviderError> {
        let (at, mut known) = (self.oidc.at(self.site), Forwarded::Nobody);
        for cookie in cookies::sessions(self.request, &self.app) {
            let found = self.oidc.provider.forwarded(at, &self.app, &cookie).await?;
            known = match (known, found) {
                (known, Forwarded::Nobody) => known,
                (Forwarded::Nobody, found) => found,
                (known, found) if known == found => known,
                _ => return Ok(plain(StatusCode::BAD_REQUEST, &texts::TWO_LOGINS.in_one())),
            };
        }
        Ok(match known {
            Forwarded::Member(member) => told::of(&member, cookies::of_app(self.request)),
            Forwarded::Stranger => plain(StatusCode::FORBIDDEN, &texts::NOT_ADMITTED.in_one()),
            Forwarded::Nobody => self.to_login(),
        })
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
