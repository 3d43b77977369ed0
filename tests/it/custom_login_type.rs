//! A login type that is not WeCom's, beside the official one: a signed one-time link.

use std::time::Duration;

use clock::{Clock, ManualClock, SystemClock};
use custom_login_type::OneTimeLinkType;
use futures::future::join_all;
use login_type::testing::Bench;
use secrecy::SecretString;
use serde_json::{Value, json};
use server::Composition;
use tests::{AUTH_SVC, AppFolder, ErrorKind, World};

const SERVICE: &str = "auths/loginTypes/OneTimeLinkType/services/OneTimeLinkService";
const INVITATION: &str = "auths/Invitation";

fn composition() -> Composition {
    Composition::official().with_login_type(|given| OneTimeLinkType::new(given.database_url()))
}

/// Writes an instance whose key is this character, many times.
fn invitation(folder: &AppFolder, name: &str, key: &str, more: &Value) {
    let definition = json!({ "title": "邀请 Invitation", "type": "auths.loginTypes.OneTimeLinkType" });
    folder.write(&format!("acme.portal/auths/{name}/e.json"), &definition);
    let mut config = json!({ "corpId": "guests", "signingKey": key.repeat(32) });
    config.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    folder.write(&format!("acme.portal/auths/{name}/{name}.json"), &config);
}

async fn a_world() -> World {
    World::start_as(&composition(), |folder| invitation(folder, "Invitation", "k", &json!({}))).await
}

async fn link(world: &World, instance: &str, user_id: &str) -> Value {
    let args = json!({ "instance": instance, "userId": user_id, "name": "Ann" });
    let made = world.administrator().call(SERVICE, "makeLink", args).await.ok();
    json!({ "link": made["link"] })
}

#[tokio::test]
async fn a_link_logs_in_once_and_the_session_is_like_any_other() {
    let world = a_world().await;
    let link = link(&world, "auths.Invitation", "ann").await;
    let login = world.nobody().call(SERVICE, "loginByLink", link.clone()).await.ok();
    assert_eq!((&login["userInfo"]["name"], &login["userInfo"]["corpId"]), (&json!("Ann"), &json!("guests")));
    world.nobody().call(SERVICE, "loginByLink", link).await.refused(ErrorKind::LoginCodeInvalid);

    assert_eq!(world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok()["userId"], login["userId"]);
    let refresh = json!({ "refreshToken": login["refreshToken"] });
    let second = world.nobody().call(AUTH_SVC, "refreshToken", refresh).await.ok();
    world.member(&second).call(AUTH_SVC, "logout", json!({})).await.ok();
    world.member(&second).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::LoginRequired);
}

#[tokio::test]
async fn whoever_comes_again_by_another_link_is_the_same_user() {
    let world = a_world().await;
    let first = world.nobody().call(SERVICE, "loginByLink", link(&world, "auths.Invitation", "ann").await).await.ok();
    let code =
        world.nobody().call(INVITATION, "getLoginCode", link(&world, "auths.Invitation", "ann").await).await.ok();
    let args = json!({ "loginCode": code["loginCode"], "corpId": "guests" });
    let second = world.nobody().call(AUTH_SVC, "loginByCode", args).await.ok();
    assert_eq!(first["userId"], second["userId"]);
    let other = world.nobody().call(SERVICE, "loginByLink", link(&world, "auths.Invitation", "ben").await).await.ok();
    assert_ne!(first["userId"], other["userId"]);
}

