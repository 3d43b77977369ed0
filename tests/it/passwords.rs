//! Login by name and password, over the hosted page.

use std::time::Duration;

use login_type::testing::SeededEntropy;
use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use tests::{AUTH_SVC, ErrorKind, World};

use crate::login_page::browser;

const LOCAL: &str = "auths/Local";
const PASSWORD: &str = "correct horse";

async fn a_world() -> World {
    World::start_with(|folder| {
        let hash = password_login::hash(PASSWORD, &SeededEntropy::new(1)).unwrap();
        let definition = json!({ "title": "本地 Local", "type": "auths.loginTypes.PasswordType" });
        folder.write("acme.portal/auths/Local/e.json", &definition);
        folder.write("acme.portal/auths/Local/Local.json", &json!({ "users_file": "users.txt" }));
        folder.write_text("acme.portal/users.txt", &format!("# administrators\nann:{hash}:Ann\n"));
    })
    .await
}

fn form(world: &World) -> String {
    format!("{}/acme/portal/login/form?instance=auths.Local", world.server.url)
}

#[tokio::test]
async fn somebody_logs_in_on_the_hosted_page_by_the_form_of_an_instance() {
    let world = a_world().await;
    let browser = browser("Mozilla/5.0");
    let shown = browser.get(form(&world)).send().await.unwrap();
    let policy = shown.headers()[header::CONTENT_SECURITY_POLICY].to_str().unwrap().to_owned();
    assert!(!policy.contains("form-action"), "a login may end at a client of another host: {policy}");
    let shown = shown.text().await.unwrap();
    assert!(
        shown.contains("本地 Local")
            && shown.contains("type=\"password\"")
            && shown.contains("autocomplete=\"current-password\""),
        "{shown}"
    );

    let answer = browser.post(form(&world)).form(&[("name", "ann"), ("password", PASSWORD)]).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(answer.headers()[header::LOCATION], "/acme/portal/me");
    let me = browser.get(format!("{}/acme/portal/me", world.server.url)).send().await.unwrap().text().await.unwrap();
    assert!(me.contains("Ann"), "{me}");
    let trail = world.command(&["audit", "list", "--json"]).await;
    assert!(trail.contains("page_form") && !trail.contains(PASSWORD), "{trail}");
}

#[tokio::test]
async fn a_wrong_password_shows_the_form_again_with_the_name_and_without_the_password() {
    let world = a_world().await;
    let filled_in = [("name", "ann"), ("password", "s3cret-guess")];
    let answer = world.http.post(form(&world)).form(&filled_in).send().await.unwrap();
    assert!(answer.status().is_client_error(), "{}", answer.status());
    let page = answer.text().await.unwrap();
    assert!(
        page.contains("名称或密码不正确。") && !page.contains("password is wrong") && page.contains("value=\"ann\""),
        "{page}"
    );
    assert!(!page.contains("s3cret-guess"), "{page}");

    let empty = world.http.post(form(&world)).form(&[("name", "ann")]).send().await.unwrap();
    assert_eq!(empty.status(), StatusCode::UNPROCESSABLE_ENTITY);
    for _ in 0..2 {
        world.http.post(form(&world)).form(&filled_in).send().await.unwrap();
    }
    let waits = world.http.post(form(&world)).form(&filled_in).send().await.unwrap();
    assert_eq!(
        (waits.status(), &waits.headers()[header::RETRY_AFTER]),
        (StatusCode::TOO_MANY_REQUESTS, &"2".parse().unwrap())
    );
}

#[tokio::test]
async fn the_form_of_another_site_is_not_taken() {
    let world = a_world().await;
    let filled_in = [("name", "ann"), ("password", PASSWORD)];
    let foreign = world.http.post(form(&world)).header("Sec-Fetch-Site", "cross-site").form(&filled_in);
    assert_eq!(foreign.send().await.unwrap().status(), StatusCode::FORBIDDEN);
    let other = form(&world).replace("auths.Local", "auths.QywxProxyTemp");
    assert_eq!(world.http.get(other).send().await.unwrap().status(), StatusCode::NOT_FOUND, "it has no form");
}

#[tokio::test]
async fn the_wait_of_a_name_outlives_a_restart_of_the_server() {
    let world = a_world().await;
    let call = async |world: &World, password: &str| {
        let args = json!({ "name": "ann", "password": password });
        world.nobody().call(LOCAL, "loginByPassword", args).await
    };
    for _ in 0..3 {
        call(&world, "s3cret-guess").await.refused(ErrorKind::LoginCodeInvalid);
    }
    let world = world.restart().await;
    let wait = ErrorKind::TooManyRequests { retry_after: Duration::from_secs(2) };
    let message = call(&world, PASSWORD).await.refused(wait);
    assert!(message.contains("try again in 2 s"), "{message}");
    world.advance(Duration::from_secs(2)).await;
    let login: Value = call(&world, PASSWORD).await.ok();
    let user = world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!(user["name"], "Ann");
}

#[tokio::test]
async fn a_user_who_is_taken_out_of_the_file_is_out_at_the_next_recheck() {
    let world = World::start_with(|folder| {
        folder.set("login.recheck_seconds", "300");
        let hash = password_login::hash(PASSWORD, &SeededEntropy::new(1)).unwrap();
        let definition = json!({ "title": "Local", "type": "auths.loginTypes.PasswordType" });
        folder.write("acme.portal/auths/Local/e.json", &definition);
        folder.write("acme.portal/auths/Local/Local.json", &json!({ "users": format!("ann:{hash}\nben:{hash}") }));
    })
    .await;
    let args = json!({ "name": "ann", "password": PASSWORD });
    let login = world.nobody().call(LOCAL, "loginByPassword", args).await.ok();
    let hash = password_login::hash(PASSWORD, &SeededEntropy::new(1)).unwrap();
    world.folder.write("acme.portal/auths/Local/Local.json", &json!({ "users": format!("ben:{hash}") }));
    let world = world.restart().await;
    world.advance(Duration::from_secs(301)).await;
    let refresh = json!({ "refreshToken": login["refreshToken"] });
    world.nobody().call(AUTH_SVC, "refreshToken", refresh).await.refused(ErrorKind::RefreshTokenInvalid);
}
