//! Functions of elements: `POST /api/{org}/{app}/{element, "/" for "."}/{function}`, some also with `GET`.

use actix_web::{HttpRequest, HttpResponse, http::header, web};
use element_model::{App, Arguments, Element, Function};
use login_type::{Call, CallError, Caller, ErrorKind, Method, Reply, Request};
use serde_json::{Map, Value};

use super::{envelope::Begun, errcode};
use crate::{catalog::Catalog, state::AppState};

/// What `returnType` a function has that reads the request itself and answers plain HTTP.
const PLAIN: &str = "Response";

/// A call with `GET`.
pub(super) async fn get(request: HttpRequest, body: web::Payload, state: web::Data<AppState>) -> HttpResponse {
    handle(&request, body, &state, Method::Get).await
}

/// A call with `POST`.
pub(super) async fn post(request: HttpRequest, body: web::Payload, state: web::Data<AppState>) -> HttpResponse {
    handle(&request, body, &state, Method::Post).await
}

/// Any other method.
pub(super) async fn other_method() -> HttpResponse {
    HttpResponse::MethodNotAllowed().insert_header((header::ALLOW, "GET, POST")).body("functions are called with POST")
}

async fn handle(request: &HttpRequest, body: web::Payload, state: &AppState, method: Method) -> HttpResponse {
    let begun = Begun { request_id: state.request_id(), at: state.clock().now() };
    let catalog = state.catalog();
    let path = request.match_info().query("path");
    let target = match Target::find(&catalog, path) {
        Ok(target) => target,
        Err(error) => return begun.answer(Err(error), state.clock().now()),
    };
    let plain = target.function.return_type.as_deref() == Some(PLAIN);
    let result = call(request, body, state, method, &begun.request_id, &catalog, &target).await;
    let number = result.as_ref().err().map_or(0, |error| errcode::errcode(error.kind()));
    state.metrics.called(target.element.full_name().as_str(), &target.function.name, number);
    if let Err(error) = &result {
        log(error, &begun.request_id, &target);
    }
    match result {
        Ok(Reply::Text(text)) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text),
        Ok(Reply::Value(data)) => begun.answer(Ok(data), state.clock().now()),
        Err(error) if plain => HttpResponse::build(errcode::status(error.kind()))
            .content_type("text/plain; charset=utf-8")
            .body(error.to_string()),
        Err(error) => begun.answer(Err(error), state.clock().now()),
    }
}

/// The function that a path names.
struct Target<'a> {
    app: &'a App,
    element: &'a Element,
    function: &'a Function,
}

impl<'a> Target<'a> {
    fn find(catalog: &'a Catalog, path: &str) -> Result<Self, CallError> {
        let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
        let [org, app_name, element @ .., function_name] = segments.as_slice() else {
            let shape = "a function's path is /api/{org}/{app}/{element}/{function}";
            return Err(CallError::new(ErrorKind::UnknownElement, shape));
        };
        let Some(app) = catalog.app(org, app_name) else {
            let known: Vec<String> = catalog.served().map(|app| app.id().to_string()).collect();
            let message = format!("no app {org}.{app_name} is served here; there is {}", known.join(", "));
            return Err(CallError::new(ErrorKind::UnknownApp, message));
        };
        let element = app
            .get_element(&element.join("."))
            .map_err(|error| CallError::new(ErrorKind::UnknownElement, error.to_string()))?;
        let Some(function) = element.function(function_name) else {
            let known: Vec<&str> = element.functions().map(|function| function.name.as_str()).collect();
            let message = format!(
                "element {} has no function {function_name:?}; it has {}",
                element.full_name(),
                if known.is_empty() { "none".to_owned() } else { known.join(", ") }
            );
            return Err(CallError::new(ErrorKind::UnknownFunction, message));
        };
        Ok(Self { app, element, function })
    }
}

