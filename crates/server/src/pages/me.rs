//! `GET /{org}/{app}/me`: who is signed in, with the way out.

use accounts::Occasion;
use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{Data, Path},
};
use element_model::AppId;
use error_chain::ErrorChain;
use login_type::{CallError, User};
use maud::html;
use web::page;

use super::{
    cookies::{Cookies, Purpose},
    see_other, way_on,
};
use crate::{http::request_context::RequestContext, state::AppState};

/// The app's own address leads to the signed-in page.
pub(super) async fn home(path: Path<(String, String)>, state: Data<AppState>) -> HttpResponse {
    let catalog = state.catalog();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    see_other(&format!("/{}/{}/me", app.id().org(), app.id().app()))
}

/// Shows the user, or leads to the login page.
pub(super) async fn page(request: HttpRequest, path: Path<(String, String)>, state: Data<AppState>) -> HttpResponse {
    let catalog = state.catalog();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let base = format!("/{}/{}", app.id().org(), app.id().app());
    let user = match user(&request, &state, app.id()).await {
        Ok(Some(user)) => user,
        // The login page offers the company that this browser logged in to last.
        Ok(None) => return see_other(&format!("{base}/login")),
        Err(error) => {
            tracing::error!(error = %error.chain(), "the session cannot be read");
            let way_on = way_on::of(&state, app.id(), &request);
            return page::message(StatusCode::SERVICE_UNAVAILABLE, "暂时无法使用", &error.to_string(), Some(&way_on));
        }
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
    page::private_page("已登录 Signed in", &content)
}

/// Ends the session; only a form of this site may ask for it, as `http/cross_site.rs` sees to.
pub(super) async fn logout(request: HttpRequest, path: Path<(String, String)>, state: Data<AppState>) -> HttpResponse {
    let catalog = state.catalog();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let cookies = Cookies::new(&state, app.id());
    for session in cookies.all_values(&request, Purpose::Session) {
        if let Err(error) = close(&state, RequestContext::of(&request), &session).await {
            tracing::error!(error = %error.chain(), "a session could not be ended");
            return page::message(StatusCode::SERVICE_UNAVAILABLE, "退出没有成功", &error.to_string(), None);
        }
    }
    let mut response = see_other(&format!("/{}/{}/login", app.id().org(), app.id().app()));
    cookies.remove(&mut response, Purpose::Session);
    response
}

async fn close(state: &AppState, context: RequestContext, cookie: &str) -> Result<(), CallError> {
    let occasion =
        Occasion { request_id: Some(context.id), client: context.client, way: Some("page"), ..Occasion::default() };
    Ok(state.accounts.on(occasion).close_browser_session(cookie).await?)
}

/// The user of this browser's session in this app.
async fn user(request: &HttpRequest, state: &AppState, app: &AppId) -> Result<Option<User>, CallError> {
    for cookie in Cookies::new(state, app).values(request, Purpose::Session) {
        let session = state.accounts.browser_session(&state.host, &cookie).await?;
        if let Some(session) = session.filter(|session| session.app == app.to_string()) {
            return Ok(Some(session.user));
        }
    }
    Ok(None)
}
