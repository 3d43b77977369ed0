//! `GET /assets/…`: the one style sheet, and the one script.

use actix_web::{HttpResponse, http::header};

/// The style sheet of all pages; its address changes with the program's version.
pub(super) async fn style() -> HttpResponse {
    asset("text/css; charset=utf-8", include_str!("assets/style.css"))
}

/// The script of the signed-in page: keeps the browser from showing it again, from its memory, after signing out.
pub(super) async fn fresh() -> HttpResponse {
    asset("text/javascript; charset=utf-8", include_str!("assets/fresh.js"))
}

fn asset(content_type: &'static str, text: &'static str) -> HttpResponse {
    HttpResponse::Ok()
        .content_type(content_type)
        .insert_header((header::CACHE_CONTROL, "public, max-age=86400"))
        .body(text)
}
