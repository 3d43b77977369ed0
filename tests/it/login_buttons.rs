//! The login page offers each login that wants nothing typed by a button of its own, and says what a provider refuses.

mod door;

use login_type::ElementType;
use reqwest::{Client, StatusCode, header};
use serde_json::{Value, json};
use server::Composition;
use tests::{AppFolder, World, captured_logs};

use self::door::DoorType;
use crate::login_page::browser;

const PICTURE: &str = "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA=";

/// The company of the app of its own; nobody asks WeCom about it before somebody comes back.
const CORP: &str = "ww0123456789abcdef";

/// A server with a login of a provider that knows no companies, one of a company's own app, and a second that is switched
/// off, beside the service provider's.
async fn a_world() -> World {
    World::start_as(&Composition::official().with_login_type(|_| DoorType), |folder| {
        folder
            .write("acme.portal/auths/Door/e.json", &json!({ "title": "Door", "type": DoorType::NAME, "icon": "🚪" }));
        folder.write("acme.portal/auths/Door/Door.json", &json!({}));
        own_app(folder, "Own", json!({ "zh": "总部员工", "en": "Head office <staff>" }), true);
        own_app(folder, "Off", json!("Closed"), false);
    })
    .await
}

fn own_app(folder: &AppFolder, name: &str, title: Value, is_active: bool) {
    let mut definition = json!({ "type": "auths.loginTypes.QywxInnerType", "icon": PICTURE });
    definition["title"] = title;
    let config = json!({ "corpId": CORP, "agentId": 1_000_002, "corpSecret": "s", "isActive": is_active });
    folder.write(&format!("acme.portal/auths/{name}/e.json"), &definition);
    folder.write(&format!("acme.portal/auths/{name}/{name}.json"), &config);
}

fn login(world: &World) -> String {
    format!("{}/acme/portal/login", world.server.url)
}

async fn page(answer: reqwest::Response) -> (StatusCode, String) {
    (answer.status(), answer.text().await.unwrap())
}

async fn press(world: &World, browser: &Client, instance: &str) -> reqwest::Response {
    browser.post(login(world)).form(&[("instance", instance)]).send().await.unwrap()
}

fn location(answer: &reqwest::Response) -> &str {
    answer.headers()[header::LOCATION].to_str().unwrap()
}

