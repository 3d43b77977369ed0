//! `GET /docs`: a page to browse the functions, without a script from elsewhere.

use actix_web::{HttpResponse, web};
use element_model::{Element, Function};
use maud::{Markup, html};

use super::errcode;
use crate::{catalog::Catalog, pages::layout, state::AppState};

/// Every function of every app, as the elements declare them now.
pub(super) async fn page(state: web::Data<AppState>) -> HttpResponse {
    let catalog = state.catalog();
    let content = html! {
        h1 { "接口 " span.en lang="en" { "API" } }
        p.lead {
            "函数以 POST 调用，参数为 JSON 对象。供程序读取：" a href="/openapi.json" { "openapi.json" }
            span.en lang="en" { "Functions are called with POST and a JSON object of arguments; for programs: openapi.json." }
        }
        @for app in catalog.served() {
            h2 { (app.title()) " " code { (app.id()) } }
            @for element in Catalog::callable(app) {
                (describe(&format!("/api/{}/{}", app.id().org(), app.id().app()), element))
            }
        }
        h2 { "错误码 " span.en lang="en" { "errcode" } }
        table {
            @for (number, chinese, english) in errcode::TABLE { (meaning(&number.to_string(), chinese, english)) }
            (meaning("…", "其他都是企业微信自己的错误码，原样返回：40029、50002、60020 …", "any other is WeCom's own, passed through"))
        }
    };
    layout::page("接口 API", &layout::Width::Wide, &content)
}

fn meaning(number: &str, chinese: &str, english: &str) -> Markup {
    html! { tr { td { code { (number) } } td { (chinese) " " span.en lang="en" { (english) } } } }
}

fn describe(prefix: &str, element: &Element) -> Markup {
    html! {
        section.element {
            h3 { (element.definition().title) }
            @for function in element.functions() {
                details {
                    summary {
                        code { (function.name) } " " (function.title)
                        @if let Some(needed) = needs(function) { " " span.badge { (needed) } }
                    }
                    p { code.path { @if function.read_only { "GET, " } "POST " (prefix) "/" (element.full_name().to_path()) "/" (function.name) } }
                    @if !function.args.is_empty() {
                        table {
                            @for arg in &function.args {
                                tr {
                                    td { code { (arg.name) } }
                                    td { (arg.data_type) }
                                    td { (arg.title) @if !arg.required || arg.default.is_some() { " · 可选 optional" } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn needs(function: &Function) -> Option<&'static str> {
    match (function.admin_required, function.login_required) {
        (true, _) => Some("管理员 admin"),
        (false, true) => Some("登录 login"),
        (false, false) => None,
    }
}
