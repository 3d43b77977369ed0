//! Operators' actions on users and sessions, by command and by function.

use serde_json::{Value, json};
use tests::{AUTH_SVC, Answer, Corp, ErrorKind, INSTANCE, SERVICE, World, config};

const USERS: &str = "services/UserSvc";
const SESSIONS: &str = "services/SessionSvc";

/// The answers to a logged-in user's tokens.
async fn is_in(world: &World, login: &Value) -> bool {
    world.member(login).call(AUTH_SVC, "getCurrUser", json!({})).await.is_ok()
}

async fn refresh(world: &World, login: &Value) -> Answer {
    let args = json!({ "refreshToken": login["refreshToken"] });
    world.nobody().call(AUTH_SVC, "refreshToken", args).await
}

async fn log_in(world: &World, corp: &Corp, member: usize) -> Value {
    world.log_in(corp, member).await.ok()
}

/// The output of a command, a JSON object a line.
async fn listed(world: &World, command: &[&str]) -> Vec<Value> {
    let text = world.command(command).await;
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once_and_comes_back_when_enabled() {
    for by_command in [true, false] {
        let world = World::start().await;
        let corp = world.authorised_corp().await;
        let (alice, bob) = (log_in(&world, &corp, 0).await, log_in(&world, &corp, 1).await);
        let user = alice["userId"].as_str().unwrap();
        let set = async |state: &str| {
            if by_command {
                world.command(&["user", state, user]).await;
            } else {
                world.administrator().call(USERS, state, json!({ "userId": user })).await.ok();
            }
        };
        set("disable").await;
        assert!(!is_in(&world, &alice).await && is_in(&world, &bob).await);
        refresh(&world, &alice).await.refused(ErrorKind::RefreshTokenInvalid);
        world.log_in(&corp, 0).await.refused(ErrorKind::LoginRefused);
        let shown = world.administrator().call(USERS, "show", json!({ "userId": user })).await.ok();
        assert_eq!((&shown["disabled"], &shown["sessions"]), (&json!(true), &json!([])));

        set("enable").await;
        assert!(!is_in(&world, &alice).await, "what was ended stays so");
        assert!(is_in(&world, &log_in(&world, &corp, 0).await).await);
        let trail = listed(&world, &["audit", "list", "--json"]).await;
        for action in ["user disable", "user enable"] {
            let of_action: Vec<_> = trail.iter().filter(|event| event["action"] == action).collect();
            let actor = if by_command { "command line" } else { "tests" };
            assert_eq!(of_action.len(), 1, "{trail:#?}");
            assert_eq!(
                (&of_action[0]["target"], &of_action[0]["actor"]),
                (&json!(format!("user {user}")), &json!(actor))
            );
        }
    }
}

#[tokio::test]
async fn users_are_found_by_company_member_and_state_and_an_unknown_one_is_said() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let (alice, bob) = (log_in(&world, &corp, 0).await, log_in(&world, &corp, 1).await);
    world.administrator().call(USERS, "disable", json!({ "userId": bob["userId"] })).await.ok();
    let found = async |args: Value| {
        let answer = world.administrator().call(USERS, "list", args).await.ok();
        let users = answer["users"].as_array().unwrap().iter().map(|user| user["userId"].clone());
        users.collect::<Vec<_>>()
    };
    let mut all = [alice["userId"].clone(), bob["userId"].clone()];
    all.sort_by_key(ToString::to_string);
    assert_eq!(found(json!({ "corpId": corp.id })).await, all);
    assert_eq!(found(json!({ "after": all[0] })).await, [all[1].clone()]);
    assert_eq!(found(json!({ "corpId": "wpNobody" })).await, Vec::<Value>::new());
    assert_eq!(found(json!({ "corpId": corp.id, "member": corp.members[0] })).await, [alice["userId"].clone()]);
    assert_eq!(found(json!({ "disabled": true })).await, [bob["userId"].clone()]);
    let listed = listed(&world, &["user", "list", "--json", "--corp", &corp.id, "--disabled"]).await;
    assert_eq!(listed.len(), 1, "{listed:?}");
    assert_eq!(listed[0]["members"][0]["member"], json!(corp.members[1]));

    for function in ["show", "disable", "enable"] {
        world
            .administrator()
            .call(USERS, function, json!({ "userId": "nobody" }))
            .await
            .refused(ErrorKind::UnknownUser);
    }
    world.administrator().call(USERS, "list", json!({ "limit": 0 })).await.refused(ErrorKind::ValueNotAllowed);
    let said = world.failing_command(&["user", "disable", "nobody"]).await;
    assert!(said.contains("there is no user nobody"), "{said}");
    world.nobody().call(USERS, "list", json!({})).await.refused(ErrorKind::LoginRequired);
    world.member(&alice).call(USERS, "list", json!({})).await.refused(ErrorKind::AdminRequired);
}

