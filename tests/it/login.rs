//! Logins: who gets in, who does not, and what they are told.

use serde_json::json;
use tests::{AUTH_SVC, INSTANCE, SERVICE, World, config};

#[tokio::test]
async fn both_steps_lead_to_the_same_user_as_one() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code });
    let step = world.call(INSTANCE, "getLoginCode", args).await.ok();
    let args = json!({ "loginCode": step["loginCode"], "corpId": corp.id, "platform": "web" });
    let login = world.call(AUTH_SVC, "loginByCode", args.clone()).await.ok();
    assert_eq!(login["userId"], step["userId"]);
    assert_eq!(login["platform"], "web");
    world.call(AUTH_SVC, "loginByCode", args).await.refused(20014);
    assert_eq!(world.log_in(&corp, 0).await.ok()["userId"], login["userId"]);
    assert_ne!(world.log_in(&corp, 1).await.ok()["userId"], login["userId"]);
}

#[tokio::test]
async fn an_outsider_is_refused_although_wecom_answers_errcode_0() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let code = world.sim.outsider_code(&world.suite, &corp).await;
    let args = json!({ "corpId": corp.id, "code": code });
    let message = world.call(SERVICE, "loginByWorkbench", args).await.refused(20016);
    assert!(message.contains("not a member"), "{message}");
}

#[tokio::test]
async fn a_wecom_code_is_used_once_and_never_tried_again() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code });
    world.call(SERVICE, "loginByWorkbench", args.clone()).await.ok();
    let message = world.call(SERVICE, "loginByWorkbench", args).await.refused(40029);
    assert!(message.contains("start the login again"), "{message}");
    assert_eq!(world.sim.calls("auth/getuserinfo").await, 2);
}

#[tokio::test]
async fn an_expired_token_is_refreshed_once_and_the_login_succeeds() {
    for errcode in [40014, 42001] {
        let world = World::start().await;
        let corp = world.authorised_corp().await;
        world.sim.post("faults", json!({ "api": "auth/getuserinfo", "errcode": errcode, "times": 1 })).await;
        world.log_in(&corp, 0).await.ok();
        world.sim.post("faults", json!({ "api": "auth/getuserinfo", "errcode": errcode, "times": 5 })).await;
        world.log_in(&corp, 0).await.refused(errcode);
        // A token that was fetched a moment ago is not fetched again: no loop can use up the quota.
        assert_eq!(world.sim.calls("auth/getuserinfo").await, 3);
        assert_eq!(world.sim.calls("gettoken").await, 2);
    }
}

#[tokio::test]
async fn many_logins_fetch_one_token() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    for member in [0, 1, 2, 0, 1, 2] {
        world.log_in(&corp, member).await.ok();
    }
    assert_eq!(world.sim.calls("gettoken").await, 1);
    assert_eq!(world.sim.calls("get_suite_token").await, 1);
}

#[tokio::test]
async fn a_disabled_instance_lets_nobody_in_and_says_so() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let login = world.log_in(&corp, 0).await.ok();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let step = world.call(INSTANCE, "getLoginCode", json!({ "corpId": corp.id, "code": code })).await.ok();
    let mut off = config(&world.suite, &world.sim.provider_corp_id().await);
    off["isActive"] = json!(false);
    world.folder.instance("auths.QywxProxyTemp", &off);
    let world = world.restart().await;
    let message = world.log_in(&corp, 0).await.refused(20010);
    assert!(message.contains("isActive"), "{message}");
    // Nor does what was begun before.
    let args = json!({ "loginCode": step["loginCode"], "corpId": corp.id });
    world.call(AUTH_SVC, "loginByCode", args).await.refused(20010);
    world.call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] })).await.refused(20010);
    assert_eq!(world.call(INSTANCE, "getLoginConfig", json!({})).await.ok()["isActive"], false);
}

#[tokio::test]
async fn an_instance_of_one_company_serves_no_other() {
    let world = World::start().await;
    let (own, other) = (world.authorised_corp().await, world.sim.corp("别家", &["甲"]).await);
    world.authorise(&world.suite, &other).await;
    let mut single = config(&world.suite, &world.sim.provider_corp_id().await);
    single["corpId"] = json!(own.id);
    world.folder.instance("auths.Single", &single);
    let world = world.restart().await;
    let args = json!({ "corpId": other.id, "code": "unused" });
    world.call("auths/Single", "getLoginCode", args).await.refused(20011);
    let code = world.sim.oauth_code(&world.suite, &own, &own.members[0]).await;
    world.call("auths/Single", "getLoginCode", json!({ "corpId": own.id, "code": code })).await.ok();
    world.log_in(&other, 0).await.ok();
}

#[tokio::test]
async fn what_an_instance_tells_a_login_page_holds_no_secret() {
    let world = World::start().await;
    let told = world.call(INSTANCE, "getLoginConfig", json!({})).await.ok();
    let expected = json!({
        "suiteId": world.suite.id,
        "isActive": true,
        "authType": "auths.loginTypes.QywxProxyType",
        "title": "企业微信代开发登录",
    });
    assert_eq!(told, expected);
}

