//! Forward auth: what a reverse proxy is told, for an app that speaks no OpenID.

use reqwest::{Method, RequestBuilder, Response, StatusCode, header};
use serde_json::json;
use tests::AppFolder;

use super::relying_party::{RelyingParty, client};
use crate::login_page::browser;

const HOST: &str = "wiki.localhost";
const SESSION: &str = "wecom_login_forward_session_acme.portal.wiki";

/// A world whose proxy, on this machine, stands before a wiki.
async fn world_with(change: impl FnOnce(&mut AppFolder)) -> RelyingParty {
    RelyingParty::with(|folder| {
        folder.set("server.trusted_proxies", "[\"127.0.0.1\"]");
        let wiki = json!({
            "clientId": "wiki", "trusted": true, "allowHttp": true,
            "redirectUris": [
                "http://wiki.localhost/.wecom-login/callback", "http://apps.localhost/wiki/.wecom-login/callback",
                "http://apps.localhost/blog/.wecom-login/callback",
            ],
        });
        client(folder, "Wiki", &wiki);
        let other = json!({
            "clientId": "other", "trusted": true, "allowHttp": true, "allowedCorps": ["wpOther"],
            "redirectUris": ["http://apps.localhost/other/.wecom-login/callback"],
        });
        client(folder, "Other", &other);
        change(folder);
    })
    .await
}

async fn world() -> RelyingParty {
    world_with(|_| {}).await
}

/// Where an answer leads.
pub(super) fn location(answer: &Response) -> String {
    assert!(answer.headers().contains_key(header::LOCATION), "{answer:?}");
    answer.headers()[header::LOCATION].to_str().unwrap().to_owned()
}

/// A proxy that passes answers on asks about a page.
fn about(app: &RelyingParty, host: &str, uri: &str) -> RequestBuilder {
    let client = if uri.starts_with("/other/") { "other" } else { "wiki" };
    about_as(app, &format!("?client={client}"), host, uri)
}

/// A proxy asks about a page, with this query.
fn about_as(app: &RelyingParty, query: &str, host: &str, uri: &str) -> RequestBuilder {
    let request = app.world.http.get(format!("{}/forward-auth{query}", app.issuer()));
    let request = request.header("x-forwarded-proto", "http").header("x-forwarded-host", host);
    request.header("x-forwarded-uri", uri).header(header::ACCEPT, "text/html")
}

fn cookies(answer: &Response) -> String {
    let set = answer.headers().get_all(header::SET_COOKIE).iter();
    let pairs = set.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned());
    pairs.filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("; ")
}

fn path_of(url: &str, host: &str) -> String {
    url.strip_prefix(&format!("http://{host}")).unwrap_or_else(|| panic!("{url} is not at {host}")).to_owned()
}

/// Walks from a page of the app to the answer that gives the session's cookie.
async fn walk(app: &RelyingParty, host: &str, page: &str) -> Response {
    walk_as(app, host, page, 0).await
}

/// Walks as another member.
async fn walk_as(app: &RelyingParty, host: &str, page: &str, member: usize) -> Response {
    let led = about(app, host, page).send().await.unwrap();
    assert_eq!(led.status(), StatusCode::FOUND);
    let login = about(app, host, &path_of(&location(&led), host)).send().await.unwrap();
    let attempt = cookies(&login);
    let authorize = location(&login);
    assert!(authorize.starts_with(&app.endpoint("authorize")), "{authorize}");
    let authorize = format!("{authorize}&login_hint={}", app.corp.id);
    let back = app.go_on(app.browser.get(authorize).send().await.unwrap(), member).await;
    let callback = path_of(&location(&back), host);
    about(app, host, &callback).header(header::COOKIE, attempt).send().await.unwrap()
}

/// The session's cookie of the wiki.
async fn signed_in(app: &RelyingParty) -> String {
    let entered = walk(app, HOST, "/page?x=1&y=%20").await;
    assert_eq!(location(&entered), format!("http://{HOST}/page?x=1&y=%20"));
    let cookies = cookies(&entered);
    assert!(cookies.starts_with(SESSION), "{cookies}");
    cookies
}

async fn ask(app: &RelyingParty, cookie: &str) -> Response {
    about(app, HOST, "/page").header(header::COOKIE, cookie).send().await.unwrap()
}

#[tokio::test]
async fn a_member_comes_back_to_the_page_and_the_app_is_told_who_it_is() {
    let app = world().await;
    let cookie = signed_in(&app).await;
    let told = ask(&app, &cookie).await;
    assert_eq!(told.status(), StatusCode::OK);
    let header = |name: &str| told.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("x-auth-user"), format!("{}@{}", app.corp.members[0], app.corp.id));
    assert_eq!(header("x-auth-corp-id"), app.corp.id);
    assert!(!header("x-auth-sub").is_empty() && header("x-auth-name").is_ascii(), "{told:?}");
    assert!(told.headers().contains_key("x-auth-groups"), "a header that is empty overwrites a client's own");
    assert!(header("x-auth-email").ends_with(".wecom.invalid"));
}

