//! Claims about members: names, departments and the company's name, as far as the company grants them.

use std::time::Duration;

use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};
use storage::{Access as _, CorpOfApp};

use super::{
    relying_party::{RelyingParty, client, exchange, get, location, parameters, web},
    sessions::claims,
    way_in::{WECOM, follow},
};
use crate::login_page::browser;

async fn move_to(party: &RelyingParty, departments: &[u32]) {
    let path = format!("corps/{}/members/{}", party.corp.id, party.corp.members[0]);
    party.world.sim.call(Method::PATCH, &path, json!({ "department": departments })).await;
    party.world.settled().await;
}

#[tokio::test]
async fn departments_and_the_company_s_name_are_told_in_userinfo_and_id_token_and_follow_a_change() {
    let party = RelyingParty::start().await;
    move_to(&party, &[1, 2]).await;
    let tokens = party.tokens(&[]).await;
    let id_token = claims(&tokens["id_token"]);
    let (_, info) = party.userinfo(&tokens["access_token"]).await;
    for told in [&id_token, &info] {
        assert_eq!(told["groups"], json!(["1", "2"]), "{told}");
        assert_eq!(told["corp_name"], json!("测试企业"), "{told}");
        assert_eq!(told["corp_id"], json!(party.corp.id));
        assert!(told.get("phone_number").is_none() && told.get("userid_plain").is_none(), "{told}");
    }
    move_to(&party, &[3]).await;
    // Where WeCom pushes nothing, the member is asked about when they come back after an hour.
    party.world.advance(Duration::from_mins(61)).await;
    let later = party.tokens(&[]).await;
    assert_eq!(claims(&later["id_token"])["groups"], json!(["3"]));
}

#[tokio::test]
async fn a_client_for_some_departments_lets_their_members_in_and_others_hear_no() {
    let party = RelyingParty::with(|folder| {
        folder.set("limits.exempt_addresses", "[\"127.0.0.1\"]");
        client(folder, "Wiki", &web("wiki", json!({ "allowedDepartments": ["2"] })));
    })
    .await;
    move_to(&party, &[2]).await;
    let wiki = [("client_id", "wiki")];
    assert!(get(&party.answer(&wiki).await, "code").is_some());
    move_to(&party, &[3]).await;
    party.world.advance(Duration::from_mins(61)).await;
    party
        .world
        .in_time(Duration::from_secs(5), "a member who moved is refused", async || {
            get(&party.answer(&wiki).await, "error").as_deref() == Some("access_denied")
        })
        .await;
    let checked = party.world.command(&["element", "check", "--json"]).await;
    assert!(!checked.contains("allowedDepartments"), "{checked}");
}

async fn upload(party: &RelyingParty, csv: &str) -> tests::Answer {
    let args = json!({ "corpId": party.corp.id, "csv": csv });
    party.world.administrator().call("services/CompanySvc", "setPlainUserids", args).await
}