#[tokio::test]
async fn sessions_are_ended_by_a_companys_code_or_name_and_what_fits_none_is_an_error() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    for named in ["acme", "测试企业"] {
        let login = log_in(&world, &corp, 0).await;
        assert_eq!(world.command(&["session", "end", "--corp", named]).await.trim(), "sessions ended: 1");
        assert!(!is_in(&world, &login).await, "{named}");
    }
    log_in(&world, &corp, 0).await;
    for nobody in [&["nobody"][..], &["--corp", "nobody"], &["--user", "nobody"], &["--instance", "auths.Typo"]] {
        let said = world.failing_command(&[&["session", "end"], nobody].concat()).await;
        assert!(said.contains("no active session matches"), "{said}");
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_id_user_company_and_instance() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let instance = "auths.QywxProxyTemp";
    let of_app = format!("acme.portal:{instance}");
    let list = async || listed(&world, &["session", "list", "--json"]).await;
    for by in ["id", "--user", "--corp", "--instance", "of app", "sessionId", "userId", "corpId", "instance"] {
        let (alice, bob) = (log_in(&world, &corp, 0).await, log_in(&world, &corp, 1).await);
        let sessions = list().await;
        assert_eq!(sessions.len(), 2, "{by}: {sessions:#?}");
        let of_alice = sessions.iter().find(|session| session["userId"] == alice["userId"]).unwrap();
        let id = of_alice["sessionId"].as_str().unwrap();
        let user = alice["userId"].as_str().unwrap();
        let command =
            |arguments: &[&str]| [&["session", "end"], arguments].concat().iter().map(ToString::to_string).collect();
        let arguments: Vec<String> = match by {
            "id" => command(&[id]),
            "--user" => command(&["--user", user]),
            "--corp" => command(&["--corp", &corp.id]),
            "--instance" => command(&["--instance", instance]),
            "of app" => command(&["--instance", &of_app]),
            _ => Vec::new(),
        };
        if arguments.is_empty() {
            let value = match by {
                "sessionId" => id,
                "userId" => user,
                "corpId" => &corp.id,
                _ => instance,
            };
            world.administrator().call(SESSIONS, "end", json!({ by: value })).await.ok();
        } else {
            world.command(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await;
        }
        let of_one = ["id", "--user", "sessionId", "userId"].contains(&by);
        assert!(!is_in(&world, &alice).await && is_in(&world, &bob).await == of_one, "{by}");
        assert!(refresh(&world, &alice).await.is_refused(ErrorKind::RefreshTokenInvalid), "{by}");
        world.administrator().call(SESSIONS, "end", json!({ "corpId": corp.id })).await.ok();
    }
    let trail = listed(&world, &["audit", "list", "--json"]).await;
    let ends = trail.iter().filter(|event| event["action"] == "session end" && event["detail"]["userId"].is_string());
    assert_eq!(ends.map(|event| event["detail"]["sessions"].clone()).collect::<Vec<_>>(), [json!(1), json!(1)]);
}

#[tokio::test]
async fn nothing_ends_unless_it_is_said_what() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let alice = log_in(&world, &corp, 0).await;
    let said = world.failing_command(&["session", "end"]).await;
    assert!(said.contains("--user, --corp or --instance"), "{said}");
    world.administrator().call(SESSIONS, "end", json!({})).await.refused(ErrorKind::MissingArgument);
    world.administrator().call(SESSIONS, "end", json!({ "userId": null })).await.refused(ErrorKind::MissingArgument);
    let other = json!({ "userId": "nobody" });
    assert_eq!(world.administrator().call(SESSIONS, "end", other).await.ok()["ended"], 0);
    assert!(is_in(&world, &alice).await);
}