#[tokio::test]
async fn a_page_is_led_to_the_login_and_a_program_is_told() {
    let app = world().await;
    let page = about(&app, HOST, "/a").send().await.unwrap();
    assert_eq!(location(&page), format!("http://{HOST}/.wecom-login/login?to=%2Fa"));
    let fetch = about(&app, HOST, "/a").header("sec-fetch-mode", "cors").header("sec-fetch-site", "cross-site");
    let fetch = fetch.header(header::ORIGIN, "https://evil.example").send().await.unwrap();
    assert_eq!(fetch.status(), StatusCode::UNAUTHORIZED);
    assert!(!fetch.headers().contains_key(header::LOCATION));
    // A form that comes after the end of the session leads back to the begin.
    let posted = about(&app, HOST, "/save").header("x-forwarded-method", "POST").send().await.unwrap();
    assert_eq!(location(&posted), format!("http://{HOST}/.wecom-login/login?to=%2F"));
    let head = about(&app, HOST, "/a").header("x-forwarded-method", "HEAD").send().await.unwrap();
    assert_eq!(head.status(), StatusCode::FOUND);
    for method in [Method::HEAD, Method::POST, Method::OPTIONS] {
        let request = app.world.http.request(method.clone(), format!("{}/forward-auth?client=wiki", app.issuer()));
        let answer = request.header("x-original-url", format!("http://{HOST}/a")).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{method}");
    }
    let nginx =
        app.world.http.get(format!("{}/forward-auth?client=wiki", app.issuer())).header(header::ACCEPT, "text/html");
    let nginx = nginx.header("x-original-url", format!("http://{HOST}/a")).send().await.unwrap();
    assert_eq!(nginx.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(nginx.headers()[header::LOCATION], format!("http://{HOST}/.wecom-login/login?to=%2Fa"));
}

#[tokio::test]
async fn the_end_of_a_session_and_a_disabled_user_count_at_once() {
    let app = world().await;
    let cookie = signed_in(&app).await;
    app.world.command(&["session", "end", "--corp", &app.corp.id]).await;
    assert_eq!(ask(&app, &cookie).await.status(), StatusCode::FOUND, "the session ended");
    let app = world().await;
    let cookie = signed_in(&app).await;
    let user = ask(&app, &cookie).await.headers()["x-auth-sub"].to_str().unwrap().to_owned();
    app.world.command(&["user", "disable", &user]).await;
    assert_eq!(ask(&app, &cookie).await.status(), StatusCode::FOUND, "the user is disabled");
}

#[tokio::test]
async fn a_member_whom_the_app_does_not_admit_is_refused() {
    let app = world().await;
    let refused = walk(&app, "apps.localhost", "/other/page").await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN, "{refused:?}");
    assert!(cookies(&refused).is_empty());
}

#[tokio::test]
async fn a_cookie_is_good_for_its_own_app_and_browser_alone() {
    let app = world().await;
    let cookie = signed_in(&app).await;
    let elsewhere = about(&app, "apps.localhost", "/wiki/").header(header::COOKIE, &cookie).send().await.unwrap();
    assert_eq!(elsewhere.status(), StatusCode::FOUND, "another site of the same client");
    let entered = walk(&app, "apps.localhost", "/wiki/a").await;
    assert_eq!(location(&entered), "http://apps.localhost/wiki/a", "below a path");
    // An answer in a browser that did not ask.
    let login = about(&app, HOST, "/.wecom-login/login?to=%2F").send().await.unwrap();
    let back = app.go_on(app.browser.get(location(&login)).send().await.unwrap(), 0).await;
    let callback = path_of(&location(&back), HOST);
    for cookie in ["", "wecom_login_forward_attempt_acme.portal.wiki=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
        let answer = about(&app, HOST, &callback).header(header::COOKIE, cookie).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    }
    let entered = about(&app, HOST, &callback).header(header::COOKIE, cookies(&login)).send().await.unwrap();
    assert_eq!(entered.status(), StatusCode::FOUND);
    let again = about(&app, HOST, &callback).header(header::COOKIE, cookies(&login)).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::BAD_REQUEST, "a code is good once");
}

