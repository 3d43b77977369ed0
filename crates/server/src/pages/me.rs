//! `GET /{org}/{app}/me`: who is signed in, with the way out.

use accounts::{AuditContext, LocalAccounts};
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use app_catalog::SharedCatalog;
use error_chain::ErrorChain;
use login_type::CallError;
use maud::html;
use web::{
    RequestContext,
    cookies::{CookieKit, Purpose},
    page::{self, Page, bilingual, with_gloss},
    rights::{NotSignedIn, SameSite, SignedIn},
};

use super::{see_other, texts, way_on};

/// The app's own address leads to the signed-in page.
pub(super) async fn home(path: Path<(String, String)>, catalog: Data<SharedCatalog>) -> HttpResponse {
    let catalog = catalog.current();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    see_other(&format!("/{}/{}/me", app.id().org(), app.id().app()))
}

/// Shows the user, or leads to the login page.
pub(super) async fn page(
    request: HttpRequest,
    path: Path<(String, String)>,
    catalog: Data<SharedCatalog>,
    cookies: Data<CookieKit>,
    signed_in: Result<SignedIn, NotSignedIn>,
) -> HttpResponse {
    let catalog = catalog.current();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let base = format!("/{}/{}", app.id().org(), app.id().app());
    let user = match signed_in {
        Ok(signed_in) => signed_in.user,
        Err(error @ NotSignedIn::Unavailable(_)) => {
            let way_on = way_on::of(&cookies, app.id(), &request);
            let text = texts::UNAVAILABLE.with("reason", &error.to_string());
            return page::tell(StatusCode::SERVICE_UNAVAILABLE, &text, Some(&way_on));
        }
        // The login page offers the company that this browser logged in to last.
        Err(_) => return see_other(&format!("{base}/login")),
    };
    let content = html! {
        @if let Some(name) = user.name.as_deref() {
            div.avatar aria-hidden="true" { (name.chars().next().unwrap_or('·')) }
            h1 { (name) }
            p.lead {
                (texts::YOU_ARE_SIGNED_IN.zh) " " (app.title()) span.en lang="en" { (texts::YOU_ARE_SIGNED_IN.en) }
            }
        } @else {
            // WeCom names nobody to a customized app; an id is no heading.
            h1 { (with_gloss(&texts::SIGNED_IN)) }
            p.lead { (app.title()) }
        }
        dl {
            dt { (bilingual(&texts::USER)) } dd { code { (user.user_id) } }
            dt { (bilingual(&texts::CORP)) } dd { code { (user.corp_id) } }
            dt { (bilingual(&texts::MEMBER)) } dd { code { (user.corp_user_id) } }
        }
        form method="post" action=(format!("{base}/logout")) {
            button.quiet type="submit" { (bilingual(&texts::SIGN_OUT)) }
        }
    };
    Page::new(&texts::SIGNED_IN.in_one()).private().show(&content)
}

/// Ends the session; only a page of this site may ask for it.
pub(super) async fn logout(
    _: SameSite,
    request: HttpRequest,
    path: Path<(String, String)>,
    catalog: Data<SharedCatalog>,
    cookies: Data<CookieKit>,
    accounts: Data<LocalAccounts>,
) -> HttpResponse {
    let catalog = catalog.current();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let cookies = cookies.of(app.id());
    for session in cookies.all_values(&request, Purpose::Session) {
        if let Err(error) = close(&accounts, RequestContext::of(&request), &session).await {
            tracing::error!(error = %error.chain(), "a session could not be ended");
            let text = texts::NOT_SIGNED_OUT.with("reason", &error.to_string());
            return page::tell(StatusCode::SERVICE_UNAVAILABLE, &text, None);
        }
    }
    let mut response = see_other(&format!("/{}/{}/login", app.id().org(), app.id().app()));
    cookies.remove(&mut response, Purpose::Session);
    response
}

async fn close(accounts: &LocalAccounts, context: RequestContext, cookie: &str) -> Result<(), CallError> {
    let audit = AuditContext {
        request_id: Some(context.id),
        client: context.client,
        way: Some("page"),
        ..AuditContext::default()
    };
    Ok(accounts.on(audit).close_browser_session(cookie).await?)
}
