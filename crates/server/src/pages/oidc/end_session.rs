//! `GET` and `POST {issuer}/oidc/end_session`: a client asks for a log-out (OpenID Connect RP-Initiated Logout, section 2);
//! and `POST {issuer}/oidc/end_session/confirm`: the member agrees.

use actix_web::{HttpRequest, HttpResponse, ResponseError as _, http::StatusCode};
use error_chain::ErrorChain;
use maud::html;
use oidc::{Parameters, logout::LogOut};
use web::{
    cookies::Purpose,
    page::{self, Notice, Page, say},
    rights::{FormError, OAuthForm, SameSite},
};

use super::{texts, visitor::PageIssuer};
use crate::{
    http::oidc::{Oidc, served_issuer::ServedIssuer},
    pages::{audit, query::Query, see_other},
};

/// How such log-outs are called in the audit trail.
const WAY: &str = "openid";

/// Ends the session, or asks.
pub(super) async fn end_session(request: HttpRequest, query: Query, issuer: PageIssuer) -> HttpResponse {
    let PageIssuer { oidc, served } = &issuer;
    let (provider, parameters) = (&oidc.provider, Parameters::parse(request.query_string()));
    // Nobody need be signed in by them any more: a log-out ends what they name.
    let cookies = oidc.cookies.of(served.issuer.app()).all_values(&request, Purpose::Session);
    let audit = audit::context(&request, WAY);
    let ended = match query.authorization() {
        Some(ticket) => provider.resume_log_out(issuer.at(), ticket, &cookies, audit).await,
        None => provider.end_session(issuer.at(), &parameters, &cookies, audit).await,
    };
    match ended {
        Ok(LogOut::Ask) => ask(served),
        Ok(LogOut::Done { location }) => done(oidc, served, location.as_deref()),
        Err(error) => {
            tracing::error!(error = %error.chain(), "a session could not be ended");
            failed()
        }
    }
}

/// Takes a request in a form, keeps what it proves, and leads on to it by an address, with which a browser sends its cookie:
/// no token stands in an address.
pub(super) async fn posted(form: Result<OAuthForm, FormError>, issuer: PageIssuer) -> HttpResponse {
    let parameters = match form {
        Ok(form) => Parameters::parse(&form.0),
        Err(error) => return error.error_response(),
    };
    let here = issuer.served.path("oidc/end_session");
    match issuer.oidc.provider.take_in_log_out(issuer.at(), &parameters).await {
        Ok(Some(ticket)) => see_other(&format!("{here}?request={ticket}")),
        Ok(None) => see_other(&here),
        Err(error) => {
            tracing::error!(error = %error.chain(), "a request for a log-out could not be kept");
            failed()
        }
    }
}

/// Ends the sessions of the browser in the app; only a page of this site may ask for it.
pub(super) async fn confirmed(_: SameSite, request: HttpRequest, issuer: PageIssuer) -> HttpResponse {
    let PageIssuer { oidc, served } = &issuer;
    for cookie in oidc.cookies.of(served.issuer.app()).all_values(&request, Purpose::Session) {
        if let Err(error) = oidc.provider.end_browser_session(&cookie, audit::context(&request, WAY)).await {
            tracing::error!(error = %error.chain(), "a session could not be ended");
            return failed();
        }
    }
    done(oidc, served, None)
}

fn ask(served: &ServedIssuer) -> HttpResponse {
    let content = html! {
        h1 { (say(&texts::SIGN_OUT_QUESTION)) }
        p.lead { (say(&texts::AN_APP_ASKS)) }
        form method="post" action=(served.path("oidc/end_session/confirm")) {
            button type="submit" { (say(&texts::SIGN_OUT)) }
        }
    };
    Page::new(&texts::SIGN_OUT).show(&content)
}

/// To the client, or a page from which nothing leads back in by itself.
fn done(oidc: &Oidc, served: &ServedIssuer, location: Option<&str>) -> HttpResponse {
    let mut answer = match location {
        Some(location) => see_other(location),
        None => page::tell(StatusCode::OK, Notice::new(&texts::SIGNED_OUT, &texts::YOU_ARE_OUT), None),
    };
    oidc.cookies.of(served.issuer.app()).remove(&mut answer, Purpose::Session);
    answer
}

fn failed() -> HttpResponse {
    page::tell(StatusCode::SERVICE_UNAVAILABLE, Notice::new(&texts::TRY_LATER, &texts::UNAVAILABLE), None)
}
