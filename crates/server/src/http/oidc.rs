//! OpenID Connect for programs, an endpoint a file: `{issuer}/.well-known/openid-configuration` and what lies below
//! `{issuer}/oidc/` for clients themselves. The pages for members are in `pages/oidc`.

mod answer;
mod discovery;
mod from_client;
mod introspect;
mod jwks;
mod revoke;
pub(crate) mod served_issuer;
mod token;
mod userinfo;

use actix_web::web::{ServiceConfig, get, head, post};
use app_catalog::Catalog;
use element_model::WebOrigin;
use web::methods::{either_slash, only, read_only};

pub(crate) use self::served_issuer::Oidc;

/// The endpoints that pages of a client's origins may call.
const OF_ORIGINS: [&str; 3] = ["oidc/token", "oidc/userinfo", "oidc/revoke"];
/// The endpoints whose refusals are for programs.
const OF_PROGRAMS: [&str; 4] = ["oidc/token", "oidc/userinfo", "oidc/revoke", "oidc/introspect"];

/// Adds the routes.
pub(super) fn configure(config: &mut ServiceConfig) {
    let token = either_slash("/{org}/{app}/oidc/token").route(post().to(token::token));
    let userinfo = either_slash("/{org}/{app}/oidc/userinfo").route(get().to(userinfo::read));
    let userinfo = userinfo.route(head().to(userinfo::read)).route(post().to(userinfo::post));
    let revoke = either_slash("/{org}/{app}/oidc/revoke").route(post().to(revoke::revoke));
    let introspect = either_slash("/{org}/{app}/oidc/introspect").route(post().to(introspect::introspect));
    config
        .service(read_only("/{org}/{app}/.well-known/openid-configuration", discovery::discovery))
        .service(read_only("/.well-known/openid-configuration/{org}/{app}", discovery::discovery))
        .service(read_only("/.well-known/oauth-authorization-server/{org}/{app}", discovery::discovery))
        .service(read_only("/{org}/{app}/oidc/jwks", jwks::jwks))
        .service(only(token, "POST"))
        .service(only(userinfo, "GET, HEAD, POST"))
        .service(only(revoke, "POST"))
        .service(only(introspect, "POST"));
}

/// The app and the rest of a path below an issuer: `/acme/portal/oidc/token` has `oidc/token`.
pub(super) fn below_issuer(path: &str) -> Option<(&str, &str, &str)> {
    let mut parts = path.strip_prefix('/')?.splitn(3, '/');
    Some((parts.next()?, parts.next()?, parts.next()?.trim_end_matches('/')))
}

/// Whether any page may read what lies at a path: the metadata and the keys.
pub(super) fn is_public(path: &str) -> bool {
    let of_server = ["/.well-known/openid-configuration/", "/.well-known/oauth-authorization-server/"];
    of_server.iter().any(|prefix| path.starts_with(prefix))
        || below_issuer(path)
            .is_some_and(|(_, _, rest)| matches!(rest, ".well-known/openid-configuration" | "oidc/jwks"))
}

/// Whether pages of an origin may call what lies at a path: a client's, its app's token endpoint and the like.
pub(super) fn is_open_to(catalog: &Catalog, path: &str, origin: &[u8]) -> bool {
    let Some((org, app, _)) = below_issuer(path).filter(|(.., rest)| OF_ORIGINS.contains(rest)) else { return false };
    let origin = String::from_utf8(origin.to_vec()).ok().and_then(|origin| WebOrigin::try_from(origin).ok());
    let (Some(app), Some(origin)) = (catalog.app(org, app), origin) else { return false };
    served_issuer::directory(catalog, app.id()).knows_origin(&origin)
}

/// Whether programs call what lies at a path.
pub(super) fn is_for_programs(path: &str) -> bool {
    below_issuer(path).is_some_and(|(.., rest)| OF_PROGRAMS.contains(&rest))
}
