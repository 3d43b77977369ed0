//! `GET` and `POST /{org}/{app}/login`: a button for each login, the organisation code, or straight on when login or company
//! is known.

use actix_web::{HttpRequest, HttpResponse, ResponseError, http::StatusCode, web::Data};
use element_model::Text;
use login_type::{CorpHint, Way};
use maud::{Markup, html};
use serde::Deserialize;
use url::Url;
use web::{
    assets,
    cross_site::is_led_by_another,
    limits::body,
    page::{self, Page, PagePolicy, WayOn, say},
    rights::{FormError, NotSignedIn, SameSiteForm, SignedIn},
};

use super::{
    entries::Entries,
    hand_over, inside_wecom,
    logins::Logins,
    on_a_phone, phone,
    query::Query,
    remembered::{self, Remembered},
    see_other,
    served_app::ServedApp,
    start::{self, Wanted},
    texts, way_on,
    wechat::{self, inside_wechat},
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
///
/// Somebody who is signed in goes on at once, unless the address asks for another account.
pub(super) async fn form(
    request: HttpRequest,
    served: ServedApp,
    query: Query,
    logins: Data<Logins>,
    signed_in: Result<SignedIn, NotSignedIn>,
) -> HttpResponse {
    if let Some(next) = query.get("next") {
        return hand_over::begin(&request, &query, next).await;
    }
    if query.is_empty() && signed_in.is_ok() {
        return see_other(&served.path("me"));
    }
    let way = if inside_wecom(&request) { Way::Client } else { Way::Browser };
    let way_on = way_on::of(&logins.cookies, served.id(), &request);
    let remembered = Remembered::of(&served, logins.cookies.of(served.id()).last_logins(&request)).await;
    let (is_on_phone, waiting) = (on_a_phone(&request) && way == Way::Browser, query.authorization());
    let page = LoginPage { remembered, request: waiting, is_on_phone, ..LoginPage::new(&served, &way_on) };
    if inside_wechat(&request) && query.get("instance").is_none() {
        let address = logins.public_url.as_url().join(request.path());
        return wechat::page(&page, address.as_ref().map_or(request.path(), Url::as_str));
    }
    let corp = query.get("corpId").or_else(|| query.get("hint")).map(CorpHint::CorpId);
    let code = query.get("code").map(CorpHint::Typed).filter(|_| way == Way::Client && !is_led_by_another(&request));
    let only = Entries::of(&served).only().filter(|_| way == Way::Client && query.authorization().is_some());
    // With a company, a login that is not there any more is no obstacle: another one may serve it.
    let wanted = query.get("instance").filter(|name| corp.is_none() || start::is_there(&served, name));
    let instance = wanted.or(only.as_deref());
    if let Some(corp) = corp.or(code).or(instance.map(|_| CorpHint::Unnamed)) {
        return start::start(&request, &logins, &served, Wanted { corp, instance }, way).await;
    }
    page.show(query.get("code").unwrap_or_default(), None, StatusCode::OK)
}

/// Answers a `HEAD` as if it were the form's: a program that only looks sets no login going.
pub(super) async fn look(served: ServedApp) -> HttpResponse {
    LoginPage::new(&served, &way_on::to(served.id())).show("", None, StatusCode::OK)
}

/// Takes the button that was pressed, or the organisation code, and goes to the identity provider.
pub(super) async fn submit(
    request: HttpRequest,
    served: ServedApp,
    form: Result<SameSiteForm<Form>, FormError>,
    logins: Data<Logins>,
) -> HttpResponse {
    let way_on = way_on::of(&logins.cookies, served.id(), &request);
    let page = LoginPage::new(&served, &way_on);
    // A field that cannot be read asks for a code as an empty one does.
    let nothing = Form::default();
    let form = match &form {
        Ok(SameSiteForm(form)) => form,
        Err(FormError::Malformed) => &nothing,
        Err(error) => return body::close(page.show("", Some(&error.text()), error.status_code())),
    };
    let wanted = match (form.code.trim(), form.instance.as_str()) {
        ("", "") => return page.show("", Some(&texts::ENTER_CODE), StatusCode::UNPROCESSABLE_ENTITY),
        ("", instance) => Wanted { corp: CorpHint::Unnamed, instance: Some(instance) },
        (code, _) => Wanted { corp: CorpHint::Typed(code), instance: None },
    };
    let way = if inside_wecom(&request) { Way::Client } else { Way::Browser };
    start::start(&request, &logins, &served, wanted, way).await
}

/// The login page of an app, with the company that is known without typing.
pub(super) struct LoginPage<'a> {
    pub(super) served: &'a ServedApp,
    pub(super) way_on: &'a WayOn,
    /// The companies that the browser logged in to.
    pub(super) remembered: Vec<Remembered>,
    /// The name of a request for a login by OpenID Connect that goes on afterwards.
    pub(super) request: Option<&'a str>,
    /// Whether WeCom is on the device that shows the page.
    pub(super) is_on_phone: bool,
}

