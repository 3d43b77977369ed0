//! Answers as bytes on the wire, whole or spoilt by a planted fault.

use std::{
    pin::Pin,
    task::{Context, Poll},
};

use actix_web::{
    HttpResponse,
    body::{BodySize, MessageBody},
    http::{StatusCode, header::ContentType},
    web::Bytes,
};
use serde_json::Value;

/// A body that promises bytes and breaks off: the server closes the connection.
struct BrokenOff;

impl MessageBody for BrokenOff {
    type Error = std::io::Error;

    fn size(&self) -> BodySize {
        BodySize::Sized(64)
    }

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Poll::Ready(Some(Err(std::io::ErrorKind::ConnectionReset.into())))
    }
}

/// The JSON as WeCom sends it.
pub(crate) fn whole(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status).content_type("application/json; charset=UTF-8").body(body.to_string())
}

/// The first half of the JSON.
pub(crate) fn half(status: StatusCode, body: &Value) -> HttpResponse {
    let text = body.to_string();
    let half = text.chars().take(text.chars().count() / 2).collect::<String>();
    HttpResponse::build(status).content_type("application/json; charset=UTF-8").body(half)
}

/// A page instead of JSON.
pub(crate) fn html(status: StatusCode) -> HttpResponse {
    HttpResponse::build(status).content_type(ContentType::html()).body(
        "<html><head><title>WeCom</title></head><body><center><h1>Service unavailable</h1></center></body></html>",
    )
}

/// No answer: the connection ends.
pub(crate) fn dropped() -> HttpResponse {
    HttpResponse::Ok().force_close().body(BrokenOff)
}
