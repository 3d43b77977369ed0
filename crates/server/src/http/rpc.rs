//! Functions of elements: `POST /api/{org}/{app}/{element, "/" for "."}/{function}`, some also with `GET`.

use std::sync::atomic::Ordering;

use accounts::Occasion;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{self, StatusCode, header},
    web::{Data, Payload, Query},
};
use app_catalog::Catalog;
use element_model::{Arguments, Function};
use login_type::{Call, CallError, Caller, ErrorKind, Method, Reply, Request};
use serde_json::{Map, Value};
use web::{
    errcode,
    limits::rate::{self, Limit, TooMany},
    methods::method_not_allowed,
};

use super::{
    audit,
    body::{self, BodyError},
    caller,
    envelope::Begun,
    failure_log,
    request_context::RequestContext,
    target::{self, Target},
};
use crate::{administration, element_svc::Answered, login_labels, state::AppState};

/// The argument that names a company, of every function that has one.
const CORP: &str = "corpId";

/// The argument that is a one-use code of WeCom's.
const CODE: &str = "code";

/// The mark that some editors put before a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// What the path of every function begins with.
pub(super) const PREFIX: &str = "/api";

/// The route of functions, as metrics have it.
pub(super) const ROUTE: &str = "/api/{path}";

/// Any request below [`PREFIX`].
pub(super) async fn function(request: HttpRequest, body: Payload, state: Data<AppState>) -> HttpResponse {
    match *request.method() {
        http::Method::GET => handle(&request, body, &state, Method::Get).await,
        http::Method::POST => handle(&request, body, &state, Method::Post).await,
        _ => {
            let catalog = state.catalog();
            let allowed = Target::find(&catalog, path_of(&request)).map_or("GET, POST", |target| target.methods());
            method_not_allowed(allowed)
        }
    }
}

async fn handle(request: &HttpRequest, body: Payload, state: &AppState, method: Method) -> HttpResponse {
    let context = RequestContext::of(request);
    let begun = Begun { request_id: context.id.clone(), at: state.clock().now() };
    let catalog = state.catalog();
    let path = path_of(request);
    let target = match Target::find(&catalog, path) {
        Ok(target) => target,
        Err(error) if target::asks_plainly(&catalog, path) => {
            failure_log::of_callback(state, &error);
            return plain(errcode::status(error.kind()), error.to_string());
        }
        Err(error) => return begun.answer(Err(error), state.clock().now()),
    };
    let result = call(request, body, state, method, &context, &catalog, &target).await;
    let number = result.as_ref().err().map_or(0, |failure| errcode::errcode(failure.error.kind()));
    state.metrics.called(target.element.full_name().as_str(), &target.function.name, number);
    if let Some(way) = login_labels::way_of_function(&target.function.name) {
        state.metrics.login(way, result.as_ref().map_or_else(|it| login_labels::result_of(it.error.kind()), |_| "ok"));
    }
    if let (Some(way), Ok(Reply::Value(login))) = (login_labels::way_of_function(&target.function.name), &result) {
        login_labels::note(target.app.id(), way, login_labels::Who::of(login));
    }
    let failure = match result {
        Ok(Reply::Text(text)) => return plain(StatusCode::OK, text),
        Ok(Reply::Value(data)) => return begun.answer(Ok(data), state.clock().now()),
        Err(failure) => failure,
    };
    if failure.error.kind() == ErrorKind::Unavailable {
        state.is_in_doubt.store(true, Ordering::Relaxed);
    }
    if is_open(target.function) && rate::is_wrong_guess(failure.error.kind()) {
        state.rate.guessed_wrong(context.client);
    }
    let answer = if target::answers_plainly(target.function) {
        failure_log::of_callback(state, &failure.error);
        plain(failure.status, failure.error.to_string())
    } else {
        failure_log::log(&failure.error, &target);
        begun.answer(Err(failure.error), state.clock().now())
    };
    if failure.body_left { body::close(answer) } else { answer }
}