#[tokio::test]
async fn the_functions_of_one_app_neither_show_nor_end_the_sessions_of_another() {
    let world = World::start_with(|folder| {
        folder.write(
            "acme.other/app.json",
            &json!({
                "appId": "acme.other", "name": "other", "title": "Other", "version": "1.0.0"
            }),
        );
    })
    .await;
    let corp = world.authorised_corp().await;
    let alice = log_in(&world, &corp, 0).await;
    let seen = world.administrator().in_app("other").call(SESSIONS, "list", json!({})).await.ok();
    assert_eq!(seen["sessions"], json!([]));
    let ended =
        world.administrator().in_app("other").call(SESSIONS, "end", json!({ "userId": alice["userId"] })).await.ok();
    assert_eq!(ended["ended"], 0);
    assert!(is_in(&world, &alice).await);
    assert_eq!(
        world.administrator().call(SESSIONS, "list", json!({})).await.ok()["sessions"].as_array().unwrap().len(),
        1
    );
}

#[tokio::test]
async fn the_sessions_of_a_company_whose_instance_is_switched_off_are_refused_until_it_is_on_again() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let by_default = log_in(&world, &corp, 0).await;
    let mut own = config(&world.suite, &world.sim.provider_corp_id().await);
    own["corpId"] = json!(corp.id);
    own["isActive"] = json!(true);
    let svc = "services/ElementSvc";
    let created =
        json!({ "fullName": "auths.Own", "type": "auths.loginTypes.QywxProxyType", "title": "Own", "config": own });
    world.administrator().call(svc, "createInstance", created).await.ok();
    let by_own = log_in(&world, &corp, 1).await;
    let switch = async |on: bool| {
        let args = json!({ "fullName": "auths.Own", "config": { "isActive": on } });
        world.administrator().call(svc, "updateInstance", args).await.ok();
    };
    switch(false).await;
    for login in [&by_default, &by_own] {
        world.member(login).call(AUTH_SVC, "getCurrUser", json!({})).await.refused(ErrorKind::InstanceInactive);
        refresh(&world, login).await.refused(ErrorKind::InstanceInactive);
    }
    world.log_in(&corp, 0).await.refused(ErrorKind::InstanceInactive);
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code });
    world.nobody().call(INSTANCE, "getLoginCode", args.clone()).await.refused(ErrorKind::InstanceInactive);
    switch(true).await;
    for login in [&by_default, &by_own] {
        assert!(is_in(&world, login).await);
        refresh(&world, login).await.ok();
    }
    world.nobody().call(SERVICE, "loginByWorkbench", args).await.ok();
}

#[tokio::test]
async fn a_login_lasts_as_many_days_as_configured() {
    let world = World::start_with(|folder| {
        folder.set("login.session_days", "2");
    })
    .await;
    let corp = world.authorised_corp().await;
    let mut login = log_in(&world, &corp, 0).await;
    for _ in 0..3 {
        world.advance(std::time::Duration::from_hours(15)).await;
        let args = json!({ "refreshToken": login["refreshToken"] });
        login = world.nobody().call(AUTH_SVC, "refreshToken", args).await.ok();
    }
    world.advance(std::time::Duration::from_hours(4)).await;
    refresh(&world, &login).await.refused(ErrorKind::RefreshTokenInvalid);
    assert!(!is_in(&world, &login).await);
}

