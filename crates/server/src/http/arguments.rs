//! Reads and checks the arguments of a call: a JSON object in the body, or the query of a `GET` and of functions that read
//! the body themselves. The rules of each argument are the function's own (`element_model::Function::check`).

use actix_web::{HttpRequest, web::Query};
use element_model::{Arguments, Function};
use login_type::{CallError, ErrorKind, Method};
use serde_json::{Map, Value};

use super::target;

/// The mark that some editors put before a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The arguments of a call, as the function declares them.
///
/// # Errors
/// Names the argument and what would be right.
pub(super) fn read(
    request: &HttpRequest,
    body: &[u8],
    method: Method,
    function: &Function,
) -> Result<Arguments, CallError> {
    if target::answers_plainly(function) {
        // The sender may have parameters of its own in the URL that it was given.
        let declared =
            query(request)?.into_iter().filter(|(name, _)| function.args.iter().any(|arg| arg.name == *name));
        return Ok(function.check_query(declared)?);
    }
    if method == Method::Get {
        if !function.read_only {
            let message = format!("function {} changes something: call it with POST", function.name);
            return Err(CallError::new(ErrorKind::UnknownFunction, message));
        }
        return Ok(function.check_query(query(request)?)?);
    }
    Ok(function.check(object(body)?)?)
}

fn query(request: &HttpRequest) -> Result<Vec<(String, String)>, CallError> {
    Query::<Vec<(String, String)>>::from_query(request.query_string())
        .map(Query::into_inner)
        .map_err(|error| CallError::new(ErrorKind::Malformed, format!("the query cannot be read: {error}")))
}

/// The object in a body; an empty body is one without arguments.
fn object(body: &[u8]) -> Result<Map<String, Value>, CallError> {
    let body = body.strip_prefix(BYTE_ORDER_MARK).unwrap_or(body);
    if body.trim_ascii().is_empty() {
        return Ok(Map::new());
    }
    serde_json::from_slice(body).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let message = format!("the body must be a JSON object of arguments; it is not (line {line}, column {column})");
        CallError::new(ErrorKind::Malformed, message)
    })
}
