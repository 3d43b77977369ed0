//! Keeps an address from asking for login pages too often.

use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
    web::Data,
};

use web::{
    RequestContext,
    limits::rate::{Limit, TooMany},
    page::{self, Notice, WayOn},
    retry_after,
};

use super::{logins::Logins, texts, way_on};

/// Answers 429 where the address asked too often.
pub(super) async fn throttle(
    logins: Data<Logins>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    match logins.rate.admit_address(RequestContext::of(request.request()).client) {
        Ok(()) => Ok(next.call(request).await?.map_into_left_body()),
        Err(too_many) => {
            let answer = refuse(request.request(), &logins, too_many);
            Ok(request.into_response(answer).map_into_right_body())
        }
    }
}

/// The way to try again in the app that was asked for. Its name in the address is a stranger's text: only an app that is
/// served has a way.
fn way_on(request: &HttpRequest, logins: &Logins) -> Option<WayOn> {
    let catalog = logins.catalog.current();
    let app = catalog.app(request.match_info().get("org")?, request.match_info().get("app")?)?;
    Some(way_on::of(&logins.cookies, app.id(), request))
}

/// The page that says so, with the way to try again.
pub(super) fn refuse(request: &HttpRequest, logins: &Logins, too_many: TooMany) -> HttpResponse {
    let seconds = too_many.seconds();
    let text = match too_many.limit {
        Limit::Address => &texts::TOO_MANY_REQUESTS,
        Limit::Guesses => &texts::TOO_MANY_GUESSES,
        Limit::Corp => &texts::TOO_MANY_OF_A_COMPANY,
    };
    let text = text.with("seconds", &seconds.to_string());
    let notice = Notice::new(&texts::SLOW_DOWN, &text).with_button(&texts::TRY_AGAIN);
    let mut answer = page::tell(StatusCode::TOO_MANY_REQUESTS, notice, way_on(request, logins).as_ref());
    retry_after::set(&mut answer, too_many.retry_after);
    answer
}
