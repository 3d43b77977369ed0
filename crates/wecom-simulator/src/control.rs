//! The control API under `/_sim/`: one table of routes serves, documents and shows them.

mod app_events;
mod app_settings;
mod app_status;
mod ask;
mod authorise;
mod clock;
mod console;
mod corps;
mod faults;
mod guide;
mod login;
mod mail;
mod members;
mod observe;
mod provider;
mod pushes;
mod routes;
mod self_built;
mod templates;

use std::{future::Future, pin::Pin};

use actix_web::{
    HttpRequest, HttpResponse,
    http::Method,
    web::{self, Bytes, Data, ServiceConfig},
};
use serde_json::{Value, json};

pub(crate) use self::authorise::scan_link;
use self::{
    ask::{Answer, Ask},
    guide::routes,
};
use crate::world::World;

/// The kind of a route: show something, act at once, act with pushes in between, or show a page.
#[derive(Clone, Copy, Debug)]
enum Run {
    Show(fn(&Ask) -> Value),
    Now(fn(&Ask) -> Answer),
    Later(fn(Ask) -> Pin<Box<dyn Future<Output = Answer>>>),
    Page(fn(&Ask) -> HttpResponse),
}

/// Chinese and English of the same.
#[derive(Clone, Copy, Debug)]
struct Words(&'static str, &'static str);

/// A control route.
#[derive(Clone, Copy, Debug)]
struct Route {
    method: &'static str,
    path: &'static str,
    does: Words,
    /// An example of the JSON body, empty where there is none.
    body: &'static str,
    run: Run,
}

/// Serves `/_sim/`.
pub(crate) fn configure(config: &mut ServiceConfig) {
    for route in routes() {
        let method = Method::from_bytes(route.method.as_bytes()).unwrap_or(Method::GET);
        let run = route.run;
        let serve = move |request: HttpRequest, body: Bytes, world: Data<World>| serve(run, request, body, world);
        config.route(route.path, web::method(method).to(serve));
    }
    config.route("/_sim/{path:.*}", web::route().to(unknown));
}

async fn serve(run: Run, request: HttpRequest, body: Bytes, world: Data<World>) -> HttpResponse {
    let parameters = request.match_info().iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let ask = Ask::new(world, parameters, body);
    let answer = match run {
        Run::Show(show) => Ok(show(&ask)),
        Run::Now(run) => run(&ask),
        Run::Later(run) => run(ask).await,
        Run::Page(run) => return run(&ask),
    };
    match answer {
        Ok(value) => json_response(200, &value),
        Err(refusal) => json_response(refusal.status(), &json!({ "error": refusal.text() })),
    }
}

async fn unknown(request: HttpRequest) -> HttpResponse {
    let text = format!("no route {} {}; GET /_sim/routes lists them all", request.method(), request.path());
    json_response(404, &json!({ "error": text }))
}

fn json_response(status: u16, value: &Value) -> HttpResponse {
    let status = actix_web::http::StatusCode::from_u16(status).unwrap_or_default();
    HttpResponse::build(status).content_type("application/json").body(value.to_string())
}
