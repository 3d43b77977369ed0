//! Headers and paths that browsers send of themselves: cookies, hosts, queries, slashes, methods.

use std::collections::BTreeMap;

use reqwest::{Client, Method, Response, StatusCode, header, header::HeaderValue};
use serde_json::{Value, json};
use tests::{Answer, Corp, SERVICE, World};

/// The host of a public URL that is not the address the server is reached at.
const HOST: &str = "login.test";

/// A browser that shows its cookies and may be given any: the name of the host, and the cookies it has.
struct Browser<'a> {
    world: &'a World,
    host: String,
    cookies: BTreeMap<String, Vec<u8>>,
}

impl<'a> Browser<'a> {
    fn new(world: &'a World, host: &str) -> Self {
        Self { world, host: host.to_owned(), cookies: BTreeMap::new() }
    }

    async fn send(&mut self, method: Method, path: &str, form: Option<&[(&str, &str)]>) -> Response {
        let cookies: Vec<Vec<u8>> =
            self.cookies.iter().map(|(name, value)| [name.as_bytes(), b"=", value].concat()).collect();
        let request = self.world.http.request(method, format!("{}{path}", self.world.server.url));
        let request = request.header(header::HOST, &self.host);
        let request = request.header(header::COOKIE, HeaderValue::from_bytes(&cookies.join(&b"; "[..])).unwrap());
        let request = form.into_iter().fold(request, reqwest::RequestBuilder::form);
        let answer = request.send().await.unwrap();
        for cookie in set_cookies(&answer) {
            let (name, value) = cookie.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.as_bytes().to_vec());
        }
        answer
    }

    async fn get(&mut self, path: &str) -> Response {
        self.send(Method::GET, path, None).await
    }

    /// Types the organisation code; answers the `state` of the login that has begun.
    async fn begin(&mut self) -> String {
        let answer = self.send(Method::POST, "/acme/portal/login", Some(&[("code", "acme")])).await;
        let url = location(&answer);
        url.split("state=").nth(1).unwrap().split(['&', '#']).next().unwrap().to_owned()
    }

    /// Comes back from WeCom as a member.
    async fn come_back(&mut self, corp: &Corp, state: &str) -> Response {
        let code = self.world.sim.oauth_code(&self.world.suite, corp, &corp.members[0]).await;
        self.get(&format!("/acme/portal/login/callback?code={code}&state={state}")).await
    }

    async fn is_signed_in(&mut self) -> bool {
        self.get("/acme/portal/me").await.status() == StatusCode::OK
    }
}

fn set_cookies(answer: &Response) -> Vec<String> {
    let cookies = answer.headers().get_all(header::SET_COOKIE).iter();
    cookies.map(|cookie| cookie.to_str().unwrap().to_owned()).collect()
}