impl<'a> LoginPage<'a> {
    /// A page that remembers nothing.
    pub(super) fn new(served: &'a ServedApp, way_on: &'a WayOn) -> Self {
        Self { served, way_on, remembered: Vec::new(), request: None, is_on_phone: false }
    }

    /// The page, with the typed code and the problem with it.
    pub(super) fn show(&self, typed: &str, problem: Option<&Text>, status: StatusCode) -> HttpResponse {
        let entries = Entries::of(self.served);
        let content = html! {
            h1 { (say(&texts::SIGN_IN)) }
            @if let Some(problem) = problem {
                p.error role="alert" { (say(problem)) }
            }
            @if !entries.coded.is_empty() { (self.by_company(&entries, typed, problem.is_some())) }
            @else if !self.remembered.is_empty() { (remembered::rows(self.served, &self.remembered, self.request)) }
            @if !(entries.coded.is_empty() && self.remembered.is_empty() || entries.buttons.is_empty()) {
                p.or { (say(&texts::OR)) }
            }
            @if !entries.buttons.is_empty() { (self.buttons(&entries)) }
            @if entries.coded.is_empty() && entries.buttons.is_empty() {
                p.lead { (say(&texts::NO_LOGIN)) }
            }
            @if problem.is_some() && !status.is_success() && status != StatusCode::UNPROCESSABLE_ENTITY { (page::number()) }
        };
        let page = Page::new(&texts::SIGN_IN).with_status(status).with_policy(PagePolicy::Beyond);
        page.again_at(self.address()).running(assets::COPY_ADDRESS).show(&content)
    }

    /// The way in by a company: on a phone by WeCom itself; else with the remembered ones, and the code of another one folded.
    fn by_company(&self, entries: &Entries, typed: &str, is_open: bool) -> Markup {
        let rows = remembered::rows(self.served, &self.remembered, self.request);
        let (form, is_first) = (self.code_form(entries, typed), self.remembered.is_empty());
        let is_asked = is_open || !typed.is_empty();
        let choice = html! {
            @if is_first || is_asked { (form) } @else {
                (rows)
                details { summary { (say(&texts::ANOTHER_COMPANY)) } (form) }
            }
        };
        if self.is_on_phone && !is_asked {
            return html! { (phone::way()) (phone::other_ways(&choice)) };
        }
        choice
    }

    /// The address without a company, with the request that goes on afterwards.
    fn address(&self) -> &str {
        self.way_on.other.as_ref().unwrap_or(&self.way_on.href)
    }

    /// The organisation code; the button says where it leads to, if that is one login alone.
    fn code_form(&self, entries: &Entries, typed: &str) -> Markup {
        html! {
            form method="post" action=(self.address()) {
                label for="code" { (say(&texts::ORGANISATION_CODE)) }
                input #code type="text" name="code" value=(typed) required maxlength="64" autocomplete="organization"
                    autocapitalize="off" spellcheck="false" autofocus aria-describedby="hint";
                p.hint #hint { (say(&texts::ASK_FOR_CODE)) }
                button type="submit" { (say(entries.label_of_code().unwrap_or(&texts::CONTINUE))) }
            }
        }
    }

    /// A button for each login that wants nothing typed.
    pub(super) fn buttons(&self, entries: &Entries) -> Markup {
        html! {
            form.rows method="post" action=(self.address()) {
                @for entry in &entries.buttons {
                    button.row.provider type="submit" name="instance" value=(entry.instance) {
                        span.mark aria-hidden="true" { (entry.mark()) }
                        span.label { (say(&entry.label)) }
                    }
                }
            }
        }
    }
}
