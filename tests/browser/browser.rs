//! `Browser`: a headless Chromium with the words of a person in front of it.

use std::{env, fs, path::Path, time::Duration};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use fantoccini::{Client, ClientBuilder, Locator, elements::Element, wd::WebDriverCompatibleCommand};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::chromedriver::Chromedriver;

/// The browser inside WeCom on a phone.
const WECOM: &str = "Mozilla/5.0 (Linux; Android 14; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/120.0 \
     Mobile Safari/537.36 wxwork/4.1.30 MicroMessenger/7.0.1";

/// The browser of a phone.
pub(crate) const PHONE: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
     Version/18.0 Mobile/15E148 Safari/604.1";

/// The browser inside WeChat on a phone.
pub(crate) const WECHAT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) \
     Mobile/15E148 MicroMessenger/8.0.50(0x18003237) NetType/WIFI Language/zh_CN";

/// The languages that a person may prefer, as browsers send them.
pub(crate) const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

const FLAGS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
    "--accept-lang=zh-CN",
];

/// A folder that gets a picture of every page a test looks at.
const PICTURES: &str = "WECOM_LOGIN_TEST_PICTURES";

/// The system that the browser runs on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Device {
    /// A window of 1280 × 900 pixels.
    Desk,
    /// A phone of 360 × 740 pixels.
    Phone,
    /// WeCom on such a phone.
    Wecom,
}

/// The preferences of a person.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scheme {
    Light,
    Dark,
}

impl Scheme {
    /// Its name in CSS.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A running Chromium with a fresh profile; it ends with this value.
pub(crate) struct Browser {
    // In the order in which they have to end.
    client: Client,
    _driver: Chromedriver,
    _profile: TempDir,
}

impl Browser {
    /// Starts one.
    pub(crate) async fn open(device: Device) -> Self {
        let profile = tempfile::tempdir().unwrap();
        let driver = Chromedriver::start();
        let capabilities = capabilities(device, profile.path()).as_object().unwrap().clone();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        let client = builder.capabilities(capabilities).connect(&driver.url()).await.unwrap();
        let browser = Self { client, _driver: driver, _profile: profile };
        if device != Device::Desk {
            let screen = json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
            browser.devtools("Emulation.setDeviceMetricsOverride", screen).await;
        }
        browser
    }

    /// Sets what the person prefers, from now on.
    pub(crate) async fn prefer(&self, scheme: Scheme) {
        let feature = json!({ "name": "prefers-color-scheme", "value": scheme.name() });
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": [feature] })).await;
    }

    /// Gives the window this size, from now on.
    pub(crate) async fn resize(&self, width: u32, height: u32) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// Speaks this language as this program, from now on; as itself where none is named.
    pub(crate) async fn speak(&self, language: &str, agent: Option<&str>) {
        let own = self.devtools("Browser.getVersion", json!({})).await;
        let agent = agent.unwrap_or_else(|| own["userAgent"].as_str().unwrap());
        let told = json!({ "userAgent": agent, "acceptLanguage": language });
        self.devtools("Emulation.setUserAgentOverride", told).await;
    }

    /// Types an address.
    pub(crate) async fn goto(&self, url: &str) {
        self.client.goto(url).await.unwrap();
    }

    /// The back button.
    pub(crate) async fn back(&self) {
        self.client.back().await.unwrap();
    }

    /// The reload button.
    pub(crate) async fn reload(&self) {
        self.client.refresh().await.unwrap();
    }

    /// The element that a CSS selector finds, as soon as it is there.
    pub(crate) async fn element(&self, css: &str) -> Element {
        let found = self.client.wait().for_element(Locator::Css(css)).await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("no {css} on {}: {error}\n{}", self.path().await, self.text().await),
        }
    }

    /// The element of this kind that has `words` in it.
    pub(crate) async fn labelled(&self, tag: &str, words: &str) -> Element {
        self.client.find(Locator::XPath(&format!("//{tag}[contains(., '{words}')]"))).await.unwrap()
    }

    /// Clicks on what a CSS selector finds.
    pub(crate) async fn click(&self, css: &str) {
        self.element(css).await.click().await.unwrap();
    }