#[tokio::test]
async fn each_login_that_is_switched_on_and_wants_nothing_typed_has_a_button_with_title_and_icon() {
    let world = a_world().await;
    let ask = browser("Mozilla/5.0").get(login(&world)).header(header::ACCEPT_LANGUAGE, "en");
    let (status, html) = page(ask.send().await.unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert!(html.contains("name=\"code\""), "the provider's companies have their code: {html}");
    let buttons: Vec<&str> = html.split("<button").filter(|part| part.contains("name=\"instance\"")).collect();
    assert_eq!(buttons.len(), 2, "{html}");
    assert!(buttons[0].contains("value=\"auths.Door\"") && buttons[0].contains("🚪") && buttons[0].contains("Door<"));
    let own = buttons[1];
    assert!(own.contains("value=\"auths.Own\"") && own.contains(PICTURE) && !own.contains("总部员工"), "{own}");
    assert!(own.contains(">Head office &lt;staff&gt;<"), "{own}");
    assert!(!html.contains("auths.Off") && !html.contains("auths.QywxProxyTemp"), "{html}");
}

#[tokio::test]
async fn a_button_leads_to_its_own_login_without_an_organisation_code_and_so_does_a_link() {
    let world = a_world().await;
    let browser = browser("Mozilla/5.0");
    let pressed = press(&world, &browser, "auths.Own").await;
    assert!(location(&pressed).contains(&format!("appid={CORP}")), "{}", location(&pressed));
    let linked = browser.get(format!("{}?instance=auths.Own", login(&world))).send().await.unwrap();
    assert!(location(&linked).contains(&format!("appid={CORP}")));
    let (_, html) = page(browser.get(login(&world)).send().await.unwrap()).await;
    assert!(html.contains(&format!("corpId={CORP}")), "the company is remembered: {html}");
}

#[tokio::test]
async fn a_login_of_a_provider_that_knows_no_companies_comes_about_on_the_page() {
    let world = a_world().await;
    let browser = browser("Mozilla/5.0");
    let pressed = press(&world, &browser, "auths.Door").await;
    let back = door::open(location(&pressed));
    let entered = browser.get(&back).send().await.unwrap();
    assert_eq!(location(&entered), "/acme/portal/me");
    let me = browser.get(format!("{}/acme/portal/me", world.server.url)).send().await.unwrap();
    assert!(me.text().await.unwrap().contains("ada"));
    // The state is spent: the way on leads to the same login again.
    let again = press(&world, &browser, "auths.Door").await;
    let declined = door::open(location(&again)).replace("code=key", "error=access_denied");
    let (status, html) = page(browser.get(&declined).send().await.unwrap()).await;
    assert!(status == StatusCode::OK && html.contains("你取消了登录"), "{html}");
    assert!(html.contains("?instance=auths.Door"), "{html}");
}

#[tokio::test]
async fn of_two_logins_to_one_company_the_one_that_was_taken_is_remembered_and_is_the_way_to_try_again() {
    let world = World::start_with(|folder| {
        for (name, agent) in [("Alpha", 1_000_002), ("Omega", 1_000_003)] {
            let definition = json!({ "title": name, "type": "auths.loginTypes.QywxInnerType" });
            folder.write(&format!("acme.portal/auths/{name}/e.json"), &definition);
            let config = json!({ "corpId": CORP, "agentId": agent, "corpSecret": "s" });
            folder.write(&format!("acme.portal/auths/{name}/{name}.json"), &config);
        }
    })
    .await;
    let browser = browser("Mozilla/5.0");
    let is_of_omega = |answer: &reqwest::Response| location(answer).contains("agentid=1000003");
    let pressed = press(&world, &browser, "auths.Omega").await;
    assert!(is_of_omega(&pressed), "{}", location(&pressed));
    // The member declines, and tries again.
    let state = url::Url::parse(location(&pressed)).unwrap();
    let state = state.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let declined = browser.get(format!("{}/callback?state={state}", login(&world))).send().await.unwrap();
    let (_, html) = page(declined).await;
    let again = format!("?corpId={CORP}&amp;instance=auths.Omega");
    assert!(html.contains(&again), "{html}");
    // The browser comes another day.
    let (_, html) = page(browser.get(login(&world)).send().await.unwrap()).await;
    assert!(html.contains(&again), "{html}");
    let link = format!("{}?corpId={CORP}&instance=auths", login(&world));
    assert!(is_of_omega(&browser.get(format!("{link}.Omega")).send().await.unwrap()));
    // By then the login may be gone: another one that serves the company is taken.
    assert!(!is_of_omega(&browser.get(format!("{link}.Gone")).send().await.unwrap()));
}

#[tokio::test]
async fn a_button_of_a_login_that_is_not_there_or_switched_off_is_refused_on_the_page() {
    let world = a_world().await;
    for instance in ["auths.Nobody", "auths.Off", "auths.QywxProxyTemp", "<script>"] {
        let (status, html) = page(press(&world, &browser("Mozilla/5.0"), instance).await).await;
        assert!(status.is_client_error() && html.contains("role=\"alert\""), "{instance}: {status} {html}");
        assert!(!html.contains("<script>"), "{html}");
    }
}

#[tokio::test]
async fn an_error_of_the_provider_is_logged_cut_to_a_readable_length_and_a_member_reads_a_sentence_alone() {
    let world = a_world().await;
    let browser = browser("Mozilla/5.0");
    let long = "x".repeat(300);
    let cases = [
        (
            "invalid_scope",
            "no <b>scope</b>\u{7}微信\\",
            StatusCode::BAD_GATEWAY,
            "登录服务拒绝了此应用的请求，请联系管理员。",
        ),
        ("temporarily_unavailable", "", StatusCode::SERVICE_UNAVAILABLE, "登录服务正忙，请稍后再试。"),
        ("login_required", "", StatusCode::FORBIDDEN, "请先在登录服务那里登录。"),
        ("<script>alert", &long, StatusCode::BAD_GATEWAY, "登录服务没有让你登录。"),
    ];
    for (error, description, status, shown) in cases {
        let pressed = press(&world, &browser, "auths.Door").await;
        let back = door::open(location(&pressed));
        let back = reqwest::Url::parse_with_params(
            &back.replace("&code=key", ""),
            [("error", error), ("error_description", description)],
        );
        let (found, html) = page(browser.get(back.unwrap()).send().await.unwrap()).await;
        assert_eq!(found, status, "{html}");
        assert!(html.contains(shown) && html.contains("无法登录"), "{shown}: {html}");
        assert!([error, "scope&lt;", "xxxx"].iter().all(|own| !html.contains(own)), "{html}");
        assert!(html.contains("?instance=auths.Door"), "{html}");
    }
    let logs = captured_logs();
    assert!(logs.contains("oauth.error=\"invalid_scope\"") && logs.contains("auths.Door"), "{logs}");
    assert!(logs.contains("no <b>scope</b>") && logs.contains(&long[..200]) && !logs.contains(&long[..201]), "{logs}");
    // Without a login that this browser began, nothing of the address is shown.
    let forged = format!("{}/callback?state=x&error=server_error&error_description=call+me", login(&world));
    let (_, html) = page(browser.get(&forged).send().await.unwrap()).await;
    assert!(!html.contains("call me") && !html.contains("server_error"), "{html}");
}

#[tokio::test]
async fn an_app_whose_logins_want_nothing_typed_asks_for_no_organisation_code() {
    let world = World::start_with(|folder| {
        own_app(folder, "Own", json!("Staff"), true);
        let path = "acme.portal/auths/QywxProxyTemp/QywxProxyTemp.json";
        let mut off = folder.read(path);
        off["isActive"] = json!(false);
        folder.write(path, &off);
    })
    .await;
    let (_, html) = page(browser("Mozilla/5.0").get(login(&world)).send().await.unwrap()).await;
    assert!(html.contains("value=\"auths.Own\"") && !html.contains("name=\"code\""), "{html}");
}
