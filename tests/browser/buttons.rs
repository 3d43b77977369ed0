//! Several logins side by side: each has its own button, legible in light and in dark, on a desk and on a phone.

use serde_json::{Value, json};
use tests::{AppFolder, SERVICE, World};

use crate::{
    browser::{Browser, Device, Scheme},
    site::{CODE, LOGIN},
};

const PICTURE: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCAyNCAyNCI+\
                       PHJlY3Qgd2lkdGg9IjI0IiBoZWlnaHQ9IjI0IiByeD0iNiIgZmlsbD0iIzE1N2Y0YSIvPjxjaXJjbGUgY3g9IjEyIiBjeT0iMTIiIHI9\
                       IjUiIGZpbGw9IiNmZmYiLz48L3N2Zz4=";
const WIDTH: &str = "return document.documentElement.scrollWidth";

/// The first company's page of WeCom.
const WECOM: &str = "/wwlogin/sso/login";

fn own_app(folder: &AppFolder, name: &str, title: &Value, icon: Option<&str>) {
    let definition = json!({ "title": title, "type": "auths.loginTypes.QywxInnerType", "icon": icon });
    let config =
        json!({ "corpId": format!("ww0123456789abcde{}", name.len()), "agentId": 1_000_002, "corpSecret": "s" });
    folder.write(&format!("acme.portal/auths/{name}/e.json"), &definition);
    folder.write(&format!("acme.portal/auths/{name}/{name}.json"), &config);
}

/// A server where one may come in by an organisation code and by three buttons.
async fn a_world() -> World {
    let world = World::start_with(|folder| {
        own_app(folder, "Head", &json!({ "zh": "总部员工登录", "en": "Head office staff" }), Some(PICTURE));
        own_app(folder, "Plants", &json!({ "zh": "工厂员工登录", "en": "Plant workers" }), Some("厂"));
        own_app(folder, "Partners", &json!("合作伙伴与供应商的统一登录入口，名字很长时也要放得下 Partners"), None);
    })
    .await;
    let corp = world.authorised_corp().await;
    world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": CODE })).await.ok();
    world
}

async fn faint(browser: &Browser) -> Vec<Value> {
    let texts = browser.run(include_str!("contrast.js")).await;
    texts.as_array().unwrap().iter().filter(|text| text["contrast"].as_f64().unwrap() < 4.5).cloned().collect()
}

#[tokio::test]
async fn several_logins_have_a_button_each_that_is_legible_in_light_and_in_dark_and_fits_a_phone() {
    let world = a_world().await;
    let page = format!("{}{LOGIN}", world.server.url);
    for (device, wide) in [(Device::Desk, 1280), (Device::Phone, 360)] {
        let browser = Browser::open(device).await;
        for scheme in [Scheme::Light, Scheme::Dark] {
            browser.prefer(scheme).await;
            browser.goto(&page).await;
            browser.picture(&format!("buttons-{wide}-{}", scheme.name())).await;
            let labels =
                "return [...document.querySelectorAll('button.provider .label')].map(label => label.innerText)";
            let labels = browser.run(labels).await.to_string();
            for label in ["总部员工登录", "工厂员工登录", "合作伙伴"] {
                assert!(labels.contains(label), "{label}: {labels}");
            }
            assert!(browser.run(WIDTH).await.as_u64().unwrap() <= wide, "{wide}");
            assert_eq!(faint(&browser).await, Vec::<Value>::new(), "{scheme:?}");
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_button_and_the_organisation_code_lead_each_to_its_own_company() {
    let world = a_world().await;
    let browser = Browser::open(Device::Desk).await;
    browser.goto(&format!("{}{LOGIN}", world.server.url)).await;
    browser.labelled("button", "工厂员工登录").await.click().await.unwrap();
    browser.arrive(WECOM).await;
    assert!(browser.url().await.query().unwrap().contains("appid=ww0123456789abcde6"), "{}", browser.url().await);
    browser.back().await;
    browser.click("details summary").await;
    browser.element("#code").await.send_keys(CODE).await.unwrap();
    browser.press("\n").await;
    browser.arrive(WECOM).await;
    assert!(browser.url().await.query().unwrap().contains("appid=wp"), "{}", browser.url().await);
}
