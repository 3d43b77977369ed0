//! `GET /console/assets/…`: the style sheet, the scripts, the icon.

use std::future::ready;

use actix_web::{HttpResponse, http::header, web::ServiceConfig};
use web::{assets::TOKENS, methods::read_only};

/// The design system of the console; its address changes with the program's version.
const STYLE: &str = include_str!("assets/console.css");
/// htmx 4.0.1 as its makers published it (0BSD).
const HTMX: &str = include_str!("assets/htmx.js");
/// The palette, local times, copying, selections.
const SCRIPT: &str = include_str!("assets/console.js");
const ICON: &str = include_str!("assets/icon.svg");

pub(crate) const STYLE_ADDRESS: &str = concat!("/console/assets/console.css?v=", env!("CARGO_PKG_VERSION"));
pub(crate) const HTMX_ADDRESS: &str = "/console/assets/htmx.js?v=4.0.1";
/// The hash of [`HTMX`]: a browser runs no other one.
pub(crate) const HTMX_INTEGRITY: &str = "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn";
pub(crate) const SCRIPT_ADDRESS: &str = concat!("/console/assets/console.js?v=", env!("CARGO_PKG_VERSION"));

/// Adds the routes.
pub(crate) fn configure(config: &mut ServiceConfig) {
    let style = || ready(asset("text/css; charset=utf-8", format!("{TOKENS}{STYLE}")));
    config
        .service(read_only("/console/assets/console.css", style))
        .service(read_only("/console/assets/htmx.js", || {
            ready(asset("text/javascript; charset=utf-8", HTMX.to_owned()))
        }))
        .service(read_only("/console/assets/console.js", || {
            ready(asset("text/javascript; charset=utf-8", SCRIPT.to_owned()))
        }))
        .service(read_only("/console/assets/icon.svg", || ready(asset("image/svg+xml", ICON.to_owned()))));
}

fn asset(content_type: &'static str, text: String) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(text)
}

#[cfg(test)]
mod tests {
    use base64::{Engine as _, engine::general_purpose::STANDARD};
    use sha2::{Digest as _, Sha384};

    use super::*;

    #[test]
    fn the_vendored_script_is_the_one_whose_hash_stands_in_the_pages() {
        assert_eq!(HTMX_INTEGRITY, format!("sha384-{}", STANDARD.encode(Sha384::digest(HTMX))));
    }
}
