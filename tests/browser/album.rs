//! Every page that a member can meet, in both languages, both themes and three widths: nothing sticks out, nothing is faint,
//! nothing is in two languages, axe-core finds nothing serious, and nothing complains. `cargo xtask screenshots` keeps the
//! pictures.

use std::{collections::BTreeSet, env, fmt::Write as _, fs, path::PathBuf};

use login_type::testing::SeededEntropy;
use serde_json::{Value, json};
use tests::{AppFolder, SERVICE, World};

use crate::{
    accessibility,
    browser::{Browser, Device, LANGUAGES, PHONE, Scheme, WECHAT},
    site::{CALLBACK, CODE, LOGIN, Site},
};

/// The folder that gets the pictures, where the environment names one.
const ALBUM: &str = "WECOM_LOGIN_ALBUM";
/// Widths and heights: the least phone, a tablet, a desk.
const SIZES: [(u32, u32); 3] = [(320, 640), (768, 1024), (1440, 900)];
/// The least contrast of text (WCAG 2.2, level AA).
const LEAST_CONTRAST: f64 = 4.5;
/// Whether the page is wider than the window.
const WIDE: &str = "return document.documentElement.scrollWidth > innerWidth";
/// The text of the page but for names that are in no language of ours, and for the other language's own name.
const WORDS: &str = "
    const page = document.body.cloneNode(true);
    page.querySelectorAll('footer, code, script, .label, .name, .cause, .company, .mark, .avatar').forEach(one => one.remove());
    return page.textContent";

fn with_apps(folder: &AppFolder) {
    let element = |path: &str, title: Value, of: &str, config: &Value| {
        let name = path.rsplit('/').next().unwrap();
        folder.write(&format!("acme.portal/{path}/e.json"), &json!({ "title": title, "type": of }));
        folder.write(&format!("acme.portal/{path}/{name}.json"), config);
    };
    let hash = password_login::hash("correct horse", &SeededEntropy::new(1)).unwrap();
    let local = json!({ "users": format!("ann:{hash}:安然") });
    let mut own = folder.read("acme.portal/auths/QywxProxyTemp/e.json");
    own["title"] = json!({ "zh": "使用企业微信登录", "en": "Sign in with WeCom" });
    folder.write("acme.portal/auths/QywxProxyTemp/e.json", &own);
    element("auths/Local", json!({ "zh": "本地账号", "en": "Local account" }), "auths.loginTypes.PasswordType", &local);
    let look = json!({
        "name": "极光门户", "nameInEnglish": "Aurora Portal", "colour": "#0f7b6c", "providerName": "Aurora",
        "providerUrl": "https://aurora.example", "contact": "信息部（分机 8000）", "contactInEnglish": "the service desk (8000)",
    });
    element("pages/Look", json!("Look"), "pages.LookType", &look);
    for (name, title) in
        [("Wiki", json!({ "zh": "知识库", "en": "Wiki" })), ("Board", json!({ "zh": "项目看板", "en": "Board" }))]
    {
        let client = json!({
            "clientId": name, "clientSecrets": ["s3cret_of-the_clients"], "redirectUris": ["https://app.example/callback"],
            "homeUri": format!("https://{}.example/", name.to_lowercase()),
        });
        element(&format!("clients/{name}"), title, "oidc.clients.ClientType", &client);
    }
}

async fn a_site() -> Site {
    let world = World::start_with(|folder| with_apps(folder)).await;
    let corp = world.sim.corp("极光科技有限公司", &["安然", "李雷"]).await;
    world.authorise(&world.suite, &corp).await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": CODE })).await.ok();
    Site { world, corp }
}

/// A request of a client whose users are asked.
fn authorize(site: &Site, client: &str) -> String {
    let asked =
        "response_type=code&redirect_uri=https://app.example/callback&scope=openid%20profile%20email&state=s&nonce=n";
    site.url(&format!("/acme/portal/oidc/authorize?client_id={client}&{asked}"))
}

