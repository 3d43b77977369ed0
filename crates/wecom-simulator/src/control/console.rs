//! GET /_sim/ and /_sim/routes: the groups of routes as a page with buttons, and all routes as JSON.

use actix_web::HttpResponse;
use maud::{Markup, PreEscaped, html};
use serde_json::{Value, json};

use super::{
    Route, Words,
    ask::Ask,
    guide::{Group, OTHERS, STEPS, routes},
};
use crate::{pages::page, state::State};

const SCRIPT: &str = include_str!("console.js");

pub(super) fn list(_: &Ask) -> Value {
    let routes = routes().map(|route| {
        let body = serde_json::from_str(route.body).unwrap_or(Value::Null);
        let Words(chinese, english) = route.does;
        json!({ "method": route.method, "path": route.path, "does": english, "doesZh": chinese, "body": body })
    });
    Value::Array(routes.collect())
}

pub(super) fn show(ask: &Ask) -> HttpResponse {
    let state = ask.world.state();
    page(
        "wecom-simulator",
        &html! {
            p {
                "本机的企业微信：" code { (ask.world.origin) } "。按下面的步骤试用服务器；请求和应答都是 JSON，未知字段会被拒绝。"
                (english("A local WeCom. Try a server by these steps; JSON in and out, unknown fields are refused."))
            }
            (known_ids(&state))
            @for (at, group) in STEPS.iter().enumerate() { (section(group, Some(at + 1), &state, &ask.world.origin)) }
            @for group in OTHERS { (section(group, None, &state, &ask.world.origin)) }
            (push_options())
            script { (PreEscaped(SCRIPT)) }
        },
    )
}

fn section(group: &Group, step: Option<usize>, state: &State, origin: &str) -> Markup {
    let Words(chinese, plain) = group.heading;
    let is_server = group.routes.iter().any(|route| route.path == "/_sim/provider");
    html! {
        section {
            h2 {
                @if let Some(step) = step { (step) ". " }
                (chinese) " " (english(plain))
                @if let Some(is_done) = group.is_done { " " span.state { @if is_done(state) { "✓" } } }
            }
            @if !group.note.0.is_empty() { p { (group.note.0) (english(group.note.1)) } }
            @if is_server { (configuration(state, origin)) }
            @for route in group.routes { (entry(route, state)) }
        }
    }
}

/// The server's settings, under the names that it has there.
fn configuration(state: &State, origin: &str) -> Markup {
    let toml = format!("[wecom]\napi_url = \"{origin}\"\nopen_url = \"{origin}\"\nlogin_url = \"{origin}\"\n");
    let template = state.templates.values().next_back();
    let keys = template.map(|template| {
        json!({ "authConfig": {
            "suiteId": template.suite_id,
            "suiteSecret": template.suite_secret,
            "token": template.callback.token,
            "encodingAESKey": template.callback.encoding_aes_key,
            "providerCorpId": state.provider.corp_id,
        }})
    });
    html! {
        p { code { "wecom-login.toml" } }
        pre { (toml) }
        p { code { "<apps.dir>/…/auths/QywxProxyTemp/QywxProxyTemp.json" } }
        pre.state {
            @match keys {
                Some(keys) => { (format!("{keys:#}")) }
                None => { "先新建模板 make a template first" }
            }
        }
    }
}

fn push_options() -> Markup {
    html! {
        h2 { "推送选项 " (english("Push options")) }
        p {
            "凡有推送之处都可用 " (english("wherever something is pushed")) ": "
            code { "push" } " (false: 不发送 nothing is sent), " code { "wrongSignature" } ", " code { "wrongReceiveId" } ", "
            code { "duplicate" } ", " code { "delayMs" } ", " code { "later" } " (放入邮袋 into the mail bag)."
        }
    }
}

fn english(text: &str) -> Markup {
    html! { " " span.en lang="en" { (text) } }
}

/// The suggestions of path parameters' inputs.
fn known_ids(state: &State) -> Markup {
    html! {
        datalist.state id="suiteId" { @for id in state.templates.keys() { option value=(id) {} } }
        datalist.state id="corpId" { @for corp in state.corps.values() { option value=(corp.corp_id) { (corp.name) } } }
        datalist.state id="userid" {
            @for member in state.corps.values().flat_map(|corp| &corp.members).take(100) {
                option value=(member.userid) { (member.name) }
            }
        }
        datalist.state id="key" { @for key in state.links.keys() { option value=(key) {} } }
    }
}

/// The newest of a kind, which the inputs are filled with.
fn newest(name: &str, state: &State) -> String {
    let newest = match name {
        "suiteId" => state.templates.keys().next_back(),
        "corpId" => state.corps.values().next_back().map(|corp| &corp.corp_id),
        "key" => state.links.keys().next_back(),
        _ => None,
    };
    newest.cloned().unwrap_or_default()
}

fn entry(route: &Route, state: &State) -> Markup {
    let parameters = route.path.split(['{', '}']).skip(1).step_by(2);
    let body = route.body.replace(r#""corpId":"""#, &format!(r#""corpId":"{}""#, newest("corpId", state)));
    html! {
        details {
            summary { (route.does.0) (english(route.does.1)) br; code { b { (route.method) } " " (route.path) } }
            form data-method=(route.method) data-path=(route.path) {
                @for name in parameters {
                    label { (name) " " input name=(name) list=(name) value=(newest(name, state)) required size="34"; }
                }
                @if !body.is_empty() { textarea name="body" spellcheck="false" { (body) } }
                p { button { (route.method) } }
                pre hidden {}
            }
        }
    }
}
