//! `/console/elements/new?app=…&type=…`: the form of an instance that is to be made.

use actix_web::{HttpResponse, http::StatusCode};
use administration::{
    AdministrationError,
    instances::{self, NewInstance},
};
use element_model::{App, Element, FullName};
use login_type::InstanceName;
use maud::html;
use serde_json::Value;

use super::{
    edit::{done, field_of, form, workplace},
    fields::Shown,
    lookup, submitted, texts,
};
use crate::{
    answer::Answer,
    list::{Query, address},
    rights::{Form, Fresh, Operator, Submitted},
    view::View,
};

/// Shows it.
pub(crate) async fn page(Fresh(console): Fresh<Operator>) -> Answer {
    let (catalog, query) = (console.catalog(), Query::of(&console.view));
    let found = lookup(&catalog, (query.text("app"), query.text("type")));
    let (app, of) = found.ok_or_else(|| console.not_found())?;
    Ok(show(&console.view, StatusCode::OK, (app, of), None, None))
}

/// Makes it.
pub(crate) async fn submit(Submitted { right: Fresh(console), form }: Submitted<Fresh<Operator>>) -> Answer {
    let (view, catalog, query) = (&console.view, console.catalog(), Query::of(&console.view));
    let found = lookup(&catalog, (query.text("app"), query.text("type")));
    let (app, of) = found.ok_or_else(|| console.not_found())?;
    let refuse = |field: &str, message: &str| {
        Ok(show(view, StatusCode::UNPROCESSABLE_ENTITY, (app, of), Some(&form), Some((field, message))))
    };
    let Ok(full_name) = form.text("name").parse::<FullName>() else {
        return refuse("", view.say(&texts::WRONG_NAME));
    };
    let config = match submitted::changes(&form, of.config_fields(), &Value::Null) {
        Ok(config) => config,
        Err(unread) => return refuse(&unread.field, view.say(unread.why)),
    };
    let is_draft = form.text("save") == "draft";
    let new = NewInstance { r#type: of.full_name().clone(), title: form.text("title").to_owned(), config, is_draft };
    let name = InstanceName { app: app.id().clone(), element: full_name };
    match instances::create(workplace(&console), &console.actor(), &name, new).await {
        Ok(edited) => Ok(done(view, &format!("/console/elements/{}/{}", name.app, name.element), &edited)),
        Err(AdministrationError::Edit(error)) => {
            let (field, message) = field_of(&error, of.config_fields());
            refuse(&field, &message)
        }
        Err(error) => console.of(Err(error)),
    }
}

fn show(
    view: &View,
    status: StatusCode,
    (app, of): (&App, &Element),
    typed: Option<&Form>,
    problem: Option<(&str, &str)>,
) -> HttpResponse {
    let shown = Shown { view, config: &Value::Null, typed, problem };
    let own = [("app", app.id().to_string()), ("type", of.full_name().to_string())];
    let action = address("/console/elements/new", &own.each_ref().map(|(name, value)| (*name, value.as_str())));
    let text = |name: &str| typed.map_or("", |form| form.text(name)).to_owned();
    let heading = texts::NEW_OF.with("type", &of.definition().title);
    let content = html! {
        div.head { h1 { (view.say(&heading)) } code { (app.id()) } }
        (form(&shown, of.config_fields(), &action, &html! {
            div.field { label for="name" { (view.say(&texts::PATH)) }
                input #name name="name" value=(text("name")) required maxlength="150" pattern="[A-Za-z][A-Za-z0-9_]*([.][A-Za-z][A-Za-z0-9_]*)*"
                    placeholder="auths.Acme" autocomplete="off" spellcheck="false"; }
            div.field { label for="title" { (view.say(&texts::TITLE)) }
                input #title name="title" value=(text("title")) required maxlength="200"; }
        }, true))
    };
    view.page_with(status, view.say(&heading), &content)
}