/// Walks past every page; `look` gets each page's name while it is shown.
async fn walk(site: &Site, browser: &Browser, language: &str, mut look: impl AsyncFnMut(&str)) {
    browser.goto(&site.url(LOGIN)).await;
    look("first-visit").await;
    browser.element("#code").await.send_keys("nobody").await.unwrap();
    browser.click("main button[type=submit]").await;
    browser.element("[role=alert]").await;
    look("wrong-code").await;
    site.to_qr_page(browser).await;
    browser.click("a[data-choice=refuse]").await;
    browser.arrive(CALLBACK).await;
    look("cancelled").await;
    browser.reload().await;
    look("link-spent").await;
    site.to_qr_page(browser).await;
    browser.click("a[data-choice=outsider]").await;
    browser.arrive(CALLBACK).await;
    look("not-a-member").await;
    for (name, errcode) in [("out-of-range", 60011), ("no-licence", 701_008), ("our-side", 40056)] {
        site.to_qr_page(browser).await;
        site.world.sim.fault("auth/getuserinfo", json!({ "errcode": errcode }), 1).await;
        browser.click(&site.pick(0)).await;
        browser.arrive(CALLBACK).await;
        look(name).await;
        site.world.sim.clear_faults().await;
    }
    browser.goto(&site.url(&format!("{LOGIN}?corpId=wpNobody"))).await;
    look("company-gone").await;
    browser.goto(&site.url(&format!("{LOGIN}/form?instance=auths.Local"))).await;
    look("password").await;
    browser.goto(&authorize(site, "nobody")).await;
    look("app-is-wrong").await;
    browser.goto(&site.url("/acme/portal/nowhere")).await;
    look("no-such-page").await;

    site.to_qr_page(browser).await;
    site.scan(browser, 0).await;
    look("signed-in").await;
    browser.click("details summary").await;
    look("signed-in-details").await;
    browser.goto(&authorize(site, "Wiki")).await;
    look("consent").await;
    browser.goto(&site.url("/acme/portal/oidc/end_session")).await;
    look("sign-out").await;
    browser.click("main button[type=submit]").await;
    look("signed-out").await;
    browser.goto(&site.url(LOGIN)).await;
    look("remembered").await;
    browser.speak(language, Some(PHONE)).await;
    browser.goto(&site.url(LOGIN)).await;
    look("on-a-phone").await;
    browser.speak(language, Some(WECHAT)).await;
    browser.goto(&site.url(LOGIN)).await;
    look("in-wechat").await;
}

/// The texts of the page that are faint in the theme that is preferred.
async fn faint(browser: &Browser) -> Vec<String> {
    let texts = browser.run(include_str!("contrast.js")).await;
    let faint = texts.as_array().unwrap().iter().filter(|text| text["contrast"].as_f64().unwrap() < LEAST_CONTRAST);
    faint.map(|text| format!("faint: {text}")).collect()
}

/// The letters of another language than the page's.
async fn foreign_words(browser: &Browser, language: &str) -> Option<String> {
    let words = browser.run(WORDS).await;
    let words = words.as_str().unwrap();
    let is_han = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let foreign: String = match language {
        "en" => words.chars().filter(|c| is_han(*c)).collect(),
        _ => {
            words.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() > 3).collect::<Vec<_>>().join(" ")
        }
    };
    let foreign = foreign.trim().to_owned();
    (!foreign.is_empty()).then_some(foreign)
}

/// The faults of the page that is shown; keeps its pictures where an album is wanted.
async fn judge(browser: &Browser, name: &str, language: &str) -> Vec<String> {
    let album = env::var_os(ALBUM).map(PathBuf::from);
    let mut found: Vec<String> = foreign_words(browser, language).await.into_iter().collect();
    for (width, height) in SIZES {
        browser.resize(width, height).await;
        if browser.run(WIDE).await == true {
            found.push(format!("wider than {width}"));
        }
        for scheme in [Scheme::Light, Scheme::Dark] {
            let Some(album) = &album else { continue };
            browser.prefer(scheme).await;
            browser.keep_whole(&album.join(format!("{name}-{language}-{}-{width}.png", scheme.name()))).await;
        }
    }
    for scheme in [Scheme::Dark, Scheme::Light] {
        browser.prefer(scheme).await;
        found.extend(faint(browser).await);
    }
    found.extend(accessibility::faults(browser).await);
    let own_status = format!("{} - Failed to load resource", browser.url().await);
    found.extend(browser.complaints().await.into_iter().filter(|one| !one.starts_with(&own_status)));
    found.into_iter().map(|what| format!("{name}: {what}")).collect()
}

/// Walks past every page in a language; fails at the end with all that it found wrong.
async fn tour_in(language: &str) {
    let (site, browser) = (a_site().await, Browser::open(Device::Desk).await);
    browser.speak(language, None).await;
    let (mut wrong, mut names) = (Vec::new(), BTreeSet::new());
    walk(&site, &browser, language, async |name| {
        wrong.extend(judge(&browser, name, language).await);
        names.insert(name.to_owned());
    })
    .await;
    if let Some(album) = env::var_os(ALBUM) {
        fs::write(PathBuf::from(album).join(format!("{language}.html")), contact_sheet(&names, language)).unwrap();
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn every_page_that_a_member_meets_is_in_chinese_legible_accessible_and_fits_from_a_phone_to_a_desk() {
    tour_in(LANGUAGES[0]).await;
}

#[tokio::test]
async fn every_page_that_a_member_meets_is_in_english_legible_accessible_and_fits_from_a_phone_to_a_desk() {
    tour_in(LANGUAGES[1]).await;
}

/// A page that shows all pictures: a row for each page.
fn contact_sheet(names: &BTreeSet<String>, language: &str) -> String {
    let style = "body{font:14px system-ui;background:#888}h2{margin:24px 0 4px}div{display:flex;gap:8px;align-items:start}img{height:420px}";
    let mut sheet = format!("<!DOCTYPE html><meta charset=utf-8><title>Login pages</title><style>{style}</style>");
    for name in names {
        let _ = write!(sheet, "<h2>{name}</h2><div>");
        for scheme in [Scheme::Light, Scheme::Dark] {
            for (width, _) in SIZES {
                let _ = write!(sheet, "<img loading=lazy src=\"{name}-{language}-{}-{width}.png\">", scheme.name());
            }
        }
        sheet.push_str("</div>");
    }
    sheet
}