#[tokio::test]
async fn a_company_s_own_ids_are_a_claim_of_their_own_survive_the_next_table_and_leave_sub_alone() {
    let party = RelyingParty::start().await;
    let [first, second, _] = party.corp.members.as_slice() else { panic!("three members") };
    let tokens = party.tokens(&[]).await;
    let before = party.userinfo(&tokens["access_token"]).await.1;
    let known = upload(&party, &format!("userid,plain\r\n{first},zhangsan\r\n")).await.ok();
    assert_eq!(known["known"], json!(1));
    let info = async || party.userinfo(&tokens["access_token"]).await.1;
    let told = info().await;
    assert_eq!((&told["userid_plain"], &told["sub"]), (&json!("zhangsan"), &before["sub"]));
    assert_eq!((&told["userid"], &told["preferred_username"]), (&before["userid"], &before["preferred_username"]));
    let fresh = party.tokens(&[]).await;
    assert_eq!(claims(&fresh["id_token"])["userid_plain"], json!("zhangsan"));
    let without = party.tokens(&[("scope", "openid email")]).await;
    assert!(claims(&without["id_token"]).get("userid_plain").is_none(), "it belongs to the scope profile");

    assert_eq!(upload(&party, &format!("{second},lisi")).await.ok()["known"], json!(2));
    assert_eq!(info().await["userid_plain"], json!("zhangsan"), "another table takes nothing away");
    for (csv, part) in [
        (format!("{first},a\n{second}"), "line 2"),
        (format!("{first},lisi"), "is the id of"),
        (format!("{first},a\n{second},a"), "line 2"),
        (String::new(), "no line"),
    ] {
        let refusal = upload(&party, &csv).await.refusal();
        assert!(refusal.contains(part), "{csv}: {refusal}");
        assert_eq!(info().await["userid_plain"], json!("zhangsan"), "a refused table changes nothing");
    }
    // Two members may change their ids with one another at once.
    upload(&party, &format!("{first},lisi\n{second},zhangsan")).await.ok();
    assert_eq!(info().await["userid_plain"], json!("lisi"));
    let list = json!({ "corpId": party.corp.id });
    let listed = party.world.administrator().call("services/CompanySvc", "listPlainUserids", list).await.ok();
    assert_eq!(listed["plainUserids"], json!({ first.as_str(): "lisi", second.as_str(): "zhangsan" }));
    upload(&party, &format!("{first},")).await.ok();
    assert!(info().await.get("userid_plain").is_none());

    let trail = party.world.command(&["audit", "list", "--json"]).await;
    assert!(trail.contains("setPlainUserids") && trail.contains(&party.corp.id), "{trail}");
    let login = party.world.log_in(&party.corp, 0).await.ok();
    let args = json!({ "corpId": party.corp.id, "csv": "a,b" });
    let member = party.world.member(&login).call("services/CompanySvc", "setPlainUserids", args.clone()).await;
    member.refused(tests::ErrorKind::AdminRequired);
    let unknown = json!({ "corpId": "wpUnknown", "csv": "a,b" });
    party.world.administrator().call("services/CompanySvc", "setPlainUserids", unknown).await.refusal();
}

