//! `GET` and `POST /{org}/{app}/login`: the organisation code, or straight on when the company is known.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::StatusCode,
    web::{Data, Path},
};
use element_model::App;
use login_type::{CorpHint, Way};
use maud::html;
use serde::Deserialize;
use web::{
    cross_site::is_led_by_another,
    limits::body,
    page::{Page, PagePolicy, WayOn},
    rights::{FormError, SameSiteForm},
};

use super::{inside_wecom, logins::Logins, query::Query, start, way_on};

/// The fields of the form.
#[derive(Deserialize)]
pub(super) struct Form {
    code: String,
}

/// Shows the form; with the company's id in the address, or inside WeCom with its code, goes straight to WeCom. The address
/// may carry the company's id, as a workbench entry does, or the organisation code. With a code in the link of another site
/// the form waits for a press: that site could have its visitor guess codes otherwise, until the visitor is shut out.
pub(super) async fn form(
    request: HttpRequest,
    path: Path<(String, String)>,
    query: Query,
    logins: Data<Logins>,
) -> HttpResponse {
    let catalog = logins.catalog.current();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let way = if inside_wecom(&request) { Way::Client } else { Way::Browser };
    let corp = query.get("corpId").map(CorpHint::CorpId);
    let code = query.get("code").map(CorpHint::Typed).filter(|_| way == Way::Client && !is_led_by_another(&request));
    if let Some(corp) = corp.or(code) {
        return start::start(&request, &logins, &catalog, app, corp, way).await;
    }
    let way_on = way_on::of(&logins.cookies, app.id(), &request);
    show(app, &way_on, query.get("code").unwrap_or_default(), None, StatusCode::OK)
}

/// Answers a `HEAD` as if it were the form's: a program that only looks sets no login going.
pub(super) async fn look(path: Path<(String, String)>, logins: Data<Logins>) -> HttpResponse {
    let catalog = logins.catalog.current();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    show(app, &way_on::to(app.id(), None), "", None, StatusCode::OK)
}

/// Takes the organisation code and goes to WeCom.
pub(super) async fn submit(
    request: HttpRequest,
    path: Path<(String, String)>,
    form: Result<SameSiteForm<Form>, FormError>,
    logins: Data<Logins>,
) -> HttpResponse {
    let catalog = logins.catalog.current();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let way_on = way_on::of(&logins.cookies, app.id(), &request);
    let code = match &form {
        Ok(SameSiteForm(form)) => form.code.trim(),
        // It asks for a code as an empty field does.
        Err(FormError::Malformed) => "",
        Err(error) => {
            let problem = (error.in_chinese(), &*error.to_string());
            return body::close(show(app, &way_on, "", Some(problem), error.status_code()));
        }
    };
    if code.is_empty() {
        let problem = ("请输入组织代号。", "Please enter your organisation code.");
        return show(app, &way_on, "", Some(problem), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let way = if inside_wecom(&request) { Way::Client } else { Way::Browser };
    start::start(&request, &logins, &catalog, app, CorpHint::Typed(code), way).await
}

/// The form, with the typed code and the problem with it, and with the company that is known without typing.
pub(super) fn show(
    app: &App,
    way_on: &WayOn,
    typed: &str,
    problem: Option<(&str, &str)>,
    status: StatusCode,
) -> HttpResponse {
    let content = html! {
        h1 { "登录 " span.en lang="en" { "Sign in" } }
        p.lead { (app.title()) }
        @if let Some((chinese, english)) = problem {
            p.error role="alert" { (chinese) span.en lang="en" { (english) } }
        }
        form method="post" action=(format!("/{}/{}/login", app.id().org(), app.id().app())) {
            label for="code" { "组织代号 " span.en lang="en" { "Organisation code" } }
            input #code type="text" name="code" value=(typed) required maxlength="64" autocomplete="organization"
                autocapitalize="off" spellcheck="false" autofocus aria-describedby="hint";
            p.hint #hint { "由贵公司管理员提供 " span lang="en" { "Ask your administrator for it" } }
            button type="submit" { "使用企业微信登录 " span lang="en" { "Continue with WeCom" } }
        }
        @if way_on.other.is_some() {
            p.hint { a href=(way_on.href) { "继续使用上次的企业 " span lang="en" { "Continue with your last company" } } }
        }
    };
    Page::new("登录 Sign in").with_status(status).with_policy(PagePolicy::Beyond).show(&content)
}
