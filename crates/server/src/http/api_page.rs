//! `GET /docs`: a page to browse the functions, without a script from elsewhere.

use actix_web::{HttpResponse, web::Data};
use app_catalog::{Catalog, SharedCatalog};
use element_model::{AdminScope, App, Arg, Element, Function};
use maud::{Markup, html};
use serde_json::Value;
use web::{errcode, page::Page};

use super::{
    data_types,
    management::Operator,
    openapi::{self, answers},
    target::answers_plainly,
};

/// Every function of every app, as the elements declare them now.
pub(super) async fn page(_: Operator, catalog: Data<SharedCatalog>) -> HttpResponse {
    let catalog = catalog.current();
    let content = html! {
        h1 { "接口 " span.en lang="en" { "API" } }
        p.lead {
            "函数以 POST 调用，参数为 JSON 对象。供程序读取：" a href="/openapi.json" { "openapi.json" }
            span.en lang="en" { "Functions are called with POST and a JSON object of arguments; for programs: openapi.json." }
        }
        p {
            "应用的 id 是 " code { "org.app" } "，在 URL 中写作 " code { "/org/app" } "。"
            span.en lang="en" { "An app whose id is org.app is /org/app in URLs." }
        }
        p {
            "调用失败时 HTTP 状态码仍为 200（来自其他网站页面的调用为 403），" code { "errcode" } " 不为 0，原因见 " code { "errmsg" } "；须以 "
            code { "errcode" } " 判断成败。"
            span.en lang="en" {
                "A failed call is answered HTTP 200 too, with an errcode other than 0 and the reason in errmsg: go by errcode. "
                "Only a call by a page of another site is 403."
            }
        }
        h2 { "管理令牌的范围 " span.en lang="en" { "scopes of administrators' tokens" } }
        table { @for scope in AdminScope::ALL { (scope_row(scope)) } }
        @for app in catalog.served() {
            h2 { (app.title()) " " code { (app.id()) } }
            @for element in Catalog::callable(app) {
                (describe(app, element))
            }
        }
        h2 { "数据类型 " span.en lang="en" { "dataType" } }
        table {
            @for (name, chinese, english) in data_types::TABLE { (meaning(name, chinese, english)) }
        }
        h2 { "错误码 " span.en lang="en" { "errcode" } }
        table {
            @for (number, chinese, english) in errcode::TABLE { (meaning(&number.to_string(), chinese, english)) }
            (meaning("…", "其他都是企业微信自己的错误码，由企业微信登录原样返回：40029、50002、60020 …", "any other is WeCom's own, passed through by the logins to WeCom"))
        }
    };
    Page::new("接口 API").wide().show(&content)
}

fn meaning(number: &str, chinese: &str, english: &str) -> Markup {
    html! { tr { td { code { (number) } } td { (chinese) " " span.en lang="en" { (english) } } } }
}

fn scope_row(scope: AdminScope) -> Markup {
    let (chinese, english) = match scope {
        AdminScope::Read => ("查看：只读取的管理函数", "looking: administrators' functions that only read"),
        AdminScope::Login => {
            ("改变谁可以登录：绑定、用户、会话", "changing who may be logged in: bindings, users, sessions")
        }
        _ => ("修改配置与记录：其余的管理函数", "changing what is configured or kept: administrators' other functions"),
    };
    meaning(scope.as_str(), chinese, english)
}

fn describe(app: &App, element: &Element) -> Markup {
    html! {
        section.element {
            h3 { (element.definition().title) }
            @for function in element.functions() {
                details {
                    summary {
                        code { (function.name) } " " (function.title)
                        @if let Some(needed) = needs(function) { " " span.badge { (needed) } }
                    }
                    p { code.path { @if function.read_only { "GET, " } "POST " (openapi::path(app, element, function)) } }
                    @if !function.args.is_empty() {
                        table { @for arg in &function.args { (argument(arg)) } }
                    }
                    (answer(function))
                }
            }
        }
    }
}

fn argument(arg: &Arg) -> Markup {
    html! {
        tr {
            td { code { (arg.name) } }
            td { (arg.data_type) }
            td {
                (arg.title)
                @if let Some(values) = &arg.values { (allowed(values)) }
                @if !arg.required || arg.default.is_some() { " · 可选 optional" }
                @if let Some(default) = &arg.default { " · 默认 default " code { (default) } }
            }
        }
    }
}

/// `data` of the envelope: each field, and an example.
fn answer(function: &Function) -> Markup {
    let Some(data) = answers::data(function).filter(|_| !answers_plainly(function)) else { return html! {} };
    let example = answers::example(&data);
    html! {
        p { "返回 " code { "data" } ": " (answers::resolved(&data)["title"].as_str().unwrap_or_default()) }
        table { @for field in fields("", &data) { (field) } }
        @if !example.is_null() { pre { (format!("{example:#}")) } }
    }
}

/// A row for each field of an object, and of the objects in it.
fn fields(above: &str, schema: &Value) -> Vec<Markup> {
    let schema = answers::resolved(schema);
    let mut rows = Vec::new();
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let (path, shape) = (format!("{above}{name}"), answers::resolved(field));
        let title = field["title"].as_str().or_else(|| shape["title"].as_str()).unwrap_or_default();
        rows.push(html! {
            tr {
                td { code { (path) } }
                td { (kinds(&shape["type"])) }
                td { (title) @if let Some(values) = shape["enum"].as_array() { (allowed(values)) } }
            }
        });
        rows.append(&mut fields(&format!("{path}."), &shape));
        rows.append(&mut fields(&format!("{path}[]."), &shape["items"]));
    }
    rows
}

/// `string`, or `string | null`.
fn kinds(kind: &Value) -> String {
    let several = kind.as_array().into_iter().flatten().chain(kind.is_string().then_some(kind));
    several.filter_map(Value::as_str).collect::<Vec<_>>().join(" | ")
}

fn allowed(values: &[Value]) -> Markup {
    html! { @for value in values { " " code { (value) } } }
}

fn needs(function: &Function) -> Option<&'static str> {
    match (function.admin_required, function.login_required) {
        (true, _) => Some("管理员 admin"),
        (false, true) => Some("登录 login"),
        (false, false) => None,
    }
}
