//! Requests that wait for their member: how long one may be, and how many of a network may wait.

use futures::{StreamExt as _, stream};
use reqwest::StatusCode;

use super::relying_party::{RelyingParty, get, location, parameters};

/// How many requests of one network wait at most.
const MOST: usize = 2000;

#[tokio::test]
async fn a_request_that_is_too_long_as_a_whole_is_refused_to_its_client_and_not_kept() {
    let party = RelyingParty::start().await;
    let long = "x".repeat(2048);
    // A character that takes six in JSON.
    let escaped = "\u{1}".repeat(2048);
    for (state, nonce) in [(&*long, &*escaped), (&*escaped, &*long)] {
        let url = party.request(&[("state", state), ("nonce", nonce)]);
        let form = url.split_once('?').unwrap().1.to_owned();
        let posted = party.browser.post(party.endpoint("authorize"));
        let posted = posted.header("content-type", "application/x-www-form-urlencoded").body(form);
        let told = parameters(&location(&posted.send().await.unwrap()));
        assert_eq!(get(&told, "error").as_deref(), Some("invalid_request"), "{told:?}");
        assert!(get(&told, "error_description").unwrap().contains("8192"), "{told:?}");
        assert_eq!(get(&told, "state").as_deref(), Some(state));
    }
    let answer = party.answer(&[("state", &long), ("nonce", &long)]).await;
    assert!(get(&answer, "code").is_some(), "each as long as it may be is fine: {answer:?}");
}

#[tokio::test]
async fn of_the_requests_of_a_network_so_many_wait_and_the_oldest_go() {
    let party = RelyingParty::with(|folder| {
        folder.set("limits.requests_per_minute_per_address", "100000");
    })
    .await;
    let resumed = async |first: &str| {
        let url = format!("{}{first}", party.world.server.url);
        party.browser.get(url).send().await.unwrap().status()
    };
    let begin = async || {
        let answer = party.world.http.get(party.request(&[("login_hint", "")])).send().await.unwrap();
        let ticket = get(&parameters(&format!("http://x{}", location(&answer))), "request").unwrap();
        format!("/acme/portal/oidc/resume?request={ticket}")
    };
    let oldest = begin().await;
    party.world.clock.advance(std::time::Duration::from_secs(1));
    let newer = begin().await;
    assert_eq!(resumed(&oldest).await, StatusCode::SEE_OTHER);
    party.world.clock.advance(std::time::Duration::from_secs(1));
    stream::iter(0..MOST - 2).map(|_| begin()).buffer_unordered(16).for_each(async |_| ()).await;
    assert_eq!(resumed(&oldest).await, StatusCode::SEE_OTHER, "so many may wait");
    begin().await;
    assert_eq!(resumed(&oldest).await, StatusCode::BAD_REQUEST, "it made room");
    assert_eq!(resumed(&newer).await, StatusCode::SEE_OTHER, "all others wait still");
}
