//! `GET /{org}/{app}/me`: who is signed in, with the way out.

use accounts::LocalAccounts;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use error_chain::ErrorChain;
use login_type::CallError;
use maud::html;
use web::{
    cookies::{CookieKit, Purpose},
    page::{self, Page, bilingual, with_gloss},
    rights::{NotSignedIn, SameSite, SignedIn},
};

use super::{audit, see_other, served_app::ServedApp, texts, way_on};

/// The app's own address leads to the signed-in page.
pub(super) async fn home(served: ServedApp) -> HttpResponse {
    see_other(&served.path("me"))
}

/// Shows the user, or leads to the login page.
pub(super) async fn page(
    request: HttpRequest,
    served: ServedApp,
    cookies: Data<CookieKit>,
    signed_in: Result<SignedIn, NotSignedIn>,
) -> HttpResponse {
    let user = match signed_in {
        Ok(signed_in) => signed_in.user,
        Err(error @ NotSignedIn::Unavailable(_)) => {
            let way_on = way_on::of(&cookies, served.id(), &request);
            let text = texts::UNAVAILABLE.with("reason", &error.to_string());
            return page::tell(StatusCode::SERVICE_UNAVAILABLE, &text, Some(&way_on));
        }
        // The login page offers the company that this browser logged in to last.
        Err(_) => return see_other(&served.path("login")),
    };
    let content = html! {
        @if let Some(name) = user.name.as_deref() {
            div.avatar aria-hidden="true" { (name.chars().next().unwrap_or('·')) }
            h1 { (name) }
            p.lead {
                (texts::YOU_ARE_SIGNED_IN.zh) " " (served.app.title()) span.en lang="en" { (texts::YOU_ARE_SIGNED_IN.en) }
            }
        } @else {
            // WeCom names nobody to a customized app; an id is no heading.
            h1 { (with_gloss(&texts::SIGNED_IN)) }
            p.lead { (served.app.title()) }
        }
        dl {
            dt { (bilingual(&texts::USER)) } dd { code { (user.user_id) } }
            dt { (bilingual(&texts::CORP)) } dd { code { (user.corp_id) } }
            dt { (bilingual(&texts::MEMBER)) } dd { code { (user.corp_user_id) } }
        }
        form method="post" action=(served.path("logout")) {
            button.quiet type="submit" { (bilingual(&texts::SIGN_OUT)) }
        }
    };
    Page::new(&texts::SIGNED_IN.in_one()).private().show(&content)
}

/// Ends the session; only a page of this site may ask for it.
pub(super) async fn logout(
    _: SameSite,
    request: HttpRequest,
    served: ServedApp,
    cookies: Data<CookieKit>,
    accounts: Data<LocalAccounts>,
) -> HttpResponse {
    let (cookies, accounts) = (cookies.of(served.id()), accounts.on(audit::context(&request, "page")));
    for session in cookies.all_values(&request, Purpose::Session) {
        if let Err(error) = accounts.close_browser_session(&session).await.map_err(CallError::from) {
            tracing::error!(error = %error.chain(), "a session could not be ended");
            let text = texts::NOT_SIGNED_OUT.with("reason", &error.to_string());
            return page::tell(StatusCode::SERVICE_UNAVAILABLE, &text, None);
        }
    }
    let mut response = see_other(&served.path("login"));
    cookies.remove(&mut response, Purpose::Session);
    response
}
