//! `/console/elements/{app}/{name}/edit`: the form of an instance.

use actix_web::{HttpResponse, http::StatusCode, web::Path};
use administration::{
    AdministrationError,
    instances::{self, InstanceChange, Workplace},
};
use app_catalog::{EditError, Edited};
use element_model::{ConfigField, Element};
use login_type::InstanceName;
use maud::{Markup, html};
use serde_json::Value;

use super::{address_of, fields::Shown, lookup, submitted, texts};
use crate::{
    answer::{Answer, see_other},
    pages::sign_in::problem_of,
    rights::{Console, Form, Fresh, Operator, Submitted},
    texts as common,
    view::View,
};

/// Shows it.
pub(crate) async fn page(path: Path<(String, String)>, Fresh(console): Fresh<Operator>) -> Answer {
    let catalog = console.catalog();
    let (app, element) = lookup(&catalog, (&path.0, &path.1)).ok_or_else(|| console.not_found())?;
    Ok(show(&console.view, StatusCode::OK, (&address_of(app, element), element), None, None))
}

/// Takes it.
pub(crate) async fn submit(
    path: Path<(String, String)>,
    Submitted { right: Fresh(console), form }: Submitted<Fresh<Operator>>,
) -> Answer {
    let (view, catalog) = (&console.view, console.catalog());
    let (app, element) = lookup(&catalog, (&path.0, &path.1)).ok_or_else(|| console.not_found())?;
    let own = address_of(app, element);
    let refuse = |field: &str, message: &str| {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        Ok(show(view, status, (&own, element), Some(&form), Some((field, message))))
    };
    let config = match submitted::changes(&form, element.config_fields(), element.raw_config().unwrap_or(&Value::Null))
    {
        Ok(config) => config,
        Err(unread) => return refuse(&unread.field, view.say(unread.why)),
    };
    let title = Some(form.text("title")).filter(|title| !title.is_empty() && *title != element.definition().title);
    if config.is_empty() && title.is_none() && !element.is_draft() {
        return Ok(see_other(&own));
    }
    let finish = element.is_draft() && form.text("save") == "finish";
    let change = InstanceChange { title: title.map(str::to_owned), config, finish };
    let name = InstanceName { app: app.id().clone(), element: element.full_name().clone() };
    match instances::update(workplace(&console), &console.actor(), &name, change).await {
        Ok(edited) => Ok(done(view, &own, &edited)),
        Err(AdministrationError::Edit(error)) => {
            let (field, message) = field_of(&error, element.config_fields());
            refuse(&field, &message)
        }
        Err(error) => console.of(Err(error)),
    }
}

/// The tools that instances are changed with.
pub(super) fn workplace<R>(console: &Console<R>) -> Workplace<'_> {
    let host = &console.services.host;
    Workplace {
        editor: &console.services.folder,
        trail: &console.services.administration.database,
        clock: &*host.clock,
        entropy: &*host.entropy,
    }
}

/// The field that a refusal begins with, if it is one of these, and its sentence.
pub(super) fn field_of<'a>(error: &EditError, fields: impl Iterator<Item = &'a ConfigField>) -> (String, String) {
    let message = error.to_string();
    let named =
        |field: &&ConfigField| message.contains(&format!("{}: ", field.name)) || message.starts_with(&field.name);
    let field = fields.into_iter().find(named).map(|field| field.name.clone());
    (field.unwrap_or_default(), message)
}

/// The page that says what was changed.
pub(super) fn done(view: &View, own: &str, edited: &Edited) -> HttpResponse {
    let told = if edited.changed.is_empty() {
        texts::NOTHING.clone()
    } else {
        texts::CHANGED.with("fields", &edited.changed.join(", "))
    };
    let content = html! {
        p.crumb { a href=(own) { (edited.r#type) } }
        div.note role="status" { p { (view.say(&told)) } }
        @if !edited.lacks.is_empty() {
            section.card { h2 { (view.say(&texts::LACKS)) } ul { @for lack in &edited.lacks { li { (lack) } } } }
        }
        p { a.button href=(own) { (view.say(&common::TO_ELEMENT)) } }
    };
    view.page(view.say(&common::ELEMENTS), &content)
}

fn show(
    view: &View,
    status: StatusCode,
    (own, element): (&str, &Element),
    typed: Option<&Form>,
    problem: Option<(&str, &str)>,
) -> HttpResponse {
    let nothing = Value::Null;
    let shown = Shown { view, config: element.raw_config().unwrap_or(&nothing), typed, problem };
    let title = typed.map_or(element.definition().title.as_str(), |form| form.text("title"));
    let content = html! {
        p.crumb { a href=(own) { (element.definition().title) } }
        div.head { h1 { (view.say(&texts::EDIT)) } code { (element.full_name()) } }
        (form(&shown, element.config_fields(), &format!("{own}/edit"), &html! {
            div.field { label for="title" { (view.say(&texts::TITLE)) }
                input #title name="title" value=(title) required maxlength="200"; }
        }, element.is_draft()))
    };
    view.page_with(status, &element.definition().title, &content)
}

/// A form of these fields, with what comes before them and the changes beside it.
pub(super) fn form<'a>(
    shown: &Shown<'_>,
    fields: impl Iterator<Item = &'a ConfigField>,
    action: &str,
    before: &Markup,
    is_draft: bool,
) -> Markup {
    let view = shown.view;
    html! {
        (problem_of(shown.problem.map(|(_, message)| message)))
        div.columns {
            form.card.fields method="post" action=(action) data-changes="changes" {
                (before)
                @for field in fields { (shown.field(field)) }
                div.row {
                    @if is_draft { button.quiet type="submit" name="save" value="draft" formnovalidate { (view.say(&texts::SAVE_DRAFT)) } }
                    button type="submit" name="save" value="finish" { (view.say(&texts::SAVE)) }
                }
            }
            section.card {
                h2 { (view.say(&texts::CHANGES)) }
                ul #changes aria-live="polite" { li.hint { (view.say(&texts::NO_CHANGES)) } }
            }
        }
    }
}
