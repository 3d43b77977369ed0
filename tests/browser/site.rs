//! `Site`: a server with one company that can log in, and the ways through its pages.

use serde_json::json;
use tests::{Corp, SERVICE, World};

use crate::browser::Browser;

/// The organisation code of the company.
pub(crate) const CODE: &str = "acme";
/// Where one signs in.
pub(crate) const LOGIN: &str = "/acme/portal/login";
/// Where WeCom sends the browser back to.
pub(crate) const CALLBACK: &str = "/acme/portal/login/callback";
/// The signed-in user.
pub(crate) const ME: &str = "/acme/portal/me";
/// The simulator's QR page.
pub(crate) const QR_PAGE: &str = "/wwlogin/sso/login";
/// The way on from a login that came to nothing.
pub(crate) const START_OVER: &str = "a.button";

/// A server with one company that can log in.
pub(crate) struct Site {
    pub(crate) world: World,
    pub(crate) corp: Corp,
}

impl Site {
    /// Starts it.
    pub(crate) async fn start() -> Self {
        let world = World::start().await;
        let corp = world.authorised_corp().await;
        world.administrator().call(SERVICE, "setCode", json!({ "corpId": corp.id, "code": CODE })).await.ok();
        Self { world, corp }
    }

    /// The address of a page.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.world.server.url)
    }

    /// The link for a member in the simulator's picker.
    pub(crate) fn pick(&self, member: usize) -> String {
        format!("a[data-userid={:?}]", self.corp.members[member])
    }

    /// Opens the login page, whoever is signed in, and goes on to the QR page.
    pub(crate) async fn to_qr_page(&self, browser: &Browser) {
        browser.goto(&self.url(&format!("{LOGIN}?another=account"))).await;
        self.type_code(browser).await;
    }

    /// From the login page to the QR page.
    pub(crate) async fn type_code(&self, browser: &Browser) {
        // Beside a remembered company the code is folded.
        browser.run("document.querySelectorAll('details').forEach(one => { one.open = true; })").await;
        browser.element("#code").await.send_keys(CODE).await.unwrap();
        browser.click("form:has(#code) button").await;
        browser.arrive(QR_PAGE).await;
    }

    /// From the QR page to the signed-in page.
    pub(crate) async fn scan(&self, browser: &Browser, member: usize) {
        browser.click(&self.pick(member)).await;
        browser.arrive(ME).await;
    }
}
