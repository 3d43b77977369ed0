//! The answers of functions, as JSON Schemas: the shapes that several share, `data` of each, and the envelope around it.

use element_model::Function;
use serde_json::{Map, Value, json};

use web::errcode;

use crate::http::{target::answers_plainly, texts};

/// The beginning of a `$ref` to a shared shape.
const SHARED: &str = "#/components/schemas/";

/// Shapes that functions of the server's own elements answer.
const OWN: &str = include_str!("../../elements/answers.json");

/// The answer of a function that reads the request itself: WeCom's callback URL. WeCom pushes again where it is not 200.
const PLAIN: &[(&str, &str)] = &[
    ("200", "GET: the decrypted `echostr`, bare. POST: `success`, once the event is committed."),
    ("400", "A parameter is missing or stands twice, or the message cannot be read."),
    ("403", "The signature, the key or the receiveid does not fit."),
    ("404", "There is no such suite, element or app here."),
    ("408", "The body did not arrive in time."),
    ("413", "The body is longer than `server.body_limit_bytes`."),
    ("503", "The event could not be committed."),
];

/// The schemas that functions and answers refer to by name.
pub(super) fn shared() -> Map<String, Value> {
    let mut shapes = parse(login_type::ANSWERS);
    shapes.append(&mut parse(OWN));
    shapes.insert("Envelope".to_owned(), envelope());
    shapes.insert("Failure".to_owned(), failure());
    shapes
}

/// Texts of ours: a test holds that they are JSON.
fn parse(text: &str) -> Map<String, Value> {
    serde_json::from_str(text).unwrap_or_default()
}

/// The schema with the shape that it refers to in its place.
pub(in crate::http) fn resolved(schema: &Value) -> Value {
    let name = schema.get("$ref").and_then(|name| name.as_str()?.strip_prefix(SHARED));
    let shape = name.and_then(|name| shared().remove(name));
    shape.unwrap_or_else(|| schema.clone())
}

/// `data` of a function; `None` where its declaration does not say.
pub(in crate::http) fn data(function: &Function) -> Option<Value> {
    match (&function.returns, &function.return_type) {
        (Some(schema), _) => Some(Value::Object(schema.clone())),
        (None, None) => Some(json!({ "type": "null", "title": texts::NOTHING.in_one() })),
        (None, Some(_)) => None,
    }
}

/// An answer that shows `data`.
pub(in crate::http) fn example(schema: &Value) -> Value {
    resolved(schema).get("examples").and_then(|examples| examples.get(0)).cloned().unwrap_or_default()
}

/// The answers of a function, by status.
pub(super) fn responses(function: &Function) -> Value {
    if answers_plainly(function) {
        let text = json!({ "text/plain": { "schema": { "type": "string" } } });
        // An answer whose shape is declared is JSON.
        let declared = data(function).map(|shape| json!({ "application/json": { "schema": shape } }));
        let answers = PLAIN.iter().map(|(status, what)| {
            let content = declared.as_ref().filter(|_| *status == "200").unwrap_or(&text);
            ((*status).to_owned(), json!({ "description": what, "headers": headers(), "content": content }))
        });
        return Value::Object(answers.collect());
    }
    let data = data(function).unwrap_or_else(|| json!({}));
    let shown = in_envelope(0, &Value::Null, &example(&data));
    let success = json!({
        "title": "Success",
        "allOf": [
            { "$ref": "#/components/schemas/Envelope" },
            { "properties": { "errcode": { "const": 0 }, "errmsg": { "type": "null" }, "data": data } },
        ],
    });
    let schema = json!({ "oneOf": [success, { "$ref": "#/components/schemas/Failure" }] });
    let mut headers = headers();
    headers["Retry-After"] = json!({
        "description": "Of errcode 20025: in how many seconds it is worth trying again.",
        "schema": { "type": "integer", "minimum": 1 },
    });
    let elsewhere =
        "A browser marks the request as coming from a page of an origin that is not in allowedOrigins (app.json).";
    json!({
        "200": {
            "description": "Success (errcode 0) and failure (any other) alike.",
            "headers": headers,
            "content": { "application/json": { "schema": schema, "example": shown } },
        },
        "403": { "description": elsewhere, "content": { "text/plain": { "schema": { "type": "string" } } } },
    })
}

fn headers() -> Value {
    json!({ "X-Request-Id": { "description": "As requestId; the log has it too.", "schema": { "type": "string" } } })
}

fn in_envelope(errcode: i64, errmsg: &Value, data: &Value) -> Value {
    json!({
        "errcode": errcode, "errmsg": errmsg, "requestId": "0123456789abcdef0123456789abcdef",
        "sysTime": 1_796_038_740_000_i64, "duration": 3, "data": data,
    })
}

fn envelope() -> Value {
    let table: Vec<String> =
        errcode::TABLE.iter().map(|(number, meaning)| format!("{number}: {}", meaning.en)).collect();
    let errcode = format!("{}; any other number is WeCom's own, of the login types of WeCom", table.join("; "));
    json!({
        "type": "object",
        "required": ["errcode", "errmsg", "requestId", "sysTime", "duration", "data"],
        "properties": {
            "errcode": { "type": "integer", "description": errcode },
            "errmsg": { "type": ["string", "null"], "description": "null, or what went wrong and what would be right" },
            "requestId": { "type": "string", "pattern": "^[0-9a-f]{32}$", "description": "the log has it too" },
            "sysTime": { "type": "integer", "description": "milliseconds since 1970" },
            "duration": { "type": "integer", "minimum": 0, "description": "milliseconds" },
            "data": { "description": "what the function returns; {} in a failure, or the providerCode of errcode 20032" },
        },
    })
}

fn failure() -> Value {
    json!({
        "title": "Failure",
        "description": "HTTP 200 as well: the errcode tells.",
        "allOf": [
            { "$ref": "#/components/schemas/Envelope" },
            { "properties": {
                "errcode": { "not": { "const": 0 } },
                "errmsg": { "type": "string" },
                "data": {
                    "type": "object", "additionalProperties": false,
                    "properties": { "providerCode": {
                        "type": "string", "description": "errcode 20032: the identity provider's own code, where it gave one",
                    } },
                },
            }},
        ],
        "examples": [in_envelope(20012, &json!("no company has this organisation code"), &json!({}))],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shared_shape_has_an_example_and_refers_only_to_shapes_that_are_there() {
        let shapes = shared();
        assert!(["Login", "LoginCode", "User", "Place"].iter().all(|name| shapes.contains_key(*name)));
        let text = Value::Object(shapes.clone()).to_string();
        for reference in text.split(SHARED).skip(1) {
            let name = reference.split('"').next().unwrap();
            assert!(shapes.contains_key(name), "{name}");
        }
        for (name, shape) in shapes.iter().filter(|(name, _)| *name != "Envelope") {
            assert!(shape["examples"][0].is_object(), "{name}");
        }
    }
}
