//! Clients as elements: what is wrong with one is told by its field.

use serde_json::json;
use tests::{AppFolder, World};

use super::relying_party::{client, web};

/// The refusal of a server that starts with these clients; empty where it starts.
async fn check(change: impl FnOnce(&mut AppFolder)) -> String {
    let mut broken = String::new();
    let world = World::start().await;
    let mut folder = AppFolder::new(&world.sim.url).await;
    change(&mut folder);
    if let Err(error) = folder.serve(&world.clock).await {
        broken = format!("{error:?} {error}");
    }
    broken
}

/// A client with pairwise subjects and no `sectorIdentifier`.
fn pairwise(kind: &str, redirect_uris: &[&str]) -> serde_json::Value {
    let secrets = if kind == "web" { json!([super::relying_party::SECRET]) } else { json!([]) };
    let changes = json!({
        "applicationType": kind, "subjectType": "pairwise", "redirectUris": redirect_uris, "clientSecrets": secrets,
    });
    web("a", changes)
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let keys = json!({ "keys": [{ "kty": "EC", "crv": "P-256", "x": "x", "y": "y" }] });
    let cases = [
        (web("a b", json!({})), "clientId"),
        (web("acme.portal", json!({})), "clientId"),
        (web("a", json!({ "emailTemplate": "{userid}@example.com" })), "emailTemplate"),
        (web("a", json!({ "clientSecrets": ["short"] })), "clientSecrets"),
        (web("a", json!({ "clientSecrets": [] })), "clientSecrets"),
        (web("a", json!({ "redirectUris": ["http://app.example/cb"] })), "redirectUris.0"),
        (web("a", json!({ "redirectUris": [] })), "redirectUris"),
        (web("a", json!({ "applicationType": "spa" })), "clientSecrets"),
        (web("a", json!({ "tokenEndpointAuthMethod": "none" })), "tokenEndpointAuthMethod"),
        (web("a", json!({ "tokenEndpointAuthMethod": "private_key_jwt" })), "jwks"),
        (web("a", json!({ "grantTypes": ["client_credentials"] })), "grantTypes"),
        (web("a", json!({ "idTokenSignedResponseAlg": "none" })), "idTokenSignedResponseAlg"),
        (web("a", json!({ "accessTokenSeconds": 1 })), "accessTokenSeconds"),
        (web("a", json!({ "redirectUri": "x" })), "redirectUri"),
        (web("a", json!({ "redirectUris": ["https://app.example/回调"] })), "redirectUris.0"),
        (web("a", json!({ "postLogoutRedirectUris": ["https://app.example/再见"] })), "postLogoutRedirectUris.0"),
        (web("a", json!({ "jwksUri": "https://169.254.169.254/keys" })), "jwksUri"),
        (web("a", json!({ "backchannelLogoutUri": "https://10.0.0.1/out" })), "backchannelLogoutUri"),
        (web("a", json!({ "handOver": true, "tokenEndpointAuthMethod": "private_key_jwt", "jwks": keys })), "handOver"),
        (
            json!({ "clientId": "a", "applicationType": "spa", "redirectUris": ["https://a.example/"], "handOver": true }),
            "handOver",
        ),
        (
            json!({ "clientId": "a", "redirectUris": ["https://a.example/.wecom-login/callback"], "handOver": true }),
            "handOver",
        ),
        (pairwise("web", &["https://one.example/", "https://two.example/"]), "sectorIdentifier"),
        (pairwise("web", &["http://localhost:3000/"]), "sectorIdentifier"),
        (pairwise("native", &["http://127.0.0.1/cb"]), "sectorIdentifier"),
        (pairwise("native", &["com.example.app:/cb"]), "sectorIdentifier"),
        (pairwise("native", &["https://one.example/", "com.example.app:/cb"]), "sectorIdentifier"),
    ];
    for (config, field) in cases {
        let said = check(|folder| client(folder, "A", &config)).await;
        assert!(said.contains(field), "{field}: {said}");
    }
    let twice = check(|folder| {
        client(folder, "A", &web("same", json!({})));
        client(folder, "B", &web("same", json!({})));
    });
    let twice = twice.await;
    assert!(twice.contains("clientId") && twice.contains("acme.portal:clients.A"), "{twice}");
}

/// A client of apps behind a proxy.
fn behind_proxy(id: &str, redirect_uris: &[&str]) -> serde_json::Value {
    json!({ "clientId": id, "allowHttp": true, "redirectUris": redirect_uris })
}

#[tokio::test]
async fn two_clients_of_one_place_behind_a_proxy_and_two_schemes_of_one_host_are_refused_by_field() {
    let wiki = "https://apps.example/wiki/.wecom-login/callback";
    let cases = [
        (&["https://blog.example/.wecom-login/callback", wiki][..], "redirectUris.1", wiki),
        (&["https://APPS.example:443/wiki/.wecom-login/callback"], "redirectUris.0", wiki),
        (&["http://apps.example/blog/.wecom-login/callback"], "redirectUris.0", "all https or all http"),
        (&["http://apps.example:8080/.wecom-login/callback"], "redirectUris.0", "all https or all http"),
    ];
    for (uris, field, words) in cases {
        let said = check(|folder| {
            client(folder, "A", &behind_proxy("a", &[wiki]));
            client(folder, "B", &behind_proxy("b", uris));
        });
        let said = said.await;
        assert!(said.contains(field) && said.contains(words) && said.contains("clients.A"), "{uris:?}: {said}");
    }
    let fine = check(|folder| {
        client(folder, "A", &behind_proxy("a", &[wiki, "http://intranet.example/.wecom-login/callback"]));
        client(folder, "B", &behind_proxy("b", &["https://apps.example/blog/.wecom-login/callback"]));
        // A client that is switched off is in nobody's way, and a plain redirect URI is no app behind a proxy.
        let mut off = behind_proxy("c", &[wiki]);
        off["isActive"] = json!(false);
        client(folder, "C", &off);
        client(folder, "D", &web("d", json!({ "redirectUris": ["http://apps.example/callback"], "allowHttp": true })));
    });
    assert_eq!(fine.await, "");
}

#[tokio::test]
async fn a_check_warns_of_an_app_behind_a_proxy_that_browsers_reach_by_http() {
    let world = World::start().await;
    let folder = AppFolder::new(&world.sim.url).await;
    client(&folder, "A", &behind_proxy("a", &["http://wiki.intranet/.wecom-login/callback"]));
    let said = folder.command(&["element", "check"]).await;
    assert!(said.contains("allowHttp") && said.contains("plant"), "{said}");
}
