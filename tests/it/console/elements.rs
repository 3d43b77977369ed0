//! Elements in the console: the tree, the form of an instance, its secrets.

use reqwest::StatusCode;
use tests::World;

use super::staff::Staff;

const OWN: &str = "/console/elements/acme.portal/auths.QywxProxyTemp";
const NEW: &str = "/console/elements/new?app=acme.portal&type=auths.loginTypes.QywxProxyType";

#[tokio::test]
async fn an_instance_is_changed_by_a_form_that_shows_no_secret_and_keeps_what_nobody_touched() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "operator").await;
    let tree = kim.get("/console/elements").await.shown();
    assert!(tree.contains(OWN) && tree.contains("测试门户 Portal"), "{tree}");
    let before = world.folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
    let secret = before["authConfig"]["suiteSecret"].as_str().unwrap();
    for path in [OWN.to_owned(), format!("{OWN}/edit")] {
        let page = kim.get(&path).await.shown();
        assert!(!page.contains(secret) && page.contains(&world.suite.id), "{path}");
    }
    assert!(kim.get(OWN).await.shown().contains("/api/acme/portal/auths/QywxProxyTemp/notify"));
    let fields =
        [("title", "极光登录"), ("field.isActive", "false"), ("field.authConfig.suiteSecret", ""), ("save", "finish")];
    let done = kim.post(&format!("{OWN}/edit"), &fields).await.shown();
    assert!(done.contains("isActive"), "{done}");
    let after = world.folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
    assert_eq!((&after["authConfig"], &after["isActive"]), (&before["authConfig"], &serde_json::json!(false)));
    let page = kim.get(OWN).await.shown();
    assert!(page.contains("■ 停用") && page.contains("极光登录") && page.contains("updateInstance"), "{page}");
}

#[tokio::test]
async fn a_field_that_will_not_do_is_named_beside_it_and_nothing_is_changed() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "operator").await;
    let fields = [("title", "t"), ("field.authConfig.encodingAESKey", "too-short"), ("save", "finish")];
    let refused = kim.post(&format!("{OWN}/edit"), &fields).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.text);
    assert!(refused.text.contains("encodingAESKey") && !refused.text.contains("too-short"), "{}", refused.text);
    assert!(!kim.did("updateInstance").await);
}

#[tokio::test]
async fn an_instance_is_made_as_a_draft_completed_and_removed_by_typing_its_name() {
    let world = World::start().await;
    let other = world.sim.template().await;
    let kim = Staff::new(&world, "kim", "operator").await;
    let form = kim.get(NEW).await.shown();
    assert!(form.contains("代开发模板 Secret") && form.contains("服务商后台"), "{form}");
    let begun = [
        ("name", "auths.Second"),
        ("title", "第二"),
        ("field.authConfig.suiteId", other.id.as_str()),
        ("save", "draft"),
    ];
    let begun = kim.post(NEW, &begun).await.shown();
    assert!(begun.contains("authConfig.suiteId"), "{begun}");
    let own = "/console/elements/acme.portal/auths.Second";
    assert!(kim.get(own).await.shown().contains("○ 草稿"));
    let rest = [
        ("title", "第二"),
        ("field.authConfig.suiteSecret", other.secret.as_str()),
        ("field.authConfig.token", other.token.as_str()),
        ("field.authConfig.encodingAESKey", other.encoding_aes_key.as_str()),
        ("save", "finish"),
    ];
    kim.post(&format!("{own}/edit"), &rest).await.shown();
    assert!(kim.get(own).await.shown().contains("● 启用"));
    let mistyped = kim.post(&format!("{own}/remove"), &[("confirm", "auths.second")]).await;
    assert_eq!(mistyped.status, StatusCode::UNPROCESSABLE_ENTITY);
    kim.post(&format!("{own}/remove"), &[("confirm", "auths.Second")]).await.leads_to();
    assert_eq!(kim.get(own).await.status, StatusCode::NOT_FOUND);
    for deed in ["createInstance", "updateInstance", "removeInstance"] {
        assert!(kim.did(deed).await, "{deed}");
    }
}

#[tokio::test]
async fn whoever_did_not_prove_themselves_lately_sees_no_form_and_changes_nothing() {
    let world = World::start().await;
    let kim = Staff::new(&world, "kim", "operator").await;
    world.clock.advance(std::time::Duration::from_mins(11));
    for path in [NEW.to_owned(), format!("{OWN}/edit"), format!("{OWN}/remove")] {
        assert!(kim.get(&path).await.leads_to().starts_with("/console/confirm?next="), "{path}");
    }
}