    /// Presses keys; they go wherever the focus is.
    pub(crate) async fn press(&self, keys: &str) {
        self.client.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// The text that a person reads.
    pub(crate) async fn text(&self) -> String {
        self.client.find(Locator::Css("body")).await.unwrap().text().await.unwrap()
    }

    /// The text of the page with what lies behind its folds.
    pub(crate) async fn folded_text(&self) -> String {
        self.run("return document.body.textContent").await.as_str().unwrap().to_owned()
    }

    /// Forgets all cookies, as a browser that was never here.
    pub(crate) async fn forget(&self) {
        self.devtools("Network.clearBrowserCookies", json!({})).await;
    }

    /// The address.
    pub(crate) async fn url(&self) -> Url {
        self.client.current_url().await.unwrap()
    }

    /// The path of the address.
    pub(crate) async fn path(&self) -> String {
        self.url().await.path().to_owned()
    }

    /// Waits until the address has this path, but not for ever.
    pub(crate) async fn arrive(&self, path: &str) {
        let wait = async { while self.path().await != path {} };
        let arrived = tokio::time::timeout(Duration::from_secs(30), wait).await.is_ok();
        assert!(arrived, "not at {path} but at {}:\n{}", self.path().await, self.text().await);
    }

    /// Waits until the page shows these words, but not for ever.
    pub(crate) async fn shows(&self, words: &str) {
        let found = self.client.wait().for_element(Locator::XPath(&format!("//body[contains(., '{words}')]"))).await;
        assert!(found.is_ok(), "no `{words}` at {}:\n{}", self.path().await, self.text().await);
    }

    /// Runs a script in the page and answers what it returns.
    pub(crate) async fn run(&self, script: &str) -> Value {
        self.client.execute(script, Vec::new()).await.unwrap()
    }

    /// The cookies that it would send to the page it shows.
    pub(crate) async fn cookies(&self) -> Vec<Value> {
        let kept = self.devtools("Network.getCookies", json!({})).await;
        kept["cookies"].as_array().unwrap().clone()
    }

    /// The console's messages since the last call, from `WARNING` up: broken policies, missing files, script errors.
    pub(crate) async fn complaints(&self) -> Vec<String> {
        let entries = self.issue("se/log", json!({ "type": "browser" })).await;
        let serious = |entry: &&Value| matches!(entry["level"].as_str(), Some("SEVERE" | "WARNING"));
        let message = |entry: &Value| entry["message"].as_str().unwrap().to_owned();
        entries.as_array().unwrap().iter().filter(serious).map(message).collect()
    }

    /// Keeps a picture of the whole page, however long, below a folder of pictures.
    pub(crate) async fn keep_whole(&self, path: &Path) {
        let taken = self.devtools("Page.captureScreenshot", json!({ "captureBeyondViewport": true })).await;
        let picture = STANDARD.decode(taken["data"].as_str().unwrap()).unwrap();
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, picture).unwrap();
    }

    /// Keeps a picture of the page where the environment names a folder for them.
    pub(crate) async fn picture(&self, name: &str) {
        let Some(folder) = env::var_os(PICTURES) else { return };
        fs::create_dir_all(&folder).unwrap();
        fs::write(Path::new(&folder).join(format!("{name}.png")), self.client.screenshot().await.unwrap()).unwrap();
    }

    async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.issue("goog/cdp/execute", json!({ "cmd": command, "params": parameters })).await
    }

    async fn issue(&self, path: &'static str, body: Value) -> Value {
        self.client.issue_cmd(Extension { path, body }).await.unwrap()
    }
}

fn capabilities(device: Device, profile: &Path) -> Value {
    let mut flags: Vec<String> = FLAGS.iter().map(|flag| (*flag).to_owned()).collect();
    flags.push(format!("--user-data-dir={}", profile.display()));
    if device == Device::Wecom {
        flags.push(format!("--user-agent={WECOM}"));
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "args": flags },
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

/// A command of chromedriver beyond the standard.
#[derive(Debug)]
struct Extension {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extension {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, <Url as std::str::FromStr>::Err> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
