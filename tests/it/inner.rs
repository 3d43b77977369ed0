//! A company's own, self-built app: `auths.loginTypes.QywxInnerType`, alone and beside the customized ones.

use std::time::Duration;

use futures::future::join_all;
use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};
use tests::{
    AUTH_SVC, Answer, Corp, Diagnosis, ErrorKind, INSTANCE, OwnApp, TestServer, World, captured_logs, own_config,
    wecom_refused,
};

use crate::login_page::browser;

const INNER: &str = "auths/Own";
const INNER_SERVICE: &str = "auths/loginTypes/QywxInnerType/services/QywxInnerAuthService";

/// A company with an app of its own, which the instance `auths.Own` serves.
struct Inner {
    world: World,
    corp: Corp,
    app: OwnApp,
}

impl Inner {
    async fn start() -> Self {
        let world = World::start().await;
        let corp = world.sim.corp("自有企业", &["张三", "李四"]).await;
        let app = world.sim.own_app(&corp, "to be told").await;
        world.folder.inner_instance("auths.Own", &own_config(&app));
        let inner = Self { world: world.restart().await, corp, app };
        inner.trust().await;
        inner
    }

    /// An app with a callback address that WeCom has verified.
    async fn start_with_callbacks() -> Self {
        let inner = Box::pin(Self::start()).await;
        let keys = inner.callback("callback", json!({ "url": "http://127.0.0.1:9" })).await;
        let config = inner.with_keys(&keys["token"], &keys["encodingAESKey"]);
        inner.world.folder.inner_instance("auths.Own", &config);
        let inner = Self { world: Box::pin(inner.world.restart()).await, ..inner };
        inner
            .callback(
                "callback",
                json!({ "url": inner.notify(), "token": keys["token"], "encodingAESKey": keys["encodingAESKey"] }),
            )
            .await;
        let verified = inner.callback("verify-callback", json!({})).await;
        assert_eq!(verified["ok"], true, "{verified}");
        inner
    }

    fn notify(&self) -> String {
        format!("{}/api/acme/portal/{INNER}/notify", self.world.server.url)
    }

    async fn callback(&self, action: &str, body: Value) -> Value {
        self.world.sim.post(&format!("apps/{}/{}/{action}", self.app.agent_id, self.app.corp_id), body).await
    }

    fn with_keys(&self, token: &Value, key: &Value) -> Value {
        let mut config = own_config(&self.app);
        (config["token"], config["encodingAESKey"]) = (token.clone(), key.clone());
        config
    }

    async fn event(&self, event: &str, from: &str, fields: Value) -> Value {
        let pushed = self.callback("event", json!({ "event": event, "from": from, "fields": fields })).await;
        self.world.settled().await;
        pushed
    }

    async fn is_in(&self, login: &Value) -> bool {
        self.world.member(login).call(AUTH_SVC, "getCurrUser", json!({})).await.is_ok()
    }

    /// Has the app trust the server's present address.
    async fn trust(&self) {
        let host = self.world.server.url.trim_start_matches("http://");
        let path = format!("apps/{}/{}/trusted-domains", self.app.agent_id, self.app.corp_id);
        self.world.sim.post(&path, json!({ "domains": [host] })).await;
    }

    async fn code(&self, member: usize) -> String {
        self.world.sim.own_code(&self.app, json!({ "userid": self.corp.members[member] })).await
    }

    async fn log_in(&self, member: usize) -> Answer {
        self.log_in_at(&self.world.server, member).await
    }

    async fn log_in_at(&self, server: &TestServer, member: usize) -> Answer {
        let args = json!({ "corpId": self.app.corp_id, "code": self.code(member).await });
        self.world.nobody().at(server).call(INNER_SERVICE, "loginByWorkbench", args).await
    }

    /// Starts another server whose instance has this secret.
    async fn serve_with_secret(&self, secret: &str) -> TestServer {
        let mut config = own_config(&self.app);
        config["corpSecret"] = json!(secret);
        self.world.folder.inner_instance("auths.Own", &config);
        self.world.serve_again().await
    }
}

