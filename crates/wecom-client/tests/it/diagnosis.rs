//! The calls of an operator's check: once, whatever comes back, and nothing of it is kept.

use wecom_client::{Error, Remedy};

use crate::{
    stub::Reply,
    world::{World, suite, token},
};

const REACH: &str = "getcallbackip";
const SUITE: &str = "service/get_suite_token";

#[tokio::test]
async fn any_answer_of_wecoms_shows_that_it_is_reached_and_no_token_is_sent() {
    let world = World::new().await;
    world.stub.on(REACH, |_, _| Reply::errcode(41001));
    let reached = world.wecom.reach().await.unwrap();
    assert_eq!((reached.theirs, reached.ours), (None, crate::world::NOW), "the stub tells no time");
    assert!(world.stub.asked(REACH)[0].query.is_empty());
}

#[tokio::test]
async fn what_answers_in_another_form_is_not_wecom() {
    for (reply, is_decode) in [(Reply::Raw(200, b"<html></html>".to_vec()), true), (Reply::Drop, false)] {
        let world = World::that_replies(&reply).await;
        world.stub.on(REACH, move |_, _| reply.clone());
        let error = world.wecom.reach().await.unwrap_err();
        assert_eq!(matches!(error, Error::Decode { .. }), is_decode, "{error}");
        assert_eq!(world.stub.count(REACH), 1, "a check is not repeated");
    }
}

#[tokio::test]
async fn a_suite_secret_is_checked_though_a_token_is_kept_and_the_answer_is_thrown_away() {
    let world = World::new().await;
    world.stub.on(SUITE, |before, _| token("suite_access_token", if before == 0 { "kept" } else { "checked" }));
    world.wecom.suite_token(&suite()).await.unwrap();
    world.wecom.check_suite_secret(&suite()).await.unwrap();
    assert_eq!(world.stub.count(SUITE), 2);
    let kept = world.wecom.suite_token(&suite()).await.unwrap();
    assert_eq!(secrecy::ExposeSecret::expose_secret(&kept.value), "kept");
}

#[tokio::test]
async fn a_refused_secret_is_sent_once() {
    for (errcode, remedy) in [
        (40080, Remedy::Misconfigured),
        (40085, Remedy::WaitForTicket),
        (-1, Remedy::Retry),
        (60020, Remedy::AllowIp { ip: Some("10.0.0.9".to_owned()) }),
    ] {
        let world = World::new().await;
        world.stub.on(SUITE, move |_, _| Reply::errcode(errcode));
        let error = world.wecom.check_suite_secret(&suite()).await.unwrap_err();
        assert_eq!((error.errcode(), error.remedy()), (Some(errcode), remedy));
        assert_eq!(world.stub.count(SUITE), 1);
    }
    let world = World::new().await;
    world.source.tickets.lock().unwrap().clear();
    let error = world.wecom.check_suite_secret(&suite()).await.unwrap_err();
    assert!(matches!(error, Error::NoTicket { .. }) && world.stub.count(SUITE) == 0);
}
