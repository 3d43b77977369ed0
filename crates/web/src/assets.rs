//! `GET /assets/…`: the style sheets, the scripts and the icon.

use std::future::ready;

use actix_web::{HttpResponse, http::header, web::ServiceConfig};

use crate::{language, methods::read_only};

/// The address of a file of ours, which changes with the program's version.
macro_rules! address {
    ($file:literal) => {
        concat!("/assets/", $file, "?v=", env!("CARGO_PKG_VERSION"))
    };
}

/// The tokens of all pages.
pub const TOKENS: &str = include_str!("assets/tokens.css");
/// Their address.
pub const TOKENS_ADDRESS: &str = address!("tokens.css");
/// The address of the style sheet of the login pages.
pub const STYLE_ADDRESS: &str = address!("style.css");
/// The address of the icon of an app that has none.
pub const ICON_ADDRESS: &str = address!("icon.svg");
/// The address of the script of the signed-in page: keeps the browser from showing it again, from its memory, after signing out.
pub const FRESH_ADDRESS: &str = address!("fresh.js");
/// The address of the script of the page that carries an answer to a client: sends its form.
pub const SUBMIT_ADDRESS: &str = address!("submit.js");
/// The address of the script that copies a number.
pub const COPY_ADDRESS: &str = address!("copy.js");
/// The address of the script that shows WeCom's panel.
pub const PANEL_ADDRESS: &str = address!("panel.js");

const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Path, media type and content of each file.
const FILES: [(&str, &str, &str); 7] = [
    ("/assets/tokens.css", CSS, TOKENS),
    ("/assets/style.css", CSS, include_str!("assets/style.css")),
    ("/assets/icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
    ("/assets/fresh.js", SCRIPT, include_str!("assets/fresh.js")),
    ("/assets/submit.js", SCRIPT, include_str!("assets/submit.js")),
    ("/assets/copy.js", SCRIPT, include_str!("assets/copy.js")),
    ("/assets/panel.js", SCRIPT, include_str!("assets/panel.js")),
];

/// Adds the routes, and that of the choice of a language.
pub fn configure(config: &mut ServiceConfig) {
    language::configure(config);
    for (path, content_type, text) in FILES {
        config.service(read_only(path, move || ready(asset(content_type, text))));
    }
}

fn asset(content_type: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(text)
}