/// Has the first member consent at WeCom's page for private details; answers where WeCom sends the browser back to.
async fn consents(party: &RelyingParty, browser: &Client, wecom: &str) -> String {
    assert!(wecom.contains("scope=snsapi_privateinfo"), "{wecom}");
    let wecom = wecom.replace("#wechat_redirect", "");
    let member = party.corp.members[0].as_str();
    let asked = browser.get(format!("{wecom}&userid={member}")).send().await.unwrap();
    assert_eq!(asked.status(), StatusCode::OK);
    let page = asked.text().await.unwrap();
    let agree = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    let agree = agree.into_iter().find(|link| link.contains("consent")).unwrap();
    let agree = if agree.starts_with("http") { agree } else { format!("{}{agree}", party.world.sim.url) };
    browser.get(agree).send().await.unwrap().headers()["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_details_that_a_member_consented_to_are_told_the_client_that_asked_and_no_other_of_the_session() {
    let party = RelyingParty::with(|folder| client(folder, "Wiki", &web("wiki", json!({})))).await;
    let granted = json!({ "names": ["contact:base:base", "contact:sensitive:mobile", "contact:sensitive:biz_mail"] });
    party.world.sim.app(&party.world.suite, &party.corp, "permissions", granted).await;
    let browser = browser(WECOM);
    let of_grafana = [("scope", "openid email phone offline_access")];
    let of_wiki = [("client_id", "wiki"), of_grafana[0]];
    let (_, wecom) = follow(&party, &browser, &party.request(&of_grafana)).await;
    let back = consents(&party, &browser, &wecom).await;
    let (_, client) = follow(&party, &browser, &back).await;
    let (_, grafana) = party.exchange(&get(&parameters(&client), "code").unwrap()).await;
    // The session gives the other client single sign-on, and nothing of what was not consented to for it.
    let (_, client) = follow(&party, &browser, &party.request(&of_wiki)).await;
    let (status, wiki) = party.token_as("wiki", &exchange(&get(&parameters(&client), "code").unwrap())).await;
    assert_eq!(status, StatusCode::OK, "{wiki}");
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", wiki["refresh_token"].as_str().unwrap())];
    let later = party.token_as("wiki", &refresh).await.1;
    let told = [
        claims(&wiki["id_token"]),
        claims(&later["id_token"]),
        party.userinfo(&wiki["access_token"]).await.1,
        party.userinfo(&later["access_token"]).await.1,
    ];
    for told in told {
        assert!(told["email"].is_string(), "{told}");
        assert!(told.get("phone_number").is_none() && told.get("biz_mail").is_none(), "{told}");
    }
    let (_, info) = party.userinfo(&grafana["access_token"]).await;
    assert_eq!(info["phone_number"], json!("13800000000"), "the client that asked still knows: {info}");
    // A login that the other client asks for by itself is its own.
    let (_, wecom) = follow(&party, &browser, &party.request(&[of_wiki[0], of_wiki[1], ("prompt", "login")])).await;
    assert!(wecom.contains("scope=snsapi_privateinfo"), "{wecom}");
    let wecom = format!("{}&userid={}", wecom.replace("#wechat_redirect", ""), party.corp.members[0]);
    let back = browser.get(wecom).send().await.unwrap();
    let back = back.headers()["location"].to_str().expect("consented to within 30 days").to_owned();
    let (_, client) = follow(&party, &browser, &back).await;
    let (_, wiki) = party.token_as("wiki", &exchange(&get(&parameters(&client), "code").unwrap())).await;
    assert_eq!(claims(&wiki["id_token"])["phone_number"], json!("13800000000"));
    let (_, client) = follow(&party, &browser, &party.request(&of_grafana)).await;
    let (_, grafana) = party.exchange(&get(&parameters(&client), "code").unwrap()).await;
    assert!(
        claims(&grafana["id_token"]).get("phone_number").is_none(),
        "of the new login the first client knows nothing"
    );
}

#[tokio::test]
async fn by_a_login_host_too_a_member_is_asked_for_the_telephone_number_that_a_client_wants() {
    let party = RelyingParty::start().await;
    let url = party.world.server.url.replace("127.0.0.1", "localhost");
    let host = json!({ "corpId": party.corp.id, "url": url });
    party.world.administrator().call("services/HostSvc", "setLoginHost", host).await.ok();
    let browser = browser(WECOM);
    for (scope, asked) in [("openid phone", "snsapi_privateinfo"), ("openid email", "snsapi_base")] {
        let (_, relay) = follow(&party, &browser, &party.request(&[("scope", scope)])).await;
        assert!(relay.starts_with(&url), "{relay}");
        let wecom = location(&browser.get(relay).send().await.unwrap());
        assert!(wecom.contains(&format!("scope={asked}")), "{wecom}");
    }
}

#[tokio::test]
async fn a_company_s_own_ids_belong_to_the_app_whose_administrator_gave_them() {
    let party = RelyingParty::start().await;
    let member = party.corp.members[0].as_str();
    let database = party.world.folder.open_database().await;
    let of = |app: &'static str| CorpOfApp { app, corp_id: &party.corp.id };
    let given = |plain: &str| std::collections::BTreeMap::from([(member.to_owned(), Some(plain.to_owned()))]);
    database.plain_userids().put(of("beta.portal"), &given("elsewhere")).await.unwrap();
    let tokens = party.tokens(&[]).await;
    let told = async || party.userinfo(&tokens["access_token"]).await.1;
    assert!(told().await.get("userid_plain").is_none(), "another app's table says nothing here");
    upload(&party, &format!("{member},zhangsan")).await.ok();
    assert_eq!(told().await["userid_plain"], json!("zhangsan"));
    assert_eq!(database.plain_userids().lookup(of("beta.portal"), member).await.unwrap().as_deref(), Some("elsewhere"));
}

#[tokio::test]
async fn a_plain_id_that_the_user_has_in_another_company_is_not_told() {
    let party = RelyingParty::start().await;
    let other = party.world.sim.corp("另一企业", &["赵六"]).await;
    let host = party.world.server.url.trim_start_matches("http://").to_owned();
    let own = party.world.sim.own_app(&other, &host).await;
    party.world.folder.inner_instance("auths.Own", &tests::own_config(&own));
    let tokens = party.tokens(&[]).await;
    let info = party.userinfo(&tokens["access_token"]).await.1;
    let bind = async || {
        let code = party.world.sim.own_code(&own, json!({ "userid": other.members[0] })).await;
        let args = json!({ "userId": info["sub"], "corpId": own.corp_id, "code": code });
        party.world.administrator().call("auths/Own", "bind", args).await.is_ok()
    };
    party.world.in_time(Duration::from_secs(5), "the user is tied to a member of the other company", bind).await;
    let told = party.userinfo(&tokens["access_token"]).await.1;
    assert!(told.get("userid_plain").is_none(), "{told}");
}

#[tokio::test]
async fn inside_wecom_a_member_consents_to_phone_and_e_mail_for_the_one_session() {
    let party = RelyingParty::start().await;
    let granted = json!({ "names": ["contact:base:base", "contact:sensitive:mobile", "contact:sensitive:biz_mail"] });
    party.world.sim.app(&party.world.suite, &party.corp, "permissions", granted).await;
    let browser = browser(WECOM);
    let all = [("scope", "openid email phone")];
    let (_, wecom) = follow(&party, &browser, &party.request(&[("scope", "openid email")])).await;
    assert!(wecom.contains("scope=snsapi_base"), "an address is made without a question: {wecom}");
    let (_, wecom) = follow(&party, &browser, &party.request(&all)).await;
    let back = consents(&party, &browser, &wecom).await;
    let (_, client) = follow(&party, &browser, &back).await;
    let (status, tokens) = party.exchange(&get(&parameters(&client), "code").unwrap()).await;
    assert_eq!(status, StatusCode::OK, "{tokens}");
    let (_, info) = party.userinfo(&tokens["access_token"]).await;
    for told in [&info, &claims(&tokens["id_token"])] {
        assert_eq!(told["phone_number"], json!("13800000000"), "{told}");
        assert!(told["biz_mail"].as_str().unwrap().ends_with("@corp.example.com"), "{told}");
        assert!(told["email"].as_str().unwrap().ends_with(".wecom.invalid"), "clients join accounts by it: {told}");
    }
    // Not in another session of the member.
    let other = party.tokens(&all).await;
    let told = claims(&other["id_token"]);
    assert!(told.get("phone_number").is_none() && told.get("biz_mail").is_none(), "{told}");
    let database = party.world.folder.open_database().await;
    let sessions = party.world.command(&["session", "list", "--json"]).await;
    let ids: Vec<String> = sessions
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["sessionId"].as_str().unwrap().to_owned())
        .collect();
    let kept = async || {
        let mut kept = 0;
        for id in &ids {
            kept += usize::from(database.sessions().member_details(id).await.unwrap().is_some());
        }
        kept
    };
    assert_eq!(kept().await, 1);
    browser.post(format!("{}/logout", party.issuer())).send().await.unwrap();
    assert_eq!(kept().await, 0, "they go with the session");
    assert_eq!(party.userinfo(&other["access_token"]).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_company_s_own_app_tells_the_plain_ids_of_members_who_came_by_the_provider_s() {
    let party = RelyingParty::start().await;
    let host = party.world.server.url.trim_start_matches("http://").to_owned();
    let own = party.world.sim.own_app(&party.corp, &host).await;
    party.world.folder.inner_instance("auths.Own", &tests::own_config(&own));
    let tokens = party.tokens(&[]).await;
    let before = party.userinfo(&tokens["access_token"]).await.1;
    let convert = async |instance: &str| {
        let args = json!({ "corpId": party.corp.id, "instance": instance });
        party.world.administrator().call("services/CompanySvc", "convertUserids", args).await
    };
    party
        .world
        .in_time(Duration::from_secs(5), "the own app is served", async || convert("auths.Own").await.is_ok())
        .await;
    let told = party.userinfo(&tokens["access_token"]).await.1;
    assert_eq!(told["userid_plain"], json!(party.corp.plain_members[0]));
    assert_eq!(told["sub"], before["sub"]);
    for (instance, part) in [("auths.QywxProxyTemp", "own app"), ("auths.Nothing", "no login")] {
        let refusal = convert(instance).await.refusal();
        assert!(refusal.contains(part), "{instance}: {refusal}");
    }
}
