//! The bridge from the requests of the crate `openidconnect` to reqwest.

use openidconnect::{HttpRequest, HttpResponse};
use reqwest::{Client, Error};

/// Sends a request of the library.
///
/// # Errors
/// When there is no answer.
pub async fn send(http: Client, request: HttpRequest) -> Result<HttpResponse, Error> {
    let answer = http.execute(request.try_into()?).await?;
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = HttpResponse::new(answer.bytes().await?.to_vec());
    (*response.status_mut(), *response.headers_mut()) = (status, headers);
    Ok(response)
}
