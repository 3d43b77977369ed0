//! `/console/companies/invite`: a link and a QR code by which a company authorises, with the organisation code that it gets.

use actix_web::HttpResponse;
use administration::companies;
use login_type::{AuthorisationLink, InstanceName};
use maud::{Markup, html};

use super::texts;
use crate::{
    answer::Answer,
    qr,
    rights::{Console, Operator, Submitted},
    texts as common,
    view::View,
    when,
};

/// Asks by which login, and for the code.
pub(crate) async fn page(console: Console<Operator>) -> Answer {
    Ok(show(&console, None))
}

/// Makes the link.
pub(crate) async fn submit(Submitted { right: console, form }: Submitted<Console<Operator>>) -> Answer {
    let (catalog, given) = (console.catalog(), form.text("login"));
    let (app, element) = given.split_once(':').ok_or_else(|| console.not_found())?;
    let (Ok(app), Ok(element)) = (app.parse(), element.parse()) else { return Err(console.not_found()) };
    let instance = InstanceName { app, element };
    let code = Some(form.text("code")).filter(|code| !code.is_empty());
    let with = (&catalog.login_types, &console.services.host);
    let link = companies::authorisation_link(console.server(), &console.actor(), with, &instance, code).await;
    Ok(show(&console, console.of(link)?.as_ref()))
}

fn show<R>(console: &Console<R>, link: Option<&AuthorisationLink>) -> HttpResponse {
    let (view, catalog) = (&console.view, console.catalog());
    let logins: Vec<String> = catalog
        .login_types
        .logins()
        .filter(|(name, _)| catalog.login_types.is_active(name) == Some(true))
        .map(|(name, _)| format!("{}:{}", name.app, name.element))
        .collect();
    let content = html! {
        p.crumb { a href="/console/companies" { (view.say(&common::COMPANIES)) } }
        div.head { h1 { (view.say(&texts::INVITE)) } }
        p { (view.say(&texts::AUTHORISE_HINT)) }
        @if let Some(link) = link { (made(view, link)) }
        @if logins.is_empty() {
            div.card.empty { h2 { (view.say(&texts::NO_LOGIN)) } p { (view.say(&texts::NO_LOGIN_HINT)) } }
        } @else {
            form.card.fields.narrow method="post" action="/console/companies/invite" {
                div { label for="login" { (view.say(&texts::WHICH)) }
                    select #login name="login" { @for login in &logins { option value=(login) { (login) } } } }
                div { label for="code" { (view.say(&texts::STATE_CODE)) }
                    input #code name="code" maxlength="25" pattern="[A-Za-z0-9]*" autocomplete="off" spellcheck="false"; }
                button type="submit" { (view.say(&texts::MAKE)) }
            }
        }
    };
    view.page(view.say(&texts::INVITE), &content)
}

fn made(view: &View, link: &AuthorisationLink) -> Markup {
    let (url, good_for) = (link.url.as_str(), when::span(link.lifetime));
    html! {
        section.card role="status" {
            h2 { (view.say(&texts::THE_LINK)) " " span.hint { (view.say(&texts::GOOD_FOR.with("n", &good_for))) } }
            (qr::code(url, view.say(&texts::THE_LINK)))
            p.secret { (url) }
            button.quiet.small type="button" data-copy=(url) data-done=(view.say(&common::COPIED)) { (view.say(&common::COPY)) }
        }
    }
}
