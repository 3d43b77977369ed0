//! The one HTTP handler of `/cgi-bin/`: faults, lock-out, whitelist, method, body, then the endpoint.

use std::{collections::HashMap, net::IpAddr, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method, StatusCode,
        header::{self, TryIntoHeaderValue},
    },
    web::{self, Bytes, Data, Path, ServiceConfig},
};
use serde_json::{Map, Value, json};

use super::{ApiError, Call, Endpoint, Family, Verb, answer, endpoint};
use crate::{
    state::{ApiFault, AppKind, CallEnd, DropMoment, Holder, State, SuccessErrcode, Trouble},
    world::World,
};

/// Serves `/cgi-bin/`.
pub(crate) fn configure(config: &mut ServiceConfig) {
    config.route("/cgi-bin/{path:.*}", web::route().to(handle));
}

/// The parts of the HTTP request that an API looks at.
struct Request {
    method: Method,
    query: HashMap<String, String>,
    body: Bytes,
    caller: IpAddr,
    user_agent: String,
}

/// Answers, and dates the answer by the simulated clock.
async fn handle(world: Data<World>, path: Path<String>, request: HttpRequest, body: Bytes) -> HttpResponse {
    let mut response = respond(&world, &path, &request, body).await;
    if let Ok(date) = header::Date(world.clock.to_system_time().into()).try_into_value() {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

async fn respond(world: &World, path: &str, request: &HttpRequest, body: Bytes) -> HttpResponse {
    let Some(endpoint) = endpoint(path).filter(|endpoint| endpoint.path == path) else {
        return answer::html(StatusCode::NOT_FOUND);
    };
    let request = Request {
        method: request.method().clone(),
        query: url::form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect(),
        body,
        user_agent: user_agent(request),
        caller: request.peer_addr().map_or(IpAddr::from([127, 0, 0, 1]), |peer| peer.ip()),
    };
    let fault = world.state().faults.take_api(endpoint.name());
    let Some(fault) = fault else { return answer::whole(StatusCode::OK, &perform(world, endpoint, &request)) };
    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    spoilt(world, endpoint, &request, &fault)
}

fn user_agent(request: &HttpRequest) -> String {
    let name = request.headers().get(header::USER_AGENT).and_then(|name| name.to_str().ok());
    name.unwrap_or_default().to_owned()
}

fn spoilt(world: &World, endpoint: &Endpoint, request: &Request, fault: &ApiFault) -> HttpResponse {
    let status = fault.status.and_then(|status| StatusCode::from_u16(status).ok()).unwrap_or(StatusCode::OK);
    match &fault.trouble {
        Trouble::Nothing => answer::whole(status, &perform(world, endpoint, request)),
        Trouble::Errcode(code) => {
            let mut state = world.state();
            answer::whole(status, &refused(&mut state, endpoint, request, &ApiError::new(*code)))
        }
        Trouble::Drop(DropMoment::Before) => {
            note_failure(world, endpoint, "dropped");
            answer::dropped()
        }
        Trouble::Drop(DropMoment::After) => {
            perform(world, endpoint, request);
            answer::dropped()
        }
        Trouble::HalfJson => answer::half(status, &perform(world, endpoint, request)),
        Trouble::Html => {
            note_failure(world, endpoint, "html");
            answer::html(status)
        }
        Trouble::Fields(fields) => answer::whole(status, &changed(perform(world, endpoint, request), fields)),
    }
}

/// The answer with these fields; without those that are `null`.
fn changed(mut answer: Value, fields: &Map<String, Value>) -> Value {
    if let Value::Object(answer) = &mut answer {
        answer.extend(fields.clone());
        answer.retain(|_, value| !value.is_null());
    }
    answer
}

fn note_failure(world: &World, endpoint: &Endpoint, with: &str) {
    world.state().calls.note(endpoint.name(), CallEnd::Failed(with.to_owned()));
}

fn perform(world: &World, endpoint: &Endpoint, request: &Request) -> Value {
    let mut state = world.state();
    state.asker.clone_from(&request.user_agent);
    let body = match admitted(&state, endpoint, request) {
        Ok(body) => body,
        Err(error) => return refused(&mut state, endpoint, request, &error),
    };
    let query = request.query.clone();
    let mut call =
        Call { state: &mut state, query, body, caller: request.caller, origin: &world.origin, subject: None };
    match (endpoint.run)(&mut call) {
        Ok(fields) => {
            let subject = call.subject.take();
            state.calls.note(endpoint.name(), CallEnd::Ok { subject });
            succeeded(&state, endpoint, fields)
        }
        Err(error) => refused(&mut state, endpoint, request, &error),
    }
}

/// The checks every call passes first; gives the JSON body.
fn admitted(state: &State, endpoint: &Endpoint, request: &Request) -> Result<Value, ApiError> {
    if state.lockouts.is_locked(request.caller, state.now()) {
        return Err(ApiError::new(45009));
    }
    let whitelist = &state.provider.ip_whitelist;
    if !whitelist.is_empty() && !of_self_built(state, request) && !whitelist.contains(&request.caller.to_string()) {
        return Err(ApiError::new(60020));
    }
    match endpoint.verb {
        Verb::Get if request.method != Method::GET => Err(ApiError::new(43001)),
        Verb::Get => Ok(Value::Null),
        Verb::Post if request.method != Method::POST => Err(ApiError::new(40063)),
        Verb::Post if request.body.is_empty() => Ok(json!({})),
        Verb::Post => serde_json::from_slice(&request.body).map_err(|_| ApiError::new(47001)),
    }
}

/// Whether a corp's own app calls: the provider's list of addresses is not for it.
fn of_self_built(state: &State, request: &Request) -> bool {
    let holder = request.query.get("access_token").and_then(|token| state.tokens.lookup(token));
    let by_token = holder.and_then(|token| match &token.holder {
        Holder::App(key, _) => state.app(key),
        _ => None,
    });
    let secret = request.query.get("corpsecret");
    let by_secret = secret.and_then(|secret| state.apps.values().find(|app| app.permanent_code == *secret));
    by_token.or(by_secret).is_some_and(|app| app.kind == AppKind::SelfBuilt)
}

fn succeeded(state: &State, endpoint: &Endpoint, fields: Value) -> Value {
    let mut answer = Map::new();
    let omitted = state.switches.service_token_errcode == SuccessErrcode::Omitted;
    if endpoint.family == Family::Modern || !omitted {
        answer.insert("errcode".to_owned(), json!(0));
        answer.insert("errmsg".to_owned(), json!("ok"));
    }
    if let Value::Object(fields) = fields {
        answer.extend(fields);
    }
    Value::Object(answer)
}

fn refused(state: &mut State, endpoint: &Endpoint, request: &Request, error: &ApiError) -> Value {
    tracing::debug!(api = endpoint.name(), errcode = error.code, "call refused");
    state.calls.note(endpoint.name(), CallEnd::Failed(error.code.to_string()));
    let hint = format!("{}_{}_{}", state.now(), state.random.digits(2), state.random.hex(32));
    error.body(request.caller, &hint)
}
