//! The pages and redirects of a browser on the way from a client to the login and back.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use error_chain::ErrorChain;
use maud::html;
use oidc::{
    Progress, ProviderError,
    authorization::{Answer, AuthorizationError, PageError, ResponseMode},
};
use url::form_urlencoded;
use web::{
    cookies::LastLogin,
    page::{self, Notice, Page, PagePolicy, say},
};

use super::{consent, texts};
use crate::{
    http::oidc::{Oidc, served_issuer::ServedIssuer},
    pages::{inside_wecom, see_other},
};

/// Shows what comes next; `None` for a request that was finished, or is not known.
pub(in crate::pages) fn show(
    request: &HttpRequest,
    oidc: &Oidc,
    served: &ServedIssuer,
    progress: Result<Option<Progress>, ProviderError>,
) -> HttpResponse {
    oidc.metrics.openid("authorize", result(&progress));
    match progress {
        Ok(Some(Progress::Answer(answer))) => back(&answer),
        Ok(Some(Progress::Resume { ticket })) => see_other(&format!("{}?request={ticket}", served.path("oidc/resume"))),
        Ok(Some(Progress::Login { ticket, login_hint, is_choice })) => {
            let last = oidc.cookies.of(served.issuer.app()).last_logins(request);
            // Inside WeCom the member is in one company, and need not press anything.
            let is_clear = !is_choice && (last.len() == 1 || inside_wecom(request));
            to_login(served, &ticket, login_hint.as_deref(), last.first().filter(|_| is_clear))
        }
        Ok(Some(Progress::Consent(consent))) => consent::page(served, &consent),
        Ok(Some(Progress::Page(error))) => wrong(&error),
        Ok(None) => page::tell(StatusCode::BAD_REQUEST, Notice::new(&texts::SPENT, &texts::FINISHED), None),
        Err(error) => {
            tracing::error!(error = %error.chain(), "the OpenID provider failed");
            page::tell(StatusCode::SERVICE_UNAVAILABLE, Notice::new(&texts::TRY_LATER, &texts::UNAVAILABLE), None)
        }
    }
}

/// The step that a member comes to, as the metrics call it.
fn result(progress: &Result<Option<Progress>, ProviderError>) -> &'static str {
    match progress {
        Ok(Some(Progress::Answer(answer))) => answer.error.map_or("ok", AuthorizationError::as_str),
        Ok(Some(Progress::Login { .. })) => "login",
        Ok(Some(Progress::Consent(_))) => "consent",
        Ok(Some(Progress::Resume { .. })) => "kept",
        Ok(Some(Progress::Page(_))) => "refused",
        Ok(None) => "finished",
        Err(_) => "failed",
    }
}

/// To the login page, with what names the request, and with the company that the client names or the login that is remembered.
fn to_login(served: &ServedIssuer, ticket: &str, hint: Option<&str>, last: Option<&LastLogin>) -> HttpResponse {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("request", ticket);
    match (hint, last) {
        (Some(hint), _) => drop(query.append_pair("hint", hint)),
        (None, Some(LastLogin { instance, company })) => {
            let named = [("corpId", company), ("instance", instance)];
            query.extend_pairs(named.into_iter().filter_map(|(name, value)| Some((name, value.as_ref()?))));
        }
        (None, None) => {}
    }
    see_other(&format!("{}?{}", served.path("login"), query.finish()))
}

/// Back to the client: by a redirect, or by a form that the page sends (OAuth 2.0 Form Post Response Mode, section 2).
fn back(answer: &Answer) -> HttpResponse {
    if answer.mode == ResponseMode::Query {
        return see_other(&answer.location());
    }
    let content = html! {
        h1 { (say(&texts::BACK)) }
        form method="post" action=(answer.redirect_uri) {
            @for (name, value) in &answer.parameters {
                input type="hidden" name=(name) value=(value);
            }
            button type="submit" { (say(&texts::CONTINUE)) }
        }
    };
    Page::new(&texts::BACK).with_policy(PagePolicy::Beyond).submitting().show(&content)
}

/// The fault of a request that nobody may be told of but the person in front of the browser: what came, and what is
/// registered.
fn wrong(error: &PageError) -> HttpResponse {
    let registered: &[String] = match error {
        PageError::NoRedirectUri { registered }
        | PageError::OtherRedirectUri { registered, .. }
        | PageError::OtherNext { registered, .. } => registered,
        _ => &[],
    };
    let content = html! {
        h1 { (say(&texts::WRONG_REQUEST)) }
        p.lead role="alert" { (say(&texts::APP_IS_WRONG)) }
        p.cause lang="en" { (error.to_string()) }
        @if !registered.is_empty() {
            p { (say(&texts::REGISTERED)) }
            ul { @for uri in registered { li { code { (uri) } } } }
        }
        (page::number())
    };
    Page::new(&texts::WRONG_REQUEST).with_status(StatusCode::BAD_REQUEST).show(&content)
}