async fn call(
    request: &HttpRequest,
    body: web::Payload,
    state: &AppState,
    method: Method,
    request_id: &str,
    catalog: &Catalog,
    target: &Target<'_>,
) -> Result<Reply, CallError> {
    let function = target.function;
    let caller = authenticate(request, state, function).await?;
    let body = match body.to_bytes_limited(state.body_limit).await {
        Ok(Ok(body)) => body,
        Ok(Err(error)) => {
            return Err(
                CallError::new(ErrorKind::Malformed, "the body broke off before its end").caused_by(error.to_string())
            );
        }
        Err(_) => {
            let message = format!("the body is longer than {} bytes", state.body_limit);
            return Err(CallError::new(ErrorKind::TooLarge, message));
        }
    };
    let args = arguments(request, &body, method, function)?;
    let request = Request {
        id: request_id.to_owned(),
        method,
        body: body.to_vec(),
        client: request.peer_addr().map(|address| address.ip()),
    };
    let call = Call {
        app: target.app.id(),
        element: target.element.full_name(),
        title: &target.element.definition().title,
        function: &function.name,
        args: &args,
        caller: &caller,
        request: &request,
        host: &state.host,
    };
    let reply = catalog.login_types.call(call).await?;
    if let Caller::Administrator { name } = &caller
        && function.admin_required
    {
        audit(state, name, target, request_id).await?;
    }
    Ok(reply)
}

/// Who calls, and whether they may.
async fn authenticate(request: &HttpRequest, state: &AppState, function: &Function) -> Result<Caller, CallError> {
    if !function.login_required && !function.admin_required {
        return Ok(Caller::Anonymous);
    }
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let bearer = header.and_then(|value| value.strip_prefix("Bearer ").or_else(|| value.strip_prefix("bearer ")));
    let Some(bearer) = bearer else {
        let message = format!("function {} needs a login: send Authorization: Bearer <token>", function.name);
        return Err(CallError::new(ErrorKind::LoginRequired, message));
    };
    let caller = state.accounts.authenticate(bearer.trim()).await?;
    match (&caller, function.admin_required) {
        (Caller::User { .. }, true) => {
            let message = format!("function {} is for administrators: use a personal access token", function.name);
            Err(CallError::new(ErrorKind::AdminRequired, message))
        }
        _ => Ok(caller),
    }
}

/// The arguments: a JSON object in the body, or the query of a `GET` and of functions that read the body themselves.
fn arguments(request: &HttpRequest, body: &[u8], method: Method, function: &Function) -> Result<Arguments, CallError> {
    let query = || {
        web::Query::<Vec<(String, String)>>::from_query(request.query_string())
            .map(web::Query::into_inner)
            .map_err(|error| CallError::new(ErrorKind::Malformed, format!("the query cannot be read: {error}")))
    };
    if function.return_type.as_deref() == Some(PLAIN) {
        // The sender may have parameters of its own in the URL that it was given.
        let declared = query()?.into_iter().filter(|(name, _)| function.args.iter().any(|arg| arg.name == *name));
        return Ok(function.check_query(declared)?);
    }
    if method == Method::Get {
        if !function.read_only {
            let message = format!("function {} changes something: call it with POST", function.name);
            return Err(CallError::new(ErrorKind::UnknownFunction, message));
        }
        return Ok(function.check_query(query()?)?);
    }
    let args: Map<String, Value> = if body.trim_ascii().is_empty() {
        Map::new()
    } else {
        serde_json::from_slice(body).map_err(|error| {
            let message = format!(
                "the body must be a JSON object of arguments; it is not (line {}, column {})",
                error.line(),
                error.column()
            );
            CallError::new(ErrorKind::Malformed, message)
        })?
    };
    Ok(function.check(args)?)
}

async fn audit(state: &AppState, actor: &str, target: &Target<'_>, request_id: &str) -> Result<(), CallError> {
    use storage::Access;
    let event = storage::NewAuditEvent {
        at: state.clock().now(),
        actor: actor.to_owned(),
        action: target.function.name.clone(),
        target: format!("{}:{}", target.app.id(), target.element.full_name()),
        detail: serde_json::json!({ "requestId": request_id }),
    };
    state.database.audit_events().add(event).await.map(drop).map_err(CallError::unavailable)
}

/// Logs a failure once, with its causes; a caller's mistake is no error of ours.
fn log(error: &CallError, request_id: &str, target: &Target<'_>) {
    let mut causes = String::new();
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        causes.push_str(": ");
        causes.push_str(&error.to_string());
        cause = error.source();
    }
    let (element, function) = (target.element.full_name(), &target.function.name);
    if matches!(error.kind(), ErrorKind::Internal | ErrorKind::Unavailable | ErrorKind::UpstreamUnavailable) {
        tracing::error!(request_id, %element, function, "{error}{causes}");
    } else {
        tracing::info!(request_id, %element, function, "{error}{causes}");
    }
}