fn location(answer: &Response) -> String {
    assert!(answer.status().is_redirection(), "expected a redirect, got {}", answer.status());
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

/// A world whose public URL has this scheme, with a company that has the organisation code `acme`.
async fn world_at(scheme: &str) -> (World, Corp) {
    let world = World::start_with(|folder| {
        folder.set("server.public_url", &format!("\"{scheme}://{HOST}\""));
    })
    .await;
    let corp = world.sim.corp("测试企业", &["张三"]).await;
    let path = format!("templates/{}/authorize", world.suite.id);
    world.sim.post(&path, json!({ "corpId": corp.id, "trustedDomains": [HOST] })).await;
    world.settled().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": "acme" })).await.ok();
    (world, corp)
}

#[tokio::test]
async fn with_an_https_public_url_cookies_belong_to_this_host_alone_and_name_the_app() {
    let (world, corp) = world_at("https").await;
    let mut browser = Browser::new(&world, HOST);
    let state = browser.begin().await;
    let answer = browser.come_back(&corp, &state).await;
    assert_eq!(location(&answer), "/acme/portal/me");
    let by_http = World::start().await;
    for (world, is_https) in [(&world, true), (&by_http, false)] {
        for path in ["/acme/portal/login", "/healthz", "/no/such/page"] {
            let answer = Browser::new(world, HOST).get(path).await;
            let says = answer.headers().get(header::STRICT_TRANSPORT_SECURITY).map(|it| it.to_str().unwrap());
            assert_eq!(says, is_https.then_some("max-age=31536000"), "{path}");
        }
    }
    for cookie in set_cookies(&answer) {
        assert!(cookie.starts_with("__Host-wecom_login_") && cookie.contains("_acme.portal="), "{cookie}");
        let attributes = ["; Secure", "; Path=/;", "; HttpOnly", "; SameSite=Lax"];
        assert!(attributes.iter().all(|attribute| format!("{cookie};").contains(attribute)), "{cookie}");
        assert!(!cookie.contains("Domain"), "{cookie}");
    }
    assert!(browser.is_signed_in().await);
    let session = browser.cookies.remove("__Host-wecom_login_session_acme.portal").unwrap();
    browser.cookies.insert("wecom_login_session".to_owned(), session);
    assert!(!browser.is_signed_in().await, "a cookie that another host of the domain can set is nobody's");
}

#[tokio::test]
async fn a_login_cookie_that_the_server_did_not_make_is_replaced_and_binds_nothing() {
    for (scheme, name) in [("http", "wecom_login_attempt"), ("https", "__Host-wecom_login_attempt_acme.portal")] {
        let (world, corp) = world_at(scheme).await;
        let planted = "A".repeat(43);
        let mut browser = Browser::new(&world, HOST);
        browser.cookies.insert(name.to_owned(), planted.clone().into_bytes());
        let state = browser.begin().await;
        let given = browser.cookies[name].clone();
        assert_ne!(given, planted.as_bytes(), "{scheme}");

        let mut victim = Browser::new(&world, HOST);
        victim.cookies.insert(name.to_owned(), planted.into_bytes());
        assert_eq!(victim.come_back(&corp, &state).await.status(), StatusCode::BAD_REQUEST, "{scheme}");
        assert_eq!(location(&browser.come_back(&corp, &state).await), "/acme/portal/me", "{scheme}");
        browser.begin().await;
        assert_eq!(browser.cookies[name], given, "{scheme}: two tabs share the cookie that the server made");
    }
}

#[tokio::test]
async fn a_cookie_that_is_no_utf8_makes_no_other_unreadable_and_who_logs_out_is_out() {
    let (world, corp) = world_at("http").await;
    let mut browser = Browser::new(&world, HOST);
    // Another site of the domain set it: 中国 in GBK. Its name sorts before ours, another one behind.
    browser.cookies.insert("area".to_owned(), b"\xd6\xd0\xb9\xfa".to_vec());
    browser.cookies.insert("zone".to_owned(), b"\xd6\xd0\xb9\xfa".to_vec());
    let state = browser.begin().await;
    assert_eq!(location(&browser.come_back(&corp, &state).await), "/acme/portal/me");
    assert!(browser.is_signed_in().await);
    let session = browser.cookies["wecom_login_session"].clone();
    let out = browser.send(Method::POST, "/acme/portal/logout", None).await;
    assert_eq!(location(&out), "/acme/portal/login");
    browser.cookies = BTreeMap::from([("wecom_login_session".to_owned(), session)]);
    assert!(!browser.is_signed_in().await, "the session lives on");
}

#[tokio::test]
async fn who_logs_out_is_out_however_many_cookies_were_planted_before_the_session() {
    let (world, corp) = world_at("http").await;
    let mut browser = Browser::new(&world, HOST);
    let state = browser.begin().await;
    browser.come_back(&corp, &state).await;
    let session = browser.cookies["wecom_login_session"].clone();
    let planted = b"x; wecom_login_session=".repeat(50);
    browser.cookies.insert("wecom_login_session".to_owned(), [planted, session.clone()].concat());
    let out = browser.send(Method::POST, "/acme/portal/logout", None).await;
    assert_eq!(location(&out), "/acme/portal/login");
    browser.cookies = BTreeMap::from([("wecom_login_session".to_owned(), session)]);
    assert!(!browser.is_signed_in().await, "the session lives on");
}

#[tokio::test]
async fn a_page_under_another_host_is_led_to_the_public_url_before_anything_begins() {
    let (world, corp) = world_at("http").await;
    let mut browser = Browser::new(&world, "localhost");
    for path in ["/", "/acme/portal", "/acme/portal/me", "/acme/portal/login/callback?code=1&state=2"] {
        let answer = browser.get(path).await;
        assert_eq!(
            (answer.status(), location(&answer)),
            (StatusCode::TEMPORARY_REDIRECT, format!("http://{HOST}{path}"))
        );
    }
    let entry = format!("/acme/portal/login?corpId={}", corp.id);
    let answer = browser.get(&entry).await;
    assert_eq!(location(&answer), format!("http://{HOST}{entry}"), "the company is kept");
    let form = browser.send(Method::POST, "/acme/portal/login", Some(&[("code", "acme")])).await;
    assert_eq!((form.status(), location(&form)), (StatusCode::SEE_OTHER, format!("http://{HOST}/acme/portal/login")));
    let head = browser.send(Method::HEAD, &entry, None).await;
    assert_eq!((head.status(), location(&head)), (StatusCode::TEMPORARY_REDIRECT, format!("http://{HOST}{entry}")));
    assert!(browser.cookies.is_empty(), "something has begun: {:?}", browser.cookies);
    // WeCom's callbacks came by the server's address, which is not its public one either.
    assert!(world.records().await.iter().any(|record| record["eventType"] == "create_auth"));
    for path in ["/healthz", "/.well-known/jwks.json", "/api/acme/portal/auths/QywxProxyTemp/getLoginConfig"] {
        assert_eq!(browser.get(path).await.status(), StatusCode::OK, "{path}: programs have names of their own for it");
    }
    for host in ["LOGIN.test", "login.test:8080", "login.test."] {
        assert_eq!(Browser::new(&world, host).get("/acme/portal/login").await.status(), StatusCode::OK, "{host}");
    }
}

#[tokio::test]
async fn the_host_that_a_proxy_names_is_believed_of_trusted_ones() {
    for (trusted, status) in [("[]", StatusCode::TEMPORARY_REDIRECT), ("[\"::ffff:127.0.0.0/104\"]", StatusCode::OK)] {
        let world = World::start_with(|folder| {
            folder.set("server.public_url", &format!("\"https://{HOST}\"")).set("server.trusted_proxies", trusted);
        })
        .await;
        let page = world.http.get(format!("{}/acme/portal/login", world.server.url)).header("x-forwarded-host", HOST);
        assert_eq!(page.send().await.unwrap().status(), status, "{trusted}");
    }
}

#[tokio::test]
async fn every_way_back_keeps_the_company() {
    let (world, corp) = world_at("http").await;
    let link = format!("/acme/portal/login?corpId={}", corp.id);
    let starts_over = |page: &str| page.contains(&format!("href=\"{link}\""));
    let mut browser = Browser::new(&world, HOST);
    let state = browser.begin().await;
    let cancelled = format!("/acme/portal/login/callback?state={state}");
    let page = browser.get(&cancelled).await.text().await.unwrap();
    assert!(page.contains("已取消") && starts_over(&page), "{page}");
    let page = browser.get(&cancelled).await.text().await.unwrap();
    assert!(page.contains("这个登录链接已经用过") && starts_over(&page), "the address was loaded again: {page}");
    let page = browser.get("/acme/portal/login").await.text().await.unwrap();
    assert!(starts_over(&page), "whoever was signed in once needs no code: {page}");
    let page = Browser::new(&world, HOST).get("/acme/portal/login").await.text().await.unwrap();
    assert!(!page.contains("corpId"), "nothing is known of this browser: {page}");

    let state = browser.begin().await;
    let code = world.sim.outsider_code(&world.suite, &corp).await;
    let page = browser.get(&format!("/acme/portal/login/callback?code={code}&state={state}")).await;
    assert!(starts_over(&page.text().await.unwrap()), "a refused login");
    let page = browser.get("/acme/portal/login?corpId=wpNobody").await.text().await.unwrap();
    assert!(page.contains("href=\"/acme/portal/login?corpId=wpNobody\""), "the company of the address counts: {page}");
}

#[tokio::test]
async fn too_many_requests_lead_back_to_the_company_and_never_to_another_host() {
    let world = World::start_with(|folder| {
        folder.set("limits.requests_per_minute_per_address", "1");
    })
    .await;
    let get = async |path: &str| world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
    get("/acme/portal/login").await;
    for (path, link) in [
        ("/acme/portal/login?corpId=wp1", Some("href=\"/acme/portal/login?corpId=wp1\"")),
        ("/acme/portal/me", Some("href=\"/acme/portal/login\"")),
        ("/%5Cevil.example/x/login", None),
        ("/no/such/login", None),
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status(), StatusCode::TOO_MANY_REQUESTS, "{path}");
        let page = answer.text().await.unwrap();
        assert_eq!(page.contains("class=\"button\""), link.is_some(), "{path}: {page}");
        let leads_away = page.split("href=").skip(1).any(|to| to.starts_with("\"/%5C") || to.starts_with("\"/\\"));
        assert!(link.is_none_or(|link| page.contains(link)) && !leads_away, "{path}: {page}");
    }
    let out = world.http.post(format!("{}/%5Cevil.example/x/logout", world.server.url)).send().await.unwrap();
    assert!(!out.headers().contains_key(header::LOCATION), "{out:?}");
}

