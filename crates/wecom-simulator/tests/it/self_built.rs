//! A corp's own apps: plain ids, a secret of their own, and no provider.

use serde_json::{Value, json};

use crate::kit::{DOMAIN, REDIRECT, Sim, errcode, redirect_parameter, text};

/// A corp with two members and an app of its own.
async fn own_app(sim: &Sim) -> (Value, Value) {
    let corp = sim.corp().await;
    let path = format!("corps/{}/apps", text(&corp, "corpId"));
    let app = sim.control("POST", &path, json!({ "trustedDomains": [DOMAIN] })).await;
    (corp, app)
}

async fn token(sim: &Sim, app: &Value) -> String {
    text(&sim.gettoken(&text(app, "corpId"), &text(app, "corpSecret")).await, "access_token")
}

#[tokio::test]
async fn a_corps_own_app_is_named_by_plain_ids_and_gives_plain_userids() {
    let sim = Sim::start().await;
    let (corp, app) = own_app(&sim).await;
    assert_eq!(app["corpId"], corp["plainCorpId"]);
    let token = token(&sim, &app).await;
    let member = &corp["members"][0];
    let route = format!("apps/{}/{}/oauth-code", app["agentId"], text(&app, "corpId"));
    let code = text(&sim.control("POST", &route, json!({ "userid": member["userid"] })).await, "code");
    let identity = sim.identity(&token, &code).await;
    assert_eq!((errcode(&identity), &identity["userid"]), (0, &member["plainUserid"]));
    assert_eq!(errcode(&sim.identity(&token, &code).await), 40029);
    let plain = text(member, "plainUserid");
    let read = sim.get("user/get", &[("access_token", &token), ("userid", &plain)]).await;
    assert_eq!((&read["userid"], &read["name"]), (&member["plainUserid"], &member["name"]));
    let encrypted = text(member, "userid");
    assert_eq!(errcode(&sim.get("user/get", &[("access_token", &token), ("userid", &encrypted)]).await), 60111);
}

#[tokio::test]
async fn each_secret_goes_with_its_own_form_of_the_corps_id() {
    let sim = Sim::start().await;
    let (corp, app) = own_app(&sim).await;
    let template = sim.template().await;
    let customized = sim.install(&template, &corp).await;
    let (plain, encrypted, secret) = (text(&app, "corpId"), text(&corp, "corpId"), text(&app, "corpSecret"));
    let other = text(&sim.corp().await, "plainCorpId");
    let cases = [
        (plain.as_str(), secret.as_str(), 0),
        (&encrypted, &secret, 40013),
        (&plain, "wrong", 40001),
        (&plain, &customized.permanent_code, 40013),
        (&encrypted, &customized.permanent_code, 0),
        (&other, &secret, 40091),
        ("wwNobody", &secret, 40013),
    ];
    for (corp, secret, expected) in cases {
        assert_eq!(errcode(&sim.gettoken(corp, secret).await), expected, "{corp}");
    }
}

#[tokio::test]
async fn its_login_page_takes_the_plain_id_and_the_trusted_domain() {
    let sim = Sim::start().await;
    let (corp, app) = own_app(&sim).await;
    let (plain, encrypted, agent) = (text(&app, "corpId"), text(&corp, "corpId"), app["agentId"].to_string());
    let member = text(&corp["members"][0], "userid");
    let open = async |appid: &str, redirect: &str| {
        let query = [
            ("appid", appid),
            ("agentid", &agent),
            ("redirect_uri", redirect),
            ("response_type", "code"),
            ("scope", "snsapi_base"),
            ("state", "s1"),
            ("userid", &member),
        ];
        sim.page("/connect/oauth2/authorize", &query).await
    };
    let code = redirect_parameter(&open(&plain, REDIRECT).await, "code").unwrap();
    let identity = sim.identity(&token(&sim, &app).await, &code).await;
    assert_eq!(identity["userid"], corp["members"][0]["plainUserid"]);
    for (appid, redirect, expected) in
        [(encrypted.as_str(), REDIRECT, "40056"), (&plain, "https://evil.example/", "50001")]
    {
        let page = open(appid, redirect).await.text().await.unwrap();
        assert!(page.contains(&format!("data-code=\"{expected}\"")), "{page}");
    }
}

#[tokio::test]
async fn the_old_secret_dies_when_the_corp_makes_a_new_one_and_no_provider_is_told() {
    let sim = Sim::start().await;
    let (_, app) = own_app(&sim).await;
    let (corp_id, agent) = (text(&app, "corpId"), app["agentId"].to_string());
    let renewed = sim.control("POST", &format!("apps/{agent}/{corp_id}/reset-secret"), Value::Null).await;
    assert_eq!(errcode(&sim.gettoken(&corp_id, &text(&app, "corpSecret")).await), 40001);
    assert_eq!(errcode(&sim.gettoken(&corp_id, &text(&renewed, "corpSecret")).await), 0);
    assert_eq!(sim.control("GET", "pushes", Value::Null).await, json!([]));
    let (status, _) = sim.try_control("POST", &format!("apps/1/{corp_id}/disable"), json!({})).await;
    assert_eq!(status, 404);
}

#[tokio::test]
async fn the_providers_address_list_is_not_for_a_corps_own_app() {
    let sim = Sim::start().await;
    let (_, app) = own_app(&sim).await;
    sim.control("PATCH", "provider", json!({ "ipWhitelist": ["203.0.113.9"] })).await;
    let token = token(&sim, &app).await;
    assert_eq!(errcode(&sim.identity(&token, "wrong").await), 40029);
    assert_eq!(errcode(&sim.gettoken(&text(&app, "corpId"), "wrong").await), 60020);
}

#[tokio::test]
async fn a_corps_own_app_hears_of_members_by_their_plain_ids_under_keys_of_its_own() {
    let sim = Sim::start().await;
    let (corp, app) = own_app(&sim).await;
    let (corp_id, agent, member) = (text(&app, "corpId"), app["agentId"].to_string(), &corp["members"][0]);
    let route = format!("apps/{agent}/{corp_id}");
    let unanswered = json!({ "url": "http://127.0.0.1:9/callback" });
    let keys = sim.control("POST", &format!("{route}/callback"), unanswered).await;
    assert_eq!(text(&keys, "encodingAESKey").len(), 43);
    sim.control("POST", &format!("{route}/verify-callback"), Value::Null).await;
    sim.control("POST", &format!("{route}/visible-range"), json!({ "userids": [] })).await;
    sim.control("POST", &format!("{route}/visible-range"), json!({})).await;
    let leave = format!("corps/{corp_id}/members/{}", text(member, "userid"));
    sim.control("DELETE", &leave, Value::Null).await;
    let pushes = sim.control("GET", "pushes", Value::Null).await;
    let pushes = pushes.as_array().unwrap();
    assert!(pushes.iter().all(|push| push["receiveId"] == corp_id.as_str()), "{pushes:?}");
    let told = |event: &str| {
        let of_event = pushes.iter().filter(|push| push["event"] == event);
        of_event.filter(|push| text(push, "message").contains(&text(member, "plainUserid"))).count()
    };
    assert_eq!((told("unsubscribe"), told("subscribe"), told("change_contact")), (2, 1, 1), "{pushes:?}");
    assert!(!pushes.iter().any(|push| text(push, "message").contains(&text(member, "userid"))));
}
