//! Pages of other origins: which endpoints they may call, as browsers ask (Fetch, CORS protocol).

use reqwest::{Method, StatusCode};
use serde_json::json;

use super::relying_party::{RelyingParty, client};

const OWN: &str = "https://spa.example";

async fn party() -> RelyingParty {
    RelyingParty::with(|folder| {
        let spa = json!({
            "clientId": "spa", "applicationType": "spa", "redirectUris": ["https://spa.example/"],
            "allowedOrigins": [OWN],
        });
        client(folder, "Spa", &spa);
    })
    .await
}

/// A browser's question before a request; answers the origin that it may come from.
async fn ask_before(party: &RelyingParty, url: &str, origin: &str) -> (StatusCode, Option<String>, String) {
    let question = party.world.http.request(Method::OPTIONS, url).header("origin", origin);
    let question = question.header("access-control-request-method", "POST");
    let answer = question.header("access-control-request-headers", "authorization,content-type").send().await.unwrap();
    let text = |name: &str| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
    let allowed = text("access-control-allow-headers").unwrap_or_default().to_ascii_lowercase();
    (answer.status(), text("access-control-allow-origin"), allowed)
}

#[tokio::test]
async fn a_client_s_own_origins_may_ask_for_tokens_and_claims_and_no_others_may() {
    let party = party().await;
    for endpoint in ["token", "userinfo", "revoke"] {
        let url = party.endpoint(endpoint);
        let (status, origin, headers) = ask_before(&party, &url, OWN).await;
        assert!(status.is_success(), "{endpoint}: {status}");
        assert_eq!(origin.as_deref(), Some(OWN), "{endpoint}");
        assert!(headers.contains("authorization") && headers.contains("content-type"), "{endpoint}: {headers}");
        for foreign in ["https://evil.example", "null", "https://spa.example.evil.example", "http://spa.example"] {
            let (_, origin, _) = ask_before(&party, &url, foreign).await;
            assert_eq!(origin, None, "{endpoint} from {foreign}");
        }
        let refused = party.world.http.post(&url).header("origin", OWN).form(&[("x", "y")]).send().await.unwrap();
        assert!(refused.status().is_client_error());
        assert_eq!(
            refused.headers()["access-control-allow-origin"],
            OWN,
            "a page must be able to read why: {endpoint}"
        );
        assert!(refused.headers()["vary"].to_str().unwrap().to_ascii_lowercase().contains("origin"));
        assert!(refused.headers().get("access-control-allow-credentials").is_none(), "no cookie counts here");
    }
    for endpoint in ["introspect", "authorize", "end_session"] {
        let (_, origin, _) = ask_before(&party, &party.endpoint(endpoint), OWN).await;
        assert_eq!(origin, None, "{endpoint}");
    }
}

#[tokio::test]
async fn any_page_may_read_the_metadata_and_the_keys_and_a_head_tells_what_a_get_would() {
    let party = party().await;
    let paths = [
        format!("{}/.well-known/openid-configuration", party.issuer()),
        format!("{}/.well-known/oauth-authorization-server/acme/portal", party.world.server.url),
        party.endpoint("jwks"),
    ];
    for url in paths {
        let (status, origin, _) = ask_before(&party, &url, "https://any.example").await;
        assert!(status.is_success() && origin.as_deref() == Some("https://any.example"), "{url}: {status} {origin:?}");
        let head = party.world.http.head(&url).header("origin", "https://any.example").send().await.unwrap();
        let get = party.world.http.get(&url).header("origin", "https://any.example").send().await.unwrap();
        assert_eq!(head.status(), StatusCode::OK);
        for name in ["access-control-allow-origin", "content-type", "cache-control"] {
            assert_eq!(head.headers().get(name), get.headers().get(name), "{url} {name}");
        }
    }
    for (endpoint, allowed) in [("token", "POST"), ("userinfo", "GET, HEAD, POST"), ("revoke", "POST")] {
        let put = party.world.http.put(party.endpoint(endpoint)).send().await.unwrap();
        assert_eq!(put.status(), StatusCode::METHOD_NOT_ALLOWED, "{endpoint}");
        assert!(put.headers()["allow"].to_str().unwrap().starts_with(allowed), "{:?}", put.headers());
    }
}
