//! `wecom-login doctor` names each planted fault of clients and their keys, with what would be right.

use serde_json::{Value, json};
use tests::{AppFolder, Diagnosis, Sim};

use super::relying_party::{RelyingParty, SECRET, client, web};

/// An address at which nobody answers.
const NOBODY: &str = "http://127.0.0.1:9/keys";

/// The diagnosis of a folder that has the client `Portal`, a trusted one on a server, with changes.
async fn with(changes: Value) -> Diagnosis {
    let sim = Sim::start().await;
    let folder = AppFolder::new(&sim.url).await;
    client(&folder, "Portal", &web("portal", changes));
    Diagnosis::of(&folder).await
}

/// Checks that the file of the client is refused for a field, with these words.
async fn refuses(changes: Value, field: &str, words: &[&str]) {
    let words: Vec<_> = ["clients/Portal/Portal.json", field].into_iter().chain(words.iter().copied()).collect();
    with(changes).await.says("error", "elements", &words);
}

#[tokio::test]
async fn a_redirect_uri_that_is_a_pattern_is_named() {
    let changes = json!({ "redirectUris": ["https://*.app.example/callback"] });
    refuses(changes, "redirectUris", &["must be exact"]).await;
}

#[tokio::test]
async fn a_redirect_uri_over_http_is_named() {
    let changes = json!({ "redirectUris": ["http://app.example/callback"] });
    refuses(changes, "redirectUris", &["must begin with https://"]).await;
}

#[tokio::test]
async fn a_client_on_a_server_without_a_secret_is_named() {
    refuses(json!({ "clientSecrets": [] }), "clientSecrets", &["needs one secret at least"]).await;
}

#[tokio::test]
async fn a_client_that_signs_assertions_without_keys_is_named() {
    let changes = json!({ "tokenEndpointAuthMethod": "private_key_jwt", "clientSecrets": [] });
    refuses(changes, "jwks", &["is needed, or jwksUri, for private_key_jwt"]).await;
}

#[tokio::test]
async fn a_public_client_with_a_secret_is_named() {
    refuses(json!({ "applicationType": "spa" }), "clientSecrets", &["cannot keep a secret"]).await;
}

#[tokio::test]
async fn an_email_template_that_gives_two_members_one_address_is_named() {
    let changes = json!({ "emailTemplate": "{userid}@app.example" });
    refuses(changes, "emailTemplate", &["two members get one address"]).await;
}

#[tokio::test]
async fn a_refresh_token_that_ends_before_its_access_token_is_named() {
    let changes = json!({ "accessTokenSeconds": 900, "refreshTokenSeconds": 600 });
    refuses(changes, "refreshTokenSeconds", &["accessTokenSeconds (900)"]).await;
}

#[tokio::test]
async fn two_clients_of_one_id_are_named() {
    let sim = Sim::start().await;
    let folder = AppFolder::new(&sim.url).await;
    client(&folder, "First", &web("portal", json!({})));
    client(&folder, "Second", &web("portal", json!({})));
    let diagnosis = Diagnosis::of(&folder).await;
    diagnosis.says("error", "elements", &["clients/Second", "clientId", "is that of", "clients.First"]);
}

#[tokio::test]
async fn a_company_that_no_login_knows_is_named_and_one_that_authorised_the_app_is_not() {
    let party = RelyingParty::start().await;
    let known = json!({ "allowedCorps": [party.corp.id] });
    client(&party.world.folder, "Known", &web("known", known));
    Diagnosis::of(&party.world.folder).await.says("ok", "clients", &["2 switched on"]);
    let unknown = json!({ "allowedCorps": [party.corp.id, "wpOfNobody"] });
    client(&party.world.folder, "Unknown", &web("unknown", unknown));
    let diagnosis = Diagnosis::of(&party.world.folder).await;
    diagnosis.says("warning", "clients", &["clients.Unknown", "wpOfNobody", "company list"]);
    assert_eq!(diagnosis.complaints(), ["clients"], "{}", diagnosis.printed);
}

#[tokio::test]
async fn keys_that_cannot_be_read_at_their_address_are_named() {
    let changes = json!({ "tokenEndpointAuthMethod": "private_key_jwt", "clientSecrets": [], "jwksUri": NOBODY });
    with(changes).await.says("error", "client keys", &["clients.Portal", "cannot be reached", NOBODY, "jwks"]);
}

#[tokio::test]
async fn an_address_of_log_outs_at_which_nobody_answers_is_named() {
    let changes = json!({ "backchannelLogoutUri": "http://127.0.0.1:9/log-out" });
    let found = ["clients.Portal", "nobody answers", "http://127.0.0.1:9/log-out"];
    with(changes).await.says("warning", "client log-outs", &found);
}

#[tokio::test]
async fn an_address_of_log_outs_on_this_machine_is_named_where_the_server_is_known_elsewhere() {
    let sim = Sim::start().await;
    let mut folder = AppFolder::new(&sim.url).await;
    client(&folder, "Portal", &web("portal", json!({ "backchannelLogoutUri": "http://127.0.0.1:9/log-out" })));
    folder.set("server.public_url", "\"https://login.example.com\"");
    let found = ["clients.Portal", "an address of this machine alone", "reaches the client"];
    Diagnosis::of(&folder).await.says("warning", "client log-outs", &found);
}

#[tokio::test]
async fn a_key_that_signs_before_clients_may_know_it_is_named_and_an_announced_one_is_not() {
    let party = RelyingParty::start().await;
    Diagnosis::of(&party.world.folder).await.says("ok", "clients' signing keys", &["RS256", "none yet"]);
    party.tokens(&[]).await;
    Diagnosis::of(&party.world.folder).await.says("ok", "clients' signing keys", &["RS256", "1 published"]);
    party.world.command(&["key", "rotate"]).await;
    Diagnosis::of(&party.world.folder).await.says("ok", "clients' signing keys", &["RS256", "2 published"]);
    party.world.command(&["key", "rotate", "--now"]).await;
    let diagnosis = Diagnosis::of(&party.world.folder).await;
    diagnosis.says(
        "warning",
        "clients' signing keys",
        &["RS256", "30 s after it was published", "rotate without --now"],
    );
}

#[tokio::test]
async fn an_issuer_over_http_is_named() {
    let sim = Sim::start().await;
    let mut folder = AppFolder::new(&sim.url).await;
    client(&folder, "Portal", &web("portal", json!({})));
    folder.set("server.public_url", "\"http://login.example.com\"");
    Diagnosis::of(&folder).await.says("error", "public URL", &["is not https"]);
}

#[tokio::test]
async fn healthy_clients_are_found_to_be_so_and_no_secret_is_told() {
    let party = RelyingParty::start().await;
    let diagnosis = Diagnosis::of(&party.world.folder).await;
    diagnosis.all_is_well();
    assert!(!diagnosis.printed.contains(SECRET), "{}", diagnosis.printed);
}
