//! The routes that are no functions: what programs ask of the server itself.

use element_model::AppId;
use serde_json::{Map, Value, json};

/// Path, what it is, its media type, and the statuses beside 200.
type Route = (&'static str, &'static str, &'static str, &'static [&'static str]);

const JSON: &str = "application/json";

/// 401, 403, 404 and 429 of what only administrators see, or the management listener's callers.
const GUARDED: &[&str] = &["401", "403", "404", "429"];

const ROUTES: &[Route] = &[
    ("/healthz", "The process answers", JSON, &[]),
    (
        "/readyz",
        "The server can do its work; age of each suite's newest ticket, null where none came yet",
        JSON,
        &["401", "403", "404", "429", "503"],
    ),
    ("/metrics", "Prometheus metrics", "application/openmetrics-text", GUARDED),
    ("/.well-known/jwks.json", "Public keys of the access tokens", JSON, &["503"]),
    ("/openapi.json", "This document", JSON, GUARDED),
];

const MEANINGS: &[(&str, &str)] = &[
    ("401", "An administrator's token is needed, or a request from the server's own machine"),
    ("403", "The token is no administrator's"),
    ("404", "It is served at server.management_listen alone"),
    ("429", "Too many wrong tokens from this address"),
    ("503", "The database cannot be used, or callbacks are not worked on"),
];

/// Where an app's issuer describes itself: its endpoints are those of the standards, so that this document has no more of
/// them.
const ISSUER: &str = "OpenID Connect: metadata of the app's issuer (OpenID Connect Discovery, RFC 8414). It names the \
                      endpoints for clients (authorize, token, userinfo, jwks, revoke, introspect, end_session), whose \
                      parameters are those of the standards.";

/// The path items of the document.
pub(super) fn paths() -> Map<String, Value> {
    ROUTES.iter().map(|route| (route.0.to_owned(), item(route))).collect()
}

/// The path item of the metadata of an app's issuer.
pub(super) fn issuer(app: &AppId) -> (String, Value) {
    (metadata(app), item(&("", ISSUER, JSON, &[])))
}

/// The address of the metadata of an app's issuer.
pub(in crate::http) fn metadata(app: &AppId) -> String {
    format!("/{}/{}/.well-known/openid-configuration", app.org(), app.app())
}

fn item(&(_, summary, media, others): &Route) -> Value {
    let mut responses = Map::new();
    responses.insert("200".to_owned(), json!({ "description": summary, "content": { media: {} } }));
    for (status, meaning) in MEANINGS.iter().filter(|(status, _)| others.contains(status)) {
        responses.insert((*status).to_owned(), json!({ "description": meaning }));
    }
    json!({ "get": { "tags": ["server"], "summary": summary, "responses": responses } })
}
