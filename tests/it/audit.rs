//! The audit trail: who did what to which company, instance, session or token.

use std::time::Duration;

use reqwest::{Client, redirect::Policy};
use serde_json::{Value, json};
use tests::{AUTH_SVC, Corp, ErrorKind, INSTANCE, SERVICE, World};

/// The trail, the oldest first.
async fn trail(world: &World) -> Vec<Value> {
    let text = world.command(&["audit", "list", "--json", "--limit", "1000"]).await;
    let mut events: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    events.reverse();
    events
}

/// The last event of this action.
async fn last(world: &World, action: &str) -> Value {
    let events = trail(world).await;
    let event = events.iter().rev().find(|event| event["action"] == action);
    event.unwrap_or_else(|| panic!("no {action} in {events:#?}")).clone()
}

async fn corp_with_code(world: &World) -> Corp {
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    corp
}

#[tokio::test]
async fn a_login_is_noted_with_user_company_instance_way_and_address() {
    let world = World::start_with(|folder| {
        folder.set("server.trusted_proxies", "[\"127.0.0.1\"]");
    })
    .await;
    let corp = world.authorised_corp().await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let url = format!("{}/api/acme/portal/{SERVICE}/loginByWorkbench", world.server.url);
    let request = world.http.post(url).json(&json!({ "corpId": corp.id, "code": code }));
    let login: Value = request.header("X-Forwarded-For", "203.0.113.9").send().await.unwrap().json().await.unwrap();
    let event = last(&world, "login").await;
    assert_eq!(event["actor"], format!("user {}", login["data"]["userId"].as_str().unwrap()));
    assert_eq!(event["target"], "acme.portal:auths.QywxProxyTemp");
    let detail = &event["detail"];
    for (field, told) in [
        ("corpId", json!(corp.id)),
        ("member", json!(corp.members[0])),
        ("way", json!("workbench")),
        ("address", json!("203.0.113.9")),
        ("requestId", login["requestId"].clone()),
        ("platform", json!("app")),
    ] {
        assert_eq!(detail[field], told, "{field}: {event}");
    }
}

#[tokio::test]
async fn the_other_ways_in_and_the_ways_out_are_noted_too() {
    let world = World::start().await;
    let corp = corp_with_code(&world).await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    let step = world.nobody().call(INSTANCE, "getLoginCode", json!({ "corpId": corp.id, "code": code })).await.ok();
    let args = json!({ "loginCode": step["loginCode"], "corpId": corp.id });
    let login = world.nobody().call(AUTH_SVC, "loginByCode", args).await.ok();
    assert_eq!(last(&world, "login").await["detail"]["way"], "login_code");
    let session = last(&world, "login").await["detail"]["sessionId"].as_str().unwrap().to_owned();
    world.member(&login).call(AUTH_SVC, "logout", json!({})).await.ok();
    let logout = last(&world, "logout").await;
    assert_eq!(logout["target"], format!("session {session}"));
    assert_eq!(logout["actor"], format!("user {}", login["userId"].as_str().unwrap()));

    let browser =
        Client::builder().cookie_store(true).pool_max_idle_per_host(0).redirect(Policy::none()).build().unwrap();
    let entry = format!("{}/acme/portal/login", world.server.url);
    let qr = browser.post(&entry).form(&[("code", "acme")]).send().await.unwrap();
    let qr = qr.headers()["location"].to_str().unwrap().to_owned();
    let state = qr.split("state=").nth(1).unwrap().split('&').next().unwrap().to_owned();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[2]).await;
    browser.get(format!("{entry}/callback?code={code}&state={state}")).send().await.unwrap();
    let event = last(&world, "login").await;
    assert_eq!((&event["detail"]["way"], &event["detail"]["member"]), (&json!("page_qr"), &json!(corp.members[2])));
    assert_eq!(event["detail"]["address"], "127.0.0.1");
    for _ in 0..2 {
        browser.post(format!("{}/acme/portal/logout", world.server.url)).send().await.unwrap();
    }
    assert_eq!(last(&world, "logout").await["detail"]["way"], "page");
    let logouts = trail(&world).await.iter().filter(|event| event["action"] == "logout").count();
    assert_eq!(logouts, 2, "whoever is out already does not log out again");
}

#[tokio::test]
async fn a_refresh_token_that_comes_twice_is_noted_once() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let args = json!({ "refreshToken": login["refreshToken"] });
    world.nobody().call(AUTH_SVC, "refreshToken", args.clone()).await.ok();
    world.clock.advance(Duration::from_secs(16));
    for _ in 0..3 {
        world.nobody().call(AUTH_SVC, "refreshToken", args.clone()).await.refused(ErrorKind::RefreshTokenInvalid);
    }
    let events = trail(&world).await;
    let reuse: Vec<_> = events.iter().filter(|event| event["action"] == "refresh token reuse").collect();
    assert_eq!(reuse.len(), 1, "{events:#?}");
    assert_eq!(reuse[0]["detail"]["userId"], login["userId"]);
    assert_eq!(reuse[0]["detail"]["address"], "127.0.0.1");
}

