//! Functions of elements: `POST /api/{org}/{app}/{element, "/" for "."}/{function}`, some also with `GET`.

use std::{path::PathBuf, sync::Arc};

use accounts::LocalAccounts;
use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{self, StatusCode, header},
    web::Data,
};
use administration::Administration;
use app_catalog::Folder;
use login_type::{ErrorKind, Host, Method, Reply};
use web::{
    RequestContext, errcode,
    limits::body,
    methods::method_not_allowed,
    rights::{Gate, UnreadBody},
};

use super::{
    call::{Failure, Incoming, is_open},
    envelope::Begun,
    failure_log,
    target::{self, Target},
};
use crate::{login_labels, metrics::Metrics, writability::Writability};

/// The beginning of every function's path.
pub(super) const PREFIX: &str = "/api";

/// Everything that functions are called with.
pub(crate) struct Functions {
    pub(crate) folder: Folder,
    pub(crate) host: Host,
    pub(crate) accounts: LocalAccounts,
    pub(crate) administration: Administration,
    /// The folder of verification files.
    pub(crate) verification_files: Option<PathBuf>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) writability: Arc<Writability>,
}

/// Any request below [`PREFIX`].
pub(super) async fn function(
    request: HttpRequest,
    body: UnreadBody,
    gate: Data<Gate>,
    functions: Data<Functions>,
) -> HttpResponse {
    match *request.method() {
        http::Method::GET => handle(&request, body, &gate, &functions, Method::Get).await,
        http::Method::POST => handle(&request, body, &gate, &functions, Method::Post).await,
        _ => {
            let catalog = functions.folder.catalog().current();
            let allowed = Target::find(&catalog, path_of(&request)).map_or("GET, POST", |target| target.methods());
            method_not_allowed(allowed)
        }
    }
}

async fn handle(
    request: &HttpRequest,
    body: UnreadBody,
    gate: &Gate,
    functions: &Functions,
    method: Method,
) -> HttpResponse {
    let context = RequestContext::of(request);
    let (metrics, clock) = (&functions.metrics, &functions.host.clock);
    let begun = Begun { request_id: context.id.clone(), at: clock.now() };
    let catalog = functions.folder.catalog().current();
    let path = path_of(request);
    let target = match Target::find(&catalog, path) {
        Ok(target) => target,
        Err(error) if target::asks_plainly(&catalog, path) => {
            failure_log::of_callback(metrics, gate.rate(), &error);
            return plain(errcode::status(error.kind()), error.to_string());
        }
        Err(error) => return begun.answer(Err(error), clock.now()),
    };
    let incoming = Incoming { request, context: &context, method, catalog: &catalog, target: &target };
    // On the heap: it holds the whole call, and lies in the future of each connection otherwise.
    let result = Box::pin(incoming.call(body, gate, functions)).await;
    count(metrics, &target, &result);
    let failure = match result {
        Ok(Reply::Text(text)) => return plain(StatusCode::OK, text),
        Ok(Reply::Json(value)) => return bare(StatusCode::OK, "application/json").json(value),
        Ok(Reply::Value(data)) => return begun.answer(Ok(data), clock.now()),
        Err(failure) => failure,
    };
    if failure.error.kind() == ErrorKind::Unavailable {
        functions.writability.doubt();
    }
    if is_open(target.function) && failure.is_guess {
        gate.rate().guessed_wrong(context.client);
    }
    let answer = if target::answers_plainly(target.function) {
        failure_log::of_callback(metrics, gate.rate(), &failure.error);
        plain(failure.status, failure.error.to_string())
    } else {
        failure_log::log(&failure.error, &target);
        begun.answer(Err(failure.error), clock.now())
    };
    if failure.body_left { body::close(answer) } else { answer }
}

/// Counts a call, and the login that it was; a login that came about is a line of the log.
fn count(metrics: &Metrics, target: &Target<'_>, result: &Result<Reply, Failure>) {
    let number = result.as_ref().err().map_or(0, |failure| errcode::errcode(failure.error.kind()));
    metrics.called(target.element.full_name().as_str(), &target.function.name, number);
    let Some(way) = login_labels::way_of_function(&target.function.name) else { return };
    metrics.login(way, result.as_ref().map_or_else(|it| login_labels::result_of(it.error.kind()), |_| "ok"));
    if let Ok(Reply::Value(login)) = result {
        login_labels::note(target.app.id(), way, login_labels::Who::of(login));
    }
}

fn path_of(request: &HttpRequest) -> &str {
    request.match_info().unprocessed()
}

fn plain(status: StatusCode, text: String) -> HttpResponse {
    bare(status, "text/plain; charset=utf-8").body(text)
}

fn bare(status: StatusCode, content_type: &'static str) -> HttpResponseBuilder {
    let mut answer = HttpResponse::build(status);
    answer.content_type(content_type).insert_header((header::CACHE_CONTROL, "no-store"));
    answer
}
