//! The pages as members see them: the app's own look, refusals in their words, and the page of who is signed in.

use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};
use tests::{AUTH_SVC, AppFolder, Corp, ErrorKind, INSTANCE, SERVICE, World, captured_logs};

use crate::login_page::{browser, scan};

const ELEMENT_SVC: &str = "services/ElementSvc";

fn look(folder: &AppFolder, name: &str, config: &Value) {
    folder.write(&format!("acme.portal/pages/{name}/e.json"), &json!({ "title": name, "type": "pages.LookType" }));
    folder.write(&format!("acme.portal/pages/{name}/{name}.json"), config);
}

fn client(folder: &AppFolder, name: &str, changes: &Value) {
    let mut config = json!({
        "clientId": name, "clientSecrets": ["s3cret_of-the_clients"], "redirectUris": ["https://app.example/callback"],
    });
    for (field, value) in changes.as_object().unwrap() {
        config[field] = value.clone();
    }
    let definition = json!({ "title": { "zh": format!("应用{name}"), "en": name }, "type": "oidc.clients.ClientType" });
    folder.write(&format!("acme.portal/clients/{name}/e.json"), &definition);
    folder.write(&format!("acme.portal/clients/{name}/{name}.json"), &config);
}

async fn with_code(world: World) -> (World, Corp) {
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    (world, corp)
}

async fn get(world: &World, browser: &Client, path: &str) -> (StatusCode, String) {
    let answer = browser.get(format!("{}{path}", world.server.url)).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap())
}

