//! Logins: who gets in, who does not, and what they are told.

use serde_json::json;
use tests::{AUTH_SVC, ErrorKind, INSTANCE, SERVICE, World, config, wecom_refused};

#[tokio::test]
async fn both_steps_lead_to_the_same_user_as_one() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code });
    let step = world.nobody().call(INSTANCE, "getLoginCode", args).await.ok();
    let args = json!({ "loginCode": step["loginCode"], "corpId": corp.id, "platform": "web" });
    let login = world.nobody().call(AUTH_SVC, "loginByCode", args.clone()).await.ok();
    assert_eq!(login["userId"], step["userId"]);
    assert_eq!(login["platform"], "web");
    world.nobody().call(AUTH_SVC, "loginByCode", args).await.refused(ErrorKind::LoginCodeInvalid);
    assert_eq!(world.log_in(&corp, 0).await.ok()["userId"], login["userId"]);
    assert_ne!(world.log_in(&corp, 1).await.ok()["userId"], login["userId"]);
}

#[tokio::test]
async fn an_outsider_is_refused_although_wecom_answers_errcode_0() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let code = world.sim.outsider_code(&world.suite, &corp).await;
    let args = json!({ "corpId": corp.id, "code": code });
    let message = world.nobody().call(SERVICE, "loginByWorkbench", args).await.refused(ErrorKind::LoginRefused);
    assert!(message.contains("not a member"), "{message}");
}

#[tokio::test]
async fn a_wecom_code_is_used_once_and_never_tried_again() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code });
    world.nobody().call(SERVICE, "loginByWorkbench", args.clone()).await.ok();
    let message = world.nobody().call(SERVICE, "loginByWorkbench", args).await.refused(wecom_refused(40029));
    assert!(message.contains("start the login again"), "{message}");
    assert_eq!(world.sim.calls("auth/getuserinfo").await, 2);
}

#[tokio::test]
async fn an_expired_token_is_refreshed_once_and_the_login_succeeds() {
    for errcode in [40014, 42001] {
        let world = World::start().await;
        let corp = world.authorised_corp().await;
        world.sim.fault("auth/getuserinfo", json!({ "errcode": errcode }), 1).await;
        world.log_in(&corp, 0).await.ok();
        world.sim.fault("auth/getuserinfo", json!({ "errcode": errcode }), 5).await;
        world.log_in(&corp, 0).await.refused(wecom_refused(errcode));
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
    let step = world.nobody().call(INSTANCE, "getLoginCode", json!({ "corpId": corp.id, "code": code })).await.ok();
    let mut off = config(&world.suite, &world.sim.provider_corp_id().await);
    off["isActive"] = json!(false);
    world.folder.instance("auths.QywxProxyTemp", &off);
    let world = world.restart().await;
    let message = world.log_in(&corp, 0).await.refused(ErrorKind::InstanceInactive);
    assert!(message.contains("isActive"), "{message}");
    // Nor does what was begun before.
    let args = json!({ "loginCode": step["loginCode"], "corpId": corp.id });
    world.nobody().call(AUTH_SVC, "loginByCode", args).await.refused(ErrorKind::InstanceInactive);
    world
        .nobody()
        .call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] }))
        .await
        .refused(ErrorKind::InstanceInactive);
    assert_eq!(world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await.ok()["isActive"], false);
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
    world.nobody().call("auths/Single", "getLoginCode", args).await.refused(ErrorKind::CorpNotAuthorised);
    let code = world.sim.oauth_code(&world.suite, &own, &own.members[0]).await;
    world.nobody().call("auths/Single", "getLoginCode", json!({ "corpId": own.id, "code": code })).await.ok();
    world.log_in(&other, 0).await.ok();
}

#[tokio::test]
async fn what_an_instance_tells_a_login_page_holds_no_secret() {
    let world = World::start().await;
    let told = world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await.ok();
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
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": first.id, "code": "acme" })).await.ok();
    world
        .administrator()
        .call(SERVICE, "setCode", json!({ "corpId": second.id, "code": "acme" }))
        .await
        .refused(ErrorKind::NameTaken);
    let found = world.nobody().call(SERVICE, "getLoginConfigByCode", json!({ "code": "acme" })).await.ok();
    assert_eq!(found["corpId"], first.id.as_str());
    assert!(found["agentId"].is_i64(), "{found}");
    assert_eq!(world.nobody().call(SERVICE, "getLoginConfig", json!({ "code": "acme" })).await.ok(), found);
    world
        .nobody()
        .call(SERVICE, "getLoginConfigByCode", json!({ "code": "nobody" }))
        .await
        .refused(ErrorKind::UnknownCompany);
    world
        .administrator()
        .call(SERVICE, "setCode", json!({ "corpId": "wpNobody", "code": "x" }))
        .await
        .refused(ErrorKind::CorpNotAuthorised);
    let plain =
        world.administrator().call(SERVICE, "setCode", json!({ "corpId": "ww0123456789abcdef", "code": "x" })).await;
    assert!(plain.0["errmsg"].as_str().unwrap().contains("begins with wp"), "{plain:?}");
    for code in ["with space", "with\u{7}bell", "with\u{200b}nothing", "", &"x".repeat(65)] {
        let args = json!({ "corpId": first.id, "code": code });
        world.administrator().call(SERVICE, "setCode", args).await.refused(ErrorKind::ValueNotAllowed);
    }
    let longest = json!({ "corpId": first.id, "code": "企".repeat(64) });
    world.administrator().call(SERVICE, "setCode", longest).await.ok();
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": first.id, "code": "new" })).await.ok();
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": second.id, "code": "acme" })).await.ok();
}

