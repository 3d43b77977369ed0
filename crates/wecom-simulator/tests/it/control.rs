//! The control API itself: documentation, strictness, the ledger of secrets, reset, the clock.

use serde_json::{Value, json};
use wecom_simulator::{Simulator, SimulatorOptions};

use crate::kit::{Sim, text};

#[tokio::test]
async fn the_page_and_the_list_document_every_route() {
    let sim = Sim::start().await;
    let routes = sim.control("GET", "routes", Value::Null).await;
    let page = sim.page("/_sim/", &[]).await.text().await.unwrap();
    assert!(routes.as_array().unwrap().len() > 30);
    for route in routes.as_array().unwrap() {
        let form = format!("data-method=\"{}\" data-path=\"{}\"", text(route, "method"), text(route, "path"));
        assert!(page.contains(&form), "{form}");
        assert!(!text(route, "does").is_empty() && text(route, "doesZh").chars().any(|c| c > '\u{2e80}'), "{form}");
    }
}

#[tokio::test]
async fn the_page_leads_from_the_template_to_the_apps_callback_and_shows_what_the_server_is_given() {
    let sim = Sim::start().await;
    let page = async || sim.page("/_sim/", &[]).await.text().await.unwrap();
    let empty = page().await;
    let steps =
        ["1. 模板", "2. 服务器", "3. 保存回调 URL", "4. 推送 ticket", "5. 企业", "6. 授权", "7. 应用的回调", "8. 登录"];
    let places: Vec<_> = steps.iter().map(|step| empty.find(step).unwrap_or_else(|| panic!("no {step}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(empty.contains("--auto-ticket") && !empty.contains('✓'));
    let template = sim.template().await;
    let filled = page().await;
    for name in ["suiteId", "suiteSecret", "token", "encodingAESKey"] {
        assert!(filled.contains(&format!("&quot;{name}&quot;: &quot;{}&quot;", text(&template, name))), "{name}");
    }
    assert_eq!(filled.matches('✓').count(), 1);
}

#[tokio::test]
async fn the_examples_of_bodies_are_json() {
    let sim = Sim::start().await;
    for route in sim.control("GET", "routes", Value::Null).await.as_array().unwrap() {
        let page = sim.page("/_sim/", &[]).await.text().await.unwrap();
        let entry = page.split("<details>").find(|entry| {
            entry.contains(&format!("data-method=\"{}\" data-path=\"{}\"", text(route, "method"), text(route, "path")))
        });
        let has_body = entry.unwrap().contains("<textarea");
        assert_eq!(route["body"].is_object(), has_body, "{route}");
    }
}

#[tokio::test]
async fn wrong_requests_change_nothing_and_say_why() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let before = sim.control("GET", "state", Value::Null).await;
    let short = "a".repeat(42);
    for (method, path, body, status, word) in [
        ("POST", "templates".to_owned(), json!({ "suitId": "x" }), 400, "suitId"),
        ("POST", "templates".to_owned(), json!({ "suiteId": app.suite_id }), 409, &*app.suite_id),
        ("POST", "templates".to_owned(), json!({ "encodingAESKey": short }), 400, ""),
        ("POST", "templates/dkNone/authorize".to_owned(), json!({ "corpId": app.corp_id }), 404, "dkNone"),
        ("POST", format!("templates/{}/authorize", app.suite_id), json!({ "corpId": "wpNone" }), 404, "wpNone"),
        ("POST", format!("templates/{}/push-ticket", app.suite_id), json!({ "pusch": true }), 400, "pusch"),
        ("PATCH", "switches".to_owned(), json!({ "retry": "maybe" }), 400, "maybe"),
        ("PATCH", "switches".to_owned(), json!({ "retries": 1 }), 400, "retries"),
        ("POST", "clock".to_owned(), json!({}), 400, "advanceSeconds"),
        ("POST", "current-member".to_owned(), json!({ "userid": "nobody" }), 404, "nobody"),
        ("POST", "nothing".to_owned(), Value::Null, 404, "routes"),
    ] {
        let (got, answer) = sim.try_control(method, &path, body).await;
        assert_eq!(got, status, "{path}: {answer}");
        assert!(text(&answer, "error").contains(word), "{path}: {answer}");
    }
    let mut after = sim.control("GET", "state", Value::Null).await;
    after["now"] = before["now"].clone();
    assert_eq!(after["templates"], before["templates"]);
    assert_eq!(after["apps"], before["apps"]);
    assert_eq!(after["switches"], before["switches"]);
}

#[tokio::test]
async fn the_ledger_knows_every_kind_of_secret() {
    let sim = Sim::start().await;
    let app = sim.installed().await;
    let token = sim.app_token(&app).await;
    sim.provider_token().await;
    let code = sim.oauth_code(&app, json!({ "userid": app.members[0], "privateInfo": true })).await;
    let identity = sim.identity(&token, &code).await;
    let secrets = sim.control("GET", "secrets", Value::Null).await;
    let secrets = secrets["secrets"].as_array().unwrap();
    for (kind, value) in [
        ("suite_access_token", json!(app.suite_token)),
        ("permanent_code", json!(app.permanent_code)),
        ("access_token", json!(token)),
        ("oauth_code", json!(code)),
        ("user_ticket", identity["user_ticket"].clone()),
    ] {
        assert!(secrets.contains(&json!({ "kind": kind, "value": value })), "{kind}");
    }
    for kind in [
        "provider_secret",
        "suite_secret",
        "callback_token",
        "encoding_aes_key",
        "suite_ticket",
        "auth_code",
        "provider_access_token",
    ] {
        assert!(secrets.iter().any(|secret| secret["kind"] == kind), "{kind}");
    }
}

#[tokio::test]
async fn reset_forgets_everything_and_repeats_the_seed() {
    let sim = Sim::start().await;
    let provider = sim.control("GET", "provider", Value::Null).await;
    let template = sim.template().await;
    sim.advance(86_400).await;
    sim.control("POST", "reset", Value::Null).await;
    let state = sim.control("GET", "state", Value::Null).await;
    assert_eq!((&state["templates"], &state["provider"]), (&json!([]), &provider));
    assert_eq!(sim.template().await, template);
}

#[tokio::test]
async fn the_clock_can_be_set_and_moved() {
    let sim = Sim::start().await;
    let set = sim.control("POST", "clock", json!({ "set": 2_000_000_000_u64 })).await;
    let now = set["now"].as_u64().unwrap();
    assert!((2_000_000_000..2_000_000_060).contains(&now));
    let moved = sim.control("POST", "clock", json!({ "advanceSeconds": -1000 })).await;
    assert!(moved["now"].as_u64().unwrap() < now - 900);
}

#[tokio::test]
async fn options_choose_the_provider_and_a_taken_address_is_an_error() {
    let options = SimulatorOptions {
        provider_corp_id: Some("wwMine".to_owned()),
        provider_secret: Some("mine".to_owned()),
        ..SimulatorOptions::default()
    };
    let first = Simulator::start(options).await.unwrap();
    let provider = reqwest::get(format!("{}/_sim/provider", first.base_url())).await.unwrap();
    let provider: Value = provider.json().await.unwrap();
    assert_eq!((&provider["corpId"], &provider["secret"]), (&json!("wwMine"), &json!("mine")));
    let taken = first.base_url().trim_start_matches("http://").to_owned();
    let second = Simulator::start(SimulatorOptions { listen: taken.clone(), ..SimulatorOptions::default() }).await;
    assert!(second.unwrap_err().to_string().contains(&taken));
    first.stop().await;
    assert!(Simulator::start(SimulatorOptions { listen: taken, ..SimulatorOptions::default() }).await.is_ok());
}

#[tokio::test]
async fn answers_are_dated_by_the_simulated_clock() {
    let sim = Sim::start().await;
    sim.control("POST", "clock", json!({ "set": 784_111_777 })).await;
    let answer = sim.http.get(sim.url("/cgi-bin/getcallbackip")).send().await.unwrap();
    let dates: Vec<_> = answer.headers().get_all("date").iter().collect();
    assert_eq!(dates.len(), 1);
    assert!(dates[0].to_str().unwrap().starts_with("Sun, 06 Nov 1994 08:49:3"), "{dates:?}");
}
