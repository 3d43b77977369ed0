//! `GET` and `POST /{org}/{app}/login`: a button for each login, the organisation code, or straight on when login or company
//! is known.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::StatusCode,
    web::{Data, Path},
};
use app_catalog::Catalog;
use element_model::{App, Text};
use login_type::{CorpHint, Way};
use maud::{Markup, html};
use serde::Deserialize;
use web::{
    cross_site::is_led_by_another,
    limits::body,
    page::{Page, PagePolicy, WayOn},
    rights::{FormError, SameSiteForm},
};

use super::{
    entries::{Entries, bilingual},
    inside_wecom,
    logins::Logins,
    query::Query,
    start::{self, Wanted},
    way_on,
};

/// The fields of the forms: one has the code, the other the button that was pressed.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Form {
    code: String,
    instance: String,
}

/// Shows the forms; with the company's id or a login's full name in the address, or inside WeCom with the organisation code,
/// goes straight on. The address may carry the company's id, as a workbench entry does, or the code. With a code in the link of another site
/// the form waits for a press: that site could have its visitor guess codes otherwise, until the visitor is shut out.
pub(super) async fn form(
    request: HttpRequest,
    path: Path<(String, String)>,
    query: Query,
    logins: Data<Logins>,
) -> HttpResponse {
    let catalog = logins.catalog.current();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let way = if inside_wecom(&request) { Way::Client } else { Way::Browser };
    let corp = query.get("corpId").or_else(|| query.get("hint")).map(CorpHint::CorpId);
    let code = query.get("code").map(CorpHint::Typed).filter(|_| way == Way::Client && !is_led_by_another(&request));
    let instance = query.get("instance");
    if let Some(corp) = corp.or(code).or(instance.map(|_| CorpHint::Unnamed)) {
        return start::start(&request, &logins, &catalog, app, Wanted { corp, instance }, way).await;
    }
    let way_on = way_on::of(&logins.cookies, app.id(), &request);
    let typed = query.get("code").unwrap_or_default();
    LoginPage { catalog: &catalog, app, way_on: &way_on }.show(typed, None, StatusCode::OK)
}

/// Answers a `HEAD` as if it were the form's: a program that only looks sets no login going.
pub(super) async fn look(path: Path<(String, String)>, logins: Data<Logins>) -> HttpResponse {
    let catalog = logins.catalog.current();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let way_on = way_on::to(app.id());
    LoginPage { catalog: &catalog, app, way_on: &way_on }.show("", None, StatusCode::OK)
}

/// Takes the button that was pressed, or the organisation code, and goes to the identity provider.
pub(super) async fn submit(
    request: HttpRequest,
    path: Path<(String, String)>,
    form: Result<SameSiteForm<Form>, FormError>,
    logins: Data<Logins>,
) -> HttpResponse {
    let catalog = logins.catalog.current();
    let Some(app) = catalog.app(&path.0, &path.1) else { return super::not_found().await };
    let way_on = way_on::of(&logins.cookies, app.id(), &request);
    let page = LoginPage { catalog: &catalog, app, way_on: &way_on };
    // A field that cannot be read asks for a code as an empty one does.
    let nothing = Form::default();
    let form = match &form {
        Ok(SameSiteForm(form)) => form,
        Err(FormError::Malformed) => &nothing,
        Err(error) => {
            let problem = (error.in_chinese(), &*error.to_string());
            return body::close(page.show("", Some(problem), error.status_code()));
        }
    };
    let wanted = match (form.code.trim(), form.instance.as_str()) {
        ("", "") => {
            let problem = ("请输入组织代号。", "Please enter your organisation code.");
            return page.show("", Some(problem), StatusCode::UNPROCESSABLE_ENTITY);
        }
        ("", instance) => Wanted { corp: CorpHint::Unnamed, instance: Some(instance) },
        (code, _) => Wanted { corp: CorpHint::Typed(code), instance: None },
    };
    let way = if inside_wecom(&request) { Way::Client } else { Way::Browser };
    start::start(&request, &logins, &catalog, app, wanted, way).await
}

/// The login page of an app, with the company that is known without typing.
pub(super) struct LoginPage<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) app: &'a App,
    pub(super) way_on: &'a WayOn,
}

impl LoginPage<'_> {
    /// The page, with the typed code and the problem with it.
    pub(super) fn show(&self, typed: &str, problem: Option<(&str, &str)>, status: StatusCode) -> HttpResponse {
        let entries = Entries::of(self.catalog, self.app);
        let content = html! {
            h1 { "登录 " span.en lang="en" { "Sign in" } }
            p.lead { (self.app.title()) }
            @if let Some((chinese, english)) = problem {
                p.error role="alert" { (chinese) span.en lang="en" { (english) } }
            }
            @if !entries.coded.is_empty() { (self.code_form(&entries, typed)) }
            @if !entries.coded.is_empty() && !entries.buttons.is_empty() {
                p.or { "或 " span lang="en" { "or" } }
            }
            @if !entries.buttons.is_empty() { (self.buttons(&entries)) }
            @if entries.coded.is_empty() && entries.buttons.is_empty() {
                p { "这里还没有可用的登录方式，请联系管理员。 "
                    span.en lang="en" { "No way to sign in is switched on here. Ask your administrator." } }
            }
            @if self.way_on.other.is_some() {
                p.hint {
                    a href=(self.way_on.href) {
                        "继续使用上次的企业 " span lang="en" { "Continue with your last company" }
                    }
                }
            }
        };
        Page::new("登录 Sign in").with_status(status).with_policy(PagePolicy::Beyond).show(&content)
    }

    /// The address without a company, with the request that goes on afterwards.
    fn address(&self) -> &str {
        self.way_on.other.as_ref().unwrap_or(&self.way_on.href)
    }

    /// The organisation code; the button says where it leads to, if that is one login alone.
    fn code_form(&self, entries: &Entries, typed: &str) -> Markup {
        let anywhere = Text::new("继续", "Continue");
        html! {
            form method="post" action=(self.address()) {
                label for="code" { "组织代号 " span.en lang="en" { "Organisation code" } }
                input #code type="text" name="code" value=(typed) required maxlength="64" autocomplete="organization"
                    autocapitalize="off" spellcheck="false" autofocus aria-describedby="hint";
                p.hint #hint { "由贵公司管理员提供 " span lang="en" { "Ask your administrator for it" } }
                button type="submit" { (bilingual(entries.label_of_code().unwrap_or(&anywhere))) }
            }
        }
    }

    /// A button for each login that wants nothing typed.
    fn buttons(&self, entries: &Entries) -> Markup {
        html! {
            form.providers method="post" action=(self.address()) {
                @for entry in &entries.buttons {
                    button.provider type="submit" name="instance" value=(entry.instance) {
                        span.mark aria-hidden="true" { (entry.mark()) }
                        span.label { (bilingual(&entry.label)) }
                    }
                }
            }
        }
    }
}
