//! The pages of the app.

use actix_web::{HttpResponse, http::StatusCode};
use anyhow::Error;
use maud::{DOCTYPE, Markup, html};

use super::{login::SignedIn, shown};

/// Nobody is signed in.
pub(super) fn signed_out() -> HttpResponse {
    page(
        StatusCode::OK,
        &html! {
            p { "An app that knows nothing of WeCom: the address of an issuer and a client id are all it has." }
            p { a href="/sign-in" { "Sign in" } }
        },
    )
}

/// The claims of the member.
pub(super) fn signed_in(signed_in: &SignedIn) -> HttpResponse {
    page(
        StatusCode::OK,
        &html! {
            p { "You are signed in. The server says of you:" }
            table {
                @for (name, claim) in &signed_in.claims { tr { th { (name) } td { code { (shown(claim)) } } } }
            }
            form method="post" action="/sign-out" { button type="submit" { "Sign out" } }
        },
    )
}

/// A login that came to nothing.
pub(super) fn failed(error: &Error) -> HttpResponse {
    page(
        StatusCode::BAD_GATEWAY,
        &html! {
            p role="alert" { "The login came to nothing: " (format!("{error:#}")) }
            p { a href="/" { "Back" } }
        },
    )
}

fn page(status: StatusCode, content: &Markup) -> HttpResponse {
    let document = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Noticeboard" }
                style { "body{font-family:sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem}th{text-align:left;padding-right:1rem}" }
            }
            body { h1 { "Noticeboard" } (content) }
        }
    };
    HttpResponse::build(status).content_type("text/html; charset=utf-8").body(document.into_string())
}
