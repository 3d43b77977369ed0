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
    page::{self, Page},
    rights::{NotSignedIn, SameSite, SignedIn},
};

use super::{see_other, way_on};

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
            return page::message(StatusCode::SERVICE_UNAVAILABLE, "暂时无法使用", &error.to_string(), Some(&way_on));
        }
        // The login page offers the company that this browser logged in to last.
        Err(_) => return see_other(&format!("{base}/login")),
    };
    let content = html! {
        @if let Some(name) = user.name.as_deref() {
            div.avatar aria-hidden="true" { (name.chars().next().unwrap_or('·')) }
            h1 { (name) }
            p.lead { "已登录 " (app.title()) span.en lang="en" { "You are signed in" } }
        } @else {
            // WeCom names nobody to a customized app; an id is no heading.
            h1 { "已登录 " span.en lang="en" { "Signed in" } }
            p.lead { (app.title()) }
        }
        dl {
            dt { "用户 " span lang="en" { "User" } } dd { code { (user.user_id) } }
            dt { "企业 " span lang="en" { "Corp" } } dd { code { (user.corp_id) } }
            dt { "成员 " span lang="en" { "Member" } } dd { code { (user.corp_user_id) } }
        }
        form method="post" action=(format!("{base}/logout")) {
            button.quiet type="submit" { "退出登录 " span lang="en" { "Sign out" } }
        }
    };
    Page::new("已登录 Signed in").private().show(&content)
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
            return page::message(StatusCode::SERVICE_UNAVAILABLE, "退出没有成功", &error.to_string(), None);
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