#[tokio::test]
async fn of_two_who_come_by_one_link_at_once_one_gets_in() {
    let world = a_world().await;
    let link = link(&world, "auths.Invitation", "ann").await;
    let come = || world.nobody().call(SERVICE, "loginByLink", link.clone());
    let (one, other) = tokio::join!(come(), come());
    let late = if one.is_ok() { other } else { one };
    late.refused(ErrorKind::LoginCodeInvalid);
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_need_the_table_for_the_first_time_at_once_all_get_it() {
    let world = World::start().await;
    let url = SecretString::from(world.folder.database_url());
    let service = SERVICE.replace('/', ".");
    let make = |n: usize| {
        let config = json!({ "corpId": "guests", "signingKey": "k".repeat(32) });
        let server = Bench::open(OneTimeLinkType::new(&url), &[("auths.Invitation", config)]).unwrap();
        // All benches draw the same numbers, and no two links may have the same.
        (0..n).for_each(|_| drop(server.host().entropy.alphanumeric(32)));
        let args = json!({ "instance": "auths.Invitation", "userId": format!("guest-{n}") });
        let service = service.clone();
        tokio::spawn(async move { server.call(&service, "makeLink", args).await.map(drop) })
    };
    for made in join_all((0..20).map(make)).await {
        made.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_link_that_is_forged_old_or_of_another_instance_is_worthless() {
    let world = World::start_as(&composition(), |folder| {
        invitation(folder, "Invitation", "k", &json!({ "lifetimeSeconds": 60 }));
        invitation(folder, "Other", "o", &json!({}));
        // An equal key, and still another instance.
        invitation(folder, "Third", "k", &json!({}));
    })
    .await;
    let good = link(&world, "auths.Invitation", "ann").await;
    let text = good["link"].as_str().unwrap();
    let (id, signature) = text.split_once('.').unwrap();
    let forged = [format!("{id}.{}", "0".repeat(64)), format!("x{id}.{signature}"), id.to_owned(), String::new()];
    for link in forged {
        world
            .nobody()
            .call(INVITATION, "getLoginCode", json!({ "link": link }))
            .await
            .refused(ErrorKind::LoginCodeInvalid);
    }
    for other in ["auths/Other", "auths/Third"] {
        world.nobody().call(other, "getLoginCode", good.clone()).await.refused(ErrorKind::LoginCodeInvalid);
    }
    world.clock.advance(Duration::from_secs(61));
    world.nobody().call(INVITATION, "getLoginCode", good).await.refused(ErrorKind::LoginCodeInvalid);
}

#[tokio::test]
async fn only_an_administrator_makes_links_and_only_of_an_instance_that_is_on() {
    let world = World::start_as(&composition(), |folder| {
        invitation(folder, "Invitation", "k", &json!({}));
        invitation(folder, "Closed", "c", &json!({ "isActive": false }));
    })
    .await;
    let args = |instance: &str| json!({ "instance": instance, "userId": "ann" });
    world.nobody().call(SERVICE, "makeLink", args("auths.Invitation")).await.refused(ErrorKind::LoginRequired);
    let login = world.nobody().call(SERVICE, "loginByLink", link(&world, "auths.Invitation", "ann").await).await.ok();
    world.member(&login).call(SERVICE, "makeLink", args("auths.Invitation")).await.refused(ErrorKind::AdminRequired);
    world.administrator().call(SERVICE, "makeLink", args("auths.Closed")).await.refused(ErrorKind::InstanceInactive);
    let message = world
        .administrator()
        .call(SERVICE, "makeLink", args("auths.QywxProxyTemp"))
        .await
        .refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("auths.QywxProxyTemp"), "{message}");
}

#[tokio::test]
async fn a_configuration_that_is_wrong_is_named_by_file_and_field_and_shows_no_key() {
    let folder = AppFolder::new("http://127.0.0.1:9").await;
    invitation(&folder, "Invitation", "k", &json!({}));
    let cases = [
        (json!({ "signingKey": "s3cret" }), "signingKey"),
        (json!({ "lifetimeSeconds": 0 }), "lifetimeSeconds"),
        (json!({ "corpId": "" }), "corpId"),
        (json!({ "signngKey": "x" }), "signngKey"),
    ];
    for (more, field) in cases {
        invitation(&folder, "Invitation", "k", &more);
        let started = folder.serve_as(&ManualClock::new(SystemClock.now()), &composition()).await;
        let complaint = started.err().unwrap().to_string();
        assert!(complaint.contains("Invitation.json") && complaint.contains(field), "{complaint}");
        assert!(!complaint.contains("s3cret") && !complaint.contains("kkkk"), "{complaint}");
    }
}

#[tokio::test]
async fn the_official_login_goes_on_beside_it() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    let wecom = world.log_in(&corp, 0).await.ok();
    let invited = world
        .nobody()
        .call(SERVICE, "loginByLink", link(&world, "auths.Invitation", &corp.members[0]).await)
        .await
        .ok();
    assert_ne!(wecom["userId"], invited["userId"], "the same id in another login type is somebody else");
    let openapi = world.http.get(format!("{}/openapi.json", world.server.url)).send().await.unwrap();
    let document: Value = openapi.json().await.unwrap();
    let path = format!("/api/acme/portal/{SERVICE}/loginByLink");
    let answer = &document["paths"][&path]["post"]["responses"]["200"]["content"]["application/json"];
    assert_eq!(answer["example"]["data"]["tokenType"], "Bearer", "{path}: its answer is that of every login");
    let made = &document["paths"][&path.replace("loginByLink", "makeLink")]["post"]["responses"]["200"];
    assert_eq!(made["content"]["application/json"]["example"]["data"]["expiresAt"], 1_796_038_740);
}
