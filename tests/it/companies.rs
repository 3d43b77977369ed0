//! Which company is which: by command, by function, and beside ids in lists.

use serde_json::{Value, json};
use tests::{ErrorKind, SERVICE, World};

const COMPANIES: &str = "services/CompanySvc";

fn lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn a_company_is_told_with_name_status_code_agent_range_members_and_last_event() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    for member in [0, 0, 1] {
        world.log_in(&corp, member).await.ok();
    }
    let by_command = lines(&world.command(&["company", "list", "--json"]).await);
    let mut by_function = world.administrator().call(COMPANIES, "list", json!({})).await.ok();
    // Only the running server knows the port that it was given.
    by_function["companies"][0]["redirectUri"] = by_command[0]["redirectUri"].clone();
    assert_eq!(json!(by_command), by_function["companies"]);
    let [company] = &by_command[..] else { panic!("{by_command:#?}") };
    for (field, told) in [
        ("corpId", json!(corp.id)),
        ("status", json!("authorised")),
        ("orgCode", json!("acme")),
        ("membersLoggedIn", json!(2)),
        ("suite", json!(world.suite.id)),
        ("loginHost", Value::Null),
    ] {
        assert_eq!(company[field], told, "{field}: {company:#}");
    }
    assert!(company["name"].is_string() && company["agentId"].is_i64(), "{company:#}");
    assert!(company["visibleRange"].is_object(), "{company:#}");
    assert_eq!(
        (&company["lastEvent"]["eventType"], &company["lastEvent"]["state"]),
        (&json!("create_auth"), &json!("succeeded"))
    );
    let name = company["name"].as_str().unwrap();
    for named in [corp.id.as_str(), "acme", name] {
        assert_eq!(lines(&world.command(&["company", "show", "--json", named]).await), by_command, "{named}");
        let mut shown = world.administrator().call(COMPANIES, "show", json!({ "corpId": named })).await.ok();
        shown["companies"][0]["redirectUri"] = by_command[0]["redirectUri"].clone();
        assert_eq!(shown["companies"], json!(by_command), "{named}");
    }
    let text = world.command(&["company", "show", &corp.id]).await;
    assert!(text.contains(name) && text.contains("last event  create_auth"), "{text}");

    world.sim.app(&world.suite, &corp, "cancel", json!({})).await;
    world.settled().await;
    let cancelled = world.administrator().call(COMPANIES, "show", json!({ "corpId": corp.id })).await.ok();
    let cancelled = &cancelled["companies"][0];
    assert_eq!((&cancelled["status"], &cancelled["membersLoggedIn"]), (&json!("cancelled"), &json!(0)));
    assert_eq!(cancelled["lastEvent"]["eventType"], "cancel_auth");
}

#[tokio::test]
async fn an_unknown_company_is_said_and_only_administrators_ask() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let said = world.failing_command(&["company", "show", "nobody"]).await;
    assert!(said.contains("there is no company nobody"), "{said}");
    world
        .administrator()
        .call(COMPANIES, "show", json!({ "corpId": "nobody" }))
        .await
        .refused(ErrorKind::CorpNotAuthorised);
    world.nobody().call(COMPANIES, "list", json!({})).await.refused(ErrorKind::LoginRequired);
    world.member(&login).call(COMPANIES, "list", json!({})).await.refused(ErrorKind::AdminRequired);
}

#[tokio::test]
async fn names_stand_beside_ids_in_the_lists_of_records_and_deeds() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    let name = lines(&world.command(&["company", "list", "--json"]).await)[0]["name"].as_str().unwrap().to_owned();
    for list in [&["callback", "list", "--corp", &corp.id][..], &["audit", "list"]] {
        let text = world.command(list).await;
        assert!(text.contains(&format!("{} ({name})", corp.id)), "{text}");
    }
    for record in lines(&world.command(&["callback", "list", "--json", "--corp", &corp.id]).await) {
        assert_eq!(record["corpName"], json!(name));
    }
    let events = lines(&world.command(&["audit", "list", "--json"]).await);
    for action in ["login", "create_auth"] {
        let event = events.iter().find(|event| event["action"] == action).unwrap();
        assert_eq!(event["corpName"], json!(name), "{event}");
    }
}