#[tokio::test]
async fn each_list_has_one_heading_over_its_columns_and_none_as_json() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    log_in(&world, &corp, 0).await;
    log_in(&world, &corp, 1).await;
    for (list, columns) in [
        ("company", &["COMPANY", "NAME", "STATUS", "CODE", "AGENT", "LOGGED IN", "SUITE"][..]),
        ("callback", &["ID", "TIME", "STATE", "SUITE", "COMPANY", "EVENT", "TRIES", "NEXT TRY", "LAST ERROR"]),
        ("audit", &["ID", "TIME", "ACTOR", "ACTION", "TARGET", "DETAIL"]),
        ("token", &["ID", "STATE", "CREATED", "EXPIRES", "APP", "SCOPES", "NAME"]),
        ("session", &["SESSION", "SINCE", "UNTIL", "USER", "MEMBER", "INSTANCE", "PLATFORM", "STANDING"]),
        ("user", &["USER", "STATE", "SINCE", "NAME", "MEMBERS"]),
    ] {
        let text = world.command(&[list, "list"]).await;
        let (heading, rows) = text.split_once('\n').unwrap();
        let of_heading: Vec<_> = heading.split("  ").map(str::trim).filter(|column| !column.is_empty()).collect();
        assert_eq!(of_heading, columns, "{text}");
        assert!(rows.lines().all(|row| row != heading), "one heading: {text}");
        // The second column begins below its word in each row; ids are letters of one width.
        let second = heading.find(columns[1]).unwrap();
        assert!(rows.lines().all(|row| row[..second].ends_with("  ") && !row[second..].starts_with(' ')), "{text}");
        let as_json = listed(&world, &[list, "list", "--json"]).await;
        assert_eq!(as_json.len(), rows.lines().count(), "{list}");
    }
    assert_eq!(world.command(&["user", "list", "--disabled"]).await, "", "nothing where there are no rows");
}

#[tokio::test]
async fn a_deadlock_of_the_database_costs_no_administrator_the_deed_and_notes_it_once() {
    for deed in
        ["user disable", "user enable", "session end", "callback retry", "token create", "token revoke", "key rotate"]
    {
        let world = World::start().await;
        let corp = world.authorised_corp().await;
        let login = log_in(&world, &corp, 0).await;
        let user = login["userId"].as_str().unwrap();
        if deed == "user enable" {
            world.command(&["user", "disable", user]).await;
        }
        let record = world.records().await[0]["id"].to_string();
        let token = world.command(&["token", "create", "--name", "other"]).await;
        let words: Vec<_> = deed.split(' ').collect();
        let whom: &[&str] = match deed {
            "user disable" | "user enable" => &[user],
            "session end" => &["--user", user],
            "callback retry" => &[&record],
            "token create" => &["--name", "third"],
            "token revoke" => &[token.trim()],
            _ => &[],
        };
        world.settled().await;
        world.folder.database().take_back_first_insert("audit_event").await;
        world.command(&[&words[..], whom].concat()).await;
        let trail = listed(&world, &["audit", "list", "--json", "--limit", "1"]).await;
        assert_eq!(trail[0]["action"], *deed, "{trail:#?}");
        let before = trail[0]["id"].to_string();
        let before = listed(&world, &["audit", "list", "--json", "--limit", "1", "--before", &before]).await;
        assert!(before[0]["action"] != *deed || deed == "token create", "noted once: {before:#?}");
        let disabled = listed(&world, &["user", "list", "--json", "--disabled"]).await.len();
        assert_eq!(disabled, usize::from(deed == "user disable"), "{deed}");
        let tokens = listed(&world, &["token", "list", "--json"]).await;
        let revoked = tokens.iter().filter(|token| token["state"] == "revoked").count();
        let expected = (if deed == "token create" { 3 } else { 2 }, usize::from(deed == "token revoke"));
        assert_eq!((tokens.len(), revoked), expected, "{deed}");
        let is_out = ["user disable", "user enable", "session end"].contains(&deed);
        assert_eq!(is_in(&world, &login).await, !is_out, "{deed}");
    }
}
