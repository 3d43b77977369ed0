//! `GET /{org}/{app}/me`: who is signed in, with the ways on and out.

use accounts::LocalAccounts;
use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web::Data};
use error_chain::ErrorChain;
use login_type::{CallError, User};
use maud::{Markup, html};
use web::{
    PublicUrl,
    cookies::{CookieKit, Purpose},
    page::{self, Notice, Page, say},
    rights::{NotSignedIn, SameSite, SignedIn},
};

use super::{audit, company, see_other, served_app::ServedApp, texts, tiles::tiles, way_on};

/// The app's own address leads to the signed-in page.
pub(super) async fn home(served: ServedApp) -> HttpResponse {
    see_other(&served.path("me"))
}

/// Shows the user, or leads to the login page.
pub(super) async fn page(
    request: HttpRequest,
    served: ServedApp,
    cookies: Data<CookieKit>,
    public_url: Data<PublicUrl>,
    signed_in: Result<SignedIn, NotSignedIn>,
) -> HttpResponse {
    let signed_in = match signed_in {
        Ok(signed_in) => signed_in,
        Err(NotSignedIn::Unavailable(_)) => {
            let way_on = way_on::of(&cookies, served.id(), &request);
            let notice = Notice::new(&texts::TRY_LATER, &texts::UNAVAILABLE);
            return page::tell(StatusCode::SERVICE_UNAVAILABLE, notice, Some(&way_on));
        }
        // The login page offers the company that this browser logged in to last.
        Err(_) => return see_other(&served.path("login")),
    };
    let user = &signed_in.user;
    let company = company::name(&served, &user.corp_id).await;
    let home = public_url.as_url().as_str().trim_end_matches('/');
    let issuer = format!("{home}/{}/{}", served.id().org(), served.id().app());
    let content = html! {
        (person(user, company.as_deref()))
        (tiles(&served, &issuer, &user.corp_id))
        div.ways-out {
            form method="post" action=(served.path("logout")) {
                button.text type="submit" { (say(&texts::SIGN_OUT)) }
            }
            form method="post" action=(served.path("logout/everywhere")) {
                button.text type="submit" { (say(&texts::SIGN_OUT_EVERYWHERE)) }
            }
            form method="get" action=(served.path("login")) {
                button.text type="submit" name="another" value="account" { (say(&texts::ANOTHER_ACCOUNT)) }
            }
        }
        (details(&signed_in))
    };
    Page::new(&texts::SIGNED_IN).private().show(&content)
}

/// Name, portrait and company, as far as they are known; an id is no heading, and WeCom names nobody to a customized app.
fn person(user: &User, company: Option<&str>) -> Markup {
    let portrait = user.avatar.as_deref().filter(|address| address.starts_with("https://"));
    let name = user.name.as_deref();
    let first = name.or(company).and_then(|name| name.chars().next());
    html! {
        div.person {
            div.avatar aria-hidden="true" {
                @match portrait {
                    Some(address) => { img src=(address) alt="" referrerpolicy="no-referrer"; },
                    None => { (first.unwrap_or('✓')) },
                }
            }
            div {
                h1 { @match name { Some(name) => { (name) }, None => { (say(&texts::SIGNED_IN)) } } }
                @if let Some(company) = company { p.company { (company) } }
            }
        }
    }
}

/// The ids, for those who ask for help.
fn details(SignedIn { user, session, .. }: &SignedIn) -> Markup {
    let ids = [
        (&texts::MEMBER, &user.corp_user_id),
        (&texts::CORP, &user.corp_id),
        (&texts::USER, &user.user_id),
        (&texts::SESSION, &session.session_id),
    ];
    html! {
        details {
            summary { (say(&texts::DETAILS)) }
            dl { @for (name, id) in ids { dt { (say(name)) } dd { code { (id) } } } }
        }
    }
}

/// Ends the session; only a page of this site may ask for it.
pub(super) async fn logout(
    _: SameSite,
    request: HttpRequest,
    served: ServedApp,
    cookies: Data<CookieKit>,
    accounts: Data<LocalAccounts>,
) -> HttpResponse {
    let (of_app, accounts) = (cookies.of(served.id()), accounts.on(audit::context(&request, "page")));
    for session in of_app.all_values(&request, Purpose::Session) {
        if let Err(error) = accounts.close_browser_session(&session).await.map_err(CallError::from) {
            return still_in(&error);
        }
    }
    out(&served, &cookies)
}

/// Ends every session of the user, at all devices; only a page of this site may ask for it.
pub(super) async fn logout_everywhere(
    _: SameSite,
    request: HttpRequest,
    served: ServedApp,
    cookies: Data<CookieKit>,
    accounts: Data<LocalAccounts>,
) -> HttpResponse {
    let (of_app, accounts) = (cookies.of(served.id()), accounts.on(audit::context(&request, "page")));
    let sessions = of_app.all_values(&request, Purpose::Session);
    match accounts.close_everywhere(served.id(), &sessions).await.map_err(CallError::from) {
        Ok(_) => out(&served, &cookies),
        Err(error) => still_in(&error),
    }
}

/// To the login page, without the cookie.
fn out(served: &ServedApp, cookies: &CookieKit) -> HttpResponse {
    let mut response = see_other(&served.path("login"));
    cookies.of(served.id()).remove(&mut response, Purpose::Session);
    response
}

fn still_in(error: &CallError) -> HttpResponse {
    tracing::error!(error = %error.chain(), "a session could not be ended");
    page::tell(StatusCode::SERVICE_UNAVAILABLE, Notice::new(&texts::STILL_IN, &texts::NOT_SIGNED_OUT), None)
}