#[tokio::test]
async fn a_member_can_be_tied_to_another_user_and_untied() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let user = world.log_in(&corp, 0).await.ok()["userId"].clone();
    let code = async || world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    let bind = json!({ "userId": user, "corpId": corp.id, "code": code().await });
    world.administrator().call(INSTANCE, "bind", bind).await.refused(ErrorKind::BindingConflict);
    world.administrator().call(INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id })).await.ok();
    let bind = json!({ "userId": user, "corpId": corp.id, "code": code().await });
    world.administrator().call(INSTANCE, "bind", bind).await.ok();
    assert_eq!(world.log_in(&corp, 1).await.ok()["userId"], user);
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[2]).await;
    let nobody = json!({ "userId": "nobody", "corpId": corp.id, "code": code });
    world.administrator().call(INSTANCE, "bind", nobody).await.refused(ErrorKind::UnknownUser);
    world.administrator().call(INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id })).await.ok();
    assert_ne!(world.log_in(&corp, 1).await.ok()["userId"], user);
    world
        .administrator()
        .call(INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id }))
        .await
        .refused(ErrorKind::BindingConflict);
}

#[tokio::test]
async fn a_text_with_u0000_is_refused_by_name_before_wecoms_code_is_spent() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let user = world.log_in(&corp, 0).await.ok()["userId"].clone();
    world.administrator().call(INSTANCE, "unbind", json!({ "userId": user, "corpId": corp.id })).await.ok();
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[1]).await;
    let bad = json!({ "userId": "u\u{0}", "corpId": corp.id, "code": code });
    let message = world.administrator().call(INSTANCE, "bind", bad).await.refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("userId") && message.contains("U+0000"), "{message}");
    for (function, args) in [
        ("unbind", json!({ "userId": "u\u{0}", "corpId": corp.id })),
        ("getLoginCode", json!({ "corpId": "ww\u{0}", "code": code })),
    ] {
        world.administrator().call(INSTANCE, function, args).await.refused(ErrorKind::ValueNotAllowed);
    }
    world.administrator().call(INSTANCE, "bind", json!({ "userId": user, "corpId": corp.id, "code": code })).await.ok();
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
        let message = world.log_in(&corp, 0).await.refused(ErrorKind::UpstreamUnavailable);
        assert!(message.contains("try again"), "{message}");
    }
    world.log_in(&corp, 0).await.ok();
}

#[tokio::test]
async fn an_ip_that_is_not_on_the_whitelist_is_named_in_the_log_and_not_to_strangers() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.sim.call(reqwest::Method::PATCH, "provider", json!({ "ipWhitelist": ["203.0.113.9"] })).await;
    let message = world.log_in(&corp, 0).await.refused(wecom_refused(60020));
    assert!(message.contains("IP whitelist") && !message.contains("127.0.0.1"), "{message}");
    assert!(tests::captured_logs().contains("from ip: 127.0.0.1"), "the operator has to know it");
}

#[tokio::test]
async fn a_companys_own_instance_comes_before_the_default_one_and_its_no_is_not_passed_over() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "own" })).await.ok();
    let base = config(&world.suite, &world.sim.provider_corp_id().await);
    // Whether the default instance and the company's own are active.
    let told = |is_active| if is_active { Ok(()) } else { Err(ErrorKind::InstanceInactive) };
    for (default, own) in [(true, true), (true, false), (false, true), (false, false)] {
        let (mut of_all, mut of_one) = (base.clone(), base.clone());
        of_all["isActive"] = json!(default);
        of_one["isActive"] = json!(own);
        of_one["corpId"] = json!(corp.id);
        world.folder.instance("auths.QywxProxyTemp", &of_all).instance("auths.Own", &of_one);
        let server = world.serve_again().await;
        let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
        let args = json!({ "corpId": corp.id, "code": code });
        let login = world.nobody().at(&server).call(SERVICE, "loginByWorkbench", args).await;
        let found = world.nobody().at(&server).call(SERVICE, "getLoginConfigByCode", json!({ "code": "own" })).await;
        let form = world.http.post(format!("{}/acme/portal/login", server.url)).form(&[("code", "own")]);
        let page = form.send().await.unwrap().status();
        login.comes_to(told(own));
        found.comes_to(told(own));
        assert_eq!(page.is_redirection(), own, "{default} {own}: {page}");
        let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
        let args = json!({ "corpId": corp.id, "code": code });
        let by_default = world.nobody().at(&server).call(INSTANCE, "getLoginCode", args).await;
        by_default.comes_to(told(own && default));
        server.stop().await;
    }
}