fn location(answer: &reqwest::Response) -> String {
    assert!(answer.status().is_redirection(), "expected a redirect: {}", answer.status());
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

/// Chooses a member on WeCom's page and comes back; answers who is signed in then.
async fn choose(inner: &Inner, browser: &Client, page: &str, member: usize) -> String {
    let page = page.trim_end_matches("#wechat_redirect");
    let picker = browser.get(page).send().await.unwrap().text().await.unwrap();
    let mut links = picker.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    let link = links.find(|link| link.contains(&inner.corp.members[member]));
    let url = format!("{}{}", inner.world.sim.url, link.unwrap_or_else(|| panic!("nobody to choose on {picker}")));
    let back = location(&browser.get(url).send().await.unwrap());
    assert_eq!(location(&browser.get(back).send().await.unwrap()), "/acme/portal/me");
    browser.get(format!("{}/acme/portal/me", inner.world.server.url)).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn members_log_in_from_the_workbench_in_one_step_or_two_and_are_the_same_users() {
    let inner = Inner::start().await;
    let (world, corp_id) = (&inner.world, &inner.app.corp_id);
    let login = inner.log_in(0).await.ok();
    assert_eq!(login["userInfo"]["corpUserId"], inner.corp.plain_members[0].as_str());
    assert_eq!((&login["userInfo"]["name"], &login["userInfo"]["corpId"]), (&json!("张三"), &json!(corp_id)));
    let user = world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!(user["userId"], login["userId"]);
    let args = json!({ "corpId": corp_id, "code": inner.code(0).await, "loginType": "qr" });
    let step = world.nobody().call(INNER, "getLoginCode", args).await.ok();
    assert_eq!(step["corpList"], json!([{ "corpId": corp_id, "corpName": corp_id }]));
    let args = json!({ "loginCode": step["loginCode"], "corpId": corp_id, "platform": "web" });
    assert_eq!(world.nobody().call(AUTH_SVC, "loginByCode", args).await.ok()["userId"], login["userId"]);
    let args = json!({ "corpId": corp_id, "code": inner.code(1).await });
    let other = world.nobody().call(INNER, "loginByWorkbench", args.clone()).await.ok();
    assert_ne!(other["userId"], login["userId"]);
    world.nobody().call(INNER, "loginByWorkbench", args).await.refused(wecom_refused(40029));
    assert_eq!(world.sim.calls("gettoken").await, 1);
}

#[tokio::test]
async fn a_login_page_is_told_the_app_and_a_fresh_state_and_no_secret() {
    let inner = Inner::start().await;
    let told = inner.world.nobody().call(INNER, "getLoginConfig", json!({})).await.ok();
    let again = inner.world.nobody().call(INNER, "getLoginConfig", json!({})).await.ok();
    let state = told["state"].as_str().unwrap();
    assert!(state.len() >= 32 && state.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{state}");
    assert_ne!(told["state"], again["state"]);
    let expected = json!({
        "corpId": inner.app.corp_id,
        "agentId": inner.app.agent_id,
        "state": state,
        "isActive": true,
        "authType": "auths.loginTypes.QywxInnerType",
        "title": "企业微信登录",
    });
    assert_eq!(told, expected);
}

#[tokio::test]
async fn the_login_page_finds_the_instance_by_the_companys_id_in_the_link_or_typed_in() {
    let inner = Inner::start().await;
    let login = format!("{}/acme/portal/login", inner.world.server.url);
    let entry = format!("{login}?corpId={}", inner.app.corp_id);
    for link in [true, false] {
        let browser = browser("Mozilla/5.0");
        let request =
            if link { browser.get(&entry) } else { browser.post(&login).form(&[("code", &inner.app.corp_id)]) };
        let page = location(&request.send().await.unwrap());
        assert!(page.starts_with(&format!("{}/wwlogin/sso/login?", inner.world.sim.url)), "{page}");
        assert!(page.contains(&format!("agentid={}", inner.app.agent_id)), "{page}");
        let me = choose(&inner, &browser, &page, 0).await;
        assert!(me.contains(&inner.corp.plain_members[0]) || me.contains("张三"), "{me}");
    }
    let inside = browser("Mozilla/5.0 (iPhone) Mobile MicroMessenger/7.0 wxwork/4.1.0");
    let page = location(&inside.get(&entry).send().await.unwrap());
    assert!(page.starts_with(&format!("{}/connect/oauth2/authorize?", inner.world.sim.url)), "{page}");
    choose(&inner, &inside, &page, 1).await;
    let nobody = inside.get(format!("{login}?corpId=wwNobody")).send().await.unwrap();
    assert!(nobody.status().is_client_error(), "{}", nobody.status());
}

#[tokio::test]
async fn an_outsider_is_refused_everywhere() {
    let inner = Inner::start().await;
    let code = async || inner.world.sim.own_code(&inner.app, json!({ "openid": "oOutsider0001" })).await;
    for (element, function) in
        [(INNER_SERVICE, "loginByWorkbench"), (INNER, "loginByWorkbench"), (INNER, "getLoginCode")]
    {
        let args = json!({ "corpId": inner.app.corp_id, "code": code().await });
        let message = inner.world.nobody().call(element, function, args).await.refused(ErrorKind::LoginRefused);
        assert!(message.contains("not a member"), "{message}");
    }
    let browser = browser("Mozilla/5.0");
    let entry = format!("{}/acme/portal/login?corpId={}", inner.world.server.url, inner.app.corp_id);
    let page = location(&browser.get(entry).send().await.unwrap());
    let state = page.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let back = format!("{}/acme/portal/login/callback?code={}&state={state}", inner.world.server.url, code().await);
    assert_eq!(browser.get(back).send().await.unwrap().status(), StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn a_member_can_be_tied_to_another_user_and_untied() {
    let inner = Inner::start().await;
    let (world, corp_id) = (&inner.world, &inner.app.corp_id);
    let user = inner.log_in(0).await.ok()["userId"].clone();
    let bind = async || json!({ "userId": user, "corpId": corp_id, "code": inner.code(1).await });
    world.nobody().call(INNER, "bind", bind().await).await.refused(ErrorKind::LoginRequired);
    world.administrator().call(INNER, "bind", bind().await).await.refused(ErrorKind::BindingConflict);
    world.administrator().call(INNER, "unbind", json!({ "userId": user, "corpId": corp_id })).await.ok();
    world.administrator().call(INNER, "bind", bind().await).await.ok();
    assert_eq!(inner.log_in(1).await.ok()["userId"], user);
}

#[tokio::test]
async fn a_wrong_secret_stops_its_instance_only_and_does_not_lock_out_the_address() {
    let inner = Inner::start().await;
    let customized = inner.world.authorised_corp().await;
    inner.world.sim.call(reqwest::Method::PATCH, "switches", json!({ "wrongSecretLimit": 3 })).await;
    let server = inner.serve_with_secret("a-wrong-secret-of-the-app").await;
    for _ in 0..10 {
        let message = inner.log_in_at(&server, 0).await.refused(wecom_refused(40001));
        assert!(message.contains("corpSecret") && !message.contains("a-wrong-secret"), "{message}");
    }
    assert_eq!(inner.world.sim.refusals("gettoken", 40001).await, 1);
    inner.world.log_in_at(&server, &customized, 0).await.ok();
    let alerts = captured_logs();
    let alerts = alerts.lines().filter(|line| line.contains("ERROR") && line.contains("WeCom refused an app's secret"));
    assert_eq!(alerts.count(), 1, "the alarm is raised once");
    server.stop().await;
    // Another secret is another matter, at once.
    let mended = inner.serve_with_secret(&inner.app.secret).await;
    inner.log_in_at(&mended, 0).await.ok();
    assert_eq!(inner.world.sim.refusals("gettoken", 40001).await, 1);
}

#[tokio::test]
async fn its_token_is_fetched_once_for_all_servers_and_survives_a_restart() {
    let inner = Inner::start().await;
    let second = inner.world.serve_again().await;
    let servers = [&inner.world.server, &second];
    let logins = (0..20).map(async |n| inner.log_in_at(servers[n % 2], n % 2).await);
    for login in inner.world.while_time_passes(join_all(logins)).await {
        login.ok();
    }
    second.stop().await;
    let inner = Inner { world: inner.world.restart().await, ..inner };
    inner.log_in(0).await.ok();
    assert_eq!(inner.world.sim.calls("gettoken").await, 1);
    inner.world.sim.revoke_app_tokens().await;
    inner.log_in(0).await.ok();
    assert_eq!(inner.world.sim.calls("gettoken").await, 2);
}

#[tokio::test]
async fn apps_of_several_companies_and_a_customized_one_stand_side_by_side() {
    let inner = Inner::start().await;
    let sim = &inner.world.sim;
    let other = sim.corp("另一家", &["王五"]).await;
    let (others, second) = (sim.own_app(&other, "x").await, sim.own_app(&inner.corp, "x").await);
    inner.world.folder.inner_instance("auths.Other", &own_config(&others));
    let mut numbered = own_config(&second);
    numbered["agentId"] = json!(second.agent_id.to_string());
    inner.world.folder.inner_instance("auths.Second", &numbered);
    let inner = Inner { world: inner.world.restart().await, ..inner };
    let (world, sim) = (&inner.world, &inner.world.sim);
    // This company authorised the provider's app too: another login type, so another user.
    world.authorise(&world.suite, &inner.corp).await;
    let customized = world.log_in(&inner.corp, 0).await.ok();
    let own = inner.log_in(0).await.ok();
    assert_ne!(customized["userId"], own["userId"]);
    let code = sim.own_code(&others, json!({ "userid": other.members[0] })).await;
    let args = json!({ "corpId": others.corp_id, "code": code });
    world.nobody().call(INNER, "getLoginCode", args.clone()).await.refused(ErrorKind::CorpNotAuthorised);
    world.nobody().call(INNER_SERVICE, "loginByWorkbench", args).await.ok();
    // Of two apps of one company, the one that is meant; the same person is the same user.
    let code = sim.own_code(&second, json!({ "userid": inner.corp.members[0] })).await;
    let args = json!({ "corpId": second.corp_id, "code": code, "agentId": second.agent_id });
    assert_eq!(world.nobody().call(INNER_SERVICE, "loginByWorkbench", args).await.ok()["userId"], own["userId"]);
    let args = json!({ "corpId": "wwNobody", "code": "c" });
    world.nobody().call(INNER_SERVICE, "loginByWorkbench", args).await.refused(ErrorKind::CorpNotAuthorised);
    // A cancellation of the customized app ends its sessions and no others.
    world.advance(Duration::from_secs(5)).await;
    sim.app(&world.suite, &inner.corp, "cancel", json!({})).await;
    world.settled().await;
    let me = async |login: &Value| world.member(login).call(AUTH_SVC, "getCurrUser", json!({})).await;
    me(&customized).await.refused(ErrorKind::LoginRequired);
    me(&own).await.ok();
    world.nobody().call(INSTANCE, "getLoginConfig", json!({})).await.ok();
}

#[tokio::test]
async fn an_instance_that_is_switched_off_lets_nobody_in() {
    let inner = Inner::start().await;
    let mut off = own_config(&inner.app);
    off["isActive"] = json!(false);
    inner.world.folder.inner_instance("auths.Own", &off);
    let inner = Inner { world: inner.world.restart().await, ..inner };
    inner.log_in(0).await.refused(ErrorKind::InstanceInactive);
    let entry = format!("{}/acme/portal/login?corpId={}", inner.world.server.url, inner.app.corp_id);
    assert!(!browser("Mozilla/5.0").get(entry).send().await.unwrap().status().is_redirection());
}

#[tokio::test]
async fn a_wrong_configuration_is_named_by_its_field_and_never_shown() {
    let inner = Inner::start().await;
    let right = own_config(&inner.app);
    let cases = [
        ("agentId", json!("hunter2 agent")),
        ("agentId", json!(0)),
        ("corpId", json!("hunter2 corp")),
        ("corpSecret", json!("hunter2 secret")),
        ("corpSecret", json!("")),
    ];
    for (field, wrong) in cases {
        let mut config = right.clone();
        config[field] = wrong;
        inner.world.folder.inner_instance("auths.Own", &config);
        let Err(error) = inner.world.folder.serve(&inner.world.clock).await else { panic!("{config} is taken") };
        let told = format!("{:#}", anyhow::Error::from(error));
        assert!(told.contains("Own.json") && told.contains(field) && !told.contains("hunter2"), "{told}");
    }
    inner.world.folder.inner_instance("auths.Own", &right);
    let mut other = right.clone();
    other["corpSecret"] = json!("another");
    inner.world.folder.inner_instance("auths.Twice", &other);
    let Err(error) = inner.world.folder.serve(&inner.world.clock).await else { panic!("two secrets are taken") };
    let told = format!("{:#}", anyhow::Error::from(error));
    assert!(told.contains("corpSecret") && !told.contains(&inner.app.secret), "{told}");
}

#[tokio::test]
async fn a_member_who_leaves_is_out_at_once_whatever_says_so_and_the_others_stay() {
    let inner = Inner::start_with_callbacks().await;
    let member = inner.corp.plain_members[0].clone();
    let agent = inner.app.agent_id;
    let ways = [
        ("change_contact", "sys", json!({ "ChangeType": "delete_user", "UserID": member })),
        ("change_contact", "sys", json!({ "ChangeType": "update_user", "UserID": member, "Status": 5 })),
        ("change_contact", "sys", json!({ "ChangeType": "update_user", "UserID": member, "Status": 2 })),
        ("unsubscribe", member.as_str(), json!({ "AgentID": agent })),
    ];
    let other = inner.log_in(1).await.ok();
    for (event, from, fields) in ways {
        let login = inner.log_in(0).await.ok();
        assert!(inner.is_in(&login).await);
        let pushed = inner.event(event, from, fields.clone()).await;
        assert_eq!(pushed["push"]["ok"], true, "{pushed}");
        assert!(!inner.is_in(&login).await, "{event} {fields}");
        let refresh = json!({ "refreshToken": login["refreshToken"] });
        inner.world.nobody().call(AUTH_SVC, "refreshToken", refresh).await.refused(ErrorKind::RefreshTokenInvalid);
        inner.world.advance(Duration::from_secs(5)).await;
    }
    assert!(inner.is_in(&other).await);
    let login = inner.log_in(0).await.ok();
    let path = format!("corps/{}/members/{}", inner.corp.id, inner.corp.members[0]);
    inner.world.sim.call(reqwest::Method::DELETE, &path, json!({})).await;
    inner.world.settled().await;
    assert!(!inner.is_in(&login).await && inner.is_in(&other).await);
}

#[tokio::test]
async fn an_event_of_the_own_app_is_recorded_once_and_what_concerns_nobody_changes_nothing() {
    let inner = Inner::start_with_callbacks().await;
    let login = inner.log_in(0).await.ok();
    let member = inner.corp.plain_members[0].as_str();
    let before = inner.world.records().await.len();
    inner.event("enter_agent", member, json!({ "EventKey": "" })).await;
    inner.event("unsubscribe", member, json!({ "AgentID": inner.app.agent_id + 1 })).await;
    inner.event("change_contact", "sys", json!({ "ChangeType": "create_user", "UserID": "new" })).await;
    let fields = json!({ "ChangeType": "update_user", "UserID": member, "Name": "张三丰", "Status": 1 });
    inner.event("change_contact", "sys", fields).await;
    let user = inner.world.member(&login).call(AUTH_SVC, "getCurrUser", json!({})).await.ok();
    assert_eq!(user["name"], "张三丰");
    let last = inner.world.sim.get("pushes").await.as_array().unwrap().len() - 1;
    for resign in [true, false] {
        inner.world.sim.post(&format!("pushes/{last}/repeat"), json!({ "resign": resign })).await;
    }
    inner.world.settled().await;
    let records = inner.world.records().await;
    assert_eq!(records.len(), before + 4, "{records:#?}");
    let corp_id = json!(inner.app.corp_id);
    assert!(
        records[..4].iter().all(|record| record["state"] == "succeeded" && record["corp"] == corp_id),
        "{records:#?}"
    );
}

#[tokio::test]
async fn a_member_of_the_own_app_gets_another_userid_only_where_wecom_confirms_it() {
    let inner = Inner::start_with_callbacks().await;
    let login = inner.log_in(0).await.ok();
    inner.world.advance(Duration::from_secs(5)).await;
    let [member, colleague] = [0, 1].map(|index| inner.corp.plain_members[index].as_str());
    let fields = json!({ "ChangeType": "update_user", "UserID": member, "NewUserID": colleague });
    inner.event("change_contact", "sys", fields).await;
    let newest = inner.world.records().await[0].to_string();
    assert!(newest.contains("failed") && newest.contains("does not confirm"), "{newest}");
    assert!(inner.is_in(&login).await);
    inner.world.sim.fault("user/get", json!({ "errcode": 60111 }), 1).await;
    let tried = async || inner.world.records().await[0]["state"] == "succeeded";
    inner.world.in_time(Duration::from_secs(30), "it is tried again", tried).await;
    assert_eq!(inner.log_in(1).await.ok()["userId"], login["userId"]);
}

#[tokio::test]
async fn a_callback_that_is_forged_or_for_somebody_else_is_refused_and_leaves_no_record() {
    let inner = Inner::start_with_callbacks().await;
    let before = inner.world.records().await.len();
    let event = json!({ "event": "unsubscribe", "from": inner.corp.plain_members[0] });
    for wrong in ["wrongSignature", "wrongReceiveId"] {
        let mut event = event.clone();
        event[wrong] = json!(true);
        let pushed = inner.callback("event", event).await;
        assert_eq!(pushed["push"]["status"], 403, "{wrong}: {pushed}");
    }
    let unsigned = inner.world.http.post(inner.notify()).body("<xml/>").send().await.unwrap();
    assert_eq!(unsigned.status(), StatusCode::BAD_REQUEST);
    assert_eq!(inner.world.records().await.len(), before);
}

#[tokio::test]
async fn without_its_keys_an_instance_has_no_callback_address_and_with_one_of_them_none_starts() {
    let inner = Inner::start().await;
    let query = [("msg_signature", "x"), ("timestamp", "1"), ("nonce", "n"), ("echostr", "e")];
    let answer = inner.world.http.get(inner.notify()).query(&query).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    let text = answer.text().await.unwrap();
    assert!(text.contains("token") && text.contains("encodingAESKey"), "{text}");
    let (token, key) = (json!("hunter2token"), json!("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"));
    let cases = [
        (inner.with_keys(&token, &Value::Null), "encodingAESKey"),
        (inner.with_keys(&Value::Null, &key), "token"),
        (inner.with_keys(&token, &json!("hunter2")), "encodingAESKey"),
    ];
    for (config, field) in cases {
        inner.world.folder.inner_instance("auths.Own", &config);
        let Err(error) = inner.world.folder.serve(&inner.world.clock).await else { panic!("{config} is taken") };
        let told = format!("{:#}", anyhow::Error::from(error));
        assert!(told.contains(&format!("Own.json: {field}")) && !told.contains("hunter2"), "{told}");
    }
    inner.world.folder.inner_instance("auths.Own", &inner.with_keys(&token, &key));
    inner.world.folder.inner_instance("auths.Twice", &inner.with_keys(&json!("another"), &key));
    let Err(error) = inner.world.folder.serve(&inner.world.clock).await else { panic!("two tokens are taken") };
    let told = format!("{:#}", anyhow::Error::from(error));
    assert!(told.contains("token: instances") && !told.contains("another"), "{told}");
}

#[tokio::test]
async fn doctor_says_whether_wecom_takes_the_secret_and_the_address() {
    let inner = Inner::start().await;
    let healthy = Diagnosis::of(&inner.world.folder).await;
    healthy.says("ok", "app events", &["接收消息", "/api/acme/portal/auths/Own/notify"]).all_is_well();
    inner.world.sim.fault("gettoken", json!({ "errcode": 60020 }), 1).await;
    let refused = Diagnosis::of(&inner.world.folder).await;
    refused.says("error", "trusted IPs", &["企业可信IP"]);
    let mut wrong = own_config(&inner.app);
    wrong["corpSecret"] = json!("wrong");
    inner.world.folder.inner_instance("auths.Own", &wrong);
    Diagnosis::of(&inner.world.folder).await.says("error", "app secret", &["corpSecret"]);
}

#[tokio::test]
async fn no_secret_of_a_self_built_app_is_in_the_log_the_answers_or_the_database() {
    let inner = Inner::start_with_callbacks().await;
    let world = &inner.world;
    let mut answers = vec![world.nobody().call(INNER, "getLoginConfig", json!({})).await.0];
    inner.log_in(0).await.ok();
    answers.push(inner.event("enter_agent", "sys", json!({})).await["push"]["body"].clone());
    world.sim.fault("auth/getuserinfo", json!({ "dropConnection": true }), 1).await;
    answers.push(inner.log_in(0).await.0);
    world.sim.fault("auth/getuserinfo", json!({ "errcode": 40014 }), 2).await;
    answers.push(inner.log_in(0).await.0);
    // A token that WeCom named again is not given up at once.
    world.advance(Duration::from_secs(11)).await;
    world.sim.post(&format!("apps/{}/{}/reset-secret", inner.app.agent_id, inner.app.corp_id), json!({})).await;
    world.sim.revoke_app_tokens().await;
    answers.push(inner.log_in(0).await.0);
    answers.push(inner.log_in(0).await.0);
    Answer(answers.last().unwrap().clone()).refused(wecom_refused(40001));
    let described = world.command(&["element", "check", "--json"]).await;
    let (log, database) = (captured_logs(), world.folder.database().contents().await);
    let database = String::from_utf8_lossy(&database).into_owned();
    assert!(log.contains("gettoken") && database.contains(&inner.app.corp_id), "there is too little to prove anything");
    let secrets = world.sim.secrets().await;
    for kind in ["corp_secret", "callback_token", "encoding_aes_key"] {
        assert!(secrets.iter().any(|(known, _)| known == kind), "{kind} is missing in {secrets:?}");
    }
    let answers = json!(answers).to_string();
    for (kind, value) in secrets {
        for (place, text) in [("log", &log), ("answers", &answers), ("database", &database), ("list", &described)] {
            assert!(!text.contains(&value), "a {kind} is in the {place}");
        }
    }
}

#[tokio::test]
async fn who_left_without_an_event_is_out_after_an_hour_and_whoever_wecom_knows_stays() {
    let inner = Inner::start().await;
    let (out, stays) = (inner.log_in(0).await.ok(), inner.log_in(1).await.ok());
    let path = format!("corps/{}/members/{}", inner.corp.id, inner.corp.members[0]);
    inner.world.sim.call(reqwest::Method::DELETE, &path, json!({ "push": false })).await;
    inner.world.advance(Duration::from_hours(1)).await;
    let refresh = async |login: &Value| {
        inner.world.nobody().call(AUTH_SVC, "refreshToken", json!({ "refreshToken": login["refreshToken"] })).await
    };
    refresh(&out).await.refused(ErrorKind::RefreshTokenInvalid);
    let refreshed = refresh(&stays).await.ok();
    assert!(inner.is_in(&refreshed).await);
}

#[tokio::test]
async fn what_wecom_says_of_a_member_of_an_own_app_ends_the_sessions_or_nothing() {
    let inner = Inner::start().await;
    let cases = [(60111, true), (60121, true), (60011, true), (60021, true), (48002, false), (40003, false)];
    for (errcode, ends) in cases {
        let login = inner.log_in(0).await.ok();
        inner.world.advance(Duration::from_hours(1)).await;
        inner.world.sim.fault("user/get", json!({ "errcode": errcode }), 1).await;
        let refresh = json!({ "refreshToken": login["refreshToken"] });
        let answer = inner.world.nobody().call(AUTH_SVC, "refreshToken", refresh).await;
        let ended = answer.is_refused(ErrorKind::RefreshTokenInvalid);
        assert_eq!((answer.is_ok(), ended), (!ends, ends), "errcode {errcode}: {answer:?}");
        inner.world.advance(Duration::from_mins(2)).await;
    }
}
