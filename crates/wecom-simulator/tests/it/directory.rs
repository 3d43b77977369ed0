//! Members, departments and permissions as an app sees them.

use serde_json::{Value, json};

use crate::kit::{Sim, errcode};

#[tokio::test]
async fn a_name_is_given_only_with_permission() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    let query = [("access_token", token.as_str()), ("userid", &app.members[0])];
    let bare = sim.get("user/get", &query).await;
    assert_eq!((bare.get("name"), &bare["department"], &bare["status"]), (None, &json!([1]), &json!(1)));
    sim.app(&app, "permissions", json!({ "names": ["contact:sensitive:user_name"] })).await;
    assert_eq!(sim.get("user/get", &query).await["name"], "张三");
    let granted = sim.post("agent/get_permissions", &[("access_token", &token)], json!({})).await;
    assert_eq!(granted["app_permissions"], json!(["contact:sensitive:user_name"]));
}

#[tokio::test]
async fn unknown_and_invisible_members_have_their_codes() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    sim.app(&app, "visible-range", json!({ "userids": [app.members[0]], "push": false })).await;
    for (userid, code) in [
        (app.members[0].as_str(), 0),
        (&app.members[1], 60011),
        ("nobody", 60111),
        (&app.members[0].to_lowercase(), 60111),
        ("", 40003),
    ] {
        let answer = sim.get("user/get", &[("access_token", &token), ("userid", userid)]).await;
        assert_eq!(errcode(&answer), code, "{userid}");
    }
}

#[tokio::test]
async fn lists_show_the_visible_members_and_departments() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    let added = format!("corps/{}/members", app.corp_id);
    sim.control("POST", &added, json!({ "userid": "woThird", "department": [7] })).await;
    let userids = async |department: &str| {
        let answer = sim.get("user/simplelist", &[("access_token", &token), ("department_id", department)]).await;
        let list = answer["userlist"].as_array().unwrap().clone();
        list.into_iter().map(|user| user["userid"].clone()).collect::<Vec<Value>>()
    };
    assert_eq!(userids("1").await, [json!(app.members[0]), json!(app.members[1])]);
    assert_eq!(userids("7").await, [json!("woThird")]);
    let departments = sim.get("department/simplelist", &[("access_token", &token)]).await;
    assert_eq!(departments["department_id"].as_array().unwrap().len(), 2);
    let admins = sim.post("agent/get_admin_list", &[("access_token", &token)], json!({})).await;
    assert_eq!(admins["admin"], json!([{ "userid": app.members[0], "auth_type": 1 }]));
    let unknown = sim.get("user/simplelist", &[("access_token", &token), ("department_id", "9")]).await;
    assert_eq!(errcode(&unknown), 60003);
}
