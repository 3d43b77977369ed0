//! Who comes in, and each way not to.

use std::time::Duration;

use login_type::ErrorKind;
use openid_simulator::{Fault, NAME, SUB};
use serde_json::json;

use crate::world::World;

#[tokio::test]
async fn whoever_the_provider_recognised_comes_in_with_name_and_claims_and_again_as_the_same_user() {
    let world = World::new().await;
    let first = world.log_in().await.unwrap();
    let user = &first.user_info;
    assert_eq!((user.name.as_deref(), &*user.corp_user_id, &*user.corp_id), (Some(NAME), SUB, &*world.corp()));
    assert_eq!(world.log_in().await.unwrap().user_id, first.user_id);
    let grant = world.bench.grants().remove(0);
    assert_eq!(grant.realm, world.provider.issuer());
    assert_eq!(grant.profile.avatar.as_deref(), Some("https://example.com/jane.png"));
    let extra = json!(grant.profile.extra);
    assert_eq!(extra, json!({ "email": "jane@example.com", "groups": ["staff"], "name": NAME }));
}

#[tokio::test]
async fn rs256_and_a_secret_in_the_body_are_understood_too() {
    for way in [Fault::Rs256, Fault::SecretInBody] {
        let world = World::new().await;
        world.provider.go_wrong(way);
        world.log_in().await.unwrap();
    }
}

#[tokio::test]
async fn an_id_token_that_does_not_hold_lets_nobody_in_and_the_message_says_why() {
    let world = World::new().await;
    let cases = [
        (Fault::WrongNonce, "nonce"),
        (Fault::NoNonce, "nonce"),
        (Fault::WrongAudience, "aud"),
        (Fault::TwoAudiences, "azp"),
        (Fault::WrongParty, "azp"),
        (Fault::WrongIssuer, "iss"),
        (Fault::Expired, "exp"),
        (Fault::FromTheFuture, "iat"),
        (Fault::AlgNone, "RS256 or ES256"),
        (Fault::HmacWithPublicKey, "RS256 or ES256"),
        (Fault::ForeignKey, "not signed by a key of the provider"),
        (Fault::Changed, "not signed by a key of the provider"),
        (Fault::ReturnOfAnother, "another provider"),
    ];
    for (fault, why) in cases {
        world.provider.go_wrong(fault);
        let refused = world.log_in().await.unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::Forged, "{fault:?}");
        assert!(refused.to_string().contains(why), "{fault:?}: {refused}");
    }
    assert_eq!(world.bench.grants().len(), 0);
    world.provider.go_wrong(Fault::NoSub);
    assert_eq!(world.log_in().await.unwrap_err().kind(), ErrorKind::LoginRefused);
}

#[tokio::test]
async fn a_refusal_of_the_provider_has_its_own_code_and_its_words_are_for_the_log_alone() {
    let world = World::new().await;
    world.provider.go_wrong(Fault::CodeRefused);
    let refused = world.log_in().await.unwrap_err();
    assert_eq!((refused.kind(), refused.provider_code()), (ErrorKind::ProviderRefused, Some("invalid_grant")));
    assert!(
        refused.to_string().contains("invalid_grant") && !refused.to_string().contains("no such code"),
        "{refused}"
    );
    assert!(std::error::Error::source(&refused).unwrap().to_string().contains("no such code"));
    let wrong = World::with(json!({ "clientSecret": "another" })).await;
    assert_eq!(wrong.log_in().await.unwrap_err().provider_code(), Some("invalid_client"));
    world.provider.go_wrong(Fault::Html);
    assert_eq!(world.log_in().await.unwrap_err().kind(), ErrorKind::UpstreamUnavailable);
}

#[tokio::test]
async fn a_code_is_good_with_the_verifier_of_its_own_link_alone_and_once() {
    let world = World::new().await;
    let (own, other) = (world.link().await.unwrap(), world.link().await.unwrap());
    assert!(own.url.contains("theme=dark&response_type=code") && own.url.contains("code_challenge_method=S256"));
    let back = world.visit(&own).await;
    assert_eq!(world.come_back(&other, &back).await.unwrap_err().provider_code(), Some("invalid_grant"));
    let back = world.visit(&own).await;
    world.come_back(&own, &back).await.unwrap();
    assert_eq!(world.come_back(&own, &back).await.unwrap_err().provider_code(), Some("invalid_grant"));
    let kept = own.keep().unwrap().expose_secret();
    assert!(!own.url.contains(&kept[13..40]), "the verifier is not in the link: {}", own.url);
}

#[tokio::test]
async fn keys_that_changed_are_asked_for_again_a_minute_later_and_metadata_after_an_hour() {
    let world = World::new().await;
    world.log_in().await.unwrap();
    world.log_in().await.unwrap();
    let asked = |path: &str| world.provider.asked(path);
    assert_eq!((asked("/.well-known/openid-configuration"), asked("/jwks")), (1, 1));
    world.provider.rotate();
    assert_eq!(world.log_in().await.unwrap_err().kind(), ErrorKind::Forged, "unknown keys are not asked for at once");
    world.advance(Duration::from_secs(61));
    world.log_in().await.unwrap();
    assert_eq!(asked("/jwks"), 2);
    world.advance(Duration::from_hours(1));
    world.log_in().await.unwrap();
    assert_eq!((asked("/.well-known/openid-configuration"), asked("/jwks")), (2, 3));
}

#[tokio::test]
async fn new_keys_of_a_provider_that_names_none_are_asked_for_once_a_minute() {
    let world = World::new().await;
    world.provider.go_wrong(Fault::NoKeyIds);
    world.log_in().await.unwrap();
    world.provider.rotate();
    world.advance(Duration::from_secs(61));
    world.log_in().await.unwrap();
    assert_eq!(world.provider.asked("/jwks"), 2);
    world.provider.rotate();
    for _ in 0..3 {
        assert_eq!(world.log_in().await.unwrap_err().kind(), ErrorKind::Forged);
    }
    assert_eq!(world.provider.asked("/jwks"), 2, "a token that no key signed is no reason to ask at each login");
}

#[tokio::test]
async fn the_companies_of_the_providers_are_told_each_once() {
    let world = World::new().await;
    let companies = world.bench.login_types().companies(None).await.unwrap();
    let told: Vec<_> = companies.iter().map(|(of, company)| (*of, &*company.realm, &*company.corp_id)).collect();
    assert_eq!(told, [(oidc_login::TYPE, world.provider.issuer(), &*world.corp())]);
}

#[tokio::test]
async fn user_info_about_somebody_else_is_left_out() {
    let world = World::new().await;
    world.provider.go_wrong(Fault::UserInfoOfAnother);
    let login = world.log_in().await.unwrap();
    assert_eq!((login.user_info.name, &*login.user_info.corp_user_id), (None, SUB));
}

#[tokio::test]
async fn an_instance_that_is_given_to_another_provider_ends_the_logins_of_the_one_before() {
    let world = World::new().await;
    world.log_in().await.unwrap();
    let (grant, instance) = (world.bench.grants().remove(0), world.instance());
    assert!(instance.serves(&grant.realm, &grant.subject.corp_id));
    assert!(!instance.serves("https://another.example", &grant.subject.corp_id));
    assert!(!instance.serves(&grant.realm, "another"));
}

#[tokio::test]
async fn an_instance_that_is_switched_off_lets_nobody_begin_or_come_back() {
    let world = World::with(json!({ "isActive": false })).await;
    assert_eq!(world.link().await.unwrap_err().kind(), ErrorKind::InstanceInactive);
}
