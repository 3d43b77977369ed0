//! `GET /docs`: a page to browse the functions, without a script from elsewhere.

use actix_web::{HttpResponse, web::Data};
use app_catalog::{Catalog, SharedCatalog};
use element_model::{AdminScope, App, Arg, Element, Function, Text};
use maud::{Markup, html};
use serde_json::Value;
use web::{
    errcode,
    page::{Page, say},
};

use super::{
    data_types,
    management::Operator,
    openapi::{self, answers},
    target::answers_plainly,
    texts,
};

/// Every function of every app, as the elements declare them now.
pub(super) async fn page(_: Operator, catalog: Data<SharedCatalog>) -> HttpResponse {
    let catalog = catalog.current();
    let content = html! {
        h1 { (say(&texts::API)) }
        p.lead { (say(&texts::CALLED_BY_POST)) " " a href="/openapi.json" { "openapi.json" } }
        p { (say(&texts::APP_IN_URLS)) }
        p { (say(&texts::FAILED_CALL)) }
        h2 { (say(&texts::SCOPES)) }
        table { @for scope in AdminScope::ALL { (scope_row(scope)) } }
        @for app in catalog.served() {
            h2 { (app.title()) " " code { (app.id()) } }
            p { (say(&texts::ISSUER)) " " a href=(openapi::metadata(app.id())) { (openapi::metadata(app.id())) } }
            @for element in Catalog::callable(app) {
                (describe(app, element))
            }
        }
        h2 { (say(&texts::DATA_TYPES)) }
        table {
            @for (name, text) in data_types::TABLE { (meaning(name, text)) }
        }
        h2 { (say(&texts::ERRCODES)) }
        table {
            @for (number, text) in errcode::TABLE { (meaning(&number.to_string(), text)) }
            (meaning("…", &texts::ERRCODES_OF_WECOM))
        }
    };
    Page::new(&texts::API).wide().show(&content)
}

fn meaning(word: &str, text: &Text) -> Markup {
    html! { tr { td { code { (word) } } td { (say(text)) } } }
}

fn scope_row(scope: AdminScope) -> Markup {
    let text = match scope {
        AdminScope::Read => &texts::SCOPE_READ,
        AdminScope::Login => &texts::SCOPE_LOGIN,
        _ => &texts::SCOPE_CONFIGURE,
    };
    meaning(scope.as_str(), text)
}

fn describe(app: &App, element: &Element) -> Markup {
    html! {
        section.element {
            h3 { (element.definition().title) }
            @for function in element.functions() {
                details {
                    summary {
                        code { (function.name) } " " (function.title)
                        @if let Some(needed) = needs(function) { " " span.badge { (say(needed)) } }
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
                @if !arg.required || arg.default.is_some() { " · " (say(&texts::OPTIONAL)) }
                @if let Some(default) = &arg.default { " · " (say(&texts::DEFAULT)) " " code { (default) } }
            }
        }
    }
}

/// `data` of the envelope: each field, and an example.
fn answer(function: &Function) -> Markup {
    let Some(data) = answers::data(function).filter(|_| !answers_plainly(function)) else { return html! {} };
    let example = answers::example(&data);
    html! {
        p { (say(&texts::ANSWERS)) " " code { "data" } ": " (answers::resolved(&data)["title"].as_str().unwrap_or_default()) }
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

fn needs(function: &Function) -> Option<&'static Text> {
    match (function.admin_required, function.login_required) {
        (true, _) => Some(&texts::FOR_ADMINISTRATORS),
        (false, true) => Some(&texts::FOR_LOGGED_IN),
        (false, false) => None,
    }
}
