//! What `wecom-login doctor` finds about the provider, and what is told of one that goes wrong.

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