/// Types the organisation code; answers WeCom's page.
async fn to_wecom(world: &World, browser: &Client) -> String {
    let url = format!("{}/acme/portal/login", world.server.url);
    let answer = browser.post(url).form(&[("code", "acme")]).send().await.unwrap();
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

async fn sign_in(world: &World, browser: &Client, corp: &Corp) {
    let back = scan(world, browser, &to_wecom(world, browser).await, &corp.members[0]).await;
    assert_eq!(browser.get(back).send().await.unwrap().status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn an_app_shows_its_own_name_mark_colour_and_provider_and_whom_to_ask() {
    let (world, _) = with_code(
        World::start_with(|folder| {
            let config = json!({
                "name": "极光门户", "nameInEnglish": "Aurora", "colour": "#ffd400", "logo": "https://aurora.example/l.png",
                "providerName": "极光", "providerUrl": "https://aurora.example/", "contact": "信息部（8000）",
            });
            look(folder, "Look", &config);
        })
        .await,
    )
    .await;
    let browser = browser("Mozilla/5.0");
    let (_, html) = get(&world, &browser, "/acme/portal/login").await;
    for part in
        ["<title>登录 · 极光门户</title>", "极光门户</span>", "src=\"https://aurora.example/l.png\"", ">极光</a>"]
    {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert!(html.contains("rel=\"icon\" href=\"https://aurora.example/l.png\""), "the logo is the tab's icon: {html}");
    let (_, css) = get(&world, &browser, "/acme/portal/login/look.css?v=ffd400").await;
    assert!(css.contains("--accent: #ffd400; --on-accent: #000000;"), "black can be read on yellow: {css}");
    let (_, html) = get(&world, &browser, "/acme/portal/login/callback?state=none").await;
    assert!(html.contains("请把这个编号告诉信息部（8000）：") && html.contains("look.css?v=ffd400"), "{html}");
    let (_, html) = get(&world, &browser, "/acme/portal/login?ui_locales=en").await;
    assert!(html.contains("<title>Sign in · Aurora</title>"), "{html}");
}

#[tokio::test]
async fn a_look_is_changed_without_a_restart_and_wrong_ones_are_refused_by_field() {
    let world = World::start_with(|folder| look(folder, "Look", &json!({ "name": "旧" }))).await;
    let change = async |name: &str, config: Value| {
        let args = json!({ "fullName": format!("pages.{name}"), "config": config });
        world.administrator().call(ELEMENT_SVC, "updateInstance", args).await
    };
    change("Look", json!({ "name": "新门户" })).await.ok();
    let (_, html) = get(&world, &browser("Mozilla/5.0"), "/acme/portal/login").await;
    assert!(html.contains("新门户"), "{html}");
    for (config, wrong) in [
        (json!({ "colour": "blue" }), "colour"),
        (json!({ "logo": "http://plain.example/l.png" }), "logo"),
        (json!({ "icon": "javascript:alert(1)" }), "icon"),
        (json!({ "providerUrl": "javascript:alert(1)" }), "providerUrl"),
        (json!({ "qrPanelScript": "file:///etc/passwd" }), "qrPanelScript"),
    ] {
        let message = change("Look", config).await.refused(ErrorKind::ValueNotAllowed);
        assert!(message.contains(wrong), "{message}");
    }
    let second = json!({ "fullName": "pages.Other", "type": "pages.LookType", "title": "Other", "config": {} });
    let message =
        world.administrator().call(ELEMENT_SVC, "createInstance", second).await.refused(ErrorKind::ValueNotAllowed);
    assert!(message.contains("switch one of them off"), "{message}");
}

#[tokio::test]
async fn each_refusal_is_a_sentence_for_a_member_and_its_cause_is_in_the_log_alone() {
    let (world, corp) = with_code(World::start().await).await;
    for (errcode, says) in [
        (60011, "管理员还没有为你开通此应用。"),
        (60111, "你不是该企业的成员，无法登录。"),
        (50003, "该企业已停用此应用。"),
        (701_008, "你的企业微信账号尚未激活此应用所需的许可。"),
        (40029, "这个登录链接已经用过或已过期。"),
        (40056, "暂时无法登录，请稍后再试。"),
    ] {
        let browser = browser("Mozilla/5.0");
        let back = scan(&world, &browser, &to_wecom(&world, &browser).await, &corp.members[0]).await;
        world.sim.fault("auth/getuserinfo", json!({ "errcode": errcode }), 1).await;
        let answer = browser.get(back).send().await.unwrap();
        let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
        let html = answer.text().await.unwrap();
        assert!(html.contains(says) && html.contains(&id), "{errcode}: {html}");
        assert!(!html.contains(&errcode.to_string()) && !html.contains("errcode"), "{errcode}: {html}");
        let log = captured_logs();
        let is_cause =
            |line: &&str| line.contains(&id) && line.contains(&errcode.to_string()) && line.contains("login failed");
        assert!(log.lines().any(|line| is_cause(&line)), "{errcode}");
        world.sim.clear_faults().await;
    }
}

#[tokio::test]
async fn the_signed_in_page_names_the_company_and_leads_to_the_apps_of_its_members() {
    let world = World::start_with(|folder| {
        client(folder, "Wiki", &json!({ "homeUri": "https://wiki.example/" }));
        client(
            folder,
            "Board",
            &json!({ "homeUri": "https://b.example/", "initiateLoginUri": "https://b.example/login?x=1" }),
        );
        client(folder, "Foreign", &json!({ "homeUri": "https://foreign.example/", "allowedCorps": ["wpOther"] }));
        client(folder, "Hidden", &json!({}));
        client(folder, "Off", &json!({ "homeUri": "https://off.example/", "isActive": false }));
    })
    .await;
    let (world, corp) = with_code(world).await;
    let browser = browser("Mozilla/5.0");
    sign_in(&world, &browser, &corp).await;
    let (_, html) = get(&world, &browser, "/acme/portal/me").await;
    assert!(
        html.contains("测试企业") && html.contains("href=\"https://wiki.example/\"") && html.contains("应用Wiki"),
        "{html}"
    );
    let issuer: String =
        url::form_urlencoded::byte_serialize(format!("{}/acme/portal", world.server.url).as_bytes()).collect();
    assert!(html.contains(&format!("https://b.example/login?x=1&amp;iss={issuer}")), "{html}");
    assert!(["foreign.example", "应用Hidden", "off.example"].iter().all(|own| !html.contains(own)), "{html}");
    let (before, fold) = html.split_once("<details>").unwrap();
    assert!(!before.contains(&corp.id) && fold.contains(&corp.id) && fold.contains(&corp.members[0]), "{html}");
}

#[tokio::test]
async fn who_is_signed_in_goes_on_at_once_unless_another_account_is_asked_for() {
    let (world, corp) = with_code(World::start().await).await;
    let browser = browser("Mozilla/5.0");
    sign_in(&world, &browser, &corp).await;
    let (status, _) = get(&world, &browser, "/acme/portal/login").await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let (status, html) = get(&world, &browser, "/acme/portal/login?another=account").await;
    assert!(status == StatusCode::OK && html.contains("组织代号") && html.contains("测试企业"), "{html}");
}

#[tokio::test]
async fn logging_out_everywhere_ends_every_session_of_the_user_and_nobody_elses_and_is_noted() {
    let (world, corp) = with_code(World::start().await).await;
    let (one, two, other) = (browser("one"), browser("two"), browser("other"));
    sign_in(&world, &one, &corp).await;
    sign_in(&world, &two, &corp).await;
    let back = scan(&world, &other, &to_wecom(&world, &other).await, &corp.members[1]).await;
    other.get(back).send().await.unwrap();
    let url = format!("{}/acme/portal/logout/everywhere", world.server.url);
    let foreign = one.post(&url).header(header::ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let out = one.post(&url).send().await.unwrap();
    assert_eq!(out.headers()[header::LOCATION], "/acme/portal/login");
    for (browser, expected) in [(&one, StatusCode::SEE_OTHER), (&two, StatusCode::SEE_OTHER), (&other, StatusCode::OK)]
    {
        assert_eq!(get(&world, browser, "/acme/portal/me").await.0, expected);
    }
    let trail = world.command(&["audit", "list", "--json"]).await;
    assert!(trail.contains("logged out everywhere"), "{trail}");
}

#[tokio::test]
async fn logging_out_everywhere_ends_the_sessions_of_a_login_that_is_switched_off_and_codes_that_nobody_used() {
    let (world, corp) = with_code(World::start().await).await;
    let (one, two) = (browser("one"), browser("two"));
    sign_in(&world, &one, &corp).await;
    sign_in(&world, &two, &corp).await;
    let code = world.sim.oauth_code(&world.suite, &corp, &corp.members[0]).await;
    let args = json!({ "corpId": corp.id, "code": code, "loginType": "qr" });
    let unused = world.nobody().call(INSTANCE, "getLoginCode", args).await.ok()["loginCode"].clone();
    let switch = async |is_active: bool| {
        let args = json!({ "fullName": "auths.QywxProxyTemp", "config": { "isActive": is_active } });
        world.administrator().call(ELEMENT_SVC, "updateInstance", args).await.ok();
    };
    switch(false).await;
    let out = one.post(format!("{}/acme/portal/logout/everywhere", world.server.url)).send().await.unwrap();
    assert_eq!(out.headers()[header::LOCATION], "/acme/portal/login");
    switch(true).await;
    for browser in [&one, &two] {
        assert_eq!(get(&world, browser, "/acme/portal/me").await.0, StatusCode::SEE_OTHER, "nobody is in");
    }
    let args = json!({ "loginCode": unused, "corpId": corp.id });
    world.nobody().call(AUTH_SVC, "loginByCode", args).await.refused(ErrorKind::LoginCodeInvalid);
}