/// Why a call failed, and what that means for the connection.
pub(super) struct Failure {
    error: CallError,
    status: StatusCode,
    /// Whether some of the body was not read.
    body_left: bool,
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        Self { status: errcode::status(error.kind()), error, body_left: false }
    }
}

impl From<TooMany> for Failure {
    fn from(too_many: TooMany) -> Self {
        // A company is named in the body.
        Self { body_left: too_many.limit != Limit::Corp, ..CallError::from(too_many).into() }
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        Self { status: error.status(), error: CallError::from(&error), body_left: true }
    }
}

fn path_of(request: &HttpRequest) -> &str {
    request.match_info().unprocessed()
}

fn plain(status: StatusCode, text: String) -> HttpResponse {
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(text)
}

async fn call(
    request: &HttpRequest,
    body: Payload,
    state: &AppState,
    method: Method,
    context: &RequestContext,
    catalog: &Catalog,
    target: &Target<'_>,
) -> Result<Reply, Failure> {
    let function = target.function;
    if is_open(function) {
        state.rate.admit_address(context.client).inspect_err(|refused| state.metrics.limited(refused.limit))?;
    }
    let caller = caller::authenticate(request, state, context, target).await?;
    let body = body::read(request, body, state).await?;
    let args = arguments(request, &body, method, function)?;
    if let (true, Some(Value::String(corp))) = (asks_wecom(function), args.value(CORP)) {
        let admitted = state.rate.admit_corp(context.client, target.app.id(), corp);
        admitted.inspect_err(|refused| state.metrics.limited(refused.limit))?;
    }
    let request = Request { id: context.id.clone(), method, body: body.to_vec(), client: context.client };
    // A callback does nothing to accounts before its record is worked on.
    let accounts = state.accounts.on(occasion(context, target, &caller));
    let own = (!target::answers_plainly(function)).then(|| state.host_with(&accounts));
    let call = Call {
        app: target.app.id(),
        element: target.element.full_name(),
        title: &target.element.definition().title,
        function: &function.name,
        args: &args,
        caller: &caller,
        request: &request,
        host: own.as_ref().unwrap_or(&state.host),
    };
    let own_answer = administration::answer(state, &accounts, catalog, target.app, call).await;
    let Answered { reply, noted } = match own_answer {
        Some(answered) => answered?,
        None => catalog.login_types.call(call).await?.into(),
    };
    // Whoever looks does nothing.
    if let Caller::Administrator { name } = &caller
        && function.admin_required
        && !function.read_only
        && !accounts.has_noted()
    {
        audit::note(state, name, target, &args, context, noted).await;
    }
    Ok(reply)
}

/// What the audit trail tells of whatever a call does to accounts.
fn occasion(context: &RequestContext, target: &Target<'_>, caller: &Caller) -> Occasion {
    let way = login_labels::way_of_function(&target.function.name);
    let told = Occasion { request_id: Some(context.id.clone()), client: context.client, way, ..Occasion::default() };
    let Caller::Administrator { name } = caller else { return told };
    let element = format!("{}:{}", target.app.id(), target.element.full_name());
    Occasion { administrator: Some(name.clone()), element: Some(element), ..told }
}

/// The arguments: a JSON object in the body, or the query of a `GET` and of functions that read the body themselves.
fn arguments(request: &HttpRequest, body: &[u8], method: Method, function: &Function) -> Result<Arguments, CallError> {
    let query = || {
        Query::<Vec<(String, String)>>::from_query(request.query_string())
            .map(Query::into_inner)
            .map_err(|error| CallError::new(ErrorKind::Malformed, format!("the query cannot be read: {error}")))
    };
    if target::answers_plainly(function) {
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
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
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

/// Whether anybody may have WeCom asked by a function: whose code it is, for a company.
fn asks_wecom(function: &Function) -> bool {
    is_open(function) && function.arg(CORP).is_some() && function.arg(CODE).is_some()
}

/// Whether anybody may call a function as often as the limits allow. WeCom's callbacks are not among them: whoever is
/// refused there may not come again, and one that is not signed costs little.
fn is_open(function: &Function) -> bool {
    !function.login_required && !function.admin_required && !target::answers_plainly(function)
}
