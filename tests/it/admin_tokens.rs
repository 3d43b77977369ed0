//! Administrators' tokens: an end, an app, scopes, and an end to them over HTTP.

use clock::{Clock, SystemClock, Timestamp};
use serde_json::{Value, json};
use tests::{ErrorKind, INSTANCE, SERVICE, World};

const TOKENS: &str = "services/TokenSvc";
const SVC: &str = "services/ElementSvc";

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

async fn created(world: &World, arguments: &[&str]) -> Value {
    let command = [&["token", "create", "--json", "--name", "ops"], arguments].concat();
    serde_json::from_str(&world.command(&command).await).unwrap()
}

fn days_until(moment: &Value) -> u64 {
    let end = Timestamp::from_system_time(humantime::parse_rfc3339(moment.as_str().unwrap()).unwrap());
    (end.since(SystemClock.now()).as_secs() + 3600) / 86_400
}

#[tokio::test]
async fn a_token_ends_after_90_days_unless_its_maker_says_otherwise() {
    let world = World::start().await;
    assert_eq!(days_until(&created(&world, &[]).await["expiresAt"]), 90);
    for option in ["--days", "--expires-in-days"] {
        assert_eq!(days_until(&created(&world, &[option, "7"]).await["expiresAt"]), 7);
    }
    assert_eq!(created(&world, &["--never"]).await["expiresAt"], Value::Null);
    let token = created(&world, &[]).await["token"].clone();
    world.nobody().with_token(token.as_str().unwrap()).call(TOKENS, "list", json!({})).await.ok();
    let listed = lines(&world.command(&["token", "list", "--json"]).await);
    let for_ever = listed.iter().filter(|token| token["expiresAt"].is_null()).count();
    assert_eq!((for_ever, listed.len()), (2, 6), "{listed:#?}");
    world.advance(std::time::Duration::from_hours(91 * 24)).await;
    world
        .nobody()
        .with_token(token.as_str().unwrap())
        .call(TOKENS, "list", json!({}))
        .await
        .refused(ErrorKind::LoginRequired);
}

#[tokio::test]
async fn a_token_may_do_what_its_scopes_say_wherever_an_administrators_right_is_asked() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let user = world.log_in(&corp, 0).await.ok()["userId"].clone();
    let calls = [
        (SVC, "tree", json!({}), "read"),
        ("services/CompanySvc", "list", json!({}), "read"),
        ("services/SessionSvc", "list", json!({}), "read"),
        (TOKENS, "list", json!({}), "read"),
        (SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" }), "edit"),
        (SVC, "updateInstance", json!({ "fullName": "auths.QywxProxyTemp", "title": "New" }), "edit"),
        ("services/UserSvc", "enable", json!({ "userId": user }), "login"),
        ("services/SessionSvc", "end", json!({ "userId": "nobody" }), "login"),
        (INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id }), "login"),
    ];
    for scope in ["read", "edit", "login"] {
        let token = created(&world, &["--scope", scope]).await;
        assert_eq!(token["scopes"], json!([scope]));
        for (element, function, args, asked) in &calls {
            let answer = world.member(&token).call(element, function, args.clone()).await;
            if *asked == scope {
                answer.ok();
            } else {
                let message = answer.refused(ErrorKind::AdminRequired);
                assert!(message.contains(&format!("has the scopes {scope}")) && message.contains(asked), "{message}");
            }
        }
    }
    let both = created(&world, &["--scope", "read,edit"]).await;
    for (function, args) in
        [("tree", json!({})), ("updateInstance", json!({ "fullName": "auths.QywxProxyTemp", "title": "Newer" }))]
    {
        world.member(&both).call(SVC, function, args).await.ok();
    }
}

