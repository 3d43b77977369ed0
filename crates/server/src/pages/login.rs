//! `GET` and `POST /{org}/{app}/login`: the organisation code, or straight on when the company is known.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use element_model::App;
use login_type::{CorpHint, Way};
use maud::html;
use serde::Deserialize;

use super::{inside_wecom, layout, start};
use crate::{http::body, state::AppState};

/// What the address may carry: a workbench entry has the company's id, a link the organisation code.
#[derive(Deserialize)]
pub(super) struct Query {
    #[serde(rename = "corpId")]
    corp_id: Option<String>,
    code: Option<String>,
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Form {
    code: String,
}

/// Shows the form; with the company's id in the address, or inside WeCom with its code, goes straight to WeCom.
pub(super) async fn form(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    query: web::Query<Query>,
    state: web::Data<AppState>,
) -> HttpResponse {
    let catalog = state.catalog();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let way = if inside_wecom(&request) { Way::Workbench } else { Way::Qr };
    let corp = query.corp_id.as_deref().map(CorpHint::CorpId);
    let code = query.code.as_deref().map(CorpHint::Typed).filter(|_| way == Way::Workbench);
    if let Some(corp) = corp.or(code) {
        return start::start(&request, &state, &catalog, app, corp, way).await;
    }
    show(app, query.code.as_deref().unwrap_or_default(), None, StatusCode::OK)
}

/// Takes the organisation code and goes to WeCom.
pub(super) async fn submit(
    request: HttpRequest,
    path: web::Path<(String, String)>,
    body: web::Payload,
    state: web::Data<AppState>,
) -> HttpResponse {
    let catalog = state.catalog();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let form = match body::read(body, &state).await {
        Ok(form) => form,
        Err(error) => {
            let problem = ("表单没有完整送达，请重试。", error.to_string());
            return body::close(show(app, "", Some((problem.0, &problem.1)), error.status()));
        }
    };
    let code = organisation_code(&form);
    if code.is_empty() {
        let problem = ("请输入组织代号。", "Please enter your organisation code.");
        return show(app, "", Some(problem), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let way = if inside_wecom(&request) { Way::Workbench } else { Way::Qr };
    start::start(&request, &state, &catalog, app, CorpHint::Typed(&code), way).await
}

/// What was typed; nothing where the body is no form, or another one.
fn organisation_code(form: &[u8]) -> String {
    let form = str::from_utf8(form).ok().and_then(|form| web::Query::<Form>::from_query(form).ok());
    form.map(|form| form.code.trim().to_owned()).unwrap_or_default()
}

/// The form, with what was typed and what was wrong with it.
pub(super) fn show(app: &App, typed: &str, problem: Option<(&str, &str)>, status: StatusCode) -> HttpResponse {
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
            p.hint #hint { "由贵公司管理员提供 " span lang="en" { "Your administrator knows it" } }
            button type="submit" { "使用企业微信登录 " span lang="en" { "Continue with WeCom" } }
        }
    };
    layout::with_status(status, "登录 Sign in", &layout::Width::Narrow, &content)
}
