//! `/metrics` counts what clients ask for by endpoint and result; `/openapi.json` and `/docs` lead to the issuer's metadata.

use serde_json::{Value, json};

use super::relying_party::RelyingParty;

async fn read(party: &RelyingParty, path: &str) -> String {
    let url = format!("{}{path}", party.world.server.url);
    party.world.http.get(url).send().await.unwrap().text().await.unwrap()
}

/// The count of an endpoint's answers of one kind.
fn count(metrics: &str, endpoint: &str, result: &str) -> u64 {
    let labels = [format!("endpoint=\"{endpoint}\""), format!("result=\"{result}\"")];
    let fits = |line: &&str| {
        line.starts_with("wecom_login_openid_answers_total{") && labels.iter().all(|label| line.contains(label))
    };
    let line = metrics.lines().find(fits);
    line.map_or(0, |line| line.rsplit_once(' ').unwrap().1.parse().unwrap())
}

#[tokio::test]
async fn each_answer_to_a_client_is_counted_by_its_endpoint_and_its_result() {
    let party = RelyingParty::start().await;
    let tokens = party.tokens(&[]).await;
    party.userinfo(&tokens["access_token"]).await;
    party.userinfo(&json!("no token")).await;
    party.token(&[("grant_type", "authorization_code"), ("code", "not a code")]).await;
    party.token(&[("grant_type", "wishes of a stranger")]).await;
    party.answer(&[("scope", "profile"), ("response_type", "wishes")]).await;
    let metrics = read(&party, "/metrics").await;
    for (endpoint, result, expected) in [
        ("token", "ok", 1),
        ("token", "unsupported_grant_type", 1),
        ("userinfo", "ok", 1),
        ("userinfo", "invalid_token", 1),
        ("authorize", "login", 1),
        ("authorize", "ok", 1),
        ("authorize", "unsupported_response_type", 1),
    ] {
        assert_eq!(count(&metrics, endpoint, result), expected, "{endpoint} {result}\n{metrics}");
    }
    assert!(!metrics.contains("wishes"), "no label is a stranger's text");
}

#[tokio::test]
async fn the_description_of_the_api_leads_to_the_metadata_of_each_apps_issuer() {
    let party = RelyingParty::start().await;
    let path = "/acme/portal/.well-known/openid-configuration";
    let document: Value = serde_json::from_str(&read(&party, "/openapi.json").await).unwrap();
    let summary = document["paths"][path]["get"]["summary"].as_str().unwrap();
    let metadata: Value = serde_json::from_str(&read(&party, path).await).unwrap();
    for endpoint in ["authorize", "token", "userinfo", "jwks", "revoke", "introspect", "end_session"] {
        assert!(summary.contains(endpoint), "{endpoint}: {summary}");
        assert!(metadata.to_string().contains(&format!("/oidc/{endpoint}\"")), "{endpoint}: {metadata}");
    }
    assert!(read(&party, "/docs").await.contains(&format!("href=\"{path}\"")));
}