#[tokio::test]
async fn a_parameter_that_stands_twice_is_named_on_a_page_of_ours() {
    let world = World::start().await;
    for path in ["/acme/portal/login?code=1&code=2", "/acme/portal/login/callback?state=a&state=b&code=1"] {
        let answer = world.http.get(format!("{}{path}", world.server.url)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{path}");
        let page = answer.text().await.unwrap();
        let name = if path.contains("state") { "state" } else { "code" };
        assert!(page.contains(&format!("地址中的参数 {name} 出现了不止一次。")), "{page}");
    }
    let url = format!("{}/api/acme/portal/{SERVICE}/getLoginConfigByCode?code=1&code=2", world.server.url);
    let answer: Value = world.http.get(url).send().await.unwrap().json().await.unwrap();
    assert!(answer["errmsg"].as_str().unwrap().contains("argument `code`"), "{answer}");
}

#[tokio::test]
async fn a_slash_at_the_end_and_a_head_are_answered_as_the_page_is_and_spend_no_login() {
    let (world, corp) = world_at("http").await;
    let mut browser = Browser::new(&world, HOST);
    for path in ["/acme/portal", "/acme/portal/login", "/healthz", "/docs", "/assets/style.css"] {
        let expected = browser.get(path).await.status();
        assert_eq!(browser.get(&format!("{path}/")).await.status(), expected, "{path}/");
        assert_eq!(browser.send(Method::HEAD, path, None).await.status(), expected, "HEAD {path}");
    }
    assert_eq!(browser.send(Method::HEAD, "/no/such/login", None).await.status(), StatusCode::NOT_FOUND);
    let state = browser.begin().await;
    let back = format!("/acme/portal/login/callback?code=1&state={state}");
    assert_eq!(browser.send(Method::HEAD, &back, None).await.status(), StatusCode::OK);
    let entry = format!("/acme/portal/login?corpId={}", corp.id);
    assert_eq!(browser.send(Method::HEAD, &entry, None).await.status(), StatusCode::OK);
    assert_eq!(location(&browser.come_back(&corp, &state).await), "/acme/portal/me", "a link scanner spent the login");
    assert_eq!(browser.send(Method::HEAD, "/acme/portal/me/", None).await.status(), StatusCode::OK);
    let form = browser.send(Method::POST, "/acme/portal/login/", Some(&[("code", "acme")])).await;
    assert!(location(&form).contains("state="));
    assert_eq!(location(&browser.send(Method::POST, "/acme/portal/logout/", None).await), "/acme/portal/login");
}

#[tokio::test]
async fn a_mark_before_the_body_and_any_letters_of_the_scheme_are_taken() {
    let (world, corp) = world_at("http").await;
    let url = format!("{}/api/acme/portal/{SERVICE}/setCode", world.server.url);
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR "] {
        let body = format!("\u{feff}{}", json!({ "corpId": corp.id, "code": "acme" }));
        let request =
            Client::new().post(&url).header(header::AUTHORIZATION, format!("{scheme} {}", world.admin_token()));
        let answer = Answer::read(request.body(body).send().await.unwrap()).await;
        assert!(answer.is_ok(), "{scheme}: {answer:?}");
    }
}