#[tokio::test]
async fn an_organisation_code_belongs_to_one_company_of_a_suite() {
    let world = World::start().await;
    let (first, second) = (world.authorised_corp().await, world.sim.corp("第二家", &["乙"]).await);
    world.authorise(&world.suite, &second).await;
    world.admin(SERVICE, "setCode", json!({ "corpId": first.id, "code": "acme" })).await.ok();
    world.admin(SERVICE, "setCode", json!({ "corpId": second.id, "code": "acme" })).await.refused(20013);
    let found = world.call(SERVICE, "getLoginConfigByCode", json!({ "code": "acme" })).await.ok();
    assert_eq!(found["corpId"], first.id.as_str());
    assert!(found["agentId"].is_i64(), "{found}");
    assert_eq!(world.call(SERVICE, "getLoginConfig", json!({ "code": "acme" })).await.ok(), found);
    world.call(SERVICE, "getLoginConfigByCode", json!({ "code": "nobody" })).await.refused(20012);
    world.admin(SERVICE, "setCode", json!({ "corpId": "wpNobody", "code": "x" })).await.refused(20011);
    let plain = world.admin(SERVICE, "setCode", json!({ "corpId": "ww0123456789abcdef", "code": "x" })).await;
    assert!(plain.0["errmsg"].as_str().unwrap().contains("begins with wp"), "{plain:?}");
    world.admin(SERVICE, "setCode", json!({ "corpId": first.id, "code": "with space" })).await.refused(47002);
    world.admin(SERVICE, "setCode", json!({ "corpId": first.id, "code": "new" })).await.ok();
    world.admin(SERVICE, "setCode", json!({ "corpId": second.id, "code": "acme" })).await.ok();
}

#[tokio::test]
async fn a_member_can_be_tied_to_another_user_and_untied() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let user = world.log_in(&corp, 0).await.ok()["userId"].clone();
    let code = async || world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    let bind = json!({ "userId": user, "corpId": corp.id, "code": code().await });
    world.admin(INSTANCE, "bind", bind).await.refused(20020);
    world.admin(INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id })).await.ok();
    let bind = json!({ "userId": user, "corpId": corp.id, "code": code().await });
    world.admin(INSTANCE, "bind", bind).await.ok();
    assert_eq!(world.log_in(&corp, 1).await.ok()["userId"], user);
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[2]).await;
    let nobody = json!({ "userId": "nobody", "corpId": corp.id, "code": code });
    world.admin(INSTANCE, "bind", nobody).await.refused(20019);
    world.admin(INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id })).await.ok();
    assert_ne!(world.log_in(&corp, 1).await.ok()["userId"], user);
    world.admin(INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id })).await.refused(20020);
}

#[tokio::test]
async fn a_text_with_u0000_is_refused_by_name_before_wecoms_code_is_spent() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let user = world.log_in(&corp, 0).await.ok()["userId"].clone();
    world.admin(INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id })).await.ok();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    let bad = json!({ "userId": "u\u{0}", "corpId": corp.id, "code": code });
    let message = world.admin(INSTANCE, "bind", bad).await.refused(47002);
    assert!(message.contains("userId") && message.contains("U+0000"), "{message}");
    for (function, args) in [
        ("unbind", json!({ "userId": "u\u{0}", "corpId": corp.id })),
        ("getLoginCode", json!({ "corpId": "ww\u{0}", "code": code })),
    ] {
        world.admin(INSTANCE, function, args).await.refused(47002);
    }
    world.admin(INSTANCE, "bind", json!({ "userId": user, "corpId": corp.id, "code": code })).await.ok();
}

#[tokio::test]
async fn wecom_out_of_reach_is_said_and_does_not_burn_the_login_for_good() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.log_in(&corp, 0).await.ok();
    for fault in [json!({ "dropConnection": true }), json!({ "halfJson": true }), json!({ "html": true })] {
        let mut fault = fault;
        fault["api"] = json!("auth/getuserinfo");
        fault["times"] = json!(1);
        world.sim.post("faults", fault).await;
        let message = world.log_in(&corp, 0).await.refused(20030);
        assert!(message.contains("try again"), "{message}");
    }
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn an_ip_that_is_not_on_the_whitelist_is_named_in_the_log_and_not_to_strangers() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.sim.call(reqwest::Method::PATCH, "provider", json!({ "ipWhitelist": ["203.0.113.9"] })).await;
    let message = world.log_in(&corp, 0).await.refused(60020);
    assert!(message.contains("IP whitelist") && !message.contains("127.0.0.1"), "{message}");
    assert!(tests::captured_logs().contains("from ip: 127.0.0.1"), "the operator has to know it");
}

#[tokio::test]
async fn a_companys_own_instance_comes_before_the_default_one_and_its_no_is_not_passed_over() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.admin(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "own" })).await.ok();
    let base = config(&world.suite, &world.sim.provider_corp_id().await);
    // Whether the default instance and the company's own are active, and what a login is told.
    for (default, own, errcode) in [(true, true, 0), (true, false, 20010), (false, true, 0), (false, false, 20010)] {
        let (mut of_all, mut of_one) = (base.clone(), base.clone());
        of_all["isActive"] = json!(default);
        of_one["isActive"] = json!(own);
        of_one["corpId"] = json!(corp.id);
        world.folder.instance("auths.QywxProxyTemp", &of_all).instance("auths.Own", &of_one);
        let server = world.serve_again().await;
        let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
        let args = json!({ "corpId": corp.id, "code": code });
        let login = world.call_at(&server, SERVICE, "loginByWorkbench", args).await;
        let found = world.call_at(&server, SERVICE, "getLoginConfigByCode", json!({ "code": "own" })).await;
        let form = world.http.post(format!("{}/acme/portal/login", server.url)).form(&[("code", "own")]);
        let page = form.send().await.unwrap().status();
        assert_eq!((&login.0["errcode"], &found.0["errcode"]), (&json!(errcode), &json!(errcode)), "{default} {own}");
        assert_eq!(page.is_redirection(), errcode == 0, "{default} {own}: {page}");
        let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
        let args = json!({ "corpId": corp.id, "code": code });
        let by_default = world.call_at(&server, INSTANCE, "getLoginCode", args).await;
        assert_eq!(by_default.0["errcode"], json!(if own && default { 0 } else { 20010 }), "{default} {own}");
        server.stop().await;
    }
}
