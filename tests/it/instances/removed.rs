//! Removing an instance.

use serde_json::{Value, json};
use tests::{AUTH_SVC, Answer, ErrorKind, World, config};

use super::{LOOK, SVC, a_world, all_below, app, code, creation, is_served};

async fn remove(world: &World, full_name: &str) -> Answer {
    world.administrator().call(SVC, "removeInstance", json!({ "fullName": full_name })).await
}

#[tokio::test]
async fn an_instance_that_is_removed_is_gone_at_once_with_its_folder_and_its_logins() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    let before = all_below(&app(&world.folder));
    let same = config(&world.suite, &world.sim.provider_corp_id().await);
    world.administrator().call(SVC, "createInstance", creation("auths.Second", &same)).await.ok();
    let begun = async || {
        let login =
            world.nobody().call("auths/Second", "getLoginCode", code(&world, &world.suite, &corp).await).await.ok();
        json!({ "loginCode": login["loginCode"], "corpId": corp.id })
    };
    let under_way = begun().await;
    let session = world.nobody().call(AUTH_SVC, "loginByCode", begun().await).await.ok();

    assert_eq!(remove(&world, "auths.Second").await.ok(), Value::Null);
    assert!(!is_served(&world, "auths/Second").await);
    assert_eq!(all_below(&app(&world.folder)), before, "nothing is left over");
    world.nobody().call(AUTH_SVC, "loginByCode", under_way).await.refused(ErrorKind::InstanceInactive);
    let refresh = json!({ "refreshToken": session["refreshToken"] });
    world.nobody().call(AUTH_SVC, "refreshToken", refresh).await.refused(ErrorKind::InstanceInactive);
    world.log_in(&corp, 0).await.ok();
    remove(&world, "auths.Second").await.refused(ErrorKind::UnknownElement);
}

#[tokio::test]
async fn a_login_that_is_under_way_by_another_instance_is_finished() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    let same = config(&world.suite, &world.sim.provider_corp_id().await);
    world.administrator().call(SVC, "createInstance", creation("auths.Second", &same)).await.ok();
    world.sim.fault("user/get", json!({ "delayMs": 2000 }), 1).await;
    let change = async {
        world.until("the login is under way", async || world.sim.calls("auth/getuserinfo").await == 1).await;
        remove(&world, "auths.Second").await.ok();
    };
    let (login, ()) = tokio::join!(world.log_in(&corp, 0), change);
    login.ok();
}

#[tokio::test]
async fn a_request_that_began_before_its_instance_was_removed_is_answered_by_it() {
    let world = a_world().await;
    let corp = world.authorised_corp().await;
    let same = config(&world.suite, &world.sim.provider_corp_id().await);
    world.administrator().call(SVC, "createInstance", creation("auths.Second", &same)).await.ok();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let arguments = json!({ "corpId": corp.id, "code": code, "loginType": "workbench" });
    world.sim.fault("user/get", json!({ "delayMs": 2000 }), 1).await;
    let change = async {
        world.until("the request is under way", async || world.sim.calls("auth/getuserinfo").await == 1).await;
        remove(&world, "auths.Second").await.ok();
        assert!(!is_served(&world, "auths/Second").await, "others find it no more");
    };
    let (answer, ()) = tokio::join!(world.nobody().call("auths/Second", "getLoginCode", arguments), change);
    answer.ok();
}

#[tokio::test]
async fn what_is_no_instance_of_its_own_or_others_need_is_not_removed() {
    let world = a_world().await;
    let own = world.folder.read("acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json");
    let service = json!({ "title": "Ours", "type": "services.NormalType" });
    world.folder.write("acme.portal/auths/loginTypes/services/AuthSvc/e.json", &service);
    world.folder.instance("auths.QywxProxyTemp.Inner", &own);
    world.in_time(LOOK, "both are there", async || is_served(&world, "auths/QywxProxyTemp/Inner").await).await;
    let before = all_below(&app(&world.folder));
    let message = remove(&world, "auths.QywxProxyTemp").await.refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("auths/QywxProxyTemp/Inner/e.json"), "{message}");
    let message = remove(&world, "auths.loginTypes.services.AuthSvc").await.refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("not an instance of a Type that has code"), "{message}");
    let message = remove(&world, super::TYPE).await.refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("not an instance of a Type that has code"), "{message}");
    assert_eq!(all_below(&app(&world.folder)), before);
    remove(&world, "auths.QywxProxyTemp.Inner").await.ok();
    remove(&world, "auths.QywxProxyTemp").await.ok();
}
