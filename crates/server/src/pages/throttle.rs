//! Keeps an address from asking for login pages too often.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{HeaderValue, RETRY_AFTER},
    },
    middleware::Next,
    web,
};

use super::layout;
use crate::{
    http::visit::Visit,
    rate::{Limit, TooMany},
    state::AppState,
};

/// Answers 429 where the address asked too often.
pub(super) async fn throttle(
    state: web::Data<AppState>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match state.rate.admit_address(Visit::of(request.request()).client) {
        Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
        Err(too_many) => {
            state.metrics.limited(too_many.limit);
            let answer = refuse(request.request(), too_many);
            Ok(request.into_response(answer).map_into_right_body())
        }
    }
}

/// The page that says so, with the way to try again.
pub(super) fn refuse(request: &HttpRequest, too_many: TooMany) -> HttpResponse {
    let seconds = too_many.seconds();
    let (chinese, english) = match too_many.limit {
        Limit::Address => ("请求过于频繁", "Too many requests came from your network."),
        Limit::Guesses => ("错误次数过多", "Too many codes from your network were wrong."),
        Limit::Corp => ("该企业的登录请求过多", "Too many members of this company are signing in right now."),
    };
    let chinese = format!("{chinese}，请 {seconds} 秒后再试。");
    let english = format!("{english} Please try again in {seconds} s.");
    let login = |org, app| format!("/{org}/{app}/login");
    let way_on = request.match_info().get("org").zip(request.match_info().get("app")).map(|(org, app)| login(org, app));
    let mut answer = layout::message(StatusCode::TOO_MANY_REQUESTS, &chinese, &english, way_on.as_deref());
    answer.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    answer
}
