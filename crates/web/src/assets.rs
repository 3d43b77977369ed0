//! `GET /assets/…`: the one style sheet, and the scripts.

use std::future::ready;

use actix_web::{HttpResponse, http::header, web::ServiceConfig};

use crate::methods::read_only;

/// The style sheet of all pages; its address changes with the program's version.
const STYLE: &str = include_str!("assets/style.css");

/// The script of the signed-in page: keeps the browser from showing it again, from its memory, after signing out.
const FRESH: &str = include_str!("assets/fresh.js");

/// The script of the page that carries an answer to a client: sends its form.
const SUBMIT: &str = include_str!("assets/submit.js");

/// Adds the routes.
pub fn configure(config: &mut ServiceConfig) {
    config
        .service(read_only("/assets/style.css", || ready(asset("text/css; charset=utf-8", STYLE))))
        .service(read_only("/assets/fresh.js", || ready(asset("text/javascript; charset=utf-8", FRESH))))
        .service(read_only("/assets/submit.js", || ready(asset("text/javascript; charset=utf-8", SUBMIT))));
}

fn asset(content_type: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(text)
}