#[tokio::test]
async fn a_token_of_one_app_is_refused_by_others_and_by_what_is_the_whole_servers() {
    let world = World::start_with(|folder| {
        folder.write(
            "acme.other/app.json",
            &json!({
                "appId": "acme.other", "name": "other", "title": "Other", "version": "1.0.0", "extends": [{ "appId": "acme.portal" }]
            }),
        );
    })
    .await;
    let token = created(&world, &["--app", "acme.other"]).await;
    assert_eq!(token["app"], "acme.other");
    let unknown = world.failing_command(&["token", "create", "--name", "x", "--app", "acme.othr"]).await;
    assert!(unknown.contains("acme.othr") && unknown.contains("acme.other, acme.portal"), "{unknown}");
    let caller = world.nobody().with_token(token["token"].as_str().unwrap());
    for (app, element, expected) in [
        ("other", SVC, Ok(())),
        ("other", "services/SessionSvc", Ok(())),
        ("portal", SVC, Err(ErrorKind::AdminRequired)),
        ("portal", "services/SessionSvc", Err(ErrorKind::AdminRequired)),
        ("other", "services/UserSvc", Err(ErrorKind::AdminRequired)),
        ("other", TOKENS, Err(ErrorKind::AdminRequired)),
    ] {
        let function = if element == SVC { "tree" } else { "list" };
        caller.in_app(app).call(element, function, json!({})).await.comes_to(expected);
    }
    // A user is the same in all apps, so who is tied to whom concerns them all; and another app's records are not there.
    let corp = world.authorised_corp().await;
    let user = world.log_in(&corp, 0).await.ok()["userId"].clone();
    let record = world.records().await[0]["id"].clone();
    let unbind = json!({ "userId": user, "corpId": corp.id });
    caller.in_app("other").call(INSTANCE, "unbind", unbind).await.refused(ErrorKind::AdminRequired);
    let retry = json!({ "recordId": record });
    caller.in_app("other").call(SERVICE, "retryCallBack", retry).await.refused(ErrorKind::UnknownRecord);
}

#[tokio::test]
async fn tokens_are_listed_and_revoked_by_function_and_noted() {
    let world = World::start().await;
    let token = created(&world, &["--scope", "read"]).await["token"].as_str().unwrap().to_owned();
    let id = token.split('_').nth(1).unwrap();
    let listed = world.administrator().call(TOKENS, "list", json!({})).await.ok();
    assert_eq!(listed["tokens"], json!(lines(&world.command(&["token", "list", "--json"]).await)));
    assert!(!listed.to_string().contains(&token), "{listed}");
    let entry = listed["tokens"].as_array().unwrap().iter().find(|entry| entry["id"] == id).unwrap().clone();
    assert_eq!((&entry["state"], &entry["scopes"]), (&json!("valid"), &json!(["read"])));
    world.administrator().call(TOKENS, "revoke", json!({ "tokenId": id })).await.ok();
    world.nobody().with_token(&token).call(SVC, "tree", json!({})).await.refused(ErrorKind::LoginRequired);
    world.administrator().call(TOKENS, "revoke", json!({ "tokenId": id })).await.refused(ErrorKind::ValueNotAllowed);
    let events = lines(&world.command(&["audit", "list", "--json"]).await);
    let revoked: Vec<_> = events.iter().filter(|event| event["action"] == "token revoke").collect();
    assert_eq!(revoked.len(), 1, "{events:#?}");
    assert_eq!((&revoked[0]["actor"], &revoked[0]["target"]), (&json!("tests"), &json!(id)));
}

#[tokio::test]
async fn a_leaked_token_is_revoked_as_it_was_found_and_its_secret_is_never_repeated() {
    let world = World::start().await;
    let token = created(&world, &[]).await["token"].as_str().unwrap().to_owned();
    let revoked = world.command(&["token", "revoke", &token]).await;
    let again = world.failing_command(&["token", "revoke", &token]).await;
    let secret = token.rsplit('_').next().unwrap();
    assert!(!revoked.contains(secret) && !again.contains(secret), "{revoked}{again}");
    world.nobody().with_token(&token).call(SVC, "tree", json!({})).await.refused(ErrorKind::LoginRequired);
    let other = created(&world, &[]).await["token"].as_str().unwrap().to_owned();
    world.administrator().call(TOKENS, "revoke", json!({ "tokenId": other })).await.ok();
    world.nobody().with_token(&other).call(SVC, "tree", json!({})).await.refused(ErrorKind::LoginRequired);
}

#[tokio::test]
async fn doctor_warns_of_a_token_that_ends_soon() {
    let world = World::start().await;
    created(&world, &["--days", "13"]).await;
    created(&world, &["--days", "30"]).await;
    let found = tests::Diagnosis::of(&world.folder).await;
    found.says("warning", "administrators' tokens", &["ops", "expires at", "token create"]);
    let of_tokens = found.complaints().into_iter().filter(|check| *check == "administrators' tokens").count();
    assert_eq!(of_tokens, 1);
}
