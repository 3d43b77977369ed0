//! `GET` and `POST /{org}/{app}/login/form?instance=…`: the form of an instance that logs in by itself, where no provider
//! has a page of its own.

use std::{collections::BTreeMap, sync::Arc};

use actix_web::{HttpRequest, HttpResponse, ResponseError, http::StatusCode, web::Data};
use element_model::{App, Text};
use error_chain::ErrorChain;
use login_type::{
    CallError, ErrorKind, FieldKind, FormField, FormRequest, InstanceName, Login, LoginForm, LoginInstance, Platform,
};
use maud::{Markup, html};
use web::{
    RequestContext, errcode,
    limits::{body, rate},
    page::{Page, PagePolicy, say},
    retry_after,
    rights::{FormError, SameSiteForm},
};

use super::{
    logins::Logins, on_a_phone, provider_return, query::Query, refusals::Refusal, served_app::ServedApp, texts, way_on,
};
use crate::login_labels;

/// How such logins are called in metrics, log and audit trail.
const WAY: &str = "page_form";

/// The address of an instance's form.
pub(super) fn address(instance: &InstanceName) -> String {
    let InstanceName { app, element } = instance;
    format!("/{}/{}/login/form?instance={element}", app.org(), app.app())
}

/// An instance that has a form.
struct Formed<'a> {
    app: &'a App,
    name: InstanceName,
    label: &'a Text,
    form: LoginForm,
    instance: Arc<dyn LoginInstance>,
    /// The name of a request for a login by OpenID Connect that goes on afterwards.
    authorization: Option<String>,
}

impl<'a> Formed<'a> {
    fn find(ServedApp { catalog, app }: &'a ServedApp, query: &Query) -> Option<Self> {
        let element = app.get_element(query.get("instance")?).ok()?;
        let name = InstanceName::of(app, element);
        let instance = catalog.login_types.login(&name)?;
        let form = instance.login_form()?;
        let authorization = query.authorization().map(str::to_owned);
        Some(Self { app, name, label: &element.definition().label, form, instance, authorization })
    }

    /// The address of the form, with the request that goes on afterwards.
    fn address(&self) -> String {
        let address = address(&self.name);
        self.authorization.as_ref().map_or_else(|| address.clone(), |request| format!("{address}&request={request}"))
    }

    /// The values of the form, or what is wrong with them.
    fn read<'v>(&self, values: &'v BTreeMap<String, String>) -> Result<FormRequest<'v>, &'static Text> {
        let mut request = FormRequest::new();
        for field in self.form.fields {
            let value = values.get_key_value(field.name).filter(|(_, value)| !value.is_empty());
            let Some((name, value)) = value else {
                return Err(&texts::FILL_IN);
            };
            if value.chars().count() > field.max_length {
                return Err(&texts::FIELD_TOO_LONG);
            }
            request = request.with(name, value);
        }
        Ok(request)
    }
}

/// Shows the form.
pub(super) async fn form(served: ServedApp, query: Query) -> HttpResponse {
    match Formed::find(&served, &query) {
        Some(formed) => show(&formed, &BTreeMap::new(), None, StatusCode::OK),
        None => super::not_found().await,
    }
}

/// Takes the form and logs in.
pub(super) async fn submit(
    request: HttpRequest,
    served: ServedApp,
    query: Query,
    form: Result<SameSiteForm<BTreeMap<String, String>>, FormError>,
    logins: Data<Logins>,
) -> HttpResponse {
    let Some(formed) = Formed::find(&served, &query) else { return super::not_found().await };
    let values = match form {
        Ok(SameSiteForm(values)) => values,
        Err(error) => {
            return body::close(show(&formed, &BTreeMap::new(), Some(&error.text()), error.status_code()));
        }
    };
    let filled_in = match formed.read(&values) {
        Ok(filled_in) => filled_in,
        Err(problem) => return show(&formed, &values, Some(problem), StatusCode::UNPROCESSABLE_ENTITY),
    };
    let login = log_in(&request, &logins, &formed, filled_in).await;
    logins.metrics.login(WAY, login_labels::result(&login));
    match login {
        Ok(login) => {
            login_labels::note(formed.app.id(), WAY, (&login).into());
            let (app, authorization) = (formed.app.id(), formed.authorization.as_deref());
            let over = way_on::going_on(way_on::to(app), authorization);
            let mut response = provider_return::enter(&request, &logins, &login, app, (&over, authorization)).await;
            let (instance, company) = (formed.name.element.as_str(), login.user_info.corp_id.as_str());
            logins.cookies.of(app).remember(&request, &mut response, instance, company);
            response
        }
        Err(error) => refuse(&request, &logins, &formed, &values, &error),
    }
}

async fn log_in(
    request: &HttpRequest,
    logins: &Logins,
    formed: &Formed<'_>,
    filled_in: FormRequest<'_>,
) -> Result<Login, CallError> {
    let platform = if on_a_phone(request) { Platform::Mobile } else { Platform::Web };
    let filled_in = filled_in.at(platform, RequestContext::of(request).client);
    formed.instance.login_by_form(&filled_in, &logins.host_for((request, None), WAY)).await
}

/// Shows the form again, with what is wrong and what may be shown again.
fn refuse(
    request: &HttpRequest,
    logins: &Logins,
    formed: &Formed<'_>,
    values: &BTreeMap<String, String>,
    error: &CallError,
) -> HttpResponse {
    tracing::info!(instance = %formed.name, error = %error.chain(), "login failed");
    if rate::is_wrong_guess(error.kind()) {
        logins.rate.guessed_wrong(RequestContext::of(request).client);
    }
    let problem = match (error.kind(), error.told()) {
        (ErrorKind::LoginCodeInvalid, None) => texts::WRONG_VALUES.clone(),
        _ => Refusal::of(error).says,
    };
    let mut answer = show(formed, values, Some(&problem), errcode::status(error.kind()));
    if let ErrorKind::TooManyRequests { retry_after } = error.kind() {
        retry_after::set(&mut answer, retry_after);
    }
    answer
}

fn show(
    formed: &Formed<'_>,
    values: &BTreeMap<String, String>,
    problem: Option<&Text>,
    status: StatusCode,
) -> HttpResponse {
    let content = html! {
        h1 { (say(&texts::SIGN_IN)) }
        p.lead { (say(formed.label)) }
        @if let Some(problem) = problem {
            p.error role="alert" { (say(problem)) }
        }
        form method="post" action=(formed.address()) {
            @for field in formed.form.fields {
                (input(field, values.get(field.name).map(String::as_str).unwrap_or_default()))
            }
            button type="submit" { (say(&texts::SIGN_IN)) }
        }
    };
    // A login for a client ends at the client's address, and browsers apply `form-action` to all redirects of a form.
    let page = Page::new(&texts::SIGN_IN).with_policy(PagePolicy::Beyond).with_status(status);
    page.again_at(&formed.address()).show(&content)
}

/// A field; a password and a one-time code are not shown again.
fn input(field: &FormField, typed: &str) -> Markup {
    let (kind, autocomplete, typed) = match field.kind {
        FieldKind::UserName => ("text", "username", typed),
        FieldKind::Password => ("password", "current-password", ""),
        FieldKind::OneTimeCode => ("text", "one-time-code", ""),
        _ => ("text", "off", typed),
    };
    html! {
        label for=(field.name) { (say(&field.label)) }
        input id=(field.name) type=(kind) name=(field.name) value=(typed) required maxlength=(field.max_length)
            autocomplete=(autocomplete) autocapitalize="off" spellcheck="false";
    }
}