#[tokio::test]
async fn what_companies_and_members_do_is_noted_with_the_record_that_told_of_it() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let target = format!("{}/{}", world.suite.id, corp.id);
    let record = world.records().await.into_iter().find(|record| record["eventType"] == "create_auth").unwrap();
    let created = last(&world, "create_auth").await;
    assert_eq!(
        (&created["target"], &created["actor"]),
        (&json!(target), &json!(format!("callback record {}", record["id"])))
    );
    assert_eq!(created["detail"]["requestId"], record["requestId"]);
    for (action, body, event) in [
        ("reset-secret", json!({}), "reset_permanent_code"),
        ("visible-range", json!({ "userids": corp.members }), "change_auth"),
    ] {
        world.sim.app(&world.suite, &corp, action, body).await;
        world.settled().await;
        assert_eq!(last(&world, event).await["target"], target, "{event}");
    }
    world.log_in(&corp, 0).await.ok();
    world.log_in(&corp, 1).await.ok();
    world.sim.app(&world.suite, &corp, "cancel", json!({})).await;
    world.settled().await;
    assert_eq!(last(&world, "cancel_auth").await["target"], target);
    let revoked = last(&world, "revoke").await;
    assert_eq!((&revoked["target"], &revoked["detail"]["sessions"]), (&json!(corp.id), &json!(2)));
    assert!(revoked["actor"].as_str().unwrap().starts_with("callback record "), "{revoked}");
    let reason = revoked["detail"]["reason"].as_str().unwrap();
    assert!(reason.contains("cancelled"), "{reason}");
}

#[tokio::test]
async fn what_administrators_do_is_noted_whether_by_function_or_on_the_command_line() {
    let world = World::start().await;
    let corp = corp_with_code(&world).await;
    let set_code = last(&world, "setCode").await;
    assert_eq!((&set_code["actor"], &set_code["detail"]["corpId"]), (&json!("tests"), &json!(corp.id)));
    assert_eq!(set_code["detail"]["address"], "127.0.0.1");
    world.command(&["key", "rotate"]).await;
    let kid = last(&world, "key rotate").await["target"].as_str().unwrap().to_owned();
    assert!(!kid.is_empty());
    assert_eq!(last(&world, "token create").await["target"], "tests");
    let id = world.records().await[0]["id"].to_string();
    world.command(&["callback", "retry", &id]).await;
    assert_eq!(last(&world, "callback retry").await["target"], id);
}

#[tokio::test]
async fn who_was_tied_to_whom_is_noted_once_with_the_instance_and_the_request() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let user = world.log_in(&corp, 0).await.ok()["userId"].as_str().unwrap().to_owned();
    world.administrator().call(INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id })).await.ok();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    world.administrator().call(INSTANCE, "bind", json!({ "userId": user, "corpId": corp.id, "code": code })).await.ok();
    let events = trail(&world).await;
    for (action, member) in [("unbind", &corp.members[0]), ("bind", &corp.members[1])] {
        let noted: Vec<_> = events.iter().filter(|event| event["action"] == action).collect();
        let [event] = noted[..] else { panic!("{action}: {events:#?}") };
        assert_eq!((&event["actor"], &event["target"]), (&json!("tests"), &json!(format!("user {user}"))));
        let detail = &event["detail"];
        assert_eq!((&detail["member"], &detail["corpId"]), (&json!(member), &json!(corp.id)), "{event}");
        assert_eq!(detail["element"], "acme.portal:auths.QywxProxyTemp");
        assert!(detail["requestId"].is_string(), "{event}");
    }
}

#[tokio::test]
async fn the_trail_is_listed_for_people_too_newest_first_and_page_by_page() {
    let world = World::start().await;
    corp_with_code(&world).await;
    let events = trail(&world).await;
    let newest = world.command(&["audit", "list", "--limit", "1"]).await;
    let [heading, row] = newest.lines().collect::<Vec<_>>()[..] else { panic!("{newest}") };
    assert!(heading.contains("ACTION") && row.contains("setCode") && row.contains("tests"), "{newest}");
    let newest = &events[events.len() - 1]["id"].to_string();
    let before = world.command(&["audit", "list", "--json", "--limit", "1", "--before", newest]).await;
    assert_eq!(serde_json::from_str::<Value>(&before).unwrap(), events[events.len() - 2]);
}

#[tokio::test]
async fn the_trail_is_kept_as_long_as_configured() {
    let world = World::start_with(|folder| {
        folder.set("audit.retention_days", "2");
    })
    .await;
    let corp = world.authorised_corp().await;
    let is_noted = async |action: &str| trail(&world).await.iter().any(|event| event["action"] == action);
    world.log_in(&corp, 0).await.ok();
    assert!(is_noted("login").await);
    world.advance(Duration::from_hours(36)).await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    world
        .until("the login is forgotten", async || {
            world.clock.advance(Duration::from_mins(10));
            !is_noted("login").await
        })
        .await;
    assert!(is_noted("setCode").await);
}
