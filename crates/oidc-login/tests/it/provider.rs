//! The findings of `wecom-login doctor` about the provider, and the answers when the provider fails.

use std::time::Duration;

use login_type::{ErrorKind, Severity};
use openid_simulator::Fault;

use crate::world::World;

#[tokio::test]
async fn metadata_of_another_issuer_is_refused_and_doctor_says_how_it_calls_itself() {
    let world = World::new().await;
    world.provider.go_wrong(Fault::MetadataOfAnother);
    assert_eq!(world.link().await.unwrap_err().kind(), ErrorKind::UpstreamUnavailable);
    let findings = world.diagnose().await;
    assert_eq!(findings[0].severity, Severity::Error);
    assert!(findings[0].found.contains("calls itself https://another.example"), "{findings:?}");
}

#[tokio::test]
async fn doctor_asks_the_provider_for_its_metadata_and_keys() {
    let world = World::new().await;
    let findings = world.diagnose().await;
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].severity, Severity::Ok);
    assert!(findings[0].found.contains("2 keys"), "{findings:?}");
    assert_eq!(findings[0].subject.as_deref(), Some("acme.portal:auths.Sso"));
}

#[tokio::test]
async fn a_provider_that_did_not_answer_is_left_alone_for_a_moment() {
    let world = World::new().await;
    world.provider.go_wrong(Fault::MetadataOfAnother);
    for _ in 0..3 {
        assert_eq!(world.link().await.unwrap_err().kind(), ErrorKind::UpstreamUnavailable);
    }
    assert_eq!(world.provider.asked("/.well-known/openid-configuration"), 1);
    world.provider.go_wrong(Fault::None);
    world.advance(Duration::from_secs(5));
    world.log_in().await.unwrap();
}
