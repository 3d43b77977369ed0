//! `Staff`: an administrator in front of the console.

use administration::totp;
use clock::Clock;
use reqwest::{Client, Response, StatusCode, header};
use tests::World;

use crate::login_page::browser;

/// The password of every administrator.
pub(super) const PASSWORD: &str = "correct horse battery";

/// An administrator with a browser that is signed in.
pub(super) struct Staff<'a> {
    pub(super) world: &'a World,
    pub(super) browser: Client,
    pub(super) name: String,
    secret: String,
}

/// A page as it came.
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) text: String,
    pub(super) location: Option<String>,
    pub(super) policy: Option<String>,
}

impl Page {
    async fn of(answer: Response) -> Self {
        let header = |name| answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        let (location, policy) = (header(header::LOCATION), header(header::CONTENT_SECURITY_POLICY));
        Self { status: answer.status(), location, policy, text: answer.text().await.unwrap() }
    }

    /// Where a redirect leads.
    #[track_caller]
    pub(super) fn leads_to(&self) -> &str {
        assert_eq!(self.status, StatusCode::SEE_OTHER, "expected a redirect: {}", self.text);
        self.location.as_deref().unwrap()
    }

    /// The text of a page that is shown.
    #[track_caller]
    pub(super) fn shown(self) -> String {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.text
    }

    /// The text between two marks.
    #[track_caller]
    pub(super) fn between(&self, before: &str, after: &str) -> &str {
        let rest = self.text.split_once(before).unwrap_or_else(|| panic!("no {before} in {}", self.text)).1;
        rest.split_once(after).unwrap().0
    }
}

/// The link that `wecom-login admin create` prints, at the running server.
pub(super) async fn link(world: &World, name: &str, role: &str) -> String {
    let link = world.command(&["admin", "create", "--name", name, "--role", role]).await;
    let (_, path) = link.trim().split_once("/console/").unwrap_or_else(|| panic!("{link}"));
    format!("/console/{path}")
}

impl<'a> Staff<'a> {
    /// Somebody with a browser that nobody signed in with.
    pub(super) fn nobody(world: &'a World) -> Self {
        Self { world, browser: browser("Mozilla/5.0"), name: String::new(), secret: String::new() }
    }

    /// An administrator of this role, who took a link.
    pub(super) async fn new(world: &'a World, name: &str, role: &str) -> Self {
        let mut staff = Self { name: name.to_owned(), ..Self::nobody(world) };
        let link = link(world, name, role).await;
        let page = staff.get(&link).await;
        page.between("<p class=\"secret\">", "</p>").clone_into(&mut staff.secret);
        let token = link.split_once("link=").unwrap().1;
        let code = staff.code();
        let fields = [("link", token), ("name", name), ("password", PASSWORD), ("code", &code)];
        assert_eq!(staff.post("/console/welcome", &fields).await.leads_to(), "/console");
        staff
    }

    /// The code that the authenticator shows now.
    pub(super) fn code(&self) -> String {
        totp::code(&self.secret, self.world.clock.now()).unwrap()
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.world.server.url)
    }

    pub(super) async fn get(&self, path: &str) -> Page {
        Page::of(self.browser.get(self.url(path)).send().await.unwrap()).await
    }

    pub(super) async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        Page::of(self.browser.post(self.url(path)).form(fields).send().await.unwrap()).await
    }

    /// A form that one of the console's pages sends.
    pub(super) async fn post_from(&self, page: &str, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.browser.post(self.url(path)).header("Referer", self.url(page));
        Page::of(request.form(fields).send().await.unwrap()).await
    }

    /// A form that a page of another site sends.
    pub(super) async fn post_from_elsewhere(&self, path: &str) -> Page {
        let request = self.browser.post(self.url(path)).header("Sec-Fetch-Site", "cross-site");
        Page::of(request.form(&[("a", "b")]).send().await.unwrap()).await
    }

    /// Signs in with a password.
    pub(super) async fn sign_in(&self, password: &str) -> Page {
        let code = self.code();
        let fields = [("name", self.name.as_str()), ("password", password), ("code", &code)];
        self.post("/console/sign-in", &fields).await
    }

    /// The newest entries of the audit trail, by their actions and actors.
    pub(super) async fn trail(&self) -> Vec<(String, String)> {
        let trail = self.world.folder.command_json(&["audit", "list", "--json", "--limit", "200"]).await;
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        trail.iter().map(|event| (text(&event["action"]), text(&event["actor"]))).collect()
    }

    /// Whether an administrator of this name did this.
    pub(super) async fn did(&self, action: &str) -> bool {
        self.trail().await.contains(&(action.to_owned(), self.name.clone()))
    }
}
