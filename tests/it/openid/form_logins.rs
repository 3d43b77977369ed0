//! Logins by a form of this server's, with a client's request that waits for them.

use login_type::testing::SeededEntropy;
use reqwest::StatusCode;
use serde_json::json;

use super::relying_party::{RelyingParty, get, location, parameters};

const PASSWORD: &str = "correct horse";

async fn party() -> RelyingParty {
    RelyingParty::with(|folder| {
        let hash = password_login::hash(PASSWORD, &SeededEntropy::new(1)).unwrap();
        let definition = json!({ "title": "本地 Local", "type": "auths.loginTypes.PasswordType" });
        folder.write("acme.portal/auths/Local/e.json", &definition);
        folder.write("acme.portal/auths/Local/Local.json", &json!({ "users_file": "users.txt" }));
        folder.write_text("acme.portal/users.txt", &format!("ann:{hash}:Ann\n"));
    })
    .await
}

fn action(page: &str) -> String {
    page.split("action=\"").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&")
}

#[tokio::test]
async fn the_password_form_leads_back_to_the_client_also_after_a_wrong_password() {
    let party = party().await;
    let at = |path: &str| format!("{}{path}", party.world.server.url);
    let login = location(&party.authorize(&[("login_hint", ""), ("state", "deep link")]).await);
    let page = party.browser.get(at(&login)).send().await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    let button = party.browser.post(at(&login)).form(&[("instance", "auths.Local")]).send().await.unwrap();
    let form = location(&button);
    assert!(form.starts_with("/acme/portal/login/form?") && form.contains("request="), "{form}");
    let shown = party.browser.get(at(&form)).send().await.unwrap();
    let policy = shown.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(!policy.contains("form-action"), "the form ends at the client: {policy}");
    let form = action(&shown.text().await.unwrap());
    let fill_in = |address: &str, password: &'static str| {
        party.browser.post(at(address)).form(&[("name", "ann"), ("password", password)]).send()
    };
    let wrong = fill_in(&form, "wrong").await.unwrap();
    assert!(wrong.status().is_client_error());
    let again = action(&wrong.text().await.unwrap());
    assert!(again.contains("request="), "{again}");
    let right = party.go_on(fill_in(&again, PASSWORD).await.unwrap(), 0).await;
    let told = parameters(&location(&right));
    assert_eq!(get(&told, "state").as_deref(), Some("deep link"));
    let (status, tokens) = party.exchange(&get(&told, "code").unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let (_, claims) = party.userinfo(&tokens["access_token"]).await;
    assert_eq!((claims["name"].as_str(), claims["preferred_username"].as_str()), (Some("Ann"), Some("ann")));
}

#[tokio::test]
async fn a_wrong_organisation_code_and_then_the_right_one_lead_back_to_the_client() {
    let party = party().await;
    let at = |path: &str| format!("{}{path}", party.world.server.url);
    let login = location(&party.authorize(&[("login_hint", "")]).await);
    let page = party.browser.get(at(&login)).send().await.unwrap().text().await.unwrap();
    let wrong = party.browser.post(at(&action(&page))).form(&[("code", "acne")]).send().await.unwrap();
    assert!(wrong.status().is_client_error());
    let again = action(&wrong.text().await.unwrap());
    assert!(again.contains("request="), "{again}");
    let right = party.browser.post(at(&again)).form(&[("code", "acme")]).send().await.unwrap();
    let right = party.go_on(right, 0).await;
    assert!(get(&parameters(&location(&right)), "code").is_some());
}
