//! Other sites can neither use up a visitor's limits, nor log anybody out, nor plant a cookie.

use serde_json::{Value, json};
use tests::{SERVICE, World};
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::{
    browser::{Browser, Device},
    site::{CODE, LOGIN, ME, QR_PAGE, Site},
};

/// Sends guesses, and a log-out, as any page can without asking first; answers when all are sent.
const ATTACK: &str = "
    const send = (path, body) => fetch(arguments0 + path, { method: 'POST', mode: 'no-cors', credentials: 'include', body });
    const guesses = Array.from({ length: 70 }, () => send('/api/acme/portal/' + arguments1 + '/getLoginConfigByCode',
        JSON.stringify({ code: 'guess' })));
    return Promise.allSettled([...guesses, send('/acme/portal/logout')]).then(all => all.length);";

/// Sends a form as a page can that its visitor looks at.
const FORM: &str = "
    const form = document.createElement('form');
    form.method = 'post';
    form.action = arguments0 + '/acme/portal/logout';
    document.body.append(form);
    form.submit();";

fn filled(script: &str, server: &str) -> String {
    script.replace("arguments0", &format!("{server:?}")).replace("arguments1", &format!("{SERVICE:?}"))
}

#[tokio::test]
async fn a_page_of_another_site_neither_uses_up_its_visitors_limits_nor_logs_the_visitor_out() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    site.to_qr_page(&browser).await;
    site.scan(&browser, 0).await;
    // Another origin of this site, and another site.
    for other in [site.world.sim.url.clone(), site.world.sim.url.replace("127.0.0.1", "localhost")] {
        browser.goto(&format!("{other}/_sim/")).await;
        assert_eq!(browser.run(&filled(ATTACK, &site.world.server.url)).await, json!(71), "{other}");
        site.world.nobody().call(SERVICE, "getLoginConfigByCode", json!({ "code": CODE })).await.ok();
        browser.run(&filled(FORM, &site.world.server.url)).await;
        browser.arrive("/acme/portal/logout").await;
        assert!(browser.text().await.contains("请求来自其他网站"), "{}", browser.text().await);
        browser.goto(&site.url(ME)).await;
        browser.arrive(ME).await;
    }
    browser.click("form[action$='/logout'] button").await;
    browser.arrive(LOGIN).await;
}

#[tokio::test]
async fn a_page_of_an_allowed_origin_calls_a_function_and_reads_its_answer() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    let mut manifest = site.world.folder.read("acme.portal/app.json");
    manifest["allowedOrigins"] = json!([site.world.sim.url]);
    site.world.folder.write("acme.portal/app.json", &manifest);
    let server = site.world.serve_again().await;
    let script = "return fetch(arguments0 + '/api/acme/portal/' + arguments1 + '/getLoginConfigByCode', {
        method: 'POST', headers: { 'content-type': 'application/json', authorization: 'Bearer none' },
        body: JSON.stringify({ code: 'acme' }) }).then(answer => answer.json())";
    browser.goto(&format!("{}/_sim/", site.world.sim.url)).await;
    let answer = browser.run(&filled(script, &server.url)).await;
    assert_eq!(answer["data"]["corpId"], site.corp.id.as_str(), "{answer}");
    let refused = format!("{}.catch(error => 'refused')", filled(script, &site.world.server.url));
    assert_eq!(browser.run(&refused).await, json!("refused"), "the server that does not allow it");
    server.stop().await;
}

#[tokio::test]
async fn by_https_the_cookies_are_of_this_host_alone_and_no_script_plants_one() {
    let world = World::start_with(|folder| {
        folder.set("server.public_url", "\"https://127.0.0.1\"");
    })
    .await;
    let corp = world.sim.corp("测试企业", &["张三"]).await;
    let path = format!("templates/{}/authorize", world.suite.id);
    world.sim.post(&path, json!({ "corpId": corp.id, "trustedDomains": ["127.0.0.1"] })).await;
    world.settled().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": CODE })).await.ok();
    let site = Site { world, corp };
    let browser = Browser::open(Device::Desk).await;
    browser.goto(&site.url(LOGIN)).await;
    let plant =
        "document.cookie = '__Host-wecom_login_attempt_acme.portal=' + 'A'.repeat(43) + '; path=/acme/portal/; secure';
        return document.cookie";
    assert_eq!(browser.run(plant).await, json!(""));
    site.to_qr_page(&browser).await;
    assert_eq!(browser.path().await, QR_PAGE);
    let url = browser.url().await;
    let state = url.query_pairs().find(|(name, _)| name == "state").unwrap().1.into_owned();
    let code = site.world.sim.oauth_code(&site.world.suite, &site.corp, &site.corp.members[0]).await;
    // No TLS ends in front of this server.
    browser.goto(&site.url(&format!("{LOGIN}/callback?code={code}&state={state}"))).await;
    browser.arrive(ME).await;
    let cookies = browser.cookies().await;
    let names: Vec<&str> = cookies.iter().filter_map(|cookie| cookie["name"].as_str()).collect();
    assert!(names.contains(&"__Host-wecom_login_session_acme.portal"), "{cookies:?}");
    let is_bound = |cookie: &Value| cookie["path"] == "/" && cookie["secure"] == true && cookie["httpOnly"] == true;
    assert!(cookies.iter().all(is_bound), "{cookies:?}");
}

#[tokio::test]
async fn another_sites_cookie_in_gbk_keeps_nobody_in_or_out() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    let neighbour = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = neighbour.local_addr().unwrap();
    let serve = async {
        loop {
            let (mut peer, _) = neighbour.accept().await.unwrap();
            let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\nConnection: close\r\n";
            let cookie = b"Set-Cookie: area=\xd6\xd0\xb9\xfa; Path=/\r\n\r\nok";
            let _ = peer.write_all(&[&head[..], cookie].concat()).await;
        }
    };
    let visit = async {
        browser.goto(&format!("http://{address}/")).await;
        site.to_qr_page(&browser).await;
        site.scan(&browser, 0).await;
        assert!(browser.folded_text().await.contains(&site.corp.members[0]));
        browser.click("form[action$='/logout'] button").await;
        browser.arrive(LOGIN).await;
        browser.goto(&site.url(ME)).await;
        browser.arrive(LOGIN).await;
    };
    tokio::select! {
        () = visit => {}
        () = serve => unreachable!("the neighbour serves on"),
    }
}
