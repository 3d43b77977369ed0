//! A login that goes by the login host of its company.

use std::time::Duration;

use reqwest::{Client, Response, StatusCode, header};
use serde_json::{Value, json};
use tests::{Corp, ErrorKind, SERVICE, World};

use crate::login_page::{browser, scan};

pub(super) const HOSTS: &str = "services/HostSvc";
const LOGIN: &str = "/acme/portal/login";

/// The server under a name of the machine's own that is not that of its public URL.
pub(super) fn company_url(world: &World) -> String {
    world.server.url.replace("127.0.0.1", "localhost")
}

pub(crate) fn location(answer: &Response) -> String {
    assert!(answer.status().is_redirection(), "{answer:?}");
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

/// A world where one company has a login host, which alone its app trusts.
pub(crate) async fn world() -> (World, Corp) {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    let url = company_url(&world);
    world.administrator().call(HOSTS, "setLoginHost", json!({ "corpId": corp.id, "url": url })).await.ok();
    trust(&world, &corp, &url).await;
    (world, corp)
}

pub(super) async fn trust(world: &World, corp: &Corp, url: &str) {
    let domains = json!({ "domains": [url.trim_start_matches("http://")] });
    world.sim.app(&world.suite, corp, "trusted-domains", domains).await;
}

async fn get(browser: &Client, url: &str) -> Response {
    browser.get(url).send().await.unwrap()
}

/// The steps of a login from its begin to WeCom's page, each of which leads on.
async fn to_wecom(world: &World, browser: &Client, begin: &str) -> String {
    let there = location(&get(browser, begin).await);
    assert!(there.starts_with(&format!("{}{LOGIN}/relay?relay=", company_url(world))), "{there}");
    location(&get(browser, &there).await)
}

#[tokio::test]
async fn a_login_goes_by_the_login_host_of_its_company_and_ends_at_the_servers_own() {
    let (world, corp) = world().await;
    let (own, company) = (&world.server.url, company_url(&world));
    let member = browser("Mozilla/5.0");
    let answer = member.post(format!("{own}{LOGIN}")).form(&[("code", "acme")]).send().await.unwrap();
    let relay = location(&answer);
    assert!(relay.starts_with(&format!("{company}{LOGIN}/relay?relay=")), "{relay}");
    let wecom = location(&get(&member, &relay).await);
    assert!(wecom.contains(&urlencoded(&format!("{company}{LOGIN}/callback"))), "{wecom}");
    let back = scan(&world, &member, &wecom, &corp.members[0]).await;
    assert!(back.starts_with(&format!("{company}{LOGIN}/callback?")), "{back}");
    let home = location(&get(&member, &back).await);
    assert!(home.starts_with(&format!("{own}{LOGIN}/callback?relay=")), "{home}");
    assert_eq!(location(&get(&member, &home).await), "/acme/portal/me");
    assert_eq!(get(&member, &format!("{own}/acme/portal/me")).await.status(), StatusCode::OK);
    for used in [&relay, &back, &home] {
        assert_eq!(get(&member, used).await.status(), StatusCode::BAD_REQUEST, "{used} is good once");
    }
}

#[tokio::test]
async fn from_the_workbench_nothing_is_pressed_on_the_way_by_the_login_host() {
    let (world, corp) = world().await;
    let member = browser("Mozilla/5.0 wxwork/4.1 MicroMessenger/7");
    world.sim.set_current_member(&corp, &corp.members[0]).await;
    let wecom = to_wecom(&world, &member, &format!("{}{LOGIN}?corpId={}", world.server.url, corp.id)).await;
    let back = location(&get(&member, &wecom).await);
    let home = location(&get(&member, &back).await);
    assert_eq!(location(&get(&member, &home).await), "/acme/portal/me");
}

#[tokio::test]
async fn each_step_counts_in_the_browser_that_began_and_at_its_own_host_alone() {
    let (world, corp) = world().await;
    let (member, stranger) = (browser("Mozilla/5.0"), browser("Mozilla/5.0"));
    let begin = format!("{}{LOGIN}?corpId={}", world.server.url, corp.id);
    // The code of the login host is none at the server's own.
    let relay = location(&get(&member, &begin).await);
    let elsewhere = relay.replace("localhost", "127.0.0.1");
    assert_eq!(get(&member, &elsewhere).await.status(), StatusCode::BAD_REQUEST);
    let wecom = location(&get(&member, &relay).await);
    let back = scan(&world, &member, &wecom, &corp.members[0]).await;
    // The answer of WeCom is nothing in another browser, nor at the server's own host.
    assert_eq!(get(&stranger, &back).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(get(&member, &back.replace("localhost", "127.0.0.1")).await.status(), StatusCode::BAD_REQUEST);
    let home = location(&get(&member, &back).await);
    assert_eq!(get(&stranger, &home).await.status(), StatusCode::BAD_REQUEST, "the stranger's browser began nothing");
    assert_eq!(location(&get(&member, &home).await), "/acme/portal/me");
    // A victim who is sent on somebody else's way logs nobody in.
    let theirs = location(&get(&stranger, &begin).await);
    let wecom = location(&get(&member, &theirs).await);
    let back = scan(&world, &member, &wecom, &corp.members[0]).await;
    let home = location(&get(&member, &back).await);
    assert_eq!(get(&browser("Mozilla/5.0"), &home).await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        get(&stranger, &home).await.status(),
        StatusCode::SEE_OTHER,
        "only one who saw the code can end it there"
    );
}

#[tokio::test]
async fn a_step_from_one_host_to_the_other_takes_a_minute_at_most() {
    let (world, corp) = world().await;
    let member = browser("Mozilla/5.0");
    let begin = format!("{}{LOGIN}?corpId={}", world.server.url, corp.id);
    let relay = location(&get(&member, &begin).await);
    world.clock.advance(Duration::from_secs(61));
    assert_eq!(get(&member, &relay).await.status(), StatusCode::BAD_REQUEST);
    let wecom = to_wecom(&world, &member, &begin).await;
    let back = scan(&world, &member, &wecom, &corp.members[0]).await;
    let home = location(&get(&member, &back).await);
    world.clock.advance(Duration::from_secs(61));
    assert_eq!(get(&member, &home).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn several_servers_take_the_steps_of_one_login() {
    let (world, corp) = world().await;
    let other = world.serve_again().await;
    let member = browser("Mozilla/5.0");
    let at_other = |url: &str| {
        let (own, others) = (world.server.url.rsplit(':').next().unwrap(), other.url.rsplit(':').next().unwrap());
        url.replacen(own, others, 1)
    };
    // Cookies do not know ports: the second server stands at another one under the same names.
    let relay = location(&get(&member, &format!("{}{LOGIN}?corpId={}", world.server.url, corp.id)).await);
    let wecom = location(&get(&member, &at_other(&relay)).await);
    let back = scan(&world, &member, &wecom, &corp.members[0]).await;
    let home = location(&get(&member, &back).await);
    assert_eq!(location(&get(&member, &at_other(&home)).await), "/acme/portal/me");
}

#[tokio::test]
async fn a_page_under_the_login_host_leads_to_the_servers_own_with_the_company() {
    let (world, corp) = world().await;
    let (own, company) = (&world.server.url, company_url(&world));
    let member = browser("Mozilla/5.0");
    let led = async |path: &str| location(&get(&member, &format!("{company}{path}")).await);
    assert_eq!(led(LOGIN).await, format!("{own}{LOGIN}?corpId={}", corp.id));
    let deep = format!("{LOGIN}?request=abc");
    assert_eq!(led(&deep).await, format!("{own}{deep}&corpId={}", corp.id));
    let named = format!("{LOGIN}?code=other");
    assert_eq!(led(&named).await, format!("{own}{named}"));
    assert_eq!(led("/acme/portal/me").await, format!("{own}/acme/portal/me"));
    assert_eq!(led("/acme/portal/oidc/authorize?x=y").await, format!("{own}/acme/portal/oidc/authorize?x=y"));
}

#[tokio::test]
async fn a_request_with_a_forged_host_begins_and_changes_nothing() {
    let (world, corp) = world().await;
    let own = &world.server.url;
    let forged = |name: &'static str, path: &str| world.http.get(format!("{own}{path}")).header(name, "evil.example");
    for path in [
        LOGIN.to_owned(),
        format!("{LOGIN}?corpId={}", corp.id),
        format!("{LOGIN}/relay?relay=x"),
        format!("{LOGIN}/callback?code=c&state=s"),
    ] {
        let answer = forged("host", &path).send().await.unwrap();
        assert_eq!(location(&answer), format!("{own}{path}"));
        assert!(!answer.headers().contains_key(header::SET_COOKIE), "{path}");
        // Nobody said that a proxy stands before the server.
        let answer = forged("x-forwarded-host", &path).send().await.unwrap();
        let headers = format!("{:?}", answer.headers());
        let seen = format!("{headers} {}", answer.text().await.unwrap());
        assert!(!seen.contains("evil.example"), "{path}: {seen}");
    }
    let issuer = forged("host", "/acme/portal/.well-known/openid-configuration").send().await.unwrap();
    let issuer: Value = issuer.json().await.unwrap();
    assert_eq!(issuer["issuer"], format!("{own}/acme/portal"));
}

#[tokio::test]
async fn a_login_host_is_set_and_taken_away_by_command_too_and_both_are_noted() {
    let world = World::start().await;
    let corp = world.authorised_corp().await;
    let url = company_url(&world);
    let said = world.command(&["host", "set", "--company", &corp.id, &url]).await;
    let redirect_uri = format!("{url}{LOGIN}/callback");
    assert!(said.contains(&redirect_uri), "{said}");
    let listed = world.folder.command_json(&["host", "list", "--json"]).await;
    let expected =
        json!({ "app": "acme.portal", "corpId": corp.id, "instance": null, "url": url, "redirectUri": redirect_uri });
    assert_eq!(listed, std::slice::from_ref(&expected));
    let by_function = world.administrator().call(HOSTS, "list", json!({})).await.ok();
    assert_eq!(by_function["loginHosts"], json!([expected]));
    let shown = world.folder.command_json(&["company", "show", &corp.id, "--json"]).await;
    assert_eq!((&shown[0]["loginHost"], &shown[0]["redirectUri"]), (&json!(url), &json!(redirect_uri)));
    assert!(world.command(&["host", "list"]).await.contains(&redirect_uri));
    world.command(&["host", "remove", "--company", &corp.id]).await;
    assert_eq!(world.folder.command_json(&["host", "list", "--json"]).await, Vec::<Value>::new());
    let audit = world.command(&["audit", "list"]).await;
    assert!(audit.contains("host set") && audit.contains("host remove"), "{audit}");
}

#[tokio::test]
async fn an_instance_has_a_login_host_for_all_its_companies_and_a_companys_own_comes_first() {
    let (world, first) = world().await;
    let second = world.sim.corp("第二家", &["乙"]).await;
    world.authorise(&world.suite, &second).await;
    let of_instance = world.server.url.replace("127.0.0.1", "instance.localhost");
    let args = json!({ "instance": "auths.QywxProxyTemp", "url": of_instance });
    world.administrator().call(HOSTS, "setLoginHost", args).await.ok();
    let member = browser("Mozilla/5.0");
    for (corp, url) in [(&first, company_url(&world)), (&second, of_instance)] {
        let answer = get(&member, &format!("{}{LOGIN}?corpId={}", world.server.url, corp.id)).await;
        assert!(location(&answer).starts_with(&format!("{url}{LOGIN}/relay?")), "{answer:?}");
    }
}

#[tokio::test]
async fn a_login_host_that_will_not_do_is_refused_with_what_would() {
    let (world, corp) = world().await;
    let other = world.sim.corp("第二家", &["乙"]).await;
    world.authorise(&world.suite, &other).await;
    let set = async |args: Value| world.administrator().call(HOSTS, "setLoginHost", args).await;
    let taken = company_url(&world);
    let own_port = world.server.url.replace("http://127.0.0.1", "https://127.0.0.1");
    let cases = [
        (
            json!({ "corpId": other.id, "url": "http://login.company.example" }),
            ErrorKind::ValueNotAllowed,
            "must be https",
        ),
        (
            json!({ "corpId": other.id, "url": "https://login.company.example/a" }),
            ErrorKind::ValueNotAllowed,
            "root of a host",
        ),
        (json!({ "corpId": other.id, "url": own_port }), ErrorKind::ValueNotAllowed, "another host name"),
        (
            json!({ "corpId": "wpNobody", "url": "https://login.company.example" }),
            ErrorKind::CorpNotAuthorised,
            "wpNobody",
        ),
        (
            json!({ "instance": "auths.Nothing", "url": "https://a.example" }),
            ErrorKind::UnknownElement,
            "auths.Nothing",
        ),
        (json!({ "url": "https://a.example" }), ErrorKind::ValueNotAllowed, "give one of them"),
        (json!({ "corpId": other.id, "url": taken }), ErrorKind::NameTaken, &corp.id),
    ];
    for (args, kind, words) in cases {
        let message = set(args).await.refused(kind);
        assert!(message.contains(words), "{message}");
    }
    set(json!({ "corpId": other.id, "url": taken, "shared": true })).await.ok();
    let allowed = json!({ "corpId": corp.id, "url": "http://login.company.example", "allowHttp": true });
    set(allowed).await.ok();
    let login = world.log_in(&corp, 0).await.ok();
    let args = json!({ "corpId": corp.id, "url": "https://a.example" });
    world.member(&login).call(HOSTS, "setLoginHost", args).await.refused(ErrorKind::AdminRequired);
}

fn urlencoded(text: &str) -> String {
    text.replace(':', "%3A").replace('/', "%2F")
}
