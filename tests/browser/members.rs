//! The pages as members use them: their language, their phone, their account, their apps.

use serde_json::json;
use tests::{SERVICE, World};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
};

use crate::{
    browser::{Browser, Device, PHONE, WECHAT},
    site::{CODE, LOGIN, ME, QR_PAGE, Site},
};

/// The number of a refusal, as the clipboard would get it.
const COPIED: &str = "return [getSelection().toString(), document.querySelector('[data-copy]').textContent]";

#[tokio::test]
async fn the_switch_in_the_foot_changes_the_language_and_the_page_stays() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    browser.goto(&site.url(&format!("{LOGIN}?code={CODE}"))).await;
    browser.click("footer button[value=en]").await;
    browser.shows("Organisation code").await;
    assert_eq!(browser.run("return document.documentElement.lang").await, "en");
    assert_eq!(browser.url().await.query(), Some(&*format!("code={CODE}")));
    assert_eq!(browser.run("return document.querySelector('#code').value").await, CODE);
    // The choice holds on the way through WeCom and back, where a refusal is in it too.
    browser.click("main button[type=submit]").await;
    browser.arrive(QR_PAGE).await;
    browser.click("a[data-choice=refuse]").await;
    browser.shows("You cancelled the sign-in.").await;
    browser.click("footer button[value=zh-CN]").await;
    browser.shows("组织代号").await;
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[tokio::test]
async fn a_refusal_has_one_button_and_a_number_to_copy_which_the_log_has() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    site.to_qr_page(&browser).await;
    browser.click("a[data-choice=outsider]").await;
    browser.shows("你不是该企业的成员，无法登录。").await;
    assert_eq!(browser.run("return document.querySelectorAll('main .button, main button:not(.text)').length").await, 1);
    browser.click("[data-copy]").await;
    browser.shows("已复制").await;
    let copied = browser.run(COPIED).await;
    let id = copied[0].as_str().unwrap();
    assert!(id.len() == 32 && tests::captured_logs().contains(id), "{copied}");
}

#[tokio::test]
async fn who_is_signed_in_goes_on_at_once_and_another_account_may_come_in() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    site.to_qr_page(&browser).await;
    site.scan(&browser, 0).await;
    browser.goto(&site.url(LOGIN)).await;
    browser.arrive(ME).await;
    browser.labelled("button", "换一个账号").await.click().await.unwrap();
    browser.arrive(LOGIN).await;
    browser.click("ul.companies a").await;
    browser.arrive(QR_PAGE).await;
    site.scan(&browser, 1).await;
    browser.click("details summary").await;
    browser.shows(&site.corp.members[1]).await;
}

#[tokio::test]
async fn signing_out_everywhere_ends_the_session_of_the_other_device() {
    let site = Site::start().await;
    let (phone, desk) = (Browser::open(Device::Wecom).await, Browser::open(Device::Desk).await);
    site.world.sim.post("current-member", json!({ "userid": site.corp.members[0] })).await;
    phone.goto(&site.url(&format!("{LOGIN}?corpId={}", site.corp.id))).await;
    phone.arrive(ME).await;
    site.to_qr_page(&desk).await;
    site.scan(&desk, 0).await;
    desk.labelled("button", "退出所有设备").await.click().await.unwrap();
    desk.arrive(LOGIN).await;
    phone.goto(&site.url(ME)).await;
    phone.arrive(LOGIN).await;
}

#[tokio::test]
async fn a_phones_browser_opens_wecom_and_wechat_says_what_to_do() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Phone).await);
    browser.speak("zh-CN", Some(PHONE)).await;
    browser.goto(&site.url(LOGIN)).await;
    let way = browser.labelled("a", "打开企业微信").await;
    assert_eq!(way.attr("href").await.unwrap().as_deref(), Some("wxwork://"));
    assert!(!browser.element("#code").await.is_displayed().await.unwrap(), "a code is of no use on the same phone");
    browser.click("details summary").await;
    site.type_code(&browser).await;

    browser.speak("zh-CN", Some(WECHAT)).await;
    browser.goto(&site.url(LOGIN)).await;
    browser.shows("请换到企业微信").await;
    browser.click("[data-copy]").await;
    browser.shows("已复制").await;
    assert_eq!(browser.run(COPIED).await[0], site.url(LOGIN));
}

/// Stands for the place of WeCom's script: nothing is there at first, then the script.
async fn serve_script(listener: TcpListener, sdk: String) {
    for script in std::iter::once(String::new()).chain(std::iter::repeat(sdk)) {
        let (mut peer, _) = listener.accept().await.unwrap();
        let mut asked = [0; 4096];
        let _ = peer.read(&mut asked).await;
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/javascript\r\nConnection: close\r\n";
        let _ = peer.write_all(format!("{head}Content-Length: {}\r\n\r\n{script}", script.len()).as_bytes()).await;
    }
}

#[tokio::test]
async fn wecoms_panel_shows_the_code_in_the_page_and_its_scan_comes_back_and_without_its_script_a_link_leads_on() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let script = format!("http://{}/sdk.js", listener.local_addr().unwrap());
    let world = World::start_with(|folder| {
        let look = json!({ "qrPanel": true, "qrPanelScript": script });
        folder.write("acme.portal/pages/Look/e.json", &json!({ "title": "Look", "type": "pages.LookType" }));
        folder.write("acme.portal/pages/Look/Look.json", &look);
    })
    .await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": CODE })).await.ok();
    let (site, browser) = (Site { world, corp }, Browser::open(Device::Desk).await);
    let come = async || {
        browser.goto(&site.url(LOGIN)).await;
        browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })").await;
        browser.element("#code").await.send_keys(CODE).await.unwrap();
        browser.click("form:has(#code) button").await;
        browser.shows("扫码登录").await;
    };
    let scanned = site.world.sim.oauth_code(&site.world.suite, &site.corp, &site.corp.members[0]).await;
    let sdk = format!(
        "window.ww = {{ createWWLoginPanel({{ el, params, onLoginSuccess }}) {{
            const scan = document.createElement('button');
            scan.id = 'scan';
            scan.textContent = `${{params.login_type}} ${{params.appid}} ${{params.redirect_type}}`;
            scan.onclick = () => onLoginSuccess({{ code: '{scanned}' }});
            el.append(scan);
        }} }};"
    );
    let visit = async {
        come().await;
        assert!(browser.text().await.contains("测试企业"), "{}", browser.text().await);
        browser.labelled("a", "在企业微信的页面扫码").await.click().await.unwrap();
        browser.arrive(QR_PAGE).await;
        come().await;
        assert!(browser.element("#scan").await.text().await.unwrap().starts_with("CorpApp wp"));
        browser.click("#scan").await;
        browser.arrive(ME).await;
        let policies = browser.complaints().await;
        assert!(policies.iter().all(|one| !one.contains("Content Security Policy")), "{policies:#?}");
    };
    tokio::select! {
        () = visit => {}
        () = serve_script(listener, sdk) => unreachable!("the script is served on"),
    }
}