#[tokio::test]
async fn nothing_leads_to_an_address_that_no_client_registered() {
    let app = world().await;
    let unknown = about(&app, "evil.localhost", "/").send().await.unwrap();
    assert_eq!(unknown.status(), StatusCode::FORBIDDEN);
    for to in ["//evil.example/", "https://evil.example/", "/\\evil.example", "/.wecom-login/logout", "@evil.example"] {
        let to: String = url::form_urlencoded::byte_serialize(to.as_bytes()).collect();
        let login = about(&app, HOST, &format!("/.wecom-login/login?to={to}")).send().await.unwrap();
        let back = app
            .go_on(app.browser.get(format!("{}&login_hint={}", location(&login), app.corp.id)).send().await.unwrap(), 0)
            .await;
        let callback = path_of(&location(&back), HOST);
        let entered = about(&app, HOST, &callback).header(header::COOKIE, cookies(&login)).send().await.unwrap();
        assert!(location(&entered).starts_with(&format!("http://{HOST}/")), "{to}: {entered:?}");
    }
    let logout = about(&app, HOST, "/.wecom-login/logout").send().await.unwrap();
    assert_eq!(location(&logout), format!("{}?client_id=wiki", app.endpoint("end_session")));
}

#[tokio::test]
async fn headers_count_from_trusted_proxies_alone_and_when_they_agree() {
    let app = RelyingParty::start().await;
    let untrusted = about(&app, HOST, "/").send().await.unwrap();
    assert_eq!(untrusted.status(), StatusCode::FORBIDDEN);
    assert!(untrusted.text().await.unwrap().contains("server.trusted_proxies"));
    let app = world().await;
    let both = about(&app, HOST, "/").header("x-original-url", "http://wiki.localhost/").send().await.unwrap();
    assert_eq!(both.status(), StatusCode::BAD_REQUEST);
    let pinned = app.world.http.get(format!("{}/forward-auth?client=other", app.issuer()));
    let pinned = pinned.header("x-original-url", "http://apps.localhost/wiki/").send().await.unwrap();
    assert_eq!(pinned.status(), StatusCode::FORBIDDEN, "the wiki is another client's");
}

#[tokio::test]
async fn where_several_clients_are_behind_proxies_a_proxy_names_its_own() {
    let app = world().await;
    for query in ["", "?client=wiki&client=other", "?client"] {
        let refused = about_as(&app, query, HOST, "/page").send().await.unwrap();
        let status = refused.status();
        let said = refused.text().await.unwrap();
        assert!(status.is_client_error() && said.contains("client"), "{query}: {status} {said}");
    }
    let unnamed = about_as(&app, "", HOST, "/page").send().await.unwrap();
    assert!(unnamed.text().await.unwrap().contains("forward-auth?client=<clientId>"));
    let only = RelyingParty::with(|folder| {
        folder.set("server.trusted_proxies", "[\"127.0.0.1\"]");
        let uri = "http://wiki.localhost/.wecom-login/callback";
        client(folder, "Wiki", &json!({ "clientId": "wiki", "allowHttp": true, "redirectUris": [uri] }));
    })
    .await;
    let unnamed = about_as(&only, "", HOST, "/page").send().await.unwrap();
    assert_eq!(unnamed.status(), StatusCode::FOUND, "there is no other one");
}

#[tokio::test]
async fn an_app_is_told_no_cookie_of_the_server() {
    let app = world().await;
    let cookie = signed_in(&app).await;
    let all = format!("theme=dark; {cookie}; wecom_login_session=x; lang=zh; __Host-wecom_login_attempt_acme.portal=y");
    let told = ask(&app, &all).await;
    assert_eq!(told.headers()[header::COOKIE], "theme=dark; lang=zh");
    assert_eq!(ask(&app, &cookie).await.headers()[header::COOKIE], "", "what the proxy copies is there, if empty");
}

#[tokio::test]
async fn the_cookies_of_two_members_in_one_browser_are_nobodys() {
    let mut app = world().await;
    let own = signed_in(&app).await;
    app.browser = browser("Mozilla/5.0");
    let planted = cookies(&walk_as(&app, HOST, "/", 1).await);
    for both in [format!("{own}; {planted}"), format!("{planted}; {own}")] {
        let refused = ask(&app, &both).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST);
        assert!(refused.text().await.unwrap().contains("two people"));
    }
    let ended = format!("{SESSION}=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA; {own}");
    assert_eq!(ask(&app, &ended).await.status(), StatusCode::OK, "one that is nobody's counts for nothing");
}

#[tokio::test]
async fn apps_below_paths_of_one_host_have_a_login_each() {
    let app = world().await;
    let host = "apps.localhost";
    let (wiki, blog) = (walk(&app, host, "/wiki/a").await, walk(&app, host, "/blog/b").await);
    let both = format!("{}; {}", cookies(&wiki), cookies(&blog));
    for page in ["/wiki/a", "/blog/b"] {
        let told = about(&app, host, page).header(header::COOKIE, &both).send().await.unwrap();
        assert_eq!(told.status(), StatusCode::OK, "{page}: {both}");
    }
    let (wiki, blog) = (cookies(&wiki), cookies(&blog));
    assert_ne!(wiki.split('=').next(), blog.split('=').next(), "or one would take the place of the other");
}
