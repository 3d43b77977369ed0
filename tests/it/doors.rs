//! Actions of administrators by the command line and by functions: each has a single word in the audit trail.

use serde_json::{Value, json};
use tests::{INSTANCE, SERVICE, World, config};

const USERS: &str = "services/UserSvc";
const SESSIONS: &str = "services/SessionSvc";
const TOKENS: &str = "services/TokenSvc";
const ELEMENTS: &str = "services/ElementSvc";

/// An action by command line and by function.
struct Case<'a> {
    word: &'static str,
    command: &'a [&'a str],
    function: (&'static str, &'static str, Value),
}

/// The newest entry in the audit trail that is not a callback record's work, such as that of one that was tried again.
async fn last(world: &World) -> Value {
    let trail = world.command(&["audit", "list", "--json"]).await;
    let mut events = trail.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    events.find(|event| !event["actor"].as_str().unwrap().starts_with("callback record")).unwrap()
}

async fn check(world: &World, Case { word, command, function: (element, function, args) }: Case<'_>) {
    world.command(command).await;
    let by_command = last(world).await;
    assert_eq!((&by_command["action"], &by_command["actor"]), (&json!(word), &json!("command line")), "{command:?}");
    assert!(by_command["detail"]["osUser"].is_string(), "{by_command}");

    world.administrator().call(element, function, args).await.ok();
    let by_function = last(world).await;
    assert_eq!((&by_function["action"], &by_function["actor"]), (&json!(word), &json!("tests")), "{function}");
    let called = format!("acme.portal:{}", element.replace('/', "."));
    assert_eq!(by_function["detail"]["element"], called, "{by_function}");
    assert!(by_function["detail"]["requestId"].is_string(), "{by_function}");
    assert_ne!(by_function["id"], by_command["id"], "each deed is noted");
}

#[tokio::test]
async fn a_deed_has_one_word_in_the_audit_trail_whichever_door_it_comes_by() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let user = world.log_in(&corp, 0).await.ok()["userId"].as_str().unwrap().to_owned();
    let token = world.command(&["token", "create", "--name", "one", "--json"]).await;
    let token = serde_json::from_str::<Value>(&token).unwrap()["token"].as_str().unwrap().to_owned();
    let other = world.command(&["token", "create", "--name", "other"]).await.trim().to_owned();
    let record = world.records().await[0]["id"].clone();
    let number = record.to_string();
    let deeds = [
        Case {
            word: "user disable",
            command: &["user", "disable", &user],
            function: (USERS, "disable", json!({ "userId": user })),
        },
        Case {
            word: "user enable",
            command: &["user", "enable", &user],
            function: (USERS, "enable", json!({ "userId": user })),
        },
        Case {
            word: "token revoke",
            command: &["token", "revoke", &token],
            function: (TOKENS, "revoke", json!({ "tokenId": other })),
        },
        Case {
            word: "callback retry",
            command: &["callback", "retry", &number],
            function: (SERVICE, "retryCallBack", json!({ "recordId": record })),
        },
    ];
    for deed in deeds {
        check(&world, deed).await;
    }
}

#[tokio::test]
async fn sessions_that_end_are_noted_under_one_word() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let mut users = Vec::new();
    for member in [0, 1] {
        users.push(world.log_in(&corp, member).await.ok()["userId"].as_str().unwrap().to_owned());
    }
    let command = ["session", "end", "--user", &users[0]];
    let function = (SESSIONS, "end", json!({ "userId": users[1] }));
    check(&world, Case { word: "session end", command: &command, function }).await;
}

#[tokio::test]
async fn instances_that_are_made_changed_and_removed_are_noted_under_one_word_each() {
    let world = World::start_with(|folder| _ = folder.set("limits.exempt_addresses", "[\"127.0.0.1\"]")).await;
    let config = config(&world.sim.template().await, &world.sim.provider_corp_id().await);
    let r#type = "auths.loginTypes.QywxProxyType";
    let of_function = json!({ "fullName": "auths.Second", "type": r#type, "title": "Second", "config": config });
    let instance = INSTANCE.replace('/', ".");
    let deeds = [
        Case {
            word: "createInstance",
            command: &["element", "new", "auths.Draft"],
            function: (ELEMENTS, "createInstance", of_function),
        },
        Case {
            word: "updateInstance",
            command: &["element", "set", &instance, "--title", "By command"],
            function: (ELEMENTS, "updateInstance", json!({ "fullName": "auths.Second", "title": "By function" })),
        },
        Case {
            word: "removeInstance",
            command: &["element", "remove", "auths.Draft"],
            function: (ELEMENTS, "removeInstance", json!({ "fullName": "auths.Second" })),
        },
    ];
    for deed in deeds {
        check(&world, deed).await;
        let target = last(&world).await["target"].clone();
        assert_eq!(target, "acme.portal:auths.Second", "the instance itself, by either door");
    }
}
