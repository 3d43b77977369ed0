//! How the pages look, on a desk and on a phone, in light and in dark, and what they leave in the console.

use crate::{
    browser::{Browser, Device, Scheme},
    site::{LOGIN, Site},
    tour::{picture_wecom, tour},
};

/// The least contrast of text (WCAG 2.2, level AA).
const LEAST_CONTRAST: f64 = 4.5;

#[tokio::test]
async fn every_page_fits_a_phone_360_pixels_wide() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Phone).await);
    tour(&site, &browser, async |name| {
        browser.picture(&format!("{name}-phone")).await;
        let width = browser.run("return document.documentElement.scrollWidth").await;
        if width == 360 { Vec::new() } else { vec![format!("{width} pixels wide")] }
    })
    .await;
    picture_wecom(&site, &browser, "phone").await;
}

#[tokio::test]
async fn every_text_stands_out_from_its_ground_in_light_and_in_dark() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    for scheme in [Scheme::Light, Scheme::Dark] {
        browser.prefer(scheme).await;
        tour(&site, &browser, async |name| {
            browser.picture(&format!("{name}-{}", scheme.name())).await;
            let texts = browser.run(include_str!("contrast.js")).await;
            let texts = texts.as_array().unwrap();
            assert!(!texts.is_empty(), "{name} shows no text");
            let faint = texts.iter().filter(|text| text["contrast"].as_f64().unwrap() < LEAST_CONTRAST);
            faint.map(|text| format!("{text} in {scheme:?}")).collect()
        })
        .await;
        picture_wecom(&site, &browser, scheme.name()).await;
    }
}

#[tokio::test]
async fn a_page_is_dark_for_whoever_prefers_it() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    let ground =
        "return getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).every(part => part < 64)";
    for (scheme, dark) in [(Scheme::Light, false), (Scheme::Dark, true)] {
        browser.prefer(scheme).await;
        browser.goto(&site.url(LOGIN)).await;
        assert_eq!(browser.run(ground).await, dark, "{scheme:?}");
    }
}

#[tokio::test]
async fn no_page_leaves_a_complaint_in_the_console() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    tour(&site, &browser, async |_| {
        let mut complaints = browser.complaints().await;
        // The tour asks for pages that answer 404 or 422; the files that they load have to be there.
        let own_status = format!("{} - Failed to load resource", browser.url().await);
        complaints.retain(|complaint| !complaint.starts_with(&own_status));
        complaints
    })
    .await;
}

#[tokio::test]
async fn a_script_from_elsewhere_is_blocked_and_the_console_says_so() {
    let (site, browser) = (Site::start().await, Browser::open(Device::Desk).await);
    browser.goto(&site.url(LOGIN)).await;
    let plant = "const script = document.createElement('script');
        script.textContent = 'document.body.dataset.ran = 1';
        document.body.append(script);
        return document.body.dataset.ran ?? 'blocked';";
    assert_eq!(browser.run(plant).await, "blocked");
    let complaints = browser.complaints().await;
    assert!(complaints.iter().any(|complaint| complaint.contains("Content Security Policy")), "{complaints:#?}");
}
