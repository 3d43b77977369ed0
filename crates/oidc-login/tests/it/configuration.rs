//! The configuration of an instance: allowed values, and which of them are shown.

use login_type::testing::Bench;
use oidc_login::OidcType;
use serde_json::{Value, json};

use crate::world::{NAME, World, config};

#[tokio::test]
async fn the_secret_is_masked_and_everything_else_is_shown() {
    let world = World::new().await;
    let shown = world.instance().properties();
    assert_eq!((&shown["clientSecret"], &shown["scopes"]), (&json!("******"), &json!("openid profile")));
    let page = world.bench.call(NAME, "getLoginConfig", json!({})).await.unwrap();
    assert_eq!((&page["issuer"], &page["corpId"]), (&json!(world.provider.issuer()), &json!(world.corp())));
}

#[test]
fn a_wrong_field_is_named_with_what_would_be_right() {
    let cases = [
        (json!({ "issuer": "sso.example.com" }), "issuer: must be the provider's issuer"),
        (json!({ "issuer": "https://sso.example.com/?a=b" }), "issuer: must be the provider's issuer"),
        (json!({ "clientId": "" }), "clientId"),
        (json!({ "scopes": "profile" }), "scopes"),
        (json!({ "clientSecrt": "x" }), "clientSecrt"),
    ];
    for (more, wrong) in cases {
        let problem = Bench::open(OidcType, &[(NAME, config("https://sso.example.com", &more))]).err().unwrap();
        assert!(problem.contains("Sso.json") && problem.contains(wrong), "{more}: {problem}");
    }
}

#[test]
fn two_providers_may_not_share_a_company_or_their_people_would_be_taken_for_each_other() {
    let open = |first: &Value, second: &Value| {
        let (first, second) = (config("https://a.example", first), config("https://b.example", second));
        Bench::open(OidcType, &[("auths.A", first), ("auths.B", second)]).map(drop)
    };
    open(&json!({}), &json!({})).unwrap();
    let problem = open(&json!({ "corpId": "acme" }), &json!({ "corpId": "acme" })).unwrap_err();
    assert!(problem.contains("corpId: is that of acme.portal:auths.B"), "{problem}");
}
