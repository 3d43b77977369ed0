//! `GET /assets/style.css`: the one style sheet of all pages.

use actix_web::{HttpResponse, http::header};

/// The sheet; its address changes with the program's version.
pub(super) async fn sheet() -> HttpResponse {
    HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(include_str!("assets/style.css"))
}
